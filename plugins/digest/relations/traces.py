"""What an article's text leaves for comparing: a trace, which knows nothing of other articles.

Words, names, sounds and shingles become numbers by a hash, not by a list of all that there
are, so a trace is made once and kept, whatever else is on the site, and by any process.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from digest.relations import sounds
from digest.words import stem, tokens

# Another number whenever a text leaves another trace than before.
VERSION = 1
# The headline's words count so many times.
TITLE = 3
# So many characters of an article are compared: more of them find no more (docs/related.md).
TEXT = 2500
# The sounds of names are compared in this many characters at an article's head.
HEAD = 300
SHINGLE = 5
# Of eight neighbouring shingles one is chosen: texts meet that share twelve words in a row.
WINDOW = 8
# Below this many words only equal texts are copies, and no shingles are kept.
FEW_WORDS = 30
# Of long texts so many shingles are kept, in order: those whose numbers are divisible by a
# power of two (A. Broder: a part chosen by value is the same part in every text).
KEPT = 512

# A feature's kind stands in its three highest bits.
WORDS, NAMES, SOUNDS, TAGS, CHOSEN = range(5)
KIND = 29

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+")  # each paper has its own
_WORD = re.compile(r"\w+")
_LOWER, _UPPER = 1, 2
_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, with bits in no order
_OTHER_MULTIPLIER = 0xC2B2AE3D27D4EB4F
# Words that a process has seen; of more it begins again.
_MOST_WORDS = 1 << 18

Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Trace:
    """What is left of a text. Arrays are given as the bytes of little-endian numbers.

    `features` are distinct and ascend; `counts` say how often each stands there (255 at
    most). `text` is a digest of all words, empty if there are none; `shingles` stand in
    their order, those divisible by `step` alone. `length` and `title` are in characters.
    """

    features: bytes
    counts: bytes
    text: bytes
    shingles: bytes
    step: int
    words: int
    length: int
    title: int


def trace(title: str, body: str, language: str) -> Trace:
    """The trace of an article; it depends on nothing else."""
    known = _words(language.split("-")[0])
    number = known.__getitem__
    heading = list(map(number, tokens(title)))
    text = _ADDRESS.sub(" ", body)
    cut = _cut(text)
    compared = list(map(number, tokens(text[:cut])))
    rest = list(map(number, tokens(text[cut:]))) if cut < len(text) else []
    numbers = np.array(heading + compared + rest, np.int64)
    values = np.frombuffer(known.values_, np.uint64)[numbers]
    shingles = _shingles(values) if len(values) >= FEW_WORDS else np.zeros(0, np.uint32)
    step = 1
    while len(shingles) > KEPT * step:
        step *= 2
    counted = np.array(heading * TITLE + compared, np.int64)
    found = np.concatenate(
        (
            np.frombuffer(known.stems, np.uint32)[counted],
            known.named(counted),
            _sounds(title, text),
            _chosen(shingles),
        )
    )
    found.sort()
    first = np.flatnonzero(np.concatenate(([True], found[1:] != found[:-1]))[: len(found)])
    counts = np.diff(first, append=len(found))
    return Trace(
        features=found[first].tobytes(),
        counts=np.minimum(counts, 255).astype(np.uint8).tobytes(),
        text=blake2b(values.tobytes(), digest_size=16).digest() if len(values) else b"",
        shingles=(shingles if step == 1 else shingles[shingles % step == 0]).tobytes(),
        step=step,
        words=len(values),
        length=len(body),
        title=len(title),
    )


def _cut(text: str) -> int:
    """Where the part that is compared ends: between two words, if it has any blanks."""
    if len(text) <= TEXT:
        return len(text)
    blank = text.rfind(" ", 0, TEXT)
    return blank if blank > TEXT // 2 else TEXT


class _Words(dict[str, int]):
    """The words of a language by number, and by that what is compared of each."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.stems = array("I")
        self.names = array("I")
        self.values_ = array("Q")
        self.cases = array("B")
        self.lowers = array("I")  # the number of the same word without capitals

    def __missing__(self, word: str) -> int:
        lower = word.lower()
        below = -1 if lower == word else self[lower]
        number = self[word] = len(self.stems)
        self.stems.append(_feature(WORDS, f"{self.language} {stem(word, self.language)}"))
        self.names.append(_feature(NAMES, f"{self.language} {sounds.sound(word)}"))
        self.values_.append(_hash(word.casefold()))
        self.cases.append(_LOWER * word[0].islower() + _UPPER * word[0].isupper())
        self.lowers.append(number if below < 0 else below)
        return number

    def named(self, numbers: NDArray[np.int64]) -> Numbers:
        """Words that stand with a capital only, pairs of neighbouring ones, and numbers; in
        scripts without capitals all words."""
        names = np.frombuffer(self.names, np.uint32)[numbers]
        cases = np.frombuffer(self.cases, np.uint8)[numbers]
        common = np.zeros(len(self), bool)
        common[numbers[cases == _LOWER]] = True
        single = ~common[np.frombuffer(self.lowers, np.uint32)[numbers]]
        capital = cases == _UPPER
        two = np.flatnonzero(capital[:-1] & capital[1:])
        one, other = names[two].astype(np.uint64), names[two + 1].astype(np.uint64)
        mixed = one * np.uint64(_MULTIPLIER) + other * np.uint64(_OTHER_MULTIPLIER)
        pairs = (mixed >> np.uint64(64 - KIND)).astype(np.uint32) | np.uint32(NAMES << KIND)
        return np.concatenate((names[single & (cases != _LOWER)], pairs))


