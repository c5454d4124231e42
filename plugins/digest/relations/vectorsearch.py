"""Sentence vectors compared: centred by language, and the nearest found without comparing all.

Vectors of a language lie together, whatever they say, so the mean of its articles is taken
from each. What remains is written in whole numbers small enough that a product of two is
exact in float32: the same on every machine, whatever order it adds up in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

# A unit vector's numbers in whole steps: products stay below SCALE**2, less than 2**24.
SCALE = 2048
# A language's mean is drawn to that of all by so many articles: few say little of theirs.
PRIOR = 2
# Up to so many vectors all are compared with all. More are first sorted to the nearest of
# some hundreds of them, and each takes some from those that were sorted to its nearest few.
ALL = 16_384
PROBES, FROM_EACH = 16, 12
_BLOCK = 1024

Vectors = NDArray[np.float32]


def centred(given: Sequence[NDArray[np.int8] | None], languages: NDArray[np.int64]) -> Vectors:
    """Vectors without what their language has in common, of length SCALE, in whole numbers.

    `languages` are numbers from 0. A missing vector is a row of zeros.
    """
    size = next((len(vector) for vector in given if vector is not None), 1)
    rows = np.zeros((len(given), size))
    for row, vector in zip(rows, given, strict=True):
        if vector is not None:
            row[:] = vector
    has = rows.any(axis=1)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(lengths > 0, lengths, 1)
    everywhere = rows[has].mean(axis=0) if has.any() else np.zeros(size)
    for language in range(int(languages.max(initial=-1)) + 1):
        here = has & (languages == language)
        count = int(here.sum())
        rows[here] -= (rows[here].sum(axis=0) + PRIOR * everywhere) / (count + PRIOR)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.rint(rows * SCALE / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def products(vectors: Vectors, own: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[Any]:
    """The cosine of each pair."""
    found = np.empty(len(own))
    for start in range(0, len(own), _BLOCK * 16):
        part = slice(start, start + _BLOCK * 16)
        found[part] = np.einsum("ij,ij->i", vectors[own[part]], vectors[other[part]])
    return found / SCALE**2


def nearest(vectors: Vectors, number: int) -> csr_matrix:
    """The cosines of each vector and the `number` nearest to it, itself among them.

    With more than ALL vectors some of the nearest may be missed.
    """
    size = len(vectors)
    has = np.flatnonzero(vectors.any(axis=1))
    groups = [(has, has)] if len(has) <= ALL else _neighbourhoods(vectors, has)
    rows, columns, cosines = [], [], []
    for queries, among in groups:
        keep = min(number if len(has) <= ALL else FROM_EACH, len(among))
        for start in range(0, len(queries), _BLOCK):
            part = queries[start : start + _BLOCK]
            dots = vectors[part] @ vectors[among].T
            best = np.argpartition(-dots, keep - 1, axis=1)[:, :keep]
            rows.append(np.repeat(part, keep))
            columns.append(among[best].ravel())
            cosines.append(np.take_along_axis(dots, best, axis=1).ravel())
    if not rows:
        return csr_matrix((size, size))
    own, other, cosine = np.concatenate(rows), np.concatenate(columns), np.concatenate(cosines)
    order = np.lexsort((other, -cosine, own))
    place = np.arange(len(order)) - np.searchsorted(own[order], own[order])
    best = order[place < number]
    return csr_matrix((cosine[best] / SCALE**2, (own[best], other[best])), (size, size))


def _neighbourhoods(
    vectors: Vectors, has: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """For each pivot the vectors that have it among their nearest, and those nearest to it."""
    pivots = vectors[has[:: max(1, int(len(has) ** 0.5) // 2)]]
    probes = min(PROBES, len(pivots))
    nearest_pivots = np.concatenate(
        [
            np.argsort(-(vectors[has[start : start + _BLOCK]] @ pivots.T), axis=1, kind="stable")[
                :, :probes
            ]
            for start in range(0, len(has), _BLOCK)
        ]
    )
    by_pivot = np.argsort(nearest_pivots.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(nearest_pivots.ravel(), minlength=len(pivots)))
    homes = nearest_pivots[:, 0]
    for pivot, queries in enumerate(np.split(by_pivot // probes, ends[:-1])):
        members = has[homes == pivot]
        if len(queries) and len(members):
            yield has[queries], members
