"""The rules of cleaning, read from the data files in rules/ and checked on loading."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from digest import patterns
from digest.files import write_whole
from digest.patterns import fault, remedy
from digest.problems import DigestError, Problem
from digest.strictyaml import Fields, load_mapping, unknown_keys

FOLDER = Path(__file__).parent / "rules"

Where = Literal["anywhere", "start", "end", "edges"]
_CHECKER = Path(patterns.__file__)
_WHERE = ("anywhere", "start", "end", "edges")
_LINE_KEYS = ("lines", "pattern", "where", "longest", "follow", "example", "keeps")
_WALL_KEYS = ("lines", "pattern", "longest", "example", "keeps")
_PAGE_KEYS = ("tags", "words", "attributes")
_WORD_KEYS = ("by", "roles", "not_names")
WALLS = ("bot-wall", "cookie-wall", "paywall", "error-page", "login")
_LONGEST = 160
_MARKS = ".:!…"  # a line is meant with and without them at its end
# Languages that read each other's rules, by the file they have in common.
_SERVED_BY = {"nb": "no", "nn": "no", "bs": "hr", "sr": "hr", "ms": "id"}


@dataclass(frozen=True, slots=True)
class LineRule:
    """What a line looks like that is no part of an article: one of some `lines`, or as an
    expression says.

    `where` is the part of the text in which it counts as evidence; `longest` is the
    length in characters from which a line is too long to be meant; where `follow` is
    set, the short lines and links below go with it. `examples` match, `keeps` must not.
    """

    name: str
    language: str
    lines: frozenset[str]
    expression: str
    where: Where
    longest: int
    follow: bool
    examples: tuple[str, ...]
    keeps: tuple[str, ...]

    def takes(self, line: str) -> bool:
        """Whether a bare line looks so, however long it is."""
        if _folded(line) in self.lines:
            return True
        return bool(self.expression and _compiled(self.expression).fullmatch(line))


def _folded(line: str) -> str:
    return line.casefold().rstrip(_MARKS)


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Compiled when it is first asked for: a run needs the rules of a few languages only, and
    compiling takes longest."""
    return re.compile(expression, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageRule:
    """Parts of a page that are no part of an article: by tag, attribute, word of class or id."""

    name: str
    tags: frozenset[str]
    words: frozenset[str]
    attributes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """A language's words around an author's name: by whom, and what a person is."""

    by: tuple[str, ...]
    roles: tuple[str, ...]
    not_names: tuple[str, ...]


@cache
def line_rules(language: str) -> tuple[LineRule, ...]:
    """The rules for texts of a language: its own, those for any, and English ones, for
    a page's furniture is often English whatever its text."""
    base = language.split("-")[0]
    names = dict.fromkeys(("any", "en", _SERVED_BY.get(base, base)))
    paths = (FOLDER / "lines" / f"{name}.yaml" for name in names)
    return tuple(rule for path in paths if path.is_file() for rule in _read_line_rules(path))


def load_line_rules(path: Path) -> tuple[LineRule, ...]:
    """Read one language's rules. Raises DigestError for every key or pattern that is wrong.

    A pattern that some line could keep busy for long counts as wrong.
    """
    return _read_line_rules(path, checked=True)


def _read_line_rules(path: Path, checked: bool = False) -> tuple[LineRule, ...]:
    problems: list[Problem] = []
    data = load_mapping(path.read_text("utf-8"), path.name)
    rules = [
        _line_rule(name, entry, _LINE_KEYS, path, checked, problems) for name, entry in data.items()
    ]
    if problems:
        raise DigestError(*problems)
    return tuple(rules)


def _fields(name: str, entry: Any, keys: tuple[str, ...], file: str) -> Fields:
    entry = entry if isinstance(entry, dict) else {"?": entry}
    fields = Fields(entry, file, f"{name}: ")
    fields.problems += unknown_keys(entry, keys, file, f"{name}: ")
    return fields


def _line_rule(
    name: str,
    entry: Any,
    keys: tuple[str, ...],
    path: Path,
    checked: bool,
    problems: list[Problem],
) -> LineRule:
    fields = _fields(name, entry, keys, path.name)
    longest = fields.text("longest") or str(_LONGEST)
    if not longest.isdecimal():
        fields.wrong("longest", f"{longest!r} is no number", "write a number of characters")
    if not fields.texts("example"):
        fields.wrong("example", "missing", "add a line that the rule shall drop")
    if not (fields.texts("lines") or fields.text("pattern")):
        fields.wrong("lines", "missing", "add `lines: [...]` or `pattern: ...`")
    characters = int(longest) if longest.isdecimal() else 0
    if checked and (wrong := fault(fields.text("pattern"), characters)):
        fields.wrong("pattern", wrong, remedy(wrong))
    rule = LineRule(
        name=name,
        language=path.stem,
        lines=frozenset(_folded(bare(line)) for line in fields.texts("lines")),
        expression=fields.text("pattern"),
        where=cast(Where, fields.choice("where", _WHERE, "anywhere")),
        longest=characters,
        follow=fields.choice("follow", ("yes", "no"), "no") == "yes",
        examples=fields.texts("example"),
        keeps=fields.texts("keeps"),
    )
    problems += fields.problems
    return rule


def bare(line: str) -> str:
    """A line as rules see it: single spaces, no bullets or arrows around it."""
    return " ".join(line.split()).strip(" \u200e\u200f*•·|>→←–—-_~#▶►◀◄")


@cache
def wall_rules() -> tuple[LineRule, ...]:
    """What stands on pages that are no article, in all languages; a rule is named after
    the kind of page, one of WALLS."""
    return _read_wall_rules(FOLDER / "walls.yaml")


def load_wall_rules(path: Path) -> tuple[LineRule, ...]:
    """Read such rules and check them. Raises DigestError as `load_line_rules` does."""
    return _read_wall_rules(path, checked=True)


def _read_wall_rules(path: Path, checked: bool = False) -> tuple[LineRule, ...]:
    data = load_mapping(path.read_text("utf-8"), path.name)
    problems = unknown_keys(data, WALLS, path.name)
    rules = []
    for kind, entries in data.items():
        if not isinstance(entries, dict):
            problems.append(Problem(path.name, f"{kind}: no languages", "add one, such as `en:`"))
            continue
        for language, entry in entries.items():
            name = f"{kind}: {language}"
            rule = _line_rule(name, entry, _WALL_KEYS, path, checked, problems)
            rules.append(replace(rule, name=kind, language=language))
    if problems:
        raise DigestError(*problems)
    return tuple(rules)


@cache
def page_rules() -> tuple[PageRule, ...]:
    """The rules for parts of a page. Raises DigestError for every key that is wrong."""
    path = FOLDER / "page.yaml"
    problems: list[Problem] = []
    rules = []
    for name, entry in load_mapping(path.read_text("utf-8"), path.name).items():
        fields = _fields(name, entry, _PAGE_KEYS, path.name)
        parts = [frozenset(fields.texts(key)) for key in _PAGE_KEYS]
        rules.append(PageRule(name, *parts))
        problems += fields.problems
    if problems:
        raise DigestError(*problems)
    return tuple(rules)


@cache
def words() -> Mapping[str, Words]:
    """The words around authors' names by language."""
    path = FOLDER / "words.yaml"
    problems: list[Problem] = []
    found = {}
    for language, entry in load_mapping(path.read_text("utf-8"), path.name).items():
        fields = _fields(language, entry, _WORD_KEYS, path.name)
        found[language] = Words(
            fields.texts("by"), fields.texts("roles"), fields.texts("not_names")
        )
        problems += fields.problems
    if problems:
        raise DigestError(*problems)
    return found


@cache
def agencies() -> tuple[str, ...]:
    """News agencies whose name before an article is a dateline."""
    return _texts(FOLDER / "datelines.yaml", "agencies")


@cache
def tracking() -> re.Pattern[str]:
    """For the whole name of a parameter that no address of a page needs."""
    names = _texts(FOLDER / "addresses.yaml", "tracking")
    joined = "|".join(re.escape(name).replace(r"\*", ".*") for name in names)
    return re.compile(joined, re.IGNORECASE)


def _texts(path: Path, key: str) -> tuple[str, ...]:
    """The texts of a file of one list. Raises DigestError for any other key, or if it is none."""
    data = load_mapping(path.read_text("utf-8"), path.name)
    fields = Fields(data, path.name)
    fields.problems += unknown_keys(data, (key,), path.name)
    fields.raise_problems()
    return fields.texts(key)


def check(remembered: Path) -> None:
    """Read and check all rules, unless that has been done: the file `remembered` then holds
    the digest of the folder. Raises DigestError for the first file in which any is wrong."""
    paths = sorted(FOLDER.rglob("*.yaml"))
    read = (path.name.encode() + b"\0" + path.read_bytes() for path in (*paths, _CHECKER))
    digest = hashlib.sha256(b"\0".join(read)).hexdigest()
    if not remembered.is_file() or remembered.read_text("utf-8") != digest:
        _check(digest)
        write_whole(remembered, digest.encode())


@cache
def _check(_digest: str) -> None:
    for path in sorted((FOLDER / "lines").glob("*.yaml")):
        load_line_rules(path)
    load_wall_rules(FOLDER / "walls.yaml")
    page_rules()
    words()
    agencies()
    tracking()
