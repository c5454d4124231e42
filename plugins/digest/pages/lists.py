"""The pages that list articles, their feeds, and the overviews of those lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeVar

from digest import languages
from digest.pages import addresses
from digest.pages.alphabet import sort_key
from digest.pages.catalogue import (
    Catalogue,
    Item,
    Whole,
    card,
    days,
    folded,
    source_link,
    tag_link,
    tag_signature,
)
from digest.pages.feeds import entries, plan_feeds, plan_short_feeds, subscription
from digest.pages.library import Frame, Library
from digest.pages.planned import Planned, Section, plain_digest
from digest.pages.tag_index import plan_tag_index
from digest.pages.telling import Stories, Story, in_story
from digest.pages.texts import Texts
from digest.pages.values import (
    Card,
    Day,
    FrontPage,
    Group,
    IndexPage,
    Link,
    ListPage,
    Pager,
)
from digest.sources import Source
from digest.vocabulary import Tag, all_broader

TOPICS = 12
# So many tags are named that stand most beside one.
TOGETHER = 8
# So many reports of a story stand below the one that leads it on the front page.
STORY_LINES = 4
# The newest articles that decide which topics the front page names.
TOPIC_WINDOW = 100

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


def plan_lists(
    all_items: Catalogue, told: Stories, texts: Texts, library: Library
) -> Iterator[Planned | Section]:
    """Plan the front page, every list with its feed, and the overviews."""
    yield from _front(all_items, told, texts, library.frame)
    for id_, items in all_items.by_tag.items():
        broader = _counted(all_broader(library.vocabulary.tags, id_), all_items)
        narrower = _counted(all_items.narrower.get(id_, ()), all_items)
        subject = Subject(all_items.tags[id_], items, broader, narrower)
        yield Section(addresses.tag(id_), _tag, (subject,))
    for code, items in all_items.by_language.items():
        yield Section(addresses.language(code), _language, (code, items, entries(items, texts)))
    for id_, items in all_items.by_source.items():
        source = all_items.sources[id_]
        said = (source.name, source.language, source.domains[:1])
        yield Section(addresses.source(id_), _source, (id_, said, items))
    for month, items in all_items.by_month.items():
        yield Section(addresses.month(*month), _month, (*month, items))
    yield plan_tag_index(all_items)
    yield _source_index(all_items)
    months = tuple((month, len(items)) for month, items in sorted(all_items.by_month.items()))
    yield Planned(addresses.ARCHIVE, archive, (months,), listed=True)


def topics(all_items: Catalogue, language: str) -> tuple[Link, ...]:
    """The tags that the newest articles carry most."""
    counts = Counter(tag.id for item in all_items.items[:TOPIC_WINDOW] for tag in item.tags)
    ids = sorted(counts, key=lambda id_: (-counts[id_], id_))[:TOPICS]
    return tuple(tag_link(all_items.tags[id_], language, len(all_items.by_tag[id_])) for id_ in ids)


def _front(all_items: Catalogue, told: Stories, texts: Texts, frame: Frame) -> Iterator[Planned]:
    """The front page: a story stands at the day of its newest article, and nowhere else."""
    links = topics(all_items, frame.language)
    for part, blocks in _parts(addresses.FRONT, _blocks(all_items.items, told), frame.page_size):
        address = addresses.numbered(addresses.FRONT, part.number)
        yield Planned(address, front_page, (part, links, blocks), listed=True)
    newest = entries(all_items.items, texts)
    yield from plan_feeds(addresses.FRONT, "", frame.language, newest)


class Block(NamedTuple):
    """What stands together on the front page: an article, or those of a story."""

    story: Story | None
    items: tuple[Item, ...]


def _blocks(items: Sequence[Item], told: Stories) -> list[Block]:
    """Articles, each text once, those of a story together; all newest first."""
    blocks: dict[str, list[Item]] = {}
    for item in folded(items):
        story = told.by_article.get(item.address)
        blocks.setdefault(story.address if story else item.address, []).append(item)
    return [Block(told.by_article.get(each[0].address), tuple(each)) for each in blocks.values()]


def front_page(
    frame: Frame, address: str, part: Part, links: tuple[Link, ...], blocks: Sequence[Block]
) -> FrontPage:
    """One page of the front page's list."""
    by_day = groupby(blocks, key=lambda block: block.items[0].article.date.date())
    days = tuple(Day(day, tuple(_block(block, frame) for block in group)) for day, group in by_day)
    return FrontPage(
        address=address,
        language=frame.language,
        title=frame.name,
        description=frame.tagline,
        feeds=(subscription(addresses.FRONT, "", frame),),
        days=days,
        lead=days[0].cards[0] if days and part.number == 1 else None,
        pager=part.pager(),
        topics=links,
    )


