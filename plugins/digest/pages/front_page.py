"""The front page: articles and stories by day, the newest topics, and the feeds of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from digest.pages import addresses
from digest.pages.catalogue import Catalogue, Item, card, folded, tag_link
from digest.pages.feeds import entries, plan_feeds, subscription
from digest.pages.library import Frame
from digest.pages.listing import Part, parts
from digest.pages.planned import Planned
from digest.pages.telling import Stories, Story, in_story
from digest.pages.texts import Texts
from digest.pages.values import Card, Day, FrontPage, Link

TOPICS = 12
# So many reports of a story stand below the one that leads it on the front page.
STORY_LINES = 4
# The newest articles that decide which topics the front page names.
TOPIC_WINDOW = 100


def plan_front_page(
    all_items: Catalogue, told: Stories, texts: Texts, frame: Frame
) -> Iterator[Planned]:
    """The front page: a story stands at the day of its newest article, and nowhere else."""
    links = topics(all_items, frame.language)
    for part, blocks in parts(addresses.FRONT, _blocks(all_items.items, told), frame.page_size):
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


def topics(all_items: Catalogue, language: str) -> tuple[Link, ...]:
    """The tags that the newest articles carry most; with most articles first."""
    counts = Counter(tag.id for item in all_items.items[:TOPIC_WINDOW] for tag in item.tags)
    most = sorted(counts, key=lambda id_: (-counts[id_], id_))[:TOPICS]
    numbers = {id_: len(all_items.by_tag[id_]) for id_ in most}
    ids = sorted(most, key=lambda id_: (-numbers[id_], id_))
    return tuple(tag_link(all_items.tags[id_], language, numbers[id_]) for id_ in ids)
