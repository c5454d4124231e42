"""Forking a process, whoever presses Ctrl-C meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


def fork(live: Callable[[], int]) -> int:
    """Fork a process that does `live`, whose value is its exit status; returns its number.

    Whatever `live` raises ends that process quietly, and an interruption does. None comes while
    it is forked: Python then runs what modules have registered, prints a traceback for whatever
    is raised in it, and forgets it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        child = os.fork()
        if not child:
            status = 1
            try:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                status = live()
            finally:  # what its parent was about to do is not for the child
                os._exit(status)
        return child
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
