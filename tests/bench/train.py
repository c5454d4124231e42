"""Grow the decision trees of plugins/digest/intake/text/judgement from labelled pages.

    python train.py SHARED [--folds 5]

Needs lightgbm, which nothing else does: `pip install lightgbm`. SHARED is the folder
with the scorers and their data. With --folds, nothing is written: each page is cleaned
with trees grown from the other pages, publishers apart, and the scores are printed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from unittest import mock
from urllib.parse import urlsplit

import scoring

from digest.article import RawArticle
from digest.intake import cleaning
from digest.intake.facts import publication, structured, survey
from digest.intake.formats.decoding import decode
from digest.intake.knowledge import NOTHING
from digest.intake.text import evidence, judgement, tree
from digest.intake.text.blocks import Block
from digest.problems import DigestError

_SETS = ("atf", "wcxb")
_GRAM = 4  # words, as the scorers count
_TREES = 160
_GROWTH = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 12, "min_data_in_leaf": 100,
    "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5,
    "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True,
}  # fmt: skip
# Languages without rules shall fare well, too: on these pages no rule is known.
_WITHOUT_RULES = 0.3
_RULES = ("rule_anywhere", "rule_at_edges", "rules_4_before", "rules_4_after")


@dataclass(frozen=True)
class Sample:
    """A page or scrape as it is judged: its blocks' numbers, and what of each is true."""

    id: str
    group: str
    rows: list[tuple[float, ...]]
    true: list[float]
    words: list[int]


def samples(pages: Sequence[Any], kind: judgement.Kind, score: Any) -> list[Sample]:
    """What judgement sees of each page, and the truth."""
    found = []
    for page in pages:
        html = page.html()
        data = score.naive_scrape(html).encode() if kind == "scrape" else html
        blocks, rows = _seen(data, kind)
        true, words = labels([block.text for block in blocks], page.text, score.tokens)
        group = _publisher(decode(html)) or page.id
        found.append(Sample(page.id, group, rows, true, words))
    return found


def _seen(data: bytes, kind: judgement.Kind) -> tuple[list[Block], list[tuple[float, ...]]]:
    """The blocks that judgement is asked about while a text is cleaned, and its numbers."""
    seen: list[tuple[list[Block], list[tuple[float, ...]]]] = []

    def page(blocks: Any, homes: Any, located: Any, title: str, language: str) -> list[Block]:
        seen.append((list(blocks), judgement.page_rows(blocks, homes, located, title, language)))
        return list(blocks)

    def scrape(blocks: Any, language: str) -> list[Block]:
        seen.append((list(blocks), evidence.of_lines(blocks, language)))
        return list(blocks)

    raw = RawArticle("x", "0" * 64, "html" if kind == "page" else "text", decode(data), _NOW)
    with (
        mock.patch.object(judgement, "of_page", page),
        mock.patch.object(judgement, "of_scrape", scrape),
        contextlib.suppress(DigestError),
    ):
        cleaning.clean(raw, NOTHING)
    return seen[0] if seen else ([], [])


_NOW = datetime.now(UTC)


def _publisher(html: str) -> str:
    shown = survey.survey(tree.parse(html))
    return urlsplit(publication.address(structured.declared(shown))).hostname or ""


def labels(texts: Sequence[str], truth: str, tokens: Any) -> tuple[list[float], list[int]]:
    """For each text 1 if most of it stands in the truth, else 0; and its words."""
    have = Counter(_grams(tokens(truth)))
    lines = Counter(" ".join(tokens(line)) for line in truth.split("\n"))
    true, words = [], []
    for text in texts:
        found = tokens(text)
        grams = _grams(found)
        if grams:
            is_true = sum(have[gram] > 0 for gram in grams) * 2 > len(grams)
            have -= Counter(grams if is_true else ())
        else:
            is_true = lines[" ".join(found)] > 0
            lines[" ".join(found)] -= is_true
        true.append(float(is_true))
        words.append(len(found))
    return true, words


def _grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1)]


