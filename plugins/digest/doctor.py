"""Whether this machine and this project have what the work needs, in checks of one line each.

A check is a function of the project's folder. What only one wing needs is checked by a
doctor.py of its own; `invoke doctor` runs them all.
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from digest import sources, stories, vocabulary
from digest.problems import DigestError

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_NEEDED = (3, 11)
INSTALL = "./digest makes an environment of its own; or pip install -r requirements.lock"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: whether all is well, what there is or lacks, what to do about it.

    Without what is `essential`, nothing works.
    """

    ok: bool
    what: str
    remedy: str = ""
    essential: bool = False


Check = Callable[[Path], Finding]


def found(name: str, look: Callable[[], str], essential: bool) -> Finding:
    """The finding of a check that says what is there, or raises DigestError where it is not."""
    try:
        return Finding(True, f"{name}: {look()}")
    except DigestError as error:
        first, more = error.problems[0], len(error.problems) - 1
        remedy = f"{first.remedy} (and {more} more)" if more else first.remedy
        return Finding(False, f"{first.file}: {first.problem}", remedy, essential)


def python(_: Path) -> Finding:
    """Python itself."""
    version = sys.version_info[:3]
    what = f"Python {'.'.join(map(str, version))}"
    return Finding(version >= _NEEDED, what, "install Python 3.11 or newer", essential=True)


def packages(root: Path) -> Finding:
    """The packages that pyproject.toml asks for, in the versions of requirements.lock."""
    project, lock = root / "pyproject.toml", root / "requirements.lock"
    if not (project.is_file() and lock.is_file()):
        what = "packages: there is no pyproject.toml or no requirements.lock to compare with"
        return Finding(False, what, "restore it: git restore pyproject.toml requirements.lock")
    wanted = tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"]
    pins: dict[str, list[str]] = {}  # one for each range of Pythons
    for name, version in _PINNED.findall(lock.read_text("utf-8")):
        pins.setdefault(name.lower(), []).append(version)
    missing, other = [], []
    everywhere = (line for line in wanted if ";" not in line)  # the others have their checks
    for name in (match[0] for line in everywhere if (match := _NAME.match(line))):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if version not in pins.get(name.lower(), [version]):
            other.append(f"{name} {version} for {' or '.join(pins[name.lower()])}")
    if missing:
        return Finding(False, f"packages: no {', '.join(missing)}", INSTALL, essential=True)
    if other:
        return Finding(False, f"packages: not as locked: {', '.join(other)}", INSTALL)
    return Finding(True, f"packages: {len(wanted)}, as locked")


def subjects(root: Path) -> Finding:
    """The vocabulary of tags."""
    path = root / vocabulary.FILE
    return found(vocabulary.FILE, lambda: f"{len(vocabulary.load(path).tags)} tags", True)


def publications(root: Path) -> Finding:
    """The publications."""
    path = root / sources.FILE
    if not path.is_file():
        what = f"{sources.FILE}: there is none, so all texts are shown in full"
        return Finding(False, what, f"write one, or restore it: git restore {sources.FILE}")
    return found(sources.FILE, lambda: f"{len(sources.load(path).by_id)} sources", True)


def events(root: Path) -> Finding:
    """The stories that have a name."""
    path = root / stories.FILE
    return found(stories.FILE, lambda: f"{len(stories.load(path).entries)} stories", True)


def places(root: Path) -> Finding:
    """The folders that the tasks write to."""
    names = ("content/articles", "content/vectors", "output", ".cache")
    shut = [name for name in names if not os.access(_nearest(root / name), os.W_OK | os.X_OK)]
    if shut:
        what = f"folders: {', '.join(shut)} cannot be written to"
        return Finding(False, what, "check whom they belong to: ls -ld", essential=True)
    return Finding(True, f"folders: {', '.join(names)} can be written to")


def _nearest(path: Path) -> Path:
    """A folder, or the one above it that there is."""
    while not path.exists():
        path = path.parent
    return path


CHECKS: tuple[Check, ...] = (python, packages, subjects, publications, events, places)
