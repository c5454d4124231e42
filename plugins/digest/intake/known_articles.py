"""Which articles there are already, and which raw files they were made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from digest import frontmatter
from digest.article import Origin
from digest.files import posix_relative
from digest.holdings import article_files
from digest.intake.decoding import decode
from digest.problems import DigestError, Problem
from digest.strictyaml import load_mapping, read_text

FOLDER = "content/articles"
_RAW_LINE = re.compile(r"^raw: *(\{.*\})[ \t]*\r?$", re.MULTILINE)
_HEAD = 1 << 16  # bytes; front matter ends long before


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article file: its path below the project, its origin, whether a person edited it."""

    path: str
    origin: Origin
    edited: bool


def read(root: Path) -> tuple[dict[str, KnownArticle], list[Problem]]:
    """The articles by the raw file each was made of, and what is wrong with any of them.

    A file that cannot be read still owns its raw file if it names one.
    """
    found: dict[str, KnownArticle] = {}
    problems: list[Problem] = []
    for path in article_files(root):
        name = posix_relative(path, root)
        try:
            text = read_text(path.read_bytes(), name)
            origin = frontmatter.parse(text, name).raw
        except DigestError as error:
            problems += error.problems
            origin = _named(decode(path.read_bytes()))
            if origin:
                found[origin.file] = KnownArticle(name, origin, True)
            continue
        if origin:
            found[origin.file] = KnownArticle(name, origin, frontmatter.is_edited(text))
    return found, problems


def origins(root: Path) -> Iterator[Origin]:
    """The origins that article files name, without reading more of them than their heads."""
    for path in article_files(root):
        with path.open("rb") as stream:
            if origin := _named(stream.read(_HEAD).decode("utf-8", "replace")):
                yield origin


def _named(text: str) -> Origin | None:
    """The origin in a file that may be damaged."""
    found = _RAW_LINE.search(text)
    if not found:
        return None
    try:
        data = load_mapping(found[1], "")
    except DigestError:
        return None
    file, sha256 = str(data.get("file", "")), str(data.get("sha256", ""))
    return Origin(file, sha256) if file else None
