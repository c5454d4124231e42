"""A limit to the time that one piece of work takes, in main threads and in others."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class TooSlowError(BaseException):
    """No Exception, so that no library on the way takes it for one of its own."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise TooSlowError in time: by a signal, or in a thread that gets none, by another thread.

    Neither ends a call into a library before that returns.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    try:
        before = signal.signal(signal.SIGALRM, stop)
    except (ValueError, AttributeError):
        with _interrupted_after(seconds):
            yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Have TooSlowError raised in this thread unless the block ends in time.

    It is raised once at most, within the block or as it ends, and never later: the lock
    keeps the other thread from raising it behind, and what has not arrived is taken back.
    """
    thread = ctypes.c_ulong(threading.get_ident())
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    lock, ended = threading.Lock(), threading.Event()

    def interrupt() -> None:
        with lock:
            if not ended.is_set():
                raise_in(thread, ctypes.py_object(TooSlowError))

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            ended.set()
        raise_in(thread, None)
