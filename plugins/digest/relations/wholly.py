"""All pairs of rows at once: for a first build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from digest.relations import comparing
from digest.relations.comparing import FLOORS, KINDS, UNIT, VECTOR_FLOOR
from digest.relations.rows import Segment, distinct, has_vector, vectors_of
from digest.relations.scoring import Facts, Pairs, Respects, joined, scored
from digest.relations.traces import KIND, NAMES, SOUNDS, WORDS, ranges
from digest.workers import processors, spread

# So many rows are compared with vectors and scored at once, and so many products made.
_BLOCK = 1024
_FEW = 2  # no more blocks than these are done before a second process has begun
_PRODUCTS = 1 << 17
# With fewer products for so many cells they are sorted.
_SPARSE = 8

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
    # Words and names are those of a language; where the rows end that may share others.
    of_language = np.searchsorted(languages, languages, "right")
    of_all = np.full(len(order), len(order))
    reach = [of_language if kind in (WORDS, NAMES) else of_all for kind in range(KINDS)]

    def pairs(start: int) -> Pairs:
        end = min(start + _BLOCK, len(order))
        respects = [
            _near(matrix, start, end, reach[kind], FLOORS[kind])
            for kind, matrix in enumerate(matrices)
        ]
        one, other, cosines = _together(respects, vectors, seen, start, end)
        return scored(facts, order[one], order[other], cosines, every)

    def work(starts: Sequence[int]) -> list[tuple[int, Pairs]]:
        return [(start, pairs(start)) for start in starts]

    starts = range(0, len(order), _BLOCK)
    processes = processors() if len(starts) > _FEW else 1
    found = dict(chain.from_iterable(spread(work, starts, processes)))
    return joined([found[start] for start in starts]), lengths


@dataclass(frozen=True, slots=True)
class _Matrix:
    """Rows of length SCALE of one kind. Entries stand by feature, and within one by row.

    `values` are those of entries, `rows` their rows. Each is compared with the `later` ones of
    its feature, so many from `first` on. `by_row` are the places of entries by row; those of a
    row lie between two `starts`.
    """

    values: Floats
    rows: Integers
    first: Integers
    later: Integers
    by_row: Integers
    starts: Integers


def _weighed(held: Segment, order: Integers, facts: Facts) -> tuple[list[_Matrix], Floats]:
    """Rows of each kind, in this order; lengths are those of all rows."""
    place = np.full(held.size, -1, np.int64)
    place[order] = np.arange(len(order))
    sizes = comparing.Sizes.of(facts.language[order], facts.languages)
    lengths = np.zeros((held.size, KINDS))
    languages = facts.language[order]
    reach = np.searchsorted(languages, languages, "right")
    matrices = []
    bounds = np.searchsorted(held.columns, [kind << KIND for kind in range(KINDS + 1)])
    for kind in range(KINDS):
        ends = held.ends[bounds[kind] : bounds[kind + 1] + 1]
        part = slice(int(ends[0]), int(ends[-1]))
        rows = held.rows[part] - held.first
        column = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        here = place[rows] >= 0
        languages = facts.language[rows]
        groups, size = sizes.of_entries(np.full(len(rows), kind), languages)
        # Words and names of different languages are different features.
        several = len(sizes.by_language) if kind == SOUNDS else 1
        groups = groups if several > 1 else np.zeros_like(groups)
        classes = comparing.classes(column, groups, here, (len(ends) - 1, several), kind)
        weight = comparing.weights(held.tallies[part], size, classes) * here
        lengths[:, kind] = comparing.lengths(rows, weight, classes, held.size)
        entry = comparing.scaled(weight, lengths[rows, kind])
        kept = np.flatnonzero((classes > 1) & (entry > 0))
        matrices.append(
            _matrix(column[kept], place[rows[kept]], entry[kept], reach, kind == SOUNDS)
        )
    return matrices, lengths


def _matrix(
    columns: Integers, rows: Integers, values: Integers, reach: Integers, apart: bool
) -> _Matrix:
    """The matrix of some entries. `reach` tells for each row where those of its language end;
    with `apart` it is compared with rows of other languages alone."""
    size = len(reach)
    cells = columns * size + rows
    by_column = np.argsort(cells, kind="stable")
    columns, rows, values = columns[by_column], rows[by_column], values[by_column]
    places = np.arange(len(columns))
    first = places + 1
    if apart:
        first = np.searchsorted(cells[by_column], columns * size + reach[rows])
    later = np.cumsum(np.bincount(columns))[columns] - first
    by_row = np.sort(rows << 32 | places) & 0xFFFFFFFF
    starts = np.append(0, np.cumsum(np.bincount(rows, minlength=size)))
    return _Matrix(values.astype(float), rows, first, later, by_row, starts)


def _near(matrix: _Matrix, start: int, end: int, reach: Integers, floor: float) -> _Coded:
    """The cosines of some rows with later ones, as far as they are not below a floor; `reach`
    tells where the rows end that a row can share a feature with."""
    size = len(reach)
    codes, values = [np.zeros(0, np.int64)], [np.zeros(0)]
    for first, last in _parts(matrix, start, end):
        own = matrix.by_row[matrix.starts[first] : matrix.starts[last]]
        number = matrix.later[own]
        there = ranges(matrix.first[own], number)
        width = int(reach[last - 1]) - first
        cells = np.repeat((matrix.rows[own] - first) * width - first, number)
        cells += matrix.rows[there]
        weights = np.repeat(matrix.values[own], number) * matrix.values[there]
        near, products = _summed(cells, weights, (last - first) * width, floor * UNIT)
        codes.append((near // width + first) * size + near % width + first)
        values.append(products / UNIT)
    return np.concatenate(codes), np.concatenate(values)


def _summed(cells: Integers, weights: Floats, number: int, least: float) -> tuple[Integers, Floats]:
    """The cells, of so many, whose weights are no less in sum, and those sums."""
    if number > _SPARSE * len(cells):
        order = np.argsort(cells, kind="stable")
        cells = cells[order]
        first = np.flatnonzero(np.append(True, cells[1:] != cells[:-1])[: len(cells)])
        sums = np.add.reduceat(weights[order], first) if len(first) else weights
        fit = sums >= least
        return cells[first[fit]], sums[fit]
    sums = np.bincount(cells, weights, number)
    near = np.flatnonzero(sums >= least)
    return near, np.asarray(sums[near], float)


def _parts(matrix: _Matrix, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Rows in parts that make about so many products each."""
    numbers = matrix.later[matrix.by_row[matrix.starts[start] : matrix.starts[end]]]
    made = np.append(0, np.cumsum(numbers))[matrix.starts[start : end + 1] - matrix.starts[start]]
    first = 0
    while first < end - start:
        last = int(np.searchsorted(made, made[first] + _PRODUCTS, "right")) - 1
        last = max(last, first + 1)
        yield start + first, start + last
        first = last


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
