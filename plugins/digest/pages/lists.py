"""The pages that list articles, their feeds, and the overviews of those lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TypeVar

from digest import languages
from digest.pages import addresses
from digest.pages.alphabet import sort_key
from digest.pages.catalogue import Catalogue, Item, card, days, folded, source_link, tag_link
from digest.pages.feeds import feeds, subscription
from digest.pages.library import Library
from digest.pages.tag_index import tag_index
from digest.pages.telling import Stories, in_story
from digest.pages.values import (
    Card,
    Day,
    Document,
    FrontPage,
    Group,
    IndexPage,
    Link,
    ListPage,
    Page,
    Pager,
    Subscription,
)
from digest.sources import Source
from digest.vocabulary import Tag, all_broader

TOPICS = 12
# So many reports of a story stand below the one that leads it on the front page.
STORY_LINES = 4
# The newest articles that decide which topics the front page names.
TOPIC_WINDOW = 100

_T = TypeVar("_T")


def plan_lists(all_items: Catalogue, told: Stories, library: Library) -> Iterator[Document]:
    """Plan the front page, every list with its feed, and the overviews."""
    yield from _front(all_items, told, library)
    for id_ in all_items.by_tag:
        yield from _tag(all_items.tags[id_], all_items, library)
    for code, items in all_items.by_language.items():
        yield from _language(code, items, library)
    for id_, items in all_items.by_source.items():
        yield from _source(id_, items, all_items, library)
    for (year, month), items in all_items.by_month.items():
        yield from _month(date(year, month, 1), items, library)
    yield tag_index(all_items, library)
    yield _source_index(all_items, library)
    yield _archive(all_items, library)


def topics(all_items: Catalogue, language: str) -> tuple[Link, ...]:
    """The tags that the newest articles carry most."""
    counts = Counter(tag.id for item in all_items.items[:TOPIC_WINDOW] for tag in item.tags)
    ids = sorted(counts, key=lambda id_: (-counts[id_], id_))[:TOPICS]
    return tuple(tag_link(all_items.tags[id_], language, len(all_items.by_tag[id_])) for id_ in ids)


def _front(all_items: Catalogue, told: Stories, library: Library) -> Iterator[Document]:
    """The front page: a story stands at the day of its newest article, and nowhere else."""
    language, address = library.language, addresses.FRONT
    found = feeds(address, library.name, language, all_items.items)
    for pager, blocks in _pages(address, _blocks(all_items.items, told), library.page_size):
        yield FrontPage(
            address=addresses.numbered(address, pager.number),
            language=language,
            title=library.name,
            description=library.tagline,
            feeds=(subscription(found[0]),),
            days=_block_days(blocks, told, library),
            pager=pager,
            topics=topics(all_items, language),
        )
    yield from found


def _blocks(items: Sequence[Item], told: Stories) -> list[list[Item]]:
    """Articles, each text once, those of a story together; all newest first."""
    blocks: dict[str, list[Item]] = {}
    for item in folded(items):
        story = told.by_article.get(item.address)
        blocks.setdefault(story.address if story else item.address, []).append(item)
    return list(blocks.values())


def _block_days(
    blocks: Iterable[Sequence[Item]], told: Stories, library: Library
) -> tuple[Day, ...]:
    days_ = groupby(blocks, key=lambda block: block[0].article.date.date())
    return tuple(
        Day(
            group[0][0].article.date,
            tuple(_block(block, told, library) for block in group),
        )
        for group in (list(blocks_) for _, blocks_ in days_)
    )


def _block(block: Sequence[Item], told: Stories, library: Library) -> Card:
    """The newest article of a story in the page's language, or else in any; and the newest of
    the others below it."""
    language = library.language
    base = language.split("-")[0]
    lead = next((item for item in block if item.language == base), block[0])
    shown = card(lead, language)
    story = told.by_article.get(lead.address)
    if not story:
        return shown
    others = [item for item in block if item is not lead][:STORY_LINES]
    below = tuple(card(item, language) for item in others)
    return replace(shown, story=in_story(story, language, library, below))


def _tag(tag: Tag, all_items: Catalogue, library: Library) -> Iterator[Document]:
    """A tag's list over all languages, and one for each language it occurs in."""
    items = all_items.by_tag[tag.id]
    counts = Counter(item.language for item in items)
    codes = sorted(counts, key=lambda code: (-counts[code], code))
    for code in ("", *codes):
        language = library.interface(code) if code else library.language
        chosen = [item for item in items if item.language == code] if code else items
        whole = Link(
            library.words[language]["all_languages"], addresses.tag(tag.id), "", len(items)
        )
        choices = [whole] + [
            Link(languages.own_name(each), addresses.tag(tag.id, each), each, counts[each])
            for each in codes
        ]
        base = ListPage(
            address=addresses.tag(tag.id, code),
            language=language,
            title=tag.label(language),
            title_language=tag.label_language(language),
            kind="tag",
            narrowings=_marked(choices, addresses.tag(tag.id, code)) if len(codes) > 1 else (),
            broader=_tag_links(all_broader(library.vocabulary.tags, tag.id), all_items, language),
            narrower=_tag_links(all_items.narrower.get(tag.id, ()), all_items, language),
            together=_together(tag, chosen, all_items, language),
            names=_other_names(tag, language),
        )
        yield from _with_feed(base, chosen, library, json=not code)


