"""Stories: the articles that report one event, over publications and languages.

Average linkage: two groups become one while their articles are, on average, near enough to
each other; a single bridge between two events does not make them one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from digest.relations.features import Document
from digest.relations.pairs import Floats, Pairs, pairs

# What each respect counts, tuned on labelled events in one language and in fifty-five
# (docs/related.md): names tell two earthquakes apart, common words do not.
VECTORS, WORDS, NAMES, SOUNDS, TAGS = 0.5, 0.05, 0.37, 0.21, 0.05
# Two texts in one language are alike by that language's words alone, and two headlines
# still more, where both have fewer characters.
SAME_LANGUAGE = 0.18
SHORT, SHORT_TEXTS = 250, 0.14
# Where an article has no vector, the rest counts so many times as much.
ALONE_WITHIN, ALONE_ACROSS = 4.0, 6.0
# A day between two reports makes them less likely to be of one event.
DAY, MOST_DAYS = 0.01, 20
SAME_EVENT = 0.155
# Who says less than a short sentence reports nothing.
TOLD = 20
# Groups are looked for among so many articles at once at most.
AT_ONCE = 1500
_STRICTER = 0.05


def grouped(
    documents: Sequence[Document],
    originals: Sequence[int] | None = None,
    found: Pairs | None = None,
    threshold: float = SAME_EVENT,
) -> list[tuple[int, ...]]:
    """Divide documents into groups that report one event.

    Each index is in exactly one group, most of them alone; indexes ascend within a group,
    and groups by their first. `originals` are as `pairs` has them, and each document is in
    the group of its own; `found` are the pairs, where they are known.
    """
    if not documents:
        return []
    originals = range(len(documents)) if originals is None else originals
    found = pairs(documents, originals) if found is None else found
    near = found.matrix(similarity(found, documents))
    copies: dict[int, list[int]] = {}
    for index, original in enumerate(originals):
        copies.setdefault(original, []).append(index)
    groups = _divided(near, np.array(sorted(copies), np.int64), threshold, threshold)
    return sorted(
        tuple(sorted(index for original in group.tolist() for index in copies[original]))
        for group in groups
    )


def similarity(found: Pairs, documents: Sequence[Document]) -> Floats:
    """How likely the documents of each pair report the same."""
    one, other, within = found.one, found.other, found.same_language
    shared = np.where(within, WORDS * found.words + NAMES * found.names, SOUNDS * found.sounds)
    alone = np.where(within, ALONE_WITHIN, ALONE_ACROSS) * shared
    score = np.where(found.seen, shared + VECTORS * found.vectors, alone) + TAGS * found.tags
    lengths = np.array([len(document.text) for document in documents])
    short = lengths < SHORT
    score -= within * (SAME_LANGUAGE + SHORT_TEXTS * (short[one] & short[other]))
    days = np.array([document.date.timestamp() for document in documents]) / 86_400
    apart = np.abs(days[one] - days[other])
    score -= DAY * np.minimum(apart, MOST_DAYS)
    told = lengths + np.array([len(document.title) for document in documents]) >= TOLD
    return np.asarray(np.round(score * (told[one] & told[other]), 6))


def _divided(
    near: csr_matrix, indexes: NDArray[np.int64], edge: float, threshold: float
) -> list[NDArray[np.int64]]:
    """The groups among some documents; `edge` is how near two are that may be in one."""
    within = near[indexes][:, indexes]
    within.data[within.data < edge] = 0
    within.eliminate_zeros()
    _, labels = connected_components(within, directed=False)
    order = np.argsort(labels, kind="stable")
    parts = np.split(indexes[order], np.flatnonzero(np.diff(labels[order])) + 1)
    groups = []
    for part in parts:
        if len(part) == 1:
            groups.append(part)
        elif len(part) <= AT_ONCE:
            groups += _linked(near, part, threshold)
        else:
            groups += _divided(near, part, edge + _STRICTER, threshold)
    return groups


def _linked(near: csr_matrix, part: NDArray[np.int64], threshold: float) -> list[NDArray[np.int64]]:
    likeness = np.asarray(near[part][:, part].todense())
    distance = np.maximum(1 - likeness, 0)
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance, checks=False), "average")
    labels = fcluster(tree, 1 - threshold, "distance")
    return [part[labels == label] for label in np.unique(labels)]
