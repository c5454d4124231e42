"""The feeds of a list: the same entries in two formats."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from digest.pages import addresses
from digest.pages.catalogue import Item, card
from digest.pages.values import Entry, Feed, JsonFeed, Subscription

LENGTH = 30


def feeds(
    home: str, title: str, language: str, items: Sequence[Item], whole: bool = True
) -> tuple[Feed, JsonFeed]:
    """The feeds of the page at `home`, with the first of its items: the newest.

    Entries hold their whole text, as far as rights allow, or else a summary: there are so many
    tags that their feeds would be most of the site.
    """
    entries = tuple(_entry(item, language, whole) for item in items[:LENGTH])
    feed = Feed(addresses.feed(home), title, language, home, entries)
    return feed, JsonFeed(addresses.json_feed(home), feed)


def _entry(item: Item, language: str, whole: bool) -> Entry:
    shown = card(item, language)
    # A note is content, and readers of feeds show no summary beside that.
    short = f"<p>{escape(shown.summary)}</p>" if shown.note and shown.summary else ""
    body = item.body if whole else short
    return Entry(shown, item.article.authors, body, item.article.source_url)


def subscription(feed: Feed, json: bool = True) -> Subscription:
    """How a page names its feeds, the one in the JSON format if there is one."""
    return Subscription(feed.title, feed.address, addresses.json_feed(feed.home) if json else "")
