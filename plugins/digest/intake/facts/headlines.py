"""An article's title: as declared, without the site's name, or made of its first sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from html import unescape
from urllib.parse import urlsplit

from digest.intake.facts.findings import Finding
from digest.intake.facts.structured import Declared, texts
from digest.intake.facts.survey import LABELLED, Survey, line
from digest.intake.lines import width
from digest.intake.text.blocks import Block
from digest.slugs import same_name

_SEPARATOR = re.compile(r"\s+(?:[|•·»›–—-]|::)\s+|\s*[|｜]\s*")
_SENTENCE = re.compile(r".+?[.!?…。！？؟۔।]+[\"'”’»“)」』]*(?=\s|$)|.+?[。！？]", re.DOTALL)
_CLAUSE = re.compile(r"[,;:،؛、，；]\s|[、，；：]|\s[–—-]\s")
_FINAL = re.compile(r"[.,;:…。、،؛:–—-]+$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_OTHER = re.compile(r"[\W_]+")
_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…)$")
_BAR = re.compile(r"\s*[|｜]\s*")
_TITLE_ELEMENT = "title of the page"
_SECTION = 4  # words of a section's name
_WORDS_OF_NAME, _LONGEST_NAME = 4, 30  # characters; of a paper
_ALIKE = 0.3  # likeness from which a heading and a declared title speak of the same
_VERY_ALIKE = 0.6  # the same for a short heading, which may be a section's
_SENTENCE_WIDTH = 30
_FEW_PIECES = 12
_MOST_LABEL = 0.5  # of a heading's letters that what it shares with a declared title needs
_LEAST_OF_HOST = 4
_LONGEST = 90  # width of a title made of a sentence
_SHORTEST = 25
_ENOUGH = 1000  # characters in which a first sentence ends, or never


def of_page(shown: Survey, declared: Declared, site_names: Sequence[str], url: str) -> Finding[str]:
    """The title of a page: its main heading as it is seen, if what the page declares bears
    it out; else what is declared, the candidate that most of the others repeat."""
    host = _host_letters(url)
    said = [(where, _tidy(text, site_names, host)) for where, text in _said(shown, declared)]
    said = [(where, text) for where, text in said if text and not _is_name(text, site_names)]
    declared_titles = [text for _, text in said]
    seen = [
        text
        for mark in shown.headings
        if (text := _tidy(mark.text, site_names, host))
        and not _is_name(text, site_names)
        and (mark.rank != LABELLED or any(_same(text, other) for other in declared_titles))
    ]
    if heading := _borne_out(seen, declared_titles):
        return Finding(_without_label(heading, said), "main heading of the page")
    if said:
        where, text = max(said, key=lambda one: sum(_same(one[1], t) for t in declared_titles))
        return Finding(_whole(text, declared_titles), where)
    return Finding(seen[0], "main heading of the page") if seen else Finding("", "nowhere", True)


def _said(shown: Survey, declared: Declared) -> Iterator[tuple[str, str]]:
    """All titles that a page declares, with their places, the most deliberate first."""
    for text in texts(declared.article.get("headline")) or texts(declared.article.get("name")):
        yield "headline in the page's structured data", text
    for key in ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title"):
        for text in declared.meta.get(key, ()):
            yield f"meta element {key}", text
    yield _TITLE_ELEMENT, shown.title


def shown_as(shown: Survey, title: str) -> list[str]:
    """The headings that say a title, as they are written: with a label, or escaped twice."""
    wanted = _letters(title)
    return [m.text for m in shown.headings if wanted and wanted in _letters(unescape(m.text))]


def _tidy(text: str, site_names: Sequence[str], host: str) -> str:
    """A candidate as one line of plain text, without the site's name."""
    text = line(_TAG.sub(" ", unescape(unescape(text))))
    return _without_section(without_site(text, site_names, host))


def _without_section(title: str) -> str:
    """`Opinion | A long headline | Coast` without what stands beyond the bars."""
    pieces = _BAR.split(title)
    longest = max(pieces, key=len)
    beyond = [piece for piece in pieces if piece is not longest]
    small = all(len(p.split()) <= _SECTION and len(p) < len(longest) / 2 for p in beyond)
    return longest if small and width(longest) >= _SHORTEST else title


def _borne_out(headings: Sequence[str], said: Sequence[str]) -> str:
    """The heading that shares most with what is declared; none if all share too little."""
    likeness = [
        max((_likeness(h, text) + _same(h, text) for text in said), default=0.0) for h in headings
    ]
    best = max(likeness, default=0.0)
    heading = headings[likeness.index(best)] if headings else ""
    return heading if best >= (_ALIKE if width(heading) >= _SENTENCE_WIDTH else _VERY_ALIKE) else ""


