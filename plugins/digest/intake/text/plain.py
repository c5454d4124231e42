"""Plain text to blocks: a paragraph a line, or a paragraph between two empty lines."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from digest.intake.text.blocks import Block, Run, paragraph, tidy

_AD_MARKER = re.compile(r"\[/?ads?_\d+\]")
_BULLET = re.compile(r"(?:[•◦▪‣*]|-(?=\s))\s*(?=\S)")
_ENDED = re.compile(r"[.!?:…。！？»”“\"')\]]$")
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-$")
_SHORT = 3  # letters of words such as `und`
_NARROW = range(40, 101)  # widths at which editors and mail programs wrap lines


def blocks(text: str) -> list[Block]:
    """The lines of a text as blocks; those that were wrapped by hand are joined again."""
    text = _AD_MARKER.sub(r"\n\n\g<0>\n\n", text)
    groups = [group for group in re.split(r"\n[ \t]*\n", text) if group.strip()]
    words = frozenset(_WORD.findall(text.casefold()))
    lines: list[str] = []
    for group in groups:
        parts = [line.strip() for line in group.split("\n") if line.strip()]
        lines += [_joined(parts, words)] if _wrapped(parts) else parts
    return [_block(line, lines, at) for at, line in enumerate(lines) if tidy([Run(line)])]


def _wrapped(parts: Sequence[str]) -> bool:
    """Whether lines are one paragraph: all but the last are full, or plainly go on in the next,
    and most stop mid-sentence."""
    full = parts[:-1]
    if any(_BULLET.match(line) for line in parts[1:]):
        return False
    if not full or max(map(len, parts)) not in _NARROW:
        return False
    longest = max(map(len, parts))
    even = all(
        longest - len(line) <= max(20, longest // 4)
        or (not _ENDED.search(line) and after[0].islower())
        for line, after in pairwise(parts)
    )
    return even and sum(not _ENDED.search(line) for line in full) * 2 > len(full)


def _joined(parts: Sequence[str], words: Set[str]) -> str:
    """The lines of a paragraph as one. A word that is broken at a hyphen loses that only if the
    text has the word without it, for the hyphen may be the word's own."""
    whole = parts[0]
    for part in parts[1:]:
        first, broken = _BROKEN.search(whole), _WORD.match(part)
        if not first or not broken or len(broken[0]) <= _SHORT or not part[0].islower():
            whole += " " + part  # `Ein- und Ausfuhr` has a blank
        elif (first[1] + broken[0]).casefold() in words:
            whole = whole[:-1] + part
        else:
            whole += part
    return whole


def _block(line: str, lines: Sequence[str], at: int) -> Block:
    """A list item if the line has a bullet and so has a neighbour, else a paragraph."""
    bullet = _BULLET.match(line)
    neighbours = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
    if bullet and any(_BULLET.match(other) for other in neighbours):
        return Block("item", tidy([Run(line[bullet.end() :])]))
    return paragraph(tidy([Run(line)])[0].text)
