"""What an article's text leaves for comparing: a trace, which knows nothing of other articles.

Words, names, sounds and shingles become numbers by a hash, not by a list of all that there
are, so a trace is made once and kept, whatever else is on the site, and by any process. Many
texts are read at once, as one: some hundred steps of NumPy's for all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from digest.relations import sounds
from digest.relations.spans import LOWER, UPPER, Hashes, Integers, Spans, spans
from digest.words import stems_of

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
_FEATURE = (1 << KIND) - 1

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+")  # each paper has its own
_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, with bits in no order
_OTHER_MULTIPLIER = 0xC2B2AE3D27D4EB4F
# So many characters are read at once: what is at hand then stays in the processor's cache.
_AT_ONCE = 1 << 17
_PLACES = 18  # so many words, as a power of two, have a place in the table of stems
_MOST_TAGS = 1 << 16

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
    return traces([(title, body, language)])[0]


def traces(texts: Sequence[tuple[str, str, str]]) -> list[Trace]:
    """The traces of articles, each given as title, body and language."""
    return [each for part in _parts(texts) for each in _traces(part)]


def _parts(texts: Sequence[tuple[str, str, str]]) -> Iterator[Sequence[tuple[str, str, str]]]:
    start = size = 0
    for end, (title, body, _) in enumerate(texts):
        size += len(title) + len(body)
        if size > _AT_ONCE and end > start:
            yield texts[start:end]
            start, size = end, len(title) + len(body)
    yield texts[start:]


def _traces(texts: Sequence[tuple[str, str, str]]) -> Iterator[Trace]:
    read = _read(texts)
    shingles = _shingles(read.words.hashes)
    found = (_words_and_names(read), _sounds(read), _chosen(shingles, read.first))
    owners, features = (np.concatenate(each) for each in zip(*found, strict=True))
    keys = owners.astype(np.uint64) << np.uint64(32) | features
    keys.sort()
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])
    counts = np.minimum(np.diff(first, append=len(keys)), 255).astype(np.uint8)
    ends = np.searchsorted(keys[first], np.arange(len(texts) + 1, dtype=np.uint64) << np.uint64(32))
    features = keys[first].astype(np.uint32)
    for at, (title, body, _) in enumerate(texts):
        start, end = int(read.first[at]), int(read.first[at + 1])
        mine = slice(int(ends[at]), int(ends[at + 1]))
        own = shingles[start : end - SHINGLE + 1] if end - start >= FEW_WORDS else shingles[:0]
        step = 1
        while len(own) > KEPT * step:
            step *= 2
        said = read.words.hashes[start:end].tobytes()
        yield Trace(
            features=features[mine].tobytes(),
            counts=counts[mine].tobytes(),
            text=blake2b(said, digest_size=16).digest() if said else b"",
            shingles=(own if step == 1 else own[own % step == 0]).tobytes(),
            step=step,
            words=end - start,
            length=len(body),
            title=len(title),
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """Texts as one, and its words: from `first` on are those of each text, its headline's to
    `heading`, those that are compared to `compared`; the last of `first` is their number.
    `begin` is where each text begins, in characters."""

    text: str
    words: Spans
    languages: list[str]
    begin: Integers
    first: Integers
    heading: Integers
    compared: Integers


def _read(texts: Sequence[tuple[str, str, str]]) -> _Read:
    pieces = [""]
    for title, body, _ in texts:
        pieces += _plain(title), _plain(_ADDRESS.sub(" ", body))
    begin = np.cumsum([len(piece) + 1 for piece in pieces])
    text = "\n".join((*pieces, ""))
    words = spans(text)
    first, heading, compared = (
        np.searchsorted(words.starts, places)
        for places in (begin[::2], begin[1::2], np.minimum(begin[1::2] + TEXT, begin[2::2]))
    )
    languages = [language.split("-")[0] for _, _, language in texts]
    return _Read(text, words, languages, begin[:-1:2], first, heading, compared)


def _plain(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _words_and_names(read: _Read) -> tuple[Numbers, Numbers]:
    """The stems of the words that are compared, and the names among them; whose each is."""
    number = read.compared - read.first[:-1]
    owners = np.repeat(np.arange(len(number), dtype=np.uint32), number)
    mine = ranges(read.first[:-1], number)
    stems = _stems(read, mine, owners)
    kinds = read.words.kinds[mine]
    times = np.where(mine < read.heading[owners], TITLE, 1)
    # Words that stand with a capital only, and numbers; in scripts without capitals all words.
    said = read.words.hashes[mine] + owners * np.uint64(_MULTIPLIER)
    common = np.sort(said[kinds == LOWER])
    named = np.flatnonzero(kinds != LOWER)
    at = np.searchsorted(common, said[named])
    named = named[np.append(common, 0)[at] != said[named]]
    names = (stems & np.uint32(_FEATURE)) | np.uint32(NAMES << KIND)
    # And pairs of neighbouring words that both stand with one.
    capital = kinds == UPPER
    capital = capital[:-1] & capital[1:] & (owners[:-1] == owners[1:])
    two = np.flatnonzero(capital & (times[:-1] == times[1:]))
    pairs = _feature(NAMES, _mixed(names[two], names[two + 1]))
    counted = np.concatenate((times, times[named], times[two]))
    return (
        np.repeat(np.concatenate((owners, owners[named], owners[two])), counted),
        np.repeat(np.concatenate((stems, names[named], pairs)), counted),
    )


class _Stems:
    """The features of words that were met before: each has one place here, which it may lose
    to another. So there is nothing to search, and no end to the words that may come."""

    def __init__(self, bits: int) -> None:
        self.bits = np.uint64(64 - bits)
        self.keys = np.zeros(1 << bits, np.uint64)
        self.features = np.zeros(1 << bits, np.uint32)

    def find(self, keys: Hashes) -> tuple[Numbers, Integers]:
        """The features of words, and the places of those that are not known."""
        at = keys >> self.bits
        return self.features[at], np.flatnonzero(self.keys[at] != keys)

    def add(self, keys: Hashes, features: Numbers) -> None:
        at, one = np.unique(keys >> self.bits, return_index=True)
        self.keys[at], self.features[at] = keys[one], features[one]


@cache
def _known() -> _Stems:
    return _Stems(_PLACES)


def _stems(read: _Read, mine: Integers, owners: Numbers) -> Numbers:
    """The features of some words, which belong to these texts."""
    salts = np.array([_salt(language) for language in read.languages], np.uint64)
    keys = read.words.hashes[mine] ^ salts[owners]
    found, missing = _known().find(keys)
    if len(missing):
        new, first = np.unique(keys[missing], return_index=True)
        features = _stemmed(read, mine[missing[first]], owners[missing[first]])
        found[missing] = features[np.searchsorted(new, keys[missing])]
        _known().add(new, features)
    return found


def _stemmed(read: _Read, mine: Integers, owners: Numbers) -> Numbers:
    """The features of words that are not known."""
    starts, ends = read.words.starts[mine].tolist(), read.words.ends[mine].tolist()
    words = [read.text[start:end] for start, end in zip(starts, ends, strict=True)]
    found = np.zeros(len(words), np.uint32)
    by_language: dict[str, list[int]] = {}
    for place, owner in enumerate(owners.tolist()):
        by_language.setdefault(read.languages[owner], []).append(place)
    for language, places in by_language.items():
        salt = crc32(language.encode())
        stems = stems_of([words[place] for place in places], language)
        found[places] = [crc32(stem.encode("utf-8", "surrogatepass"), salt) for stem in stems]
    return found >> np.uint32(32 - KIND) | np.uint32(WORDS << KIND)


@cache
def _salt(language: str) -> int:
    return _hash(language)


def _sounds(read: _Read) -> tuple[Numbers, Numbers]:
    """Runs of sounds of the words at an article's head, but for those in small letters."""
    starts, ends, kinds = read.words.runs
    bounds = np.searchsorted(starts, np.append(read.begin, len(read.text)))
    last = np.minimum(np.searchsorted(starts, read.begin + HEAD), bounds[1:])
    number = last - bounds[:-1]
    owners = np.repeat(np.arange(len(number), dtype=np.uint32), number)
    mine = ranges(bounds[:-1], number)
    heard = kinds[mine] != LOWER
    mine, owners = mine[heard], owners[heard]
    ends = np.minimum(ends[mine], read.begin[owners] + HEAD)
    places = zip(starts[mine].tolist(), ends.tolist(), strict=True)
    written = [sounds.written(read.text[start:end]) for start, end in places]
    whose = np.repeat(owners, np.array([len(each) for each in written], np.int64))
    found, begin = sounds.runs("".join(written))
    return whose[begin], _feature(SOUNDS, _mixed(found))


