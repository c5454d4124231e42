"""Where a cleaned article goes: to its file, or nowhere where another is at its address."""

from __future__ import annotations

from pathlib import Path

from digest import frontmatter
from digest.article import Article
from digest.files import posix_relative, write_whole
from digest.intake import knowledge, known_articles, rawfiles
from digest.intake.formats.decoding import decode
from digest.intake.known_articles import KnownArticle
from digest.intake.report import Written
from digest.intake.running import Outcome
from digest.intake.tally import Run, Tally
from digest.slugs import same_name, slugify

_TEASER = 1000  # characters of a text up to which it may be a mere teaser
_CLEARLY = 1.5  # times the text of another, and an article has clearly more


def write(
    run: Run, tally: Tally, outcome: Outcome, article: Article, known_site: knowledge.Knowledge
) -> bool:
    """Write an article unless it is there already; returns whether it was written."""
    origin = article.raw
    assert origin
    before = run.known.find(origin.file, origin.part)
    more: tuple[str, ...] = ()
    if not before and (other := _at_its_address(run, article)):
        if said := _stands(other, article):
            tally.twice.append((outcome.shown, said))
            tally.others.add(other.path)
            return False
        more = (_give_way(run, other, article.source_url),)
        before = other
    path = run.root / before.path if before else _free_path(run, article)
    data = frontmatter.dump(article).encode()
    name = posix_relative(path, run.root)
    size = known_articles.size(article.body)
    known = KnownArticle(name, origin, False, title=article.title, size=size)
    run.known.add(known, article.source_url)
    for phrase in outcome.missed:
        tally.missed.append(f"{name}: keep: {phrase!r} stands nowhere in the raw text")
    if path.is_file() and path.read_bytes() == data:
        tally.unchanged += 1
        return False
    if before and path.is_file() and frontmatter.is_edited(decode(path.read_bytes())):
        tally.kept.append(name)  # edited since this run began
        return False
    run.taken.add(path)
    if not run.dry:
        write_whole(path, data)
    notes = (*more, *_notes(article, known_site), *outcome.notes)
    changes = outcome.changes if run.diff else ()
    tally.written.append(
        Written(name, origin.file, outcome.shown, article.inferred, notes, changes)
    )
    return True


def _at_its_address(run: Run, article: Article) -> KnownArticle | None:
    """The article that is, or in a dry run would be, at the address of another raw one."""
    other = run.known.addresses.get(known_articles.address_key(article.source_url))
    if not other:
        return None
    path = run.root / other.path
    if run.dry and path in run.taken:
        return other
    return known_articles.looked_at(run.root, other) if path.is_file() else None


def _stands(other: KnownArticle, article: Article) -> str:
    """What to say of an article where another at its address stays; nothing if it gives way,
    as the sentence of a feed does to the page that the feed leads to. What is more than a
    few sentences gives way to its own headline only: some sites call all pages by one address.
    """
    same = f"the same address as {other.path}"
    alike = other.size <= _TEASER or same_name(other.title) == same_name(article.title)
    if not alike or known_articles.size(article.body) < _CLEARLY * other.size:
        return same
    # A person put this one there, or asked for lines to keep in it.
    return f"{same}, which has less text but is edited by hand" if _by_hand(other) else ""


def _by_hand(article: KnownArticle) -> bool:
    return article.edited or bool(article.keep)


def _give_way(run: Run, other: KnownArticle, url: str) -> str:
    """Take an article back, for one with clearly more of its text; returns a note on that."""
    run.known.drop(other, url)
    file, part = other.origin.file, other.origin.part
    if tally := run.tallies.get(file):
        tally.written = [written for written in tally.written if written.path != other.path]
        tally.twice.append((rawfiles.shown(file, part), f"the same address as {other.path}"))
        tally.others.add(other.path)
    return f"in place of {rawfiles.shown(file, part)}, which has less of its text"


def _free_path(run: Run, article: Article) -> Path:
    """Where an article's file goes; a second one of the same headline gets a number."""
    base = run.root / known_articles.FOLDER / f"{article.date:%Y/%m}"
    slug = slugify(article.title)
    path, number = base / f"{slug}.md", 1
    while path.exists() or path in run.taken:
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
        notes.append("no tag of content/tags.yaml has weight enough in it")
    return tuple(notes)
