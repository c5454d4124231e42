"""Stories as readers meet them: their pages, the front page, the articles, the feeds."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from digest.pages.building import build
from digest.relations.relating import Relations
from projects import make_project
from test_copies import WIRE

PLACE = "story/glacier"


def page(output: Path, place: str) -> BeautifulSoup:
    return BeautifulSoup((output / place / "index.html").read_text("utf-8"), "lxml")


def words(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in soup.select(selector)]


def write(
    project: Path, place: str, title: str, story: str = "", language: str = "en", body: str = ""
) -> None:
    """Write an article of the day that its place names: 2026/09/07-x is of 7 September."""
    path = project / f"content/articles/{place}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = {
        "title": json.dumps(title, ensure_ascii=False),
        "date": place.replace("/", "-")[:10],
        "language": language,
        "source": f"Paper {language}",
        "tags": "[ferry]",
    } | ({"story": story} if story else {})
    lines = "\n".join(f"{key}: {value}" for key, value in header.items())
    path.write_text(f"---\n{lines}\n---\n\n{body or title}\n", "utf-8")


def test_a_story_has_the_curators_headline_and_says_how_much_there_is(output: Path) -> None:
    soup = page(output, PLACE)
    assert words(soup, "h1") == ["Nine metres of ice"]
    facts = words(soup, ".opening .facts")[0]
    assert "5 reports in 5 languages" in facts
    assert "First report: 14 September 2026" in facts
    assert "Latest report: 16 September 2026" in facts


def test_the_timeline_begins_with_the_first_day(output: Path) -> None:
    soup = page(output, PLACE)
    days = ["14 September 2026", "15 September 2026", "16 September 2026"]
    assert words(soup, ".day h2") == days
    assert words(soup, ".day h3")[0] == "A glacier retreats, and a valley counts its springs"
    cards = soup.select(".day .cards > li")
    assert (cards[-1]["lang"], cards[-1]["dir"]) == ("ar", "rtl")
    assert "lang" not in cards[0].attrs  # it is in the page's own
    assert cards[0].select_one(".summary") is not None


def test_sources_stand_side_by_side_in_the_order_in_which_they_reported(output: Path) -> None:
    rows = words(page(output, PLACE), ".publications tbody tr")
    assert rows == [
        "The Alpine Post 14 September 2026 English 1",
        "Bergblatt 14 September 2026 Deutsch 1",
        "川瀬新聞 15 September 2026 日本語 1",
        "La Montagne libre 15 September 2026 Français 1",
        "صحيفة الجبل 16 September 2026 العربية 1",
    ]


def test_a_story_leads_to_its_tags_and_languages(output: Path) -> None:
    links = [a["href"] for a in page(output, PLACE).select(".margin a")]
    assert {"../../tag/glaciers/", "../../tag/switzerland/", "../../language/ja/"} <= set(links)


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("gletscher", "Teil der Geschichte: Neun Meter Eis · 5 Berichte in 5 Sprachen"),
        ("glacier-retreats", "Part of the story: Nine metres of ice · 5 reports in 5 languages"),
    ],
)
def test_an_article_says_which_story_it_is_part_of(output: Path, place: str, line: str) -> None:
    soup = page(output, f"2026/09/{place}")
    assert words(soup, "header .part") == [line]
    assert soup.select(".part a")[0]["href"] == "../../../story/glacier/"


def test_an_article_without_a_story_says_nothing_of_one(output: Path) -> None:
    assert not page(output, "2026/08/choir").select(".part")


def test_rights_hold_on_a_story_page_and_in_its_feeds(output: Path) -> None:
    everything = "".join(p.read_text("utf-8") for p in (output / PLACE).iterdir())
    assert "氷河が後退" in everything
    for forbidden in ("掲載できない", "deuxième paragraphe"):
        assert forbidden not in everything


def test_a_story_is_in_the_sitemap_and_has_feeds(output: Path) -> None:
    assert "/repository/story/glacier/</loc>" in (output / "sitemap.xml").read_text("utf-8")
    root = ET.fromstring((output / PLACE / "atom.xml").read_text("utf-8"))
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 5
    feed = json.loads((output / PLACE / "feed.json").read_text("utf-8"))
    assert feed["items"][0]["language"] == "ar"


def test_the_front_page_shows_a_story_as_one_block(output: Path) -> None:
    soup = page(output, ".")
    block = soup.select_one("li:has(.whole)")
    assert block is not None
    assert words(soup, ".day h2")[0] == "16 September 2026"
    assert words(soup, ".days h3")[0] == "A glacier retreats, and a valley counts its springs"
    assert words(soup, ".foot time")[0] == "14 September 2026"
    others = block.select(".lines > li > a")
    titles = [a.get_text() for a in others]
    assert [a["lang"] for a in others] == ["ar", "fr", "ja", "de"]
    assert words(soup, ".lines .foot") == [
        "صحيفة الجبل العربية",
        "La Montagne libre Français 15 September 2026",
        "川瀬新聞 日本語 15 September 2026",
        "Bergblatt Deutsch 14 September 2026",
    ]
    line = "The whole story: Nine metres of ice · 5 reports in 5 languages"
    assert words(soup, ".whole > .links") == [line]
    headlines = words(soup, ".days h3")
    assert len(headlines) == 3
    assert not set(titles) & set(headlines)


def test_a_story_is_led_by_an_article_in_the_readers_language(project: Path) -> None:
    write(project, "2026/09/07-a", "Die Fähre fährt", "ferry", "de")
    write(project, "2026/09/07-b", "The ferry sails", "ferry", "en")
    write(project, "2026/09/08-c", "Le bac navigue", "ferry", "fr")
    write(project, "2026/09/05-d", "The ferry waits", "ferry", "en")
    build(project)
    assert words(page(project / "output", "."), ".days h3") == ["The ferry sails"]
    # What tells most is the earliest in that language; nothing stands on a page twice.
    lines = words(page(project / "output", "."), ".whole > .links")
    assert lines == ["The whole story: 4 reports in 3 languages"]
    assert words(page(project / "output", "story/ferry"), "h1") == ["The ferry waits"]


def test_pages_of_the_front_page_never_part_a_story(project: Path) -> None:
    settings = project / "pelicanconf.py"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("DEFAULT_PAGINATION = 20", "DEFAULT_PAGINATION = 2"), "utf-8")
    for day in range(1, 10):
        story = "ferry" if day in (1, 4, 8) else "none"
        write(project, f"2026/09/{day:02}-x", f"Report of day {day}", story)
    build(project)
    output = project / "output"
    shown = [page(output, place) for place in (".", "page/2", "page/3", "page/4")]
    assert [words(soup, ".days h3, .lines > li > a") for soup in shown] == [
        ["Report of day 9", "Report of day 8", "Report of day 4", "Report of day 1"],
        ["Report of day 7", "Report of day 6"],
        ["Report of day 5", "Report of day 3"],
        ["Report of day 2"],
    ]
    assert not (output / "page/5").exists()


def test_near_copies_are_folded_and_counted(project: Path) -> None:
    write(project, "2026/09/01-a", "Ferry stops", "ferry", "en", WIRE)
    write(project, "2026/09/02-b", "Ferry stops", "ferry", "de", WIRE)
    write(project, "2026/09/03-c", "A word on the ferry", "ferry", "fr")
    build(project)
    soup = page(project / "output", "story/ferry")
    assert words(soup, ".day h3") == ["Ferry stops", "A word on the ferry"]
    assert words(soup, ".also") == ["Also in: Paper de"]
    assert "3 reports in 3 languages" in soup.get_text()


def test_copies_alone_are_no_story(project: Path) -> None:
    write(project, "2026/09/01-a", "Ferry stops", "ferry", "en", WIRE)
    write(project, "2026/09/02-b", "Ferry stops", "ferry", "de", WIRE)
    build(project)
    assert not (project / "output/story").exists()


def test_a_story_of_five_hundred_reports_in_every_language(project: Path) -> None:
    codes = ("en", "de", "fr", "es", "ar", "ja", "zh", "ru", "he", "th", "hi", "qaa")
    for number in range(500):
        code = codes[number % len(codes)]
        write(project, f"2026/09/{number % 28 + 1:02}-{number}", f"Number {number}", "big", code)
    build(project)
    output = project / "output"
    soup = page(output, "story/big")
    assert len(soup.select(".day .cards > li")) == 500
    assert len(soup.select(".day")) == 28
    assert len(soup.select(".publications tbody tr")) == len(codes)
    assert "500 reports in 12 languages" in soup.get_text()
    front = page(output, ".")
    assert len(front.select(".lines > li")) == 4
    assert len(words(front, ".days h3")) == 1
    feed = json.loads((output / "story/big/feed.json").read_text("utf-8"))
    assert len(feed["items"]) == 30


HOSTILE = "</h1><script>alert(1)</script> ' \" & <b> \u202e]]> {{ 7 * 7 }}"


def test_hostile_titles_are_harmless(project: Path) -> None:
    write(project, "2026/09/01-a", HOSTILE, "odd")
    write(project, "2026/09/02-b", HOSTILE + " again", "odd", "ar")
    build(project)
    for path in (project / "output").rglob("*.html"):
        soup = BeautifulSoup(path.read_text("utf-8"), "lxml")
        assert not soup.find_all("script")
        assert len(soup.find_all("h1")) == 1
    assert page(project / "output", "story/odd").h1.get_text() == HOSTILE  # type: ignore[union-attr]
    feed = json.loads((project / "output/story/odd/feed.json").read_text("utf-8"))
    assert feed["items"][1]["title"] == HOSTILE
    assert "<script" not in feed["items"][1].get("content_html", "")


def test_related_links_give_the_event_or_else_the_day_as_their_reason(project: Path) -> None:
    text = "The old ferry between town and island stops sailing after cracks in the hull. "
    write(project, "2026/09/01-a", "Ferry stops sailing", "ferry", "en", text + "Town.")
    write(project, "2026/09/01-b", "Ferry stops", "ferry", "en", text + "Island.")
    write(project, "2026/09/01-c", "The ferry", "none", "en", text + "Passengers wait.")
    write(project, "2026/09/05-d", "Another thing", "none", "en", "Bread is cheaper in the town.")
    build(project)
    reasons = words(page(project / "output", "2026/09/01-a"), ".related .reason")
    assert any(reason.startswith("same event") for reason in reasons)
    assert any(reason.endswith("same day") for reason in reasons)
    assert not any("event" in reason and "day" in reason for reason in reasons)


def test_stories_that_articles_relate_to_are_named(project: Path) -> None:
    text = "The old ferry between town and island stops sailing after cracks in the hull. "
    for number, story in enumerate(["one", "one", "two", "two"]):
        body = text + f"Passenger {'abcd'[number]} waits for {'wxyz'[number]}."
        write(project, f"2026/09/0{number + 1}-x", f"The ferry, {number}", story, "en", body)
    build(project)
    soup = page(project / "output", "story/one")
    assert [a["href"] for a in soup.select(".margin a")][-1] == "../../story/two/"


def test_a_registry_names_the_story_that_is_found(project: Path, tmp_path: Path) -> None:
    write(project, "2026/09/02-a", "First", "")
    write(project, "2026/09/03-b", "Second", "kept")
    (project / "content/stories.yaml").write_text("kept: {began: 2026/09/02-a}\n", "utf-8")
    build(project)
    assert (project / "output/story/kept/index.html").is_file()
    other = make_project(tmp_path / "other")
    write(other, "2026/09/02-a", "First", "none")
    build(other)
    assert not (other / "output/story").exists()


def leads_to(output: Path, story: str) -> str:
    """Where the page of a story that is no more leads, in two ways."""
    text = (output / f"story/{story}/index.html").read_text("utf-8")
    soup = BeautifulSoup(text, "lxml")
    [link] = soup.select("main a")
    assert f'content="0; url={link["href"]}"' in text
    return str(link["href"])


def test_a_former_address_leads_to_the_story(output: Path) -> None:
    assert leads_to(output, "weisshorn") == "../../story/glacier/"
    assert "weisshorn" not in (output / "sitemap.xml").read_text("utf-8")


def test_a_story_that_shrank_or_went_into_another_leads_on(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Relations([0, 1, 2, 3], [()] * 4, [(0,), (1, 2, 3)])
    monkeypatch.setattr("digest.pages.work.relate", lambda *_: found)
    for day, name in enumerate(("one", "two", "three"), 1):
        write(project, f"2026/09/0{day}-{name}", f"Ferry, {name}", "")
    write(project, "2026/09/09-alone", "Bread is cheaper", "")
    registry = "\n".join(
        f"{name}: {{began: 2026/09/{name}}}" for name in ("02-two", "01-one", "09-alone")
    )
    (project / "content/stories.yaml").write_text(registry, "utf-8")
    build(project)
    assert (project / "output/story/02-two/atom.xml").is_file()
    assert leads_to(project / "output", "01-one") == "../../story/02-two/"
    assert leads_to(project / "output", "09-alone") == "../../2026/09/09-alone/"


def test_an_article_alone_in_its_story_is_told(project: Path) -> None:
    write(project, "2026/09/01-a", "One", "night-train")
    write(project, "2026/09/02-b", "Two", "night-train")
    write(project, "2026/09/03-c", "Three", "nihgt-train")
    write(project, "2026/09/04-d", "Four", "other")
    write(project, "2026/09/05-e", "Five", "none")
    notes = build(project).notes
    place, alone = "content/articles/2026/09", "story: no other article is in"
    assert sorted(notes) == [
        f"{place}/03-c.md: {alone} 'nihgt-train'; did you mean 'night-train'?",
        f"{place}/04-d.md: {alone} 'other'",
    ]
