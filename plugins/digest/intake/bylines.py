"""Who wrote an article: names alone, without `By` and without professions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from bs4 import BeautifulSoup, Tag

from digest.intake.findings import Finding
from digest.intake.junk import Dropped, width
from digest.intake.rules import words
from digest.intake.structured import Declared, texts
from digest.slugs import same_name

_PARTS = re.compile(
    r"\s*[;|/•·،、\n]\s*|\s+(?:and|und|et|y|e|og|och|en|&|with|mit|avec|con)\s+|,\s*(?:and|und|et|y)?\s*"
)
_NAME = re.compile(r"[^\W\d_][^\d@<>{}\[\]=_]{1,59}")
_MOST = 12
# Words of the class of an element that holds an author's name, in pages of many languages.
_CLASSES = frozenset(
    ("byline", "author", "auteur", "autor", "autorin", "verfasser", "katib", "kisha")
)
_PART = re.compile(r"[a-z]+")
_PIECES = re.compile(r"[|·,;/／=＝（）()\u3000]|\s+[–—-]\s+")
_DATED = ("published", "date-line", "clock-and-day")
_PARTICLES = frozenset(
    (
        "von",
        "van",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "y",
        "und",
        "and",
        "et",
    )
)


def of_page(
    soup: BeautifulSoup, declared: Declared, site_names: Sequence[str]
) -> Finding[tuple[str, ...]]:
    """The authors a page names: structured data, meta elements, then the line below its title."""
    places = (
        ("author in the page's structured data", texts(declared.article.get("author"))),
        ("meta element author", _meta(declared)),
        ("byline of the page", _marked(soup)),
    )
    for where, found in places:
        if names := _names(found, site_names):
            return Finding(names, where)
    return Finding((), "nowhere")


def _meta(declared: Declared) -> list[str]:
    keys = (
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "cxenseparse:author",
    )
    return next(
        (
            list(declared.meta[k])
            for k in keys
            if declared.meta.get(k) and "://" not in declared.meta[k][0]
        ),
        [],
    )


def _marked(soup: BeautifulSoup) -> list[str]:
    """The names in the elements that are marked most clearly as an author's."""
    ranked: dict[int, list[Tag]] = {}
    for tag in soup.find_all(True):
        if tag.attrs and (rank := _rank(tag)):
            ranked.setdefault(rank, []).append(tag)
    for rank in sorted(ranked):
        texts_ = (
            str(t.get("content") or "") or t.get_text(" ", strip=True) for t in ranked[rank][:4]
        )
        if found := [name for text in texts_ if 2 < len(text) < 90 for name in _in_line(text)]:
            return found
    return []


def _rank(tag: Tag) -> int:
    """How clearly an element is marked as an author's name: 1 is best, 0 not at all."""
    if "author" in (tag.get("rel") or ()):
        return 1
    if tag.get("itemprop") == "name" and tag.find_parent(itemprop="author"):
        return 2
    if tag.get("itemprop") == "author":
        return 3
    classes = [str(name).lower() for name in tag.get("class") or ()]
    if any(("author" in name and "name" in name) or "byline__name" in name for name in classes):
        return 4
    if not _CLASSES.isdisjoint(classes):
        return 5
    return (
        6
        if any(_PART.findall(name)[-1:] and _PART.findall(name)[-1] in _CLASSES for name in classes)
        else 0
    )


def _names(found: Iterable[str], site_names: Sequence[str]) -> tuple[str, ...]:
    sites = {same_name(name) for name in site_names}
    names: dict[str, str] = {}
    for text in found:
        for part in _PARTS.split(" ".join(text.split())):
            name = without_role(part)
            if _NAME.fullmatch(name) and same_name(name) not in sites | _nobody():
                names.setdefault(same_name(name), name)
    return tuple(names.values())[:_MOST]


def of_lines(dropped: Sequence[Dropped]) -> Finding[tuple[str, ...]]:
    """The authors that dropped lines name: bylines, lines of a date, a name above a date."""
    rules = [line.rule for line in dropped]
    for at, line in enumerate(dropped):
        dated = line.rule in _DATED
        above = line.rule == "loose-end" and any(rule in _DATED for rule in rules[at + 1 : at + 2])
        named = line.rule.startswith("byline") or dated or above
        if named and (names := _names(_in_line(line.text), ())):
            return Finding(names, "a line of the text")
    return Finding((), "nowhere")


def _in_line(text: str) -> list[str]:
    """The names in a byline: what stands behind `By`, else whatever looks like a name."""
    if found := _by_within().search(text):
        behind = re.split(r"[.|(]\s|[|(\d]|\s+[–—-]\s+", text[found.end() :])[0]
        parts = [part for part in _PARTS.split(behind) if part.strip()]
        return [re.split(r"\s(?:in|en|à|aus)\s", part)[0] for part in parts if _like_name(part)][
            :_MOST
        ]
    return [part.strip() for part in _PIECES.split(text) if _like_name(part.strip())]


def _like_name(text: str) -> bool:
    """Two to five words, each with a capital where the script has such."""
    words_ = [word for word in text.split() if word.casefold() not in _PARTICLES]
    plain = all(word[0].isupper() or not word[0].islower() for word in words_)
    return 2 <= len(words_) <= 5 and plain and not re.search(r"[\d:!?]", text)


def without_role(text: str) -> str:
    """A name without what stands before it and without the profession around it."""
    text = _by().sub("", text.strip(), count=1)
    previous = None
    while previous != text:
        previous = text
        text = _role().sub("", text).strip(" ,.:–—-|()")
    return text


@cache
def _by() -> re.Pattern[str]:
    names = sorted({w for entry in words().values() for w in entry.by}, key=len, reverse=True)
    spaced = [n for n in names if n.isascii() or n[0].isalpha()]
    return re.compile(rf"^(?:{'|'.join(map(re.escape, spaced))})(?:\s*[:：]\s*|\s+)", re.IGNORECASE)


@cache
def _by_within() -> re.Pattern[str]:
    names = sorted({w for entry in words().values() for w in entry.by}, key=len, reverse=True)
    spaced = [n for n in names if n[0].isalpha() and width(n) == len(n)]
    return re.compile(
        rf"(?:^|[\s.,;:|(])(?:{'|'.join(map(re.escape, spaced))})(?:\s*[:：]\s*|\s+)", re.IGNORECASE
    )


@cache
def _role() -> re.Pattern[str]:
    names = sorted({w for entry in words().values() for w in entry.roles}, key=len, reverse=True)
    joined = "|".join(map(re.escape, names))
    return re.compile(
        rf"[\s,(|–—-]+(?:{joined})[\s)]*$|(?<=[\u3040-\u9fff])(?:{joined})$", re.IGNORECASE
    )


@cache
def _nobody() -> frozenset[str]:
    return frozenset(
        same_name(w) for entry in words().values() for w in (*entry.not_names, *entry.roles)
    )