def _other_names(tag: Tag, language: str) -> tuple[Link, ...]:
    """A tag's labels in the other languages: the same subject under all its names."""
    by_label = {label: code for code, label in reversed(list(tag.labels.items()))}
    by_label.pop(tag.label(language), None)
    return tuple(Link(label, "", code) for label, code in reversed(list(by_label.items())))


def _together(
    tag: Tag, items: Sequence[Item], all_items: Catalogue, language: str
) -> tuple[Link, ...]:
    counts = Counter(other.id for item in items for other in item.tags if other.id != tag.id)
    ids = sorted(counts, key=lambda id_: (-counts[id_], id_))[:8]
    return tuple(tag_link(all_items.tags[id_], language, counts[id_]) for id_ in ids)


def _tag_links(ids: Sequence[str], all_items: Catalogue, language: str) -> tuple[Link, ...]:
    links = (
        tag_link(all_items.tags[id_], language, len(all_items.by_tag[id_]))
        for id_ in ids
        if id_ in all_items.by_tag
    )
    return tuple(sorted(links, key=lambda link: sort_key(link.text)))


def _language(code: str, items: Sequence[Item], library: Library) -> Iterator[Document]:
    language = library.interface(code)
    base = ListPage(
        address=addresses.language(code),
        language=language,
        title=languages.own_name(code),
        title_language=code,
        kind="language",
    )
    yield from _with_feed(base, items, library)


def _source(
    id_: str, items: Sequence[Item], all_items: Catalogue, library: Library
) -> Iterator[Document]:
    source = all_items.sources[id_]
    base = ListPage(
        address=addresses.source(id_),
        language=library.language,
        title=source.name,
        title_language=source.language,
        kind="source",
        website=f"https://{source.domains[0]}/" if source.domains else "",
    )
    yield from _with_feed(base, items, library)


def _month(first: date, items: Sequence[Item], library: Library) -> Iterator[Page]:
    base = ListPage(
        address=addresses.month(first.year, first.month),
        language=library.language,
        title=languages.month_name(first, library.language),
        kind="month",
    )
    yield from _filled(base, items, library, ())


def _with_feed(
    base: ListPage, items: Sequence[Item], library: Library, json: bool = True
) -> Iterator[Document]:
    """A list's pages and its feeds; those of a tag hold summaries only."""
    title = f"{library.name}: {base.title}"
    found = feeds(base.address, title, base.language, items, whole=base.kind != "tag")
    yield from _filled(base, items, library, (subscription(found[0], json),))
    yield from found if json else found[:1]


def _filled(
    base: ListPage, items: Sequence[Item], library: Library, subscriptions: tuple[Subscription, ...]
) -> Iterator[ListPage]:
    """A list's pages."""
    count = library.words[base.language].counted("articles", len(items))
    for pager, part in _pages(base.address, folded(items), library.page_size):
        yield replace(
            base,
            address=addresses.numbered(base.address, pager.number),
            description=f"{base.title}: {count}",
            feeds=subscriptions,
            count=len(items),
            days=days(part, base.language),
            pager=pager,
        )


def _pages(base: str, whole: Sequence[_T], size: int) -> Iterator[tuple[Pager, Sequence[_T]]]:
    """Cut a list into pages; an empty list is one empty page."""
    total = max(1, -(-len(whole) // size))
    for number in range(1, total + 1):
        newer = addresses.numbered(base, number - 1) if number > 1 else ""
        older = addresses.numbered(base, number + 1) if number < total else ""
        yield Pager(number, total, newer, older), whole[(number - 1) * size : number * size]


def _marked(links: Sequence[Link], current: str) -> tuple[Link, ...]:
    return tuple(replace(link, current=link.address == current) for link in links)


def _source_index(all_items: Catalogue, library: Library) -> IndexPage:
    language = library.language
    links = [
        (_usual_language(source, all_items), source_link(source, len(all_items.by_source[id_])))
        for id_, source in all_items.sources.items()
    ]
    links.sort(key=lambda pair: (pair[0], sort_key(pair[1].text)))
    groups = groupby(links, key=lambda pair: pair[0])
    return IndexPage(
        address=addresses.SOURCES,
        language=language,
        title=library.words[language]["sources"],
        groups=tuple(
            Group(languages.own_name(code), tuple(link for _, link in group), code)
            for code, group in groups
        ),
    )


def _usual_language(source: Source, all_items: Catalogue) -> str:
    """The language a publication is listed under: its own, or that of most of its articles."""
    counts = Counter(item.language for item in all_items.by_source[source.id])
    return source.language or counts.most_common(1)[0][0]


def _archive(all_items: Catalogue, library: Library) -> IndexPage:
    language = library.language
    months = sorted(all_items.by_month, reverse=True)
    groups = groupby(months, key=lambda month: month[0])
    return IndexPage(
        address=addresses.ARCHIVE,
        language=language,
        title=library.words[language]["archive"],
        groups=tuple(
            Group(str(year), tuple(_month_link(month, all_items, language) for month in group))
            for year, group in groups
        ),
    )


def _month_link(month: tuple[int, int], all_items: Catalogue, language: str) -> Link:
    name = languages.month_name(date(*month, 1), language)
    return Link(name, addresses.month(*month), count=len(all_items.by_month[month]))
