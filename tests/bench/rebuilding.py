"""Builds after random edits against fresh builds: python rebuilding.py [NUMBER] [FIRST].

As tests/pages/test_incremental.py, with thousands of sequences; a seed that fails is shown
with its edits and the first difference. Ends with status 1 if any does.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import edits
from digest.pages.building import build
from sequences import make_bench, run, run_alone, templates_compiled_once
from small_site import make_small_site

# So many times each edit is made alone, before the sequences.
ALONE = 20


def main() -> int:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    start, failed = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as folder, templates_compiled_once():
        build(make_small_site(Path(folder, "compiled")))
        Path(folder, "bench").mkdir()
        bench = make_bench(Path(folder, "bench"))
        trials: list[Callable[[], None]] = [
            partial(run_alone, bench, edit, seed)
            for edit in edits.ALL.values()
            for seed in range(first, first + ALONE)
        ]
        trials += [partial(run, bench, seed) for seed in range(first, first + number)]
        for trial in trials:
            try:
                trial()
            except AssertionError as error:
                failed += 1
                print(error, flush=True)
    spent = time.perf_counter() - start
    print(f"{len(trials)} sequences of edits in {spent:.0f} s, {failed} failed", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
