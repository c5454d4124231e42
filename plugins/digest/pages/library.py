"""What is known about the site as a whole while it is built: settings and data files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from digest import languages, sources, stories, vocabulary
from digest.article import Article
from digest.pages import interface
from digest.pages.interface import Words
from digest.problems import DigestError, Problem
from digest.slugs import slugify
from digest.sources import Source, Sources
from digest.stories import Registry
from digest.vocabulary import Tag, Vocabulary
from digest.webaddress import site_address

if TYPE_CHECKING:
    from jinja2 import Environment

    from digest.pages.catalogue import Resolved
    from digest.pages.records import Record

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """What all pages share before any article is known: names, languages and words.

    `page_size` is the number of articles on each page of a list.
    """

    name: str
    tagline: str
    url: str
    language: str
    page_size: int
    words: Mapping[str, Words]

    def interface(self, language: str) -> str:
        """The interface language for a text in a language."""
        base = language.split("-")[0]
        return language if language in self.words else base if base in self.words else self.language


class Curated(NamedTuple):
    """The frame, what the files of curated data say, and the names of languages that were asked
    for: Babel takes its time to read what it knows of a language."""

    frame: Frame
    vocabulary: Vocabulary
    sources: Sources
    stories: Registry
    names: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """The frame, and the curated data. `now` decides which articles lie in the future, `resolved`
    holds articles whose tags and sources are looked up already, `templates` are those of the
    theme, if they are at hand."""

    frame: Frame
    vocabulary: Vocabulary
    sources: Sources
    stories: Registry
    names: dict[str, str]
    now: datetime
    resolved: dict[Record, Resolved] = field(default_factory=dict)
    templates: Environment | None = None
    _sources: dict[tuple[str, str], Source] = field(default_factory=dict)
    _tags: dict[str, Tag] = field(default_factory=dict)

    def source(self, article: Article) -> Source:
        """The publication of an article; the digest itself where none is known."""
        key = (article.source, "/".join(article.source_url.split("/", 3)[:3]))
        known = self._sources.get(key)
        if known is None:
            found = self.sources.of(article.source, article.source_url)
            known = found if found.name else Source(slugify(self.frame.name), self.frame.name)
            self._sources[key] = known
        return known

    def own_name(self, language: str) -> str:
        """As languages.own_name."""
        if language not in self.names:
            self.names[language] = languages.own_name(language)
        return self.names[language]

    def tag(self, name: str) -> Tag:
        """The tag that an article calls by this name."""
        known = self._tags.get(name)
        if known is None:
            known = self._tags[name] = self.vocabulary.find(name)
        return known


def _site_address(value: Any, problems: list[Problem]) -> str:
    try:
        return site_address(value)
    except (ValueError, AttributeError):
        what = f"SITEURL: {value!r} is no address of a site"
        problems.append(Problem("pelicanconf.py", what, "write one such as https://example.org"))
        return ""


def of(known: Curated) -> Library:
    """A library of what is known already."""
    return Library(*known, now=datetime.now(UTC))


def load(settings: Mapping[str, Any], found: Iterable[Problem] = ()) -> Library:
    """Read everything; raises DigestError with the problems of all files together, and those
    that were found before."""
    content = Path(settings["PATH"])
    problems: list[Problem] = []

    def attempt(read: Callable[[Path], _T], path: Path, empty: _T) -> _T:
        try:
            return read(path)
        except DigestError as error:
            problems.extend(error.problems)
            return empty

    frame = Frame(
        name=settings["SITENAME"],
        tagline=settings["SITESUBTITLE"],
        url=_site_address(settings["SITEURL"], problems),
        language=settings["DEFAULT_LANG"],
        page_size=settings["DEFAULT_PAGINATION"],
        words=attempt(interface.load, Path(settings["THEME"]) / "words", {}),
    )
    if not (content / "sources.yaml").is_file():  # every text would be shown in full
        what = "is not there, and it says how much of an article may be shown"
        remedy = f"bring it back (git restore {sources.FILE}), or make an empty file"
        problems.append(Problem(sources.FILE, what, remedy))
    known = Curated(
        frame=frame,
        vocabulary=attempt(vocabulary.load, content / "tags.yaml", Vocabulary()),
        sources=attempt(sources.load, content / "sources.yaml", Sources()),
        stories=attempt(stories.load, content / "stories.yaml", Registry()),
        names={},
    )
    if not isinstance(frame.page_size, int) or frame.page_size < 1:
        what = f"DEFAULT_PAGINATION: {frame.page_size!r} is no number of articles"
        problems.append(Problem("pelicanconf.py", what, "write one such as 20"))
    problems += found
    if frame.language not in frame.words and not problems:
        remedy = f"add theme/words/{frame.language}.yaml or choose another"
        what = f"DEFAULT_LANG: there are no interface words for {frame.language!r}"
        problems.append(Problem("pelicanconf.py", what, remedy))
    if problems:
        raise DigestError(*problems)
    return of(known)


def curated(library: Library) -> Curated:
    """What a library knows, without what it has looked up."""
    return Curated(
        library.frame, library.vocabulary, library.sources, library.stories, library.names
    )
