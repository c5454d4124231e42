"""One build while it goes on: what it is made from, what it plans and what it has made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from digest.article import Article
from digest.pages.documents import Documents, Known, documents
from digest.pages.library import Library
from digest.pages.planned import digest
from digest.pages.planning import Plan, plan
from digest.pages.records import address, is_due
from digest.pages.rendering import Renderer
from digest.pages.renewing.inputs import Inputs
from digest.pages.renewing.output import Output
from digest.pages.renewing.reading import Reading
from digest.pages.renewing.renewal import renew
from digest.pages.renewing.templates import templates
from digest.pages.texts import Texts
from digest.relations import memory as memories
from digest.relations.memory import Memory
from digest.relations.relating import Document, Relations, relate
from digest.relations.state import State
from digest.relations.traces import Trace

RELATIONS = "relations"  # the file's name


@dataclass(frozen=True, slots=True)
class Before:
    """What the last build made: its documents by section, the digest of what all of them
    shared, its other files, and the digest of what Pelican made them of. Nothing where output/
    is not what that build left."""

    sections: Mapping[str, Known] = field(default_factory=dict)
    shared: bytes = b""
    others: Sequence[str] = ()
    pelican: bytes = b""
    is_known: bool = False

    def files(self) -> set[str]:
        """The paths of all files."""
        return {*_paths(self.sections), *self.others}


@dataclass(slots=True)
class Work:
    """What one build knows and has done; Pelican's settings carry it from signal to signal.

    `reading` holds the records; where other plugins take part they come from Pelican's
    articles, and the texts in it are then what may be shown. `sections` are the documents that
    need not be made again while their signatures stay the same, `shared` is the digest of
    what they all depend on, `others` the files that are not planned. `waiting` are the files
    with new bytes. `kept` is what the file of relations holds, if that is at hand, and `related`
    what it is to hold.
    """

    inputs: Inputs
    output: Output
    library: Library
    reading: Reading
    before: Before
    processes: int = 0
    kept: Memory | None = None
    related: State | None = None
    plan: Plan | None = None
    documents: Documents = field(default_factory=Documents)
    shared: bytes = b""
    sections: dict[str, Known] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def articles(self) -> Iterable[tuple[str, Article]]:
        """All articles by place, those that are not due among them."""
        for place, record in self.reading.records.items():
            if isinstance(record.said, Article):
                yield place, record.said

    def make_plan(self) -> None:
        """Plan all documents of what is due. Raises DigestError where two of them would share an
        address."""
        due = [each for each in self.reading.records.values() if is_due(each, self.library.now)]
        found = [(address(each.place), each) for each in due]
        articles = [each for each in found if isinstance(each[1].said, Article)]
        leaves = [each for each in found if not isinstance(each[1].said, Article)]
        texts = Texts(self.reading.content, self.reading.html, final=not self.inputs.alone)
        places = {where: each.place for where, each in articles}
        if self.inputs.alone:
            self.notes += self._left_out()
        self.plan = plan(articles, leaves, texts, self.library, lambda d: self._relate(d, places))
        self.notes += self.plan.notes
        self.shared = digest((self.inputs.pages, self.plan.site))
        # Other plugins may ask for any document.
        before = self._before() if self.inputs.alone else {}
        self.documents = documents(self.plan.parts, self.library.frame, before)

    def _before(self) -> Mapping[str, Known]:
        return self.before.sections if self.before.shared == self.shared else {}

    def _left_out(self) -> Iterator[str]:
        for place, record in self.reading.records.items():
            for what in record.left_out:
                yield f"content/{place}: left out {what}; write Markdown or a link"

    def _relate(self, documents: Sequence[Document], places: Mapping[str, str]) -> Relations:
        def traces(indexes: Sequence[int]) -> Sequence[Trace]:
            wanted = [places[documents[index].key] for index in indexes]
            return self.reading.traces_of(wanted, self.processes)

        self.kept = self.kept or memories.read(self.relations)
        before = self.kept.state if self.kept else None
        found = relate(documents, traces, self.reading.content, before)
        self.related = found.state
        return found

    @property
    def relations(self) -> Path:
        """The file that keeps how articles are related."""
        return self.output.cache / RELATIONS

    def remember_relations(self) -> None:
        """Keep how articles are related, for the next build."""
        memories.write(self.relations, self.related, self.kept)

    def renderer(self) -> Renderer:
        """What makes files of documents."""
        assert self.plan
        found = self.library.templates or templates(self.inputs, self.output.cache)
        return Renderer(found, self.plan.site, self.library.frame.words)

    def renew(self) -> None:
        """Make the documents that are not as they were."""
        before: dict[str, bytes] = {}
        for name, section in self._before().items():
            if name in self.documents.drawn:
                before |= section.documents
        signatures, new = renew(
            self.documents.planned,
            before,
            self.renderer(),
            self.library.frame,
            self.output,
            self.processes,
        )
        self.sections = self.documents.known(signatures)
        self.waiting += new

    @property
    def files(self) -> int:
        """The number of the site's files."""
        return sum(len(each.documents) for each in self.sections.values()) + len(self.others)

    def take(self, folder: Path) -> None:
        """Take over the files that Pelican, or another plugin, has written to a folder."""
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            place = path.relative_to(folder).as_posix()
            self.others.append(place)
            if self.output.differs(place, path.read_bytes()):
                self.output.take(path, place)
                self.waiting.append(place)

    def replace(self) -> list[str]:
        """Put everything in place; returns the files that are gone."""
        made = {*_paths(self.sections), *self.others}
        there = self.before.files() if self.before.is_known else self.output.files()
        vanished = sorted(there - made)
        self.output.replace(self.waiting, vanished)
        return vanished


def _paths(sections: Mapping[str, Known]) -> Iterator[str]:
    return chain.from_iterable(section.documents for section in sections.values())
