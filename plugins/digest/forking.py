"""Forking a process, whoever presses Ctrl-C meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable

from digest import interruption


def fork(live: Callable[[], int]) -> int:
    """Fork a process that does `live`, whose value is its exit status; returns its number.

    Whatever `live` raises ends that process quietly, and an interruption does. None comes while
    it is forked: Python then runs what modules have registered, prints a traceback for whatever
    is raised in it, and forgets it.
    """
    with interruption.held():
        child = os.fork()
        if not child:
            status = 1
            try:
                interruption.allow()
                status = live()
            finally:  # what its parent was about to do is not for the child
                os._exit(status)
        return child
