"""The feeds of a list: the same entries in two formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.pages import addresses
from digest.pages.catalogue import Item, Whole, card
from digest.pages.library import Frame
from digest.pages.planned import Planned
from digest.pages.texts import Texts
from digest.pages.values import Entry, Feed, JsonFeed, Subscription

LENGTH = 30


def plan_feeds(
    home: str, title: str, language: str, items: Sequence[Item], texts: Texts
) -> Iterator[Planned]:
    """Plan the feeds of the page at `home`, with the first of its items: the newest."""
    entries = tuple(Whole(item, texts) for item in items[:LENGTH])
    yield Planned(addresses.feed(home), atom_feed, (home, title, language, entries))
    yield Planned(addresses.json_feed(home), json_feed, (home, title, language, entries))


def atom_feed(
    frame: Frame, address: str, home: str, title: str, language: str, wholes: Sequence[Whole]
) -> Feed:
    """A feed of the page at `home`; without a title it is the whole site's."""
    entries = tuple(_entry(whole, language) for whole in wholes)
    return Feed(address, _title(title, frame), language, home, entries)


def json_feed(
    frame: Frame, address: str, home: str, title: str, language: str, wholes: Sequence[Whole]
) -> JsonFeed:
    """The same feed in the other format."""
    return JsonFeed(address, atom_feed(frame, addresses.feed(home), home, title, language, wholes))


def _entry(whole: Whole, language: str) -> Entry:
    article = whole.item.article
    return Entry(card(whole.item, language), article.authors, whole.html, article.source_url)


def subscription(home: str, title: str, frame: Frame) -> Subscription:
    """How a page names its feeds."""
    return Subscription(_title(title, frame), addresses.feed(home), addresses.json_feed(home))


def _title(title: str, frame: Frame) -> str:
    return f"{frame.name}: {title}" if title else frame.name
