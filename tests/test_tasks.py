"""The tasks as a person types them, in a process of their own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from projects import ROOT, tree
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


def test_which_code_it_is_is_known_before_any_other_code_is_there() -> None:
    first = "import sys, tasks; print([name for name in sys.modules if 'digest' in name][:2])"
    done = subprocess.run([sys.executable, "-c", first], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "['digest', 'digest.code']"


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
    assert "Built 1 article: " in done.stdout
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
    assert "withheld until 2999-01-01T00:00+00:00" in done.stdout
    assert "1 draft left out" in done.stdout
    assert tree(sample / "content") == before


def test_a_build_says_what_it_changed(sample: Path) -> None:
    article = sample / "content/articles/2026/09/gletscher.md"
    first = invoke(sample, "build").stdout
    number = sum(path.is_file() for path in (sample / "output").rglob("*"))
    assert f"Built 7 articles, 1 draft left out: {number} files written; " in first
    assert f"left out: nothing has changed in {number} files; " in invoke(sample, "build").stdout
    article.write_text(article.read_text("utf-8") + "\nEin Satz mehr.\n", "utf-8")
    found = re.search(r": (\d+) files written, (\d+) unchanged; ", invoke(sample, "build").stdout)
    assert found
    assert int(found[1]) + int(found[2]) == number
    article.unlink()
    found = re.search(
        r": (\d+) files? written, (\d+) removed, (\d+) unchanged; ", invoke(sample, "build").stdout
    )
    assert found
    assert int(found[1]) + int(found[3]) == number - int(found[2])
    rebuilt = invoke(sample, "rebuild").stdout
    assert f"nothing has changed in {number - int(found[2])} files; " in rebuilt


@contextmanager
def serving(root: Path) -> Iterator[tuple[subprocess.Popen[str], Iterator[str]]]:
    """`invoke serve` as from a terminal, and the lines that it prints from its first build on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "invoke", "serve", "--port", port],
        cwd=root,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        too_long = threading.Timer(60, os.killpg, (process.pid, signal.SIGKILL))
        too_long.start()
        try:
            yield process, process.stdout
        finally:
            too_long.cancel()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("forks", [True, False])
def test_what_is_wrong_is_said_while_serving_until_it_is_mended(sample: Path, forks: bool) -> None:
    if not forks:  # as on macOS
        code = sample / "plugins/digest/delivery/standby.py"
        text = code.read_text("utf-8")
        code.write_text(text.replace('hasattr(os, "fork")', 'hasattr(os, "no")'), "utf-8")
    with serving(sample) as (process, lines):
        until(lines, "shows the site; Ctrl-C ends")
        article = sample / "content/articles/2026/09/x.md"
        article.write_text("broken")
        said = until(lines, "1 problem; output/ is as it was before")
        assert "content/articles/2026/09/x.md: no opening --- line; " in said
        article.unlink()
        until(lines, "Built 7 articles, 1 draft left out: nothing has changed")
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() == 0
        said = "".join(lines)
        assert not forks or "Traceback" not in said  # a process that ends may be interrupted, too


def test_serving_can_be_stopped_while_it_begins(sample: Path) -> None:
    with serving(sample) as (process, lines):
        while not (sample / ".cache/build").exists():
            assert process.poll() is None
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        assert "Traceback" not in "".join(lines)
        assert process.wait() == 0


def test_a_port_that_is_no_number_is_said(project: Path) -> None:
    done = invoke(project, "serve", "--port", "abc")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("port abc: is no number; ")


def until(lines: Iterator[str], words: str) -> str:
    """What was printed up to a line with these words."""
    said = ""
    for line in lines:
        said += line
        if words in line:
            return said
    raise AssertionError(said)


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
        "1 raw file to clean or to mend: lamps.txt",
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


def test_wipe_removes_a_link_and_not_what_it_leads_to(project: Path, tmp_path: Path) -> None:
    kept = tmp_path / "elsewhere/index.html"
    kept.parent.mkdir()
    kept.write_text("mine")
    (project / "output").symlink_to(kept.parent)
    assert invoke(project, "wipe").returncode == 0
    assert not (project / "output").is_symlink()
    assert kept.read_text() == "mine"


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
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "remote.git")], check=True)
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


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


def test_a_tag_is_renamed_everywhere_after_a_look(sample: Path) -> None:
    before = tree(sample / "content")
    look = invoke(sample, "tag", "--rename", "climate=weather", "--dry-run")
    assert look.returncode == 0, look.stderr
    assert "-climate:\n" in look.stdout
    assert "+tags: [Gletscher, weather, switzerland]\n" in look.stdout
    assert "Would change 2 files.\n" in look.stdout
    assert tree(sample / "content") == before
    done = invoke(sample, "tag", "--rename", "climate=weather")
    assert "content/tags.yaml: climate becomes weather\n" in done.stdout
    assert "gletscher.md: climate → weather\n" in done.stdout
    assert "Undo: invoke tag --rename weather=climate. Next: invoke build" in done.stdout
    assert invoke(sample, "tag", "--rename", "weather=climate").returncode == 0
    articles = tree(sample / "content/articles")
    assert articles == {
        name.removeprefix("articles/"): data
        for name, data in before.items()
        if name.startswith("articles/")
    }


