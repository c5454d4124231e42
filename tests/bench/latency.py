"""From saving a file to the reloaded page: python latency.py SHARED [SIZE ...].

`invoke serve` in a process of its own, and a real browser that shows the article whose text or
headline changes; median and longest of several saves, by default at 1000 and 10000 articles.
"""

from __future__ import annotations

import json
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
from playwright.sync_api import ConsoleMessage, sync_playwright

from machine import CHROMIUMS

TURNS = 12
PAUSE = 3000  # milliseconds: a curator's, in which nothing goes on
LONGEST = 120_000
# What each mode writes, with the number of the turn behind it.
WORDS = {"body": "One sentence more, number", "title": "Changed headline number"}
# The browser tells when it has painted a page, and what the page says. Asking it again and
# again would be slower.
_TELL = """
addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => setTimeout(() =>
    console.log(JSON.stringify([Date.now(), document.body.innerText])))))
"""


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
    with (
        Path(root, "said.txt").open("w+") as said,
        subprocess.Popen(
            [sys.executable, "-u", "-m", "invoke", "serve", "--port", str(port)],
            cwd=root,
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            while "shows the site" not in Path(said.name).read_text("utf-8"):
                if process.poll() is not None:
                    raise RuntimeError(Path(said.name).read_text("utf-8"))
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def measured(root: Path, program: str) -> dict[str, list[float]]:
    """The milliseconds of each save of each mode, from its end to the painted page."""
    articles = root / "content" / "articles"
    place = edited(articles).relative_to(articles).with_suffix("").as_posix()
    times: dict[str, list[float]] = {mode: [] for mode in WORDS}
    with served(root) as address, sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=program, args=quiet)
        page = browser.new_page()
        page.add_init_script(_TELL)
        page.goto(f"{address}/{place}/")
        for mode, words in WORDS.items():
            for turn in range(TURNS):
                page.wait_for_timeout(PAUSE)

                def shows(told: ConsoleMessage, text: str = f"{words} {turn}") -> bool:
                    return text in told.text

                with page.expect_console_message(shows, timeout=LONGEST) as told:
                    change(articles, mode, turn)
                    start = time.time() * 1000
                times[mode].append(json.loads(told.value.text)[0] - start)
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
            times = measured(project(articles, Path(folder, "project")), program)
        for mode, each in times.items():
            found = f"median {statistics.median(each):.0f}, longest {max(each):.0f}"
            every = ", ".join(f"{time:.0f}" for time in each)
            print(f"{size:6} articles, {mode}: {found} ms from saving to the page ({every})")


if __name__ == "__main__":
    main()
