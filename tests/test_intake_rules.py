"""The rules of cleaning are data: every one is tried on its own examples, none is taken broken."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest import sources
from digest.article import RawArticle
from digest.intake import rules
from digest.intake.cleaning import clean
from digest.intake.facts.tagging import Subjects
from digest.intake.knowledge import Knowledge
from digest.intake.lines import width
from digest.intake.rules import FOLDER, LineRule, bare, line_rules, load_line_rules, words
from digest.intake.text.blocks import paragraph
from digest.intake.text.junk import bring_back, drop_junk, drop_loose_ends, drop_phrases
from digest.problems import DigestError
from digest.vocabulary import Vocabulary

RULES = [r for path in sorted((FOLDER / "lines").glob("*.yaml")) for r in load_line_rules(path)]


def takes(rule: LineRule, text: str) -> bool:
    return width(bare(text)) <= rule.longest and rule.takes(bare(text))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.language}-{rule.name}")
def test_a_rule_takes_its_examples_and_nothing_of_what_it_keeps(rule: LineRule) -> None:
    assert rule.examples
    assert rule.keeps
    assert [text for text in rule.examples if not takes(rule, text)] == []
    assert [text for text in rule.keeps if takes(rule, text)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.language}-{rule.name}")
def test_what_a_rule_keeps_no_other_rule_of_its_language_takes_in_mid_text(rule: LineRule) -> None:
    for text in rule.keeps:
        others = [
            r.name for r in line_rules(rule.language) if r.where == "anywhere" and takes(r, text)
        ]
        assert others == []


LANGUAGES = sorted({rule.language for rule in RULES} - {"any"})


def test_there_are_rules_for_the_languages_of_most_news() -> None:
    assert len(LANGUAGES) >= 30
    assert set(words()) <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_rules_for_the_same_kinds_of_junk(language: str) -> None:
    kinds = {
        *("advertisement", "share", "follow", "newsletter", "editors-note", "read-more"),
        *("read-more-alone", "related", "tags", "caption", "byline", "published", "cookie"),
    }
    assert (
        kinds - {rule.name for rule in line_rules(language) if rule.language == language} == set()
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.language}-{rule.name}")
def test_a_list_of_keeps_was_not_torn_apart_at_a_comma(rule: LineRule) -> None:
    """Unquoted, `[One, two.]` is two texts, and the first keeps nothing worth keeping."""
    if rule.language != "th":  # which has no full stop
        assert [text for text in rule.keeps if text[-1] not in ".?!。।؟۔"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x:\n  pattern: '('\n  example: [a]\n", "x: pattern: broken"),
        ("x:\n  patern: a\n  example: [a]\n", "unknown key 'patern'; did you mean 'pattern'?"),
        ("x:\n  lines: [a]\n", "x: example: missing"),
        ("x:\n  lines: [a]\n  example: [a]\n  where: middle\n", "'middle' is not known"),
        ("x:\n  lines: [a]\n  example: [a]\n  longest: many\n", "'many' is no number"),
        ("x:\n  example: [a]\n", "x: lines: missing"),
        ("x:\n  pattern: '(a+)+'\n  example: [a]\n", "x: pattern: catastrophically slow"),
        (
            "x:\n  pattern: '.*a.*a.*a.*a'\n  longest: 900\n  example: [aaaa]\n",
            "x: pattern: slow (up to",
        ),
    ],
)
def test_a_broken_rule_is_an_error_when_rules_are_loaded(
    text: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "xx.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DigestError) as caught:
        load_line_rules(path)
    assert message in str(caught.value)
    assert str(caught.value).startswith("xx.yaml: ")


def test_all_rule_files_can_be_read_and_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules.check(tmp_path / "rules.sha256")
    monkeypatch.setattr(rules, "load_line_rules", None)  # a second reading would call it
    rules.check(tmp_path / "rules.sha256")


def test_a_text_needs_the_rules_of_its_own_language_those_for_any_and_the_english_ones() -> None:
    for language, expected in (
        ("de-CH", {"any", "en", "de"}),
        ("en", {"any", "en"}),
        ("nb", {"any", "en", "no"}),
        ("nn-NO", {"any", "en", "no"}),
        ("tlh", {"any", "en"}),
    ):
        assert {rule.language for rule in line_rules(language)} == expected


PROSE = (
    "The harbour board met on Tuesday for six hours, and when it rose the pier was still closed; "
    "nobody on the islands was surprised by that at all."
)


def kept(*lines: str, keep: tuple[str, ...] = ()) -> list[str]:
    blocks = [replace(paragraph(line), place=place) for place, line in enumerate(lines)]
    left, dropped = drop_junk(blocks, "en")
    return [block.text for block in bring_back(blocks, left, dropped, keep)[0]]


def test_position_is_evidence() -> None:
    """A byline is one above the text; in its midst the same words are the article's."""
    byline = "By Jane Example"
    assert kept(byline, *[PROSE] * 5) == [PROSE] * 5
    assert kept(*[PROSE] * 3, byline, *[PROSE] * 3) == [*[PROSE] * 3, byline, *[PROSE] * 3]


