"""Nearly the same text: a wire story that several papers printed.

Texts are compared by their shingles, all runs of five neighbouring words (A. Broder, "On
the resemblance and containment of documents", 1997). Of each text a few shingles are
chosen so that two texts that share a passage choose a same one (S. Schleimer, D. Wilkerson
and A. Aiken, "Winnowing: local algorithms for document fingerprinting", 2003). Only texts
that chose the same are compared in full, and each only with its neighbours in length, so
that a thousand copies cost a thousand comparisons and not a million.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from digest.article import Article
from digest.words import tokens

SHINGLE = 5
# Of eight neighbouring shingles one is chosen: texts meet that share twelve words in a row.
WINDOW = 8
# Below this many words a quotation, or a line that a paper puts below all it prints, is
# most of a text: only equal ones are copies.
FEW_WORDS = 30
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

_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, with bits in no order
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+")  # each paper has its own

Shingles = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that can be nearly the same as another: its shingles in order."""

    key: bytes
    shingles: Shingles


def among(articles: Sequence[Article]) -> list[tuple[int, ...]]:
    """The groups of articles with nearly the same text, as `groups` gives them.

    The headline belongs to the text: short notes with one standing sentence differ by it,
    and in a story of some length a new one weighs little.
    """
    return groups([f"{article.title}\n{article.body}" for article in articles])


def groups(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Divide texts into groups of nearly the same text.

    Each index is in exactly one group, most of them alone; indexes ascend within a group,
    and groups by their first. A text without words is no copy. Who is in a group with whom
    does not depend on the order of the texts.
    """
    leaders = list(range(len(texts)))
    first: dict[bytes, int] = {}
    long: list[_Text] = []
    for index, words in enumerate(_word_values(texts)):
        if not words.size:
            continue
        key = blake2b(words.tobytes(), digest_size=16).digest()
        if key in first:
            leaders[index] = first[key]
            continue
        first[key] = index
        if words.size >= FEW_WORDS:
            long.append(_Text(key, _shingles(words)))
    # Neighbours in length; equal lengths in an order that is the texts' own.
    long.sort(key=lambda text: (text.shingles.size, text.key))
    for shorter, longer in _candidates([text.shingles for text in long]):
        one = _leader(leaders, first[long[shorter].key])
        other = _leader(leaders, first[long[longer].key])
        if one != other and _is_copy(long[shorter].shingles, long[longer].shingles):
            leaders[max(one, other)] = min(one, other)
    found: dict[int, list[int]] = {}
    for index in range(len(texts)):
        found.setdefault(_leader(leaders, index), []).append(index)
    return [tuple(group) for group in found.values()]


def _leader(leaders: list[int], index: int) -> int:
    """The first text of a group (union-find: ways are halved as they are walked)."""
    while leaders[index] != index:
        leaders[index] = leaders[leaders[index]]
        index = leaders[index]
    return index


class _WordValues(dict[str, int]):
    """A number for each word, the same in every run (Python's own `hash` is not)."""

    def __missing__(self, word: str) -> int:
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        value = self[word] = int.from_bytes(digest, "little")
        return value


def _word_values(texts: Sequence[str]) -> Iterator[NDArray[np.uint64]]:
    """Each text's words as numbers."""
    values = _WordValues()
    for text in texts:
        words = tokens(_ADDRESS.sub(" ", text).casefold())
        yield np.array([values[word] for word in words], dtype=np.uint64)


def _shingles(words: NDArray[np.uint64]) -> Shingles:
    """A number for each run of neighbouring words, in order."""
    runs = words.size - SHINGLE + 1
    total = np.zeros(runs, dtype=np.uint64)
    for offset in range(SHINGLE):
        total = total * np.uint64(_MULTIPLIER) + words[offset : offset + runs]
    return (total >> np.uint64(32)).astype(np.uint32)


def _chosen(text: Shingles) -> Shingles:
    """The least of each window's shingles: where texts agree, so do these."""
    windows = text.size - WINDOW + 1
    return np.unique(
        np.minimum.reduce([text[offset : offset + windows] for offset in range(WINDOW)])
    )


def _candidates(texts: Sequence[Shingles]) -> Iterator[tuple[int, int]]:
    """Pairs of texts, sorted by length, that are worth a comparison: the shorter one first."""
    if len(texts) < 2:
        return
    chosen = [_chosen(text) for text in texts]
    sizes = np.array([len(each) for each in chosen])
    owners = np.repeat(np.arange(len(texts), dtype=np.uint64), sizes)
    postings = np.sort((np.concatenate(chosen).astype(np.uint64) << np.uint64(32)) | owners)
    values, owners = postings >> np.uint64(32), postings & np.uint64(0xFFFFFFFF)
    met = []
    for distance in range(1, NEIGHBOURS + 1):
        same = values[:-distance] == values[distance:]
        met.append((owners[:-distance][same] << np.uint64(32)) | owners[distance:][same])
    pairs, counts = np.unique(np.concatenate(met), return_counts=True)
    shorter = (pairs >> np.uint64(32)).astype(np.int64)
    longer = (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    lengths = np.array([text.size for text in texts])
    worth = (counts >= MET * sizes[shorter]) & (lengths[shorter] >= SHORTEST * lengths[longer])
    yield from zip(shorter[worth].tolist(), longer[worth].tolist(), strict=True)


def _is_copy(shorter: Shingles, longer: Shingles) -> bool:
    """Whether enough of a text stands in another that is no shorter, and in its opening."""
    wanted = np.unique(shorter)
    common = np.intersect1d(wanted, np.unique(longer), assume_unique=True)
    if common.size < SHARED * wanted.size:
        return False
    opening = np.unique(longer[: shorter.size])
    kept = np.intersect1d(common, opening, assume_unique=True)
    return kept.size >= OPENING * wanted.size
