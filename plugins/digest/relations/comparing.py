"""How near two articles are in each respect, and what that says of them together.

A feature weighs by how often it stands in a text and how rare it is. Both go into whole
numbers, rarity in classes: so an edit changes what few others weigh, and a
sum of products is the same in whatever order it is added up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digest.relations.traces import CHOSEN, KIND, TAGS

# A feature that more articles have than this tells little and costs much: it only makes rows
# longer, and the work for one article stays bounded however many there are.
# Words are many, so that fewer tell enough.
MOST = (255, 1023, 1023, 1023)
# What an article shares with none still makes it a little less like any other: on a small
# site two articles would be alike by the few words that they happen to share.
UNSHARED = 10  # its weight is divided by it
# A row of weights has this length: products stay below 2**24, exact in float32.
SCALE = 2048
KINDS = CHOSEN
UNIT = SCALE**2
# A cosine below this is none (of words, names, sounds, tags), and vectors make a pair from
# this cosine on.
FLOORS = (0.06, 0.1, 0.05, 0.1)
VECTOR_FLOOR = 0.25

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

_TF = np.rint(16 * (1 + 0.5 * np.log(np.maximum(np.arange(256), 1)))).astype(np.int64)
# Classes of features: 0 is had by too many, 1 by one article alone, and both count for the
# lengths of rows only; those that a language's articles share follow, from so many articles
# on. They are wide: an edit has to touch the other articles that have a feature only where it
# leaves its class.
_BOUNDS = (1, 2, 4, 16, 64, 256)
_MOST = np.array(MOST)
_CLASS = np.searchsorted(_BOUNDS, np.arange(_MOST.max() + 2), "right") + 1
_SIZES = 40


def _rarity(size: int, begin: int, end: int) -> int:
    """How rare what so many articles have is among those of a size, which is a class, too."""
    articles, often = 0.75 * 2.0**size, math.sqrt(begin * (end - 1))
    return max(1, round(64 * math.log(max(1.0, (1 + articles) / often))))


_RANGES = [(MOST[0], 4 * MOST[1]), (1, 2), *pairwise((*_BOUNDS, MOST[1] + 1))]
_RARITY = np.array(
    [[_rarity(size, *often) for often in _RANGES] for size in range(_SIZES)], np.int64
)


def classes(
    columns: Integers,
    groups: Integers,
    here: NDArray[np.bool_],
    sizes: tuple[int, int],
    kinds: Integers | int,
) -> Integers:
    """The class of the feature of each entry, by how many entries that are `here` it has: in
    the group of the entry, and everywhere. `sizes` are the numbers of columns and groups."""
    everywhere = np.bincount(columns[here], minlength=sizes[0])[columns]
    often = everywhere
    if sizes[1] > 1:
        cells = columns * sizes[1] + groups
        often = np.bincount(cells[here], minlength=sizes[0] * sizes[1])[cells]
    found = _CLASS[np.minimum(often, len(_CLASS) - 1)]
    found[everywhere == 1] = 1
    found[everywhere > _MOST[kinds]] = 0
    return np.asarray(found)


def weights(counts: NDArray[np.uint8], sizes: Integers, classes: Integers) -> Integers:
    """What features weigh that stand so often in a text, among so many articles (a class)."""
    return np.asarray(_TF[counts] * _RARITY[sizes, classes])


def lengths(places: NDArray[Any], weight: Integers, classes: Integers, size: int) -> Floats:
    """The length of each row of weights; `places` are those that entries belong to."""
    squares = weight * weight
    squares = np.where(classes == 1, squares // UNSHARED, squares)
    return np.asarray(np.sqrt(np.bincount(places, squares, size)))


def scaled(weight: Integers, length: Floats) -> Integers:
    """Weights as parts of a row of length SCALE."""
    return np.rint(weight * SCALE / np.maximum(length, 1)).astype(np.int64)


def kinds(features: NDArray[np.uint32]) -> Integers:
    return (features >> np.uint32(KIND)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Among how many articles a feature is rare or not, as a class. Tags are compared among
    all, whatever the language: they are one group, and the others a group for each language."""

    by_language: Integers
    all: int

    @classmethod
    def of(cls, languages: Integers, number: int) -> Sizes:
        """The sizes of a site whose articles have these languages, as numbers below `number`."""
        counts = np.bincount(languages, minlength=number)
        found = [count.bit_length() for count in counts.tolist()]
        return cls(np.array(found, np.int64), len(languages).bit_length())

    def same(self, other: Sizes) -> bool:
        """Whether all sizes are the same; a language without articles has none."""
        size = max(len(self.by_language), len(other.by_language))
        mine, others = (np.zeros(size, np.int64) for _ in range(2))
        mine[: len(self.by_language)] = self.by_language
        others[: len(other.by_language)] = other.by_language
        return self.all == other.all and np.array_equal(mine, others)

    def of_entries(self, kinds: Integers, languages: Integers) -> tuple[Integers, Integers]:
        """The group of each entry, and the size of that group."""
        is_tag = kinds == TAGS
        sizes = np.where(is_tag, self.all, self.by_language[languages])
        return np.where(is_tag, 0, languages), sizes
