"""Related articles: who is near whom, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
THRESHOLD = 0.15
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
    if len(documents) < 2:
        return [() for _ in documents]
    return among(pairs(documents, candidates), documents, originals, limit, threshold)


def among(
    found: Pairs,
    documents: Sequence[Document],
    originals: Sequence[int] | None = None,
    limit: int = 5,
    threshold: float = THRESHOLD,
) -> list[tuple[Match, ...]]:
    """The same, of pairs that are known."""
    near = found.matrix(similarity(found))
    originals = range(len(documents)) if originals is None else originals
    rarity = Counter(tag for document in documents for tag in set(document.tags))
    related = []
    for row in range(len(documents)):
        part = slice(near.indptr[row], near.indptr[row + 1])
        others = zip(near.indices[part].tolist(), near.data[part].tolist(), strict=True)
        matches = (
            _match(documents, row, index, score, rarity)
            for index, score in others
            if originals[index] == index != originals[row]
        )
        best = sorted(matches, key=lambda match: (-match.score, match.index))
        related.append(tuple(match for match in best if match.score >= threshold)[:limit])
    return related


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


def _match(
    documents: Sequence[Document], row: int, index: int, score: float, rarity: Mapping[str, int]
) -> Match:
    own, other = documents[row], documents[index]
    same_day = own.date.date() == other.date.date()
    shared = sorted(set(own.tags) & set(other.tags), key=lambda tag: (rarity[tag], tag))
    return Match(index, score + SAME_DAY_BONUS * same_day, tuple(shared), same_day)
