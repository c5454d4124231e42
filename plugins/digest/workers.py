"""Work on all cores: processes that are forked when all they need is at hand.

A forked process has everything its parent has, so nothing is sent to it but numbers. Where a
process cannot be forked, or not safely, the work is done in this one, with the same result.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import struct
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from digest.forking import fork
from digest.problems import DigestError, problem

_T = TypeVar("_T")
_R = TypeVar("_R")

# Fewer things than this are done before a second process has begun.
WORTH_FORKING = 200
_PARTS = 16  # so many for each process: who is done early takes another
_NUMBER = struct.Struct("<Q")
_PART, _DONE, _FAILED = range(3)
_REMEDY = "do it again, with more memory free if that was short"


def processors() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    work: Callable[[Sequence[_T]], _R], things: Sequence[_T], processes: int = 0
) -> Iterator[_R]:
    """Do work on things, some at a time, and yield what came of each part, in any order.

    `processes` is their number; by default all processors are used where that is worth it. What
    the work returns must be picklable. Raises the DigestError or OSError that the work raises, a
    DigestError if a process died, and for whatever else RuntimeError with its traceback.
    """
    if not processes:
        processes = processors() if len(things) >= WORTH_FORKING else 1
    if processes < 2 or not _can_fork():
        if things:
            yield work(things)
        return
    size = max(1, -(-len(things) // (processes * _PARTS)))
    parts = [things[start : start + size] for start in range(0, len(things), size)]
    yield from _forked(work, parts, min(processes, len(parts)))


def _can_fork() -> bool:
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def _forked(
    work: Callable[[Sequence[_T]], _R], parts: Sequence[Sequence[_T]], processes: int
) -> Iterator[_R]:
    tickets, desk = os.pipe()
    children: dict[int, int] = {}
    try:
        for _ in range(processes):
            reading, writing = os.pipe()
            children[reading] = fork(partial(_work, work, parts, tickets, writing))
            os.close(writing)
        os.write(desk, b"".join(map(_NUMBER.pack, range(len(parts)))))
        os.close(desk)
        desk = -1
        yield from _collected(children)
    finally:
        for end in (tickets, desk, *children):
            if end >= 0:
                os.close(end)
        for child in children.values():
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _collected(children: dict[int, int]) -> Iterator[_R]:
    """What the processes have done, as it comes."""
    heard = {reading: bytearray() for reading in children}
    with selectors.DefaultSelector() as ready:
        for reading in children:
            ready.register(reading, selectors.EVENT_READ)
        while heard:
            for key, _ in ready.select():
                reading = key.fd
                data = os.read(reading, 1 << 20)
                heard[reading] += data
                for kind, value in _messages(heard[reading]):
                    if kind == _FAILED:
                        raise value
                    if kind == _DONE:
                        ready.unregister(reading)
                        del heard[reading]
                        break
                    yield value
                else:
                    if not data:
                        raise problem("digest", "one of its processes died", _REMEDY)


def _messages(heard: bytearray) -> Iterator[tuple[int, Any]]:
    while len(heard) >= _NUMBER.size:
        (size,) = _NUMBER.unpack_from(heard)
        end = _NUMBER.size + size
        if len(heard) < end:
            return
        message = pickle.loads(memoryview(heard)[_NUMBER.size : end])  # noqa: S301, our own child
        del heard[:end]
        yield message


def _work(
    work: Callable[[Sequence[_T]], _R], parts: Sequence[Sequence[_T]], tickets: int, writing: int
) -> int:
    """The life of a forked process: part after part until there are none, or no parent."""
    parent = os.getppid()
    try:
        # What the parent holds open, the lock of the build first of all, ends with the parent.
        low, high = sorted((tickets, writing))
        for first, last in ((3, low), (low + 1, high), (high + 1, 4096)):
            os.closerange(first, last)
        while os.getppid() == parent and (ticket := os.read(tickets, _NUMBER.size)):
            (number,) = _NUMBER.unpack(ticket)
            _send(writing, (_PART, work(parts[number])))
        _send(writing, (_DONE, None))
    except (DigestError, OSError) as error:
        _send(writing, (_FAILED, error))
    except Exception:  # noqa: BLE001, it is told to the parent
        _send(writing, (_FAILED, RuntimeError(traceback.format_exc())))
    return 0


def _send(writing: int, message: object) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    view = memoryview(_NUMBER.pack(len(data)) + data)
    while view:
        view = view[os.write(writing, view) :]
