"""What git has of the files that a person edits."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def unsaved(root: Path, folder: str) -> frozenset[str] | None:
    """The files of a folder that git could not restore as they are, as paths below `root`.

    None where the folder is in no git repository, or there is no git.
    """
    prefix = _git(root, "rev-parse", "--show-prefix")
    words = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored")
    status = _git(root, *words, "--", folder)
    if prefix is None or status is None:
        return None
    lines = (line for line in status.split("\0") if line)
    return frozenset(line[3:].removeprefix(prefix.strip("\n")) for line in lines)


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *words],
            cwd=root,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError:
        return None
    return None if done.returncode else done.stdout
