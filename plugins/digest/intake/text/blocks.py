"""What a text consists of between being read and being written: blocks of inline runs."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "heading", "item", "code", "table"]

_SPACE = re.compile(r"[ \t\r\f\v\u2028\u2029]+")
_AROUND_BREAK = re.compile(r"[ \u00a0]*\n[ \u00a0]*")


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one manner. A line break in it is one that the reader shall see."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, code listing or table.

    `level` is a heading's rank or a list item's depth (from 0); `number` an ordered
    item's number; `rows` a table's cells. `quoted` blocks stand in a block quotation.
    `place` is its number among a text's blocks; `chance` how likely it is part of the
    article, from 0 to 1.
    """

    kind: Kind
    runs: Runs = ()
    level: int = 0
    number: int = 0
    rows: tuple[tuple[Runs, ...], ...] = ()
    quoted: bool = False
    place: int = 0
    chance: float = 1.0

    @property
    def text(self) -> str:
        """What a reader sees, without any markup."""
        if self.kind == "table":
            return "\n".join(" ".join(map(text_of, row)).strip() for row in self.rows)
        return self.runs[0].text if len(self.runs) == 1 else text_of(self.runs)

    @property
    def linked(self) -> float:
        """The share of the text that is links."""
        runs = self.runs or [run for row in self.rows for cell in row for run in cell]
        whole = sum(len(run.text) for run in runs)
        return sum(len(run.text) for run in runs if run.href) / whole if whole else 0.0


def text_of(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def paragraph(text: str) -> Block:
    return Block("paragraph", (Run(text),))


def tidy(runs: Iterable[Run]) -> Runs:
    """Runs with single spaces, none at the ends, neighbours of one manner joined."""
    texts: list[str] = []
    manners: list[Run] = []
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        if text.startswith(" ") and (not texts or texts[-1][-1].isspace()):
            text = text[1:]
        if not text:
            continue
        if manners and _alike(run, manners[-1]):
            texts[-1] += text
        else:
            texts.append(text)
            manners.append(run)
    return _trimmed([_AROUND_BREAK.sub("\n", text) for text in texts], manners)


def _alike(one: Run, other: Run) -> bool:
    return (one.bold, one.italic, one.code, one.href) == (
        other.bold,
        other.italic,
        other.code,
        other.href,
    )


def _trimmed(texts: list[str], manners: list[Run]) -> Runs:
    while texts and not texts[0].strip():
        del texts[0], manners[0]
    while texts and not texts[-1].strip():
        del texts[-1], manners[-1]
    if texts:
        texts[0] = texts[0].lstrip()
        texts[-1] = texts[-1].rstrip()
    return tuple(
        run if run.text == text else Run(text, run.bold, run.italic, run.code, run.href)
        for text, run in zip(texts, manners, strict=True)
    )


def with_text(block: Block, change: Callable[[Runs], Runs]) -> Block:
    """The block with its runs, or those of each of its cells, changed."""
    rows = tuple(tuple(change(cell) for cell in row) for row in block.rows)
    return dataclasses.replace(block, runs=change(block.runs), rows=rows)
