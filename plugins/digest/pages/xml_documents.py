"""Feeds and sitemaps, written as text: `escape` is for all that is not made here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from html import escape

from digest.pages.addresses import absolute, quoted
from digest.pages.values import Card, Entry, Feed, Site, Sitemap, SitemapIndex

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_NEVER = datetime.fromtimestamp(0, UTC)  # a feed must say something, even an empty one
# So many entries are kept without their text: about 15 MB. An article is in the feeds of
# all its tags.
_KEPT = 1 << 14


def atom(feed: Feed, site: Site) -> str:
    """An Atom feed (RFC 4287) with absolute addresses and a language for each entry.

    An entry's id is its address, which does not change with headline or date.
    """
    newest = max((entry.card.date for entry in feed.entries), default=_NEVER)
    place = absolute(feed.address, site.url)
    head = (
        f'{_DECLARATION}<feed xmlns="{ATOM}" xml:lang="{escape(feed.language)}">',
        _element("title", feed.title),
        _element("subtitle", site.tagline),
        _element("id", place),
        f'<link rel="self" href="{escape(place)}" type="application/atom+xml"/>',
        _link("alternate", absolute(feed.home, site.url)),
        _element("updated", newest.isoformat()),
        f"<author>{_element('name', site.name)}</author>",
    )
    entries = (_entry(entry, feed.language, site) for entry in feed.entries)
    return "\n".join((*head, *entries, "</feed>\n"))


def _entry(entry: Entry, language: str, site: Site) -> str:
    facts = _facts(entry.card, entry.authors, entry.source_url, language, site)
    html = noted(entry)
    content = f'<content type="html">{escape(html, quote=False)}</content>\n' if html else ""
    return f"{facts}{content}</entry>"


@lru_cache(_KEPT)
def _facts(card: Card, authors: tuple[str, ...], source_url: str, language: str, site: Site) -> str:
    """An entry, not yet closed, up to its text."""
    place = absolute(card.address, site.url)
    date = card.date.isoformat()
    lines = [
        f'<entry xml:lang="{escape(card.language)}">',
        _element("title", card.title),
        _element("id", place),
        _link("alternate", place),
        *([_link("via", source_url)] if source_url else []),
        f"<published>{date}</published>",
        f"<updated>{date}</updated>",
        *(f"<author>{_element('name', name)}</author>" for name in authors or (card.source.text,)),
        *(_category(t.text, t.address, t.language or language, card.language) for t in card.tags),
        *([_element("summary", card.summary)] if card.summary else []),
    ]
    return "\n".join(lines) + "\n"


@lru_cache(_KEPT)
def _category(label: str, address: str, language: str, around: str) -> str:
    term = escape(address.rstrip("/").rsplit("/", 1)[-1])
    spoken = "" if language == around else f' xml:lang="{escape(language)}"'
    return f'<category term="{term}" label="{escape(label)}"{spoken}/>'


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text, quote=False)}</{name}>"


def _link(relation: str, address: str) -> str:
    return f'<link rel="{relation}" href="{escape(address)}"/>'


def noted(entry: Entry) -> str:
    """The body, below the curator's note if there is one."""
    note = f"<blockquote><p>{escape(entry.card.note)}</p></blockquote>\n" if entry.card.note else ""
    return note + entry.body


def sitemap(value: Sitemap, site: Site) -> str:
    """A sitemap of at most 50,000 addresses."""
    return _places("urlset", "url", value.listed, site)


def sitemap_index(value: SitemapIndex, site: Site) -> str:
    """The list of several sitemaps, for sites beyond 50,000 pages."""
    return _places("sitemapindex", "sitemap", value.sitemaps, site)


def _places(name: str, each: str, addresses: tuple[str, ...], site: Site) -> str:
    def lines() -> Iterator[str]:
        yield f'{_DECLARATION}<{name} xmlns="{SITEMAP}">'
        before, after = f"<{each}><loc>{escape(site.url)}", f"</loc></{each}>"
        for address in addresses:  # what is quoted needs no escaping
            yield f"{before}{quoted(address)}{after}"
        yield f"</{name}>\n"

    return "\n".join(lines())