@lru_cache(_MOST_TAGS)
def tag(name: str) -> bytes:
    """The feature that a tag's id is."""
    return np.uint32(TAGS << KIND | _hash(name) >> (64 - KIND)).tobytes()


def _hash(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def _mixed(one: Numbers, other: Numbers | None = None) -> Hashes:
    mixed = one.astype(np.uint64) * np.uint64(_MULTIPLIER)
    return mixed if other is None else mixed + other * np.uint64(_OTHER_MULTIPLIER)


def _feature(kind: int, hashes: Hashes) -> Numbers:
    return (hashes >> np.uint64(64 - KIND)).astype(np.uint32) | np.uint32(kind << KIND)


def _shingles(hashes: Hashes) -> Numbers:
    """A number for each run of neighbouring words, in order."""
    runs = max(0, len(hashes) - SHINGLE + 1)
    total = np.zeros(runs, np.uint64)
    for offset in range(SHINGLE):
        total *= np.uint64(_MULTIPLIER)
        total += hashes[offset : offset + runs]
    return (total >> np.uint64(32)).astype(np.uint32)


def _chosen(shingles: Numbers, first: Integers) -> tuple[Numbers, Numbers]:
    """The least of each window's shingles: where texts agree, so do these; whose each is."""
    number = np.diff(first)
    number = np.where(number >= FEW_WORDS, number - SHINGLE - WINDOW + 2, 0)
    windows = max(0, len(shingles) - WINDOW + 1)
    least = shingles[:windows].copy()
    for offset in range(1, WINDOW):
        np.minimum(least, shingles[offset : offset + windows], out=least)
    owners = np.repeat(np.arange(len(number), dtype=np.uint32), number)
    least = least[ranges(first[:-1], number)]
    # One after the other most are the same; each is wanted once.
    new = np.concatenate(([True], (least[1:] != least[:-1]) | (owners[1:] != owners[:-1])))
    new = new[: len(least)]
    return owners[new], (least[new] >> np.uint32(32 - KIND)) | np.uint32(CHOSEN << KIND)


def numbers(data: bytes) -> Numbers:
    """An array of a trace."""
    return np.frombuffer(data, np.uint32)


def ranges(starts: Integers, sizes: Integers) -> Integers:
    """The numbers from each start on, so many of each, one after the other."""
    total = int(sizes.sum())
    return np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(total)
