"""The stories of the site: their articles, their headlines and their pages."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from digest import languages, stories
from digest.pages import addresses
from digest.pages.catalogue import Item, days, folded, source_link, tag_link
from digest.pages.feeds import entries, plan_feeds, subscription
from digest.pages.interface import Words
from digest.pages.library import Frame, Library
from digest.pages.planned import Planned, digest
from digest.pages.texts import Texts
from digest.pages.values import Card, InStory, Link, Publication, StoryPage
from digest.relations.nearest import Match
from digest.stories import Report

RELATED = 5
TAGS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """A story with its articles, the earliest first, their number by language, and the
    curator's headlines by language. `signature` tells whether any of it has changed."""

    id: str
    items: tuple[Item, ...]
    languages: Counter[str]
    titles: Mapping[str, str]
    signature: bytes

    @property
    def address(self) -> str:
        return addresses.story(self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Stories:
    """All stories, and the same by the addresses of their articles. `moved` are addresses of
    former days, with links to what is there today; `notes` are for the curator."""

    all: tuple[Story, ...] = ()
    by_article: Mapping[str, Story] = field(default_factory=dict)
    moved: Mapping[str, Link] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def tell(
    items: Sequence[Item],
    groups: Iterable[Sequence[int]],
    originals: Sequence[int],
    library: Library,
) -> Stories:
    """Make stories of groups of articles, given by their indexes; `originals` names for each
    the earliest with nearly the same text."""
    reports = [
        Report(item.address.strip("/"), item.article.date, original, item.article.story)
        for item, original in zip(items, originals, strict=True)
    ]
    naming = stories.named(reports, groups, library.stories)
    told = {story.id: _story(story, items) for story in naming.stories}
    moved = {old: headline(told[id_], library.frame.language) for old, id_ in naming.moved.items()}
    moved |= {old: _article_link(items[index]) for old, index in naming.shrunk.items()}
    return Stories(
        tuple(told.values()),
        {item.address: story for story in told.values() for item in story.items},
        {addresses.story(old): link for old, link in moved.items()},
        tuple(_lonely(items, told, library)),
    )


def _lonely(items: Iterable[Item], told: Mapping[str, Story], library: Library) -> Iterator[str]:
    """Tell of articles that were put into a story in which no other is."""
    for item in items:
        wanted = item.article.story
        if not wanted or wanted == stories.NO_STORY:
            continue
        if library.stories.renamed.get(wanted, wanted) not in told:
            near_ = difflib.get_close_matches(wanted, told, 1, 0.8)
            hint = f"; did you mean {near_[0]!r}?" if near_ else ""
            yield f"{item.file}: story: no other article is in {wanted!r}{hint}"


def _story(story: stories.Story, items: Sequence[Item]) -> Story:
    members = tuple(items[index] for index in story.members)
    counts = Counter(item.language for item in members)
    signature = digest((story.id, members, dict(story.titles)))
    return Story(story.id, members, counts, story.titles, signature)


def _article_link(item: Item) -> Link:
    return Link(item.article.title, item.address, item.article.language)


@lru_cache(1 << 16)
def headline(story: Story, language: str) -> Link:
    """A link to a story: by the curator's headline in a language, or that of the article that
    tells most, the earliest in that language or else of all."""
    base = language.split("-")[0]
    title = story.titles.get(language) or story.titles.get(base)
    if title:
        return Link(title, story.address)
    own = (item for item in story.items if item.language == base)
    article = next(own, story.items[0]).article
    shown = "" if article.language == language else article.language
    return Link(article.title, story.address, shown)


def in_story(story: Story, language: str, frame: Frame, others: tuple[Card, ...] = ()) -> InStory:
    """What is said of a story beside an article of it."""
    return InStory(headline(story, language), _extent(story, frame.words[language]), others)


def _extent(story: Story, words: Words) -> str:
    """How much was reported: `7 reports in 4 languages`."""
    reports = words.counted("reports", len(story.items))
    if len(story.languages) == 1:
        return reports
    tongues = words.counted("tongues", len(story.languages))
    return words["reports_in"].format(reports=reports, languages=tongues)


def near(
    items: Sequence[Item], matches: Iterable[Sequence[Match]], told: Stories
) -> dict[str, list[Story]]:
    """For each story those that its articles are related to, the nearest first."""
    scores: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for item, found in zip(items, matches, strict=True):
        story = told.by_article.get(item.address)
        for match in found if story else ():
            other = told.by_article.get(items[match.index].address)
            if other and story and other is not story:
                scores[story.id][other.id] += match.score
    by_id = {story.id: story for story in told.all}
    return {
        id_: [by_id[other] for other in sorted(by, key=lambda other: (-round(by[other], 9), other))]
        for id_, by in scores.items()
    }


def plan_stories(
    told: Stories, related: Mapping[str, Sequence[Story]], texts: Texts, frame: Frame
) -> Iterator[Planned]:
    """Plan the page of each story, in the site's language, and its feeds."""
    for story in told.all:
        others = tuple(
            headline(each, frame.language) for each in related.get(story.id, ())[:RELATED]
        )
        yield Planned(story.address, story_page, (story, others), listed=True)
        title = headline(story, frame.language).text
        newest = entries(story.items[::-1], texts)
        yield from plan_feeds(story.address, title, frame.language, newest)


def story_page(frame: Frame, address: str, story: Story, related: tuple[Link, ...]) -> StoryPage:
    """The page of a story."""
    language = frame.language
    shown = headline(story, language)
    return StoryPage(
        address=address,
        language=language,
        title=shown.text,
        title_language=shown.language,
        description=_extent(story, frame.words[language]),
        feeds=(subscription(address, shown.text, frame),),
        first=story.items[0].article.date,
        last=story.items[-1].article.date,
        days=days(folded(story.items[::-1])[::-1], language),
        languages=_languages(story.languages),
        publications=_publications(story),
        tags=_tags(story, language),
        related=related,
    )


def _languages(counts: Counter[str]) -> tuple[Link, ...]:
    return tuple(
        Link(languages.own_name(code), addresses.language(code), code, count)
        for code, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )


def _publications(story: Story) -> tuple[Publication, ...]:
    by_source: dict[str, list[Item]] = defaultdict(list)
    for item in story.items:
        by_source[item.source.id].append(item)
    return tuple(
        Publication(
            source_link(items[0].source),
            items[0].article.date,
            _languages(Counter(item.language for item in items)),
        )
        for items in by_source.values()
    )


def _tags(story: Story, language: str) -> tuple[Link, ...]:
    tags = {tag.id: tag for item in story.items for tag in item.tags}
    counts = Counter(tag.id for item in story.items for tag in item.tags)
    ids = sorted(counts, key=lambda id_: (-counts[id_], id_))[:TAGS]
    return tuple(tag_link(tags[id_], language) for id_ in ids)
