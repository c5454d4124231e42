"""A list of articles: its pages, and where each of them stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from digest.pages import addresses
from digest.pages.catalogue import Item, days, folded
from digest.pages.feeds import subscription
from digest.pages.library import Frame
from digest.pages.planned import Planned
from digest.pages.values import ListPage, Pager

_T = TypeVar("_T")


class Part(NamedTuple):
    """Where a page stands in a list: the list's address, the page's number, and of how many."""

    base: str
    number: int
    total: int

    def pager(self) -> Pager:
        newer = addresses.numbered(self.base, self.number - 1) if self.number > 1 else ""
        more = self.number < self.total
        older = addresses.numbered(self.base, self.number + 1) if more else ""
        return Pager(self.number, self.total, newer, older)


class Stretch(NamedTuple):
    """What stands on one page of a list of so many articles: where that is, and its own."""

    part: Part
    articles: int
    items: Sequence[Item]


def plan_list(
    base: str,
    make: Callable[..., ListPage],
    said: tuple[object, ...],
    items: Sequence[Item],
    frame: Frame,
) -> Iterator[Planned]:
    """A list's pages; `make` takes a stretch of it, and what is `said`."""
    for part, chosen in parts(base, folded(items), frame.page_size):
        address = addresses.numbered(base, part.number)
        yield Planned(address, make, (Stretch(part, len(items), chosen), *said), listed=True)


def list_page(
    frame: Frame,
    address: str,
    stretch: Stretch,
    language: str,
    kind: str,
    title: str,
    title_language: str = "",
    json: bool = True,
) -> ListPage:
    """One page of a list, with what all lists have; `json` tells of a JSON Feed beside Atom."""
    part, count, items = stretch
    feeds = (subscription(part.base, title, frame, json),) if kind != "month" else ()
    return ListPage(
        address=address,
        language=language,
        title=title,
        title_language=title_language,
        description=f"{title}: {frame.words[language].counted('articles', count)}",
        feeds=feeds,
        kind=kind,
        count=count,
        days=days(items, language),
        pager=part.pager(),
    )


def parts(base: str, whole: Sequence[_T], size: int) -> Iterator[tuple[Part, Sequence[_T]]]:
    """Cut a list into pages; an empty list is one empty page."""
    total = max(1, -(-len(whole) // size))
    for number in range(1, total + 1):
        yield Part(base, number, total), tuple(whole[(number - 1) * size : number * size])
