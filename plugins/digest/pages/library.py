"""What is known about the site as a whole while it is built: settings and data files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from digest import sources, stories, vocabulary
from digest.article import Article
from digest.pages import interface
from digest.pages.interface import Words
from digest.problems import DigestError, Problem
from digest.relations import vectors
from digest.relations.vectors import Vector
from digest.slugs import slugify
from digest.sources import Source, Sources
from digest.stories import Registry
from digest.vocabulary import Vocabulary
from digest.webaddress import site_address

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
    stories: Registry
    vectors: Mapping[str, Vector]
    words: Mapping[str, Words]
    now: datetime

    def source(self, article: Article) -> Source:
        """The publication of an article; the digest itself where none is known."""
        found = self.sources.of(article.source, article.source_url)
        return found if found.name else Source(slugify(self.name), self.name)

    def interface(self, language: str) -> str:
        """The interface language for a text in a language."""
        base = language.split("-")[0]
        return language if language in self.words else base if base in self.words else self.language


def _site_address(value: Any, problems: list[Problem]) -> str:
    try:
        return site_address(value)
    except (ValueError, AttributeError):
        what = f"SITEURL: {value!r} is no address of a site"
        problems.append(Problem("pelicanconf.py", what, "write one such as https://example.org"))
        return ""


def _odd_files(content: Path) -> Iterator[Problem]:
    """What Pelican would follow out of the project, wait for, or stumble over."""
    for path in sorted(
        p for folder in ("articles", "pages") for p in (content / folder).rglob("*")
    ):
        place = f"content/{path.relative_to(content).as_posix()}"
        if path.name.startswith("."):
            continue
        if not place.isprintable():  # lone surrogates: bytes that are no UTF-8
            yield Problem(ascii(place), "its name is not UTF-8 text", "rename it")
        elif path.is_symlink():
            yield Problem(place, "a link to another place", "put the file itself here")
        elif not path.is_dir() and not path.is_file():
            yield Problem(place, "not a file", "remove it")


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
        url=_site_address(settings["SITEURL"], problems),
        language=settings["DEFAULT_LANG"],
        page_size=settings["DEFAULT_PAGINATION"],
        vocabulary=attempt(vocabulary.load, content / "tags.yaml", Vocabulary()),
        sources=attempt(sources.load, content / "sources.yaml", Sources()),
        stories=attempt(stories.load, content / "stories.yaml", Registry()),
        vectors=vectors.read(content),
        words=attempt(interface.load, Path(settings["THEME"]) / "words", {}),
        now=datetime.now(UTC),
    )
    if not isinstance(library.page_size, int) or library.page_size < 1:
        what = f"DEFAULT_PAGINATION: {library.page_size!r} is no number of articles"
        problems.append(Problem("pelicanconf.py", what, "write one such as 20"))
    problems += _odd_files(content)
    if library.language not in library.words and not problems:
        remedy = f"add theme/words/{library.language}.yaml or choose another"
        what = f"DEFAULT_LANG: there are no interface words for {library.language!r}"
        problems.append(Problem("pelicanconf.py", what, remedy))
    if problems:
        raise DigestError(*problems)
    return library
