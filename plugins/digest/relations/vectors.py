"""content/vectors: the sentence vectors of articles, one small text file a month.

A file's first line names the model and the number of dimensions; each further line is an
article's: the digest of the text that was embedded, and the vector in signed bytes, in
base64. Lines are sorted, so that versions of a file are compared and merged line by line.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digest.article import Article
from digest.files import write_whole

FOLDER = "vectors"
# multilingual-e5-small (L. Wang et al., "Multilingual E5 Text Embeddings", 2024), four bits
# a weight; texts get its prefix for comparing alike with alike.
MODEL = "multilingual-e5-small-q4"
DIMENSIONS = 384

_HEADER = f"{MODEL} {DIMENSIONS}"

Vector = NDArray[np.int8]


def month(article: Article) -> str:
    """The name of the file in which an article's vector is kept."""
    return f"{article.date.year:04}-{article.date.month:02}"


def quantised(vector: NDArray[np.float32]) -> Vector:
    """A vector in signed bytes, its largest number as 127: only its direction counts."""
    largest = float(np.abs(vector).max(initial=0)) or 1.0
    return np.asarray(np.rint(vector * (127 / largest)), np.int8)


def digest(content: Path) -> bytes:
    """Tells one state of a content folder's vectors from another."""
    state = blake2b(digest_size=16)
    for path in _files(content):
        data = path.read_bytes()
        state.update(f"{path.name} {len(data)} ".encode("utf-8", "surrogatepass"))
        state.update(data)
    return state.digest()


def read(content: Path) -> dict[str, Vector]:
    """All vectors of a content folder by key.

    Those of another model, and lines that are no vectors, are passed over: cleaning
    writes them anew.
    """
    found: dict[str, Vector] = {}
    for path in _files(content):
        found.update(_held(path))
    return found


def _files(content: Path) -> list[Path]:
    return [path for path in sorted((content / FOLDER).glob("*.txt")) if path.is_file()]


def _held(path: Path) -> dict[str, Vector]:
    header, *lines = path.read_bytes().decode("ascii", "replace").split("\n")
    return dict(filter(None, map(_parsed, lines))) if header.strip() == _HEADER else {}


def _parsed(line: str) -> tuple[str, Vector] | None:
    name, _, written = line.strip().partition(" ")
    try:
        data = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError):
        return None
    return (name, np.frombuffer(data, np.int8)) if len(data) == DIMENSIONS else None


def _encoded(vector: Vector) -> str:
    return base64.b64encode(vector.tobytes()).decode("ascii")


def write(
    content: Path,
    wanted: Iterable[tuple[str, str]],
    known: Mapping[str, Vector],
    keep: bool = False,
) -> None:
    """Write the vectors that are wanted, each given as month and key.

    The others are forgotten, or with `keep` stay in the file where they are.
    """
    months: dict[str, set[str]] = {}
    for name, each in wanted:
        if each in known:
            months.setdefault(name, set()).add(each)
    if keep:
        used = set().union(*months.values())
        for path in _files(content):
            if others := _held(path).keys() - used:
                months.setdefault(path.stem, set()).update(others & known.keys())
    for name, keys in months.items():
        lines = (f"{each} {_encoded(known[each])}" for each in sorted(keys))
        _write_changed(content / FOLDER / f"{name}.txt", "\n".join((_HEADER, *lines, "")).encode())
    for path in _files(content):
        if path.stem not in months:
            path.unlink()


def _write_changed(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        write_whole(path, data)
