"""What tasks say to the person at the terminal, and how they end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby

from invoke.exceptions import Exit

from digest.problems import Problem

INTERRUPTED = 130  # the status of a task that the person at the keyboard stopped
SHOWN = 20  # lines of one kind that are worth reading


def stop(problems: Iterable[object], then: str, number: int = 0) -> Exit:
    """The end of a task that found problems: these, and how many if not all are listed."""
    lines = [str(problem) for problem in problems]
    return Exit("\n".join([*lines, f"{count(number or len(lines), 'problem')}; {then}"]), code=1)


def stopped(what: str) -> Exit:
    """The end of a task that was interrupted, and what has become of its work."""
    return Exit(f"Stopped; {what}.", code=INTERRUPTED)


def by_file(problems: Sequence[Problem]) -> list[str]:
    """Problems as lines; of a file of many articles, the first ones and how many more."""
    lines: list[str] = []
    for file, found in groupby(problems, lambda problem: problem.file.partition(" (")[0]):
        shown = [str(problem) for problem in found]
        lines += shown[:SHOWN]
        if len(shown) > SHOWN:
            lines.append(f"{file}: {count(len(shown) - SHOWN, 'more problem')} like these")
    return lines


def count(number: int, thing: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {thing}" if number == 1 else f"{number:,} {thing}s"


def some(names: Sequence[str], most: int = 8) -> str:
    """The first of these names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def unknown(tags: Sequence[tuple[str, int]], sources: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Tags and sources that the data files do not know, with the number of articles."""
    for kind, names in (("tag", tags), ("source", sources)):
        if names:
            shown = some([f"{name} ({number})" for name, number in names])
            so = ", and shown in full if no name there is much like it" if kind == "source" else ""
            yield f"{count(len(names), kind)} not in content/{kind}s.yaml{so}: {shown}"


def may_go_unread() -> None:
    """End quietly when what a task shows is piped to a program that stops reading, as head."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; what it yields takes how much is done, and of how much."""
    from rich.console import Console
    from rich.progress import Progress

    shown = sys.stderr.isatty()
    with Progress(console=Console(stderr=True), transient=True, disable=not shown) as bars:
        bar = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)
