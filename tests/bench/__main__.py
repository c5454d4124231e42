"""Measure quality against labelled data, and the time of builds: `invoke bench`.

The scorers and their data come in a folder of their own; each scorer is run as a program
in this folder, beside the functions of scoring.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent


def runs(shared: Path, halves: Sequence[Path]) -> list[tuple[str, list[str]]]:
    """What is measured: a title and the scorer's arguments; `halves` are those of ecb_dev."""
    extraction = str(shared / "tools" / "score_extraction.py")
    related = str(shared / "tools" / "score_related.py")
    data = shared / "corpora"
    found = []
    for name in ("atf", "wcxb"):
        pages = str(data / "extraction" / name)
        ours = ["--tool", "ours=scoring:clean_page"]
        meta = ["--meta-anchors", "trafilatura", "--meta", "ours=scoring:page_metadata"]
        meta = meta if name == "atf" else []
        pages_words = [extraction, pages, "--anchors", "trafilatura", *ours, *meta]
        found.append((f"Pages, {name}", pages_words))
        scrapes = [extraction, pages, "--scrape", "--tool", "ours=scoring:clean_scrape"]
        found.append((f"Scrapes, {name}", scrapes))
    for name, scope in (("ecb_dev", "all"), ("itn_dev", "cross"), ("sts22deen_dev", "all")):
        docs = str(data / "related" / f"{name}.docs.jsonl")
        for title, function in (
            ("tag overlap", "baselines:related_by_tags"),
            ("plain TF-IDF", "baselines:related_by_words"),
            ("without vectors", "scoring:related_without_vectors"),
            ("ours", "scoring:related"),
        ):
            words = [related, "related", docs, function, "--scope", scope]
            found.append((f"Related, {name}, {scope}: {title}", words))
    events = str(data / "related" / "itn_dev.docs.jsonl")
    found.append(("Stories, itn_dev", [related, "story", events, "scoring:story"]))
    for number, (half, other) in enumerate(permutations(halves), 1):
        words = [related, "story", str(half), "scoring:story", "--dev", str(other)]
        found.append((f"Stories, ecb_dev, half {number} by the threshold of the other", words))
    tags = str(shared / "tools" / "score_tags.py")
    news, tagged = (str(data / "tags" / f"rt_ru_{part}.jsonl") for part in ("dev", "train"))
    for title, name in (
        ("names alone", "tags_names"),
        ("names and how often each tag is given", "tags_vocabulary"),
        ("and tagged articles as neighbours", "tags"),
    ):
        words = [tags, news, f"scoring:{name}", "--train", tagged]
        found.append((f"Tags, rt_ru, {title}", words))
    texts = [str(shared / "tools" / "score_language.py"), str(data / "language" / "dev.jsonl")]
    found.append(("Languages of the data", [*texts, "scoring:language"]))
    found.append(("Languages, none named", [*texts, "scoring:any_language"]))
    return found


def _halved(shared: Path, folder: Path) -> tuple[Path, Path]:
    """The events of ecb_dev in two files, those of one topic together: they are the hard ones."""
    text = (shared / "corpora/related/ecb_dev.docs.jsonl").read_text("utf-8")
    lines = [line for line in text.split("\n") if line]
    topics = sorted({json.loads(line)["topic"] for line in lines})
    halves = (folder / "one.jsonl", folder / "other.jsonl")
    for number, path in enumerate(halves):
        chosen = set(topics[number::2])
        path.write_text("\n".join(x for x in lines if json.loads(x)["topic"] in chosen), "utf-8")
    return halves


def main() -> int:
    shared = Path(sys.argv[1]).resolve()
    if not (shared / "tools").is_dir():
        print(f"{shared}: no scorers there; name their folder: invoke bench --shared FOLDER")
        return 1
    failed = 0
    with TemporaryDirectory() as folder:
        for title, words in runs(shared, _halved(shared, Path(folder))):
            print(f"\n## {title}", flush=True)
            done = subprocess.run([sys.executable, *words], cwd=HERE, check=False)
            failed += done.returncode != 0
    print("\n## Related articles of 10,000", flush=True)
    failed += subprocess.run([sys.executable, "relating.py"], cwd=HERE, check=False).returncode != 0
    for title, words in (
        ("Cleaning with two processes against one", ["scale.py", str(shared)]),
        ("Builds after random edits against fresh builds", ["rebuilding.py"]),
        ("The time of builds", ["speed.py", str(shared)]),
        ("From saving a file to the reloaded page", ["latency.py", str(shared)]),
    ):
        print(f"\n## {title}", flush=True)
        failed += subprocess.run([sys.executable, *words], cwd=HERE, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
