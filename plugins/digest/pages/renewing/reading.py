"""Content files to records: those that changed are read, on all cores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest.article import Article
from digest.pages import records
from digest.pages.records import Record
from digest.pages.renewing.inputs import Files, Stamp, is_settled
from digest.problems import DigestError, Problem, problem
from digest.workers import spread

if TYPE_CHECKING:
    from digest.relations.traces import Trace

# No more files than these are traced only when somebody asks for it: they may be as they were.
FEW = 20

# A stamp to be trusted, or none; the record in plain values, and as it is where it was made.
Known = tuple[Stamp | None, Any, Record | None]


@dataclass(slots=True)
class Reading:
    """Records by place, `plain` in plain values too; of the files that were read now also the
    HTML, and of articles the traces, or title, body and language to make them of. `problems`
    tells what is wrong with files that have no record, `is_as_known` that all records are those
    that were known before."""

    content: Path
    records: dict[str, Record] = field(default_factory=dict)
    plain: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)
    traces: dict[str, Trace] = field(default_factory=dict)
    texts: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_as_known: bool = False

    def traces_of(self, places: Iterable[str], processes: int = 0) -> list[Trace]:
        """The traces of articles, those that are not at hand from their files."""
        places = list(places)
        if self.texts:
            self.traces |= _traced(self.texts)
            self.texts = {}
        lacking = [place for place in places if place not in self.traces]
        for part in spread(self._traced_again, lacking, processes):
            self.traces |= part
        return [self.traces[place] for place in places]

    def _traced_again(self, places: Sequence[str]) -> dict[str, Trace]:
        texts = {}
        for place in places:
            parsed = records.text_again(self.content, self.records[place])
            assert isinstance(parsed.record.said, Article)
            texts[place] = parsed.record.said.title, parsed.body, parsed.record.said.language
        return _traced(texts)


def known(saved: Mapping[str, tuple[Any, ...]] | None) -> dict[str, Known]:
    """What `remembered` gave, with the records."""
    found = (saved or {}).items()
    return {place: (stamp, plain, records.from_plain(plain)) for place, (stamp, plain) in found}


def known_plain(saved: Mapping[str, tuple[Any, ...]] | None) -> dict[str, Known]:
    """What `remembered` gave; `complete` makes the records."""
    return {place: (stamp, plain, None) for place, (stamp, plain) in (saved or {}).items()}


def read(content: Path, files: Files, known: Mapping[str, Known], processes: int = 0) -> Reading:
    """Read the files that are not known as they are; the records are not made yet."""
    found = Reading(content)
    wanted = []
    for place, stamp in files.items():
        before = known.get(place)
        if before and before[0] == stamp:
            found.plain[place] = before[1]
        else:
            wanted.append(place)
    if wanted:
        _read_again(found, wanted, processes)
    found.problems.sort(key=str)
    found.is_as_known = found.plain == {place: plain for place, (_, plain, _) in known.items()}
    return found


def complete(found: Reading, files: Files, known: Mapping[str, Known]) -> None:
    """Make the records, but for those that are known."""
    for place in files:
        plain = found.plain.get(place)
        if plain is not None:
            _, before, record = known.get(place, (None, None, None))
            if record is None or before is not plain:
                record = records.from_plain(plain)
            found.records[place] = record


def _read_again(found: Reading, wanted: Sequence[str], processes: int) -> None:
    are_many = len(wanted) > FEW
    if are_many:
        from digest.relations import traces  # noqa: F401, once, before processes are forked

    def work(places: Sequence[str]) -> tuple[list[tuple[str, Any, str | None]], dict[str, Any]]:
        texts: dict[str, tuple[str, str, str]] = {}
        parts = [_read(found.content, place, texts) for place in places]
        return parts, _traced(texts) if are_many else texts

    for part, made in spread(work, wanted, processes):
        (found.traces if are_many else found.texts).update(made)
        for place, plain, html in part:
            if html is None:
                found.problems += plain
                continue
            found.plain[place] = plain
            found.html[place] = html


def _traced(texts: Mapping[str, tuple[str, str, str]]) -> dict[str, Trace]:
    from digest.relations.traces import traces  # with NumPy, which a build may do without

    return dict(zip(texts, traces(list(texts.values())), strict=True))


def _read(
    content: Path, place: str, texts: dict[str, tuple[str, str, str]]
) -> tuple[str, Any, str | None]:
    """A file's record in plain values and its HTML, or its problems; an article's title, body
    and language are added to `texts`, to be traced together."""
    try:
        parsed = records.parse(content, place)
    except DigestError as error:
        return place, error.problems, None
    except OSError as error:
        wrong = problem(f"content/{place}", f"cannot be read ({error.strerror})", "check the file")
        return place, wrong.problems, None
    said = parsed.record.said
    if isinstance(said, Article):
        texts[place] = said.title, parsed.body, said.language
    return place, records.to_plain(parsed.record), parsed.html


def remembered(files: Files, found: Reading, moment: int) -> dict[str, tuple[Any, ...]]:
    """What `read` may know the next time: a stamp to be trusted, or none, and the record."""
    return {
        place: (files[place] if is_settled(files[place], moment) else None, plain)
        for place, plain in found.plain.items()
    }
