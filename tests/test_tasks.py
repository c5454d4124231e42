"""The tasks as a person types them, in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from projects import tree
from test_copies import REPORT, WIRE


def invoke(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "invoke", *words],
        cwd=root,
        env={name: value for name, value in os.environ.items() if name != "DIGEST_COMMAND"},
        capture_output=True,
        text=True,
        check=False,
    )


RAW = """[ad_1]
Harbour lights go solar, and the fishermen notice first
HARBOUR POST
—
The lamps along the quay of Brindle were switched to solar power on Monday, the town said.
"We see the nets better", said Una Farrow, who has fished here for thirty years .
Share this article
[ad_2]
"""


def test_site_is_the_default_task_and_goes_the_whole_way(project: Path) -> None:
    raw = project / "content/raw/lamps.txt"
    raw.write_text(RAW, "utf-8")
    done = invoke(project)
    assert done.returncode == 0, done.stderr
    assert "Cleaned 1, unchanged 0." in done.stdout
    assert "Built 1 article " in done.stdout
    front = (project / "output/index.html").read_text("utf-8")
    assert "Harbour lights go solar" in front
    assert raw.read_text("utf-8") == RAW


def test_a_bad_raw_file_is_reported_and_the_others_are_built(project: Path) -> None:
    (project / "content/raw/lamps.txt").write_text(RAW, "utf-8")
    (project / "content/raw/empty.txt").write_text("")
    (project / "content/raw/report.docx").write_text("x")
    done = invoke(project, "site")
    assert done.returncode == 1
    assert "content/raw/empty.txt: " in done.stderr
    assert "content/raw/report.docx: " in done.stderr
    assert (project / "output/index.html").is_file()
    assert "Harbour lights" in (project / "output/index.html").read_text("utf-8")


def test_cleaning_a_second_time_changes_nothing(project: Path) -> None:
    (project / "content/raw/lamps.txt").write_text(RAW, "utf-8")
    assert invoke(project, "clean").returncode == 0
    before = tree(project / "content")
    again = invoke(project, "clean")
    assert "Cleaned 0, unchanged 1." in again.stdout
    assert tree(project / "content") == before


def test_only_the_named_raw_files_are_cleaned(project: Path) -> None:
    for name in ("a", "b", "c"):
        (project / f"content/raw/{name}.txt").write_text(RAW.replace("Monday", name * 3), "utf-8")
    done = invoke(project, "clean", "--file", "a.txt", "--file", "content/raw/b.txt")
    assert "Cleaned 2, unchanged 0." in done.stdout, done.stderr


def test_build_changes_nothing_below_content(sample: Path) -> None:
    before = tree(sample / "content")
    done = invoke(sample, "build")
    assert done.returncode == 0, done.stderr
    assert "withheld until 2999-01-01" in done.stdout
    assert "1 draft left out" in done.stdout
    assert tree(sample / "content") == before


def test_a_failed_build_says_what_and_ends_with_status_1(sample: Path) -> None:
    (sample / "content/articles/2026/09/x.md").write_text("broken")
    done = invoke(sample, "build")
    assert done.returncode == 1
    assert "content/articles/2026/09/x.md: no opening --- line; " in done.stderr
    assert "1 problem; output/ is as it was before" in done.stderr
    assert "Traceback" not in done.stderr


def test_pelicans_habitual_clean_build_does_what_is_meant(sample: Path) -> None:
    done = invoke(sample, "clean", "build")
    assert done.returncode == 0, done.stderr
    assert (sample / "output/index.html").is_file()
    assert (sample / "content/articles/2026/09/gletscher.md").is_file()


def test_status_tells_what_waits(sample: Path) -> None:
    (sample / "content/raw").mkdir()
    (sample / "content/raw/lamps.txt").write_text(RAW, "utf-8")
    done = invoke(sample, "status")
    assert done.returncode == 0, done.stderr
    for words in (
        "9 articles (",
        "1 raw file to clean: lamps.txt",
        "1 draft: content/articles/2026/08/draft.md",
        "content/articles/2026/09/gletscher.md: look at date",
        "3 tags not in content/tags.yaml: ",
        "Next: invoke clean",
    ):
        assert words in done.stdout


def test_status_names_the_files_of_one_story_and_a_double_only_once(project: Path) -> None:
    raw = "raw: {file: ferry.txt, sha256: " + "0" * 64 + "}\n"
    texts = {"echo": ("", REPORT), "mail": ("", WIRE), "times": ("", f"(Agency) {WIRE}")}
    texts |= {"copy-1": (raw, RAW), "copy-2": (raw, RAW)}
    folder = project / "content/articles/2026/09"
    folder.mkdir(parents=True)
    for name, (origin, body) in texts.items():
        head = f"title: A ferry\ndate: 2026-09-01\nlanguage: en\nsource: Post\n{origin}"
        (folder / f"{name}.md").write_text(f"---\n{head}---\n\n{body}\n", "utf-8")
    done = invoke(project, "status")
    assert done.returncode == 0, done.stderr
    place = "content/articles/2026/09"
    named = [line for line in done.stdout.splitlines() if line.startswith(place)]
    assert named == [
        f"{place}/copy-1.md and {place}/copy-2.md: from one raw file; delete one",
        f"{place}/mail.md, {place}/times.md: nearly the same text, shown as one story",
    ]


def test_wipe_empties_only_what_the_project_made(sample: Path) -> None:
    before = tree(sample)
    assert invoke(sample, "build").returncode == 0
    assert invoke(sample, "wipe").returncode == 0
    made = ("__pycache__", ".cache")  # the cache keeps an empty lock file
    after = {name: data for name, data in tree(sample).items() if not any(m in name for m in made)}
    assert after == before
    assert {path.name for path in (sample / ".cache").iterdir()} == {"build.lock"}


def test_publish_asks_for_the_address_it_cannot_know(sample: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=sample, check=True)
    remote = ["git", "remote", "add", "origin", str(tmp_path / "remote.git")]
    subprocess.run(remote, cwd=sample, check=True)
    done = invoke(sample, "publish")
    assert done.returncode == 1
    assert "say it: invoke publish --url https://" in done.stderr


def test_publish_builds_for_the_address_and_pushes(sample: Path, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    for command in (
        ["git", "init", "--quiet", "--bare", str(remote)],
        ["git", "init", "--quiet"],
        ["git", "config", "user.name", "Ada"],
        ["git", "config", "user.email", "ada@readers.example"],
        ["git", "remote", "add", "origin", str(remote)],
    ):
        subprocess.run(command, cwd=sample, check=True)
    done = invoke(sample, "publish", "--url", "https://someone.github.io/digest")
    assert done.returncode == 0, done.stderr
    shown = ["git", "show", "gh-pages:404.html"]
    page = subprocess.run(shown, cwd=remote, check=True, capture_output=True, text=True).stdout
    assert 'href="/digest/' in page
    assert (
        "nothing to publish"
        in invoke(sample, "publish", "--url", "https://someone.github.io/digest").stdout
    )


def test_every_task_explains_itself(sample: Path) -> None:
    listed = invoke(sample, "--list").stdout
    for name in (
        *("site", "clean", "build", "rebuild", "serve", "status", "wipe", "publish"),
        *("test", "lint", "bench", "lock"),
    ):
        assert f"  {name} " in listed
        assert "Docstring:" in invoke(sample, "--help", name).stdout


def test_a_scheduler_that_is_none_is_said(project: Path) -> None:
    done = invoke(project, "clean", "--scheduler", "nonsense://x")
    assert done.returncode == 1
    assert "--scheduler nonsense://x: no scheduler answers" in done.stderr


def test_of_many_problems_in_one_file_the_first_are_shown(project: Path) -> None:
    lines = "{\n" * 15 + '{"a": 1}\n' * 3 + '{"text": "x"}\n' + "{\n" * 40
    (project / "content/raw/many.jsonl").write_text(lines)
    done = invoke(project, "clean")
    assert done.returncode == 1
    assert "content/raw/many.jsonl (line 1): not valid JSON" in done.stderr
    assert "content/raw/many.jsonl (line 40)" not in done.stderr
    assert "content/raw/many.jsonl: 39 more problems like these\n59 problems; " in done.stderr
