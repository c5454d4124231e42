"""What the site consists of: from records of articles to all its documents.

Nothing is made, rendered or written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from digest.pages import (
    addresses,
    article_pages,
    front_page,
    leaf_pages,
    lists,
    moved,
    tag_pages,
    telling,
)
from digest.pages.catalogue import Catalogue, Resolved, catalogue, resolve
from digest.pages.library import Library
from digest.pages.planned import Planned, Section
from digest.pages.records import Record
from digest.pages.tag_index import plan_tag_index
from digest.pages.texts import Texts
from digest.pages.values import Link, Site
from digest.relations.relating import Document, Relations

Relate = Callable[[Sequence[Document]], Relations]


@dataclass(frozen=True, slots=True)
class Plan:
    """All documents but the sitemap, what their pages share, and what a curator may want to
    know."""

    parts: Sequence[Planned | Section]
    site: Site
    notes: tuple[str, ...]


def plan(
    articles: Iterable[tuple[str, Record]],
    leaves: Iterable[tuple[str, Record]],
    texts: Texts,
    library: Library,
    relate: Relate,
) -> Plan:
    """Plan all documents. Articles and leaves come as address and record."""
    frame = library.frame
    resolved = resolve(articles, library)
    related = relate([_document(each) for each in resolved])
    all_items = catalogue(resolved, related.originals, library)
    items = all_items.items
    told = telling.tell(items, related.groups, related.originals, library)
    near = telling.near(items, related.matches, told)
    own_pages = [leaf_pages.plan_leaf(*leaf, texts) for leaf in leaves]
    parts = [
        *article_pages.plan_articles(items, related, told, texts),
        *front_page.plan_front_page(all_items, told, texts, frame),
        *tag_pages.plan_tags(all_items, library),
        *lists.plan_lists(all_items, texts),
        plan_tag_index(all_items),
        *telling.plan_stories(told, near, texts, frame),
        *own_pages,
        *moved.plan_moved_tags(all_items, library),
        *moved.plan_moved_stories(told, frame),
        Planned(
            addresses.MISSING,
            leaf_pages.missing_page,
            (front_page.topics(all_items, frame.language),),
        ),
    ]
    return Plan(parts, _site(all_items, own_pages, library), told.notes)


def _document(each: Resolved) -> Document:
    return Document(
        each.address,
        each.record.text,
        each.article.language,
        each.article.date,
        tuple([tag.id for tag in each.tags]),
        each.record.vector,
    )


def _site(all_items: Catalogue, leaves: Sequence[Planned], library: Library) -> Site:
    frame = library.frame
    codes = sorted(all_items.by_language, key=lambda code: library.own_name(code).casefold())
    return Site(
        name=frame.name,
        tagline=frame.tagline,
        url=frame.url,
        language=frame.language,
        languages=tuple(
            Link(library.own_name(code), addresses.language(code), code) for code in codes
        ),
        leaves=tuple(leaf_pages.link(leaf) for leaf in leaves),
    )