def test_git_is_named_where_it_can_bring_everything_back(sample: Path) -> None:
    git(sample, "init", "--quiet")
    git(sample, "add", "--all")
    git(sample, "-c", "user.name=Ada", "-c", "user.email=ada@x.example", "commit", "-qm", "Begin")
    (sample / "content/notes.txt").write_text("not saved yet")
    first = invoke(sample, "tag", "--add", "music", "-p", "2026/09/gletscher.md")
    assert "Undo: git restore content/articles/2026/09/gletscher.md. " in first.stdout
    second = invoke(sample, "tag", "--remove", "music", "-p", "2026/09/gletscher.md")
    assert "Undo: not by one command" in second.stdout
    git(sample, "restore", "content")
    (sample / "content/notes.txt").unlink()
    merged = invoke(sample, "tag", "--rename", "climate=glaciers", "--rename", "C++=music")
    assert "Undo: git restore content. " in merged.stdout


def test_a_tag_task_that_is_not_clear_says_so(sample: Path) -> None:
    assert "Say what: --add TAG" in invoke(sample, "tag").stderr
    done = invoke(sample, "tag", "--rename", "climate=Bad Weather")
    assert done.returncode == 1
    assert "write climate=bad-weather\n1 problem; nothing was changed" in done.stderr


def test_a_tag_that_a_curator_gave_survives_cleaning_again(project: Path) -> None:
    (project / "content/raw/lamps.txt").write_text(RAW, "utf-8")
    assert invoke(project, "clean").returncode == 0
    assert "Changed 1 file." in invoke(project, "tag", "--add", "harbours", "-p", "2*").stdout
    before = tree(project / "content")
    again = invoke(project, "clean", "--again")
    assert "edited by hand, left as it is" in again.stdout
    assert tree(project / "content") == before


def test_tags_are_counted_in_each_language(sample: Path) -> None:
    done = invoke(sample, "tags")
    assert done.returncode == 0, done.stderr
    assert "     4  glaciers  de 1, en 1, fr 1, ja 1\n" in done.stdout
    assert "     1  C++  en 1  (not in content/tags.yaml)\n" in done.stdout
    assert "Tags in use: 7. Others in content/tags.yaml: 0." in done.stdout


def test_tags_can_be_asked_for_what_a_curator_may_mend(sample: Path) -> None:
    article = sample / "content/articles/2026/09/gletscher.md"
    text = article.read_text("utf-8").replace("climate", "'Switzer-land (CH)', Climatte")
    article.write_text(text, "utf-8")
    with (sample / "content/tags.yaml").open("a") as vocabulary:
        vocabulary.write("sport: {labels: {en: Sport}}\nbern: {labels: {en: Bern}, broader: sport}")
    done = invoke(sample, "tags", "--similar", "--unused", "--missing-labels")
    assert done.returncode == 0, done.stderr
    assert "  invoke tag --rename Climatte=climate\n" in done.stdout
    assert "     1  sport: bern\n" in done.stdout
    assert "Tags of content/tags.yaml that no article carries: 2 of 7." in done.stdout
    assert "     4  music: no label in ar, fr, ja, no\n" in done.stdout


def test_doctor_says_what_is_there_and_what_is_missing(sample: Path) -> None:
    done = invoke(sample, "doctor")
    assert done.returncode == 0, done.stderr
    assert "ok       content/tags.yaml: 5 tags\n" in done.stdout
    assert "ok       theme/words: ar, de, en, es, fr, ja\n" in done.stdout
    assert "missing  packages: there is no pyproject.toml" in done.stdout
    assert "missing  .: this folder is no git repository\n         run `git init`" in done.stdout
    assert "All that is needed is here. " in done.stdout


def test_doctor_says_that_nothing_limits_what_is_shown(sample: Path) -> None:
    (sample / "content/sources.yaml").unlink()
    assert "missing  content/sources.yaml: there is none" in invoke(sample, "doctor").stdout


def test_doctor_survives_a_package_that_is_missing(sample: Path) -> None:
    (sample / "nh3.py").write_text("raise ImportError('No module named nh3')")
    done = invoke(sample, "doctor")
    assert done.returncode == 1
    assert "missing  packages: No module named nh3\n" in done.stdout


def test_doctor_ends_with_status_1_if_nothing_can_work(sample: Path) -> None:
    (sample / "content/tags.yaml").write_text("A: {}")
    (sample / "requirements.lock").write_text("babel==0.1 \\\n    --hash=x\n")
    project = '[project]\ndependencies = ["babel>=0.1", "no-such-package-here>=1"]\n'
    (sample / "pyproject.toml").write_text(project)
    done = invoke(sample, "doctor")
    assert done.returncode == 1
    assert "missing  content/tags.yaml: 'A' is no id\n" in done.stdout
    assert "missing  packages: no no-such-package-here\n" in done.stdout
    assert "2 things must be mended first" in done.stderr


def test_every_task_explains_itself(sample: Path) -> None:
    listed = invoke(sample, "--list").stdout
    for name in (
        *("site", "clean", "build", "rebuild", "serve", "status", "wipe", "publish"),
        *("tag", "tags", "doctor", "test", "lint", "bench", "lock"),
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


def test_what_is_wrong_with_stories_is_said_beside_all_else(project: Path) -> None:
    (project / "content/raw/empty.txt").write_bytes(b"")
    (project / "content/stories.yaml").write_text("Not An Id: {}\n")
    for task in ("clean", "status"):
        done = invoke(project, task)
        assert done.returncode == 1
        assert "content/stories.yaml: 'Not An Id' is no id" in done.stderr
    assert "content/raw/empty.txt: empty" in invoke(project, "clean").stderr
    assert "missing  content/stories.yaml: 'Not An Id'" in invoke(project, "doctor").stdout


def test_nobody_need_read_a_list_to_its_end(sample: Path) -> None:
    for task in ("tags", "status", "doctor"):
        reading, writing = os.pipe()
        os.close(reading)
        command = [sys.executable, "-m", "invoke", task]
        done = subprocess.run(command, cwd=sample, stdout=writing, stderr=-1, check=False)
        os.close(writing)
        assert done.stderr == b""
