"""What lies in content/raw."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence, Set
from pathlib import Path, PurePosixPath

from digest.files import posix_relative
from digest.intake.formats.kinds import READ, by_name
from digest.problems import Problem

FOLDER = "content/raw"
_IGNORED = ("readme", "license", "licence")
# How browsers call the folder of a page's parts, in whatever language they speak.
_SAVED = ("_files", "-Dateien", "_fichiers", "_archivos", "_arquivos", "_bestanden", "_file",
          "-filer", "_pliki", "_soubory", "_dosyalar", "_tiedostot")  # fmt: skip


def files(root: Path) -> list[str]:
    """All raw files below content/raw, sorted; hidden files, READMEs, licences and
    what browsers save beside a page do not count."""
    base = root / FOLDER
    paths = (path for path in base.rglob("*") if path.is_file())
    names = {posix_relative(path, base) for path in paths}
    return sorted(name for name in names if not (_ignored(name) or _goes_with(name, names)))


def _goes_with(name: str, names: Set[str]) -> bool:
    """Whether a file is in the folder that a browser saves beside a page."""
    for folder in PurePosixPath(name).parents:
        page = next((str(folder)[: -len(end)] for end in _SAVED if folder.name.endswith(end)), "")
        if page and not names.isdisjoint((f"{page}.html", f"{page}.htm", f"{page}.xhtml")):
            return True
    return False


def _ignored(name: str) -> bool:
    parts = name.split("/")
    return any(part.startswith(".") for part in parts) or parts[-1].lower().startswith(_IGNORED)


def readable(names: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """Part files into those that can be read and problems with those that cannot."""
    good = [name for name in names if by_name(name)]
    problems = [
        Problem(f"{FOLDER}/{name}", _unknown(name), f"what is read: {READ}")
        for name in names
        if not by_name(name)
    ]
    return good, problems


def _unknown(name: str) -> str:
    suffix = Path(name).suffix
    return f"unknown kind of file {suffix!r}" if suffix else "a file without a suffix"


def chosen(only: Sequence[str], names: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The files that were asked for, as typed: with or without content/raw before them."""
    known, found, problems = set(names), [], []
    for typed in only:
        name = Path(typed).as_posix()
        name = name[name.find(FOLDER + "/") + len(FOLDER) + 1 :] if FOLDER + "/" in name else name
        if name in known:
            found.append(name)
        else:
            problems.append(Problem(typed, "no such raw file", _near(name, names)))
    return sorted(set(found)), problems


def _near(name: str, names: Sequence[str]) -> str:
    """What to do about a name that no file has: a file of that name elsewhere, or one much
    like it, may be meant."""
    last = name.rpartition("/")[2]
    moved = [known for known in names if known.rpartition("/")[2] == last]
    near = moved[:1] or difflib.get_close_matches(name, names, 1, 0.6)
    return f"did you mean {near[0]}?" if near else f"put it into {FOLDER}/"


def shown(file: str, part: str = "") -> str:
    """A raw file, or an article in it, as messages call it."""
    return f"{FOLDER}/{file} ({part})" if part else f"{FOLDER}/{file}"


def digest(root: Path, name: str) -> str:
    """The SHA-256 of a raw file, however large. Raises OSError."""
    with (root / FOLDER / name).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
