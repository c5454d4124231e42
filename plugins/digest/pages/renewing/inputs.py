"""What a build is made from: files, settings, theme and code, and whether they are as before.

A content file is taken to be as it was while its stamp is: modification and change time, size
and number. A file that was changed about when it was looked at may be changed again within the
same tick of the clock, so its stamp is not trusted, nor is one from the future.
"""

from __future__ import annotations

import fnmatch
import marshal
import os
import re
import runpy
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from digest import code
from digest.problems import DigestError, Problem, problem

FOLDERS = ("articles", "pages")
DATA = ("tags.yaml", "sources.yaml", "stories.yaml")
VECTORS = "vectors"
# Settings that say where things are, or what readers see.
_TEXTS = ("PATH", "THEME", "SITENAME", "SITESUBTITLE", "SITEURL", "DEFAULT_LANG", "TIMEZONE")
# A file system that tells whole milliseconds may tell two seconds only (FAT); others have the
# kernel's tick, of at most ten milliseconds.
COARSE, FINE = 2_100_000_000, 50_000_000
_MILLISECOND = 1_000_000

Stamp = tuple[int, int, int, int]
Files = dict[str, Stamp]


def stamp(status: os.stat_result) -> Stamp:
    """What tells one state of a file from another, without reading it."""
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def is_settled(found: Stamp, moment: int) -> bool:
    """Whether a file with this stamp, seen at a moment (in nanoseconds), had the state that any
    later file with this stamp has."""
    modified, changed, *_ = found
    margin = FINE if modified % _MILLISECOND or changed % _MILLISECOND else COARSE
    return max(modified, changed) < moment - margin


def are_settled(files: Files, moment: int) -> bool:
    """Whether all files can be known again by their stamps."""
    return all(is_settled(each, moment) for each in files.values())


@dataclass(frozen=True, slots=True)
class Inputs:
    """The digests of settings, code, theme and curated data; the files of content/articles and
    content/pages, and of content/vectors, by their places below content/, in order.

    `pages` is the digest of what all pages depend on (without `data` and the files), `static`
    that of the theme's other files. `theme` is its folder. `alone` says that no other plugin
    takes part.
    """

    code: bytes
    pages: bytes
    static: bytes
    data: bytes
    files: Files
    vectors: Files
    problems: tuple[Problem, ...]
    theme: Path
    alone: bool

    def curated(self) -> bytes:
        """One digest for what is known before any article is."""
        return _digest(self.pages, self.data)

    def pelican(self) -> bytes:
        """One digest for what Pelican makes files of by itself."""
        return _digest(self.pages, self.static)

    def around(self) -> bytes:
        """One digest for everything but the content files."""
        vectors = tuple(self.vectors.items())
        value = (self.code, self.pages, self.static, self.data, vectors, self.alone)
        return _digest(marshal.dumps(value, 2))

    def digest(self) -> bytes:
        """One digest for everything."""
        return _digest(self.around(), marshal.dumps(tuple(self.files.items()), 2))


def look(root: Path, settings_file: str, override: Mapping[str, Any]) -> Inputs:
    """Look at everything that a site is made from. Raises DigestError for unusable settings."""
    said, text = run_settings(root / settings_file)
    settings = said | dict(override)
    _check(settings, root, settings_file)
    content = root / "content"
    files, problems = _scan(content, settings.get("IGNORE_FILES", ()))
    vectors = sorted((content / VECTORS).glob("*.txt"))
    pages, static, data = _around(root, text, settings)
    return Inputs(
        code=code.OWN,
        pages=pages,
        static=static,
        data=data,
        files=files,
        vectors={path.name: stamp(path.stat()) for path in vectors},
        problems=tuple(problems),
        theme=root / settings.get("THEME", "theme"),
        alone=_alone(settings),
    )


def is_current(found: Inputs, root: Path, settings_file: str, override: Mapping[str, Any]) -> bool:
    """Whether settings, theme and curated data still are as they were when they were looked at.
    (Of articles it is known: records have the digest of the bytes that were read.)"""
    try:
        said, text = run_settings(root / settings_file)
        around = _around(root, text, said | dict(override))
        return around == (found.pages, found.static, found.data)
    except (DigestError, OSError):
        return False


def _check(settings: Mapping[str, Any], root: Path, file: str) -> None:
    """Refuse settings that are no texts where only texts can be used, other content than that
    of all tasks, and settings with which Pelican would empty the site."""
    for name in _TEXTS:
        if not isinstance(value := settings.get(name, ""), str):
            raise problem(file, f"{name}: {value!r} is no text", f'write {name} = "..."')
    path = settings.get("PATH", "content")
    if os.path.abspath(root / path) != os.path.abspath(root / "content"):
        what = f"PATH: {path!r}, and all tasks look for articles in content/"
        raise problem(file, what, 'write PATH = "content"')
    names = [getattr(each, "__name__", each) for each in settings.get("PLUGINS") or ()]
    if "digest.pages" not in names:
        what = "PLUGINS: digest.pages is not among them, and nothing else makes pages"
        raise problem(file, what, 'add it: PLUGINS = ["digest.pages"]')


