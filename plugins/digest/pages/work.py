"""One build while it goes on: what it is made from, what it plans and what it has made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from digest.article import Article
from digest.pages.library import Library
from digest.pages.planned import digest
from digest.pages.planning import Plan, plan
from digest.pages.records import address, is_due
from digest.pages.rendering import Renderer, environment
from digest.pages.renewing.inputs import Inputs
from digest.pages.renewing.output import Output
from digest.pages.renewing.reading import Reading
from digest.pages.renewing.renewal import renew
from digest.pages.renewing.templates import Compiled
from digest.pages.texts import Texts
from digest.relations.relating import Document, Relations, relate
from digest.relations.traces import Trace


@dataclass(frozen=True, slots=True)
class Before:
    """What the last build made: the signatures of documents by path, the digest of what all of
    them shared, its other files, and the digest of what Pelican made them of. Nothing where
    output/ is not what that build left."""

    documents: Mapping[str, bytes] = field(default_factory=dict)
    shared: bytes = b""
    others: Sequence[str] = ()
    pelican: bytes = b""
    is_known: bool = False


@dataclass(slots=True)
class Work:
    """What one build knows and has done; Pelican's settings carry it from signal to signal.

    `reading` holds the records; where other plugins take part they come from Pelican's
    articles, and the texts in it are then what may be shown. `signatures` are those of the
    documents that need not be made again while they stay the same, `shared` the digest of
    what they all depend on, `others` the files that are not planned. `waiting` are the files
    with new bytes.
    """

    inputs: Inputs
    output: Output
    library: Library
    reading: Reading
    before: Before
    processes: int = 0
    plan: Plan | None = None
    shared: bytes = b""
    signatures: dict[str, bytes] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def articles(self) -> Iterable[tuple[str, Article]]:
        """All articles by place, those that are not due among them."""
        for place, record in self.reading.records.items():
            if isinstance(record.said, Article):
                yield place, record.said

    def make_plan(self) -> Plan:
        """Plan all documents of what is due."""
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
        return self.plan

    def _left_out(self) -> Iterator[str]:
        for place, record in self.reading.records.items():
            for what in record.left_out:
                yield f"content/{place}: left out {what}; write Markdown or a link"

    def _relate(self, documents: Sequence[Document], places: Mapping[str, str]) -> Relations:
        def traces(indexes: Sequence[int]) -> Sequence[Trace]:
            wanted = [places[documents[index].key] for index in indexes]
            return self.reading.traces_of(wanted, self.processes)

        content, cache = self.reading.content, self.output.cache
        return relate(documents, traces, content, cache / "relations")

    def renderer(self) -> Renderer:
        """What makes files of documents."""
        assert self.plan
        compiled = Compiled(self.output.cache / "templates", self.inputs.pages)
        templates = environment(self.inputs.theme / "templates", compiled)
        if compiled.is_empty:  # compile once, and not in each process that renders
            for name in templates.list_templates(["html"]):
                templates.get_template(name)
            compiled.save()
        return Renderer(templates, self.plan.site, self.library.frame.words)

    def renew(self) -> None:
        """Make the documents that are not as they were."""
        assert self.plan
        before = self.before.documents if self.before.shared == self.shared else {}
        self.signatures, new = renew(
            self.plan.documents,
            before,
            self.renderer(),
            self.library.frame,
            self.output,
            self.processes,
        )
        self.waiting += new

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
        made = {*self.signatures, *self.others}
        if self.before.is_known:
            there = {*self.before.documents, *self.before.others}
        else:
            there = self.output.files()
        vanished = sorted(there - made)
        self.output.replace(self.waiting, vanished)
        return vanished
