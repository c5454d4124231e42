"""Datelines: the agency, publication or city that stands before the first sentence."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from functools import lru_cache

from digest.intake.lines import Dropped
from digest.intake.rules import agencies
from digest.intake.text.blocks import Block, Runs
from digest.intake.text.junk import is_prose
from digest.slugs import same_name
from digest.sources import Sources

_ONLY_DASH = re.compile(r"[\s—–―-]+")
_START = 8  # blocks among which a dateline is looked for
_CITY = r"(?:[^\W\d_][\w .,'’()/-]{1,60}?[ ,،]*)?"
_NAME = r"[^\W\d_][^\W\d_'’.-]*"
_PLACE = rf"{_NAME}(?:[ -]{_NAME}){{0,2}}(?:, ?{_NAME}(?: {_NAME}){{0,2}})?"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ'’]"
_CAPITALS = rf"{_CAPITAL}{{3,}}(?:[ /-]{_CAPITAL}+){{0,3}}(?:, ?{_NAME})?(?: \([\w ]{{2,20}}\))?"
_DASH = r"\s*(?:[—–―:：]|--?)+\s*"


def drop_datelines(blocks: Sequence[Block], sources: Sources) -> tuple[list[Block], list[Dropped]]:
    """Take datelines away: lines of their own, and prefixes of the first paragraphs."""
    names = _names(sources)
    known = _folded(names)
    kept: list[Block] = []
    dropped: list[Dropped] = []
    prose = 0
    for at, block in enumerate(blocks):
        after = blocks[at + 1].text if at + 1 < len(blocks) else ""
        if prose < 2 and at < _START and _is_dateline(block, after, known):
            dropped.append(Dropped("dateline", block.text, block.place))
            continue
        if prose < 2 and is_prose(block) and (found := _prefix(names).match(block.text)):
            dropped.append(Dropped("dateline", found[0].strip(), block.place))
            block = dataclasses.replace(block, runs=_without_start(block.runs, found.end()))
        prose += is_prose(block)
        kept.append(block)
    return kept, dropped


@lru_cache(4)
def _folded(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(same_name, names))


def _is_dateline(block: Block, after: str, known: frozenset[str]) -> bool:
    text = block.text
    if block.kind not in ("paragraph", "heading"):
        return False
    over_dash = len(text) <= 40 and bool(_ONLY_DASH.fullmatch(after))
    return over_dash or same_name(text.strip(" ()—–-:[]|")) in known


def _names(sources: Sources) -> tuple[str, ...]:
    own = (name for s in sources.by_id.values() for name in (s.name, *s.aliases))
    return tuple(dict.fromkeys((*agencies(), *own)))


@lru_cache(4)
def _prefix(names: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    agency = rf"(?:{joined})(?:\s*[/,&+]\s*\w[\w ]{{1,19}}){{0,3}}"
    return re.compile(
        rf"{_CITY}[(（\[]\s*{agency}\s*[)）\]]{_DASH}"  # MOSCOW, May 4 (Reuters) -
        rf"|{agency}\s*[—–―]{_DASH}?"  # CNN —
        rf"|{_CITY}\s*[—–―/-]\s*{agency}\s*[:：]\s*"  # Moscow - Reuters:
        rf"|{_PLACE}\s*[(（][^()（）\d]{{2,25}}[)）]\s*[—–―-]{{1,2}}\s+"  # BREST (Agency) -
        rf"|{_CAPITALS}\s*[—–―-]{{1,2}}\s+"  # WITTENBERGE, Germany -
        rf"|[【［\[][^】］\]]{{0,30}}{agency}[^】］\]]{{0,12}}[】］\]]\s*"  # 【ロンドン共同】
    )


def _without_start(runs: Runs, length: int) -> Runs:
    rest = []
    for run in runs:
        cut = min(length, len(run.text))
        length -= cut
        if run.text[cut:]:
            rest.append(dataclasses.replace(run, text=run.text[cut:]))
    return tuple(rest)
