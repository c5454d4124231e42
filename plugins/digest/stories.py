"""Named stories: what their articles are, and the address that a story keeps as it grows.

Which articles report one event is found out anew each time (`digest.relations.stories`);
content/stories.yaml remembers which of those groups was which story:

    night-train-to-lisbon:
      began: [2026/09/im-liegen-nach-lissabon, 2026/09/seventeen-hours]
      title: {en: The night train to Lisbon}
      former: [im-liegen-nach-lissabon]

A story is where the first article of its `began` is that is still published and that nobody
has put elsewhere; the others stand in for it. Of several stories in one group the one that
stands first in the file has the group, and the addresses of the others lead to it. A group
that holds none is named after its earliest article. The front matter of an article
(`story: some-id` or `story: none`) wins over all that.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from digest.problems import DigestError, Problem, problem
from digest.slugs import slugify
from digest.strictyaml import Fields, claim, load_mapping, read_text, unknown_keys

FILE = "content/stories.yaml"
# What an article's front matter says to be in no story.
NO_STORY = "none"
# How many articles of a new story are noted, so that it is found when the first is deleted.
NOTED = 3

_KEYS = ("began", "title", "former")
_HEADER = """\
# The stories of the digest, oldest first: id -> entry. `invoke clean` adds new ones at the end.
# Keys: began (the articles by which the story is known again), title (your own headline, by
# language), former (ids that it had; their addresses lead to it).
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A story as stories.yaml has it. `began` are places of articles (`2026/09/slug`)."""

    id: str
    began: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registry:
    """The stories that have a name, in the order of the file; and ids by former ids."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)


