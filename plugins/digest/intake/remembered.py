"""Files that nothing is left to do with, so that no run has to read them again.

Only a memory: what it says is checked against the articles that are there, it holds for one
state of the code, its rules and the site's data, and if it is lost, the files are read once more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from digest import code
from digest.files import write_whole
from digest.intake import knowledge
from digest.intake.known_articles import Known
from digest.problems import Problem

FILE = ".cache/cleaned.json"


@dataclass(frozen=True, slots=True)
class Settled:
    """What there is to say of a file whenever it is looked at again.

    `articles` is a digest of the articles made of it, `others` are the paths of articles
    that are there in place of some of its own. `moved` are raw files and parts that are
    gone, with the parts of this file that they now are.
    """

    articles: str
    unchanged: int = 0
    kept: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()


def state(known: Known, file: str) -> str:
    """Tells one state of the articles made of a raw file from another."""
    made = known.articles.get(file, {})
    rows = (
        (p, a.path, a.origin.sha256, str(a.edited), str(a.waits), *a.keep)
        for p, a in sorted(made.items())
    )
    return hashlib.sha256("\0".join("\0".join(row) for row in rows).encode()).hexdigest()


def key(file: str, sha256: str) -> str:
    return f"{sha256} {file}"


def name_of(key: str) -> str:
    """The file that a key is of."""
    return key.partition(" ")[2]


def load(root: Path) -> dict[str, Settled]:
    """What is remembered; nothing if that cannot be read."""
    try:
        data = json.loads((root / FILE).read_bytes())
        files = data["files"] if data["stamp"] == _stamp(root) else {}
        return {name: _settled(fields) for name, fields in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def save(root: Path, settled: dict[str, Settled]) -> None:
    """Remember these files and no others."""
    files = {name: asdict(each) for name, each in sorted(settled.items())}
    data = json.dumps({"stamp": _stamp(root), "files": files}, ensure_ascii=False, indent=1)
    write_whole(root / FILE, data.encode("utf-8", "replace"))


def _stamp(root: Path) -> str:
    """Tells one state of what cleaning goes by from another, so that nothing is remembered
    of a file which would now be cleaned differently, or at last."""
    return f"{code.OWN.hex()} {knowledge.stamp(root)}"


def _settled(fields: dict[str, Any]) -> Settled:
    problems = tuple(Problem(**each) for each in fields["problems"])
    lists = {name: _texts(fields[name]) for name in ("kept", "notes", "others")}
    moved = tuple((str(file), str(was), str(part)) for file, was, part in fields["moved"])
    return Settled(
        str(fields["articles"]), int(fields["unchanged"]), problems=problems, moved=moved, **lists
    )


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(str, values))
