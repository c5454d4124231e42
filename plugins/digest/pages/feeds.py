"""The feeds of a list: the same entries in two formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from digest.pages import addresses
from digest.pages.catalogue import Item, Whole, card
from digest.pages.library import Frame
from digest.pages.planned import Planned
from digest.pages.texts import Texts
from digest.pages.values import Entry, Feed, JsonFeed, Subscription

# So many articles with their texts, and so many with summaries.
LENGTH = 30
SHORT_LENGTH = 20


def entries(items: Sequence[Item], texts: Texts) -> tuple[Whole, ...]:
    """The first of a list's items, the newest, with their texts: what its feeds hold."""
    return tuple(Whole(item, texts) for item in items[:LENGTH])


def plan_feeds(home: str, title: str, language: str, found: Sequence[Whole]) -> Iterator[Planned]:
    """Plan the feeds of the page at `home`."""
    yield Planned(addresses.feed(home), atom_feed, (home, title, language, found))
    yield Planned(addresses.json_feed(home), json_feed, (home, title, language, found))


def plan_short_feeds(
    home: str, title: str, language: str, items: Sequence[Item], json: bool = True
) -> Iterator[Planned]:
    """Plan feeds with summaries only: there are so many tags and publications that their feeds
    would be most of the site. The one in the JSON format is not always wanted."""
    arguments = (home, title, language, tuple(items[:SHORT_LENGTH]))
    yield Planned(addresses.feed(home), atom_feed, arguments)
    if json:
        yield Planned(addresses.json_feed(home), json_feed, arguments)


def atom_feed(
    frame: Frame, address: str, home: str, title: str, language: str, items: Sequence[Item | Whole]
) -> Feed:
    """A feed of the page at `home`; without a title it is the whole site's."""
    shown = tuple(_entry(each, language) for each in items)
    return Feed(address, _title(title, frame), language, home, shown)


def json_feed(
    frame: Frame, address: str, home: str, title: str, language: str, items: Sequence[Item | Whole]
) -> JsonFeed:
    """The same feed in the other format."""
    feed = atom_feed(frame, addresses.feed(home), home, title, language, items)
    return JsonFeed(address, feed)


def _entry(each: Item | Whole, language: str) -> Entry:
    if isinstance(each, Item):
        return _short_entry(each, language)
    article = each.item.article
    return Entry(card(each.item, language), article.authors, each.html, article.source_url)


@lru_cache(1 << 16)
def _short_entry(item: Item, language: str) -> Entry:
    shown = card(item, language)
    # A note is content, and readers of feeds show no summary beside that.
    body = f"<p>{escape(shown.summary)}</p>" if shown.note and shown.summary else ""
    return Entry(shown, item.article.authors, body, item.article.source_url)


def subscription(home: str, title: str, frame: Frame, json: bool = True) -> Subscription:
    """How a page names its feeds, the one in the JSON format if there is one."""
    second = addresses.json_feed(home) if json else ""
    return Subscription(_title(title, frame), addresses.feed(home), second)


def _title(title: str, frame: Frame) -> str:
    return f"{frame.name}: {title}" if title else frame.name
