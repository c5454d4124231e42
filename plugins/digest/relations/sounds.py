"""How words sound, roughly: so that a name meets itself in every script.

Путин, Putin and Poutine, أردوغان and Erdoğan: a word is written in Latin letters, letters
that languages use for one another become one, and it is taken apart into short runs. A
second form leaves out the vowels, which Arabic and Hebrew do not write and others spell
as they like.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

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


def runs(sounded: str) -> list[str]:
    """The runs of three and of four letters in a sounded word.

    Its beginning and end count as letters; a word of one letter has no runs.
    """
    marked = f"^{sounded}$"
    if len(sounded) < 2:
        return []
    return [marked[at : at + size] for size in RUNS for at in range(len(marked) - size + 1)]
