"""How words sound, roughly: so that a name meets itself in every script.

Путин, Putin and Poutine, أردوغان and Erdoğan: a word is written in Latin letters, letters
that languages use for one another become one, and it is taken apart into short runs. A
second form leaves out the vowels, which Arabic and Hebrew do not write and others spell
as they like.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from anyascii import anyascii
from scipy.sparse import csr_matrix

# How languages spell what sounds alike, longer ones first; `_LETTERS` does the rest.
_SPELT = {
    "tsch": "k", "sch": "s", "sh": "s", "ch": "k", "ph": "f", "th": "t", "kh": "k",
    "zh": "s", "ts": "s", "tz": "s", "cz": "k", "ck": "k", "qu": "k",
}  # fmt: skip
_SPELLING = re.compile("|".join(_SPELT))
_LETTERS = str.maketrans({"c": "k", "q": "k", "w": "v", "y": "i", "j": "i", "z": "s", "x": "ks"})
_OTHER = re.compile("[^a-z0-9]")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouh]")
_FIRST_VOWEL = re.compile("^[eiou]")
RUNS = (3, 4)

# Letters by number: 0 parts words, and no run of three has the number of one of four, for
# no run begins with 0.
_BREAK = 0
_ALPHABET = "\n^$abcdefghijklmnopqrstuvwxyz0123456789"
_BASE = len(_ALPHABET)
_CODES = np.zeros(128, np.int64)
_CODES[[ord(letter) for letter in _ALPHABET]] = range(_BASE)


@lru_cache(1 << 18)
def sound(word: str) -> str:
    """A word as it sounds, in letters from a to z and digits; may be empty."""
    text = word if word.isascii() else anyascii(word)
    text = _OTHER.sub("", text.lower())
    text = _SPELLING.sub(lambda found: _SPELT[found[0]], text)
    return _DOUBLE.sub(r"\1", text.translate(_LETTERS))


def consonants(sounded: str) -> str:
    """A sounded word without its vowels, but for a first one, which becomes `a`."""
    text = _FIRST_VOWEL.sub("a", sounded)
    return _DOUBLE.sub(r"\1", text[:1] + _VOWELS.sub("", text[1:]))


def runs(sounded: Sequence[str]) -> csr_matrix:
    """How often each run of three or four letters stands in each sounded word.

    A word's beginning and end count as letters; a word of one letter has no runs. Columns
    are the runs, as numbers to the base of the alphabet.
    """
    marked = "".join(f"\n^{text}$" if len(text) > 1 else "\n" for text in sounded) + "\n"
    letters = _CODES[np.frombuffer(marked.encode("ascii"), np.uint8)]
    words = np.cumsum(letters == _BREAK) - 1
    rows, columns = [], []
    for length in RUNS:
        places = len(letters) - length + 1
        parts = [letters[at : at + places] for at in range(length)]
        number = sum(part * _BASE ** (length - 1 - at) for at, part in enumerate(parts))
        within = np.minimum.reduce(parts) > _BREAK
        rows.append(words[:places][within])
        columns.append(number[within])
    entries = (np.concatenate(rows), np.concatenate(columns))
    shape = (max(1, len(sounded)), _BASE ** max(RUNS))
    return csr_matrix((np.ones(len(entries[0])), entries), shape)
