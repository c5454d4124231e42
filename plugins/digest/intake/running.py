"""Runs the cleaning of many articles on several cores; what one breaks, it breaks for itself."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
)
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from digest.article import Article, RawArticle
from digest.intake import knowledge, rawfiles
from digest.intake.cleaning import changes, clean, notes
from digest.intake.formats import of_part, read
from digest.intake.formats.parts import Part
from digest.intake.report import Change
from digest.intake.timelimit import TooSlowError, at_most
from digest.problems import DigestError, Problem

FEW = 6  # articles that are cleaned sooner than a pool of processes has started
_AHEAD = 4  # articles that each process has waiting, so that memory stays bounded
SECONDS = 30.0  # that one article may take; the slowest news page takes about two


@dataclass(frozen=True, slots=True)
class Job:
    """One article to clean: a whole raw file, which is read where it is cleaned, or a part
    of one, which comes along. `name` and `sha256` are what the part is known by; lines
    that hold a phrase of `keep` are to stay in it. `tagged` names the articles from whose
    tags to learn, see `knowledge.gather`."""

    file: str
    part: Part | None = None
    name: str = ""
    sha256: str = ""
    modified: datetime | None = None
    keep: tuple[str, ...] = ()
    tagged: str = ""

    @property
    def shown(self) -> str:
        return rawfiles.shown(self.file, self.part.shown if self.part else "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one article, or why there is none. The `last` of a file of many says so.

    `missed` are phrases to keep that stand nowhere in it.

    `passing` are problems that may be gone another time: of time, memory, machines.
    """

    file: str
    shown: str
    article: Article | None = None
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    last: bool = False
    passing: bool = False


_Waiting = deque[tuple[Job | Outcome, Future[Outcome] | None]]


def clean_job(root: str, job: Job) -> Outcome:
    """Clean one article. Never raises: whatever goes wrong is a problem of this article."""
    try:
        with at_most(SECONDS):
            known = knowledge.load(Path(root), job.tagged)
            cleaned = clean(_raw(root, job), known, job.keep)
            return Outcome(
                job.file,
                job.shown,
                cleaned.article,
                changes(cleaned),
                notes(cleaned),
                cleaned.missed,
            )
    except DigestError as error:
        found = (
            Problem(job.shown if p.file == job.file else p.file, p.problem, p.remedy)
            for p in error.problems
        )
        return Outcome(job.file, job.shown, problems=tuple(found))
    except TooSlowError:
        what = f"took longer than {SECONDS:.0f} seconds"
        return _failed(job, what, "save the article alone, or its text as .txt", passing=True)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        return _failed(job, what, "check the file", passing=True)
    except MemoryError:
        what = "needs more memory than there is"
        return _failed(job, what, "save the article alone", passing=True)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the others
        what = f"cleaning failed ({type(error).__name__}: {str(error)[:200]})"
        return _failed(job, what, "save its text as .txt, and report the page")


def _raw(root: str, job: Job) -> RawArticle:
    if not job.part or not job.modified:
        return read(Path(root, rawfiles.FOLDER, job.file), job.file)
    return of_part(job.part, job.file, job.name, job.sha256, job.modified)


def _failed(job: Job, what: str, remedy: str, passing: bool = False) -> Outcome:
    problems = (Problem(job.shown, what, remedy),)
    return Outcome(job.file, job.shown, problems=problems, passing=passing)


def clean_jobs(
    root: Path, jobs: Iterable[Job | Outcome], executor: Executor | None, workers: int = 0
) -> Generator[Outcome, None, None]:
    """Clean articles, in order: in a given executor, in this process if few, else in a pool.

    `jobs` may be endless: only a few more are taken than are being cleaned, which are as
    many as the machine has cores, or `workers`. What is an outcome already comes out in
    its place.
    """
    jobs = iter(jobs)
    first = list(islice(jobs, FEW + 1))
    if not executor and len(first) <= FEW:
        yield from (job if isinstance(job, Outcome) else clean_job(str(root), job) for job in first)
        return
    rest = chain(first, jobs)
    again: deque[Job | Outcome] = deque()  # what waited in a pool that broke
    while True:
        waiting: _Waiting = deque()
        most = _AHEAD * (workers or os.cpu_count() or 1)
        with contextlib.nullcontext(executor) if executor else _pool() as pool:
            try:
                yield from _in_order(pool, root, chain(_drained(again), rest), waiting, most)
                return
            except (BrokenExecutor, CancelledError):
                executor, workers = None, 0
            finally:  # whoever stops here need not wait for what has not begun
                for _, future in waiting:
                    if future:
                        future.cancel()
        again.extendleft(job for job, _ in reversed(waiting))
        yield _alone(root, again.popleft())


def _drained(jobs: deque[Job | Outcome]) -> Iterator[Job | Outcome]:
    while jobs:
        yield jobs.popleft()


def _in_order(
    pool: Executor,
    root: Path,
    jobs: Iterable[Job | Outcome],
    waiting: _Waiting,
    most: int,
) -> Iterator[Outcome]:
    """Outcomes in order; `waiting` always holds what has been taken and has not come out."""
    for job in jobs:
        waiting.append((job, None))
        if isinstance(job, Job):
            waiting[-1] = (job, pool.submit(clean_job, str(root), job))
        while len(waiting) >= most:
            yield _next(waiting)
    while waiting:
        yield _next(waiting)


def _next(waiting: _Waiting) -> Outcome:
    job, future = waiting[0]
    if isinstance(job, Outcome):
        outcome = job
    else:
        assert future
        try:
            outcome = future.result()
        except (BrokenExecutor, CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - a cluster's own: it lost a worker, mostly
            what = f"the cluster could not clean it ({type(error).__name__})"
            remedy = "clean it without a cluster, or save its text as .txt"
            outcome = _failed(job, what, remedy, passing=True)
    waiting.popleft()
    return outcome


def _alone(root: Path, job: Job | Outcome) -> Outcome:
    """An article that may have killed its process gets one of its own."""
    if isinstance(job, Outcome):
        return job
    with _pool(1) as pool:
        try:
            return pool.submit(clean_job, str(root), job).result()
        except BrokenExecutor:
            what = "cleaning it ended its process, perhaps for lack of memory"
            return _failed(job, what, "save its text as .txt", passing=True)


def _pool(most: int | None = None) -> ProcessPoolExecutor:
    """Fresh processes: forking one that shows progress in a thread may hang."""
    return ProcessPoolExecutor(
        most or os.cpu_count() or 1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=signal.signal,  # Ctrl-C is for the process that a person started
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
