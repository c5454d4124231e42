"""Files are written whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from digest.problems import DigestError, problem

UNFINISHED = "new-"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old bytes or the new ones."""
    part = _beside(path, data)
    try:
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Write a file that then takes the place of whatever is there, without waiting for the disk:
    for what has a checksum, and only costs time to make again.

    What a process that was killed leaves has a name that begins with `UNFINISHED`.
    """
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        if path.is_dir():
            remove(path)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def replace_all(files: Mapping[Path, tuple[bytes | None, bytes]], base: Path) -> None:
    """Replace files that belong together, in their order: all of them or none.

    Each comes with the bytes that it has, or None if there is no such file, and those that
    it is to have. Raises DigestError, and nothing is changed, where a file has other bytes
    meanwhile; whatever else fails, what was replaced by then is put back. Paths below
    `base` are shown as such. A crash leaves the first ones replaced and the others not.
    """
    parts: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path, (_, data) in files.items():
            parts[path] = _beside(path, data)
        for path, (before, _) in files.items():
            if (path.read_bytes() if path.is_file() else None) != before:
                what = "was changed in the same moment, so nothing was"
                raise problem(posix_relative(path, base), what, "run this again")
        for path, part in parts.items():
            done.append(path)
            part.replace(path)
    except BaseException as error:
        for path in done:
            _put_back(path, files[path][0])
        for part in parts.values():
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            where = posix_relative(Path(error.filename or base), base)
            what = f"cannot be written ({error.strerror})"
            raise problem(where, what, "check the folder; nothing was changed") from None
        raise


def _put_back(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    elif path.read_bytes() != before:
        write_whole(path, before)


def _beside(path: Path, data: bytes) -> Path:
    """Write bytes to a file beside another, for which it can be exchanged at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def unusable(error: OSError, root: Path, remedy: str) -> DigestError:
    """What the system says of a file, below `root` or elsewhere."""
    place = Path(error.filename2 or error.filename or root)
    name = posix_relative(place, root) if place.is_relative_to(root) else str(place)
    return problem(name, f"cannot be used ({error.strerror or error})", remedy)


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


@contextlib.contextmanager
def changing_articles(root: Path) -> Iterator[None]:
    """Hold the lock of all tasks that write article files, or what is made of all of them.

    Two at once would undo each other's work: raises DigestError if another one runs.
    """
    cache = root / ".cache"
    cache.mkdir(exist_ok=True)
    with exclusive(cache / "clean.lock", "articles are being changed by another task"):
        yield


# From Linux's fs.h: get and set a file's attributes, and the one of ext4 for folders that have
# nothing to do with each other (`chattr +T`). The size is that of a C long.
_GET_FLAGS, _SET_FLAGS = (
    number | struct.calcsize("l") << 16 for number in (2 << 30 | 0x6601, 1 << 30 | 0x6602)
)
_TOP_FOLDER = 0x0002_0000


def spread_out(folder: Path) -> None:
    """Ask ext4 to lay the folders that are made in a folder far from each other.

    It gives new files numbers near their folder's, and passes over those of files that were
    deleted in the last minutes, looking at each of them for each new file. Where thousands were
    just deleted, that takes several times as long as all else (docs/speed.md). Other file
    systems do not know this, and need not.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            flags = bytearray(8)
            fcntl.ioctl(handle, _GET_FLAGS, flags)
            (before,) = struct.unpack_from("i", flags)
            fcntl.ioctl(handle, _SET_FLAGS, struct.pack("q", before | _TOP_FOLDER))
        finally:
            os.close(handle)


def remove(place: Path) -> None:
    """Remove a file or a link, or a folder with all in it, if there is one."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
