"""Measure quality against labelled data: `invoke bench`.

The scorers and their data come in a folder of their own; each scorer is run as a program
in this folder, beside the functions of scoring.py.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def runs(shared: Path) -> list[tuple[str, list[str]]]:
    """What is measured: a title and the scorer's arguments."""
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
    for name, scope in (("ecb_dev", "all"), ("itn_dev", "cross")):
        docs = str(data / "related" / f"{name}.docs.jsonl")
        words = [related, "related", docs, "scoring:related", "--scope", scope]
        found.append((f"Related, {name}, {scope}", words))
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


def main() -> int:
    shared = Path(sys.argv[1]).resolve()
    if not (shared / "tools").is_dir():
        print(f"{shared}: no scorers there; name their folder: invoke bench --shared FOLDER")
        return 1
    failed = 0
    for title, words in runs(shared):
        print(f"\n## {title}", flush=True)
        failed += subprocess.run([sys.executable, *words], cwd=HERE, check=False).returncode != 0
    print("\n## Cleaning with two processes against one", flush=True)
    scale = [sys.executable, "scale.py", str(shared)]
    failed += subprocess.run(scale, cwd=HERE, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
