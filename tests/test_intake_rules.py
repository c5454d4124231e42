"""The rules of cleaning are data: every one is tried on its own examples, none is taken broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.intake import rules
from digest.intake.blocks import paragraph
from digest.intake.junk import drop_junk, width
from digest.intake.rules import FOLDER, LineRule, bare, line_rules, load_line_rules
from digest.problems import DigestError

RULES = [r for path in sorted((FOLDER / "lines").glob("*.yaml")) for r in load_line_rules(path)]


def takes(rule: LineRule, text: str) -> bool:
    return width(bare(text)) <= rule.longest and bool(rule.pattern.fullmatch(bare(text)))


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


def test_six_languages_have_rules_for_the_same_kinds_of_junk() -> None:
    kinds = {
        "advertisement",
        "share",
        "follow",
        "newsletter",
        "editors-note",
        "read-more",
        "related",
    }
    kinds |= {"caption", "byline", "published", "cookie", "tags"}
    for language in ("en", "de", "fr", "es", "ar", "ja"):
        names = {rule.name for rule in RULES if rule.language == language}
        assert kinds - names - ({"editors-note"} if language == "" else set()) == set()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x:\n  pattern: '('\n  example: [a]\n", "x: pattern: broken"),
        ("x:\n  patern: a\n  example: [a]\n", "unknown key 'patern'; did you mean 'pattern'?"),
        ("x:\n  lines: [a]\n", "x: example: missing"),
        ("x:\n  lines: [a]\n  example: [a]\n  where: middle\n", "'middle' is not known"),
        ("x:\n  lines: [a]\n  example: [a]\n  longest: many\n", "'many' is no number"),
        ("x:\n  example: [a]\n", "x: lines: missing"),
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


def test_all_rule_files_can_be_read() -> None:
    rules.check()


PROSE = (
    "The harbour board met on Tuesday for six hours, and when it rose the pier was still closed; "
    "nobody on the islands was surprised by that at all."
)


def kept(*lines: str) -> list[str]:
    return [block.text for block in drop_junk([paragraph(line) for line in lines], "en")[0]]


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
