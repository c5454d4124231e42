"""All article files of a project, read without building anything."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from digest import frontmatter, sources, stories, vocabulary
from digest.article import Article
from digest.files import posix_relative
from digest.problems import DigestError, Problem
from digest.sources import Sources
from digest.strictyaml import read_text
from digest.terminal import count, some, unknown
from digest.vocabulary import Vocabulary
from digest.webaddress import host_of

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Held:
    """An article file: its path below the project, its article, whether a person edited it."""

    file: str
    article: Article
    edited: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """The article files that can be read, and the problems of the others."""

    held: tuple[Held, ...]
    problems: tuple[Problem, ...]


def read(root: Path) -> Holdings:
    """Read content/articles of a project."""
    held: list[Held] = []
    problems: list[Problem] = []
    for path in article_files(root):
        file = posix_relative(path, root)
        try:
            text = read_text(path.read_bytes(), file)
            held.append(Held(file, frontmatter.parse(text, file), frontmatter.is_edited(text)))
        except DigestError as error:
            problems += error.problems
    return Holdings(tuple(held), tuple(problems))


def article_files(root: Path) -> Iterator[Path]:
    """The paths of all article files, sorted; what is hidden is no content."""
    found = []
    for folder, folders, names in os.walk(root / "content" / "articles"):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, n) for n in names if n.endswith(".md") and not n.startswith(".")]
    yield from (path for path in sorted(found) if path.is_file())


@dataclass(frozen=True, slots=True)
class Overview:
    """What a curator wants to know at a glance; lists are of files or names.

    `nameless` articles have no source, `doubles` come from one raw file. `copies` have nearly
    the same text without being doubles: a wire story in several papers.
    """

    articles: int
    languages: tuple[tuple[str, int], ...]
    drafts: tuple[str, ...]
    withheld: tuple[str, ...]
    edited: int
    inferred: tuple[tuple[str, tuple[str, ...]], ...]
    nameless: tuple[str, ...]
    doubles: tuple[tuple[str, ...], ...]
    copies: tuple[tuple[str, ...], ...]
    unknown_tags: tuple[tuple[str, int], ...]
    unknown_sources: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]


def overview(root: Path) -> Overview:
    """Sum up a project's articles."""
    holdings = read(root)
    problems = list(holdings.problems)

    def attempt(load: Callable[[Path], _T], file: str) -> _T | None:
        try:
            return load(root / file)
        except DigestError as error:
            problems.extend(error.problems)
            return None

    tags = attempt(vocabulary.load, vocabulary.FILE)
    publications = attempt(sources.load, sources.FILE)
    attempt(stories.load, stories.FILE)
    articles = [each.article for each in holdings.held]
    now = datetime.now(UTC)
    doubles = _doubles(holdings.held)
    published = [each for each in holdings.held if each.article.status == "published"]
    return Overview(
        articles=len(articles),
        languages=tuple(Counter(a.language.split("-")[0] for a in articles).most_common()),
        drafts=tuple(each.file for each in holdings.held if each.article.status == "draft"),
        withheld=tuple(each.file for each in published if each.article.date > now),
        edited=sum(each.edited for each in holdings.held),
        inferred=tuple((h.file, h.article.inferred) for h in holdings.held if h.article.inferred),
        nameless=tuple(
            h.file for h in holdings.held if not (h.article.source or host_of(h.article.source_url))
        ),
        doubles=doubles,
        copies=tuple(files for files in _copies(holdings.held) if files not in doubles),
        unknown_tags=unknown_tags(articles, tags) if tags else (),
        unknown_sources=unknown_sources(articles, publications) if publications else (),
        problems=tuple(problems),
    )


def lines(seen: Overview, waiting: Sequence[str]) -> Iterator[str]:
    """What a curator reads of it, but for the problems; `waiting` are raw files to clean."""
    languages = ", ".join(f"{language} {number}" for language, number in seen.languages)
    articles = count(seen.articles, "article")
    yield f"{articles} ({languages or 'none yet'}), {seen.edited} edited or written by hand"
    if waiting:
        yield f"{count(len(waiting), 'raw file')} to clean or to mend: {some(waiting)}"
    if seen.drafts:
        yield f"{count(len(seen.drafts), 'draft')}: {some(seen.drafts)}"
    if seen.withheld:
        yield f"{len(seen.withheld)} dated in the future: {some(seen.withheld)}"
    for file, fields in seen.inferred:
        yield f"{file}: look at {', '.join(fields)}"
    for file in seen.nameless:
        yield f"{file}: no source; add `source:` with an id of content/sources.yaml"
    for files in seen.doubles:
        yield f"{' and '.join(files)}: from one raw file; delete one"
    for files in seen.copies:
        yield f"{some(files)}: nearly the same text, shown as one story"
    yield from unknown(seen.unknown_tags, seen.unknown_sources)


def _doubles(held: Iterable[Held]) -> tuple[tuple[str, ...], ...]:
    """Article files that name the same raw file, its same part and the same title, as copies do."""
    files: dict[tuple[str, str, str], list[str]] = {}
    for each in held:
        if each.article.raw:
            key = (each.article.raw.file, each.article.raw.part, each.article.title)
            files.setdefault(key, []).append(each.file)
    return tuple(tuple(found) for found in files.values() if len(found) > 1)


def _copies(held: Sequence[Held]) -> Iterator[tuple[str, ...]]:
    """Article files with nearly the same text."""
    from digest.relations import copies  # NumPy, which builds may do without

    for group in copies.among([each.article for each in held]):
        if len(group) > 1:
            yield tuple(held[index].file for index in group)


def unknown_tags(articles: Iterable[Article], known: Vocabulary) -> tuple[tuple[str, int], ...]:
    """Tags that the vocabulary does not know, with the number of articles, most first."""
    names = Counter(name for article in articles for name in article.tags)
    return tuple((name, n) for name, n in names.most_common() if not known.knows(name))


def unknown_sources(articles: Iterable[Article], known: Sources) -> tuple[tuple[str, int], ...]:
    """Sources that sources.yaml does not know, with the number of articles, most first."""
    names = Counter(article.source for article in articles if article.source)
    return tuple((name, n) for name, n in names.most_common() if not known.named(name))
