"""Builds by a process that stands by: a real one, with a program of its own in place of a build."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digest.delivery import standby
from digest.delivery.standby import Standby
from projects import ROOT

if not standby.is_possible():
    pytest.skip("processes are not forked here", allow_module_level=True)

# What it builds is a line in built.txt: its process, the number of builds in this process, the
# word of the code, and whether it was prepared.
PROGRAM = """
import os, sys, time
from pathlib import Path
sys.path[:0] = [{plugins!r}, "plugins"]
from digest.delivery import standby
import word

builds = 0

def prepare():
    Path("prepared.txt").write_text(str(os.getpid()))
    if word.WORD == "unprepared":
        raise RuntimeError
    return "prepared"

def build(prepared, placed):
    global builds
    builds += 1
    if word.WORD == "killed":
        os.kill(os.getpid(), 9)
    if word.WORD == "raising":
        raise RuntimeError("a mistake in the code")
    with open("built.txt", "a") as stream:
        print(os.getpid(), builds, word.WORD, prepared, file=stream)
    placed()
    while word.WORD == "waiting" and not Path("seen.txt").exists():
        time.sleep(0.01)
    return 1 if word.WORD == "failing" else 0

standby.stand_by(prepare, build)
"""


def nothing() -> None:
    """For builds of which nobody wants to know more."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "program.py").write_text(PROGRAM.format(plugins=str(ROOT / "plugins")))
    write(tmp_path, "first")
    return tmp_path


@pytest.fixture
def waiting(folder: Path) -> Iterator[Standby]:
    with Standby(folder, (sys.executable, "program.py")) as found:
        yield found


def write(folder: Path, word: str) -> None:
    (folder / "plugins/word.py").write_text(f"WORD = {word!r}\n")


def built(folder: Path) -> list[list[str]]:
    return [line.split() for line in (folder / "built.txt").read_text().splitlines()]


def is_over(process: int) -> bool:
    """Whether a process ends; one that has ended and was not waited for counts as such."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_nothing_of_one_build_gets_into_the_next(folder: Path, waiting: Standby) -> None:
    for _ in range(3):
        waiting.build(nothing)
    lines = built(folder)
    assert [line[1:] for line in lines] == [["1", "first", "prepared"]] * 3
    assert len({line[0] for line in lines}) == 3


def test_what_is_in_place_is_said_before_the_build_is_over(folder: Path, waiting: Standby) -> None:
    write(folder, "waiting")
    waiting.build((folder / "seen.txt").touch)
    assert len(built(folder)) == 1


def test_a_build_that_fails_or_dies_is_over_and_the_next_one_is_made(
    folder: Path, waiting: Standby
) -> None:
    for word in ("failing", "killed", "raising", "last"):
        write(folder, word)
        waiting.build(nothing)
        waiting.build(nothing)
    assert [line[2] for line in built(folder)] == ["failing", "failing", "last", "last"]


def test_a_build_that_dies_is_said(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(folder, "killed")
    with Standby(folder, (sys.executable, "program.py")) as waiting:
        waiting.build(nothing)
    said = capfd.readouterr().err
    assert said == "build: its process was ended by signal 9; save a file to build again\n"


def test_changed_code_counts_from_the_next_build_on(folder: Path, waiting: Standby) -> None:
    waiting.build(nothing)
    write(folder, "second")
    waiting.build(nothing)
    (folder / "plugins/word.py").write_text("WORD = \n")
    waiting.build(nothing)
    write(folder, "mended")
    waiting.build(nothing)
    assert [line[2] for line in built(folder)] == ["first", "second", "mended"]


def test_what_cannot_be_prepared_is_built_all_the_same(folder: Path, waiting: Standby) -> None:
    write(folder, "unprepared")
    waiting.build(nothing)
    assert built(folder)[0][2:] == ["unprepared", "None"]


@pytest.mark.parametrize("end", ["terminate", "kill"])
def test_no_process_outlives_who_asks(folder: Path, end: str) -> None:
    asking = f"""
import sys, time
from pathlib import Path
sys.path.insert(0, {str(ROOT / "plugins")!r})
from digest.delivery.standby import Standby
waiting = Standby(Path.cwd(), (sys.executable, "program.py"))
waiting.build(lambda: None)
print(waiting._process.pid, flush=True)
time.sleep(60)
"""
    command = [sys.executable, "-c", asking]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        standing_by = int(process.stdout.readline())
        first = int(built(folder)[0][0])
        wait_until(lambda: int((folder / "prepared.txt").read_text() or first) != first)
        next_build = int((folder / "prepared.txt").read_text())
        os.kill(next_build, 0)
        getattr(process, end)()
    assert is_over(standing_by)
    assert is_over(next_build)


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)
