"""Values to text: what is kept from page to page changes nothing, and nothing breaks out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from digest.pages import interface
from digest.pages.json_feeds import json_feed
from digest.pages.rendering import Renderer, environment
from digest.pages.values import (
    Card,
    Day,
    Entry,
    Feed,
    JsonFeed,
    Link,
    ListPage,
    Site,
    Sitemap,
    Subscription,
)
from digest.pages.xml_documents import atom, sitemap
from digest.strictyaml import printable
from projects import ROOT

ATOM = {"a": "http://www.w3.org/2005/Atom"}
DAY = datetime(2026, 9, 14, 8, 30, tzinfo=UTC)
SITE = Site(
    "The Skarv Reader",
    "News of the Sound",
    "https://skarv.example/news",
    "en",
    (Link("Deutsch", "/language/de/", "de"), Link("English", "/language/en/", "en")),
    (),
)
TEXT = st.text(max_size=20).map(lambda text: printable(text).replace("\r", ""))


def renderer() -> Renderer:
    words = interface.load(ROOT / "theme" / "words")
    return Renderer(environment(ROOT / "theme" / "templates"), SITE, words)


def card(name: str = "ferry", language: str = "en") -> Card:
    return Card(
        address=f"/2026/09/{name}/",
        title=f"{name} & <i>more</i>",
        language=language,
        date=DAY,
        source=Link("Sound Times", "/source/sound-times/", "en"),
        tags=(Link("Ships", "/tag/ships/"), Link("Water", "/tag/water/")),
        summary="It sails.",
        note="",
    )


def tag_page(name: str, cards: tuple[Card, ...], language: str = "en", number: int = 1) -> ListPage:
    address = f"/tag/{name}/" if number == 1 else f"/tag/{name}/page/{number}/"
    return ListPage(
        address=address,
        language=language,
        title=name,
        kind="tag",
        days=(Day(DAY, cards),),
        narrowings=(
            Link("All", f"/tag/{name}/", "", 2, True),
            Link("Deutsch", f"/tag/{name}/de/", "de", 1),
        ),
    )


def current(html: str) -> list[tuple[str, str]]:
    soup = BeautifulSoup(html, "lxml")
    return [(str(a["href"]), str(a["aria-current"])) for a in soup.select("[aria-current]")]


def test_pages_are_the_same_in_any_order() -> None:
    shared, other = card(), card("bridge", "de")
    pages = [
        tag_page("ships", (shared, other)),
        tag_page("water", (other, shared), "de"),
        tag_page("ships", (shared,), number=2),
    ]
    there = renderer()
    alone = [renderer().text(page) for page in pages]
    assert [there.text(page) for page in pages] == alone
    assert [there.text(page) for page in reversed(pages)] == alone[::-1]


def test_links_to_the_page_itself_are_marked_and_no_others() -> None:
    html = renderer().text(tag_page("ships", (card(),)))
    assert current(html) == [("../../tag/ships/", "page")] * 2  # the choice and the card's tag
    second = renderer().text(tag_page("ships", (card(),), number=2))
    assert current(second) == [("../../../../tag/ships/", "true")]


def test_a_card_in_the_pages_language_does_not_repeat_it() -> None:
    html = renderer().text(tag_page("ships", (card(), card("brücke", "de"))))
    own, other = BeautifulSoup(html, "lxml").select(".cards > li")
    assert not own.select("[lang], [dir]")
    assert "lang" not in own.attrs
    assert (other["lang"], other.select(".foot")[0]["lang"]) == ("de", "en")


def test_a_list_without_a_json_feed_names_atom_alone() -> None:
    page = ListPage(
        address="/tag/ships/",
        language="en",
        title="Ships",
        kind="tag",
        feeds=(Subscription("Ships", "/tag/ships/atom.xml", ""),),
    )
    html = renderer().text(page)
    assert html.count("atom.xml") == 2
    assert "json" not in html


def entry(**changed: str) -> Entry:
    text = {"title": "A", "name": "B", "tag": "C", "summary": "D", "note": "", "body": ""} | changed
    shown = Card(
        address="/2026/09/ferry/",
        title=text["title"],
        language="en",
        date=DAY,
        source=Link("Sound Times", "/source/sound-times/"),
        tags=(Link(text["tag"], "/tag/ships/"),),
        summary=text["summary"],
        note=text["note"],
    )
    return Entry(shown, (text["name"],), text["body"], "https://times.example/?a=1&b=2")


@given(title=TEXT, name=TEXT, tag=TEXT, summary=TEXT, body=TEXT)
def test_any_text_arrives_in_feeds_as_it_was(
    title: str, name: str, tag: str, summary: str, body: str
) -> None:
    value = entry(title=title, name=name, tag=tag, summary=summary, body=body)
    feed = Feed("/atom.xml", title, "en", "/", (value,))
    root = ET.fromstring(atom(feed, SITE))
    [found] = root.findall("a:entry", ATOM)
    assert root.findtext("a:title", "", ATOM) == title
    assert found.findtext("a:title", "", ATOM) == title
    assert found.findtext("a:author/a:name", "", ATOM) == name
    assert found.findtext("a:summary", "", ATOM) == summary
    assert found.findtext("a:content", "", ATOM) == body
    category, via = found.find("a:category", ATOM), found.find("a:link[@rel='via']", ATOM)
    assert category is not None
    assert category.get("label", "").split() == tag.split()
    assert via is not None
    assert via.get("href") == value.source_url
    data = json.loads(json_feed(JsonFeed("/feed.json", feed), SITE))
    item = data["items"][0]
    assert item.get("title", "") == title
    assert item.get("content_html", "") == body
    assert body or item["content_text"] == (summary or title)
    assert item["tags"] == [tag]


@pytest.mark.parametrize("body", ["", "<p>It sails.</p>"])
def test_an_entry_is_the_same_in_every_feed_of_a_language(body: str) -> None:
    value = entry(body=body)
    feeds = [Feed(f"/tag/{name}/atom.xml", name, "en", f"/tag/{name}/", (value,)) for name in "ab"]
    texts = [atom(feed, SITE).partition("<entry") for feed in feeds]
    assert texts[0][2] == texts[1][2]
    assert ("content" in texts[0][2]) == bool(body)
    other = Feed("/tag/a/de/atom.xml", "a", "de", "/tag/a/de/", (value,))
    assert 'xml:lang="de"' in atom(other, SITE).partition("<category")[2]


def test_sitemaps_escape_what_addresses_cannot_say() -> None:
    root = ET.fromstring(sitemap(Sitemap("/sitemap.xml", ("/", "/tag/r&d <x>/", "/tag/氷/")), SITE))
    assert [url.findtext("*") for url in root] == [
        "https://skarv.example/news/",
        "https://skarv.example/news/tag/r%26d%20%3Cx%3E/",
        "https://skarv.example/news/tag/%E6%B0%B7/",
    ]
