"""The lists of languages, publications and months, their feeds, and overviews of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from digest import languages
from digest.pages import addresses
from digest.pages.alphabet import sort_key
from digest.pages.catalogue import Catalogue, Item, Whole, source_link
from digest.pages.feeds import entries, plan_feeds, plan_short_feeds
from digest.pages.library import Frame
from digest.pages.listing import Stretch, list_page, plan_list
from digest.pages.planned import Planned, Section
from digest.pages.texts import Texts
from digest.pages.values import Group, IndexPage, Link, ListPage
from digest.sources import Source


def plan_lists(all_items: Catalogue, texts: Texts) -> Iterator[Planned | Section]:
    """Plan these lists with their feeds, and the overviews."""
    for code, items in all_items.by_language.items():
        yield Section(addresses.language(code), _language, (code, items, entries(items, texts)))
    for id_, items in all_items.by_source.items():
        source = all_items.sources[id_]
        said = (source.name, source.language, source.domains[:1])
        yield Section(addresses.source(id_), _source, (id_, said, items))
    for month, items in all_items.by_month.items():
        yield Section(addresses.month(*month), _month, (*month, items))
    yield _source_index(all_items)
    months = tuple((month, len(items)) for month, items in sorted(all_items.by_month.items()))
    yield Planned(addresses.ARCHIVE, archive, (months,), listed=True)


def _language(
    frame: Frame, code: str, items: Sequence[Item], newest: Sequence[Whole]
) -> Iterator[Planned]:
    base = addresses.language(code)
    yield from plan_list(base, _language_page, (code,), items, frame)
    yield from plan_feeds(base, languages.own_name(code), frame.interface(code), newest)


def _language_page(frame: Frame, address: str, stretch: Stretch, code: str) -> ListPage:
    language, name = frame.interface(code), languages.own_name(code)
    return list_page(frame, address, stretch, language, "language", name, code)


def _source(
    frame: Frame, id_: str, said: tuple[str, str, Sequence[str]], items: Sequence[Item]
) -> Iterator[Planned]:
    base = addresses.source(id_)
    yield from plan_list(base, _source_page, said, items, frame)
    yield from plan_short_feeds(base, said[0], frame.language, items)


def _source_page(
    frame: Frame,
    address: str,
    stretch: Stretch,
    name: str,
    language: str,
    domains: Sequence[str],
) -> ListPage:
    page = list_page(frame, address, stretch, frame.language, "source", name, language)
    return replace(page, website=f"https://{domains[0]}/" if domains else "")


def _month(frame: Frame, year: int, month: int, items: Sequence[Item]) -> Iterator[Planned]:
    return plan_list(addresses.month(year, month), _month_page, (year, month), items, frame)


def _month_page(frame: Frame, address: str, stretch: Stretch, year: int, month: int) -> ListPage:
    title = languages.month_name(date(year, month, 1), frame.language)
    return list_page(frame, address, stretch, frame.language, "month", title)


def _source_index(all_items: Catalogue) -> Planned:
    found = tuple(
        (source_link(source, len(items)), _usual_language(source, items))
        for source, items in (
            (all_items.sources[id_], items) for id_, items in all_items.by_source.items()
        )
    )
    return Planned(addresses.SOURCES, source_index, (found,), listed=True)


def source_index(frame: Frame, address: str, found: Sequence[tuple[Link, str]]) -> IndexPage:
    """All publications by the language that they are listed under."""
    links = sorted(found, key=lambda pair: (pair[1], sort_key(pair[0].text)))
    groups = groupby(links, key=lambda pair: pair[1])
    return IndexPage(
        address=address,
        language=frame.language,
        title=frame.words[frame.language]["sources"],
        groups=tuple(
            Group(languages.own_name(code), tuple(link for link, _ in group), code)
            for code, group in groups
        ),
    )


def _usual_language(source: Source, items: Sequence[Item]) -> str:
    """The language a publication is listed under: its own, or that of most of its articles."""
    counts = Counter(item.language for item in items)
    return source.language or counts.most_common(1)[0][0]


def archive(frame: Frame, address: str, months: Sequence[tuple[tuple[int, int], int]]) -> IndexPage:
    """All months by year, the newest first."""
    groups = groupby(reversed(months), key=lambda each: each[0][0])
    return IndexPage(
        address=address,
        language=frame.language,
        title=frame.words[frame.language]["archive"],
        groups=tuple(
            Group(str(year), tuple(_month_link(*each, frame.language) for each in group))
            for year, group in groups
        ),
    )


def _month_link(month: tuple[int, int], count: int, language: str) -> Link:
    name = languages.month_name(date(*month, 1), language)
    return Link(name, addresses.month(*month), count=count)
