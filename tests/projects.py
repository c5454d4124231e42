"""Projects for tests: a folder with the real theme and code, and content of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent


def make_project(folder: Path, content: Path | None = None) -> Path:
    """Make a project in an empty folder; `content` is copied, or nothing is there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pelicanconf.py", "tasks.py"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("plugins", "theme"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    if content:
        shutil.copytree(content, folder / "content")
    else:
        (folder / "content" / "raw").mkdir(parents=True)
    (folder / "content" / "sources.yaml").touch()  # no build without it
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
