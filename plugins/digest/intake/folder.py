"""content/raw to content/articles: what is new is cleaned, what a person edited is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from digest import frontmatter
from digest.article import Article
from digest.files import exclusive, posix_relative, write_whole
from digest.intake import knowledge, known_articles, rawfiles, rules
from digest.intake.known_articles import KnownArticle
from digest.intake.report import CleanReport, Written
from digest.intake.running import clean_files
from digest.problems import DigestError, Problem
from digest.slugs import slugify


@dataclass(slots=True)
class _Run:
    """What a run collects on its way to a report."""

    root: Path
    known: Mapping[str, KnownArticle]
    written: list[Written] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def report(self) -> CleanReport:
        return CleanReport(
            tuple(self.written),
            self.unchanged,
            tuple(self.kept),
            tuple(self.problems),
            tuple(self.notes),
        )


def clean_folder(
    root: Path,
    again: bool = False,
    only: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    executor: Executor | None = None,
) -> CleanReport:
    """Clean the raw files that are new or changed (`again`: all), or `only` those named.

    Deletes nothing, changes no raw file and no article that a person has edited. Whatever
    is wrong with a file is in the report; the other files are cleaned all the same.
    """
    cache = root / ".cache"
    cache.mkdir(exist_ok=True)
    try:
        # Two runs at once would make two articles of each raw file.
        with exclusive(cache / "clean.lock", "another clean is running"):
            known_site = knowledge.load(root)
            rules.check()
            return _clean(root, known_site, again, only, progress, executor)
    except DigestError as error:
        return CleanReport(problems=error.problems)


def _clean(
    root: Path,
    known_site: knowledge.Knowledge,
    again: bool,
    only: Sequence[str],
    progress: Callable[[int, int], None] | None,
    executor: Executor | None,
) -> CleanReport:
    known, problems = known_articles.read(root)
    run = _Run(root, known, problems=problems)
    names = rawfiles.files(root)
    if only:
        names, unknown = rawfiles.chosen(only, names)
        run.problems += unknown
    names, unread = rawfiles.readable(names)
    run.problems += unread
    todo = _to_clean(run, names, again)
    for number, outcome in enumerate(clean_files(root, todo, executor), 1):
        run.problems += outcome.problems
        for article in outcome.articles:
            _write(run, article, known_site)
        if progress:
            progress(number, len(todo))
    return run.report()


def pending(root: Path) -> tuple[str, ...]:
    """The raw files that no article was made of yet. Cheap: parses nothing."""
    origins = list(known_articles.origins(root))
    cleaned = {origin.file for origin in origins}
    digests = {origin.sha256 for origin in origins}
    names, _ = rawfiles.readable(rawfiles.files(root))
    fresh = (name for name in names if name not in cleaned)
    return tuple(name for name in fresh if rawfiles.digest(root, name) not in digests)


def _to_clean(run: _Run, names: Sequence[str], again: bool) -> list[str]:
    """The files to clean: not those that are done, edited by a person, or there twice."""
    owners = {article.origin.sha256: file for file, article in run.known.items()}
    todo = []
    for name in names:
        digest = rawfiles.digest(run.root, name)
        article = run.known.get(name)
        if article and article.origin.sha256 == digest and not again:
            run.unchanged += 1
        elif article and article.edited:
            run.kept.append(article.path)
        elif article or not digest or owners.setdefault(digest, name) == name:
            todo.append(name)
        else:
            run.notes.append(f"{rawfiles.FOLDER}/{name}: the same bytes as {owners[digest]}")
    return todo


def _write(run: _Run, article: Article, known: knowledge.Knowledge) -> None:
    origin = article.raw
    before = run.known.get(origin.file) if origin else None
    path = run.root / before.path if before else _free_path(run.root, article)
    data = frontmatter.dump(article).encode()
    if path.is_file() and path.read_bytes() == data:
        run.unchanged += 1
        return
    write_whole(path, data)
    shown = posix_relative(path, run.root)
    run.written.append(
        Written(shown, origin.file if origin else "", article.inferred, _notes(article, known))
    )


def _free_path(root: Path, article: Article) -> Path:
    """Where an article's file goes; a second one of the same headline gets a number."""
    base = root / known_articles.FOLDER / f"{article.date:%Y/%m}"
    slug = slugify(article.title)
    path, number = base / f"{slug}.md", 1
    while path.exists():
        number += 1
        path = base / f"{slug}-{number}.md"
    return path


def _notes(article: Article, known: knowledge.Knowledge) -> tuple[str, ...]:
    notes = []
    if article.source and not known.sources.named(article.source):
        notes.append(f"source {article.source!r} is not in content/sources.yaml")
    if not article.source:
        notes.append("no source found")
    if not article.tags:
        notes.append("no tag of content/tags.yaml found in it")
    return tuple(notes)
