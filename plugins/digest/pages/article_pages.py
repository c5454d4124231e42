"""The page of an article: its text, what else there is to read, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest import languages
from digest.pages import telling
from digest.pages.catalogue import Item, Whole, card, tag_link
from digest.pages.library import Frame
from digest.pages.planned import Planned
from digest.pages.telling import Stories, Story
from digest.pages.texts import Texts
from digest.pages.values import ArticlePage, Related
from digest.relations.nearest import Match
from digest.relations.relating import Relations

# A reason to read on names so many tags.
REASONS = 2


def plan_articles(
    items: Sequence[Item], found: Relations, told: Stories, texts: Texts
) -> Iterator[Planned]:
    """Plan the page of each article."""
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
