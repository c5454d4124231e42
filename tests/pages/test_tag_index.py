"""The index of tags: every name that a reader may know leads to its tag."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from digest.pages.alphabet import initial, script, script_name
from digest.pages.building import build

VOCABULARY = """\
sea:
  labels: {en: Sea, de: Meer, ru: Море, ar: بحر, ja: 海, el: Θάλασσα}
  aliases: [Ocean, oceans, Ozean, 海洋, うみ, ウミ, "7 seas", البحر]
storm: {labels: {en: Storm, de: Sturm, fr: Tempête}, aliases: [orage, Åska]}
unused: {labels: {en: Nobody writes of this}}
"""


@pytest.fixture
def index(project: Path) -> BeautifulSoup:
    (project / "content/tags.yaml").write_text(VOCABULARY, "utf-8")
    path = project / "content/articles/2026/09/a.md"
    path.parent.mkdir(parents=True)
    header = "title: A\ndate: 2026-09-01\nlanguage: en\ntags: [sea, Sturm, 東京, Zebra, 🎻]"
    path.write_text(f"---\n{header}\n---\nText.\n", "utf-8")
    build(project)
    return BeautifulSoup((project / "output/tags/index.html").read_text("utf-8"), "lxml")


def plain(part: Tag | None) -> str:
    return " ".join(part.get_text().split()) if part else ""


def test_labels_stand_under_letters_and_others_after_them(index: BeautifulSoup) -> None:
    found = [
        (plain(section.h2), [plain(a) for a in section.select("a")])
        for section in index.select("main > .register > section")
    ]
    assert found == [
        ("S", ["Sea", "Storm"]),
        ("Z", ["Zebra"]),
        ("Han", ["東京"]),
        ("Numbers and signs", ["🎻"]),
    ]


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        *(("Meer", "sea"), ("Море", "sea"), ("بحر", "sea"), ("海", "sea"), ("Θάλασσα", "sea")),
        *(("Ocean", "sea"), ("海洋", "sea"), ("うみ", "sea"), ("7 seas", "sea"), ("البحر", "sea")),
        *(("Sturm", "storm"), ("Tempête", "storm"), ("orage", "storm"), ("Åska", "storm")),
    ],
)
def test_every_name_leads_to_its_tag(index: BeautifulSoup, name: str, tag: str) -> None:
    [found] = [span for span in index.select("details li span") if plain(span) == name]
    entry = found.find_parent("li")
    assert entry is not None
    assert [a["href"] for a in entry.select("a")] == [f"../tag/{tag}/"]


def test_other_names_stand_by_script_and_letter(index: BeautifulSoup) -> None:
    scripts = [plain(summary).rsplit(" ", 2)[0] for summary in index.select("summary")]
    assert scripts == [
        *("Latin", "Arabic", "Cyrillic", "Greek", "Han", "Japanese syllabaries"),
        "Numbers and signs",
    ]
    latin = index.select("details")[0]
    assert [plain(h) for h in latin.select("h3")] == ["A", "M", "O", "S", "T"]
    assert [plain(li) for li in latin.select("li:has(span)")] == [
        *("Åska – Storm", "Meer – Sea", "Ocean, oceans, Ozean – Sea", "orage – Storm"),
        *("Sturm – Storm", "Tempête – Storm"),
    ]


def test_names_have_their_language_and_direction(index: BeautifulSoup) -> None:
    spans = {plain(span): span for span in index.select("details li span")}
    assert (spans["البحر"]["lang"], spans["البحر"]["dir"]) == ("ar", "rtl")
    assert spans["海洋"]["lang"] == "ja"
    assert spans["Meer"]["lang"] == "de"
    assert "lang" not in spans["Ozean"].attrs


def test_tags_that_no_article_has_are_not_there(index: BeautifulSoup) -> None:
    assert "Nobody" not in index.get_text()


def test_each_letter_leads_to_its_place(index: BeautifulSoup) -> None:
    links = [str(a["href"]) for a in index.select(".jumps a")]
    assert len(links) == len(set(links)) > 8
    assert all(index.select_one(link) is not None for link in links)


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("élan", ("Latn", "E")),
        ("أوروبا", ("Arab", "ا")),
        ("ألمانيا", ("Arab", "ا")),
        ("السعودية", ("Arab", "س")),
        ("ガーナ", ("Hrkt", "カ")),
        ("東京", ("Hani", "")),
        ("Ёлка", ("Cyrl", "Е")),
        ("ßo", ("Latn", "S")),
        ("2026", ("", "")),
        ("🎻", ("", "")),
        ("", ("", "")),
        ("ᚠᚢ", ("RUNIC", "ᚠ")),
    ],
)
def test_names_have_a_script_and_a_letter(name: str, where: tuple[str, str]) -> None:
    assert (script(name), initial(name)) == where


def test_scripts_are_named_for_the_reader() -> None:
    assert script_name("Cyrl", "de") == "Kyrillisch"
    assert script_name("RUNIC", "ja") == "Runic"
