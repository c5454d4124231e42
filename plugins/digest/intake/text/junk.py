"""Lines that are no part of the article, found by the rules and by where and how they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from digest.intake.facts.dates import in_words
from digest.intake.lines import Dropped, ended, width
from digest.intake.rules import Where, bare, line_rules
from digest.intake.text.blocks import Block
from digest.slugs import same_name
from digest.sources import LONGEST_JUNK

OWN_JUNK = "own-junk"  # what lines are dropped by that a source's own entries take

_LETTERS = re.compile(r"[^\W_]")
_PROSE = 100  # characters from which a paragraph with a full stop is prose
_EDGE = 2  # this many paragraphs of prose at either end still count as its edge
_FEW_LINKS = 0.6
_ENOUGH_PROSE = 3


def is_prose(block: Block) -> bool:
    """Whether a block is a paragraph that can only be the article's own."""
    text = block.text
    long = width(text) >= _PROSE and ended(text)
    return block.kind == "paragraph" and long and block.linked < _FEW_LINKS


def drop_junk(
    blocks: Sequence[Block], language: str, said: Sequence[str] = ()
) -> tuple[list[Block], list[Dropped]]:
    """Part a text's blocks into those of the article and those that are not.

    A line that only says again what is `said` elsewhere, the title or an author's name,
    goes too.
    """
    known = frozenset(map(same_name, said))
    names = [_rule_for(block, language, known) for block in blocks]
    names = _with_edges(blocks, names, language)
    names = _with_followers(blocks, names, language)
    return _parted(blocks, names)


def drop_phrases(
    blocks: Sequence[Block],
    phrases: Sequence[str],
    patterns: Sequence[re.Pattern[str]] = (),
) -> tuple[list[Block], list[Dropped]]:
    """Part off a source's own junk: lines that hold one of its phrases, and whole lines that
    one of its patterns takes."""
    names = [OWN_JUNK if taker(block.text, phrases, patterns) else "" for block in blocks]
    return _parted(blocks, names)


