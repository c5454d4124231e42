"""The pages and feeds of a tag: of all its articles, and of those in each language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from digest import languages
from digest.pages import addresses
from digest.pages.alphabet import sort_key
from digest.pages.catalogue import Catalogue, Item, tag_link, tag_signature
from digest.pages.feeds import plan_short_feeds
from digest.pages.library import Frame, Library
from digest.pages.listing import Stretch, list_page, plan_list
from digest.pages.planned import Planned, Section, plain_digest
from digest.pages.values import Link, ListPage
from digest.vocabulary import Tag, all_broader

# So many tags are named that stand most beside one.
TOGETHER = 8


def plan_tags(all_items: Catalogue, library: Library) -> Iterator[Section]:
    """Plan the pages and feeds of each tag."""
    for id_, items in all_items.by_tag.items():
        broader = _counted(all_broader(library.vocabulary.tags, id_), all_items)
        narrower = _counted(all_items.narrower.get(id_, ()), all_items)
        subject = Subject(all_items.tags[id_], items, broader, narrower)
        yield Section(addresses.tag(id_), _tag, (subject,))


def _counted(ids: Iterable[str], all_items: Catalogue) -> tuple[tuple[Tag, int], ...]:
    return tuple(
        (all_items.tags[id_], len(all_items.by_tag[id_])) for id_ in ids if id_ in all_items.by_tag
    )


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
        yield from plan_list(
            base, tag_page, (TagList(subject, code, counts, chosen),), chosen, frame
        )
        language = frame.interface(code) if code else frame.language
        label = tag.label(language)
        yield from plan_short_feeds(base, label, language, chosen, json=not code)


def tag_page(frame: Frame, address: str, stretch: Stretch, whole: TagList) -> ListPage:
    """One page of a tag's list."""
    tag = whole.subject.tag
    language = frame.interface(whole.code) if whole.code else frame.language
    title, spoken = tag.label(language), tag.label_language(language)
    page = list_page(frame, address, stretch, language, "tag", title, spoken, json=not whole.code)
    return replace(
        page,
        narrowings=_narrowings(whole, language, frame) if len(whole.counts) > 1 else (),
        broader=_tag_links(whole.subject.broader, language),
        narrower=_tag_links(whole.subject.narrower, language),
        together=_together(whole, language),
        names=_other_names(tag, language),
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
