"""The file that keeps what was found of articles, and the one beside it that keeps their rows.

Rows are many and never change, so those of an edit are written after the others, and mapped
into memory when they are wanted; all else is small and written anew. Nothing is trusted:
every part has a checksum, and what is not as it was written, by this very code, is forgotten.
"""

from __future__ import annotations

import contextlib
import marshal
import mmap
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from digest import code
from digest.files import replacing
from digest.relations.rows import Segment
from digest.relations.scoring import Facts, Pairs
from digest.relations.state import Found, State, Table
from digest.relations.vectors import DIMENSIONS

# How each array of a segment is written.
_ARRAYS = {
    "starts": "<i8", "features": "<u4", "counts": "|u1", "columns": "<u4", "ends": "<i8",
    "rows": "<u4", "tallies": "|u1", "shingle_starts": "<i8", "shingles": "<u4",
    "vector_at": "<i4", "vectors": "<i2",
}  # fmt: skip
_SUFFIX = ".rows"
_NAME = 16  # so many bytes by which a file of rows is known
_BLOCK = 1 << 12
# Rows that no state has any more may take as much space as the others, and so much.
_WASTE = 1 << 24

_Place = tuple[int, int, int]  # where an array begins, its length in bytes, its checksum


@dataclass(frozen=True, slots=True)
class Memory:
    """A state that was kept, and where its segments lie in the file of rows."""

    state: State
    name: bytes
    places: list[list[_Place]]


def read(path: Path) -> Memory | None:
    """What was kept, if all of it is as it was written."""
    try:
        data = path.read_bytes()
        with _rows(path).open("rb") as stream:
            held = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return None
    head = len(code.OWN) + 4
    payload = memoryview(data)[head:]
    if data[:head] != code.OWN + _sum(payload):
        return None
    kept = marshal.loads(payload)  # noqa: S302, nobody else wrote what has this checksum
    name = bytes(held[:_NAME])
    if name != kept["name"]:
        return None
    segments: list[Segment] = []
    for first, places in kept["segments"]:
        arrays = {}
        for array, place in zip(_ARRAYS.items(), places, strict=True):
            mapped = _mapped(held, array, place)
            if mapped is None:
                return None
            arrays[array[0]] = mapped
        segments.append(Segment(first, **arrays))
    return Memory(_state(kept, segments), name, [places for _, places in kept["segments"]])


def write(path: Path, state: State | None, before: Memory | None) -> None:
    """Keep a state that follows from `before`, which was read from the same file, unless it is
    that. Where this cannot be done, the next time takes longer."""
    if state is None or (before and state is before.state):
        return
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        known = _known(path, before)
        if any(id(each) in known for each in state.table.segments) and before:
            name, places = before.name, _append(path, state.table.segments, known)
        else:
            name, places = _begin(path, state.table.segments)
        payload = marshal.dumps(_plain(state, name, places))
        with replacing(path) as stream:
            stream.writelines([code.OWN, _sum(payload), payload])


def _known(path: Path, before: Memory | None) -> dict[int, list[_Place]]:
    """Where segments lie already, by what they are in memory."""
    if not before:
        return {}
    with _rows(path).open("rb") as stream:
        if stream.read(_NAME) != before.name:
            return {}
        size = stream.seek(0, os.SEEK_END)
    used = sum(length for places in before.places for _, length, _ in places)
    if size > 2 * used + _WASTE:
        return {}
    segments = before.state.table.segments
    return dict(zip(map(id, segments), before.places, strict=True))


def _append(
    path: Path, segments: Iterable[Segment], known: dict[int, list[_Place]]
) -> list[list[_Place]]:
    with _rows(path).open("r+b") as stream:
        stream.seek(0, os.SEEK_END)
        return [known.get(id(each)) or _written(stream, each) for each in segments]


def _begin(path: Path, segments: Iterable[Segment]) -> tuple[bytes, list[list[_Place]]]:
    with replacing(_rows(path)) as stream:
        name = os.urandom(_NAME)
        stream.write(name)
        return name, [_written(stream, each) for each in segments]


