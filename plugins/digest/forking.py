"""Forking a process, whoever presses Ctrl-C meanwhile."""

from __future__ import annotations

import os
import signal


def fork() -> int:
    """As os.fork; an interruption comes before or after it.

    In between, Python runs what modules have registered to be run then, prints a traceback for
    whatever is raised in it, and forgets it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return os.fork()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
