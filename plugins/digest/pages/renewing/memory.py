"""What is remembered from one build to the next, in files below .cache/build.

Whatever is lost or damaged only costs time: a file says what version it is of, and its digest
says whether it is whole. Its content is plain values, in Python's own fast format.
"""

from __future__ import annotations

import marshal
import os
import pickle
import shutil
import tempfile
from hashlib import blake2b
from pathlib import Path
from typing import Any

_DIGEST = 16


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
    handle, part = tempfile.mkstemp(dir=path.parent, prefix="new-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(_digest(version, data))
        stream.write(data)
    if path.is_dir():  # whoever put it there
        shutil.rmtree(path)
    Path(part).replace(path)


def load_objects(path: Path, version: bytes) -> Any:
    """What `save_objects` saved, as `load` does."""
    data = load(path, version)
    return pickle.loads(data) if data else None  # noqa: S301, whole and of this version


def save_objects(path: Path, version: bytes, value: object) -> None:
    """Remember a value made of objects of our own, and of plain ones."""
    save(path, version, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def _digest(version: bytes, data: Any) -> bytes:
    return blake2b(data, digest_size=_DIGEST, key=version[:64]).digest()
