"""Pages that are no article: bot walls, cookie walls, stubs, error pages, lists of links.

Such a page has next to no text of its own. A phrase that is usual on one, in its title or in
its text, is evidence only there, so that an article about cookies stays an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.intake.facts.survey import Survey
from digest.intake.lines import width
from digest.intake.rules import bare, wall_rules
from digest.intake.text.blocks import Block
from digest.problems import DigestError, problem

# Widths of text, without what a rule knows and without links.
LEAST = 30  # less than this is no article; two short sentences of Japanese have more
_LITTLE = 150  # up to this, a known line in it says what the page is
_SOME = 600  # up to this, the page's title does
_STUB = 700  # up to this, a text above a paywall's line is its beginning only
_PARAGRAPH = 60  # from this on, a line of a stub counts as a paragraph
_STUB_PARAGRAPHS = 2

_LINK = 0.6  # the share of links from which a line is a link
_HEADLINE = 20  # width of a linked headline
_LINKS = 5  # in what was kept
_MANY_LINKS = 10  # in a page of which nothing was kept
_TEASER = 300  # width of text between two of its links that only an article has
_TOLD = 4  # so many stretches of text between links make a list of teasers

_MOST = 3000  # width of all text from which it is not looked at; a cookie wall explains itself
_MOST_LINES = 60  # that are tried: a wall says at once what it is
_QUOTED = 80
_NEAR = 20  # characters of a visible line that tell where in a page a text stands
_PIECES = re.compile(r"\s+[|•·»›–—:-]+\s+|\s*[|｜]\s*")

_REMEDIES = {
    "bot-wall": ("a bot wall", "save the page again from your browser"),
    "cookie-wall": (
        "a cookie wall",
        "answer its question in your browser and save the page again",
    ),
    "paywall": (
        "the beginning of an article behind a paywall",
        "save the page again as a subscriber, or delete it",
    ),
    "error-page": ("an error page", "save the page again from its address, or delete it"),
    "login": ("a page to log in", "log in with your browser and save the page again"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a page or text: its title, all its blocks, and those that were kept."""

    shown: Survey
    title: str
    judged: Sequence[Block]
    kept: Sequence[Block]


def check(file: str, seen: Seen) -> None:
    """Pass what may be an article. Raises DigestError for what looks like none; where there
    is no text at all and nothing tells why, that is left to others to say."""
    text = [block for block in seen.kept if block.kind != "heading" and block.linked < _LINK]
    if sum(width(block.text) for block in text) <= _MOST:
        own = [block for block in text if not _kind(block.text)]
        if wall := _wall(seen, own) or _stub(seen, own):
            kind, words = wall
            what, remedy = _REMEDIES[kind]
            raise problem(file, f"looks like {what} ({_quoted(words)}), no article", remedy)
    if _is_list(seen):
        what = "looks like a list of links, no article"
        raise problem(file, what, "save the pages that it links to")
    if seen.kept and _width(text) < LEAST:
        raise _too_little(file, text or seen.kept)


def _too_little(file: str, blocks: Sequence[Block]) -> DigestError:
    what = f"hardly any text ({_quoted(blocks[0].text)}), no article"
    return problem(file, what, "save the whole page again, or delete it")


def _wall(seen: Seen, own: Sequence[Block]) -> tuple[str, str] | None:
    """The kind of wall that a page with this text of its own says it is, and its words."""
    much = _width(own)
    if much < _SOME and (found := _first(_titles(seen))):
        return found
    if much < _LITTLE and (found := _first([mark.text for mark in seen.shown.headings])):
        return found
    if much < _LITTLE and much < _width(seen.kept) / 2:
        return _first([block.text for block in seen.kept])
    if much < LEAST:
        lines = [block.text for block in seen.judged if block.linked < _LINK]
        return _first(lines[:_MOST_LINES])
    return None


def _stub(seen: Seen, own: Sequence[Block]) -> tuple[str, str] | None:
    """A paywall's line below the last of one or two paragraphs."""
    paragraphs = sum(width(block.text) >= _PARAGRAPH for block in own)
    if not 0 < paragraphs <= _STUB_PARAGRAPHS or _width(own) >= _STUB:
        return None
    below = [block.text for block in seen.judged if block.place > own[-1].place]
    below += _below(seen.shown.lines, own[-1].text)
    found = (text for text in below[:_MOST_LINES] if _kind(text, ("paywall",)))
    return next((("paywall", text) for text in found), None)


def _below(lines: Sequence[str], text: str) -> list[str]:
    """The visible lines of a page below the one that a text ends with."""
    inside = [at for at, line in enumerate(lines) if len(line) >= _NEAR and line in text]
    return list(lines[inside[-1] + 1 :]) if inside else []


def _is_list(seen: Seen) -> bool:
    """Whether a page is links with hardly a word between them, or teasers of other pages."""
    kept = {block.place for block in seen.kept if block.kind != "heading"}
    if not kept:
        return not seen.kept and _links(seen.judged) >= _MANY_LINKS
    stretches = [0]
    for block in seen.judged[min(kept) : max(kept) + 1]:
        if _is_link(block):
            stretches.append(0)
        elif block.place in kept:
            stretches[-1] += width(block.text)
    told = sum(stretch >= _PARAGRAPH for stretch in stretches)
    if len(stretches) > _LINKS:
        return max(stretches) < _TEASER and (not told or told >= _TOLD)
    return sum(stretches) < LEAST and _links(seen.judged) >= _MANY_LINKS


def _links(blocks: Sequence[Block]) -> int:
    return sum(map(_is_link, blocks))


def _is_link(block: Block) -> bool:
    """Whether a block is a headline that leads to another page."""
    return block.kind != "table" and block.linked >= _LINK and width(block.text) >= _HEADLINE


def _titles(seen: Seen) -> Iterator[str]:
    """The title, and its parts: a site's name often stands before or after."""
    for title in dict.fromkeys((seen.shown.title, seen.title)):
        yield title
        pieces = _PIECES.split(title)
        yield from (pieces[0], pieces[-1]) if len(pieces) > 1 else ()


def _first(lines: Sequence[str] | Iterator[str]) -> tuple[str, str] | None:
    return next(((kind, line) for line in lines if (kind := _kind(line))), None)


def _kind(text: str, kinds: Sequence[str] = ()) -> str:
    """The kind of page that a line is usual on, among these or all; else nothing."""
    line = bare(text)
    size = width(line)
    for rule in wall_rules():
        wanted = not kinds or rule.name in kinds
        if wanted and size <= rule.longest and rule.takes(line):
            return rule.name
    return ""


def _width(blocks: Sequence[Block]) -> int:
    return sum(width(block.text) for block in blocks)


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= _QUOTED else f'"{line[:_QUOTED].rstrip()}…"'
