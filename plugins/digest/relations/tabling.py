"""From documents to rows: all of them anew, or those that changed since the last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digest.relations import centring, rows, vectors
from digest.relations.scoring import Facts
from digest.relations.state import Held, Table
from digest.relations.traces import Trace
from digest.relations.vectors import Vector

Integers = NDArray[np.int64]
Traces = Callable[[Sequence[int]], Sequence[Trace]]

# With more changes than these all is done anew, which takes as long then: rows that are new,
# and rows that are dead, as a part of all and in any case.
MOST_NEW, MOST_DEAD = 1 / 20, 1 / 4
ANY = 50


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it is related: its address, a digest of title, body and language, the ids
    of its tags, and the key by which vectors.of finds its vector."""

    key: str
    digest: bytes
    language: str
    date: datetime
    tags: tuple[str, ...]
    vector_key: str = ""

    @property
    def base(self) -> str:
        """The language without its region."""
        return base(self.language)

    def held(self, row: int) -> Held:
        date = self.date.isoformat()
        return Held(self.key, self.digest, self.language, date, self.tags, self.vector_key, row)


def base(language: str) -> str:
    return language.split("-")[0]


def fresh(
    documents: Sequence[Document], made: Sequence[Trace], content: Path, digest: bytes
) -> Table:
    """The rows of all documents, numbered as they come."""
    known = vectors.read(content)
    samples = _samples(documents, [each.vector_key in known for each in documents])
    table = Table(
        documents=[],
        rows=np.zeros(0, np.int64),
        segments=[],
        languages=[],
        facts=_facts([], [], []),
        texts=[],
        words=np.zeros(0, np.int64),
        steps=np.zeros(0, np.int64),
        samples=samples,
        means=centring.means(samples, known),
        vectors=digest,
    )
    given = [known.get(each.vector_key) for each in documents]
    centred = _centred(given, documents, table.means)
    return _with(table, documents, [None] * len(documents), made, centred)


def renewed(
    table: Table, documents: Sequence[Document], traces: Traces, content: Path, digest: bytes
) -> Table | None:
    """The rows of documents: those of a former table where they are what they were, and new
    ones; None if that is not worth it."""
    kept = _kept(table, documents)
    if kept is None:
        return None
    at_hand = _Vectors(table, documents, kept)
    known: Mapping[str, Vector] | None = None
    if digest != table.vectors or at_hand.lacks():
        known = vectors.read(content)
        has = [each.vector_key in known for each in documents]
    else:
        has = at_hand.has()
    samples = _samples(documents, has)
    if samples != table.samples or digest != table.vectors:
        known = vectors.read(content) if known is None else known
        means = centring.means(samples, known)
        stale = at_hand.stale(known, means, digest != table.vectors)
        kept = [None if place in stale else held for place, held in enumerate(kept)]
        table = replace(table, samples=samples, means=means, vectors=digest)
    new = [place for place, held in enumerate(kept) if held is None]
    dead = table.size + len(new) - len(documents)
    if len(new) > max(ANY, MOST_NEW * len(kept)) or dead > max(ANY, MOST_DEAD * len(kept)):
        return None
    wanted = [documents[place] for place in new]
    centred: list[NDArray[np.int16] | None]
    if known is not None:
        centred = _centred([known.get(each.vector_key) for each in wanted], wanted, table.means)
    else:
        centred = [at_hand.of(each) for each in wanted]
    return _with(table, documents, kept, traces(new), centred)


def _kept(table: Table, documents: Sequence[Document]) -> list[Held | None] | None:
    """For each document what it is held as, if it is still that; None where their order
    changed."""
    former = {each.key: place for place, each in enumerate(table.documents)}
    kept: list[Held | None] = []
    last = -1
    for document in documents:
        place = former.get(document.key, -1)
        held = table.documents[place] if place >= 0 else None
        if held is None or not _is_same(held, document):
            kept.append(None)
        elif place < last:
            return None
        else:
            kept.append(held)
            last = place
    return kept


def _is_same(held: Held, document: Document) -> bool:
    return (
        held.digest == document.digest
        and held.tags == document.tags
        and held.vector_key == document.vector_key
        and held.language == document.language
        and held.date == document.date.isoformat()
    )