def _around(root: Path, text: bytes, settings: Mapping[str, Any]) -> tuple[bytes, bytes, bytes]:
    """The digests `pages`, `static` and `data` of Inputs; `text` is that of the settings' code."""
    content, theme = root / "content", root / settings.get("THEME", "theme")
    others = () if _alone(settings) else settings.get("PLUGIN_PATHS", ())
    said = repr([(key, _said(settings[key])) for key in sorted(settings) if key != "OUTPUT_PATH"])
    return (
        _digest(
            code.OWN,
            said.encode(),
            text,
            _tree(theme, ("templates", "words")),
            *(code.digest(root / each) for each in others),
        ),
        _tree(theme, settings.get("THEME_STATIC_PATHS", ("static",))),
        _digest(*(_bytes(content / name) for name in DATA)),
    )


def run_settings(file: Path) -> tuple[dict[str, Any], bytes]:
    """The settings that a file of settings makes, and the digest of its text and of the modules
    beside it that it imports. Raises DigestError if it cannot be run."""
    before = set(sys.modules)
    try:
        made = runpy.run_path(str(file))
    except Exception as error:  # noqa: BLE001, the file is a program and may do anything
        what = f"cannot be used ({type(error).__name__}: {error})"
        raise problem(file.name, what, "mend it; `git diff` shows what was changed") from None
    finally:
        beside = _forget_those_beside(file, set(sys.modules) - before)
    settings = {key: value for key, value in made.items() if key.isupper()}
    return settings, _digest(*(_bytes(path) for path in (file, *sorted(beside))))


def _forget_those_beside(file: Path, modules: Iterable[str]) -> list[Path]:
    """Forget the modules whose files are in the folder of a file, so that they are run again
    with it."""
    files = {name: getattr(sys.modules[name], "__file__", None) for name in modules}
    places = {name: Path(place) for name, place in files.items() if place}
    beside = {name: place for name, place in places.items() if place.parent == file.parent}
    for name in beside:
        del sys.modules[name]
    return list(beside.values())


def _alone(settings: Mapping[str, Any]) -> bool:
    """Whether nothing but our plugin makes pages or changes articles."""
    others = ("TEMPLATE_PAGES", "STATIC_PATHS", "OUTPUT_SOURCES")
    return (
        list(settings.get("PLUGINS") or ()) == ["digest.pages"]
        and not settings.get("DIRECT_TEMPLATES", True)
        and not any(settings.get(name) for name in others)
    )


def _said(value: Any) -> object:
    """A setting so that equal ones look alike; of code its name, for its text is in the file."""
    if isinstance(value, Mapping):
        return [(str(key), _said(value[key])) for key in sorted(value, key=str)]
    if isinstance(value, list | tuple):
        return [_said(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    return getattr(value, "__qualname__", None) or repr(value)


def _tree(folder: Path, below: Sequence[str]) -> bytes:
    """The digest of the files in some folders of a folder, and of those that links lead to."""
    files = sorted(path for name in below for path in _files(folder / name))
    return _digest(*(part for path in files for part in (str(path).encode(), path.read_bytes())))


def _files(folder: Path, above: tuple[str, ...] = ()) -> Iterator[Path]:
    real = os.path.realpath(folder)
    if not folder.is_dir() or real in above:  # it leads back
        return
    for path in folder.iterdir():
        if path.is_file():
            yield path
        else:
            yield from _files(path, (*above, real))


def _bytes(path: Path) -> bytes:
    return b"=" + path.read_bytes() if path.is_file() else b""


def _digest(*parts: bytes) -> bytes:
    made = blake2b(digest_size=16)
    for part in parts:
        made.update(len(part).to_bytes(8, "little"))
        made.update(part)
    return made.digest()


def _scan(content: Path, ignored: Sequence[str]) -> tuple[Files, list[Problem]]:
    """The article files and pages, in order, and what no build can read."""
    found: Files = {}
    problems: list[Problem] = []
    is_ignored = re.compile("|".join([r"(?s:\..*)", *map(fnmatch.translate, ignored)])).fullmatch
    for name in FOLDERS:
        for place, entry in _entries(content / name, name, is_ignored):
            if trouble := _trouble(place, entry):
                problems.append(trouble)
                continue
            with suppress(FileNotFoundError):  # it has just been removed
                found[place] = stamp(entry.stat())
    return dict(sorted(found.items())), sorted(problems, key=str)


def _entries(
    folder: Path | str, below: str, is_ignored: Callable[[str], object]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    for entry in os.scandir(folder) if os.path.isdir(folder) else ():
        if is_ignored(entry.name):
            continue
        place = f"{below}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(entry.path, place, is_ignored)
        else:
            yield place, entry


def _trouble(place: str, entry: os.DirEntry[str]) -> Problem | None:
    """What Pelican would follow out of the project, wait for, or stumble over."""
    place = f"content/{place}"
    if not place.isprintable():  # lone surrogates: bytes that are no UTF-8
        return Problem(ascii(place), "its name is not UTF-8 text", "rename it")
    if entry.is_symlink():
        return Problem(place, "a link to another place", "put the file itself here")
    if not entry.is_file():
        return Problem(place, "not a file", "remove it")
    if not place.endswith(".md"):
        return Problem(place, "not a Markdown file", "name it .md or move it")
    return None