def test_a_sentence_that_mentions_a_newsletter_stays() -> None:
    text = "The mayor’s newsletter, sent to every household in March, had promised a new ferry."
    assert kept(PROSE, text, PROSE) == [PROSE, text, PROSE]


def test_what_stands_below_related_articles_goes_with_it_until_prose_comes() -> None:
    related = ("Related articles", "A lighthouse for sale", "Ten ways to dry a coat")
    assert kept(PROSE, *related, PROSE) == [PROSE, PROSE]


def test_dropped_lines_come_with_the_name_of_their_rule() -> None:
    _, dropped = drop_junk([paragraph(PROSE), paragraph("Advertisement")], "en")
    assert [(line.rule, line.text) for line in dropped] == [("advertisement", "Advertisement")]


def test_a_line_that_holds_a_phrase_to_keep_stays_whatever_a_rule_says() -> None:
    lines = (PROSE, "Advertisement", "READ MORE: Ferry to run again in May", PROSE)
    assert kept(*lines) == [PROSE, PROSE]
    assert kept(*lines, keep=("read more: FERRY",)) == [PROSE, lines[2], PROSE]


def test_a_line_is_back_in_its_place_and_no_longer_among_the_dropped() -> None:
    lines = ("Harbour Letters", "Home Port", *[PROSE] * 3)
    blocks = [replace(paragraph(line), place=place) for place, line in enumerate(lines)]
    left, dropped = drop_loose_ends(blocks, "en")
    assert [block.text for block in left] == [PROSE] * 3
    left, dropped = bring_back(blocks, left, dropped, ("harbour letters",))
    assert [block.text for block in left] == ["Harbour Letters", *[PROSE] * 3]
    assert [line.text for line in dropped] == ["Home Port"]


def test_own_junk_is_a_phrase_in_a_line_or_an_expression_for_a_whole_one() -> None:
    lines = ("Tide Tables no. 14", "He read the Tide Tables no. 14 twice", "Buy our mugs, please")
    blocks = [paragraph(text) for text in lines]
    pattern = re.compile(r"tide tables no\. \d+", re.IGNORECASE)
    left, dropped = drop_phrases(blocks, ["our MUGS"], [pattern])
    assert [block.text for block in left] == [lines[1]]
    assert [(line.rule, line.text) for line in dropped] == [
        ("own-junk", lines[0]),
        ("own-junk", lines[2]),
    ]


def test_a_source_named_in_a_text_brings_its_own_junk_and_what_it_keeps(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    post = (
        "{name: Example Post, junk: [{pattern: 'tide tables no. .*', example: Tide Tables No. 1}]"
    )
    lines = (
        *("A harbour is closed", "", "Example Post —", "", PROSE, "", "Advertisement", "", PROSE),
        *("", "Tide Tables No. 14", "", PROSE, "", "A lighthouse for sale"),
    )
    raw = RawArticle("a.txt", "0" * 64, "text", "\n".join(lines), datetime(2026, 9, 1, tzinfo=UTC))
    found = {}
    for keep in ("", ", keep: [ADVERT, lighthouse]"):
        path.write_text(f"post: {post}{keep}}}", "utf-8")
        known = Knowledge(sources.load(path), Subjects(Vocabulary()))
        found[keep] = [block.text for block in clean(raw, known).blocks]
    short = {text: [line for line in lines_ if line != PROSE] for text, lines_ in found.items()}
    assert list(short.values()) == [[], ["Advertisement", "A lighthouse for sale"]]
