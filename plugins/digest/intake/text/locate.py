"""Which blocks of a page are its article: trafilatura says where, the page's own tree says what."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

import trafilatura

from digest.intake.text.blocks import Block

_OTHER = re.compile(r"[\W_]+")
_GRAM = 8  # characters; long enough to be rare, short enough for a caption or a heading
_TAG = re.compile(r"<[^<>]{1,200}>")
_WHOLE = 700  # characters; a shorter body is an abstract
_BEYOND = 3
_LONGEST = 500_000  # characters; a book has as many, and the grams of more need much memory
_PLACES = 6  # of a short text that stands in the located text more than once


def main_text(html: str) -> str:
    """The text that trafilatura takes for the article, one block a line; empty if none.

    Its quick way will do: what that leaves out is found by `judgement`.
    """
    text = _extracted(html, fast=True) or _extracted(html, fast=False)
    return text[:_LONGEST]


def _extracted(html: str, fast: bool) -> str:
    extract = trafilatura.extract
    return extract(html, include_comments=False, include_tables=True, fast=fast) or ""


def located(blocks: Sequence[Block], text: str) -> frozenset[int]:
    """The numbers of a page's blocks that the located text is made of.

    Much of a page stands there twice: headlines in a table of contents, a text in a
    hidden copy. So it is not enough that a block's text has been located: of all blocks
    that have been, the heaviest chain in the located text's own order is taken.
    """
    whole = _Located.of(text)
    found: list[tuple[int, int, int]] = []
    for index, block in enumerate(blocks):
        plain = _plain(block.text)
        places = [(start, index, weight) for start, weight in whole.places(plain)]
        found += reversed(places)  # so that no chain takes a block at two places
    return frozenset(_heaviest_chain(found))


def bounded(blocks: Sequence[Block], body: str) -> list[Block]:
    """The blocks, or those in the body that the page declares if they run on far beyond it:
    into comments, or into the next article of an endless page."""
    body = _TAG.sub("\n", body)
    runs_on = sum(len(block.text) for block in blocks) > _BEYOND * len(body)
    if len(body) < _WHOLE or not runs_on:
        return list(blocks)
    within = located(blocks, body[:_LONGEST])
    return [block for at, block in enumerate(blocks) if at in within]


def _plain(text: str) -> str:
    """Letters and digits alone, so that bullets, bars, spaces and entities escaped twice
    do not matter."""
    return _OTHER.sub("", unescape(text) if "&" in text else text)


@dataclass(frozen=True, slots=True)
class _Located:
    """The located text in a form in which blocks are found however its lines are cut."""

    whole: str
    starts: frozenset[int]  # of lines
    grams: dict[str, int]

    @classmethod
    def of(cls, text: str) -> _Located:
        starts, parts, length = [], [], 0
        for line in text.splitlines():
            starts.append(length)
            parts.append(_plain(line))
            length += len(parts[-1])
        whole = "".join(parts)
        grams = {whole[i : i + _GRAM]: i for i in range(len(whole) - _GRAM, -1, -1)}
        return cls(whole, frozenset([*starts, length]), grams)

    def places(self, plain: str) -> list[tuple[int, int]]:
        """Where a block's text may stand, exactly, or for the most part if it is long; and
        how many of its characters stand there."""
        if not plain:
            return []
        exact = [at for at in self._exactly(plain) if len(plain) > 24 or self._is_line(at, plain)]
        if exact or len(plain) <= 24:
            return [(at, len(plain)) for at in exact]
        hits = [self.grams.get(plain[i : i + _GRAM]) for i in range(0, len(plain) - _GRAM + 1, 3)]
        known = [at for at in hits if at is not None]
        return [(known[0], len(known) * 3)] if len(known) * 10 >= len(hits) * 7 else []

    def _is_line(self, at: int, plain: str) -> bool:
        return at in self.starts and at + len(plain) in self.starts

    def _exactly(self, plain: str) -> Iterator[int]:
        at = self.whole.find(plain)
        for _ in range(_PLACES):
            if at < 0:
                return
            yield at
            at = self.whole.find(plain, at + 1)


def _heaviest_chain(found: Sequence[tuple[int, int, int]]) -> list[int]:
    """Of (start, index, weight) in order of index: the indices whose starts rise, heaviest in sum.

    `tops` holds for each start the weight of the best chain that ends there, only those
    that beat all earlier starts, so both its columns rise.
    """
    tops: list[tuple[int, int, int]] = []  # start, weight, number of the chain's last link
    links: list[tuple[int, int]] = []  # index, number of the link before
    for start, index, weight in found:
        at = bisect_left(tops, (start, 0, 0))
        before = tops[at - 1] if at else (0, 0, -1)
        total = before[1] + weight
        links.append((index, before[2]))
        if at < len(tops) and tops[at][0] == start and tops[at][1] >= total:
            continue  # of two copies of a text, the first
        rest = at
        while rest < len(tops) and tops[rest][1] <= total:
            rest += 1
        tops[at:rest] = [(start, total, len(links) - 1)]
    return _unwound(links, tops[-1][2] if tops else -1)


def _unwound(links: Sequence[tuple[int, int]], last: int) -> list[int]:
    chain = []
    while last >= 0:
        index, last = links[last]
        chain.append(index)
    return chain[::-1]
