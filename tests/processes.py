"""Work in a process of its own that can be stopped at any of its changes to files."""

from __future__ import annotations

import errno
import mmap
import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

# How a process is stopped: killed at once with or without the processes that it started,
# interrupted as by Ctrl-C, or by a disk without space from then on; or one that it started
# is killed at whatever it does first.
Stop = Literal["killed alone", "killed with all", "interrupted", "disk full", "worker killed"]
STOPS: tuple[Stop, ...] = ("killed alone", "killed with all", "interrupted", "disk full")

_CHANGES = frozenset(
    f"os.{name}"
    for name in ("rename", "remove", "mkdir", "rmdir", "link", "symlink", "truncate", "utime")
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: what its work returned, or the error, or neither if it was killed.

    If it lived to tell: `worker_died` says whether a process that it started was killed,
    `changes` is the number of changes to files that it began, and `outside` tells which of them
    were to files that readers see, below output/.
    """

    pid: int
    value: Any = None
    error: str = ""
    killed: bool = False
    worker_died: bool = False
    changes: int = 0
    outside: tuple[int, ...] = ()

    def end_all(self) -> None:
        """Kill whatever the process has left running."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


class _Watch:
    """Counts the changes to files below a folder, and stops its process before one of them."""

    def __init__(self, root: Path, at: int, stop: Stop) -> None:
        self.root, self.at, self.stop = f"{root}{os.sep}", at, stop
        self.pid = os.getpid()
        self.count = 0
        self.output = f"{root}{os.sep}output"
        self.outside: list[int] = []
        self.dead = mmap.mmap(-1, 1)  # shared with all processes that are forked from here

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if os.getpid() != self.pid:
            if self.stop == "worker killed" and not self.dead[0]:
                self.dead[0] = 1
                os.kill(os.getpid(), signal.SIGKILL)
            return
        if not self._is_change(event, args):
            return
        self.count += 1
        if any(str(place).startswith(self.output) for place in args[:2]):
            self.outside.append(self.count)
        if self.count == self.at or (self.stop == "disk full" and 0 < self.at < self.count):
            self._end(event)

    def _is_change(self, event: str, args: tuple[Any, ...]) -> bool:
        if event == "open":
            if not args[2] & _WRITING:
                return False
        elif event not in _CHANGES:
            return False
        path = os.fsdecode(args[0]) if isinstance(args[0], str | bytes) else ""
        return not path.startswith(os.sep) or path.startswith(self.root)

    def _end(self, event: str) -> None:
        if self.stop == "killed alone":
            os.kill(self.pid, signal.SIGKILL)
        elif self.stop == "killed with all":
            os.killpg(self.pid, signal.SIGKILL)
        elif self.stop == "interrupted":
            raise KeyboardInterrupt
        elif self.stop == "disk full" and event in ("open", "os.mkdir"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def forked(
    work: Callable[[], Any], root: Path, at: int = 0, stop: Stop = "killed with all"
) -> Ended:
    """Do work in a copy of this process and wait for it.

    With `at`, stop it before so many-th of its changes to files below `root`.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        try:
            watch = _Watch(root, at, stop)
            sys.addaudithook(watch)
            os.write(writing, pickle.dumps(_done(work, watch)))
        finally:
            os._exit(0)
    os.close(writing)
    _, status = os.waitpid(pid, 0)
    os.set_blocking(reading, False)  # others that it started may hold the pipe
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    if not told:
        assert os.WIFSIGNALED(status), f"ended with {status} and said nothing"
        return Ended(pid, killed=True)
    return Ended(pid, *pickle.loads(told))


def _done(work: Callable[[], Any], watch: _Watch) -> tuple[object, ...]:
    value, told = None, ""
    try:
        value = work()
    except BaseException as error:  # noqa: BLE001, told to the waiting process
        told = f"{type(error).__name__}: {error}"[:20_000]
    dead = bool(watch.dead[0])
    return value, told, False, dead, watch.count, tuple(watch.outside)
