"""What speaks for and against a line being part of the article, as numbers.

Nothing here knows a language: widths, stops, neighbours, and whether one of the rules
knows the line. `judgement` weighs these numbers.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from digest.intake.lines import ended, width
from digest.intake.rules import Where
from digest.intake.text.blocks import Block
from digest.intake.text.junk import is_prose, matching

NAMES = (
    "width", "ended", "commas", "stops", "digits", "colon", "cut_off", "bars", "copies",
    "rule_anywhere", "rule_at_edges", "prose_before", "prose_after", "since_prose", "until_prose",
    "prose_3_before", "prose_3_after", "prose_8_before", "prose_8_after",
    "rules_4_before", "rules_4_after", "all_prose",
    "width_2_before", "width_before", "ended_before",
    "width_after", "ended_after", "width_2_after",
)  # fmt: skip
_STOP = re.compile(r"[.!?…؟।](?=[\s\"”’»)]|$)|[。！？]")
_COMMA = re.compile(r"[,;،、；，]")
_DIGIT = re.compile(r"\d")
_BAR = re.compile(r"[|©@•·/]")
_CUT_OFF = ("...", "…")
_FAR = 30  # blocks; what is farther away does not matter
_NONE = -1.0  # where there is no neighbour
_EDGES: tuple[Where, ...] = ("start", "end", "edges")


def of_lines(blocks: Sequence[Block], language: str) -> list[tuple[float, ...]]:
    """For each block of a text, the numbers that `NAMES` names."""
    texts = [block.text for block in blocks]
    copies = Counter(texts)
    widths = [width(text) for text in texts]
    stopped = [ended(text) for text in texts]
    anywhere = [bool(matching(text, language, ("anywhere",))) for text in texts]
    edges = [bool(matching(text, language, _EDGES)) for text in texts]
    prose = [size if is_prose(block) else 0 for block, size in zip(blocks, widths, strict=True)]
    sums = _Sums(prose)
    known = _Sums([a or e for a, e in zip(anywhere, edges, strict=True)])
    since = _distances([bool(size) for size in prose])
    until = _distances([bool(size) for size in reversed(prose)])[::-1]
    logs = [math.log1p(size) for size in widths]
    whole = sums.between(0, len(texts)) or 1
    found: list[tuple[float, ...]] = []
    for at, text in enumerate(texts):
        size = widths[at] or 1
        found.append(
            (
                logs[at],
                stopped[at],
                len(_COMMA.findall(text)) * 20 / size,
                min(8, len(_STOP.findall(text))),
                len(_DIGIT.findall(text)) / size,
                text.endswith((":", "：")),
                text.endswith(_CUT_OFF),
                bool(_BAR.search(text)),
                min(5, copies[text]),
                anywhere[at],
                edges[at],
                sums.between(0, at) / whole,
                sums.between(at + 1, len(texts)) / whole,
                since[at],
                until[at],
                math.log1p(sums.between(at - 3, at)),
                math.log1p(sums.between(at + 1, at + 4)),
                math.log1p(sums.between(at - 8, at)),
                math.log1p(sums.between(at + 1, at + 9)),
                known.between(at - 4, at) / 4,
                known.between(at + 1, at + 5) / 4,
                math.log1p(whole),
                logs[at - 2] if at > 1 else _NONE,
                logs[at - 1] if at else _NONE,
                stopped[at - 1] if at else _NONE,
                logs[at + 1] if at + 1 < len(logs) else _NONE,
                stopped[at + 1] if at + 1 < len(logs) else _NONE,
                logs[at + 2] if at + 2 < len(logs) else _NONE,
            )
        )
    return found


class _Sums:
    """Sums over any stretch of a list."""

    def __init__(self, values: Sequence[float]) -> None:
        self._sums = [0.0, *accumulate(values)]

    def between(self, start: int, end: int) -> float:
        last = len(self._sums) - 1
        return self._sums[min(last, max(0, end))] - self._sums[min(last, max(0, start))]


def _distances(marked: Sequence[bool]) -> list[int]:
    """For each place, how far back the last marked one is."""
    found, away = [], _FAR
    for mark in marked:
        found.append(away)
        away = 1 if mark else min(_FAR, away + 1)
    return found
