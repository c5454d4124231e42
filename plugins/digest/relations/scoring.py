"""From how near two articles are in each respect to what is shown and what is one story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

# Scores are kept in millionths, as whole numbers: what is compared and added up then is exact.
UNIT = 1_000_000

# What each respect counts, tuned on labelled news in one language and in fifty-five
# (docs/related.md).
VECTORS, WORDS, NAMES, SOUNDS, TAGS = 0.5, 0.56, 0.2, 0.36, 0.2
# Two texts in one language are alike by that language's words alone.
SAME_LANGUAGE = 0.09
# Where an article has no vector, the rest counts so many times as much.
ALONE = 1.6
SAME_DAY_BONUS = 0.04
# Pairs at least as near as this are shown.
SHOWN = 0.22


@dataclass(frozen=True, slots=True)
class StoryWeights:
    """The same for stories: names tell two earthquakes apart, common words do not."""

    vectors: float = 0.485
    names: float = 0.57
    sounds: float = 0.25
    tags: float = 0.05
    same_language: float = 0.175
    # Two headlines in one language are alike still more: where both have fewer characters.
    short: int = 250
    short_texts: float = 0.17
    alone_within: float = 2.9
    alone_across: float = 4.2
    # A day between two reports makes them less likely to be of one event, and more so where
    # vectors do not say that they are.
    day: float = 0.01
    day_alone: float = 0.03
    most_days: float = 20
    # Who says less than a short sentence reports nothing.
    told: int = 20


STORY = StoryWeights()
# Pairs at least as near as this are of one story, if they hang together on average; those
# below the second count as not alike at all.
SAME_EVENT = 0.155
ALIKE = 0.02


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of each row beside its features."""

    language: Integers
    day: Integers
    time: Floats  # in days
    length: Integers
    title: Integers

    @property
    def languages(self) -> int:
        """One more than the largest number of a language."""
        return int(self.language.max(initial=-1)) + 1

    def with_rows(self, more: Facts) -> Facts:
        pairs = zip(self.arrays(), more.arrays(), strict=True)
        return Facts(*(np.concatenate(each) for each in pairs))

    def arrays(self) -> tuple[Any, ...]:
        return self.language, self.day, self.time, self.length, self.title


@dataclass(frozen=True, slots=True)
class Respects:
    """How near the rows of each pair are: cosines, those of vectors between -1 and 1, those
    of words, names, sounds and tags in that order.

    `seen` says that both have vectors.
    """

    kinds: Sequence[Floats]
    vectors: Floats
    seen: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows, each once; how near they are, and how likely they report the same."""

    one: NDArray[np.int32]
    other: NDArray[np.int32]
    related: NDArray[np.int32]
    story: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.one)

    def where(self, chosen: NDArray[np.bool_]) -> Pairs:
        return Pairs(*(each[chosen] for each in self.arrays()))

    def arrays(self) -> tuple[NDArray[np.int32], ...]:
        return self.one, self.other, self.related, self.story


def joined(parts: Sequence[Pairs]) -> Pairs:
    if not parts:
        return Pairs(*(np.zeros(0, np.int32) for _ in range(4)))
    return Pairs(*map(np.concatenate, zip(*(part.arrays() for part in parts), strict=True)))


def scored(
    facts: Facts, one: Integers, other: Integers, found: Respects, every: bool = False
) -> Pairs:
    """Score pairs; those that are neither near nor perhaps of one story are left out, unless
    `every` is wanted."""
    within = facts.language[one] == facts.language[other]
    near = related(facts, one, other, found, within)
    same = story(facts, one, other, found, within)
    fit = (near >= round(SHOWN * UNIT)) | (same >= round(ALIKE * UNIT)) | every
    arrays = (one[fit], other[fit], near[fit], same[fit])
    return Pairs(*(each.astype(np.int32) for each in arrays))


def related(
    facts: Facts, one: Integers, other: Integers, found: Respects, within: NDArray[np.bool_]
) -> Integers:
    """How near the rows of each pair are."""
    words, names, sounds, tags = found.kinds
    shared = np.where(within, WORDS * words + NAMES * names, SOUNDS * sounds) + TAGS * tags
    score = np.where(found.seen, shared + VECTORS * found.vectors, ALONE * shared)
    score -= SAME_LANGUAGE * within
    score += SAME_DAY_BONUS * (facts.day[one] == facts.day[other])
    return np.asarray(np.rint(score * UNIT), np.int64)


def story(
    facts: Facts, one: Integers, other: Integers, found: Respects, within: NDArray[np.bool_]
) -> Integers:
    """How likely the rows of each pair report the same."""
    by = STORY
    _, names, sounds, tags = found.kinds
    shared = np.where(within, by.names * names, by.sounds * sounds)
    alone = np.where(within, by.alone_within, by.alone_across) * shared
    score = np.where(found.seen, shared + by.vectors * found.vectors, alone) + by.tags * tags
    short = facts.length < by.short
    score -= within * (by.same_language + by.short_texts * (short[one] & short[other]))
    days = np.minimum(np.abs(facts.time[one] - facts.time[other]), by.most_days)
    score -= np.where(found.seen, by.day, by.day_alone) * days
    told = facts.length + facts.title >= by.told
    return np.asarray(np.rint(score * (told[one] & told[other]) * UNIT), np.int64)
