"""From saving a file to the reloaded page: python latency.py SHARED [SIZE ...].

`invoke serve` in a process of its own, and a real browser that shows the article whose
headline changes; the median of several changes, by default at 1000 and 10000 articles.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measuring import change, corpus, edited, project
from playwright.sync_api import sync_playwright

from machine import CHROMIUMS

TURNS = 7
LONGEST = 120_000  # milliseconds


def chromium() -> str | None:
    """The path of a Chromium, as for the tests."""
    names = (os.environ.get("CHROMIUM", ""), *CHROMIUMS)
    return next((path for name in names if name and (path := shutil.which(name))), None)


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve a project; gives its address when the site is built."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "invoke", "serve", "--port", str(port)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if "shows the site" in line:
                break
        else:
            raise RuntimeError("".join(said))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def seconds(root: Path, program: str) -> list[float]:
    """The time of each change, from the end of saving to the new headline in the page."""
    articles = root / "content" / "articles"
    place = edited(articles).relative_to(articles).with_suffix("").as_posix()
    times = []
    with served(root) as address, sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=program, args=quiet)
        page = browser.new_page()
        page.goto(f"{address}/{place}/")
        for turn in range(TURNS):
            page.wait_for_timeout(3000)  # a curator's pause, in which nothing goes on
            change(articles, "title", turn)
            start = time.perf_counter()
            shown = page.locator("h1", has_text=f"Changed headline number {turn}")
            shown.wait_for(timeout=LONGEST)
            times.append(time.perf_counter() - start)
        browser.close()
    return times


def main() -> None:
    shared = Path(sys.argv[1]).resolve()
    program = chromium()
    if program is None:
        print("Chromium is not installed, so nothing is measured.")
        return
    for size in [int(each) for each in sys.argv[2:]] or [1000, 10_000]:
        with tempfile.TemporaryDirectory() as folder:
            articles = corpus(shared, size, Path(folder, "articles"))
            times = seconds(project(articles, Path(folder, "project")), program)
        each = ", ".join(f"{time * 1000:.0f}" for time in times)
        middle = statistics.median(times) * 1000
        print(f"{size} articles: {middle:.0f} ms from saving to the page ({each})", flush=True)


if __name__ == "__main__":
    main()
