"""content/raw to content/articles: what is new is cleaned, what a person edited is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from digest.article import Article
from digest.files import changing_articles
from digest.intake import formats, knowledge, known_articles, rawfiles, remembered, rules
from digest.intake.facts import wordlists
from digest.intake.formats.kinds import MANY, Kind, kind_of
from digest.intake.formats.parts import Bad
from digest.intake.placing import write
from digest.intake.remembered import Settled
from digest.intake.report import CleanReport, Shown
from digest.intake.running import Job, Outcome, clean_jobs
from digest.intake.tally import Run, Tally, remember
from digest.problems import DigestError, Problem

_BELOW = f"{rawfiles.FOLDER}/"


def clean_folder(
    root: Path,
    *,
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
    try:
        with changing_articles(root):
            known_site = knowledge.load(root)
            rules.check(root / ".cache" / "rules.sha256")
            wordlists.common()
            wordlists.rivals()
            known, problems = known_articles.read(root)
            run = Run(
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
                    remember(run, names)
            return run.report()
    except DigestError as error:
        return CleanReport(problems=error.problems)


def _clean(
    run: Run,
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


def _names(run: Run, only: Sequence[str]) -> list[str]:
    names = rawfiles.files(run.root)
    if only:
        names, unknown = rawfiles.chosen(only, names)
        run.problems += unknown
    names, unread = rawfiles.readable(names)
    run.problems += unread
    return names


def pending(root: Path) -> tuple[str, ...]:
    """The raw files that have something in them of which no article was made yet, because
    that was not tried or because something is wrong with it.

    Parses nothing but files of many articles, and those only if nothing is remembered.
    """
    run = Run(root, False, known_articles.glance(root), remembered.load(root))
    _own(run)
    names = rawfiles.files(root)
    good = set(rawfiles.readable(names)[0])
    waiting = {name for name in names if name not in good or _is_pending(run, name)}
    waiting |= {remembered.name_of(key) for key, each in run.recalled.items() if each.problems}
    return tuple(name for name in names if name in waiting)


def _is_pending(run: Run, name: str) -> bool:
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


def _jobs(run: Run, names: Sequence[str]) -> Iterator[Job | Outcome]:
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


def _own(run: Run) -> None:
    for file, made in run.known.articles.items():
        for part, article in made.items():
            run.owners.setdefault(article.origin.sha256, (file, part))


def _of_file(run: Run, name: str) -> Iterator[Job | Outcome]:
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
    run.tallies[name] = Tally(sha256)
    if kind in MANY:
        yield from _parts(run, name, kind, modified)
    elif _is_to_do(run, name, "", sha256, rawfiles.shown(name)):
        yield Job(name, keep=_keep(run, name, ""))


def _move(run: Run, was: tuple[str, str], file: str, part: str) -> bool:
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


def _keep(run: Run, file: str, part: str) -> tuple[str, ...]:
    article = run.known.find(file, part)
    return article.keep if article else ()


def _still_holds(run: Run, name: str, found: Settled) -> bool:
    if remembered.state(run.known, name) != found.articles:
        return False
    return all((run.root / path).is_file() for path in found.others)


def _parts(run: Run, name: str, kind: Kind, modified: datetime) -> Iterator[Job | Outcome]:
    tally = run.tallies[name]
    seen: dict[str, str] = {}
    try:
        for part in formats.parts(run.root / rawfiles.FOLDER / name, kind):
            if isinstance(part, Bad):
                yield _problem(name, part.place, part.problem, part.remedy)
                continue
            sha256 = part.sha256 if part.place else tally.sha256
            known_as = part.known_as
            shown = rawfiles.shown(name, part.shown)
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
    shown = rawfiles.shown(file, part)
    return Outcome(file, shown, problems=(Problem(shown, what, remedy),))


def _is_to_do(run: Run, file: str, part: str, sha256: str, shown: str) -> bool:
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
        same = rawfiles.shown(*owner).removeprefix(_BELOW)
        tally.twice.append((shown, f"the same bytes as {same}"))
    if run.show:
        run.only_shown.add((file, part))
    return run.show


def _take(run: Run, outcome: Outcome, known_site: knowledge.Knowledge) -> None:
    """Write what was cleaned, and note what there is to say of it."""
    tally = run.tallies.setdefault(outcome.file, Tally(""))
    tally.problems += outcome.problems
    tally.passing |= outcome.passing
    tally.done |= outcome.last
    if not outcome.article:
        return
    wrote = not _is_only_shown(run, outcome.article) and write(
        run, tally, outcome, outcome.article, known_site
    )
    if run.show and not wrote:
        tally.shown.append(Shown(outcome.shown, outcome.changes))


def _is_only_shown(run: Run, article: Article) -> bool:
    origin = article.raw
    return origin is not None and (origin.file, origin.part) in run.only_shown
