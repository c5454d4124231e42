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

# Longer ones first; single letters follow.
_ALIKE = (
    ("tsch", "ch"), ("sch", "s"), ("sh", "s"), ("ch", "k"), ("ph", "f"), ("th", "t"), ("kh", "k"),
    ("zh", "s"), ("ts", "s"), ("tz", "s"), ("cz", "k"), ("ck", "k"), ("qu", "k"), ("x", "ks"),
)  # fmt: skip
_LETTERS = str.maketrans("cqwyjz", "kkviis")
_OTHER = re.compile("[^a-z0-9]")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouh]")
_FIRST_VOWEL = re.compile("^[eiou]")
RUNS = (3, 4)


@lru_cache(1 << 16)
def sound(word: str) -> str:
    """A word as it sounds, in letters from a to z and digits; may be empty."""
    text = _OTHER.sub("", anyascii(word).lower())
    for written, heard in _ALIKE:
        text = text.replace(written, heard)
    return _DOUBLE.sub(r"\1", text.translate(_LETTERS))


def consonants(sounded: str) -> str:
    """A sounded word without its vowels, but for a first one, which becomes `a`."""
    text = _FIRST_VOWEL.sub("a", sounded)
    return _DOUBLE.sub(r"\1", text[:1] + _VOWELS.sub("", text[1:]))


def runs(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The runs of three and four sounds of a word, and those of its consonants."""
    whole = sound(word)
    bare = consonants(whole)
    return _runs(whole), _runs(bare) if len(bare) > 1 else ()


def _runs(text: str) -> tuple[str, ...]:
    marked = f"^{text}$"
    return tuple(marked[at : at + n] for n in RUNS for at in range(len(marked) - n + 1))
