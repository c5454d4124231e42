"""The articles of the site, resolved and sorted: by tag, language, source and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from digest.article import Article
from digest.pages import addresses
from digest.pages.bodies import shortened
from digest.pages.library import Library
from digest.pages.planned import digest
from digest.pages.records import SUMMARY_LENGTH, Record
from digest.pages.texts import Texts
from digest.pages.values import Card, Day, Link
from digest.problems import DigestError, Problem
from digest.sources import Source
from digest.vocabulary import Tag, all_broader

# A card shows so many tags; the pages of the others list the article all the same.
CARD_TAGS = 12
# An article names so many others with its text: all that printed it would be n * n links.
ALSO_IN = 40

_Key = TypeVar("_Key", bound=Hashable)


class Resolved:
    """An article with its source and tags looked up. Those with greater `order` come first."""

    __slots__ = ("_item", "address", "article", "order", "record", "source", "tags")

    def __init__(self, address: str, record: Record, library: Library) -> None:
        assert isinstance(record.said, Article)
        self.address, self.record, self.article = address, record, record.said
        self.source = library.source(self.article)
        tags = {tag.id: tag for tag in map(library.tag, self.article.tags)}
        self.tags = tuple(tags.values())
        date = self.article.date
        self.order = (date.date(), date, address)
        self._item: Item | None = None

    def item(self) -> Item:
        """The article for lists, where no other has nearly its text."""
        if self._item is None:
            self._item = Item(self, self.address, ())
        return self._item

    @property
    def file(self) -> str:
        return f"content/{self.record.place}"


class Item:
    """An article as lists know it, without its text.

    `article` has no body. `language` is without its region: en-GB and en-US are one list.
    `original` is the address of the earliest article with nearly the same text, most often its
    own; `also_in` are links to the earliest others, named by their publications. `signature`
    tells whether any of this has changed, `tag_key` whether the tags have.
    """

    __slots__ = (
        "address", "also_in", "article", "language", "original", "record", "signature", "source",
        "tag_key", "tags",
    )  # fmt: skip

    def __init__(self, found: Resolved, original: str, also_in: tuple[Link, ...]) -> None:
        self.address, self.record, self.article = found.address, found.record, found.article
        self.source, self.tags = found.source, found.tags
        self.language = found.article.language.split("-")[0]
        self.original, self.also_in = original, also_in
        self.tag_key = b"".join([tag_signature(tag) for tag in found.tags])
        parts = [
            found.address.encode("utf-8", "surrogatepass"),
            found.record.shown,
            _source_signature(found.source),
            self.tag_key,
        ]
        if original != found.address or also_in:
            parts.append(digest((original, also_in)))
        self.signature = blake2b(b"\0".join(parts), digest_size=16).digest()

    @property
    def file(self) -> str:
        return f"content/{self.record.place}"


class Whole:
    """An article with its text, as far as that may be shown."""

    __slots__ = ("item", "signature", "texts")

    def __init__(self, item: Item, texts: Texts) -> None:
        self.item, self.texts = item, texts
        self.signature = item.signature + item.record.html

    @property
    def html(self) -> str:
        """Safe HTML; empty where none may be shown."""
        return self.texts.shown(self.item.record, self.item.source.republish)


# By the object's number, and with it: to hash a tag or a source takes longer than all else here.
_tags: dict[int, tuple[Tag, bytes]] = {}
_sources: dict[int, tuple[Source, bytes]] = {}


def tag_signature(tag: Tag) -> bytes:
    """The digest of a tag."""
    known = _tags.get(id(tag))
    if known is None or known[0] is not tag:
        known = _tags[id(tag)] = (tag, digest(tag))
    return known[1]


def _source_signature(source: Source) -> bytes:
    known = _sources.get(id(source))
    if known is None or known[0] is not source:
        said = (source.id, source.name, source.language, source.republish, source.domains)
        known = _sources[id(source)] = (source, digest(said))
    return known[1]


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


def resolve(articles: Iterable[tuple[str, Record]], library: Library) -> list[Resolved]:
    """Look up sources and tags of articles, given by address; newest first.

    Raises DigestError where two tags or sources that tags.yaml and sources.yaml do not
    know would share an address with each other or with a known one.
    """
    known = library.resolved
    found = [known.get(record) or Resolved(where, record, library) for where, record in articles]
    found.sort(key=attrgetter("order"), reverse=True)
    problems = [*_tag_collisions(found, library), *_source_collisions(found, library)]
    if problems:
        raise DigestError(*problems)
    return found


def catalogue(
    articles: Sequence[Resolved], originals: Sequence[int], library: Library
) -> Catalogue:
    """Group articles; `originals` names for each the earliest with nearly the same text."""
    items = _items(articles, originals)
    vocabulary = library.vocabulary.tags
    tags: dict[str, Tag] = {}
    by_tag: dict[str, list[Item]] = defaultdict(list)
    above: dict[str, dict[str, None]] = {}
    for item in items:
        ids: dict[str, None] = {}
        for tag in item.tags:
            tags[tag.id] = tag
            if tag.id not in above:
                above[tag.id] = dict.fromkeys((tag.id, *all_broader(vocabulary, tag.id)))
            ids |= above[tag.id]
        for id_ in ids:
            by_tag[id_].append(item)
    for id_ in sorted(by_tag):
        tags.setdefault(id_, vocabulary.get(id_, Tag(id_, id_)))
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


def _items(articles: Sequence[Resolved], originals: Sequence[int]) -> list[Item]:
    """The articles, those of nearly the same text told of each other."""
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(articles) - 1, -1, -1):  # the earliest first
        groups[originals[index]].append(index)
    items: dict[int, Item] = {}
    for original, group in groups.items():
        if len(group) == 1:
            continue
        links = [
            Link(each.source.name, each.address, each.source.language)
            for each in (articles[index] for index in group[: ALSO_IN + 1])  # its own among them
        ]
        for place, index in enumerate(group):
            also_in = (*links[:place], *links[place + 1 :])[:ALSO_IN]
            items[index] = Item(articles[index], articles[original].address, also_in)
    return [items.get(index) or each.item() for index, each in enumerate(articles)]


def folded(items: Sequence[Item]) -> list[Item]:
    """Items, sorted newest first, with one for each text: the earliest of its copies."""
    earliest = {item.original: item for item in items}
    return [item for item in items if earliest[item.original] is item]


def _grouped(items: Iterable[Item], key: Callable[[Item], _Key]) -> dict[_Key, list[Item]]:
    groups: dict[_Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def _tag_collisions(articles: Iterable[Resolved], library: Library) -> Iterable[Problem]:
    first = {name: each for each in reversed(list(articles)) for name in each.article.tags}
    names = ((library.tag(name), each) for name, each in first.items())
    known = library.vocabulary.tags
    remedy = "add one of them to content/tags.yaml, with an id of its own"
    return _collisions("tag", names, {tag.id: tag.name for tag in known.values()}, remedy)


def _source_collisions(articles: Iterable[Resolved], library: Library) -> Iterable[Problem]:
    first = {each.source: each for each in reversed(list(articles))}
    known = library.sources.by_id
    remedy = "add one of them to content/sources.yaml, with an id of its own"
    names = {id_: s.name for id_, s in known.items()}
    return _collisions("source", first.items(), names, remedy)


def _collisions(
    kind: str,
    named: Iterable[tuple[Tag | Source, Resolved]],
    known: Mapping[str, str],
    remedy: str,
) -> Iterable[Problem]:
    owners = {id_: (name, f"content/{kind}s.yaml") for id_, name in known.items()}
    told = set()
    for each, article in sorted(named, key=lambda pair: pair[1].file):
        name, file = owners.setdefault(each.id, (each.name, article.file))
        if name != each.name and (each.id, each.name) not in told:
            told.add((each.id, each.name))
            what = f"{kind} {each.name!r} would share an address with {name!r} of {file}"
            yield Problem(article.file, what, remedy)


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


@lru_cache(1 << 16)
def _summary(item: Item) -> str:
    policy = item.source.republish
    if policy == "headline":
        return ""
    opening = item.record.excerpt if policy == "excerpt" else item.record.opening
    return shortened(item.article.summary or opening, SUMMARY_LENGTH)


# So many links to tags are kept; of more it begins again.
_MOST_LINKS = 1 << 17
_links: dict[tuple[int, str, int], tuple[Tag, Link]] = {}


def tag_link(tag: Tag, language: str, count: int = 0) -> Link:
    """A link to a tag's page, labelled for a reader of a language."""
    known = _links.get((id(tag), language, count))
    if known is None or known[0] is not tag:
        if len(_links) >= _MOST_LINKS:
            _links.clear()
        shown = tag.label_language(language)
        spoken = "" if shown == language else shown
        link = Link(tag.label(language), addresses.tag(tag.id), spoken, count)
        known = _links[id(tag), language, count] = (tag, link)
    return known[1]


def source_link(source: Source, count: int = 0) -> Link:
    """A link to a publication's page."""
    return Link(source.name, addresses.source(source.id), source.language, count)


def days(items: Iterable[Item], language: str) -> tuple[Day, ...]:
    """Cards by day, for items that are sorted newest first."""
    return tuple(
        Day(day, tuple(card(item, language) for item in group))
        for day, group in groupby(items, lambda item: item.article.date.date())
    )