class _Vectors:
    """The vectors that a table has, for documents that keep their rows or get new ones."""

    def __init__(
        self, table: Table, documents: Sequence[Document], kept: Sequence[Held | None]
    ) -> None:
        self.table = table
        self.documents = documents
        self.kept = kept
        self.there = rows.has_vector(table.segments)
        self.row: dict[tuple[str, str], int] = {}
        if not all(kept):
            for each in table.documents:
                self.row[base(each.language), each.vector_key] = each.row

    def lacks(self) -> bool:
        """Whether a document may have a vector that the table does not know."""
        return any(
            not held and bool(each.vector_key) and (each.base, each.vector_key) not in self.row
            for each, held in zip(self.documents, self.kept, strict=True)
        )

    def has(self) -> list[bool]:
        """Which documents have a vector, where the table knows all."""
        found = [
            held.row if held else self._row(each)
            for each, held in zip(self.documents, self.kept, strict=True)
        ]
        return [row >= 0 and bool(self.there[row]) for row in found]

    def _row(self, document: Document) -> int:
        """A row with the vector that a document has, or none."""
        known = (document.base, document.vector_key)
        return self.row.get(known, -1) if document.vector_key else -1

    def of(self, document: Document) -> NDArray[np.int16] | None:
        """A document's vector, centred."""
        row = self._row(document)
        if row < 0 or not self.there[row]:
            return None
        return np.asarray(rows.vectors_of(self.table.segments, np.array([row]))[0])

    def stale(
        self, known: Mapping[str, Vector], means: Mapping[str, Integers], files: bool
    ) -> set[int]:
        """The places of documents that keep a row but get another vector; `files` says that
        those of vectors have changed."""
        before = self.table.means
        same = {name for name, mean in means.items() if np.array_equal(mean, before.get(name, []))}
        places = [
            place
            for place, held in enumerate(self.kept)
            if held and (files or (self.there[held.row] and self.documents[place].base not in same))
        ]
        wanted = [self.documents[place] for place in places]
        now = _centred([known.get(each.vector_key) for each in wanted], wanted, means)
        mine = np.array([held.row for place in places if (held := self.kept[place])], np.int64)
        former = rows.vectors_of(self.table.segments, mine)
        return {
            place
            for place, row, new, old in zip(places, mine.tolist(), now, former, strict=True)
            if (new is None) == self.there[row]
            or (new is not None and not np.array_equal(new, old))
        }


def _samples(documents: Sequence[Document], has: Sequence[bool]) -> dict[str, list[str]]:
    return centring.sampled(
        [(each.base, each.vector_key) for each, yes in zip(documents, has, strict=True) if yes]
    )


def _centred(
    given: Sequence[Vector | None],
    documents: Sequence[Document],
    means: Mapping[str, Integers],
) -> list[NDArray[np.int16] | None]:
    some = [
        (vector, each.base)
        for vector, each in zip(given, documents, strict=True)
        if vector is not None
    ]
    made = iter(centring.centred([each[0] for each in some], [each[1] for each in some], means))
    return [None if vector is None else next(made) for vector in given]


def _facts(documents: Sequence[Document], made: Sequence[Trace], languages: Sequence[int]) -> Facts:
    return Facts(
        language=np.array(languages, np.int64),
        day=np.array([each.date.date().toordinal() for each in documents], np.int64),
        time=np.array([each.date.timestamp() / 86_400 for each in documents], float),
        length=np.array([each.length for each in made], np.int64),
        title=np.array([each.title for each in made], np.int64),
    )


def _with(
    table: Table,
    documents: Sequence[Document],
    kept: Sequence[Held | None],
    made: Sequence[Trace],
    centred: Sequence[NDArray[np.int16] | None],
) -> Table:
    """A table with rows for the documents that keep none, whose traces and vectors these are."""
    wanted = [each for each, held in zip(documents, kept, strict=True) if not held]
    some = [vector for vector in centred if vector is not None]
    at = np.cumsum([vector is not None for vector in centred], dtype=np.int32) - 1
    at = np.where([vector is not None for vector in centred], at, -1).astype(np.int32)
    stacked = np.stack(some) if some else np.zeros((0, vectors.DIMENSIONS), np.int16)
    segments = list(table.segments)
    if wanted:
        tags = [each.tags for each in wanted]
        segments.append(rows.segment(table.size, made, tags, at, stacked))
    # Each is at least twice as large as the next, so that they are few; the first is left.
    while len(segments) > 2 and segments[-2].size < 2 * segments[-1].size:
        segments[-2:] = [rows.merged(segments[-2:])]
    names = {name: number for number, name in enumerate(table.languages)}
    numbers = [names.setdefault(each.base, len(names)) for each in wanted]
    new = iter(range(table.size, table.size + len(wanted)))
    every = [held or each.held(next(new)) for each, held in zip(documents, kept, strict=True)]
    return replace(
        table,
        documents=every,
        rows=np.array([each.row for each in every], np.int64),
        segments=segments,
        languages=list(names),
        facts=table.facts.with_rows(_facts(wanted, made, numbers)),
        texts=[*table.texts, *(each.text for each in made)],
        words=np.append(table.words, np.array([each.words for each in made], np.int64)),
        steps=np.append(table.steps, np.array([each.step for each in made], np.int64)),
    )