def _likeness(one: str, other: str) -> float:
    """The share of three-letter pieces that two texts have in common, of the shorter one's."""
    first, second = _pieces(one), _pieces(other)
    common = len(first & second)
    # A single word within a headline is a section's name, and no headline.
    return common / max(min(len(first), len(second)), _FEW_PIECES) if common else 0.0


def _pieces(text: str) -> frozenset[str]:
    letters = _letters(text)
    return frozenset(letters[at : at + 3] for at in range(len(letters) - 2))


def _without_label(heading: str, said: Sequence[tuple[str, str]]) -> str:
    """A heading without the label in front of it, where the page's data leave that away."""
    letters = _letters(heading)
    if any(_letters(text) == letters for _, text in said):
        return heading
    for where, text in said:
        rest = _letters(text)
        labelled = letters != rest and letters.endswith(rest)
        if labelled and where != _TITLE_ELEMENT and len(rest) > len(letters) * _MOST_LABEL:
            return text
    return heading


def _whole(text: str, others: Sequence[str]) -> str:
    """A title that was cut off, as another candidate has it whole."""
    if not (cut := _ELLIPSIS.search(text)):
        return text
    stem = _letters(text[: cut.start()])
    longer = [o for o in others if _letters(o).startswith(stem) and not _ELLIPSIS.search(o)]
    return max(longer, key=len, default=text)


def _same(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return _OTHER.sub("", same_name(text))


def _is_name(text: str, names: Sequence[str]) -> bool:
    return same_name(text) in {same_name(name) for name in names}


def without_site(title: str, site_names: Sequence[str], host: str = "") -> str:
    """`Headline | The Courier` without the Courier, at whichever end it stands; `host` is the
    letters of the site's address."""
    known = {_letters(name).removeprefix("the") for name in site_names if name}
    pieces = [match.span() for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(pieces):
        if _is_site(title[end:], known, host):
            return without_site(title[:start].strip(), site_names, host)
    for start, end in pieces:
        if _is_site(title[:start], known, host):
            return without_site(title[end:].strip(), site_names, host)
    return title.strip()


def _is_site(text: str, known: Set[str], host: str) -> bool:
    letters = _letters(text).removeprefix("the")
    of_host = len(letters) >= max(_LEAST_OF_HOST, len(host) / 2) and letters in host
    return bool(letters) and (letters in known or of_host)


def _host_letters(url: str) -> str:
    return _letters((urlsplit(url).hostname or "").removeprefix("www.")) if url else ""


def top_line(blocks: Sequence[Block]) -> tuple[int, bool]:
    """The number of the line that is the headline of plain text, -1 if none is; and whether that
    is a guess, because a line as short as a paper's name stands above another such line.

    It is the first line, unless that may be a name and something was dropped between it and the
    second: a date, mostly.
    """
    if not _is_headline(blocks):
        return -1, False
    if not _is_headline(blocks[1:]) or not _may_be_name(blocks[0].text, blocks[1].text):
        return 0, False
    return int(blocks[1].place > blocks[0].place + 1), True


def _is_headline(blocks: Sequence[Block]) -> bool:
    """Whether the first of these lines is short, unended, and above longer text."""
    if len(blocks) < 2:
        return False
    text = blocks[0].text
    below = max(width(block.text) for block in blocks[1:4])
    short = width(text) <= 160 and width(text) * 1.3 < below
    ended = re.search(r"[.…。:;,]$", text) and not text.endswith("...")
    return short and not ended and bool(re.search(r"[^\W\d_]", text))


def _may_be_name(text: str, below: str) -> bool:
    return len(text.split()) <= _WORDS_OF_NAME and width(text) <= _LONGEST_NAME < width(below)


def of_text(blocks: Sequence[Block]) -> Finding[str]:
    """A title made of the text's first sentence, cut at a clause if that is long."""
    text = line(next((b.text for b in blocks if b.kind != "table"), blocks[0].text))
    text = text[:_ENOUGH]
    found = _SENTENCE.match(text)
    sentence = found[0] if found and width(found[0]) >= _SHORTEST else text
    return Finding(_shortened(sentence.strip()), "the first sentence", True)


def _shortened(sentence: str) -> str:
    if width(sentence) <= _LONGEST:
        return _FINAL.sub("", sentence) or sentence
    cuts = [found.start() for found in _CLAUSE.finditer(sentence)]
    cuts = [cut for cut in cuts if _SHORTEST <= width(sentence[:cut]) <= _LONGEST]
    if cuts:
        return sentence[: cuts[-1]].rstrip()
    return _cut(sentence) + "…"


def _cut(sentence: str) -> str:
    """As many whole words as fit; letters where there are no words."""
    end = len(sentence)
    while width(sentence[:end]) > _LONGEST:
        end -= 1
    space = sentence.rfind(" ", 0, end + 1)
    return sentence[: space if space > end // 2 else end].rstrip(" ,;:–—-")
