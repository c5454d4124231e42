"""Feeds in the JSON Feed format, version 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from typing import Any

from digest.pages.addresses import absolute
from digest.pages.values import Entry, JsonFeed, Site
from digest.pages.xml_documents import noted

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(value: JsonFeed, site: Site) -> str:
    """A JSON Feed with absolute addresses and a language for each item.

    Ids are those of the Atom feed. An item must have content: where rights allow none it is
    the headline.
    """
    feed = value.feed
    data: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": absolute(feed.home, site.url),
        "feed_url": absolute(value.address, site.url),
        "description": site.tagline,
        "authors": [{"name": site.name}],
        "language": feed.language,
        "items": [_item(entry, site) for entry in feed.entries],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _item(entry: Entry, site: Site) -> dict[str, Any]:
    card = entry.card
    place = absolute(card.address, site.url)
    html = noted(entry)
    item = {
        "id": place,
        "url": place,
        "external_url": entry.source_url,
        "title": card.title,
        "content_html": html,
        "content_text": "" if html else card.title,
        "summary": card.summary,
        "date_published": card.date.isoformat(),
        "authors": [{"name": name} for name in entry.authors or (card.source.text,)],
        "tags": [tag.text for tag in card.tags],
        "language": card.language,
    }
    return {key: content for key, content in item.items() if content}