def _block(block: Block, frame: Frame) -> Card:
    """The newest article of a story in the page's language, or else in any; and the newest of
    the others below it."""
    language = frame.language
    base = language.split("-")[0]
    lead = next((item for item in block.items if item.language == base), block.items[0])
    shown = card(lead, language)
    if not block.story:
        return shown
    others = [item for item in block.items if item is not lead][:STORY_LINES]
    below = tuple(card(item, language) for item in others)
    return replace(shown, story=in_story(block.story, language, frame, below))


class Subject:
    """A tag with all its articles, and the tags above and below it with their number of them."""

    __slots__ = ("broader", "items", "narrower", "near", "signature", "tag")

    def __init__(
        self,
        tag: Tag,
        items: Sequence[Item],
        broader: tuple[tuple[Tag, int], ...],
        narrower: tuple[tuple[Tag, int], ...],
    ) -> None:
        self.tag, self.items, self.broader, self.narrower = tag, items, broader, narrower
        self.near = [(tag_signature(each), n) for each, n in (*broader, (tag, 0), *narrower)]
        self.signature = plain_digest((self.near, b"".join([item.signature for item in items])))


class TagList:
    """What the pages of one of a tag's lists say besides the articles of one page: the list is
    that of all languages, or of one (`code`)."""

    __slots__ = ("code", "counts", "items", "signature", "subject")

    def __init__(
        self,
        subject: Subject,
        code: str,
        counts: tuple[tuple[str, int], ...],
        items: Sequence[Item],
    ) -> None:
        self.subject, self.code, self.counts, self.items = subject, code, counts, items
        tags = b"\0".join([item.tag_key for item in items])
        self.signature = plain_digest((code, counts, subject.near, tags))


def _tag(frame: Frame, subject: Subject) -> Iterator[Planned]:
    """A tag's list over all languages, and one for each language it occurs in."""
    tag, items = subject.tag, subject.items
    by_language: dict[str, list[Item]] = {}
    for item in items:
        by_language.setdefault(item.language, []).append(item)
    codes = sorted(by_language, key=lambda code: (-len(by_language[code]), code))
    counts = tuple((code, len(by_language[code])) for code in codes)
    for code in ("", *codes):
        chosen = by_language[code] if code else items
        base = addresses.tag(tag.id, code)
        yield from _list(base, tag_page, (TagList(subject, code, counts, chosen),), chosen, frame)
        language = frame.interface(code) if code else frame.language
        label = tag.label(language)
        yield from plan_short_feeds(base, label, language, chosen, json=not code)


def _counted(ids: Iterable[str], all_items: Catalogue) -> tuple[tuple[Tag, int], ...]:
    return tuple(
        (all_items.tags[id_], len(all_items.by_tag[id_])) for id_ in ids if id_ in all_items.by_tag
    )


def tag_page(
    frame: Frame, address: str, part: Part, count: int, items: Sequence[Item], whole: TagList
) -> ListPage:
    """One page of a tag's list."""
    tag = whole.subject.tag
    language = frame.interface(whole.code) if whole.code else frame.language
    return _list_page(
        frame,
        address,
        part,
        items,
        language,
        count,
        title=tag.label(language),
        title_language=tag.label_language(language),
        kind="tag",
        narrowings=_narrowings(whole, language, frame) if len(whole.counts) > 1 else (),
        broader=_tag_links(whole.subject.broader, language),
        narrower=_tag_links(whole.subject.narrower, language),
        together=_together(whole, language),
        names=_other_names(tag, language),
        json=not whole.code,
    )


