"""Some rows compared with all: for an edit. The numbers are those of `wholly`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digest.relations import comparing, rows
from digest.relations.comparing import FLOORS, KINDS, UNIT, VECTOR_FLOOR, Sizes
from digest.relations.rows import Entries, Segment, distinct
from digest.relations.scoring import Facts, Pairs, Respects, joined, scored
from digest.relations.traces import CHOSEN, KIND, SOUNDS, ranges

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def weighing_otherwise(
    segments: Sequence[Segment], facts: Facts, sizes: Sizes, before: Mask, after: Mask
) -> Integers:
    """The rows, active before and after, that have a feature which is now of another class."""
    turned = np.flatnonzero(before != after)
    entries = rows.features_of(segments, turned)
    features = entries.others[entries.others >> KIND < CHOSEN]
    found = rows.rows_with(segments, distinct(features).astype(np.uint32))
    kinds = distinct(features)[found.places] >> KIND
    groups, _, number = _groups(found, distinct(features), facts, sizes)
    was, will = before[found.others], after[found.others]
    former = comparing.classes(found.places, groups, was, number, kinds)
    changed = former != comparing.classes(found.places, groups, will, number, kinds)
    return distinct(found.others[was & will & changed])


def _groups(
    found: Entries, features: Integers, facts: Facts, sizes: Sizes
) -> tuple[Integers, Integers, tuple[int, int]]:
    """The group of each entry, its size, and the numbers of features and groups."""
    kinds = features[found.places] >> KIND
    groups, size = sizes.of_entries(kinds, facts.language[found.others])
    return groups, size, (len(features), max(1, len(sizes.by_language)))


def compared(
    segments: Sequence[Segment],
    wanted: Integers,
    active: Mask,
    facts: Facts,
    sizes: Sizes,
    lengths: Floats,
) -> Pairs:
    """The pairs of the wanted rows, which are active, with all active ones; the lengths of
    their rows are set."""
    entries = rows.features_of(segments, wanted)
    features = distinct(entries.others[entries.others >> KIND < CHOSEN])
    found = rows.rows_with(segments, features.astype(np.uint32))
    groups, size, number = _groups(found, features, facts, sizes)
    here = active[found.others]
    kinds = features[found.places] >> KIND
    classes = comparing.classes(found.places, groups, here, number, kinds)
    weight = comparing.weights(found.counts, size, classes)
    place = np.full(len(active), -1, np.int64)
    place[wanted] = np.arange(len(wanted))
    for kind in range(KINDS):
        own = (place[found.others] >= 0) & (kinds == kind)
        arrays = place[found.others[own]], weight[own], classes[own]
        lengths[wanted, kind] = comparing.lengths(*arrays, len(wanted))
    entry = comparing.scaled(weight, lengths[found.others, kinds])
    kept = np.flatnonzero(here & (classes > 1) & (entry > 0))
    kept = kept[np.argsort(found.places[kept], kind="stable")]
    products = _Products(features, found.places[kept], found.others[kept], entry[kept])
    vectors = _vector_products(segments, wanted, active)
    mine = place[products.others] >= 0
    own_entries = np.flatnonzero(mine)[np.argsort(place[products.others[mine]], kind="stable")]
    ends = np.searchsorted(place[products.others[own_entries]], np.arange(len(wanted) + 1))
    done = np.zeros(len(active), bool)
    pairs = []
    for number_, row in enumerate(wanted.tolist()):
        done[row] = True
        own = own_entries[ends[number_] : ends[number_ + 1]]
        dots = products.of(own, len(active))
        dots[SOUNDS, facts.language == facts.language[row]] = 0
        dots *= dots >= _LEAST
        near = dots.any(axis=0)
        if vectors is not None:
            near |= vectors[0][number_] >= VECTOR_FLOOR * UNIT
        other = np.flatnonzero(near & ~done & active)
        one = np.full(len(other), row)
        cosines = list(dots[:, other] / UNIT)
        if vectors is None:
            respects = Respects(cosines, np.zeros(len(other)), np.zeros(len(other), bool))
        else:
            cosine = vectors[0][number_, other].astype(float) / UNIT
            respects = Respects(cosines, cosine, vectors[1][row] & vectors[1][other])
        pairs.append(scored(facts, one, other, respects))
    return joined(pairs)


_LEAST = np.array([[floor * UNIT] for floor in FLOORS])


class _Products:
    """Entries by feature, for products of a row with all that have a feature of it."""

    def __init__(
        self, features: Integers, places: Integers, others: Integers, entry: Integers
    ) -> None:
        self.places = places
        self.others = others
        self.entry = entry
        self.kinds = features >> KIND
        self.starts = np.searchsorted(places, np.arange(len(features) + 1))

    def of(self, own: Integers, size: int) -> Floats:
        """The products of a row, whose entries these are, with each row, by kind."""
        places = self.places[own]
        starts = self.starts[places]
        sizes = self.starts[places + 1] - starts
        there = ranges(starts, sizes)
        cells = np.repeat(self.kinds[places] * size, sizes) + self.others[there]
        values = np.repeat(self.entry[own], sizes) * self.entry[there]
        found = np.bincount(cells, values, KINDS * size)
        return np.asarray(found, float).reshape(KINDS, size)


def _vector_products(
    segments: Sequence[Segment], wanted: Integers, active: Mask
) -> tuple[NDArray[np.float32], Mask] | None:
    """The products of vectors with those of all rows, and which rows have one; none where no
    wanted row has one."""
    has = rows.has_vector(segments) & active
    if not has[wanted].any():
        return None
    mine = rows.vectors_of(segments, wanted).astype(np.float32)
    there = np.flatnonzero(has)
    found = np.zeros((len(wanted), len(active)), np.float32)
    for start in range(0, len(there), 1 << 14):
        part = there[start : start + (1 << 14)]
        found[:, part] = mine @ rows.vectors_of(segments, part).astype(np.float32).T
    return found, has
