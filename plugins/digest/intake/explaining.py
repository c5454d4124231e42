"""Where the facts of a raw file's articles come from, told without writing anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from digest.article import RawArticle
from digest.intake import formats, knowledge, known_articles, rawfiles
from digest.intake.cleaning import Cleaned, clean
from digest.intake.facts.findings import Finding
from digest.intake.formats.kinds import MANY, kind_of
from digest.intake.formats.parts import Bad
from digest.problems import DigestError, Problem


@dataclass(frozen=True, slots=True)
class Explanation:
    """What messages call a raw article, and what is said of it: rows of fact, value, origin."""

    shown: str
    rows: tuple[tuple[str, str, str], ...]


def explain(root: Path, file: str) -> Iterator[Explanation | Problem]:
    """Explain the articles of a raw file one by one; Problems stand for those that are none.

    Raises DigestError if there is no such file, or if it cannot be read.
    """
    names, unknown = rawfiles.chosen([file], rawfiles.files(root))
    good, unread = rawfiles.readable(names)
    if unknown or unread:
        raise DigestError(*unknown, *unread)
    known = known_articles.read(root)[0]
    # An article's own tags, once edited, are no reason for them.
    others = [each for each in known.edited if not each.raw or each.raw.file not in good]
    site = knowledge.load(root, knowledge.gather(root, others))
    for name in good:
        for shown, raw in _raws(root, name):
            if isinstance(raw, Problem):
                yield raw
                continue
            article = known.find(name, raw.part)
            try:
                cleaned = clean(raw, site, article.keep if article else ())
            except DigestError as error:
                yield from (Problem(shown, p.problem, p.remedy) for p in error.problems)
                continue
            yield Explanation(shown, tuple(_rows(cleaned)))


def _raws(root: Path, name: str) -> Iterator[tuple[str, RawArticle | Problem]]:
    path = root / rawfiles.FOLDER / name
    kind = kind_of(path)
    if kind not in MANY:
        yield rawfiles.shown(name), formats.read(path, name)
        return
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    for part in formats.parts(path, kind):
        if isinstance(part, Bad):
            yield "", Problem(rawfiles.shown(name, part.place), part.problem, part.remedy)
        else:
            shown = rawfiles.shown(name, part.shown)
            try:
                yield shown, formats.of_part(part, name, part.known_as, part.sha256, modified)
            except DigestError as error:
                yield from ((shown, Problem(shown, p.problem, p.remedy)) for p in error.problems)


def _rows(cleaned: Cleaned) -> Iterator[tuple[str, str, str]]:
    facts = cleaned.facts
    yield _row("title", facts.title.value, facts.title)
    yield _row("date", facts.date.value.isoformat(), facts.date)
    yield _row("source", facts.source.value, facts.source)
    yield _row("language", facts.language.value, facts.language)
    yield _row("authors", ", ".join(facts.authors.value), facts.authors)
    yield ("address", facts.url or "none", "")
    yield from (_row("tag", tag.value, tag) for tag in facts.tags)
    yield from (_row("new tag?", name.value, name) for name in facts.candidates)
    if facts.keywords:
        yield ("subjects", ", ".join(facts.keywords), "as the page declares them")
    kept, dropped, repaired = len(cleaned.blocks), len(cleaned.dropped), len(cleaned.repaired)
    yield ("lines", f"{kept} kept, {dropped} dropped, {repaired} repaired", "")


def _row(name: str, value: str, finding: Finding[Any]) -> tuple[str, str, str]:
    guessed = " (guessed)" if finding.guessed else ""
    return (name, value or "none", f"{finding.origin}{guessed}")
