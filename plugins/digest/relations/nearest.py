"""Related articles: who is near whom, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from digest.relations.features import Document
from digest.relations.pairs import CANDIDATES, Floats, Pairs, pairs

# What each respect counts, tuned on labelled news in one language and in fifty-five
# (docs/related.md).
VECTORS, WORDS, NAMES, SOUNDS, TAGS = 0.5, 0.56, 0.14, 0.42, 0.2
# Two texts in one language are alike by that language's words alone.
SAME_LANGUAGE = 0.09
# Where an article has no vector, the rest counts so many times as much.
ALONE = 1.6
THRESHOLD = 0.22
SAME_DAY_BONUS = 0.04


@dataclass(frozen=True, slots=True)
class Match:
    """A related article: its place in the sequence, and what speaks for it.

    `score` lies between 0 and about 1; `tags` are those shared, rarest first.
    """

    index: int
    score: float
    tags: tuple[str, ...]
    same_day: bool


def nearest(
    documents: Sequence[Document],
    originals: Sequence[int] | None = None,
    limit: int = 5,
    candidates: int = CANDIDATES,
    threshold: float = THRESHOLD,
) -> list[tuple[Match, ...]]:
    """For each document its nearest others, best first, at most `limit`, often fewer.

    `originals` names for each document the one that stands for all with nearly the same text
    (itself, where there is no other): no other is offered, and no document its own copies.
    Those less similar than `threshold` are left out. Deterministic: equal scores keep the
    documents' order.
    """
    originals = range(len(documents)) if originals is None else originals
    found = pairs(documents, originals, candidates)
    return among(found, documents, originals, limit, threshold)


def among(
    found: Pairs,
    documents: Sequence[Document],
    originals: Sequence[int],
    limit: int = 5,
    threshold: float = THRESHOLD,
) -> list[tuple[Match, ...]]:
    """The same, of pairs of originals that are known."""
    days = np.array([document.date.date().toordinal() for document in documents], int)
    score = similarity(found) + SAME_DAY_BONUS * (days[found.one] == days[found.other])
    own = np.concatenate((found.one, found.other))
    other = np.concatenate((found.other, found.one))
    score = np.tile(score, 2)
    fit = score >= threshold
    own, other, score = own[fit], other[fit], score[fit]
    order = np.lexsort((other, -score, own))
    starts = np.searchsorted(own[order], np.arange(found.size + 1)).tolist()
    rarity = Counter(tag for document in documents for tag in set(document.tags))
    related = []
    for row, original in enumerate(originals):
        start, end = starts[original], starts[original + 1]
        best = order[start : min(end, start + limit)]
        tags = set(documents[row].tags)
        related.append(
            tuple(
                Match(
                    index,
                    points,
                    _rarest(tags.intersection(documents[index].tags), rarity),
                    bool(days[row] == days[index]),
                )
                for index, points in zip(other[best].tolist(), score[best].tolist(), strict=True)
            )
        )
    return related


def _rarest(tags: Iterable[str], rarity: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(tags, key=lambda tag: (rarity[tag], tag)))


def similarity(found: Pairs) -> Floats:
    """How near the documents of each pair are."""
    shared = np.where(
        found.same_language,
        WORDS * found.words + NAMES * found.names,
        SOUNDS * found.sounds,
    )
    shared += TAGS * found.tags
    score = np.where(found.seen, shared + VECTORS * found.vectors, ALONE * shared)
    # Rounded, for the last digits of a sum are not the same on every machine.
    return np.asarray(np.round(score - SAME_LANGUAGE * found.same_language, 6))