def grow(grown: Sequence[Sample], kind: judgement.Kind) -> dict[str, Any]:
    """The trees that tell these samples' true blocks from the others, as judgement reads them."""
    import lightgbm
    import numpy as np

    names = judgement.names_of(kind)
    chance = random.Random(1)
    rows, true, weights = [], [], []
    for sample in grown:
        whole = max(200.0, sum(w for w, t in zip(sample.words, sample.true, strict=True) if t))
        bare = chance.random() < _WITHOUT_RULES
        for row, is_true, words in zip(sample.rows, sample.true, sample.words, strict=True):
            hidden = [0.0 if bare and n in _RULES else v for n, v in zip(names, row, strict=True)]
            rows.append(hidden)
            true.append(is_true)
            weights.append((max(words, 1) / whole) ** 0.5)  # pages count alike, long lines more
    data = lightgbm.Dataset(np.array(rows, float), np.array(true), weight=np.array(weights))
    model = lightgbm.train(_GROWTH, data, _TREES)
    return _flat([tree["tree_structure"] for tree in model.dump_model()["tree_info"]], names)


def _flat(structures: Sequence[dict[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """All nodes of all trees in lists, one for each thing that is known of a node."""
    flat: dict[str, Any] = {
        "names": list(names), "depth": 0, "roots": [], "feature": [], "threshold": [],
        "left": [], "right": [], "value": [],
    }  # fmt: skip

    def add(node: dict[str, Any], depth: int) -> int:
        number = len(flat["value"])
        leaf = "leaf_value" in node
        flat["depth"] = max(flat["depth"], depth)
        flat["feature"].append(0 if leaf else node["split_feature"])
        flat["threshold"].append(0.0 if leaf else float(f"{node['threshold']:.5g}"))
        flat["value"].append(round(node["leaf_value"], 4) if leaf else 0.0)
        for side in ("left", "right"):
            flat[side].append(number)
        if not leaf:
            flat["left"][number] = add(node["left_child"], depth + 1)
            flat["right"][number] = add(node["right_child"], depth + 1)
        return number

    flat["roots"] = [add(structure, 0) for structure in structures]
    return flat


def write(trees: dict[str, Any], kind: judgement.Kind) -> None:
    """Write trees to where judgement reads them, a list a line."""
    lines = (f"{json.dumps(k)}: {json.dumps(v, separators=(',', ':'))}" for k, v in trees.items())
    path = judgement.FOLDER / f"{kind}.json"
    path.write_text("{" + ",\n".join(lines) + "}\n", "utf-8")


def cross(
    found: Sequence[Sample], pages: Sequence[Any], kind: judgement.Kind, folds: int, score: Any
) -> dict[str, str]:
    """Each page cleaned with trees grown from other publishers' pages."""
    groups = sorted({sample.group for sample in found})
    random.Random(1).shuffle(groups)
    part = {group: at % folds for at, group in enumerate(groups)}
    by_id = {page.id: page for page in pages}
    clean = scoring.clean_page if kind == "page" else scoring.clean_scrape
    texts = {}
    for fold in range(folds):
        rest = [sample for sample in found if part[sample.group] != fold]
        trees = judgement.trees(grow(rest, kind))
        with mock.patch.object(judgement, "load", lambda _, trees=trees: trees):
            for sample in found:
                if part[sample.group] == fold:
                    html = by_id[sample.id].html()
                    html = score.naive_scrape(html).encode() if kind == "scrape" else html
                    texts[sample.id] = clean(html)
    return texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--kind", choices=("page", "scrape"), action="append")
    options = parser.parse_args()
    sys.path.insert(0, str(options.shared / "tools"))
    import score_extraction as score

    asked = argparse.Namespace(split="dev", type=None)
    loaders = {"atf": score.load_atf, "wcxb": score.load_wcxb}
    data = options.shared / "corpora" / "extraction"
    sets = {name: list(loaders[name](data / name, asked)) for name in _SETS}
    pages = [page for name in _SETS for page in sets[name]]
    for kind in cast(list[judgement.Kind], options.kind or ["page", "scrape"]):
        found = samples(pages, kind, score)
        if not options.folds:
            write(grow(found, kind), kind)
            continue
        texts = cross(found, pages, kind, options.folds, score)
        for name in _SETS:
            scores, _ = score.score_text(sets[name], [texts[page.id] for page in sets[name]])
            print(kind, name, {key: round(scores[key], 4) for key in ("F1", "P", "R")}, flush=True)


if __name__ == "__main__":
    main()
