"""Ctrl-C at a moment when Python would lose it.

Python raises KeyboardInterrupt wherever the main thread happens to be. From some places nothing
can be raised: from a function that compiled code calls, such as nh3, or one that tidies up after
an object. There Python prints a traceback, and the work that was to be stopped goes on.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType

_AGAIN = "interrupt again"  # the name of a thread
_SOON = 0.01  # seconds: by then, the main thread is probably elsewhere


def lose_none() -> None:
    """From now on, interrupt this process again where an interruption was lost."""
    tell = sys.unraisablehook

    def again(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is KeyboardInterrupt:
            if any(each.name == _AGAIN for each in threading.enumerate()):
                return  # of two that were lost close to each other, one comes again
            timer = threading.Timer(_SOON, _interrupt, [again.__code__])
            timer.name, timer.daemon = _AGAIN, True  # it ends with this process
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


def _interrupt(hook: CodeType) -> None:
    """Interrupt the main thread once it has left the hook, where nothing can be raised either."""
    main = threading.main_thread().ident or 0
    while hook in _running(main):
        time.sleep(_SOON)
    signal.pthread_kill(main, signal.SIGINT)


def _running(thread: int) -> list[CodeType]:
    """The code of all functions that a thread is in."""
    frame = sys._current_frames().get(thread)
    found = []
    while frame:
        found.append(frame.f_code)
        frame = frame.f_back
    return found
