"""What the site consists of: from records of articles to all its documents.

Nothing is made, rendered or written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from digest import languages
from digest.article import Leaf
from digest.pages import addresses, front_page, lists, moved, tag_pages, telling
from digest.pages.catalogue import (
    Catalogue,
    Item,
    Resolved,
    Whole,
    card,
    catalogue,
    resolve,
    tag_link,
)
from digest.pages.library import Frame, Library
from digest.pages.planned import Planned, Section
from digest.pages.records import Record
from digest.pages.tag_index import plan_tag_index
from digest.pages.telling import Stories, Story
from digest.pages.texts import Texts
from digest.pages.values import (
    ArticlePage,
    LeafPage,
    Link,
    MissingPage,
    Related,
    Site,
)
from digest.relations.nearest import Match
from digest.relations.relating import Document, Relations

# A reason to read on names so many tags.
REASONS = 2

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
    leaf_pages = [_leaf(*leaf, texts) for leaf in leaves]
    parts = [
        *_articles(items, related, told, texts),
        *front_page.plan_front_page(all_items, told, texts, frame),
        *tag_pages.plan_tags(all_items, library),
        *lists.plan_lists(all_items, texts),
        plan_tag_index(all_items),
        *telling.plan_stories(told, near, texts, frame),
        *leaf_pages,
        *moved.plan_moved_tags(all_items, library),
        *moved.plan_moved_stories(told, frame),
        Planned(addresses.MISSING, missing_page, (front_page.topics(all_items, frame.language),)),
    ]
    return Plan(parts, _site(all_items, leaf_pages, library), told.notes)


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
        leaves=tuple(_leaf_link(leaf) for leaf in leaves),
    )


def _articles(
    items: Sequence[Item], found: Relations, told: Stories, texts: Texts
) -> Iterator[Planned]:
    for item, matches in zip(items, found.matches, strict=True):
        story = told.by_article.get(item.address)
        arguments = (Whole(item, texts), ReadOn(items, matches, story, told), story)
        yield Planned(item.address, article_page, arguments, listed=True, origin=item.file)


class ReadOn:
    """The articles that are related to one, each with the tags that both share, whether they are
    from the same day, and whether they report the same event."""

    __slots__ = ("items", "reasons", "signature")

    def __init__(
        self, items: Sequence[Item], matches: Sequence[Match], story: Story | None, told: Stories
    ) -> None:
        self.items = [items[match.index] for match in matches]
        stories = [told.by_article.get(item.address) for item in self.items]
        self.reasons = [
            (match.tags[:REASONS], match.same_day, story is not None and story is other)
            for match, other in zip(matches, stories, strict=True)
        ]
        self.signature = (b"".join([item.signature for item in self.items]), self.reasons)


def article_page(
    frame: Frame,
    address: str,
    whole: Whole,
    related: ReadOn,
    story: Story | None,
) -> ArticlePage:
    """The page of an article."""
    item = whole.item
    article = item.article
    language = frame.interface(article.language)
    shown = card(item, language)
    return ArticlePage(
        address=address,
        language=language,
        title=article.title,
        title_language=article.language,
        description=shown.summary,
        card=replace(shown, tags=tuple(tag_link(tag, language) for tag in item.tags)),
        body=whole.html,
        authors=article.authors,
        source_url=article.source_url,
        excerpt=item.source.republish != "full",
        date_estimated="date" in article.inferred,
        related=tuple(
            Related(card(other, language), _reason(item, *reason, language, frame))
            for other, reason in zip(related.items, related.reasons, strict=True)
        ),
        story=telling.in_story(story, language, frame) if story else None,
    )


def _reason(
    item: Item,
    tags: Sequence[str],
    same_day: bool,
    same_event: bool,
    language: str,
    frame: Frame,
) -> str:
    """Why to read on, in the reader's language: the same event, or else the same day, and the
    rarest shared tags."""
    words = frame.words[language]
    reasons = [words["same_event"]] if same_event else []
    if tags:
        labels = {tag.id: tag.label(language) for tag in item.tags}
        names = languages.joined([labels[id_] for id_ in tags], language)
        reasons.append(words["also_about"].format(tags=names))
    if same_day and not same_event:
        reasons.append(words["same_day"])
    return " · ".join(reasons) or words["similar"]


class LeafText:
    """A page of content/pages with its text."""

    __slots__ = ("leaf", "record", "signature", "texts")

    def __init__(self, record: Record, texts: Texts) -> None:
        assert isinstance(record.said, Leaf)
        self.leaf, self.record, self.texts = record.said, record, texts
        self.signature = record.shown + record.html


def _leaf(address: str, record: Record, texts: Texts) -> Planned:
    text = LeafText(record, texts)
    return Planned(address, leaf_page, (text,), listed=True, origin=f"content/{record.place}")


def _leaf_link(planned: Planned) -> Link:
    (text,) = planned.arguments
    assert isinstance(text, LeafText)
    return Link(text.leaf.title, planned.address, text.leaf.language)


def leaf_page(frame: Frame, address: str, text: LeafText) -> LeafPage:
    """The page of a file of content/pages."""
    leaf = text.leaf
    return LeafPage(
        address=address,
        language=frame.interface(leaf.language),
        title=leaf.title,
        title_language=leaf.language,
        description=leaf.summary,
        body=text.texts.shown(text.record, "full"),
    )


def missing_page(frame: Frame, address: str, topics: tuple[Link, ...]) -> MissingPage:
    """404.html."""
    title = frame.words[frame.language]["missing_title"]
    return MissingPage(address=address, language=frame.language, title=title, topics=topics)