_KNOWN: dict[str, _Words] = {}


def _words(language: str) -> _Words:
    known = _KNOWN.get(language)
    if known is None or len(known) > _MOST_WORDS:
        known = _KNOWN[language] = _Words(language)
    return known


@lru_cache(_MOST_WORDS)
def tag(name: str) -> bytes:
    """The feature that a tag's id is."""
    return array("I", [_feature(TAGS, name)]).tobytes()


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _feature(kind: int, text: str) -> int:
    return kind << KIND | _hash(text) >> (64 - KIND)


def _sounds(title: str, text: str) -> Numbers:
    """Runs of sounds of the words at an article's head, but for those in small letters."""
    head = unicodedata.normalize("NFKC", f"{title}\n{text}"[:HEAD])
    named = (word for word in _WORD.findall(head) if not word[0].islower())
    return np.frombuffer(b"".join(map(_heard, named)), np.uint32)


@lru_cache(_MOST_WORDS)
def _heard(word: str) -> bytes:
    whole = sounds.sound(word)
    runs = [*sounds.runs(whole), *(f" {run}" for run in sounds.runs(sounds.consonants(whole)))]
    return array("I", [_feature(SOUNDS, run) for run in runs]).tobytes()


def _shingles(values: NDArray[np.uint64]) -> Numbers:
    """A number for each run of neighbouring words, in order."""
    runs = len(values) - SHINGLE + 1
    total = np.zeros(runs, np.uint64)
    for offset in range(SHINGLE):
        total = total * np.uint64(_MULTIPLIER) + values[offset : offset + runs]
    return (total >> np.uint64(32)).astype(np.uint32)


def _chosen(shingles: Numbers) -> Numbers:
    """The least of each window's shingles: where texts agree, so do these."""
    windows = len(shingles) - WINDOW + 1
    if windows < 1:
        return np.zeros(0, np.uint32)
    least = shingles[:windows].copy()
    for offset in range(1, WINDOW):
        np.minimum(least, shingles[offset : offset + windows], out=least)
    return (least >> np.uint32(32 - KIND)) | np.uint32(CHOSEN << KIND)


def numbers(data: bytes) -> Numbers:
    """An array of a trace."""
    return np.frombuffer(data, np.uint32)
