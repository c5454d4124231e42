"""How much faster two processes clean than one: python scale.py SHARED [PAGES]."""

from __future__ import annotations

import gzip
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins"))

from digest.intake import clean_folder


def lay_out(root: Path, shared: Path, pages: int) -> None:
    """A project with this many raw pages: those of the corpora again and again, none alike."""
    raw = root / "content" / "raw"
    raw.mkdir(parents=True)
    saved = sorted((shared / "corpora" / "extraction").rglob("*.html.gz"))
    for number, path in enumerate(islice(cycle(saved), pages)):
        data = gzip.decompress(path.read_bytes())
        (raw / f"{number:05}.html").write_bytes(data + b"<!-- %d -->" % number)


def seconds(shared: Path, pages: int, processes: int) -> float:
    """The wall time of cleaning a fresh project."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay_out(root, shared, pages)
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
            started = time.perf_counter()
            clean_folder(root, executor=pool, workers=processes)
            return time.perf_counter() - started


def main() -> None:
    shared = Path(sys.argv[1])
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    for turn in range(2):  # in turn, for machines have moods
        one, two = seconds(shared, pages, 1), seconds(shared, pages, 2)
        figures = f"one process {one:.0f} s, two {two:.0f} s: {one / two:.2f} times as fast"
        print(f"{pages} pages, turn {turn + 1}: {figures}", flush=True)


if __name__ == "__main__":
    main()
