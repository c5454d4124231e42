"""Nearly the same text: a wire story that several papers printed.

Texts are compared by their shingles, all runs of five neighbouring words (A. Broder, "On
the resemblance and containment of documents", 1997). Of each text a few shingles are
chosen so that two texts that share a passage choose a same one (S. Schleimer, D. Wilkerson
and A. Aiken, "Winnowing: local algorithms for document fingerprinting", 2003). Only texts
that chose the same are compared in full, and each only with its neighbours in length, so
that a thousand copies cost a thousand comparisons and not a million.

Shingles come from traces (relations/traces.py), so that a text is read once for all this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digest.article import Article
from digest.relations.rows import distinct
from digest.relations.traces import CHOSEN, KIND, Numbers, Trace, numbers, traces

# The part of the shorter text's shingles that the longer one must have. An edited word
# costs five shingles, so a half allows one edit in eight words; reports that quote the
# same sentences share far less.
SHARED = 0.5
# Who cuts a story keeps its opening, or some of it. So this part must stand in the longer
# one's opening, as long as the shorter is: a review of the week that holds three stories
# does not make them one.
OPENING = 1 / 4
# And it keeps this part of the whole: a shorter one tells something else.
SHORTEST = 1 / 3
# How many texts of similar length one is compared with for each shingle they chose, and
# the part of the chosen ones by which they must have met: a common phrase is no reason.
NEIGHBOURS = 2
MET = 0.1

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Text:
    """What tells whether a text is a copy: how many words it has, and of its shingles, in
    order, those divisible by `step`."""

    words: int
    step: int
    shingles: Numbers


def among(articles: Sequence[Article]) -> list[tuple[int, ...]]:
    """The groups of articles with nearly the same text, as `groups` gives them.

    The headline belongs to the text: short notes with one standing sentence differ by it,
    and in a story of some length a new one weighs little.
    """
    return groups(traces([(each.title, each.body, each.language) for each in articles]))


def groups(made: Sequence[Trace]) -> list[tuple[int, ...]]:
    """Divide texts into groups of nearly the same text.

    Each index is in exactly one group, most of them alone; indexes ascend within a group,
    and groups by their first. A text without words is no copy. Who is in a group with whom
    does not depend on the order of the texts.
    """
    first: dict[bytes, int] = {}
    for index, each in enumerate(made):
        first.setdefault(each.text, index)
    texts, chosen = {}, {}
    for key, index in first.items():
        if made[index].shingles:
            texts[key], chosen[key] = text_of(made[index])
    linked = links(chosen, texts)
    return partition([each.text for each in made], linked)


def text_of(each: Trace) -> tuple[Text, Numbers]:
    """What a trace says of a text, and the shingles that it chose."""
    features = numbers(each.features)
    chosen = features[np.searchsorted(features, CHOSEN << KIND) :]
    return Text(each.words, each.step, numbers(each.shingles)), chosen


def links(chosen: Mapping[bytes, Numbers], texts: Mapping[bytes, Text]) -> set[tuple[bytes, bytes]]:
    """The pairs of texts that are nearly the same, the shorter one first."""
    keys = ordered(texts)
    sizes = [len(chosen[key]) for key in keys]
    places = np.repeat(np.arange(len(keys)), sizes)
    shingles = np.concatenate([chosen[key] for key in keys]) if keys else np.zeros(0, np.uint32)
    words = np.array([texts[key].words for key in keys], np.int64)
    return confirmed(met(shingles.astype(np.int64), places, words), keys, texts.__getitem__)


def ordered(texts: Mapping[bytes, Text]) -> list[bytes]:
    """Texts by their length; equal lengths in an order that is the texts' own."""
    return sorted(texts, key=lambda key: (texts[key].words, key))


def met(shingles: Integers, places: Integers, words: Integers) -> tuple[Integers, Integers]:
    """The pairs of texts that are worth a comparison, the shorter ones and the longer ones:
    often enough neighbours, by length, among those that chose a shingle.

    `shingles` are what the texts at `places` chose, which stand by their length in `words`.
    """
    chosen = np.bincount(places, minlength=len(words))
    postings = np.sort(shingles << 32 | places)
    values, owners = postings >> 32, postings & 0xFFFFFFFF
    pairs = []
    for distance in range(1, NEIGHBOURS + 1):
        same = values[:-distance] == values[distance:]
        pairs.append(owners[:-distance][same] << 32 | owners[distance:][same])
    every = np.sort(np.concatenate(pairs))
    found = distinct(every)
    counts = np.diff(np.searchsorted(every, found), append=len(every))
    shorter, longer = found >> 32, found & 0xFFFFFFFF
    worth = (counts >= MET * chosen[shorter]) & (words[shorter] >= SHORTEST * words[longer])
    return shorter[worth], longer[worth]


def confirmed(
    found: tuple[Integers, Integers], keys: Sequence[bytes], text: Callable[[bytes], Text]
) -> set[tuple[bytes, bytes]]:
    """Those pairs, given by the places of their keys, that are nearly the same text."""
    pairs = [
        (keys[one], keys[other]) for one, other in zip(*(e.tolist() for e in found), strict=True)
    ]
    return {(one, other) for one, other in pairs if _is_copy(text(one), text(other))}


def partition(
    keys: Sequence[bytes], linked: Iterable[tuple[bytes, bytes]]
) -> list[tuple[int, ...]]:
    """The groups of texts that are equal or linked; one without words is alone."""
    leaders = list(range(len(keys)))
    first: dict[bytes, int] = {}
    for index, key in enumerate(keys):
        if key:
            leaders[index] = first.setdefault(key, index)
    for pair in linked:
        one, other = (_leader(leaders, first[key]) for key in pair)
        leaders[max(one, other)] = min(one, other)
    found: dict[int, list[int]] = {}
    for index in range(len(keys)):
        leader = index if leaders[index] == index else _leader(leaders, index)
        found.setdefault(leader, []).append(index)
    return [tuple(group) for group in found.values()]


def _leader(leaders: list[int], index: int) -> int:
    """The first text of a group (union-find: ways are halved as they are walked)."""
    while leaders[index] != index:
        leaders[index] = leaders[leaders[index]]
        index = leaders[index]
    return index


def _is_copy(shorter: Text, longer: Text) -> bool:
    """Whether enough of a text stands in another that is no shorter, and in its opening."""
    step = max(shorter.step, longer.step)
    wanted, there = (
        each.shingles if each.step == step else each.shingles[each.shingles % step == 0]
        for each in (shorter, longer)
    )
    # The longer one's opening, as far as the shorter reaches: kept ones are spread evenly.
    opening = distinct(there[: round(len(there) * shorter.words / longer.words)])
    wanted = distinct(wanted)
    common = np.intersect1d(wanted, distinct(there), assume_unique=True)
    if not common.size or common.size < SHARED * wanted.size:
        return False
    kept = np.intersect1d(common, opening, assume_unique=True)
    return bool(kept.size >= OPENING * wanted.size)
