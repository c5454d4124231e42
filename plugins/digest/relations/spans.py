"""Many texts taken apart into words at once, as numbers: where each word stands, whether it
begins with a capital, and a hash of its letters without regard to case.

What a character is, is asked once and then looked up in a table, so that a word costs a few
steps of NumPy's and no object of Python's.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from digest.words import is_unspaced

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

# What a character is to a word: unknown yet, none of it, or a letter (or mark, or number), and
# of which kind; those from LOWER on are in words.
_UNKNOWN, _NONE, LOWER, UPPER, OTHER, UNSPACED = range(6)

_BASE = 0x9E3779B97F4A7C15  # odd: it has an inverse
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIXER = 0xC2B2AE3D27D4EB4F
_MASK = (1 << 64) - 1
_POWERS = 14  # at least so many powers, as one of two


@dataclass(frozen=True, slots=True)
class Spans:
    """Words of a text: where each begins and ends, what its first character is, and its hash.

    A run of unspaced script is each pair of its neighbouring characters; in `runs` it is one
    span, and all other words stand there as well.
    """

    starts: Integers
    ends: Integers
    kinds: NDArray[np.uint8]
    hashes: Hashes
    runs: tuple[Integers, Integers, NDArray[np.uint8]]


class _Characters:
    """What is known of characters, by their numbers: tables of all that there are, of which
    only the parts that are used take memory."""

    def __init__(self) -> None:
        self.kinds = np.zeros(0x110000, np.uint8)
        self.hashes = np.zeros(0x110000, np.uint64)

    def kinds_of(self, codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """What the characters of a text are; all of them are known then."""
        kinds = self.kinds[codes]
        if not kinds.all():
            for code in np.unique(codes[kinds == _UNKNOWN]).tolist():
                character = chr(code)
                folded = character.casefold()
                self.kinds[code] = _kind(character)
                self.hashes[code] = _mixed(ord(folded) if len(folded) == 1 else code)
            kinds = self.kinds[codes]
        return kinds


def _kind(character: str) -> int:
    if is_unspaced(character):
        return UNSPACED
    if character.islower():
        return LOWER
    if character.isupper() or character.istitle():
        return UPPER
    # Marks belong to the letter before them: half of a word of Hindi is marks.
    in_words = character.isalnum() or unicodedata.category(character)[0] == "M"
    return OTHER if in_words else _NONE


def _mixed(number: int) -> int:
    """A hash of a number (G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number
    generators", 2014)."""
    number = (number + 1) * _BASE & _MASK
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _MASK
    return number ^ number >> 31


@cache
def _characters() -> _Characters:
    return _Characters()


def spans(text: str) -> Spans:
    """The words of a text, in order. It must begin and end with a character of no word."""
    known = _characters()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = known.kinds_of(codes)
    starts, ends = _runs(kinds)
    runs = starts, ends, kinds[starts]
    if (kinds[starts] == UNSPACED).any():
        starts, ends = _paired(starts, ends, kinds[starts] == UNSPACED)
    return Spans(starts, ends, kinds[starts], _hashed(known.hashes[codes], starts, ends), runs)


def _runs(kinds: NDArray[np.uint8]) -> tuple[Integers, Integers]:
    """Where words begin and end; unspaced script is apart from other words."""
    group = (kinds >= LOWER).view(np.uint8) + (kinds == UNSPACED)
    edges = np.flatnonzero(group[1:] != group[:-1]) + 1
    inside = np.flatnonzero(group[edges])
    return edges[inside], edges[inside + 1]


def _paired(
    starts: Integers, ends: Integers, unspaced: NDArray[np.bool_]
) -> tuple[Integers, Integers]:
    """Runs of unspaced script as pairs of neighbours."""
    number = np.where(unspaced, np.maximum(ends - starts - 1, 1), 1)
    place = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    begin = np.repeat(starts, number) + place
    end = np.repeat(ends, number)
    return begin, np.where(np.repeat(unspaced, number), np.minimum(begin + 2, end), end)


def _hashed(hashes: Hashes, starts: Integers, ends: Integers) -> Hashes:
    """A hash of each word: a polynomial of its characters' hashes, from sums over all of them."""
    powers, inverses = _powers(max(_POWERS, len(hashes).bit_length()))
    sums = np.cumsum(hashes * powers[: len(hashes)])
    found = (sums[ends - 1] - sums[starts - 1]) * inverses[starts]
    found ^= found >> np.uint64(32)
    found *= np.uint64(_MIXER)
    found ^= found >> np.uint64(29)
    return found


@lru_cache(2)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """The powers of the base and of its inverse."""
    made = []
    for base in (_BASE, _INVERSE):
        factors = np.full(1 << bits, base, np.uint64)
        factors[0] = 1
        made.append(np.cumprod(factors, dtype=np.uint64))
    return made[0], made[1]