def taker(text: str, phrases: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> str:
    """The first of a source's phrases and patterns that takes a line; nothing if none does."""
    found = next((phrase for phrase in phrases if holds(text, (phrase,))), "")
    line = " ".join(text.split())
    if found or len(line) > LONGEST_JUNK:
        return found
    return next((pattern.pattern for pattern in patterns if pattern.fullmatch(line)), "")


def holds(text: str, phrases: Sequence[str]) -> bool:
    """Whether a line holds one of these phrases, in any case and with any blanks."""
    folded = _folded(text)
    return any(_folded(phrase) in folded for phrase in phrases)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _rule_for(block: Block, language: str, said: frozenset[str]) -> str:
    text = block.text
    if not _LETTERS.search(text):
        return "no-words"
    if block.kind in ("code", "table"):
        return ""
    if same_name(text) in said:
        return "said-already"
    return matching(text, language, ("anywhere",))


def matching(text: str, language: str, where: Sequence[Where]) -> str:
    """The name of the first rule for these parts of a text that knows a line; else nothing."""
    return next((name for name, part in _known(text, language) if part in where), "")


@lru_cache(1 << 12)
def _known(text: str, language: str) -> tuple[tuple[str, Where], ...]:
    """The rules that know a line, and the parts of a text they are for."""
    line = bare(text)
    size = width(line)
    if size > _longest(language):
        return ()
    rules = line_rules(language)
    return tuple((r.name, r.where) for r in rules if size <= r.longest and r.takes(line))


@cache
def _longest(language: str) -> int:
    """The length in characters from which no rule means a line."""
    return max((rule.longest for rule in line_rules(language)), default=0)


def _with_edges(blocks: Sequence[Block], names: Sequence[str], language: str) -> list[str]:
    """Ask the rules for the start and the end of a text, as far as those reach."""
    names = list(names)
    from_both_ends: tuple[tuple[range, tuple[Where, ...]], ...] = (
        (range(len(blocks)), ("start", "edges")),
        (range(len(blocks) - 1, -1, -1), ("end", "edges")),
    )
    for indexes, where in from_both_ends:
        prose = 0
        for index in indexes:
            if names[index] or blocks[index].kind in ("code", "table"):
                continue
            names[index] = matching(blocks[index].text, language, where)
            prose += not names[index] and is_prose(blocks[index])
            if prose > _EDGE:
                break
    return names


def _with_followers(blocks: Sequence[Block], names: Sequence[str], language: str) -> list[str]:
    """Drop what stands below a line such as `Related articles`: short lines and links."""
    names = list(names)
    leads = {rule.name for rule in line_rules(language) if rule.follow}
    lead = ""
    for index, block in enumerate(blocks):
        if names[index] in leads:
            lead = names[index]
        elif is_prose(block) or block.kind in ("code", "table"):
            lead = ""
        elif not names[index] and lead:
            names[index] = lead if _is_teaser(block) else ""
            lead = lead if names[index] else ""
    return names


def drop_unlikely(blocks: Sequence[Block], chance: float) -> tuple[list[Block], list[Dropped]]:
    """Part off what is less likely than `chance` to be part of the article.

    Headings of prose that stays stay, too. In a text that has hardly any prose, prose is not
    judged: there is too little that it could be weighed against. Where nothing is likely, as
    in news of two short sentences, sentences stay; where there are none, as in verse, all.
    """
    little = sum(map(is_prose, blocks)) < _ENOUGH_PROSE
    likely = [block.chance > chance or (little and is_prose(block)) for block in blocks]
    for at in range(len(blocks) - 2, -1, -1):
        heads = blocks[at].kind == "heading" and is_prose(blocks[at + 1])
        likely[at] |= heads and likely[at + 1]
    if not any(likely):
        sentences = [ended(block.text) for block in blocks]
        likely = sentences if any(sentences) else [True] * len(blocks)
    return _parted(blocks, ["" if is_likely else "unlikely" for is_likely in likely])


def bring_back(
    blocks: Sequence[Block],
    kept: Sequence[Block],
    dropped: Sequence[Dropped],
    phrases: Sequence[str],
) -> tuple[list[Block], list[Dropped]]:
    """What was kept and dropped of a text's blocks once those that hold one of the phrases
    have been put back into their places, whatever dropped them."""
    by_place = {block.place: block for block in kept}
    for block in blocks:
        now = by_place.get(block.place)
        if holds(block.text, phrases) and not (now and holds(now.text, phrases)):
            by_place[block.place] = block
    left = [line for line in dropped if not holds(line.text, phrases)]
    return [by_place[place] for place in sorted(by_place)], left


def drop_loose_ends(blocks: Sequence[Block], language: str) -> tuple[list[Block], list[Dropped]]:
    """Part off what stands loosely before the first paragraph and after the last: sections,
    places in the site, names and dates. Not in a text that has hardly any prose."""
    prose = [at for at, block in enumerate(blocks) if is_prose(block)]
    if len(prose) < _ENOUGH_PROSE:
        return list(blocks), []
    names = [
        _loose(block, language) if at < prose[0] or at > prose[-1] else ""
        for at, block in enumerate(blocks)
    ]
    return _parted(blocks, names)


def _loose(block: Block, language: str) -> str:
    text = block.text
    if block.kind != "paragraph" or block.quoted or width(text) >= _PROSE:
        return ""
    if in_words(text, language):
        return "date-line"
    return "loose-end" if not ended(text) or block.linked > _FEW_LINKS else ""


def _parted(blocks: Sequence[Block], names: Sequence[str]) -> tuple[list[Block], list[Dropped]]:
    pairs = list(zip(blocks, names, strict=True))
    dropped = [Dropped(name, block.text, block.place) for block, name in pairs if name]
    kept = [block for block, name in pairs if not name]
    while kept and kept[-1].kind == "heading":  # the head of what was dropped
        last = kept.pop()
        dropped.append(Dropped("bare-heading", last.text, last.place))
    return kept, dropped


def _is_teaser(block: Block) -> bool:
    return block.linked > _FEW_LINKS or not ended(block.text)
