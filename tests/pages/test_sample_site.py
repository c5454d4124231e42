"""The sample site, asked plain questions."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from digest.pages.building import Built

ATOM = {"a": "http://www.w3.org/2005/Atom"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GLACIER = "2026/09/glacier-retreats/index.html"


def page(output: Path, path: str) -> BeautifulSoup:
    return BeautifulSoup((output / path).read_text("utf-8"), "lxml")


def related_headlines(soup: BeautifulSoup) -> list[str]:
    return [h.get_text(strip=True) for h in soup.select("section.related h3")]


def test_klima_and_climate_share_a_page(output: Path) -> None:
    text = page(output, "tag/climate/index.html").get_text()
    assert "A glacier retreats" in text
    assert "Der Gletscher schwindet" in text
    assert "نهر جليدي" in text
    assert not (output / "tag/klima").exists()


def test_a_tag_page_holds_the_articles_of_narrower_tags(output: Path) -> None:
    assert "Le glacier recule" in page(output, "tag/climate/index.html").get_text()


def test_a_tag_has_a_page_in_each_language_with_that_interface(output: Path) -> None:
    german = page(output, "tag/climate/de/index.html")
    assert german.html is not None
    assert german.html["lang"] == "de"
    assert german.h1 is not None
    assert "Klima" in german.h1.get_text()
    assert "A glacier retreats" not in german.get_text()


def test_countries_have_their_names_from_cldr(output: Path) -> None:
    assert "Schweiz" in page(output, "2026/09/gletscher/index.html").get_text()
    assert "スイス" in page(output, "2026/09/氷河/index.html").get_text()


def test_related_articles_cross_languages_and_say_why(output: Path) -> None:
    related = page(output, GLACIER).select_one("section.related")
    assert related is not None
    text = related.get_text(" ", strip=True)
    assert "Der Gletscher schwindet" in text
    assert "also about" in text
    assert "same event" in text


def test_no_article_is_related_to_itself(output: Path) -> None:
    for path in (output / "2026").rglob("index.html"):
        soup = BeautifulSoup(path.read_text("utf-8"), "lxml")
        title = soup.h1.get_text(strip=True) if soup.h1 else ""
        assert title
        assert title not in related_headlines(soup)


def test_every_headline_carries_its_own_language_and_direction(output: Path) -> None:
    front = page(output, "index.html")
    link = front.find("a", href=re.compile("2026/09/%D8"))
    assert link is not None
    owner = link.find_parent(attrs={"lang": True})
    assert link.get("lang", owner["lang"] if owner else None) == "ar"
    assert link.get("dir", owner.get("dir") if owner else None) == "rtl"


def test_an_arabic_article_has_an_arabic_interface_from_right_to_left(output: Path) -> None:
    html = page(output, "2026/09/النهر/index.html").html
    assert html is not None
    assert (html["lang"], html["dir"]) == ("ar", "rtl")


def test_no_is_norwegian(output: Path) -> None:
    assert "Koret sang" in page(output, "language/no/index.html").get_text()
    soup = page(output, "2026/08/norsk/index.html")
    assert soup.html is not None
    assert soup.html["lang"] == "en"  # there are no Norwegian interface words
    assert soup.h1 is not None
    owner = soup.h1.find_parent(attrs={"lang": True})
    assert owner is not None
    assert owner["lang"] == "no"


def test_drafts_and_future_articles_are_nowhere(built: tuple[Path, Built], output: Path) -> None:
    everything = b"".join(p.read_bytes() for p in output.rglob("*") if p.is_file())
    assert b"secret" not in everything
    assert b"2999" not in everything
    assert built[1].drafts == 1
    assert built[1].withheld == (
        ("content/articles/2026/08/tomorrow.md", "2999-01-01T00:00+00:00"),
    )


def test_a_source_that_grants_an_excerpt_gets_no_more(output: Path) -> None:
    article = page(output, "2026/09/glacier-fr/index.html")
    assert "neuf mètres" in article.get_text()
    assert article.find("a", href="https://montagnelibre.example/glacier") is not None
    everything = "".join(p.read_text("utf-8") for p in output.rglob("*.*ml"))
    assert "deuxième paragraphe" not in everything


def test_a_source_that_grants_its_headlines_gets_no_more(output: Path) -> None:
    article = page(output, "2026/09/氷河/index.html")
    assert "氷河が後退" in article.get_text()
    assert article.find("a", href="https://kawase.example/hyoga") is not None
    everything = "".join(p.read_text("utf-8") for p in output.rglob("*.*ml"))
    assert "掲載できない" not in everything


def test_hostile_content_is_harmless(output: Path) -> None:
    html = (output / "2026/08/choir/index.html").read_text("utf-8")
    assert "nobody left" in html
    assert "&lt;b&gt;two hundred&lt;/b&gt; &amp; one" in html
    for bad in ("<script", "onerror=", "javascript:", "evil.example/pixel", 'href="//', "<img"):
        assert bad not in html


def test_the_page_has_one_h1_and_the_body_starts_below_it(output: Path) -> None:
    soup = page(output, GLACIER)
    assert len(soup.find_all("h1")) == 1
    assert soup.find("h2", string="A heading too loud") is not None
    assert soup.find("td", string="12") is not None


def test_every_page_forbids_scripts_and_strangers(output: Path) -> None:
    pages = list(output.rglob("*.html"))
    assert len(pages) > 40
    for path in pages:
        soup = BeautifulSoup(path.read_text("utf-8"), "lxml")
        policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert policy is not None, path
        assert "default-src 'none'" in str(policy["content"])
        assert "script-src" not in str(policy["content"])
        assert not soup.find_all(["script", "style", "iframe", "img", "form"])


def test_every_link_leads_to_a_file(output: Path) -> None:
    """At any base path: links are followed as a browser at /repository/ would."""
    base = "https://readers.example/repository/"
    checked = 0
    for path in output.rglob("*.html"):
        place = base + path.relative_to(output).as_posix().removesuffix("index.html")
        soup = BeautifulSoup(path.read_text("utf-8"), "lxml")
        for each in soup.find_all(["a", "link"], href=True):
            target = urlsplit(urljoin(place, str(each["href"])))
            if target.hostname != "readers.example":
                continue
            assert target.path.startswith("/repository/"), f"{path}: {each}"
            file = output / unquote(target.path.removeprefix("/repository/"))
            file = file / "index.html" if target.path.endswith("/") else file
            assert file.is_file(), f"{path}: {each}"
            checked += 1
    assert checked > 500


def test_links_are_relative_so_that_any_base_path_works(output: Path) -> None:
    for path in output.rglob("*.html"):
        if path.name == "404.html":
            continue
        for each in BeautifulSoup(path.read_text("utf-8"), "lxml").find_all("a", href=True):
            assert not str(each["href"]).startswith("/"), f"{path}: {each}"


def test_the_404_page_knows_the_base_path(output: Path) -> None:
    soup = page(output, "404.html")
    addresses = [str(a["href"]) for a in soup.find_all(["a", "link"], href=True)]
    local = [a for a in addresses if not a.startswith("https://")]
    assert local
    assert all(a.startswith(("/repository/", "#")) for a in local)


def test_feeds_have_absolute_addresses_and_a_language_for_each_entry(output: Path) -> None:
    root = ET.fromstring((output / "atom.xml").read_text("utf-8"))
    entries = root.findall("a:entry", ATOM)
    assert len(entries) == 7
    assert {e.get(XML_LANG) for e in entries} == {"en", "de", "fr", "ja", "ar", "no"}
    for entry in entries:
        identity = entry.findtext("a:id", namespaces=ATOM) or ""
        assert identity.startswith("https://readers.example/repository/2026/")
    updated = entries[0].findtext("a:updated", namespaces=ATOM) or ""
    assert updated.startswith("2026-09-16")


@pytest.mark.parametrize(
    "place", ["tag/climate", "tag/climate/de", "language/ja", "source/alpine-post"]
)
def test_each_list_has_a_feed(output: Path, place: str) -> None:
    root = ET.fromstring((output / place / "atom.xml").read_text("utf-8"))
    assert root.findall("a:entry", ATOM)
    link = page(output, f"{place}/index.html").find("link", type="application/atom+xml")
    assert link is not None


def test_the_sitemap_lists_pages_by_their_full_address(output: Path) -> None:
    text = (output / "sitemap.xml").read_text("utf-8")
    assert "<loc>https://readers.example/repository/2026/09/gletscher/</loc>" in text
    assert "404" not in text
    assert "secret" not in text
    assert "sitemap.xml" in (output / "robots.txt").read_text("utf-8")


def test_overviews_lead_to_every_tag_source_and_month(output: Path) -> None:
    tags = page(output, "tags/index.html").get_text()
    assert "Climate" in tags
    assert "Europe" in tags  # implied by Switzerland
    assert "جديد" in tags  # unknown to the vocabulary, and still there
    assert "川瀬新聞" in page(output, "sources/index.html").get_text()
    assert "September 2026" in page(output, "archive/index.html").get_text()
    assert "Koret sang" in page(output, "archive/2026/08/index.html").get_text()


def test_what_is_left_out_of_a_body_is_told(built: tuple[Path, Built]) -> None:
    notes = "\n".join(built[1].notes)
    assert "content/articles/2026/08/choir.md: left out raw HTML" in notes
    assert "content/articles/2026/08/choir.md: left out images" in notes


def test_unknown_tags_and_sources_are_told(built: tuple[Path, Built]) -> None:
    assert ("C++", 1) in built[1].unknown_tags
    assert ("Fjellavisen", 1) in built[1].unknown_sources


def test_tags_without_letters_have_an_address(output: Path) -> None:
    assert (output / "tag/u1f3bb/index.html").is_file()


def test_nothing_of_the_content_folder_is_copied(output: Path) -> None:
    suffixes = {p.suffix for p in output.rglob("*") if p.is_file()}
    assert suffixes <= {".html", ".xml", ".json", ".css", ".svg", ".txt"}
    assert not list(output.rglob("*raw*"))
