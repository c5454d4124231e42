"""Push a finished site to a branch, such as GitHub Pages' gh-pages.

The working tree, the index and the local branches stay as they are: the commit is made
from output/ with an index of its own and goes straight to the remote.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from digest.files import exclusive
from digest.problems import COMMAND, DigestError, problem
from digest.webaddress import host_of, is_local

_GITHUB = re.compile(
    r"(?:https://|ssh://)?(?:[^@/]+@)?github\.com(?::\d+/|[:/])([^/]+)/([^/]+?)(?:\.git)?/?"
)


def publish(root: Path, site_url: str, remote: str = "origin", branch: str = "gh-pages") -> str:
    """Push output/ of a project to a branch of its git remote, on top of what is there.

    Returns the new commit's id, or nothing where the branch already holds this very site.
    Adds `.nojekyll`, and `CNAME` where the site has a domain of its own; a CNAME that is
    there stays. Raises DigestError if there is no site, no repository or no remote, if the
    branch holds something else than a site, or if git refuses; a branch that somebody else
    has pushed to meanwhile is never overwritten.
    """
    output = root / "output"
    if not (output / "index.html").is_file():
        raise problem("output", "there is no site", f"run `{COMMAND} build` first")
    check(root, site_url, remote, branch)
    parent = _fetched(root, remote, branch)
    files = _git(root, "ls-tree", "--name-only", parent).split("\n") if parent else []
    if parent and ".nojekyll" not in files:
        remedy = "choose another --branch, or delete that one if nobody needs it"
        raise problem(f"{remote}/{branch}", "holds something else than a site", remedy)
    extra = _extra_files(site_url, cname(root, parent))
    (root / ".cache").mkdir(exist_ok=True)
    with exclusive(root / ".cache" / "build.lock", "a build is running"):
        tree = _tree(root, output, extra)
    if parent and _git(root, "rev-parse", f"{parent}^{{tree}}") == tree:
        return ""
    parents = ("-p", parent) if parent else ()
    commit = _git(root, "commit-tree", tree, *parents, "-m", f"Publish {site_url}")
    _git(root, "push", "--quiet", remote, f"{commit}:refs/heads/{branch}")
    return commit


def check(root: Path, site_url: str, remote: str, branch: str) -> None:
    """Raises DigestError for an address, a remote or a branch that no site can be pushed to."""
    if is_local(site_url):
        what = f"{site_url} is an address on this machine"
        raise problem("publish", what, "say --url https://...")
    remote_url(root, remote)
    if _run(root, ("check-ref-format", f"refs/heads/{branch}")).returncode or branch[0] in "-+":
        what = f"{branch!r} is no name of a branch"
        raise problem("publish", what, "choose one such as gh-pages")


def domain(root: Path, remote: str = "origin", branch: str = "gh-pages") -> str:
    """The domain at which GitHub shows what is on the branch, empty if that names none.

    Raises DigestError if there is no such remote or it cannot be reached.
    """
    remote_url(root, remote)
    return cname(root, _fetched(root, remote, branch))


def cname(root: Path, commit: str) -> str:
    """The domain that a commit of a site names; empty if it names none, or there is no commit."""
    found = _run(root, ("show", f"{commit}:CNAME")) if commit else None
    return found.stdout.strip() if found and not found.returncode else ""


def remote_url(root: Path, remote: str) -> str:
    """Where a remote is. Raises DigestError if the project has none of that name."""
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


def _extra_files(site_url: str, cname: str) -> Mapping[str, str]:
    """Files that GitHub Pages wants on the branch besides the site's own."""
    if not host_of(site_url).endswith(".github.io"):
        cname = host_of(site_url)
    return {".nojekyll": "", **({"CNAME": cname + "\n"} if cname else {})}


def _fetched(root: Path, remote: str, branch: str) -> str:
    """The remote branch's newest commit, made known here; empty where there is none."""
    found = _git(root, "ls-remote", remote, f"refs/heads/{branch}").split()
    if found and not _knows(root, found[0]):
        _git(root, "fetch", "--quiet", "--no-tags", remote, f"refs/heads/{branch}")
    return found[0] if found else ""


def _knows(root: Path, commit: str) -> bool:
    """Whether the repository has a commit, as it usually does: it made the last one."""
    return not _run(root, ("cat-file", "-e", f"{commit}^{{commit}}")).returncode


def _tree(root: Path, output: Path, extra: Mapping[str, str]) -> str:
    """Store output/ in the repository, byte for byte, and return the id of its tree."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            "GIT_INDEX_FILE": str(Path(folder) / "index"),
            "GIT_WORK_TREE": str(output),
            "GIT_DIR": _git(root, "rev-parse", "--absolute-git-dir"),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "core.autocrlf",
            "GIT_CONFIG_VALUE_0": "false",
        }
        _git(output, "add", "--all", "--force", ".", env=env)
        for name, text in extra.items():
            blob = _git(root, "hash-object", "-w", "--stdin", text=text)
            _git(output, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}", env=env)
        return _git(output, "write-tree", env=env)


def _git(folder: Path, *words: str, env: Mapping[str, str] | None = None, text: str = "") -> str:
    """Run git and return what it says; its complaint becomes a DigestError."""
    done = _run(folder, words, env, text)
    if done.returncode:
        raise _refusal(words[0], done.stderr)
    return done.stdout.strip()


def _run(
    folder: Path, words: Sequence[str], env: Mapping[str, str] | None = None, text: str = ""
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["git", *words],
            cwd=folder,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(env or {})},
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise problem("git", "is not installed", "install it (https://git-scm.com)") from None


def _refusal(verb: str, said: str) -> DigestError:
    if "not a git repository" in said:
        remedy = "run `git init` and `git remote add origin ADDRESS`"
        return problem(".", "this folder is no git repository", remedy)
    if "(fetch first)" in said or "(non-fast-forward)" in said or "cannot lock ref" in said:
        remedy = "look at it, then run this again"
        return problem("git push", "somebody published meanwhile", remedy)
    if "Please tell me who you are" in said or "empty ident" in said:
        remedy = "run `git config user.name ...` and `git config user.email ...`"
        return problem("git", "does not know who you are", remedy)
    lines = [line for line in said.splitlines() if line.strip()] or ["failed without a word"]
    telling = [line for line in lines if line.startswith(("fatal:", "ERROR"))] or lines[-1:]
    return problem(f"git {verb}", telling[0], "mend that and run this again")