class Report(NamedTuple):
    """What an article says for itself.

    `place` is that of its file below content/articles, without `.md` and in NFC, as its
    address has it; `original` the index of the earliest article with nearly the same text,
    often its own; `story` what the front matter says.
    """

    place: str
    date: datetime
    original: int
    story: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A story of at least two articles that are no copies of each other.

    `members` are indexes, the earliest article first; `titles` are the curator's headlines by
    language, `began` the places by which the story is known again.
    """

    id: str
    members: tuple[int, ...]
    titles: Mapping[str, str]
    began: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """All stories, the one with the earliest article first, and addresses of former days.

    `moved` tells which story a former id, or one that is now part of another, leads to;
    `shrunk` the only article that is left of a story.
    """

    stories: tuple[Story, ...]
    moved: Mapping[str, str]
    shrunk: Mapping[str, int]


def load(path: Path) -> Registry:
    """Read the registry; a missing file is an empty one. Raises DigestError as `read` does."""
    return read(read_text(path.read_bytes(), FILE)) if path.is_file() else Registry()


def read(text: str) -> Registry:
    """Read the text of stories.yaml.

    Raises DigestError that lists every problem: an unknown key, a bad id or place, an id or
    an article that two stories claim.
    """
    problems: list[Problem] = []
    entries = {id_: _entry(id_, data, problems) for id_, data in load_mapping(text, FILE).items()}
    ids = {id_: id_ for id_ in entries}
    began: dict[str, str] = {}
    for entry in entries.values():
        for former in entry.former:
            problems += claim(ids, former, entry.id, FILE)
        for place in entry.began:
            problems += claim(began, place, entry.id, FILE)
    if problems:
        raise DigestError(*problems)
    return Registry(entries, {old: id_ for old, id_ in ids.items() if old != id_})


def _entry(id_: str, data: Any, problems: list[Problem]) -> Entry:
    if not isinstance(data, dict):
        problems.append(Problem(FILE, f"{id_}: no entry", "write `began: [2026/09/slug]` below it"))
        return Entry(id_)
    fields = Fields(data, FILE, f"{id_}: ")
    fields.problems += unknown_keys(data, _KEYS, FILE, fields.where)
    began = tuple(unicodedata.normalize("NFC", place) for place in fields.texts("began"))
    entry = Entry(id_, began, fields.by_language("title"), fields.texts("former"))
    for each in (id_, *entry.former):
        if each != slugify(each) or each == NO_STORY:
            remedy = f"write one such as {slugify(each) if each != NO_STORY else 'none-left'}"
            problems.append(Problem(FILE, f"{each!r} is no id", remedy))
    for place in entry.began:
        bare = place.removeprefix("content/").removeprefix("articles/")
        bare = bare.removesuffix(".md").strip("/")
        if place != bare or not bare:
            remedy = f"write its place in content/articles, such as {bare or '2026/09/slug'}"
            fields.wrong("began", f"{place!r} is no article's address", remedy)
    problems += fields.problems
    return entry


def named(reports: Sequence[Report], groups: Iterable[Sequence[int]], registry: Registry) -> Naming:
    """Make stories of groups of reports, given by their indexes.

    Copies go with their original. The order of reports and groups does not matter.
    """
    bunches = _bunches(reports, groups)
    pins = [registry.renamed.get(report.story, report.story) for report in reports]
    names, merged = _names(reports, pins, bunches, registry)
    members: dict[str, list[int]] = defaultdict(list)
    began: dict[str, tuple[str, ...]] = {}
    for bunch, name in zip(bunches, names, strict=True):
        free = [index for index in bunch if not pins[index]]
        if name:
            members[name] += free
            began[name] = tuple(reports[index].place for index in free[:NOTED])
        for index in bunch:
            if pins[index] and pins[index] != NO_STORY:
                members[pins[index]].append(index)
    stories, shrunk = [], {}
    for id_, found in members.items():
        known = registry.entries.get(id_, Entry(id_, began.get(id_, ())))
        found.sort(key=lambda index: _order(reports[index]))
        if len({reports[index].original for index in found}) > 1:
            stories.append(Story(id_, tuple(found), known.titles, known.began))
        elif id_ in registry.entries and found:
            shrunk[id_] = found[0]
    stories.sort(key=lambda story: (_order(reports[story.members[0]]), story.id))
    moved = merged | {old: merged.get(id_, id_) for old, id_ in registry.renamed.items()}
    present = {story.id for story in stories}
    for old, id_ in moved.items():
        if id_ in shrunk:
            shrunk[old] = shrunk[id_]
    return Naming(tuple(stories), {o: id_ for o, id_ in moved.items() if id_ in present}, shrunk)


def _order(report: Report) -> tuple[date, datetime, str]:
    """By day, as it was where the article appeared, and then by time."""
    return (report.date.date(), report.date, report.place)


def _bunches(reports: Sequence[Report], groups: Iterable[Sequence[int]]) -> list[list[int]]:
    """The groups with every copy where its original is, each and all with the earliest first."""
    places = {index: number for number, group in enumerate(groups) for index in group}
    found: dict[int, list[int]] = defaultdict(list)
    for index in sorted(range(len(reports)), key=lambda index: _order(reports[index])):
        found[places[reports[index].original]].append(index)
    return list(found.values())


def _names(
    reports: Sequence[Report],
    pins: Sequence[str],
    bunches: Sequence[Sequence[int]],
    registry: Registry,
) -> tuple[list[str], dict[str, str]]:
    """A name for each bunch, empty for those that are no story; and which story went into which.

    Who puts the articles of one of two stories where they belong has parted them, so a bunch is
    rather that of an article that nobody has put anywhere.
    """
    homes = {index: number for number, bunch in enumerate(bunches) for index in bunch}
    indexes = {report.place: index for index, report in enumerate(reports)}
    held: dict[int, list[tuple[bool, int, str]]] = defaultdict(list)
    for rank, entry in enumerate(registry.entries.values()):
        known = (indexes[place] for place in entry.began if place in indexes)
        index = next((index for index in known if pins[index] in ("", entry.id)), None)
        if index is not None:
            held[homes[index]].append((bool(pins[index]), rank, entry.id))
    used = set(pins)
    taken = {*registry.entries, *registry.renamed}
    numbers: dict[str, int] = {}
    names: list[str] = []
    merged: dict[str, str] = {}
    for number, bunch in enumerate(bunches):
        if candidates := sorted(held.get(number, ())):
            names.append(candidates[0][2])
            merged |= {id_: names[-1] for *_, id_ in candidates[1:] if id_ not in used}
        elif len(bunch) == 1:
            names.append("")
        else:
            names.append(_new_name(bunch, reports, pins, taken, numbers))
    return names, merged


def _new_name(
    bunch: Sequence[int],
    reports: Sequence[Report],
    pins: Sequence[str],
    taken: set[str],
    numbers: dict[str, int],
) -> str:
    """The slug of the earliest article that is not put elsewhere, with a number if it is taken."""
    if len({reports[index].original for index in bunch}) < 2:
        return ""
    for index in bunch:
        slug = slugify(reports[index].place.rpartition("/")[2])
        if pins[index] and (pins[index] != slug or slug in taken):
            continue
        name = slug
        while name in taken or name == NO_STORY:
            numbers[slug] = numbers.get(slug, 1) + 1
            name = f"{slug}-{numbers[slug]}"
        taken.add(name)
        return name
    return ""


def registered(text: str, stories: Iterable[Story]) -> str:
    """The text of stories.yaml with an entry at its end for each story that has none.

    All that is there stays as it is. Stories that stand in front matter only need no entry.
    Raises DigestError if the file cannot be read, or is not written as one entry below another.
    """
    before = read(text).entries
    new = {s.id: {"began": list(s.began)} for s in stories if s.began and s.id not in before}
    if not new:
        return text
    lines = yaml.dump(new, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    after = (text.rstrip("\n") + "\n\n" if text.strip() else _HEADER + "\n") + lines
    try:
        complete = read(after).entries.keys() == before.keys() | new.keys()
    except DigestError:
        complete = False
    if not complete:
        raise problem(FILE, "nothing can be added at its end", "write one entry below another")
    return after
