"""Ctrl-C at a moment when Python would lose it.

Python raises KeyboardInterrupt wherever the main thread happens to be. From some places nothing
can be raised: from a function that compiled code calls, such as nh3, or one that tidies up after
an object. There Python prints a traceback, and the work that was to be stopped goes on.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SOON = 0.01  # seconds: by then, the main thread is probably elsewhere


def lose_none() -> None:
    """From now on, interrupt this process again where an interruption was lost."""
    tell = sys.unraisablehook

    def again(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is KeyboardInterrupt:
            timer = threading.Timer(_SOON, _interrupt)
            timer.daemon = True  # unless all is done before
            timer.start()
        else:
            tell(lost)

    sys.unraisablehook = again


@contextmanager
def held() -> Iterator[None]:
    """Let interruptions wait meanwhile, where this is the only thread; they wait, too, in
    processes that are started, until those `allow` them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def allow() -> None:
    """Take interruptions from now on, also what has waited."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _interrupt() -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
