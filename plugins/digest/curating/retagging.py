"""Tags added, taken away, renamed and merged: in all articles and the vocabulary, or in none.

Everything is worked out first. The vocabulary is replaced before the articles, and knows
the old name; so if the machine dies in between, every article still finds its tag, and the
same command does the rest.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from digest import frontmatter, vocabulary, vocabulary_file
from digest.article import Article
from digest.curating.choosing import chosen
from digest.files import exclusive, posix_relative, replace_all
from digest.holdings import article_files
from digest.problems import DigestError, Problem, problem
from digest.slugs import same_name, slugify
from digest.strictyaml import read_text
from digest.vocabulary import Tag, Vocabulary, all_broader
from digest.vocabulary_file import VocabularyFile


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


@dataclass(slots=True)
class _Copy:
    """An article file and its tags as they become: None where one goes."""

    file: str
    data: bytes
    article: Article
    tags: list[str | None]
    added: list[str | None] = field(default_factory=list)

    def carried(self) -> list[str]:
        return [tag for tag in (*self.tags, *self.added) if tag is not None]


@dataclass(slots=True)
class _Work:
    """What is worked on: articles, and the vocabulary of which `known` is the meaning.

    `done` says what was done to the vocabulary, `reversible` by which renames to go back.
    """

    copies: list[_Copy]
    file: VocabularyFile
    everywhere: bool
    done: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reversible: list[str] = field(default_factory=list)

    @property
    def known(self) -> Vocabulary:
        return self.file.known


def retag(root: Path, request: Request, dry: bool = False) -> Retagged:
    """Change tags as a request says; a `dry` run only tells what would change.

    Raises DigestError, and nothing is changed, where a file cannot be read or changed, a
    tag or file is not found, or cleaning runs at the same time.
    """
    if not request.patterns and (request.add or request.remove):
        what = "--add" if request.add else "--remove"
        remedy = "say which: -p FILE, -p FOLDER or -p 'PATTERN'"
        raise problem(what, "of which articles is not said", remedy)
    cache = root / ".cache"
    cache.mkdir(exist_ok=True)
    with exclusive(cache / "clean.lock", "articles are being cleaned or tagged"):
        path = root / vocabulary.FILE
        before = path.read_bytes() if path.is_file() else None
        work = _started(root, request.patterns, before or b"")
        clashes = set(_clashes(work))
        for rename in request.rename:
            _rename(work, rename)
        for name in request.remove:
            _remove(work, name)
        for name in request.add:
            _add(work, name)
        if fresh := [found for found in _clashes(work) if found not in clashes]:
            raise DigestError(*fresh)
        changes = tuple(_changes(work, before or b""))
        if not dry:
            files: dict[Path, tuple[bytes | None, bytes]] = {
                root / change.file: (change.before, change.after) for change in changes
            }
            if path in files:
                files[path] = (before, files[path][1])
            replace_all(files, root)
    return Retagged(changes, tuple(work.notes), _inverse(request, work))


def _started(root: Path, patterns: Sequence[str], data: bytes) -> _Work:
    """Read what there is; the problems of all files are raised together."""
    copies: list[_Copy] = []
    problems: list[Problem] = []
    file = VocabularyFile("", Vocabulary())
    try:
        read_text(data, vocabulary.FILE)  # it says what is wrong with bytes
        file = vocabulary_file.parse(data.decode())
    except DigestError as error:
        problems += error.problems
    for name in chosen(root, patterns) if patterns else _all(root):
        try:
            found = (root / name).read_bytes()
            article = frontmatter.parse(read_text(found, name), name)
            copies.append(_Copy(name, found, article, list(article.tags)))
        except OSError as error:
            problems.append(Problem(name, f"cannot be read ({error.strerror})", "check the file"))
        except DigestError as error:
            problems += error.problems
    if problems:
        raise DigestError(*problems)
    return _Work(copies, file, everywhere=not patterns)


def _all(root: Path) -> Iterable[str]:
    return (posix_relative(path, root) for path in article_files(root))


def _rename(work: _Work, spec: str) -> None:
    old, equals, new = (" ".join(part.split()) for part in spec.rpartition("="))
    if not (old and equals and new):
        raise problem(f"--rename {spec}", "not two names", "write OLD=NEW")
    tag, heir = work.known.knows(old), work.known.knows(new)
    if not tag and not any(_is(work, name, old) for copy in work.copies for name in copy.carried()):
        raise _not_found(work, spec, old)
    if tag and new == tag.id:
        _write_as_id(work, spec, old, tag)
    elif not work.everywhere:
        _rename_here(work, old, heir.id if heir else new)
    elif tag and old != tag.id:
        remedy = f"write {tag.id}={new} to rename that tag, or take the name away from it first"
        raise problem(f"--rename {spec}", f"{old!r} is a name of {tag.id!r}", remedy)
    elif tag and heir and heir is not tag:
        _merge(work, old, tag, heir)
    elif tag:
        _rename_known(work, spec, tag, new)
    else:
        _rename_unknown(work, spec, old, heir, new)


def _same(name: str, other: str) -> bool:
    return same_name(name) == same_name(other)


def _is_id(name: str) -> bool:
    return bool(vocabulary.ID.fullmatch(name))


def _is(work: _Work, name: str, meant: str) -> bool:
    """Whether two names are of one tag: of a known one, or the same name."""
    known = work.known.knows(meant)
    return work.known.knows(name) is known if known else _same(name, meant)


def _not_found(work: _Work, spec: str, old: str) -> DigestError:
    names = {name for copy in work.copies for name in copy.carried()} | set(work.known.tags)
    near = difflib.get_close_matches(old, sorted(names), 1)
    remedy = f"did you mean {near[0]!r}?" if near else "`invoke tags` lists all that are carried"
    where = (
        "no article and not in content/tags.yaml" if work.everywhere else "none of these articles"
    )
    return problem(f"--rename {spec}", f"{old!r} is in {where}", remedy)


def _write_as_id(work: _Work, spec: str, old: str, tag: Tag) -> None:
    """Articles that say a tag by this name say it by its id from now on."""
    if old == tag.id:
        raise problem(f"--rename {spec}", f"that is {tag.id!r} already", "write another new name")
    _replace(work, lambda name: name != tag.id and _same(name, old), tag.id)
    work.notes.append(f"{old!r} is a name of {tag.id!r} already: only articles change")


def _rename_here(work: _Work, old: str, new: str) -> None:
    is_id = old in work.known.tags
    _replace(work, _meaning(work, old) if is_id else lambda name: _same(name, old), new)
    work.notes.append("content/tags.yaml stays as it is: only these articles were asked for")


def _meaning(work: _Work, meant: str) -> Callable[[str], bool]:
    """Tells names of a tag, by what is known before anything changes."""
    known = work.known.knows(meant)
    before = work.known
    if known:
        return lambda name: before.knows(name) is known
    return lambda name: not before.knows(name) and _same(name, meant)


def _merge(work: _Work, old: str, tag: Tag, heir: Tag) -> None:
    is_meant = _meaning(work, old)
    work.file = vocabulary_file.merged(work.file, tag.id, heir.id)
    work.done.append(f"{tag.id} becomes part of {heir.id}")
    _replace(work, is_meant, heir.id)


def _rename_known(work: _Work, spec: str, tag: Tag, new: str) -> None:
    if not _is_id(new):
        raise _no_id(spec, new)
    work.file = vocabulary_file.renamed(work.file, tag.id, new)
    work.done.append(f"{tag.id} becomes {new}")
    named = sum(
        any(name != tag.id and _is(work, name, new) for name in copy.carried())
        for copy in work.copies
    )
    if _replace_id(work, tag.id, new):
        work.reversible.append(f"{new}={tag.id}")
    if named:
        has = "1 article says" if named == 1 else f"{named} articles say"
        work.notes.append(f"{has} it by a label or alias, which it keeps: nothing to change there")


def _no_id(spec: str, new: str) -> DigestError:
    slug = slugify(new)
    remedy = (
        f"write {spec.rpartition('=')[0]}={slug}"
        if _is_id(slug)
        else "an id has lower-case letters a-z, digits and single hyphens; names are its labels"
    )
    return problem(f"--rename {spec}", f"{new!r} is no id", remedy)


def _rename_unknown(work: _Work, spec: str, old: str, heir: Tag | None, new: str) -> None:
    """A tag that the vocabulary does not know becomes one that it does."""
    is_meant = _meaning(work, old)
    id_ = heir.id if heir else new if _is_id(new) else slugify(new)
    former = (old,) if _leaves_its_address(work, old, heir, new) else ()
    if not _is_id(id_):
        raise _no_id(spec, new)
    if heir:
        if former:
            work.file = vocabulary_file.with_former(work.file, id_, old)
        work.done.append(f"{old} becomes part of {id_}")
    else:
        if id_ in work.known.tags:
            remedy = f"write {old}={id_} to make them one"
            raise problem(f"--rename {spec}", f"{new!r} would have the address of {id_!r}", remedy)
        label = _label(old, new)
        language = _language(work, is_meant)
        tag = Tag(id_, label, {language: label}, former=former)
        work.file = vocabulary_file.with_tag(work.file, tag)
        work.done.append(f"{id_} is new")
        work.notes.append(f"{id_}: look at its label in content/tags.yaml: {language}: {label}")
    if not former:
        work.notes.append(f"/tag/{slugify(old)}/ is another tag's: nothing leads on from there")
    _replace(work, is_meant, id_)


def _leaves_its_address(work: _Work, old: str, heir: Tag | None, new: str) -> bool:
    """Whether nobody else has the address of an unknown tag, as C# has that of C++."""
    owner = _owners(work).get(slugify(old))
    names = {name for copy in work.copies for name in copy.carried() if not work.known.knows(name)}
    others = (name for name in names if not _same(name, old) and not _same(name, new))
    return (not owner or owner is heir) and slugify(old) not in map(slugify, others)