def _narrowings(whole: TagList, language: str, frame: Frame) -> tuple[Link, ...]:
    """The same list in all languages and in each."""
    id_, current = whole.subject.tag.id, whole.code
    words, number = frame.words[language], len(whole.subject.items)
    return Link(words["all_languages"], addresses.tag(id_), "", number, current == ""), *(
        Link(languages.own_name(code), addresses.tag(id_, code), code, count, code == current)
        for code, count in whole.counts
    )


def _other_names(tag: Tag, language: str) -> tuple[Link, ...]:
    """A tag's labels in the other languages: the same subject under all its names."""
    by_label = {label: code for code, label in reversed(list(tag.labels.items()))}
    by_label.pop(tag.label(language), None)
    return tuple(Link(label, "", code) for label, code in reversed(list(by_label.items())))


@lru_cache(256)
def _together(whole: TagList, language: str) -> tuple[Link, ...]:
    """The tags that stand most beside a tag, with how often they do."""
    found = [tag for item in whole.items for tag in item.tags]
    ids = [tag.id for tag in found]
    tags, counts = dict(zip(ids, found, strict=True)), Counter(ids)
    del counts[whole.subject.tag.id]
    first = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[:TOGETHER]
    return tuple(tag_link(tags[id_], language, counts[id_]) for id_ in first)


def _tag_links(tags: Sequence[tuple[Tag, int]], language: str) -> tuple[Link, ...]:
    links = (tag_link(tag, language, count) for tag, count in tags)
    return tuple(sorted(links, key=lambda link: sort_key(link.text)))


def _language(
    frame: Frame, code: str, items: Sequence[Item], newest: Sequence[Whole]
) -> Iterator[Planned]:
    base = addresses.language(code)
    yield from _list(base, _language_page, (code,), items, frame)
    yield from plan_feeds(base, languages.own_name(code), frame.interface(code), newest)


def _language_page(
    frame: Frame, address: str, part: Part, count: int, items: Sequence[Item], code: str
) -> ListPage:
    return _list_page(
        frame,
        address,
        part,
        items,
        frame.interface(code),
        count,
        title=languages.own_name(code),
        title_language=code,
        kind="language",
    )


def _source(
    frame: Frame, id_: str, said: tuple[str, str, Sequence[str]], items: Sequence[Item]
) -> Iterator[Planned]:
    base = addresses.source(id_)
    yield from _list(base, _source_page, said, items, frame)
    yield from plan_short_feeds(base, said[0], frame.language, items)


def _source_page(
    frame: Frame,
    address: str,
    part: Part,
    count: int,
    items: Sequence[Item],
    name: str,
    language: str,
    domains: Sequence[str],
) -> ListPage:
    return _list_page(
        frame,
        address,
        part,
        items,
        frame.language,
        count,
        title=name,
        title_language=language,
        kind="source",
        website=f"https://{domains[0]}/" if domains else "",
    )


def _month(frame: Frame, year: int, month: int, items: Sequence[Item]) -> Iterator[Planned]:
    return _list(addresses.month(year, month), _month_page, (year, month), items, frame)


def _month_page(
    frame: Frame,
    address: str,
    part: Part,
    count: int,
    items: Sequence[Item],
    year: int,
    month: int,
) -> ListPage:
    title = languages.month_name(date(year, month, 1), frame.language)
    return _list_page(frame, address, part, items, frame.language, count, title=title, kind="month")


def _list(
    base: str,
    make: Callable[..., ListPage],
    said: tuple[object, ...],
    items: Sequence[Item],
    frame: Frame,
) -> Iterator[Planned]:
    """A list's pages; `make` takes where a page stands, its articles and what is `said`."""
    for part, chosen in _parts(base, folded(items), frame.page_size):
        address = addresses.numbered(base, part.number)
        yield Planned(address, make, (part, len(items), chosen, *said), listed=True)


def _list_page(
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


def _parts(base: str, whole: Sequence[_T], size: int) -> Iterator[tuple[Part, Sequence[_T]]]:
    """Cut a list into pages; an empty list is one empty page."""
    total = max(1, -(-len(whole) // size))
    for number in range(1, total + 1):
        yield Part(base, number, total), tuple(whole[(number - 1) * size : number * size])


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
