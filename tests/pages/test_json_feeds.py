"""JSON Feeds: what version 1.1 of the format asks for, and nothing that rights forbid."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITE = "https://readers.example/repository/"
LISTS = ["", "tag/climate/", "language/ja/", "source/alpine-post/"]


def feed(output: Path, place: str) -> dict[str, Any]:
    data = json.loads((output / place / "feed.json").read_text("utf-8"))
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize("place", [*LISTS, "story/glacier/"])
def test_a_feed_has_what_the_format_asks_for(output: Path, place: str) -> None:
    data = feed(output, place)
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["title"]
    assert data["home_page_url"] == SITE + place
    assert data["feed_url"] == SITE + place + "feed.json"
    assert data["items"]
    for item in data["items"]:
        assert item["id"] == item["url"]
        assert item["url"].startswith(SITE + "2026/")
        assert item.get("content_html") or item.get("content_text")
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert all(author["name"] for author in item["authors"])
        assert "" not in item.values()


@pytest.mark.parametrize("place", [*LISTS, "story/glacier/"])
def test_both_formats_have_the_same_entries(output: Path, place: str) -> None:
    root = ET.fromstring((output / place / "atom.xml").read_text("utf-8"))
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in root.findall("a:entry", ATOM)]
    assert [item["id"] for item in feed(output, place)["items"]] == ids


def test_each_item_has_its_language(output: Path) -> None:
    items = feed(output, "")["items"]
    assert {item["language"] for item in items} == {"en", "de", "fr", "ja", "ar", "no"}


def test_rights_hold_in_items(output: Path) -> None:
    items = {item["language"]: item for item in feed(output, "")["items"]}
    assert items["ja"]["content_text"] == "氷河が後退、谷は泉を数える"
    assert "content_html" not in items["ja"]
    assert "summary" not in items["ja"]
    assert "neuf mètres" in items["fr"]["content_html"]
    assert items["fr"]["external_url"] == "https://montagnelibre.example/glacier"
    everything = "".join(path.read_text("utf-8") for path in output.rglob("feed.json"))
    assert "deuxième paragraphe" not in everything
    assert "掲載できない" not in everything


def test_the_feeds_of_a_tag_hold_summaries_and_no_text(output: Path) -> None:
    items = {item["language"]: item for item in feed(output, "tag/glaciers/")["items"]}
    assert items["ja"]["content_text"] == "氷河が後退、谷は泉を数える"
    assert "neuf mètres" in items["fr"]["content_text"]
    assert "html" not in "".join(items["fr"])
    note, text = items["en"]["content_html"].splitlines()
    assert note.startswith("<blockquote><p>The numbers come from")
    assert text == f"<p>{items['en']['summary']}</p>"
    root = ET.fromstring((output / "tag/glaciers/atom.xml").read_text("utf-8"))
    summaries = {e.findtext("a:summary", "", ATOM): e for e in root.findall("a:entry", ATOM)}
    assert summaries[items["fr"]["content_text"]].find("a:content", ATOM) is None


def test_a_tag_in_one_language_has_an_atom_feed_alone(output: Path) -> None:
    assert (output / "tag/climate/ar/atom.xml").is_file()
    assert not (output / "tag/climate/ar/feed.json").exists()
    html = (output / "tag/climate/ar/index.html").read_text("utf-8")
    assert html.count('"application/atom+xml"') == 2
    assert "feed.json" not in html
    assert "feed+json" not in html


def test_the_curators_note_comes_first(output: Path) -> None:
    item = next(i for i in feed(output, "")["items"] if i["url"].endswith("/glacier-retreats/"))
    assert item["content_html"].startswith("<blockquote><p>The numbers come from the valley")


@pytest.mark.parametrize("place", LISTS)
def test_a_page_names_its_feeds_in_both_formats(output: Path, place: str) -> None:
    soup = BeautifulSoup((output / place / "index.html").read_text("utf-8"), "lxml")
    kinds = {"application/atom+xml": "atom.xml", "application/feed+json": "feed.json"}
    for selector in ("head link[rel=alternate]", ".colophon a[type]"):
        found = {str(link["type"]): str(link["href"]) for link in soup.select(selector)}
        assert found.keys() == kinds.keys()
        assert all(found[kind].endswith(name) for kind, name in kinds.items())
