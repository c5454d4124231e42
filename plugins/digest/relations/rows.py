"""The rows that articles are compared by, in segments that never change once they are made.

A row is what one state of an article left: its features, in two orders, its shingles and its
vector. An edited article gets a new row in a new segment; the old row is dead, and forgotten
when all is written anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digest.relations.traces import KIND, TAGS, Numbers, Trace, ranges, tag
from digest.relations.vectors import DIMENSIONS

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segment:
    """Some rows, from number `first` on.

    The features of a row lie in `features` between two `starts`, and how often each stands
    there in `counts`. The same by feature: `columns` are distinct and ascend, and between
    two `ends` lie the rows that have one (as numbers of all rows) and how often.
    """

    first: int
    starts: Integers
    features: Numbers
    counts: NDArray[np.uint8]
    columns: Numbers
    ends: Integers
    rows: Numbers
    tallies: NDArray[np.uint8]
    shingle_starts: Integers
    shingles: Numbers
    # The row of `vectors` that is a row's, or -1; vectors are centred.
    vector_at: NDArray[np.int32]
    vectors: NDArray[np.int16]

    @property
    def size(self) -> int:
        return len(self.starts) - 1


def segment(
    first: int,
    traces: Sequence[Trace],
    tags: Sequence[Sequence[str]],
    vector_at: NDArray[np.int32],
    vectors: NDArray[np.int16],
) -> Segment:
    """The segment of some articles' traces, tags and vectors."""
    marks = [b"".join(tag(name) for name in sorted(set(names))) for names in tags]
    held = [one.features + mark for one, mark in zip(traces, marks, strict=True)]
    once = [one.counts + b"\1" * (len(mark) // 4) for one, mark in zip(traces, marks, strict=True)]
    shingles = [one.shingles for one in traces]
    return _segment(
        first,
        _starts(held),
        np.frombuffer(b"".join(held), np.uint32),
        np.frombuffer(b"".join(once), np.uint8),
        _starts(shingles),
        np.frombuffer(b"".join(shingles), np.uint32),
        vector_at,
        vectors,
    )


def merged(parts: Sequence[Segment]) -> Segment:
    """Segments that follow each other as one."""
    vector_at = [each.vector_at.astype(np.int32) for each in parts]
    before = 0
    for part, at in zip(parts, vector_at, strict=True):
        at[at >= 0] += before
        before += len(part.vectors)
    return _segment(
        parts[0].first,
        _stacked([each.starts for each in parts]),
        np.concatenate([each.features for each in parts]),
        np.concatenate([each.counts for each in parts]),
        _stacked([each.shingle_starts for each in parts]),
        np.concatenate([each.shingles for each in parts]),
        np.concatenate(vector_at),
        np.concatenate([each.vectors for each in parts]),
    )


def _stacked(starts: Sequence[Integers]) -> Integers:
    return np.cumsum(np.concatenate([[0], *(np.diff(each) for each in starts)]))


def _segment(
    first: int,
    starts: Integers,
    features: Numbers,
    counts: NDArray[np.uint8],
    shingle_starts: Integers,
    shingles: Numbers,
    vector_at: NDArray[np.int32],
    vectors: NDArray[np.int16],
) -> Segment:
    keys = features.astype(np.uint64) << np.uint64(32)
    row = np.repeat(np.arange(len(starts) - 1, dtype=np.uint64), np.diff(starts))
    keys |= row << np.uint64(8)
    keys |= counts
    keys.sort()
    column = (keys >> np.uint64(32)).astype(np.uint32)
    new = np.flatnonzero(np.concatenate(([True], column[1:] != column[:-1]))[: len(column)])
    return Segment(
        first=first,
        starts=starts,
        features=features,
        counts=counts,
        columns=column[new],
        ends=np.append(new, len(column)),
        rows=(keys.astype(np.uint32) >> np.uint32(8)) + np.uint32(first),
        tallies=keys.astype(np.uint8),
        shingle_starts=shingle_starts,
        shingles=shingles,
        vector_at=vector_at,
        vectors=vectors,
    )


def _starts(parts: Sequence[bytes]) -> Integers:
    sizes = np.fromiter(map(len, parts), np.int64, len(parts)) // 4
    return np.append(0, np.cumsum(sizes))


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Values without repetitions, ascending (faster than np.unique, which hashes)."""
    values = np.sort(values)
    return values[np.concatenate(([True], values[1:] != values[:-1]))[: len(values)]]


@dataclass(frozen=True, slots=True)
class Entries:
    """Features of rows: `places` are those in what was asked for (rows, or features)."""

    places: Integers
    others: Integers
    counts: NDArray[np.uint8]


def features_of(segments: Sequence[Segment], rows: Integers) -> Entries:
    """The features of some rows, in their order; `others` are features."""
    parts = []
    for each, mine in _by_segment(segments, rows):
        local = rows[mine] - each.first
        sizes = each.starts[local + 1] - each.starts[local]
        where = ranges(each.starts[local], sizes)
        parts.append((np.repeat(mine, sizes), each.features[where], each.counts[where]))
    return _entries(parts)


def rows_with(segments: Sequence[Segment], features: Numbers) -> Entries:
    """The rows, dead ones too, that have some features (distinct); `others` are rows."""
    parts = []
    for each in segments:
        if not len(each.columns) or not len(features):
            continue
        at = np.minimum(np.searchsorted(each.columns, features), len(each.columns) - 1)
        mine = np.flatnonzero(each.columns[at] == features)
        starts = each.ends[at[mine]]
        sizes = each.ends[at[mine] + 1] - starts
        where = ranges(starts, sizes)
        parts.append((np.repeat(mine, sizes), each.rows[where], each.tallies[where]))
    return _entries(parts)


def vectors_of(segments: Sequence[Segment], rows: Integers) -> NDArray[np.int16]:
    """The vectors of some rows; those without any get zeros."""
    found = np.zeros((len(rows), DIMENSIONS), np.int16)
    for each, mine in _by_segment(segments, rows):
        at = each.vector_at[rows[mine] - each.first]
        found[mine[at >= 0]] = each.vectors[at[at >= 0]]
    return found


def has_vector(segments: Sequence[Segment]) -> NDArray[np.bool_]:
    """Which of all rows have a vector."""
    return np.concatenate([each.vector_at >= 0 for each in segments])


def shingles_of(segments: Sequence[Segment], row: int) -> Numbers:
    """The shingles of a row, in their order."""
    each = _of(segments, row)
    start, end = each.shingle_starts[row - each.first : row - each.first + 2].tolist()
    return each.shingles[start:end]


def text_features(segments: Sequence[Segment], row: int) -> tuple[bytes, bytes]:
    """The features of a row and their counts as its trace had them, without tags."""
    each = _of(segments, row)
    start, end = each.starts[row - each.first : row - each.first + 2].tolist()
    own = each.features[start:end] >> np.uint32(KIND) != TAGS
    return each.features[start:end][own].tobytes(), each.counts[start:end][own].tobytes()


def _of(segments: Sequence[Segment], row: int) -> Segment:
    return next(each for each in segments if each.first <= row < each.first + each.size)


def _by_segment(segments: Sequence[Segment], rows: Integers) -> list[tuple[Segment, Integers]]:
    found = []
    for each in segments:
        mine = np.flatnonzero((rows >= each.first) & (rows < each.first + each.size))
        if len(mine):
            found.append((each, mine))
    return found


def _entries(parts: Sequence[tuple[Integers, Numbers, NDArray[np.uint8]]]) -> Entries:
    if not parts:
        return Entries(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.uint8))
    places, others, counts = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Entries(places, others.astype(np.int64), counts)
