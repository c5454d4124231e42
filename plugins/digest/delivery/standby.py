"""A process that stands by, so that a build begins at once.

`Standby` is what asks for builds; `stand_by` is what the process does that it starts. That
process imports what a build needs and never builds: for each build it forks another, which gets
ready, waits until it is asked, builds and ends. So nothing of one build gets into the next, and
if one crashes, the next does not know. When code has changed, all of it is started anew.

They talk through a socket, which is the standard input of all that is started: whoever asks
sends a byte for a build, and gets bytes that say what has become of it.
"""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import sysconfig
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar

from digest import code, interruption
from digest.forking import fork
from digest.problems import Problem

_SOCKET = 0
_BUILD, _PLACED, _DONE = b"b", b"p", b"d"

_T = TypeVar("_T")
_Build = Callable[[_T | None, Callable[[], None]], int]


def is_possible() -> bool:
    """Whether processes can be forked here, and safely: on macOS, system libraries forbid it."""
    return hasattr(os, "fork") and sys.platform != "darwin"


class Standby:
    """Builds by a process that a command starts in a project's folder."""

    def __init__(self, root: Path, command: Sequence[str]) -> None:
        self._root, self._command = root, command
        self._process: subprocess.Popen[bytes] | None = None
        self._socket = socket.socket()
        self._code: object = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def build(self, placed: Callable[[], None]) -> None:
        """Build by the code as it is now.

        `placed` is called as soon as readers can see what was built; what is wrong is printed by
        the process.
        """
        now = frozenset(_code(self._root))
        if not self._process or self._process.poll() is not None or now != self._code:
            self._end()
            self._start()
            self._code = now
        with suppress(ConnectionError):  # the process died
            self._socket.sendall(_BUILD)
            while answer := self._socket.recv(1):
                if answer == _DONE:
                    return
                placed()

    def _end(self) -> None:
        """End the process; a build that goes on is completed."""
        self._socket.close()
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def _start(self) -> None:
        self._socket, theirs = socket.socketpair()
        with theirs, interruption.held():  # until the process is ready to end quietly
            self._process = subprocess.Popen(self._command, cwd=self._root, stdin=theirs.fileno())


def _code(root: Path) -> Iterator[tuple[object, ...]]:
    """What changes when code does, or what is installed."""
    places = [Path(sysconfig.get_paths()["purelib"]), root / "tasks.py"]
    for folder, _, names in os.walk(root / "plugins"):
        places += [Path(folder, name) for name in names if name.endswith(code.SUFFIXES)]
    for path in places:
        with suppress(OSError):  # it has just been removed
            found = path.stat()
            yield path, found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def stand_by(prepare: Callable[[], _T], build: _Build[_T]) -> None:
    """Build when asked, each time in a new process, until nobody asks any more.

    `prepare` does what can be done before. `build` takes what it gave, or None where it failed,
    and what has to be called when the site is in place; it returns its exit status.
    """
    gc.collect()
    gc.freeze()  # so that what is shared with the processes stays shared
    with suppress(KeyboardInterrupt, ConnectionError):  # nobody is there any more
        while _stand_by_once(prepare, build):
            pass


def _stand_by_once(prepare: Callable[[], _T], build: _Build[_T]) -> bool:
    """One build; tells whether anybody asked for it."""
    start, starter = os.pipe()

    def live() -> int:
        os.close(starter)
        return _live(start, prepare, build)

    child = fork(live)
    os.close(start)
    try:
        asked = os.read(_SOCKET, 1)
        if asked:
            with suppress(BrokenPipeError):  # it died, as is seen below
                os.write(starter, asked)
    finally:
        os.close(starter)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        what = f"its process was ended by signal {os.WTERMSIG(status)}"
        print(Problem("build", what, "save a file to build again"), file=sys.stderr, flush=True)
    if asked:
        os.write(_SOCKET, _DONE)
    return bool(asked)


def _live(start: int, prepare: Callable[[], _T], build: _Build[_T]) -> int:
    """The life of the process for one build."""
    try:
        prepared = None
        with suppress(Exception):  # what is wrong is said when it is built
            prepared = prepare()
        return build(prepared, _say_placed) if os.read(start, 1) else 0
    except Exception:  # noqa: BLE001, whatever it is, this process ends with it
        traceback.print_exc()
        return 1
    finally:
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()


def _say_placed() -> None:
    with suppress(OSError):  # who asked is gone
        os.write(_SOCKET, _PLACED)
    os.nice(10)  # what is left to be done is for the next build; browsers load pages now
