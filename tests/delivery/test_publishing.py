"""Publishing to a real bare repository."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from digest.delivery.publishing import domain, pages_url, publish, remote_url
from digest.pages.building import build
from digest.problems import DigestError
from projects import tree

URL = "https://someone.github.io/digest"


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def repository(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample project as a repository with a bare remote, built for its address."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(sample, "init", "--quiet", "--initial-branch=main")
    git(sample, "config", "user.name", "Ada")
    git(sample, "config", "user.email", "ada@readers.example")
    git(sample, "config", "core.autocrlf", "true")
    (sample / ".gitignore").write_text("output/\n")
    git(sample, "add", "-A")
    git(sample, "commit", "--quiet", "-m", "Start")
    git(sample, "remote", "add", "origin", str(tmp_path / "remote.git"))
    build(sample, SITEURL=URL)
    return sample


def checked_out(repository: Path, tmp_path: Path, name: str = "copy") -> Path:
    remote = str(tmp_path / "remote.git")
    git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", remote, name)
    return tmp_path / name


def test_the_branch_holds_the_site_and_nothing_else(repository: Path, tmp_path: Path) -> None:
    commit = publish(repository, URL)
    files = tree(checked_out(repository, tmp_path))
    files = {name: data for name, data in files.items() if not name.startswith(".git/")}
    assert files.pop(".nojekyll") == b""
    assert files == tree(repository / "output")
    assert git(tmp_path / "remote.git", "rev-parse", "gh-pages") == commit


def test_publishing_touches_neither_the_work_tree_nor_local_branches(repository: Path) -> None:
    before = git(repository, "status", "--porcelain"), git(repository, "branch", "--list")
    publish(repository, URL)
    assert (git(repository, "status", "--porcelain"), git(repository, "branch", "--list")) == before


def test_publishing_again_adds_to_the_history(repository: Path, tmp_path: Path) -> None:
    first = publish(repository, URL)
    (repository / "content/articles/2026/08/norsk.md").unlink()
    build(repository, SITEURL=URL)
    second = publish(repository, URL)
    log = git(tmp_path / "remote.git", "log", "--format=%H", "gh-pages").split()
    assert log == [second, first]
    assert not (repository / ".git/shallow").exists()
    assert not (checked_out(repository, tmp_path) / "2026/08/norsk").exists()


def test_the_same_site_is_not_published_twice(repository: Path) -> None:
    assert publish(repository, URL)
    assert not publish(repository, URL)


def test_a_domain_of_its_own_is_kept(repository: Path, tmp_path: Path) -> None:
    publish(repository, "https://news.readers.example")
    copy = checked_out(repository, tmp_path)
    assert (copy / "CNAME").read_text() == "news.readers.example\n"
    (repository / "content/articles/2026/08/norsk.md").unlink()
    build(repository, SITEURL=URL)
    publish(repository, URL)
    git(copy, "pull", "--quiet")
    assert (copy / "CNAME").read_text() == "news.readers.example\n"


def test_a_branch_with_something_else_is_left_alone(repository: Path, tmp_path: Path) -> None:
    git(repository, "push", "--quiet", "origin", "main")
    with pytest.raises(DigestError, match="origin/main: holds something else than a site"):
        publish(repository, URL, branch="main")
    tip = git(repository, "rev-parse", "main")
    assert git(tmp_path / "remote.git", "rev-parse", "main") == tip


def test_a_project_in_a_worktree_or_below_its_repository_is_published(
    repository: Path, tmp_path: Path
) -> None:
    git(repository, "worktree", "add", "--quiet", str(tmp_path / "ein Ort"), "-b", "other")
    build(tmp_path / "ein Ort", SITEURL=URL)
    assert publish(tmp_path / "ein Ort", URL)
    files = tree(checked_out(repository, tmp_path))
    assert files["index.html"] == (tmp_path / "ein Ort/output/index.html").read_bytes()


def test_somebody_elses_push_is_never_overwritten(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(repository, URL)
    other = checked_out(repository, tmp_path, "other")
    (other / "theirs.html").write_text("theirs")
    git(other, "config", "user.name", "Jo")
    git(other, "config", "user.email", "jo@readers.example")
    git(other, "add", "-A")
    git(other, "commit", "--quiet", "-m", "Theirs")
    hook = repository / ".git/hooks/pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nunset GIT_DIR\ncd '{other}' && git push --quiet\n")
    hook.chmod(0o755)
    (repository / "content/articles/2026/08/norsk.md").unlink()
    build(repository, SITEURL=URL)
    with pytest.raises(DigestError, match="somebody published meanwhile"):
        publish(repository, URL)
    theirs = git(other, "rev-parse", "HEAD")
    assert git(tmp_path / "remote.git", "rev-parse", "gh-pages") == theirs


def test_what_is_missing_is_said(sample: Path, tmp_path: Path) -> None:
    with pytest.raises(DigestError, match=r"there is no site; run `[^`]+ build` first"):
        publish(sample, URL)
    with pytest.raises(DigestError, match="no git repository; run `git init`"):
        remote_url(sample, "origin")
    git(sample, "init", "--quiet")
    with pytest.raises(DigestError, match="there is no remote 'origin'; add it"):
        remote_url(sample, "origin")
    git(sample, "remote", "add", "origin", str(tmp_path / "nowhere.git"))
    build(sample)
    with pytest.raises(DigestError, match="git ls-remote: "):
        publish(sample, URL)


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        ("git@github.com:Someone/digest.git", "https://someone.github.io/digest"),
        ("https://github.com/Someone/digest", "https://someone.github.io/digest"),
        ("ssh://git@github.com/someone/Someone.github.io.git", "https://someone.github.io"),
        ("https://token@github.com/a/b.git", "https://a.github.io/b"),
        ("ssh://git@github.com:22/a/b.git", "https://a.github.io/b"),
        ("https://example.org/a/b.git", ""),
        ("../remote.git", ""),
    ],
)
def test_github_tells_the_sites_address(remote: str, url: str) -> None:
    assert pages_url(remote) == url


def test_the_domain_that_the_branch_names_is_known(repository: Path) -> None:
    assert domain(repository) == ""
    publish(repository, "https://news.readers.example")
    assert domain(repository) == "news.readers.example"
