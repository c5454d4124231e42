"""What is known about the site as a whole while it is built: settings and data files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from digest import sources, vocabulary
from digest.pages import interface
from digest.pages.interface import Words
from digest.problems import DigestError, Problem
from digest.sources import Sources
from digest.vocabulary import Vocabulary

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Library:
    """The curated data, the interface's words, and what the settings say of the site.

    `content` is the content folder; `now` decides which articles lie in the future.
    """

    content: Path
    name: str
    tagline: str
    url: str
    language: str
    page_size: int
    vocabulary: Vocabulary
    sources: Sources
    words: Mapping[str, Words]
    now: datetime

    def interface(self, language: str) -> str:
        """The interface language for a text in a language."""
        base = language.split("-")[0]
        return language if language in self.words else base if base in self.words else self.language


def load(settings: Mapping[str, Any]) -> Library:
    """Read everything; raises DigestError with the problems of all files together."""
    content = Path(settings["PATH"])
    problems: list[Problem] = []

    def attempt(read: Callable[[Path], _T], path: Path, empty: _T) -> _T:
        try:
            return read(path)
        except DigestError as error:
            problems.extend(error.problems)
            return empty

    library = Library(
        content=content,
        name=settings["SITENAME"],
        tagline=settings["SITESUBTITLE"],
        url=settings["SITEURL"].rstrip("/"),
        language=settings["DEFAULT_LANG"],
        page_size=settings["DEFAULT_PAGINATION"],
        vocabulary=attempt(vocabulary.load, content / "tags.yaml", Vocabulary()),
        sources=attempt(sources.load, content / "sources.yaml", Sources()),
        words=attempt(interface.load, Path(settings["THEME"]) / "words", {}),
        now=datetime.now(UTC),
    )
    site = urlsplit(library.url)
    if site.scheme not in ("http", "https") or not site.hostname:
        what = f"SITEURL: {library.url!r} is no web address"
        problems.append(Problem("pelicanconf.py", what, "begin it with https://"))
    if library.language not in library.words and not problems:
        remedy = f"add theme/words/{library.language}.yaml or choose another"
        what = f"DEFAULT_LANG: there are no interface words for {library.language!r}"
        problems.append(Problem("pelicanconf.py", what, remedy))
    if problems:
        raise DigestError(*problems)
    return library
