"""From documents to rows: all of them anew, or those that changed since the last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

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


class Document(NamedTuple):
    """An article as it is related: its address, a digest of title, body and language, the ids
    of its tags, and the key of its vector (vectors.key)."""

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


def base(language: str) -> str:
    return language.split("-")[0]


def _held(documents: Sequence[Document]) -> list[Held]:
    return [
        (
            each.key,
            each.digest,
            each.language,
            each.date.toordinal(),
            each.date.timestamp() / 86_400,
            each.tags,
            each.vector_key,
        )
        for each in documents
    ]


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
    kept = np.full(len(documents), -1, np.int64)
    return _with(table, documents, _held(documents), kept, made, centred)


def renewed(
    table: Table, documents: Sequence[Document], traces: Traces, content: Path, digest: bytes
) -> Table | None:
    """The rows of documents: those of a former table where they are what they were, and new
    ones; None if that is not worth it."""
    held = _held(documents)
    kept = _kept(table, held)
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
        kept[at_hand.stale(known, means, digest != table.vectors)] = -1
        table = replace(table, samples=samples, means=means, vectors=digest)
    new = np.flatnonzero(kept < 0).tolist()
    dead = table.size + len(new) - len(documents)
    if len(new) > max(ANY, MOST_NEW * len(kept)) or dead > max(ANY, MOST_DEAD * len(kept)):
        return None
    wanted = [documents[place] for place in new]
    centred: list[NDArray[np.int16] | None]
    if known is not None:
        centred = _centred([known.get(each.vector_key) for each in wanted], wanted, table.means)
    else:
        centred = [at_hand.of(each) for each in wanted]
    return _with(table, documents, held, kept, traces(new), centred)


def _kept(table: Table, documents: Sequence[Held]) -> Integers | None:
    """For each document the row that it keeps, or -1; None where their order changed."""
    former = {each[0]: place for place, each in enumerate(table.documents)}
    places = [former.get(each[0], -1) for each in documents]
    same = [
        place if place >= 0 and table.documents[place] == each else -1
        for place, each in zip(places, documents, strict=True)
    ]
    at = np.array(same, np.int64)
    there = at >= 0
    if (np.diff(at[there]) < 0).any():
        return None
    kept = np.full(len(at), -1, np.int64)
    kept[there] = table.rows[at[there]]
    return kept


class _Vectors:
    """The vectors that a table has, for documents that keep their rows or get new ones."""

    def __init__(self, table: Table, documents: Sequence[Document], kept: Integers) -> None:
        self.table = table
        self.documents = documents
        self.kept = kept
        self.there = rows.has_vector(table.segments)
        self.new = np.flatnonzero(kept < 0).tolist()
        wanted = {documents[place].vector_key for place in self.new}
        self.row = {
            (base(each[2]), each[-1]): row
            for each, row in zip(table.documents, table.rows.tolist(), strict=True)
            if each[-1] in wanted
        }

    def lacks(self) -> bool:
        """Whether a document may have a vector that the table does not know."""
        new = [self.documents[place] for place in self.new]
        return any(each.vector_key and (each.base, each.vector_key) not in self.row for each in new)

    def has(self) -> list[bool]:
        """Which documents have a vector, where the table knows all."""
        found = self.kept.copy()
        for place in self.new:
            found[place] = self._row(self.documents[place])
        has: list[bool] = ((found >= 0) & self.there[found]).tolist()
        return has

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
    ) -> list[int]:
        """The places of documents that keep a row but get another vector; `files` says that
        those of vectors have changed."""
        before = self.table.means
        same = {name for name, mean in means.items() if np.array_equal(mean, before.get(name, []))}
        places = [
            place
            for place, row in enumerate(self.kept.tolist())
            if row >= 0 and (files or (self.there[row] and self.documents[place].base not in same))
        ]
        wanted = [self.documents[place] for place in places]
        now = _centred([known.get(each.vector_key) for each in wanted], wanted, means)
        mine = self.kept[places]
        former = rows.vectors_of(self.table.segments, mine)
        return [
            place
            for place, row, new, old in zip(places, mine.tolist(), now, former, strict=True)
            if (new is None) == self.there[row]
            or (new is not None and not np.array_equal(new, old))
        ]


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


def _facts(held: Sequence[Held], made: Sequence[Trace], languages: Sequence[int]) -> Facts:
    return Facts(
        language=np.array(languages, np.int64),
        day=np.array([day for _, _, _, day, *_ in held], np.int64),
        time=np.array([time for _, _, _, _, time, *_ in held], float),
        length=np.array([each.length for each in made], np.int64),
        title=np.array([each.title for each in made], np.int64),
    )


def _with(
    table: Table,
    documents: Sequence[Document],
    held: list[Held],
    kept: Integers,
    made: Sequence[Trace],
    centred: Sequence[NDArray[np.int16] | None],
) -> Table:
    """A table with rows for the documents that keep none, whose traces and vectors these are."""
    new = np.flatnonzero(kept < 0)
    wanted = [documents[place] for place in new.tolist()]
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
    kept = kept.copy()
    kept[new] = np.arange(table.size, table.size + len(new))
    mine = [held[place] for place in new.tolist()]
    return replace(
        table,
        documents=held,
        rows=kept,
        segments=segments,
        languages=list(names),
        facts=table.facts.with_rows(_facts(mine, made, numbers)),
        texts=[*table.texts, *(each.text for each in made)],
        words=np.append(table.words, np.array([each.words for each in made], np.int64)),
        steps=np.append(table.steps, np.array([each.step for each in made], np.int64)),
    )
