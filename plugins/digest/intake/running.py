"""Runs the cleaning of many files on several cores; what one file breaks, it breaks for itself."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from digest.article import Article
from digest.intake import knowledge
from digest.intake.cleaning import clean
from digest.intake.formats import read
from digest.intake.rawfiles import FOLDER
from digest.problems import DigestError, Problem

FEW = 6  # files that are cleaned sooner than a pool of processes has started
_AHEAD = 4  # files that each process has waiting, so that memory stays bounded
SECONDS = 30.0  # that one file may take; the slowest news page takes about two


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one raw file: its articles, or why there are none."""

    file: str
    articles: tuple[Article, ...] = ()
    problems: tuple[Problem, ...] = ()


class _TooSlowError(Exception):
    pass


def clean_file(root: str, file: str) -> Outcome:
    """Clean one raw file. Never raises: whatever goes wrong is a problem of this file."""
    shown = f"{FOLDER}/{file}"
    try:
        with _at_most(SECONDS):
            known = knowledge.load(Path(root))
            raws = read(Path(root, FOLDER, file), file)
            return Outcome(file, tuple(clean(raw, known).article for raw in raws))
    except DigestError as error:
        found = (
            Problem(f"{FOLDER}/{p.file}" if p.file == file else p.file, p.problem, p.remedy)
            for p in error.problems
        )
        return Outcome(file, problems=tuple(found))
    except _TooSlowError:
        what = f"took longer than {SECONDS:.0f} seconds"
        return _failed(file, what, "save the article alone, or its text as .txt")
    except OSError as error:
        return Outcome(
            file, problems=(Problem(shown, f"cannot be read ({error.strerror})", "check the file"),)
        )
    except Exception as error:  # noqa: BLE001 - a fault of ours must not stop the other files
        what = f"cleaning failed ({type(error).__name__}: {str(error)[:200]})"
        return _failed(file, what, "save its text as .txt, and report the page")


def _failed(file: str, what: str, remedy: str) -> Outcome:
    return Outcome(file, problems=(Problem(f"{FOLDER}/{file}", what, remedy),))


@contextlib.contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise _TooSlowError in time, where the system can: only a main thread gets signals."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooSlowError

    try:
        before = signal.signal(signal.SIGALRM, stop)
    except (ValueError, AttributeError):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def clean_files(root: Path, files: Sequence[str], executor: Executor | None) -> Iterator[Outcome]:
    """Clean files, in order: in a given executor, in this process if few, else in a pool."""
    if not executor and len(files) <= FEW:
        yield from (clean_file(str(root), file) for file in files)
        return
    rest = deque(files)
    while rest:
        with contextlib.nullcontext(executor) if executor else _pool(len(rest)) as pool:
            try:
                for outcome in _in_order(pool, root, tuple(rest)):
                    rest.popleft()
                    yield outcome
                continue
            except BrokenExecutor:
                executor = None
        yield _alone(root, rest.popleft())


def _in_order(pool: Executor, root: Path, files: Sequence[str]) -> Iterator[Outcome]:
    waiting: deque[Future[Outcome]] = deque()
    for file in files:
        waiting.append(pool.submit(clean_file, str(root), file))
        if len(waiting) >= _AHEAD * (os.cpu_count() or 1):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _alone(root: Path, file: str) -> Outcome:
    """A file that may have killed its process gets one of its own."""
    with _pool(1) as pool:
        try:
            return pool.submit(clean_file, str(root), file).result()
        except BrokenExecutor:
            what = "cleaning it ended its process, perhaps for lack of memory"
            return _failed(file, what, "save its text as .txt")


def _pool(files: int) -> ProcessPoolExecutor:
    """Fresh processes: forking one that shows progress in a thread may hang."""
    workers = min(os.cpu_count() or 1, files)
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=signal.signal,  # Ctrl-C is for the process that a person started
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )
