"""Which rows are nearly the same text, after an edit: only neighbours of what changed are
compared again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digest.relations import copies, rows
from digest.relations.copies import NEIGHBOURS, Text
from digest.relations.rows import distinct
from digest.relations.state import Table
from digest.relations.traces import CHOSEN, KIND

Integers = NDArray[np.int64]
Links = set[tuple[bytes, bytes]]


class Texts:
    """The texts of some rows. Equal ones are one text, and stand in its last row."""

    def __init__(self, table: Table, present: Integers) -> None:
        self.segments = table.segments
        self.keys = table.texts
        self.words = table.words
        self.steps = table.steps
        self.row = {self.keys[row]: row for row in present.tolist() if self.keys[row]}

    def links(self) -> Links:
        """The pairs of texts that are nearly the same, all found anew; all rows are in one
        segment."""
        (all_,) = self.segments
        start = int(np.searchsorted(all_.columns, CHOSEN << KIND))
        ends = all_.ends[start:]
        rows_ = all_.rows[ends[0] :].astype(np.int64) - all_.first
        places = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        places, owners, keys = self._by_length(places, rows_)
        return copies.confirmed(copies.met(places, owners, self.lengths(keys)), keys, self.of)

    def lengths(self, keys: Sequence[bytes]) -> Integers:
        return self.words[np.array([self.row[key] for key in keys], np.int64)]

    def of(self, key: bytes) -> Text:
        row = self.row[key]
        shingles = rows.shingles_of(self.segments, row)
        return Text(int(self.words[row]), int(self.steps[row]), shingles)

    def chosen(self, of: Sequence[int]) -> Integers:
        """The shingles that some rows chose."""
        features = rows.features_of(self.segments, np.array(of, np.int64)).others
        return distinct(features[features >> KIND == CHOSEN])

    def choosers(self, shingles: Integers) -> tuple[Integers, Integers, list[bytes]]:
        """Who chose shingles: places of shingles, places of texts by length, and those texts."""
        found = rows.rows_with(self.segments, shingles.astype(np.uint32))
        return self._by_length(found.places, found.others)

    def _by_length(
        self, places: Integers, owners: Integers
    ) -> tuple[Integers, Integers, list[bytes]]:
        there = np.zeros(len(self.keys), bool)
        there[list(self.row.values())] = True
        here = there[owners]
        owners = owners[here]
        every = np.flatnonzero(np.bincount(owners, minlength=len(self.keys))).tolist()
        every.sort(key=lambda row: (self.words[row], self.keys[row]))
        place = np.zeros(len(self.keys), np.int64)
        place[every] = np.arange(len(every))
        return places[here], place[owners], [self.keys[row] for row in every]


def relinked(links: Links, before: Texts, after: Texts) -> Links:
    """The links of `after`, where those of `before` are known."""
    changed = before.row.keys() ^ after.row.keys()
    if not changed:
        return links
    touched: set[bytes] = set(changed)
    for texts in (before, after):
        mine = [texts.row[key] for key in changed if key in texts.row]
        touched |= _neighbours(texts, texts.chosen(mine), changed)
    touched &= after.row.keys()
    kept = {
        (one, other)
        for one, other in links
        if one in after.row and other in after.row and not (one in touched and other in touched)
    }
    shingles = after.chosen([after.row[key] for key in touched])
    places, owners, keys = after.choosers(shingles)
    is_touched = np.array([key in touched for key in keys], bool)
    shorter, longer = copies.met(places, owners, after.lengths(keys))
    both = is_touched[shorter] & is_touched[longer]
    return kept | copies.confirmed((shorter[both], longer[both]), keys, after.of)


def _neighbours(texts: Texts, shingles: Integers, changed: set[bytes]) -> set[bytes]:
    """The texts that stand beside a changed one among those that chose a shingle."""
    places, owners, keys = texts.choosers(shingles)
    postings = np.sort(places << 32 | owners)
    is_changed = np.array([key in changed for key in keys], bool)
    values, owners = postings >> 32, postings & 0xFFFFFFFF
    found = np.zeros(len(keys), bool)
    for distance in range(1, NEIGHBOURS + 1):
        same = values[:-distance] == values[distance:]
        one, other = owners[:-distance][same], owners[distance:][same]
        found[other[is_changed[one]]] = True
        found[one[is_changed[other]]] = True
    return {keys[at] for at in np.flatnonzero(found).tolist()}
