"""A list of articles: its pages, and where each of them stands in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from digest.pages import addresses
from digest.pages.catalogue import Item, days, folded
from digest.pages.feeds import subscription
from digest.pages.library import Frame
from digest.pages.planned import Planned
from digest.pages.values import Link, ListPage, Pager

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


def plan_list(
    base: str,
    make: Callable[..., ListPage],
    said: tuple[object, ...],
    items: Sequence[Item],
    frame: Frame,
) -> Iterator[Planned]:
    """A list's pages; `make` takes where a page stands, its articles and what is `said`."""
    for part, chosen in parts(base, folded(items), frame.page_size):
        address = addresses.numbered(base, part.number)
        yield Planned(address, make, (part, len(items), chosen, *said), listed=True)


def list_page(
    frame: Frame,
    address: str,
    part: Part,
    items: Sequence[Item],
    language: str,
    count: int,
    *,
    title: str,
    kind: str,
    title_language: str = "",
    narrowings: tuple[Link, ...] = (),
    broader: tuple[Link, ...] = (),
    narrower: tuple[Link, ...] = (),
    together: tuple[Link, ...] = (),
    names: tuple[Link, ...] = (),
    website: str = "",
    json: bool = True,
) -> ListPage:
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
        narrowings=narrowings,
        broader=broader,
        narrower=narrower,
        together=together,
        names=names,
        website=website,
    )


def parts(base: str, whole: Sequence[_T], size: int) -> Iterator[tuple[Part, Sequence[_T]]]:
    """Cut a list into pages; an empty list is one empty page."""
    total = max(1, -(-len(whole) // size))
    for number in range(1, total + 1):
        yield Part(base, number, total), tuple(whole[(number - 1) * size : number * size])
