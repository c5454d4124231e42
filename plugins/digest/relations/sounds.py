"""How words sound, roughly: so that a name meets itself in every script.

Путин, Putin and Poutine, أردوغان and Erdoğan: a word is written in Latin letters, letters
that languages use for one another become one, and it is taken apart into short runs. A
second form leaves out the vowels, which Arabic and Hebrew do not write and others spell
as they like.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

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
# In a word that is written, its consonants have other letters than the whole.
_BARE = str.maketrans(f"{ascii_lowercase}{digits}", f"{ascii_uppercase}!#%&'()*+,")
_IS_BARE = np.isin(np.arange(128), list(_BARE.values()))
_END = ord("\n")


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


@lru_cache(1 << 16)
def written(word: str) -> str:
    """A word as `runs` reads it: as it sounds, and its consonants in letters of their own, with
    marks where each begins and ends. Empty for a word of one letter."""
    whole = sound(word)
    bare = consonants(whole).translate(_BARE)
    return f"^{whole}$\n^{bare}$\n" if len(whole) > 1 else ""


def runs(text: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The runs of four sounds and of three consonants in written words, as numbers that say
    which they are, and where each begins."""
    letters = np.frombuffer(f"{text}\n\n\n".encode("ascii"), np.uint8)
    first, second, third, fourth = (
        letters[at : len(text) + at].astype(np.uint32) for at in range(4)
    )
    inside = (first != _END) & (second != _END) & (third != _END)
    is_bare = _IS_BARE[second]
    three = np.flatnonzero(inside & is_bare)
    four = np.flatnonzero(inside & ~is_bare & (fourth != _END))
    found = first << np.uint32(16) | second << np.uint32(8) | third
    return np.concatenate((found[three], found[four] << np.uint32(8) | fourth[four])), np.append(
        three, four
    )
