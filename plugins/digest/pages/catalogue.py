"""The articles of the site, resolved and sorted: by tag, language, source and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from digest import copies
from digest.article import Article
from digest.pages import addresses
from digest.pages.bodies import opening, shortened
from digest.pages.library import Library
from digest.pages.values import Card, Day, Link
from digest.problems import DigestError, Problem
from digest.sources import Source
from digest.vocabulary import Tag, all_broader

SUMMARY_LENGTH = 220
# A card shows so many tags; the pages of the others list the article all the same.
CARD_TAGS = 12
# An article names so many others with its text: all that printed it would be n * n links.
ALSO_IN = 40

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """An article with its source and tags looked up, and the HTML that may be shown.

    `original` is the address of the earliest article with nearly the same text, most often
    its own; `also_in` are links to the earliest others, named by their publications.
    """

    address: str
    article: Article
    body: str
    source: Source
    tags: tuple[Tag, ...]
    original: str
    also_in: tuple[Link, ...] = ()

    @property
    def language(self) -> str:
        """The language without its region: en-GB and en-US are one list."""
        return self.article.language.split("-")[0]

    @property
    def file(self) -> str:
        return f"content/articles{self.address.rstrip('/')}.md"


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """All published articles, newest first; the groups keep that order.

    A tag's group holds the articles of narrower tags too.
    """

    items: tuple[Item, ...]
    tags: Mapping[str, Tag]
    sources: Mapping[str, Source]
    narrower: Mapping[str, Sequence[str]]
    by_tag: Mapping[str, Sequence[Item]]
    by_source: Mapping[str, Sequence[Item]]
    by_language: Mapping[str, Sequence[Item]]
    by_month: Mapping[tuple[int, int], Sequence[Item]]


def catalogue(articles: Iterable[tuple[str, Article, str]], library: Library) -> Catalogue:
    """Sort articles, each given as address, article and HTML that may be shown.

    Raises DigestError where two tags or sources that tags.yaml and sources.yaml do not
    know would share an address with each other or with a known one.
    """
    items = sorted((_item(*each, library) for each in articles), key=_newest_first, reverse=True)
    items = _with_copies(items)
    vocabulary = library.vocabulary.tags
    problems = [*_tag_collisions(items, library), *_source_collisions(items, library)]
    if problems:
        raise DigestError(*problems)
    tags: dict[str, Tag] = {}
    by_tag: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        for tag in item.tags:
            tags[tag.id] = tag
        ids = {up for tag in item.tags for up in (tag.id, *all_broader(vocabulary, tag.id))}
        for id_ in sorted(ids):
            tags.setdefault(id_, vocabulary.get(id_, Tag(id_, id_)))
            by_tag[id_].append(item)
    return Catalogue(
        items=tuple(items),
        tags=tags,
        narrower=_narrower(tags.values()),
        sources={item.source.id: item.source for item in items},
        by_tag=by_tag,
        by_source=_grouped(items, lambda item: item.source.id),
        by_language=_grouped(items, lambda item: item.language),
        by_month=_grouped(items, lambda item: (item.article.date.year, item.article.date.month)),
    )


def _narrower(tags: Iterable[Tag]) -> dict[str, list[str]]:
    narrower: dict[str, list[str]] = defaultdict(list)
    for tag in tags:
        for id_ in tag.broader:
            narrower[id_].append(tag.id)
    return narrower


def _item(address: str, article: Article, body: str, library: Library) -> Item:
    tags = {tag.id: tag for tag in map(library.vocabulary.find, article.tags)}
    source = library.source(article)
    return Item(address, article, body, source, tuple(tags.values()), original=address)


def _with_copies(items: Sequence[Item]) -> list[Item]:
    """The items, sorted newest first, with those of nearly the same text told of each other."""
    found = list(items)
    for group in copies.among([item.article for item in items]):
        if len(group) == 1:
            continue
        members = [items[index] for index in reversed(group)]  # the earliest first
        links = [
            Link(item.source.name, item.address, item.source.language)
            for item in members[: ALSO_IN + 1]  # its own may be among them
        ]
        for place, index in enumerate(reversed(group)):
            others = (*links[:place], *links[place + 1 :])[:ALSO_IN]
            found[index] = replace(items[index], original=members[0].address, also_in=others)
    return found


def folded(items: Sequence[Item]) -> list[Item]:
    """Items, sorted newest first, with one for each text: the earliest of its copies."""
    earliest = {item.original: item for item in items}
    return [item for item in items if earliest[item.original] is item]


def _newest_first(item: Item) -> tuple[object, ...]:
    date = item.article.date
    return (date.date(), date, item.address)


def _grouped(items: Iterable[Item], key: Callable[[Item], _Key]) -> dict[_Key, list[Item]]:
    groups: dict[_Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def _tag_collisions(items: Iterable[Item], library: Library) -> Iterable[Problem]:
    names = ((library.vocabulary.find(name), item) for item in items for name in item.article.tags)
    known = library.vocabulary.tags
    remedy = "add one of them to content/tags.yaml, with an id of its own"
    return _collisions("tag", names, {tag.id: tag.name for tag in known.values()}, remedy)


def _source_collisions(items: Iterable[Item], library: Library) -> Iterable[Problem]:
    names = ((item.source, item) for item in items)
    known = library.sources.by_id
    remedy = "add one of them to content/sources.yaml, with an id of its own"
    return _collisions("source", names, {id_: s.name for id_, s in known.items()}, remedy)


def _collisions(
    kind: str,
    named: Iterable[tuple[Tag | Source, Item]],
    known: Mapping[str, str],
    remedy: str,
) -> Iterable[Problem]:
    owners = {id_: (name, f"content/{kind}s.yaml") for id_, name in known.items()}
    told = set()
    for each, item in named:
        name, file = owners.setdefault(each.id, (each.name, item.file))
        if name != each.name and (each.id, each.name) not in told:
            told.add((each.id, each.name))
            what = f"{kind} {each.name!r} would share an address with {name!r} of {file}"
            yield Problem(item.file, what, remedy)


@lru_cache(1 << 16)
def card(item: Item, language: str) -> Card:
    """An article for a list in an interface language."""
    article = item.article
    return Card(
        address=item.address,
        title=article.title,
        language=article.language,
        date=article.date,
        source=source_link(item.source),
        tags=tuple(tag_link(tag, language) for tag in item.tags[:CARD_TAGS]),
        summary=_summary(item),
        note=article.note,
        also_in=item.also_in,
    )


def _summary(item: Item) -> str:
    if item.source.republish == "headline":
        return ""
    return shortened(item.article.summary, SUMMARY_LENGTH) or opening(item.body, SUMMARY_LENGTH)


def tag_link(tag: Tag, language: str, count: int = 0) -> Link:
    """A link to a tag's page, labelled for a reader of a language."""
    shown = tag.label_language(language)
    return Link(
        text=tag.label(language),
        address=addresses.tag(tag.id),
        language="" if shown == language else shown,
        count=count,
    )


def source_link(source: Source, count: int = 0) -> Link:
    """A link to a publication's page."""
    return Link(source.name, addresses.source(source.id), source.language, count)


def days(items: Iterable[Item], language: str) -> tuple[Day, ...]:
    """Cards by day, for items that are sorted newest first."""
    return tuple(
        Day(group[0].article.date, tuple(card(item, language) for item in group))
        for group in (list(g) for _, g in groupby(items, lambda item: item.article.date.date()))
    )
