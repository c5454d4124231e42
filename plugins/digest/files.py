"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from digest.problems import problem


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old bytes or the new ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def posix_relative(path: Path, base: Path) -> str:
    """The path below `base` with forward slashes, for messages and front matter."""
    return path.relative_to(base).as_posix()


@contextlib.contextmanager
def exclusive(lock: Path, what: str) -> Iterator[None]:
    """Hold a lock that the system frees however the process ends.

    Raises DigestError at once where another process holds it; `what` says what it does.
    """
    with lock.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise problem(str(lock.name), what, "wait for it to end") from None
        yield


def replace_folder(folder: Path, new: Path, before: Path) -> None:
    """Put a finished folder in the place of another, which is deleted afterwards.

    `before` is where the old one waits in between. All three must be on one file system.
    A crash in between is made good by `restore_folder`.
    """
    if folder.exists():
        folder.rename(before)
    try:
        new.chmod(0o755)
        new.rename(folder)
    except BaseException:
        restore_folder(folder, before)
        raise
    _remove(before)


def restore_folder(folder: Path, before: Path) -> None:
    """Undo a replacement that a crash cut short, or clear away its leftovers."""
    if before.exists() and not folder.exists():
        before.rename(folder)
    _remove(before)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)
