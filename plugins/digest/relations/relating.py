"""All that a site wants to know of how its articles relate: copies, nearest ones, stories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest import copies
from digest.relations import features, nearest, vectors
from digest.relations.pairs import pairs
from digest.relations.stories import grouped
from digest.relations.traces import Trace


@dataclass(frozen=True, slots=True)
class Document:
    key: str
    digest: bytes
    language: str
    date: datetime
    tags: tuple[str, ...]
    vector_key: str


@dataclass(frozen=True, slots=True)
class Relations:
    originals: list[int]
    matches: list[tuple[nearest.Match, ...]]
    groups: list[tuple[int, ...]]


def relate(
    documents: Sequence[Document],
    traces: Callable[[Sequence[int]], Sequence[Trace]],
    content: Path,
    memory: Path | None = None,
) -> Relations:
    found = traces(range(len(documents)))
    known = vectors.read(content)
    compared = [
        features.Document(d.language, d.date, t.title, t.body, d.tags, known.get(d.vector_key))
        for d, t in zip(documents, found, strict=True)
    ]
    originals = list(range(len(documents)))
    for group in copies.groups([f"{t.title}\n{t.body}" for t in found]):
        for index in group:
            originals[index] = group[-1]  # newest first: the last is the earliest
    if not documents:
        return Relations([], [], [])
    both = pairs(compared, originals)
    return Relations(
        originals, nearest.among(both, compared, originals), grouped(compared, originals, both)
    )
