"""Made-up articles that are edited at random, related with and without a memory."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import numpy as np

from digest.relations import embedded, vectors
from digest.relations import memory as memories
from digest.relations.relating import Document, Relations, relate
from digest.relations.traces import Trace, trace

DAY = datetime(2026, 3, 1, tzinfo=UTC)

SYLLABLES = "ka lo mi ter sun dor vel pra nis gom bur tal esh wo qui zan"
CYRILLIC = "ка ло ми тер сун дор вел пра нис гом бур тал эш во зан"


def words(seed: int, number: int, syllables: str = SYLLABLES) -> str:
    """Made-up prose: words that no other seed has, but for some small ones."""
    chance = random.Random(seed)
    made = ["".join(chance.choices(syllables.split(), k=4)) for _ in range(number)]
    return " ".join(word if at % 3 else "with the" for at, word in enumerate(made))


@dataclass(frozen=True)
class Note:
    """An article of a made-up site; `said` stands for the digest of its text."""

    key: str
    title: str
    body: str
    language: str = "en"
    date: datetime = DAY
    tags: tuple[str, ...] = ()
    vector: np.ndarray | None = field(default=None, compare=False)

    @property
    def vector_key(self) -> str:
        return embedded.key(f"{self.language} {self.title} {self.body}")

    def document(self) -> Document:
        said = f"{self.title}\n{self.body}\n{self.language}".encode("utf-8", "surrogatepass")
        digest = blake2b(said, digest_size=16).digest()
        return Document(self.key, digest, self.language, self.date, self.tags, self.vector_key)


def ordered(notes: Sequence[Note]) -> list[Note]:
    return sorted(notes, key=lambda n: (n.date.date(), n.date, n.key), reverse=True)


def related(
    notes: Sequence[Note], folder: Path, memory: Path | None = None, asked: list[str] | None = None
) -> Relations:
    """What is found of notes, in the order that they are given in; their vectors are written
    to a content folder first. `asked` takes the keys of those whose traces were asked for."""
    known = {note.vector_key: note.vector for note in notes if note.vector is not None}
    vectors.write(folder, (("all", key) for key in known), known)

    def traces(places: Sequence[int]) -> list[Trace]:
        wanted = [notes[place] for place in places]
        if asked is not None:
            asked.extend(note.key for note in wanted)
        return [trace(note.title, note.body, note.language) for note in wanted]

    before = memories.read(memory) if memory else None
    documents = [note.document() for note in notes]
    found = relate(documents, traces, folder, before.state if before else None)
    if memory:
        memories.write(memory, found.state, before)
    return found


class Desk:
    """Edits articles at random: texts, copies, languages, days, tags and vectors."""

    TAGS = ("harbours", "ferries", "orchards", "courts", "bees")
    NAMES = ("Tamberley", "Velbrunn", "Skarv", "Oldvik", "Ketterby", "Hollen", "Marno", "Dulze")

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.made = 0
        self.notes: list[Note] = []
        for _ in range(chance.choice((3, 25, 60))):
            self.add()

    def _body(self, language: str) -> str:
        """Some sentences of a small stock, so that articles share words, and passages."""
        stock = CYRILLIC if language == "ru" else SYLLABLES
        parts = [
            words(self.chance.randrange(12), 25, stock),
            " ".join(self.chance.sample(self.NAMES, 3)),
            words(100 + self.chance.randrange(6), 12, stock),
            words(1000 + self.made, self.chance.choice((0, 8, 60)), stock),
        ]
        self.chance.shuffle(parts)
        return ". ".join(parts[: self.chance.randint(1, 4)])

    def _vector(self) -> np.ndarray | None:
        if self.chance.random() < 0.3:
            return None
        centre = np.random.default_rng(self.chance.randrange(10)).normal(size=384)
        noise = np.random.default_rng(self.chance.randrange(10**6)).normal(size=384)
        vector = (centre + 0.6 * noise).astype(np.float32)
        return vectors.quantised(vector)

    def add(self) -> None:
        self.made += 1
        language = self.chance.choice(("en", "en-GB", "de", "ru"))
        note = Note(
            key=f"/2026/{self.chance.randrange(10**6):06}/",
            title=self.chance.choice(self.NAMES) + f" {self.made}",
            body=self._body(language),
            language=language,
            date=DAY + timedelta(hours=self.chance.randrange(200)),
            tags=tuple(self.chance.sample(self.TAGS, self.chance.randrange(3))),
            vector=self._vector(),
        )
        if self.notes and self.chance.random() < 0.25:  # another paper's print of the same
            other = self.chance.choice(self.notes)
            body = other.body + self.chance.choice(("", " And more.", words(self.made, 20)))
            note = replace(note, title=other.title, body=body, language=other.language)
        self.notes = [each for each in self.notes if each.key != note.key] + [note]

    def edit(self) -> str:
        """Change something; says what."""
        what = self.chance.choice(
            ("add", "delete", "body", "word", "title", "tags", "date", "language", "vector", "key",
             "tag", "none", "vectors")
        )  # fmt: skip
        if what == "add" or not self.notes:
            self.add()
            return "add"
        if what == "none":
            return what
        if what == "vectors":
            self.notes = [replace(note, vector=self._vector()) for note in self.notes]
            return what
        if what == "tag":  # is renamed everywhere
            one, other = self.chance.sample(self.TAGS, 2)
            self.notes = [
                replace(
                    note, tags=tuple(dict.fromkeys(other if t == one else t for t in note.tags))
                )
                for note in self.notes
            ]
            return what
        note = self.notes.pop(self.chance.randrange(len(self.notes)))
        if what == "delete":
            return f"{what} {note.key}"
        changes = {
            "body": {"body": self._body(note.language)},
            "word": {"body": note.body + " " + self.chance.choice(self.NAMES)},
            "title": {"title": self.chance.choice(self.NAMES)},
            "tags": {"tags": tuple(self.chance.sample(self.TAGS, 2))},
            "date": {"date": DAY + timedelta(hours=self.chance.randrange(200))},
            "language": {"language": self.chance.choice(("en", "de", "ru"))},
            "vector": {"vector": self._vector()},
            "key": {"key": f"/2026/{self.chance.randrange(10**6):06}/"},
        }
        self.notes.append(replace(note, **changes[what]))  # type: ignore[arg-type]
        return f"{what} {note.key}"
