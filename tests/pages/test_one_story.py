"""A wire story in three papers: every article is kept, and lists show one story."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from digest.pages.building import build
from projects import make_project, tree
from test_copies import REPORT, WIRE, cut

SOURCES = """\
sound-times: {name: The Sound Times, language: en}
skarv-mail: {name: Skarv Mail, language: en, republish: headline}
hollen-post: {name: Hollen-Post, language: de}
county-echo: {name: The County Echo, language: en}
"""


def write(project: Path, place: str, title: str, source: str, body: str) -> None:
    path = project / f"content/articles/{place}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    day = place.replace("/", "-")[:10]
    path.write_text(
        f"---\ntitle: {title}\ndate: {day}T09:00:00+02:00\nlanguage: en\nsource: {source}\n"
        f"tags: [ferry]\nstory: none\n---\n\n{body}\n",
        "utf-8",
    )


def write_story(project: Path) -> None:
    (project / "content/sources.yaml").write_text(SOURCES, "utf-8")
    write(project, "2026/08/31-times", "Island without a ship", "sound-times", cut(WIRE, 3))
    write(project, "2026/09/01-mail", "Ferry stops in October", "skarv-mail", WIRE)
    write(project, "2026/09/01-post", "Cracks in the hull", "hollen-post", "(Agency) " + WIRE)
    write(project, "2026/09/02-echo", "Pupils to stay in town", "county-echo", REPORT)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = make_project(tmp_path_factory.mktemp("story") / "project")
    write_story(project)
    build(project)
    return project / "output"


def page(site: Path, place: str) -> BeautifulSoup:
    return BeautifulSoup((site / place / "index.html").read_text("utf-8"), "lxml")


def headlines(site: Path, place: str) -> list[str]:
    return [h.get_text(strip=True) for h in page(site, place).select(".days h3")]


def also_in(part: Tag) -> str:
    return " ".join(part.get_text().split())


@pytest.mark.parametrize("place", [".", "tag/ferry", "tag/ferry/en", "language/en"])
def test_lists_show_the_earliest_and_a_different_report(site: Path, place: str) -> None:
    assert headlines(site, place) == ["Pupils to stay in town", "Island without a ship"]


def test_a_list_without_the_earliest_shows_its_own(site: Path) -> None:
    september = headlines(site, "archive/2026/09")
    assert september == ["Pupils to stay in town", "Ferry stops in October"]
    assert headlines(site, "source/hollen-post") == ["Cracks in the hull"]


def test_a_card_names_the_other_papers_in_their_language(site: Path) -> None:
    lines = page(site, ".").select(".also")
    assert [also_in(line) for line in lines] == ["Also in: Skarv Mail · Hollen-Post"]
    links = lines[0].select("a")
    assert [link["href"] for link in links] == ["./2026/09/01-mail/", "./2026/09/01-post/"]
    assert [link.get("lang") for link in links] == [None, "de"]


def test_counts_are_of_all_articles(site: Path) -> None:
    assert "4 articles" in page(site, "tag/ferry").get_text()


@pytest.mark.parametrize(
    ("place", "others"),
    [
        ("2026/08/31-times", "Skarv Mail · Hollen-Post"),
        ("2026/09/01-mail", "The Sound Times · Hollen-Post"),
        ("2026/09/01-post", "The Sound Times · Skarv Mail"),
    ],
)
def test_each_article_names_the_others(site: Path, place: str, others: str) -> None:
    lines = page(site, place).select("article .also")
    assert [also_in(line) for line in lines] == [f"Also in: {others}"]


def test_of_many_papers_the_earliest_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.pages.catalogue.ALSO_IN", 1)
    project = make_project(tmp_path / "project")
    write_story(project)
    build(project)
    named = {
        place: [also_in(line) for line in page(project / "output", place).select("article .also")]
        for place in ("2026/08/31-times", "2026/09/01-mail", "2026/09/01-post")
    }
    assert named == {
        "2026/08/31-times": ["Also in: Skarv Mail"],
        "2026/09/01-mail": ["Also in: The Sound Times"],
        "2026/09/01-post": ["Also in: The Sound Times"],
    }


def test_a_report_of_its_own_names_nobody(site: Path) -> None:
    assert not page(site, "2026/09/02-echo").select(".also")


def test_related_links_offer_neither_copies_nor_one_story_twice(site: Path) -> None:
    def related(place: str) -> list[str]:
        return [h.get_text(strip=True) for h in page(site, place).select(".related h3")]

    assert related("2026/09/02-echo") == ["Island without a ship"]
    for place in ("2026/08/31-times", "2026/09/01-mail", "2026/09/01-post"):
        assert related(place) == ["Pupils to stay in town"]


def test_feeds_and_the_sitemap_keep_every_article(site: Path) -> None:
    for place in ("31-times", "01-mail", "01-post", "02-echo"):
        assert f"{place}/</id>" in (site / "atom.xml").read_text("utf-8")
        assert f"{place}/</loc>" in (site / "sitemap.xml").read_text("utf-8")


def test_a_paper_that_grants_its_headlines_gets_no_more(site: Path) -> None:
    assert "nine hundred" not in (site / "2026/09/01-mail/index.html").read_text("utf-8")
    assert "Ferry stops" not in (site / "index.html").read_text("utf-8")


def test_lists_are_cut_into_pages_of_stories(project: Path) -> None:
    write_story(project)
    settings = project / "pelicanconf.py"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("DEFAULT_PAGINATION = 20", "DEFAULT_PAGINATION = 2"), "utf-8")
    build(project)
    assert not (project / "output/page").exists()
    assert not (project / "output/tag/ferry/page").exists()


def test_without_copies_nothing_is_said_of_them(sample: Path) -> None:
    build(sample)
    pages = [text for name, text in tree(sample / "output").items() if name.endswith(".html")]
    assert pages
    assert not any(b'class="also"' in text for text in pages)
