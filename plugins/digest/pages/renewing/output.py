"""The output folder: changed files wait aside until all are there, then take their places.

What is to be done is written down first, so that a build that is killed while it does so is
carried on with by the next one: the folder never stays half old and half new.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from digest.files import UNFINISHED, remove, spread_out
from digest.pages.renewing import memory

_JOURNAL = b"journal"

State = tuple[int, int, int]


class Output:
    """output/, and two folders below `cache`: in one its new files wait, and Pelican writes
    its own to the other."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache
        self._journal = cache / "journal"
        self._real = {""}  # folders below `folder` that are no links
        self._finish()
        for left in cache.glob(f"{UNFINISHED}*"):  # by a build that was killed
            remove(left)
        aside = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=cache))
        self.aside, self.waiting, self.written = aside, aside / "waiting", aside / "written"
        self.waiting.mkdir()
        spread_out(self.waiting)
        self.written.mkdir()
        self.exists = folder.is_dir()
        self._made: set[str] = set()  # folders below `waiting`, by this process

    def state(self) -> State | None:
        """What tells whether somebody else has replaced the folder since; None without one."""
        try:
            found = self.folder.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_ctime_ns

    def files(self) -> set[str]:
        """All files that the folder has now, and links, by their paths."""
        base = len(str(self.folder)) + 1
        return {
            os.path.join(folder, name)[base:].replace(os.sep, "/")
            for folder, folders, names in os.walk(self.folder)
            for name in (*names, *(n for n in folders if os.path.islink(f"{folder}/{n}")))
        }

    def is_as_left(self, paths: Iterable[str]) -> bool:
        """Whether the folder holds just these files, and nobody has touched them since they were
        put in place."""
        if not self.exists or (wanted := set(paths)) != self.files():
            return False
        until = self.folder.stat().st_mtime_ns  # `replace` sets it at the end
        return all(os.lstat(f"{self.folder}/{path}").st_ctime_ns <= until for path in wanted)

    def differs(self, path: str, data: bytes) -> bool:
        """Whether a file of the folder has other bytes than these, or is not there."""
        if not self.exists or not self._is_real(path.rpartition("/")[0]):
            return True
        try:
            handle = os.open(f"{self.folder}/{path}", os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return True
        try:
            if os.fstat(handle).st_size != len(data):
                return True
            return os.read(handle, len(data) + 1) != data
        except OSError:
            return True
        finally:
            os.close(handle)

    def _is_real(self, folder: str) -> bool:
        """Whether a folder below ours is reached without a link out of it."""
        if folder not in self._real:
            above = folder.rpartition("/")[0]
            if not self._is_real(above) or os.path.islink(f"{self.folder}/{folder}"):
                return False
            self._real.add(folder)
        return True

    def put(self, path: str, data: bytes) -> None:
        """Let a new file wait."""
        folder = path.rpartition("/")[0]
        if folder not in self._made:
            self._make(folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        handle = os.open(f"{self.waiting}/{path}", flags, 0o644)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
        finally:
            os.close(handle)

    def _make(self, folder: str) -> None:
        top = folder.partition("/")[0]
        if top and top not in self._made:
            (self.waiting / top).mkdir(exist_ok=True)
            spread_out(self.waiting / top)
            self._made.add(top)
        os.makedirs(f"{self.waiting}/{folder}", exist_ok=True)
        self._made.add(folder)

    def take(self, file: Path, path: str) -> None:
        """Let a finished file wait."""
        place = self.waiting / path
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)

    def replace(self, new: Iterable[str], vanished: Iterable[str]) -> None:
        """Let the files that wait take their places, and remove those that vanished."""
        if not self.exists:
            self.waiting.rename(self.folder)
        else:
            todo = (self.aside.name, sorted(new), sorted(vanished))
            if todo[1] or todo[2]:
                memory.save(self._journal, _JOURNAL, todo)
                self._finish()
        now = time.time_ns()
        os.utime(self.folder, ns=(now, now))

    def leave(self) -> None:
        """Clear away what waits and has no place; what is written down waits for the next build."""
        if not self._journal.exists():
            shutil.rmtree(self.aside, ignore_errors=True)

    def _finish(self) -> None:
        """Do what is written down, once more where some of it has been done."""
        todo = memory.load(self._journal, _JOURNAL)
        if todo:
            aside, new, vanished = todo
            # From here on it is not the folder that an earlier build remembers, come what may.
            self.folder.mkdir(exist_ok=True)
            os.utime(self.folder)
            for path in vanished:
                self._remove(path)
            for path in new:
                self._move(self.cache / aside / "waiting" / path, path)
        remove(self._journal)

    def _remove(self, path: str) -> None:
        place = self.folder / path
        # What stands there now, or above it, somebody else has put there.
        with contextlib.suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
            place.unlink()
        for folder in place.relative_to(self.folder).parents:
            try:
                os.rmdir(self.folder / folder) if folder.name else None
            except OSError:  # it is not empty
                return

    def _move(self, waiting: Path, path: str) -> None:
        place = self.folder / path
        if not self._is_real(path.rpartition("/")[0]):
            self._clear(path)
        try:
            waiting.replace(place)
        except FileNotFoundError:
            if waiting.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                waiting.replace(place)
        except (IsADirectoryError, NotADirectoryError):
            self._clear(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            waiting.replace(place)

    def _clear(self, path: str) -> None:
        """Make room: remove a link or a file where a file needs a folder, or a folder at its
        place."""
        parts = path.split("/")
        for number in range(1, len(parts)):
            above = self.folder.joinpath(*parts[:number])
            if above.is_symlink() or above.is_file():
                above.unlink()
                above.mkdir()
                return
        remove(self.folder / path)
