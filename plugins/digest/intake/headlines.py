"""An article's title: as declared, without the site's name, or made of its first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup

from digest.intake.blocks import Block
from digest.intake.findings import Finding
from digest.intake.junk import width
from digest.intake.structured import Declared, texts
from digest.slugs import same_name

_SEPARATOR = re.compile(r"\s+(?:[|•·»›–—-]|::)\s+|\s*[|｜]\s*")
_SENTENCE = re.compile(r".+?[.!?…。！？؟۔।]+[\"'”’»“)」』]*(?=\s|$)|.+?[。！？]", re.DOTALL)
_CLAUSE = re.compile(r"[,;:،؛、，；]\s|[、，；：]|\s[–—-]\s")
_FINAL = re.compile(r"[.,;:…。、،؛:–—-]+$")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_LONGEST = 90  # width of a title made of a sentence
_SHORTEST = 25
_ENOUGH = 1000  # characters in which a first sentence ends, or never


def of_page(soup: BeautifulSoup, declared: Declared, site_names: Sequence[str]) -> Finding[str]:
    """The title of a page: the one of its candidates that the others bear out."""
    title = soup.title.get_text(" ") if soup.title else ""
    headings = [tag.get_text(" ") for tag in soup.find_all("h1", limit=5)]
    ranked = [
        *(
            ("headline in the page's structured data", t)
            for t in texts(declared.article.get("headline"))
        ),
        ("meta element og:title", declared.first("og:title", "twitter:title", "dc.title")),
        *(("main heading of the page", heading) for heading in headings),
        ("title of the page", title),
    ]
    cleaned = [(where, without_site(line(text), site_names)) for where, text in ranked]
    cleaned = [(where, text) for where, text in cleaned if text and not _is_name(text, site_names)]
    if not cleaned:
        return Finding("", "nowhere", True)
    where, text = max(cleaned, key=lambda one: _borne_out(one[1], [t for _, t in cleaned]))
    return Finding(text, where)


def line(text: str) -> str:
    """One line with single spaces; a wide space of East Asia is punctuation and stays."""
    return _BLANKS.sub(" ", text).strip()


def _borne_out(text: str, all_: Sequence[str]) -> int:
    """How many candidates say the same; `max` takes the first of the best."""
    return sum(same_name(text) == same_name(other) for other in all_)


def _is_name(text: str, names: Sequence[str]) -> bool:
    return same_name(text) in {same_name(name) for name in names}


def without_site(title: str, site_names: Sequence[str]) -> str:
    """`Headline | The Courier` without the Courier, at whichever end it stands."""
    known = {same_name(name).removeprefix("the ") for name in site_names if name}
    pieces = [match.span() for match in _SEPARATOR.finditer(title)]
    for start, end in reversed(pieces):
        if same_name(title[end:]).removeprefix("the ") in known:
            return without_site(title[:start].strip(), site_names)
    for start, end in pieces:
        if same_name(title[:start]).removeprefix("the ") in known:
            return without_site(title[end:].strip(), site_names)
    return title.strip()


def first_line(blocks: Sequence[Block]) -> str:
    """The first line of plain text if it is a headline: short, unended, above longer text."""
    if len(blocks) < 2:
        return ""
    text = blocks[0].text
    below = max(width(block.text) for block in blocks[1:4])
    short = width(text) <= 160 and width(text) * 1.3 < below
    ended = re.search(r"[.…。:;,]$", text) and not text.endswith("...")
    return text if short and not ended and re.search(r"[^\W\d_]", text) else ""


def of_text(blocks: Sequence[Block]) -> Finding[str]:
    """A title made of the text's first sentence, cut at a clause if that is long."""
    text = next((line(block.text) for block in blocks if block.kind != "table"), "")
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
