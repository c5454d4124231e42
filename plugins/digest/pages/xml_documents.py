"""Feeds and sitemaps, built as XML trees so that nothing needs to be escaped by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from xml.etree import ElementTree as ET

from digest.pages.addresses import absolute
from digest.pages.values import Entry, Feed, Site, Sitemap, SitemapIndex

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEVER = datetime.fromtimestamp(0, UTC)  # a feed must say something, even an empty one
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

ET.register_namespace("", ATOM)


def atom(feed: Feed, site: Site) -> str:
    """An Atom feed (RFC 4287) with absolute addresses and a language for each entry.

    An entry's id is its address, which does not change with headline or date.
    """
    root = ET.Element(_atom("feed"), {_LANG: feed.language})
    _add(root, "title", feed.title)
    _add(root, "subtitle", site.tagline)
    _add(root, "id", absolute(feed.address, site.url))
    _link(root, "self", absolute(feed.address, site.url), "application/atom+xml")
    _link(root, "alternate", absolute(feed.home, site.url), "text/html")
    newest = max((entry.card.date for entry in feed.entries), default=_NEVER)
    _add(root, "updated", newest.isoformat())
    _add(_add(root, "author"), "name", site.name)
    for entry in feed.entries:
        _entry(root, entry, feed.language, site)
    return _text(root)


def _entry(root: ET.Element, entry: Entry, language: str, site: Site) -> None:
    card = entry.card
    place = absolute(card.address, site.url)
    item = ET.SubElement(root, _atom("entry"), {_LANG: card.language})
    _add(item, "title", card.title)
    _add(item, "id", place)
    _link(item, "alternate", place, "text/html")
    if entry.source_url:
        _link(item, "via", entry.source_url, "text/html")
    _add(item, "published", card.date.isoformat())
    _add(item, "updated", card.date.isoformat())
    for name in entry.authors or (card.source.text,):
        _add(_add(item, "author"), "name", name)
    for tag in card.tags:
        ET.SubElement(
            item,
            _atom("category"),
            {
                "term": tag.address.rstrip("/").rsplit("/", 1)[-1],
                "label": tag.text,
                _LANG: tag.language or language,
            },
        )
    if card.summary:
        _add(item, "summary", card.summary)
    if content := noted(entry):
        _add(item, "content", content).set("type", "html")


def noted(entry: Entry) -> str:
    """The body, below the curator's note if there is one."""
    note = f"<blockquote><p>{escape(entry.card.note)}</p></blockquote>\n" if entry.card.note else ""
    return note + entry.body


def sitemap(value: Sitemap, site: Site) -> str:
    """A sitemap of at most 50,000 addresses."""
    root = ET.Element("urlset", xmlns=SITEMAP)
    for address in value.listed:
        ET.SubElement(ET.SubElement(root, "url"), "loc").text = absolute(address, site.url)
    return _text(root)


def sitemap_index(value: SitemapIndex, site: Site) -> str:
    """The list of several sitemaps, for sites beyond 50,000 pages."""
    root = ET.Element("sitemapindex", xmlns=SITEMAP)
    for address in value.sitemaps:
        ET.SubElement(ET.SubElement(root, "sitemap"), "loc").text = absolute(address, site.url)
    return _text(root)


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    child = ET.SubElement(parent, _atom(name))
    child.text = text
    return child


def _link(parent: ET.Element, relation: str, address: str, kind: str) -> None:
    ET.SubElement(parent, _atom("link"), rel=relation, href=address, type=kind)


def _text(root: ET.Element) -> str:
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"
