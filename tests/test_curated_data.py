"""tags.yaml and sources.yaml: collisions are errors that name both sides."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from digest import sources, stories, vocabulary
from digest.problems import DigestError
from projects import ROOT


def load_tags(tmp_path: Path, text: str) -> vocabulary.Vocabulary:
    path = tmp_path / "tags.yaml"
    path.write_text(text, "utf-8")
    return vocabulary.load(path)


def load_sources(tmp_path: Path, text: str) -> sources.Sources:
    path = tmp_path / "sources.yaml"
    path.write_text(text, "utf-8")
    return sources.load(path)


def test_a_tag_is_found_by_id_label_and_alias_in_any_language(tmp_path: Path) -> None:
    text = "germany: {territory: DE, aliases: [BRD]}\nun: {labels: {en: United Nations}}"
    tags = load_tags(tmp_path, text)
    for name in ("germany", "Germany", "Deutschland", "ALLEMAGNE", "ドイツ", "brd"):
        assert tags.find(name).id == "germany"
    assert tags.find("United  nations").id == "un"


def test_an_unknown_tag_keeps_its_name_and_script(tmp_path: Path) -> None:
    tag = load_tags(tmp_path, "").find("東京 2026")
    assert (tag.id, tag.name, tag.known) == ("東京-2026", "東京 2026", False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: {labels: {en: X}}\nb: {labels: {de: x}}", "'x' is claimed by both 'a' and 'b'"),
        ("a: {labels: {en: X}}\nb: {labels: {en: Y}, aliases: [A]}", "claimed by both 'a' and 'b'"),
        ("a: {labels: {en: X}, alias: [y]}", "a: unknown key 'alias'; did you mean 'aliases'?"),
        ("A b: {labels: {en: X}}", "'A b' is no id"),
        ("a: {territory: ZZZ}", "'ZZZ' is no country code"),
        ("a: {labels: [x]}", "labels: not texts by language"),
        ("a: {labels: {english: x}}", "is no language tag"),
        ("a: {aliases: [x]}", "labels: missing"),
        ("a: {labels: {en: X}, broader: b}", "there is no tag 'b'"),
        (
            "a: {labels: {en: X}, broader: b}\nb: {labels: {en: Y}, broader: a}",
            "leads back to 'a' itself",
        ),
        ("a: b: c", "tags.yaml: line 1: not valid YAML"),
    ],
)
def test_a_broken_vocabulary_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DigestError) as caught:
        load_tags(tmp_path, text)
    assert words in str(caught.value)


def test_broader_tags_are_found_all_the_way_up(tmp_path: Path) -> None:
    lines = ("a: {labels: {en: A}, broader: b}", "b: {labels: {en: B}, broader: [c]}")
    tags = load_tags(tmp_path, "\n".join([*lines, "c: {labels: {en: C}}"]))
    assert vocabulary.all_broader(tags.tags, "a") == ("b", "c")


def test_a_source_is_found_by_name_alias_and_domain(tmp_path: Path) -> None:
    text = "post: {name: The Post, aliases: [Post AG], domains: [post.example]}"
    found = load_sources(tmp_path, text)
    assert found.named("the post") is found.named("POST AG") is found.named("post")
    for address in ("https://post.example/a", "http://www.post.example:8080/"):
        assert found.at(address) is found.by_id["post"]
    for address in ("https://notpost.example/", "https://example/", "x", "https://[x"):
        assert found.at(address) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: {name: X}\nb: {name: x}", "'x' is claimed by both 'a' and 'b'"),
        ("a: {name: X, domains: [x.org]}\nb: {name: Y, domains: [x.org]}", "'x.org' is claimed"),
        ("a: {name: X, republish: all}", "choose one of: full, excerpt, headline"),
        ("a: {domains: [https://x.org]}", "is no domain"),
        ("a: {}", "name: missing"),
        ("a: {name: X, domain: [x.org]}", "did you mean 'domains'?"),
        ("a: {name: X, junk: [{pattern: '(', example: x}]}", "a: junk: pattern: broken (missing )"),
        (
            "a: {name: X, junk: [{pattern: '(x+)+y', example: xy}]}",
            "pattern: catastrophically slow",
        ),
        ("a: {name: X, junk: [{patern: x, example: x}]}", "junk: unknown key 'patern'; did you"),
        ("a: {name: X, junk: [{example: x}]}", "a: junk: pattern: missing"),
        ("a: {name: X, junk: [{pattern: x}]}", "a: junk: example: missing"),
        (
            "a: {name: X, junk: [ok, {pattern: x+, example: [xx, x y]}]}",
            "content/sources.yaml: a: junk: example: 'x y' is not taken by 'x+' as a whole; mend",
        ),
        ("a: {name: X, junk: [[x]]}", "a: junk: not a list of texts"),
        ("a: {name: X, keep: {a: b}}", "a: keep: not a list of texts"),
    ],
)
def test_broken_sources_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DigestError) as caught:
        load_sources(tmp_path, text)
    assert words in str(caught.value)


def test_junk_is_phrases_and_expressions_and_keep_is_phrases(tmp_path: Path) -> None:
    text = "a: {name: X, junk: [one, {pattern: 'no\\. \\d+', example: No. 3}], keep: two words}"
    source = load_sources(tmp_path, text).by_id["a"]
    assert (source.junk, source.keep) == (("one",), ("two words",))
    assert [pattern.pattern for pattern in source.junk_patterns] == [r"no\. \d+"]
    assert pickle.loads(pickle.dumps(source)) == source
    assert load_sources(tmp_path, "a: {name: X, junk: one}").by_id["a"].junk == ("one",)


def test_the_projects_own_data_is_sound() -> None:
    assert len(vocabulary.load(ROOT / vocabulary.FILE).tags) > 80
    assert len(sources.load(ROOT / sources.FILE).by_id) > 5


def test_the_projects_own_stories_are_known_by_articles_that_exist() -> None:
    entries = stories.load(ROOT / stories.FILE).entries.values()
    assert len(entries) > 5
    for place in (place for entry in entries for place in entry.began):
        assert (ROOT / f"content/articles/{place}.md").is_file()


def test_a_slip_of_the_pen_in_a_name_publishes_no_more_than_may_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "fanal-du-lac: {name: Le Fanal du lac, republish: excerpt}\n"
        "harbour-post: {name: The Harbour Post, republish: headline}\nother: {name: Other}\n"
    )
    known = sources.load(path)
    policies = {
        "fanal-du-lack": "excerpt",
        "Fanal du lacs": "excerpt",
        "The Harbor Post": "headline",
        "Others": "full",
        "Daily Herald": "full",
        "": "full",
    }
    assert {name: known.of(name, "").republish for name in policies} == policies