def _written(stream: BinaryIO, segment: Segment) -> list[_Place]:
    places = []
    for name, kind in _ARRAYS.items():
        data = np.ascontiguousarray(getattr(segment, name), kind).reshape(-1).view(np.uint8)
        stream.write(bytes(-stream.tell() % 8))
        start = stream.tell()
        stream.write(data.data)
        stream.write(bytes(-len(data) % 8))
        places.append((start, len(data), _checksum(data)))
    return places


def _mapped(held: mmap.mmap, array: tuple[str, str], place: _Place) -> NDArray[Any] | None:
    (name, kind), (start, length, checksum) = array, place
    if start + length > len(held):
        return None
    data = np.frombuffer(held, np.uint8, length, start)
    if _checksum(data) != checksum:
        return None
    return data.view(kind).reshape(-1, DIMENSIONS) if name == "vectors" else data.view(kind)


def _checksum(data: NDArray[np.uint8]) -> int:
    """Of the sums of blocks: several times as fast as that of all bytes."""
    whole = len(data) & ~7
    numbers = data[:whole].view(np.uint64)
    sums = np.add.reduceat(numbers, np.arange(0, len(numbers), _BLOCK)) if whole else numbers
    return zlib.crc32(data[whole:].tobytes(), zlib.crc32(sums.tobytes()))


def _sum(payload: bytes | memoryview) -> bytes:
    return zlib.crc32(payload).to_bytes(4, "little")


def _rows(path: Path) -> Path:
    return path.with_name(path.name + _SUFFIX)


def _plain(state: State, name: bytes, places: list[list[_Place]]) -> dict[str, Any]:
    table, found = state.table, state.found
    return {
        "name": name,
        "segments": [
            (segment.first, mine) for segment, mine in zip(table.segments, places, strict=True)
        ],
        "documents": list(zip(*table.documents, strict=True)),  # by field
        "rows": _bytes(table.rows),
        "languages": table.languages,
        "facts": [_bytes(each) for each in table.facts.arrays()],
        "texts": table.texts,
        "words": _bytes(table.words),
        "steps": _bytes(table.steps),
        "samples": dict(table.samples),
        "means": {language: _bytes(mean) for language, mean in table.means.items()},
        "vectors": table.vectors,
        "original": _bytes(found.original),
        "links": found.links,
        "lengths": _bytes(found.lengths),
        "pairs": [_bytes(each) for each in found.pairs.arrays()],
        "part": _bytes(found.part),
        "group": _bytes(found.group),
        "near": _bytes(found.near),
        "how": _bytes(found.how),
    }


def _state(kept: dict[str, Any], segments: list[Segment]) -> State:
    table = Table(
        documents=list(zip(*kept["documents"], strict=True)),
        rows=_array(kept["rows"]),
        segments=segments,
        languages=kept["languages"],
        facts=Facts(*map(_array, kept["facts"])),
        texts=kept["texts"],
        words=_array(kept["words"]),
        steps=_array(kept["steps"]),
        samples=kept["samples"],
        means={language: _array(mean) for language, mean in kept["means"].items()},
        vectors=kept["vectors"],
    )
    found = Found(
        original=_array(kept["original"]),
        links=kept["links"],
        lengths=_array(kept["lengths"]),
        pairs=Pairs(*map(_array, kept["pairs"])),
        part=_array(kept["part"]),
        group=_array(kept["group"]),
        near=_array(kept["near"]),
        how=_array(kept["how"]),
    )
    return State(table, found)


def _bytes(array: NDArray[Any]) -> tuple[str, tuple[int, ...], bytes]:
    return array.dtype.str, array.shape, array.tobytes()


def _array(kept: tuple[str, tuple[int, ...], bytes]) -> NDArray[Any]:
    kind, shape, data = kept
    return np.frombuffer(data, kind).reshape(shape)
