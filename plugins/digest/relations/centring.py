"""Sentence vectors without what their language has in common.

Vectors of a language lie together, whatever they say, so a mean is taken from each: that of a
few articles of the language, which seldom change. All sums are of whole numbers, and so is
what remains: the same on every machine, whatever order it adds up in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from digest.relations.comparing import SCALE
from digest.relations.vectors import DIMENSIONS, Vector

# The mean of a language is that of so many of its articles, and is drawn to that of all by
# PRIOR articles where it has fewer.
SAMPLE = 64
PRIOR = 2
_UNIT = 1 << 14

Integers = NDArray[np.int64]


def sampled(held: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """The keys of the vectors that say what a language has in common; '' stands for all.

    Vectors come as language and key. Those with the smallest keys are chosen, which are
    digests: as good as drawn by lot, and another article seldom changes the choice.
    """
    by_language: dict[str, set[str]] = {"": {key for _, key in held}}
    for language, key in held:
        by_language.setdefault(language, set()).add(key)
    return {language: nsmallest(SAMPLE, keys) for language, keys in by_language.items()}


def means(samples: Mapping[str, Sequence[str]], known: Mapping[str, Vector]) -> dict[str, Integers]:
    """The means of samples, by the names of these."""
    sums = {
        name: _units([known[key] for key in keys]).sum(axis=0) for name, keys in samples.items()
    }
    everywhere = np.rint(sums[""] / max(1, len(samples[""]))).astype(np.int64)
    found = {}
    for name, keys in samples.items():
        # Who has enough of its own takes nothing from others, whose edits do not touch it then.
        prior = PRIOR if len(keys) < SAMPLE else 0
        mean = (sums[name] + prior * everywhere) / max(1, len(keys) + prior)
        found[name] = np.rint(mean).astype(np.int64)
    return found


def centred(
    given: Sequence[Vector], languages: Sequence[str], by: Mapping[str, Integers]
) -> NDArray[np.int16]:
    """Vectors without the mean of their language, of length SCALE, in whole numbers."""
    rows = _units(given)
    if len(rows):
        rows -= np.stack([by[language] for language in languages])
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return np.asarray(np.rint(rows * SCALE / np.maximum(lengths, 1)), np.int16)


def _units(given: Sequence[Vector]) -> Integers:
    if not given:
        return np.zeros((0, DIMENSIONS), np.int64)
    rows = np.stack(given).astype(np.int64)
    lengths = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return np.asarray(np.rint(rows * _UNIT / np.maximum(lengths, 1)), np.int64)
