"""Push a finished site to a branch, such as GitHub Pages' gh-pages.

The working tree, the index and the local branches stay as they are: the commit is made
from output/ with an index of its own and goes straight to the remote.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from digest.problems import problem

_GITHUB = re.compile(r"(?:https://|ssh://)?(?:[^@/]+@)?github\.com[:/]([^/]+)/(.+?)(?:\.git)?/?")


@dataclass(frozen=True, slots=True)
class Published:
    """What was pushed; `commit` is empty where the branch already had this very site."""

    commit: str
    branch: str
    remote: str


def publish(
    root: Path, site_url: str, remote: str = "origin", branch: str = "gh-pages"
) -> Published:
    """Push output/ of a project to a branch of its git remote, on top of what is there.

    Adds `.nojekyll`, and `CNAME` where the site has a domain of its own. Raises
    DigestError if there is no site, no repository or no remote, or if git refuses; a
    branch that somebody else has pushed to meanwhile is never overwritten.
    """
    output = root / "output"
    if not (output / "index.html").is_file():
        raise problem("output", "there is no site", "run `invoke build` first")
    remote_url(root, remote)
    parent = _fetch(root, remote, branch)
    tree = _tree(root, output, _extra_files(site_url))
    if parent and _git(root, "rev-parse", f"{parent}^{{tree}}") == tree:
        return Published("", branch, remote)
    message = f"Publish {site_url}"
    parents = ("-p", parent) if parent else ()
    commit = _git(root, "commit-tree", tree, *parents, "-m", message)
    _git(root, "push", "--quiet", remote, f"{commit}:refs/heads/{branch}")
    return Published(commit, branch, remote)


def remote_url(root: Path, remote: str) -> str:
    """Where a remote is. Raises DigestError if the project has none of that name."""
    if not (root / ".git").exists():
        remedy = f"run `git init` and `git remote add {remote} ADDRESS`"
        raise problem(".", "this folder is no git repository", remedy)
    if remote not in _git(root, "remote").split():
        remedy = f"add it: git remote add {remote} ADDRESS"
        raise problem(".git", f"there is no remote {remote!r}", remedy)
    return _git(root, "remote", "get-url", remote)


def pages_url(remote_address: str) -> str:
    """The address of a GitHub repository's Pages site, empty for any other remote."""
    found = _GITHUB.fullmatch(remote_address)
    if not found:
        return ""
    owner, repository = found[1].lower(), found[2]
    own = f"{owner}.github.io"
    return f"https://{own}" if repository.lower() == own else f"https://{own}/{repository}"


def _extra_files(site_url: str) -> Mapping[str, str]:
    """Files that GitHub Pages wants on the branch besides the site's own."""
    host = urlsplit(site_url).hostname or ""
    own_domain = "." in host and not host.endswith(".github.io")
    return {".nojekyll": "", **({"CNAME": host + "\n"} if own_domain else {})}


def _fetch(root: Path, remote: str, branch: str) -> str:
    """The remote branch's newest commit, fetched; empty where there is no such branch."""
    found = _git(root, "ls-remote", remote, f"refs/heads/{branch}").split()
    if not found:
        return ""
    _git(root, "fetch", "--quiet", "--depth=1", remote, f"refs/heads/{branch}")
    return found[0]


def _tree(root: Path, output: Path, extra: Mapping[str, str]) -> str:
    """Store output/ in the repository and return the id of its tree."""
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        as_they_are = ("-c", "core.autocrlf=false", "-c", "core.excludesFile=")
        _git(root, *as_they_are, f"--work-tree={output}", "add", "--all", "--force", ".", env=index)
        for name, text in extra.items():
            blob = _git(root, "hash-object", "-w", "--stdin", text=text)
            _git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}", env=index)
        return _git(root, "write-tree", env=index)


def _git(root: Path, *words: str, env: Mapping[str, str] | None = None, text: str = "") -> str:
    """Run git and return what it says; its complaint becomes a DigestError."""
    try:
        done = subprocess.run(
            ["git", f"--git-dir={root / '.git'}", *words],
            cwd=root / "output" if "add" in words else root,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(env or {})},
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise problem("git", "is not installed", "install it (https://git-scm.com)") from None
    if done.returncode:
        raise _refusal(words, done.stderr)
    return done.stdout.strip()


def _refusal(words: tuple[str, ...], said: str) -> Exception:
    if "(fetch first)" in said or "(non-fast-forward)" in said or "cannot lock ref" in said:
        return problem(
            "git push", "somebody published meanwhile", "look at it, then run this again"
        )
    if "Please tell me who you are" in said or "empty ident" in said:
        remedy = "run `git config user.name ...` and `git config user.email ...`"
        return problem("git", "does not know who you are", remedy)
    lines = [line for line in said.splitlines() if line.strip()] or ["failed without a word"]
    verb = next((word for word in words if not word.startswith("-")), "")
    return problem(f"git {verb}", lines[-1], "mend that and run this again")
