"""How likely a line is part of the article: what `evidence` and `places` say, weighed.

The weights are decision trees. They are data (judgement/*.json), grown by
tests/bench/train.py from labelled pages with gradient boosting (Friedman 2001). All nodes
of all trees stand in one list: at a node, the left one is next if its feature is not above
its threshold, else the right one; a leaf is next to itself. The values of the leaves add up
to the logarithm of the odds.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from bs4 import Tag

from digest.intake.text import evidence, places
from digest.intake.text.blocks import Block
from digest.problems import problem

FOLDER = Path(__file__).parent / "judgement"

Kind = Literal["page", "scrape"]
Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, eq=False)
class Trees:
    """Decision trees as arrays with an entry for each node; `roots` are the trees' first ones."""

    roots: Array
    feature: Array
    threshold: Array
    left: Array
    right: Array
    value: Array
    depth: int

    def chances(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """For each row of features a chance from 0 to 1."""
        if not rows:
            return []
        table = np.array(rows, np.float64)
        number = np.arange(len(rows))[:, None]
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        for _ in range(self.depth):
            below = table[number, self.feature[node]] <= self.threshold[node]
            node = np.where(below, self.left[node], self.right[node])
        odds = self.value[node].sum(axis=1)
        return [float(chance) for chance in 1 / (1 + np.exp(-odds))]


@cache
def load(kind: Kind) -> Trees:
    """The trees for pages or for scrapes. Raises DigestError if they want other features."""
    data = json.loads((FOLDER / f"{kind}.json").read_text("utf-8"))
    if tuple(data["names"]) != names_of(kind):
        what = "was grown for other features than there are"
        raise problem(f"{kind}.json", what, "grow it anew: tests/bench/train.py")
    return trees(data)


def trees(data: dict[str, Any]) -> Trees:
    """Trees from their lists in JSON."""
    return Trees(
        np.array(data["roots"]),
        np.array(data["feature"]),
        np.array(data["threshold"]),
        np.array(data["left"]),
        np.array(data["right"]),
        np.array(data["value"]),
        data["depth"],
    )


def names_of(kind: Kind) -> tuple[str, ...]:
    """The names of the features that pages or scrapes are judged by."""
    return (*evidence.NAMES, *places.NAMES) if kind == "page" else evidence.NAMES


def of_page(
    blocks: Sequence[Block],
    homes: Sequence[Tag],
    located: Collection[int],
    title: str,
    language: str,
) -> list[Block]:
    """A page's blocks with their places and chances. `places.of_blocks` says what is asked for."""
    rows = page_rows(blocks, homes, located, title, language)
    return _with_chances(blocks, load("page").chances(rows))


def of_scrape(blocks: Sequence[Block], language: str) -> list[Block]:
    """A plain text's blocks with their places and chances."""
    rows = evidence.of_lines(blocks, language)
    return _with_chances(blocks, load("scrape").chances(rows))


def page_rows(
    blocks: Sequence[Block],
    homes: Sequence[Tag],
    located: Collection[int],
    title: str,
    language: str,
) -> list[tuple[float, ...]]:
    """For each block of a page, the features that `names_of` names."""
    if not blocks:
        return []
    lines = evidence.of_lines(blocks, language)
    standing = places.of_blocks(blocks, homes, located, title)
    return [(*line, *place) for line, place in zip(lines, standing, strict=True)]


def _with_chances(blocks: Sequence[Block], chances: Sequence[float]) -> list[Block]:
    return [
        dataclasses.replace(block, place=place, chance=chance)
        for place, (block, chance) in enumerate(zip(blocks, chances, strict=True))
    ]
