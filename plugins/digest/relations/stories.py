"""Stories: the articles that report one event, over publications and languages.

Average linkage: two groups become one while their articles are, on average, near enough to
each other; a single bridge between two events does not make them one. Averages are those of
whole numbers, so that they are the same in whatever order articles are looked at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digest.relations.scoring import ALIKE, SAME_EVENT, UNIT, Pairs

Integers = NDArray[np.int64]

# Groups are looked for among so many articles at once at most.
AT_ONCE = 1500
_STRICTER = 0.05


def parts(one: NDArray[Any], other: NDArray[Any], size: int) -> Integers:
    """The connected parts of a graph of so many nodes: for each node the least of its part."""
    label = np.arange(size)
    while len(one):
        # Each edge gives the lower label to the node that has the higher; then labels of
        # labels, until nothing is left to do.
        low = np.minimum(label[one], label[other])
        before = label.copy()
        np.minimum.at(label, label[one], low)
        np.minimum.at(label, label[other], low)
        while True:
            shorter = label[label]
            if np.array_equal(shorter, label):
                break
            label = shorter
        if np.array_equal(before, label):
            break
        apart = label[one] != label[other]
        one, other = one[apart], other[apart]
    return label


def grouped(
    found: Pairs,
    order: Integers,
    threshold: float = SAME_EVENT,
    before: tuple[Integers, Integers] | None = None,
    changed: NDArray[np.bool_] | None = None,
) -> tuple[Integers, Integers]:
    """For each row the part of the graph of stories that it is in, and its group there.

    Both are named by one of their rows. `order` says which place each row has among all.
    `before` are the parts and groups of a former state (for rows that were there then), and
    `changed` tells the rows of which pairs, or their scores, are others now: where a part is
    what it was, so are its groups.
    """
    size = len(order)
    likeness = found.story.astype(np.int64)
    least = round(threshold * UNIT)
    edge = likeness >= least
    part = parts(found.one[edge], found.other[edge], size)
    counts = np.bincount(part, minlength=size)
    group = np.arange(size)
    members = np.flatnonzero(counts[part] > 1)
    todo = counts > 1
    if before is not None and changed is not None:
        kept = _unchanged(part, counts, members, before[0], changed)
        todo &= ~kept
        same = members[kept[part[members]]]
        group[same] = before[1][same]
    inner = todo[part[found.one]] & (part[found.one] == part[found.other])
    inner &= likeness >= round(ALIKE * UNIT)
    one, other, likeness = found.one[inner], found.other[inner], likeness[inner]
    by_part = np.argsort(part[one], kind="stable")
    one, other, likeness = one[by_part], other[by_part], likeness[by_part]
    rows = members[todo[part[members]]]
    rows = rows[np.lexsort((order[rows], part[rows]))]
    labels = np.flatnonzero(todo)
    place = np.zeros(size, np.int64)
    for own, mine in zip(
        _split(rows, part[rows], labels),
        _split(np.arange(len(one)), part[one], labels),
        strict=True,
    ):
        place[own] = np.arange(len(own))
        arrays = place[one[mine]], place[other[mine]], likeness[mine]
        group[own] = own[_divided(len(own), *arrays, least, least)]
    return part, group


def _split(values: Integers, labels: Integers, wanted: Integers) -> list[Integers]:
    """Values by label; labels ascend, as those that are wanted do."""
    if not len(wanted):
        return []
    return np.split(values, np.searchsorted(labels, wanted[1:]))


def _unchanged(
    part: Integers,
    counts: Integers,
    members: Integers,
    before: Integers,
    changed: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """The parts that have the rows, and the pairs, that a former part had."""
    kept = np.ones(len(part), bool)
    kept[part[members[changed[members]]]] = False
    first = before[part]
    kept[part[members[before[members] != first[members]]]] = False
    former = np.bincount(before[before >= 0], minlength=len(part))
    kept[part[members[former[first[members]] != counts[part[members]]]]] = False
    return kept


def _divided(
    size: int, one: Integers, other: Integers, likeness: Integers, edge: int, least: int
) -> Integers:
    """For each of some articles one that stands for its group; `edge` is how near two are
    that may be in one group."""
    if size <= AT_ONCE:
        return _linked(size, one, other, likeness, least)
    near = likeness >= edge
    label = parts(one[near], other[near], size)
    found = np.arange(size)
    place = np.zeros(size, np.int64)
    for name in np.flatnonzero(np.bincount(label, minlength=size) > 1).tolist():
        own = np.flatnonzero(label == name)
        place[own] = np.arange(len(own))
        mine = (label[one] == name) & (label[other] == name)
        arrays = place[one[mine]], place[other[mine]], likeness[mine]
        stricter = edge + round(_STRICTER * UNIT)
        found[own] = own[_divided(len(own), *arrays, stricter, least)]
    return found


def _linked(size: int, one: Integers, other: Integers, likeness: Integers, least: int) -> Integers:
    """Average linkage of a few articles; of two mergers as good as each other the first."""
    total = np.zeros((size, size), np.int64)
    total[one, other] = total[other, one] = likeness
    mean = total.astype(float)
    np.fill_diagonal(mean, -1)
    sizes = np.ones(size, np.int64)
    group = np.arange(size)
    nearest = mean.argmax(axis=1)
    value = mean[np.arange(size), nearest]
    while True:
        first = int(value.argmax())
        if value[first] < least:
            return group
        second = int(nearest[first])
        first, second = min(first, second), max(first, second)
        total[first] += total[second]
        total[:, first] = total[first]
        sizes[first] += sizes[second]
        group[group == second] = first
        joined = total[first] / (sizes[first] * sizes)
        joined[mean[first] < 0] = -1  # itself, and those that are in others
        joined[second] = -1
        mean[first] = mean[:, first] = joined
        mean[second] = mean[:, second] = -1
        value[second] = -1
        again = np.flatnonzero((nearest == first) | (nearest == second))
        again = np.union1d(again[value[again] >= 0], [first])
        nearest[again] = mean[again].argmax(axis=1)
        value[again] = mean[again, nearest[again]]
