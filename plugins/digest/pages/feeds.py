"""The feeds of a list: the same entries in two formats."""

from __future__ import annotations

from collections.abc import Sequence

from digest.pages import addresses
from digest.pages.catalogue import Item, card
from digest.pages.values import Entry, Feed, JsonFeed, Subscription

LENGTH = 30


def feeds(home: str, title: str, language: str, items: Sequence[Item]) -> tuple[Feed, JsonFeed]:
    """The feeds of the page at `home`, with the first of its items: the newest."""
    entries = tuple(
        Entry(card(i, language), i.article.authors, i.body, i.article.source_url)
        for i in items[:LENGTH]
    )
    feed = Feed(addresses.feed(home), title, language, home, entries)
    return feed, JsonFeed(addresses.json_feed(home), feed)


def subscription(feed: Feed) -> Subscription:
    """How a page names its feeds."""
    return Subscription(feed.title, feed.address, addresses.json_feed(feed.home))
