"""content/raw to content/articles: what is new is cleaned, what a person edited is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from digest import frontmatter
from digest.article import Article
from digest.files import exclusive, posix_relative, write_whole
from digest.intake import formats, knowledge, known_articles, rawfiles, remembered, rules
from digest.intake.facts import wordlists
from digest.intake.formats.decoding import decode
from digest.intake.formats.kinds import MANY, Kind, kind_of
from digest.intake.formats.parts import Bad
from digest.intake.known_articles import Known, KnownArticle
from digest.intake.remembered import Settled
from digest.intake.report import CleanReport, Shown, Written
from digest.intake.running import Job, Outcome, clean_jobs, place
from digest.problems import DigestError, Problem
from digest.slugs import same_name, slugify

_BELOW = f"{rawfiles.FOLDER}/"
_TEASER = 1000  # characters of a text up to which it may be a mere teaser
_CLEARLY = 1.5  # times the text of another, and an article has clearly more


@dataclass(slots=True)
class _Tally:
    """What a run finds out about one raw file.

    `twice` are its articles that are elsewhere already: what they are called, and what the
    other is; `others` are the paths of those, `owners` the raw files and parts of those.
    `moved` are raw files and parts that are gone, with the parts of this one that they now
    are. `done` says that nothing more is to come; `passing`, that another time may bring more.
    """

    sha256: str
    written: list[Written] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    twice: list[tuple[str, str]] = field(default_factory=list)
    others: set[str] = field(default_factory=set)
    owners: set[tuple[str, str]] = field(default_factory=set)
    moved: set[tuple[str, str, str]] = field(default_factory=set)
    done: bool = False
    passing: bool = False
    missed: list[str] = field(default_factory=list)

    def notes(self) -> tuple[str, ...]:
        """A line for each phrase that was missed, and one for all articles that are elsewhere."""
        if not self.twice:
            return tuple(self.missed)
        what, other = self.twice[0]
        more = f" (and {len(self.twice) - 1} more like it)" if len(self.twice) > 1 else ""
        return (*self.missed, f"{what}: {other}{more}")


@dataclass(slots=True)
class _Run:
    """A run of cleaning: what it knows, what is remembered, what it finds out.

    `owners` are the raw files and parts that own these bytes: what was cleaned, or is
    being cleaned. `recalled` is what of the memory holds. A `dry` run writes nothing;
    `taken` are the paths that it writes to, or would. With `show`, there is something to be
    seen of each article; `only_shown` are the raw files and parts of which that is all.
    """

    root: Path
    again: bool
    known: Known
    memory: dict[str, Settled]
    owners: dict[str, tuple[str, str]] = field(default_factory=dict)
    recalled: dict[str, Settled] = field(default_factory=dict)
    dry: bool = False
    diff: bool = False
    show: bool = False
    only_shown: set[tuple[str, str]] = field(default_factory=set)
    taken: set[Path] = field(default_factory=set)
    tallies: dict[str, _Tally] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0

    def report(self) -> CleanReport:
        tallies, recalled = self.tallies.values(), self.recalled.values()
        files: list[_Tally | Settled] = [*tallies, *recalled]
        return CleanReport(
            written=tuple(one for tally in tallies for one in tally.written),
            shown=tuple(one for tally in tallies for one in tally.shown),
            unchanged=sum(each.unchanged for each in files),
            kept=tuple(path for each in files for path in each.kept),
            problems=(*self.problems, *(problem for each in files for problem in each.problems)),
            notes=(
                *(note for tally in tallies for note in tally.notes()),
                *(note for each in recalled for note in each.notes),
            ),
        )


def clean_folder(
    root: Path,
    again: bool = False,
    only: Sequence[str] = (),
    progress: Callable[[int, int], None] | None = None,
    executor: Executor | None = None,
    workers: int = 0,
    dry: bool = False,
    diff: bool = False,
) -> CleanReport:
    """Clean the raw files that are new or changed (`again`: all), or `only` those named.

    A `dry` run writes nothing and reports what would be written. With `diff`, the report
    has every line that was dropped or repaired, which may be much; of files that are named
    also where nothing is written.

    Deletes nothing, changes no raw file and no article that a person has edited. Whatever
    is wrong with a file is in the report; the other files are cleaned all the same. An
    `executor` of its own has this many `workers`, if not as many as this machine has cores.
    """
    cache = root / ".cache"
    cache.mkdir(exist_ok=True)
    try:
        # Two runs at once would make two articles of each raw file.
        with exclusive(cache / "clean.lock", "articles are being cleaned or tagged"):
            known_site = knowledge.load(root)
            rules.check(cache / "rules.sha256")
            wordlists.common()
            wordlists.rivals()
            known, problems = known_articles.read(root)
            run = _Run(
                root,
                again,
                known,
                remembered.load(root),
                problems=problems,
                dry=dry,
                diff=diff,
                show=diff and bool(only),
            )
            names = _names(run, only)
            run.total = len(names)
            try:
                _clean(run, names, known_site, progress, executor, workers)
            finally:
                if not dry:
                    _remember(run, names)
            return run.report()
    except DigestError as error:
        return CleanReport(problems=error.problems)


def _clean(
    run: _Run,
    names: Sequence[str],
    known_site: knowledge.Knowledge,
    progress: Callable[[int, int], None] | None,
    executor: Executor | None,
    workers: int,
) -> None:
    with closing(clean_jobs(run.root, _jobs(run, names), executor, workers)) as outcomes:
        for number, outcome in enumerate(outcomes, 1):
            _take(run, outcome, known_site)
            if progress:
                progress(number, run.total)


def _names(run: _Run, only: Sequence[str]) -> list[str]:
    names = rawfiles.files(run.root)
    if only:
        names, unknown = rawfiles.chosen(only, names)
        run.problems += unknown
    names, unread = rawfiles.readable(names)
    run.problems += unread
    return names


def pending(root: Path) -> tuple[str, ...]:
    """The raw files that have something in them of which no article was made yet.

    Parses nothing but files of many articles, and those only if nothing is remembered.
    """
    run = _Run(root, False, known_articles.glance(root), remembered.load(root))
    _own(run)
    names, _ = rawfiles.readable(rawfiles.files(root))
    return tuple(name for name in names if _is_pending(run, name))


def _is_pending(run: _Run, name: str) -> bool:
    try:
        made = run.known.articles.get(name, {})
        if (
            made
            and not any(a.waits for a in made.values())
            and kind_of(run.root / rawfiles.FOLDER / name) not in MANY
        ):
            return False
    except OSError:
        return True
    return any(isinstance(job, Job) or job.problems for job in _of_file(run, name))


def _jobs(run: _Run, names: Sequence[str]) -> Iterator[Job | Outcome]:
    """What there is to clean; taken file by file, and part by part, as it is asked for.

    All learn from the tags of the same articles: those that were there before the run.
    """
    _own(run)
    tagged: str | None = None
    for name in names:
        run.total -= 1
        for job in _of_file(run, name):
            run.total += 1
            if isinstance(job, Job):
                if tagged is None:
                    tagged = knowledge.gather(run.root, run.known.edited)
                job = replace(job, tagged=tagged)
            yield job


def _own(run: _Run) -> None:
    for file, made in run.known.articles.items():
        for part, article in made.items():
            run.owners.setdefault(article.origin.sha256, (file, part))


def _of_file(run: _Run, name: str) -> Iterator[Job | Outcome]:
    path = run.root / rawfiles.FOLDER / name
    try:
        kind, sha256 = kind_of(path), rawfiles.digest(run.root, name)
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    except OSError as error:
        yield _problem(name, "", f"cannot be read ({error.strerror})", "check the file")
        return
    key = remembered.key(name, sha256)
    found = run.memory.get(key)
    for *was, part in found.moved if found else ():
        _move(run, (was[0], was[1]), name, part)
    if found and not run.again and not run.show and _still_holds(run, name, found):
        run.recalled[key] = found
        return
    run.tallies[name] = _Tally(sha256)
    if kind in MANY:
        yield from _parts(run, name, kind, modified)
    elif _is_to_do(run, name, "", sha256, place(name)):
        yield Job(name, keep=_keep(run, name, ""))


def _move(run: _Run, was: tuple[str, str], file: str, part: str) -> bool:
    """Let an article whose raw file is gone be that of a new one with the same bytes.

    A raw file that was renamed is no copy. The article itself keeps the old name until it
    is cleaned again, for a person may have edited it.
    """
    article = run.known.find(*was)
    if not article or run.known.find(file, part) or (run.root / rawfiles.FOLDER / was[0]).exists():
        return False
    run.known.move(was, file, part)
    run.owners[article.origin.sha256] = (file, part)
    return True


def _keep(run: _Run, file: str, part: str) -> tuple[str, ...]:
    article = run.known.find(file, part)
    return article.keep if article else ()


def _still_holds(run: _Run, name: str, found: Settled) -> bool:
    if remembered.state(run.known, name) != found.articles:
        return False
    return all((run.root / path).is_file() for path in found.others)


def _parts(run: _Run, name: str, kind: Kind, modified: datetime) -> Iterator[Job | Outcome]:
    tally = run.tallies[name]
    seen: dict[str, str] = {}
    try:
        for part in formats.parts(run.root / rawfiles.FOLDER / name, kind):
            if isinstance(part, Bad):
                yield _problem(name, part.place, part.problem, part.remedy)
                continue
            sha256 = part.sha256 if part.place else tally.sha256
            known_as = part.known_as
            shown = place(name, part.shown)
            if known_as in seen:
                what = "it" if seen[known_as] == sha256 else "another version of it"
                tally.twice.append((shown, f"{what} stands above, in {name}"))
                continue
            seen[known_as] = sha256
            if _is_to_do(run, name, known_as, sha256, shown):
                yield Job(name, part, known_as, sha256, modified, _keep(run, name, known_as))
    except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the other files
        what = f"reading it failed ({type(error).__name__}: {str(error)[:200]})"
        yield replace(_problem(name, "", what, "check the file, and report it"), passing=True)
    yield Outcome(name, "", last=True)


def _problem(file: str, part: str, what: str, remedy: str) -> Outcome:
    shown = place(file, part)
    return Outcome(file, shown, problems=(Problem(shown, what, remedy),))


def _is_to_do(run: _Run, file: str, part: str, sha256: str, shown: str) -> bool:
    """Whether to clean an article: not if that is done, a person edited it, or it is elsewhere,
    but for showing what cleaning makes of it."""
    tally = run.tallies[file]
    if (was := run.owners.get(sha256)) and _move(run, was, file, part):
        tally.moved.add((*was, part))
    article = run.known.find(file, part)
    asked = run.again or bool(article and article.waits)
    if article and article.origin.sha256 == sha256 and not asked:
        tally.unchanged += 1
    elif article and article.edited:
        tally.kept.append(article.path)
    elif article or run.owners.setdefault(sha256, (file, part)) == (file, part):
        return True
    else:
        owner = run.owners[sha256]
        tally.owners.add(owner)
        tally.twice.append((shown, f"the same bytes as {place(*owner).removeprefix(_BELOW)}"))
    if run.show:
        run.only_shown.add((file, part))
    return run.show


def _take(run: _Run, outcome: Outcome, known_site: knowledge.Knowledge) -> None:
    """Write what was cleaned, and note what there is to say of it."""
    tally = run.tallies.setdefault(outcome.file, _Tally(""))
    tally.problems += outcome.problems
    tally.passing |= outcome.passing
    tally.done |= outcome.last
    if not outcome.article:
        return
    wrote = not _is_only_shown(run, outcome.article) and _write(
        run, tally, outcome, outcome.article, known_site
    )
    if run.show and not wrote:
        tally.shown.append(Shown(outcome.shown, outcome.changes))


def _is_only_shown(run: _Run, article: Article) -> bool:
    origin = article.raw
    return origin is not None and (origin.file, origin.part) in run.only_shown


def _write(
    run: _Run, tally: _Tally, outcome: Outcome, article: Article, known_site: knowledge.Knowledge
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


def _at_its_address(run: _Run, article: Article) -> KnownArticle | None:
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


def _give_way(run: _Run, other: KnownArticle, url: str) -> str:
    """Take an article back, for one with clearly more of its text; returns a note on that."""
    run.known.drop(other, url)
    file, part = other.origin.file, other.origin.part
    if tally := run.tallies.get(file):
        tally.written = [written for written in tally.written if written.path != other.path]
        tally.twice.append((place(file, part), f"the same address as {other.path}"))
        tally.others.add(other.path)
    return f"in place of {place(file, part)}, which has less of its text"


def _remember(run: _Run, names: Sequence[str]) -> None:
    """Remember the files of many articles that are done with, and those whose only article
    is elsewhere; forget what is no longer true."""
    seen = frozenset(names)
    settled = {
        key: each
        for key, each in run.memory.items()
        if (name := key.partition(" ")[2]) not in seen
        and (run.root / rawfiles.FOLDER / name).is_file()
    }
    settled |= run.recalled
    for name, tally in run.tallies.items():
        owners = [run.known.find(*owner) for owner in tally.owners]
        if (tally.done or tally.others) and not tally.passing and None not in owners:
            settled[remembered.key(name, tally.sha256)] = Settled(
                remembered.state(run.known, name),
                tally.unchanged + len(tally.written),
                tuple(tally.kept),
                tuple(tally.problems),
                tally.notes(),
                tuple(sorted(tally.others | {owner.path for owner in owners if owner})),
                tuple(sorted(tally.moved)),
            )
    if settled != run.memory:
        remembered.save(run.root, settled)


def _free_path(run: _Run, article: Article) -> Path:
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
        notes.append("no tag of content/tags.yaml found in it")
    return tuple(notes)
