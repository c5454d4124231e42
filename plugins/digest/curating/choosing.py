"""Which article files a person means by a name, a folder or a pattern."""

from __future__ import annotations

import difflib
import os
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from digest.files import posix_relative
from digest.holdings import article_files
from digest.problems import DigestError, Problem

FOLDER = "content/articles"


def chosen(root: Path, patterns: Sequence[str]) -> list[str]:
    """The article files that patterns name, sorted, as paths below the project.

    A pattern is a file, a folder (with all below it) or a glob, from the project's folder
    or from content/articles. Raises DigestError that names each that matches nothing.
    """
    files = [posix_relative(path, root) for path in article_files(root)]
    found: set[str] = set()
    problems = []
    for pattern in patterns:
        matches = _matches(root, pattern, files)
        found.update(matches)
        if not matches:
            near = difflib.get_close_matches(pattern, files, 1)
            remedy = f"did you mean {near[0]}?" if near else f"name a file, folder or {_GLOB}"
            problems.append(Problem(pattern, "no article file is there", remedy))
    if problems:
        raise DigestError(*problems)
    return sorted(found)


_GLOB = f"pattern (in quotes) below {FOLDER}"


def _matches(root: Path, pattern: str, files: Sequence[str]) -> list[str]:
    for base in (root, root / FOLDER):
        # A path is taken as it is first: [ and * are letters of some names.
        place = os.path.normpath(base / pattern)
        if found := _at([place], root, files):
            return found
        try:
            paths = list(base.glob(pattern))
        except (ValueError, NotImplementedError, OSError):  # it is absolute, or no pattern
            continue
        if found := _at([os.path.normpath(path) for path in paths], root, files):
            return found
    return []


def _at(places: Iterable[str], root: Path, files: Sequence[str]) -> list[str]:
    """The files at these places, or below them; however their names' accents are spelled."""
    wanted = {unicodedata.normalize("NFC", place) for place in places}
    return [
        file
        for file in files
        if not wanted.isdisjoint(map(str, _with_parents(root, unicodedata.normalize("NFC", file))))
    ]


def _with_parents(root: Path, file: str) -> Iterable[Path]:
    path = root / file
    yield path
    for parent in path.parents:
        if parent == root:
            return
        yield parent