def _label(old: str, new: str) -> str:
    """What readers see of a tag that is new to the vocabulary: the new name. A bare id is a
    matter of the address alone, so the old name stays, unless that was no more than an id."""
    if not _is_id(new):
        return new
    words = new.replace("-", " ")
    return words[:1].upper() + words[1:] if _is_id(old) else old


def _language(work: _Work, is_meant: Callable[[str], bool]) -> str:
    """The language that most articles with a tag are in."""
    counts = Counter(
        copy.article.language.split("-")[0]
        for copy in work.copies
        if any(map(is_meant, copy.carried()))
    )
    return min(counts, key=lambda code: (-counts[code], code))


def _replace(work: _Work, is_meant: Callable[[str], bool], new: str) -> None:
    """Write a name for others, once in each article."""
    for copy in work.copies:
        others = [name for name in copy.carried() if not is_meant(name)]
        has = any(_is(work, name, new) for name in others)
        for names in (copy.tags, copy.added):
            for place, name in enumerate(names):
                if name is not None and is_meant(name):
                    names[place] = None if has else new
                    has = True


def _replace_id(work: _Work, old: str, new: str) -> bool:
    """Write an id for another; all else stays, so that it can be changed back.

    Returns whether it can: not where an article carried both.
    """
    reversible = True
    for copy in work.copies:
        carried = copy.carried()
        both = new in carried and old in carried
        reversible &= new not in carried
        for names in (copy.tags, copy.added):
            names[:] = [(None if both else new) if name == old else name for name in names]
    return reversible


