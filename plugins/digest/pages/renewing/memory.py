"""What is remembered from one build to the next, in files below .cache/build.

Whatever is lost or damaged only costs time: a file says what version it is of, and its digest
says whether it is whole. Its content is plain values, in Python's own fast format.
"""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from digest.files import replacing
from digest.pages.renewing import inputs
from digest.pages.renewing.inputs import Stamp

_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was made of a file's value before it is wanted, and which file that was."""

    path: Path
    version: bytes
    stamp: Stamp | None
    made: Any

    @property
    def is_current(self) -> bool:
        """Whether the file is still that."""
        return self.stamp == stamp(self.path)


def load_ahead(path: Path, version: bytes, make: Callable[[Any], Any]) -> Ahead:
    """Load what was saved, and make something of it."""
    found = stamp(path)  # first: what is saved meanwhile is another file
    return Ahead(path, version, found, make(load(path, version)))


def load(path: Path, version: bytes) -> Any:
    """What was saved; None if there is nothing of this version, or nothing that is whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if data[:_DIGEST] != _digest(version, memoryview(data)[_DIGEST:]):
        return None
    return marshal.loads(memoryview(data)[_DIGEST:])  # noqa: S302, whole and of this version


def save(path: Path, version: bytes, value: object) -> None:
    """Remember a value made of tuples, lists, dictionaries, texts, bytes and numbers."""
    data = marshal.dumps(value, 2)  # type: ignore[arg-type]
    with replacing(path) as stream:
        stream.write(_digest(version, data))
        stream.write(data)


def load_objects(path: Path, version: bytes) -> Any:
    """What `save_objects` saved, as `load` does."""
    data = load(path, version)
    return pickle.loads(data) if data else None  # noqa: S301, whole and of this version


def save_objects(path: Path, version: bytes, value: object) -> None:
    """Remember a value made of objects of our own, and of plain ones."""
    save(path, version, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def stamp(path: Path) -> Stamp | None:
    """What tells one file at a place from the next that replaces it: none is written twice."""
    try:
        return inputs.stamp(path.stat())
    except OSError:
        return None


def _digest(version: bytes, data: Any) -> bytes:
    return blake2b(data, digest_size=_DIGEST, key=version[:64]).digest()
