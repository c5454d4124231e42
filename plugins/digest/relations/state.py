"""What is known of related articles after one build, for the next one to go on from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digest.relations import rows
from digest.relations.rows import Segment
from digest.relations.scoring import Facts, Pairs
from digest.relations.traces import Trace

Integers = NDArray[np.int64]


# A document as it was related: key, digest, language, day, time, tags and key of its vector.
# With another one of these it gets another row. There are many, and all are looked at each time.
Held = tuple[str, bytes, str, int, float, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of documents, in their order: what each was made from.

    Rows are numbered from 0, in segments; those that no document has are dead. `texts` are
    digests of all words, `words` their number, `steps` those of shingles. `languages` are
    the names of the numbers in `facts`. `samples` and `means` are those of vectors, and
    `vectors` the digest of the files that they are from.
    """

    documents: list[Held]
    rows: Integers
    segments: list[Segment]
    languages: list[str]
    facts: Facts
    texts: list[bytes]
    words: Integers
    steps: Integers
    samples: Mapping[str, list[str]]
    means: Mapping[str, Integers]
    vectors: bytes

    @property
    def size(self) -> int:
        return len(self.texts)

    def trace(self, row: int) -> Trace:
        """The trace that a row was made from."""
        features, counts = rows.text_features(self.segments, row)
        return Trace(
            features=features,
            counts=counts,
            text=self.texts[row],
            shingles=rows.shingles_of(self.segments, row).tobytes(),
            step=int(self.steps[row]),
            words=int(self.words[row]),
            length=int(self.facts.length[row]),
            title=int(self.facts.title[row]),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of rows. Those of dead rows mean nothing.

    `original` is the row that stands for all with nearly the same text, `links` are the pairs
    of texts of which that was found; `lengths` are those of weights by kind; `part` and
    `group` are as stories.grouped gives them, `near` and `how` as nearest.best.
    """

    original: Integers
    links: set[tuple[bytes, bytes]]
    lengths: NDArray[np.float64]
    pairs: Pairs
    part: Integers
    group: Integers
    near: Integers
    how: Integers


@dataclass(frozen=True, slots=True)
class State:
    table: Table
    found: Found