def _remove(work: _Work, name: str) -> None:
    is_meant = _meaning(work, name)
    carried = False
    for copy in work.copies:
        carried |= any(map(is_meant, copy.carried()))
        for names in (copy.tags, copy.added):
            names[:] = [None if tag is None or is_meant(tag) else tag for tag in names]
    if not carried:
        work.notes.append(f"none of these articles carries {name!r}{_implied(work, name)}")


def _implied(work: _Work, name: str) -> str:
    tag = work.known.find(name)
    tags = {work.known.find(name).id for copy in work.copies for name in copy.carried()}
    narrower = sorted(id_ for id_ in tags if tag.id in all_broader(work.known.tags, id_))
    return f"; it is implied by {', '.join(narrower)}" if narrower else ""


def _add(work: _Work, name: str) -> None:
    name = " ".join(name.split())
    if not name:
        raise problem("--add", "no name", "write --add TAG")
    tag = work.known.knows(name)
    for copy in work.copies:
        if not any(_is(work, carried, name) for carried in copy.carried()):
            copy.added.append(tag.id if tag else name)
    if not tag:
        near = difflib.get_close_matches(slugify(name), work.known.tags, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        work.notes.append(f"{name!r} is not in content/tags.yaml{hint}")


def _clashes(work: _Work) -> Iterable[Problem]:
    """Unknown tags of articles that want the address of a known one."""
    owners = _owners(work)
    told = set()
    for copy in work.copies:
        for name in copy.carried():
            owner = None if work.known.knows(name) else owners.get(slugify(name))
            if owner and name not in told:
                told.add(name)
                what = f"tag {name!r} would share an address with {owner.id!r}"
                yield Problem(copy.file, what, "rename that one, too")


def _owners(work: _Work) -> Mapping[str, Tag]:
    """Known tags by their addresses, those of old included."""
    former = {slugify(name): tag for tag in work.known.tags.values() for name in tag.former}
    return former | dict(work.known.tags)


def _changes(work: _Work, before: bytes) -> Iterable[Change]:
    """What becomes of each file, the vocabulary first."""
    problems: list[Problem] = []
    after = work.file.text.encode()
    if after != before:
        yield Change(vocabulary.FILE, before, after, ", ".join(work.done))
    for copy in work.copies:
        if any(copy.added) or tuple(copy.tags) != copy.article.tags:
            try:
                added = [name for name in copy.added if name is not None]
                data = frontmatter.with_tags(copy.data, copy.file, copy.tags, added)
            except DigestError as error:
                problems += error.problems
                continue
            yield Change(copy.file, copy.data, data, _told(copy))
    if problems:
        raise DigestError(*problems)


def _told(copy: _Copy) -> str:
    pairs = zip(copy.article.tags, copy.tags, strict=True)
    changed = [f"{old} → {new}" if new else f"- {old}" for old, new in pairs if old != new]
    return ", ".join([*changed, *(f"+ {name}" for name in copy.added if name)])


def _inverse(request: Request, work: _Work) -> Request | None:
    """Only a plain change of ids can be undone: of merged tags none knows whose was which."""
    if request.add or request.remove or len(work.reversible) != len(request.rename):
        return None
    return Request(rename=tuple(reversed(work.reversible)))
