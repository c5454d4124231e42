"""Tags added, taken away, renamed and merged: in all articles and the vocabulary, or in none.

Everything is worked out first. The vocabulary is replaced before the articles, and knows
the old name; so if the machine dies in between, every article still finds its tag, and the
same command does the rest.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from digest import frontmatter, vocabulary
from digest.curating.renaming import rename
from digest.curating.work import Carrier, Work, is_one, meaning, owners, started
from digest.files import changing_articles, replace_all
from digest.problems import DigestError, Problem, problem
from digest.slugs import slugify
from digest.vocabulary import all_broader


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be done: renames as OLD=NEW one after the other, then removals, then additions.

    `patterns` say in which articles; none means all, which only renames may.
    """

    rename: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A file that changes, its bytes before and after, and in short what changes in it."""

    file: str
    before: bytes
    after: bytes
    what: str


@dataclass(frozen=True, slots=True)
class Retagged:
    """What was done, or would be. `inverse` is the request that undoes it, if there is one."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    inverse: Request | None = None


def retag(root: Path, request: Request, dry: bool = False) -> Retagged:
    """Change tags as a request says; a `dry` run only tells what would change.

    Raises DigestError, and nothing is changed, where a file cannot be read or changed, a
    tag or file is not found, or cleaning runs at the same time.
    """
    if not request.patterns and (request.add or request.remove):
        what = "--add" if request.add else "--remove"
        remedy = "say which: -p FILE, -p FOLDER or -p 'PATTERN'"
        raise problem(what, "of which articles is not said", remedy)
    with changing_articles(root):
        path = root / vocabulary.FILE
        before = path.read_bytes() if path.is_file() else None
        work = started(root, request.patterns, before or b"")
        clashes = set(_clashes(work))
        for spec in request.rename:
            rename(work, spec)
        for name in request.remove:
            _remove(work, name)
        for name in request.add:
            _add(work, name)
        if fresh := [found for found in _clashes(work) if found not in clashes]:
            raise DigestError(*fresh)
        chosen = bool(request.add or request.remove)
        changes = tuple(_changes(work, before or b"", chosen))
        if not dry:
            files: dict[Path, tuple[bytes | None, bytes]] = {
                root / change.file: (change.before, change.after) for change in changes
            }
            if path in files:
                files[path] = (before, files[path][1])
            replace_all(files, root)
    return Retagged(changes, tuple(work.notes), _inverse(request, work))


def _remove(work: Work, name: str) -> None:
    is_meant = meaning(work, name)
    carried = False
    for carrier in work.carriers:
        carried |= any(map(is_meant, carrier.carried()))
        for names in (carrier.tags, carrier.added):
            names[:] = [None if tag is None or is_meant(tag) else tag for tag in names]
    if not carried:
        work.notes.append(f"none of these articles carries {name!r}{_implied(work, name)}")


def _implied(work: Work, name: str) -> str:
    tag = work.known.find(name)
    tags = {work.known.find(name).id for name in work.names()}
    narrower = sorted(id_ for id_ in tags if tag.id in all_broader(work.known.tags, id_))
    return f"; it is implied by {', '.join(narrower)}" if narrower else ""


def _add(work: Work, name: str) -> None:
    name = " ".join(name.split())
    if not name:
        raise problem("--add", "no name", "write --add TAG")
    tag = work.known.knows(name)
    for carrier in work.carriers:
        if not any(is_one(work, carried, name) for carried in carrier.carried()):
            carrier.added.append(tag.id if tag else name)
    if not tag:
        near = difflib.get_close_matches(slugify(name), work.known.tags, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        work.notes.append(f"{name!r} is not in content/tags.yaml{hint}")


def _clashes(work: Work) -> Iterable[Problem]:
    """Unknown tags of articles that want the address of a known one."""
    by_address = owners(work)
    told = set()
    for carrier in work.carriers:
        for name in carrier.carried():
            owner = None if work.known.knows(name) else by_address.get(slugify(name))
            if owner and name not in told:
                told.add(name)
                what = f"tag {name!r} would share an address with {owner.id!r}"
                yield Problem(carrier.file, what, "rename that one, too")


def _changes(work: Work, before: bytes, chosen: bool) -> Iterable[Change]:
    """What becomes of each file, the vocabulary first; `chosen` as in frontmatter.with_tags."""
    problems: list[Problem] = []
    after = work.file.text.encode()
    if after != before:
        yield Change(vocabulary.FILE, before, after, ", ".join(work.done))
    for carrier in work.carriers:
        if any(carrier.added) or tuple(carrier.tags) != carrier.article.tags:
            try:
                added = [name for name in carrier.added if name is not None]
                data = frontmatter.with_tags(
                    carrier.data, carrier.file, carrier.tags, added, chosen
                )
            except DigestError as error:
                problems += error.problems
                continue
            yield Change(carrier.file, carrier.data, data, _told(carrier))
    if problems:
        raise DigestError(*problems)


def _told(carrier: Carrier) -> str:
    pairs = zip(carrier.article.tags, carrier.tags, strict=True)
    changed = [f"{old} → {new}" if new else f"- {old}" for old, new in pairs if old != new]
    return ", ".join([*changed, *(f"+ {name}" for name in carrier.added if name)])


def _inverse(request: Request, work: Work) -> Request | None:
    """Only a plain change of ids can be undone: of merged tags none knows whose was which."""
    if request.add or request.remove or len(work.reversible) != len(request.rename):
        return None
    return Request(rename=tuple(reversed(work.reversible)))
