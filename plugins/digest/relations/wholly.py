"""All pairs of rows at once, by sparse products in C: for a first build."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from digest.relations import comparing
from digest.relations.comparing import FLOORS, KINDS, UNIT, VECTOR_FLOOR
from digest.relations.rows import Segment, distinct, has_vector, vectors_of
from digest.relations.scoring import Facts, Pairs, Respects, joined, scored
from digest.relations.traces import CHOSEN, KIND, SOUNDS

_BLOCK = 1024

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
# Pairs by a code, `one * size + other`, ascending, and their cosines.
_Coded = tuple[Integers, Floats]


def compared(
    held: Segment,
    active: Integers,
    facts: Facts,
    every: bool = False,
) -> tuple[Pairs, Floats]:
    """The pairs among active rows that are near enough, and the length of each row by kind.

    `every` keeps also those that are not, for measuring.
    """
    order = active[np.argsort(facts.language[active], kind="stable")]
    matrices, lengths = _weighed(held, order, facts)
    if len(active) < 2:
        return joined([]), lengths
    seen = has_vector([held])[order]
    vectors = vectors_of([held], order).astype(np.float32) if seen.any() else None
    languages = facts.language[order]
    ends = np.searchsorted(languages, languages, "right")
    found = []
    for start in range(0, len(order), _BLOCK):
        end = min(start + _BLOCK, len(order))
        respects = [
            _across(matrix, ends, start, end)
            if kind == SOUNDS
            else _within(matrix, start, end, kind)
            for kind, matrix in enumerate(matrices)
        ]
        one, other, cosines = _together(respects, vectors, seen, start, end)
        found.append(scored(facts, order[one], order[other], cosines, every))
    return joined(found), lengths


def _weighed(held: Segment, order: Integers, facts: Facts) -> tuple[list[csr_matrix], Floats]:
    """Rows of length SCALE of each kind, in this order; lengths are those of all rows."""
    place = np.full(held.size, -1, np.int32)
    place[order] = np.arange(len(order))
    sizes = comparing.Sizes.of(facts.language[order], facts.languages)
    lengths = np.zeros((held.size, KINDS))
    matrices = []
    bounds = np.searchsorted(held.columns, [kind << KIND for kind in range(CHOSEN + 1)])
    for kind in range(KINDS):
        ends = held.ends[bounds[kind] : bounds[kind + 1] + 1]
        part = slice(int(ends[0]), int(ends[-1]))
        rows = held.rows[part] - held.first
        counts = held.tallies[part]
        column = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        here = place[rows] >= 0
        languages = facts.language[rows]
        groups, size = sizes.of_entries(np.full(len(rows), kind), languages)
        number = (len(ends) - 1, 1 if kind != SOUNDS else len(sizes.by_language))
        # Words and names of different languages are different features.
        classes = comparing.classes(column, groups if kind == SOUNDS else 0 * groups, here, number)
        weight = comparing.weights(counts, size, classes) * here
        lengths[:, kind] = comparing.lengths(rows, weight, classes, held.size)
        entry = comparing.scaled(weight, lengths[rows, kind])
        kept = (classes > 1) & (entry > 0)
        shape = (len(order), max(1, len(ends) - 1))
        data = entry[kept].astype(np.float32)
        matrices.append(csr_matrix((data, (place[rows[kept]], column[kept])), shape))
    return matrices, lengths


def _within(matrix: csr_matrix, start: int, end: int, kind: int) -> _Coded:
    return _sorted([_products(matrix, start, end, start, FLOORS[kind])])


def _across(matrix: csr_matrix, ends: Integers, start: int, end: int) -> _Coded:
    """Products with rows of later languages alone."""
    found = []
    while start < end:
        stop = min(end, int(ends[start]))
        found.append(_products(matrix, start, stop, int(ends[start]), FLOORS[SOUNDS]))
        start = stop
    return _sorted(found)


def _products(matrix: csr_matrix, start: int, end: int, first: int, floor: float) -> _Coded:
    """The cosines of some rows with all from `first` on."""
    size = matrix.shape[0]
    queries, among = matrix[start:end], matrix[first:]
    if not queries.nnz or not among.nnz:
        return np.zeros(0, np.int64), np.zeros(0)
    least = floor * UNIT
    found = sp_matmul_topn(queries, among.T.tocsr(), top_n=size - first, threshold=least - 1)
    one = np.repeat(np.arange(start, end), np.diff(found.indptr))
    other = found.indices.astype(np.int64) + first
    fit = (other > one) & (found.data >= least)
    return (one * size + other)[fit], found.data[fit].astype(float) / UNIT


def _sorted(parts: list[_Coded]) -> _Coded:
    codes, values = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(codes)
    return codes[order], values[order]


def _together(
    respects: list[_Coded],
    vectors: NDArray[np.float32] | None,
    seen: NDArray[np.bool_],
    start: int,
    end: int,
) -> tuple[Integers, Integers, Respects]:
    size = len(seen)
    coded = [codes for codes, _ in respects]
    if vectors is not None:
        dots = vectors[start:end] @ vectors[start:].T
        one, other = np.nonzero(dots >= VECTOR_FLOOR * UNIT)
        later = other > one
        coded.append((one[later] + start) * size + other[later] + start)
    codes = distinct(np.concatenate(coded))
    one, other = codes // size, codes % size
    cosines = []
    for known, values in respects:
        cosine = np.zeros(len(codes))
        cosine[np.searchsorted(codes, known)] = values
        cosines.append(cosine)
    if vectors is None:
        return one, other, Respects(cosines, np.zeros(len(one)), np.zeros(len(one), bool))
    near = dots[one - start, other - start].astype(float) / UNIT
    return one, other, Respects(cosines, near, seen[one] & seen[other])
