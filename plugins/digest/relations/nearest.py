"""Related articles: who is near whom, and why."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from digest.relations.scoring import SHOWN, UNIT, Pairs

# An article names so many others.
LIMIT = 5

Integers = NDArray[np.int64]


class Match(NamedTuple):
    """A related article: its place in the sequence, and what speaks for it.

    `score` lies between 0 and about 1; `tags` are those shared, rarest first.
    """

    index: int  # type: ignore[assignment]  # it hides tuple.index, which nobody wants
    score: float
    tags: tuple[str, ...]
    same_day: bool


def best(
    found: Pairs, rows: Integers, order: Integers, limit: int = LIMIT, least: float = SHOWN
) -> tuple[Integers, Integers]:
    """For each of some rows the nearest others and how near they are, best first.

    `order` says of each row which place it has among all; of those equally near the first
    comes first. Where there are no more, the others are -1.
    """
    size = len(order)
    wanted = np.full(size, -1, np.int64)
    wanted[rows] = np.arange(len(rows))
    one, other, score = found.one, found.other, found.related
    shown = score >= round(least * UNIT)
    own = np.concatenate((one[shown], other[shown])).astype(np.int64)
    others = np.concatenate((other[shown], one[shown])).astype(np.int64)
    scores = np.tile(score[shown], 2).astype(np.int64)
    mine = wanted[own] >= 0
    own, others, scores = wanted[own[mine]], others[mine], scores[mine]
    chosen = np.lexsort((order[others], -scores, own))
    own, others, scores = own[chosen], others[chosen], scores[chosen]
    place = np.arange(len(own)) - np.searchsorted(own, own)
    top = place < limit
    near = np.full((len(rows), limit), -1, np.int64)
    how = np.zeros((len(rows), limit), np.int64)
    near[own[top], place[top]] = others[top]
    how[own[top], place[top]] = scores[top]
    return near, how
