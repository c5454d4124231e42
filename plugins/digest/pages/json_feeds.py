"""Feeds in the JSON Feed format, version 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from digest.pages.addresses import absolute
from digest.pages.values import Card, Entry, JsonFeed, Site
from digest.pages.xml_documents import noted

VERSION = "https://jsonfeed.org/version/1.1"
_KEPT = 1 << 14  # as in xml_documents
_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_feed(value: JsonFeed, site: Site) -> str:
    """A JSON Feed with absolute addresses and a language for each item.

    Ids are those of the Atom feed. An item must have content: where there is no text it is
    the summary, and where rights allow none the headline.
    """
    feed = value.feed
    head = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": absolute(feed.home, site.url),
        "feed_url": absolute(value.address, site.url),
        "description": site.tagline,
        "authors": [{"name": site.name}],
        "language": feed.language,
    }
    items = ",".join(_item(entry, site) for entry in feed.entries)
    return f'{_open(head)},"items":[{items}]}}\n'


def _item(entry: Entry, site: Site) -> str:
    card = entry.card
    facts = _facts(card, entry.authors, entry.source_url, site)
    html = noted(entry)
    if not html:
        return f'{facts},"content_text":{_text(card.summary or card.title)}}}'
    summary = f',"summary":{_text(card.summary)}' if card.summary else ""
    return f'{facts},"content_html":{_text(html)}{summary}}}'


@lru_cache(_KEPT)
def _facts(card: Card, authors: tuple[str, ...], source_url: str, site: Site) -> str:
    """An item, not yet closed, without its text."""
    place = _text(absolute(card.address, site.url))
    names = ",".join([f'{{"name":{_text(name)}}}' for name in authors or (card.source.text,)])
    tags = ",".join([_text(tag.text) for tag in card.tags])
    parts = (
        f'{{"id":{place},"url":{place}',
        f'"external_url":{_text(source_url)}' if source_url else "",
        f'"title":{_text(card.title)}' if card.title else "",
        f'"date_published":"{card.date.isoformat()}","authors":[{names}]',
        f'"tags":[{tags}]' if tags else "",
        f'"language":"{card.language}"',
    )
    return ",".join(filter(None, parts))


def _open(data: dict[str, Any]) -> str:
    """A JSON object that is not yet closed."""
    return _text(data)[:-1]
