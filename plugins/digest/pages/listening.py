"""What Pelican and our plugin log while they build, as problems and notes."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pelican.log import LimitFilter, console

from digest.problems import DigestError, Problem

LOGGERS = ("pelican", "digest")


@dataclass(frozen=True, slots=True)
class Heard:
    """Errors keep a build from being used, notes do not."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Heard]:
    """Collect what is logged instead of printing it."""
    heard = Heard()
    listener = _Listener(heard)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    quiet, console.quiet = console.quiet, True
    # Pelican says a thing once in a process; each build shall hear it.
    LimitFilter._raised_messages.clear()
    LimitFilter._group_count.clear()
    for logger in loggers:
        logger.propagate = False
        logger.addHandler(listener)
    try:
        yield heard
    finally:
        console.quiet = quiet
        for logger in loggers:
            logger.removeHandler(listener)
            logger.propagate = True


class _Listener(logging.Handler):
    """Sorts log records.

    Pelican catches what a reader raises, logs a sentence and goes on without the article;
    the exception is still the current one while it does so.
    """

    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.WARNING)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, DigestError):
            self.heard.problems.extend(error.problems)
        elif record.levelno < logging.ERROR:
            self.heard.notes.append(record.getMessage())
        else:
            what = record.getMessage() + (f" ({error!r})" if error else "")
            self.heard.problems.append(Problem("Pelican", what, "mend what it names"))
