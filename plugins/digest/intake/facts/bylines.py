"""Who wrote an article: names alone, without `By` and without professions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from html import unescape
from itertools import pairwise

from digest.intake.facts.findings import Finding
from digest.intake.facts.structured import Declared, names
from digest.intake.facts.survey import Mark, Survey, around
from digest.intake.lines import Dropped, width
from digest.intake.rules import agencies, words
from digest.slugs import same_name

# The word for `and` in many languages; those of one letter stand within names, too.
_AND = "and|und|et|og|och|en|&|with|mit|avec|con|ve|ja|и|і|та|και|și|şi|és|dan|và|و"
_PARTS = re.compile(rf"\s*[;|/•·،、\n]\s*|\s+(?:{_AND}|y|e|i)\s+|,\s*(?:(?:and|und|et|y)\s+)?")
_PARTS_OF_ONE = re.compile(rf"\s*[;|•،、\n]\s*|\s+(?:{_AND})\s+|,\s*(?:(?:and|und|et|y)\s+)?")
_NAME = re.compile(r"[^\W\d_][^\d@:<>{}\[\]=_#]{1,59}")
_DOMAIN = re.compile(r"\b[\w-]+\.[a-z]{2,}\b")
_FOR = re.compile(r"\s+(?:for|für|pour|special to)\s+.*|\s*[(（\[].*", re.IGNORECASE)
_MOST = 12
_SURE = 3  # rank of a mark up to which a single word is a name
_NEAR = range(-12, 40)  # lines around the title among which its byline stands
_VERY_NEAR = range(-3, 16)
_LINK = 5  # rank of a mark that is a mere link to somebody's page
_BELOW = 40
_CLOSE = 8
_SHORT = 40  # characters of a line that is a date
_MOST_WORDS = 5
_LONGEST = 400  # characters of a line that may be a byline, its professions included
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d年")
_GAP = 8  # lines between the names of one byline
_TALE = 120  # characters from which a line is prose
_UNSPACED = re.compile("[\u3040-\u9fff\uac00-\ud7a3]{2,12}")
_PIECES = re.compile(r"[|·,;/／=＝（）()\u3000]|\s+[–—-]\s+")
_LOOSE = ("loose-end", "unlikely")
_DATED = ("published", "date-line", "clock-and-day")
_PARTICLES = frozenset(
    ("von", "van", "de", "der", "den", "del", "della", "di", "da", "du", "la", "le", "el", "al",
     "bin", "ibn", "y", "und", "and", "et")
)  # fmt: skip
_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "byl", "cxenseparse:author", "article:author_name", "og:article:author",
    "citation_author", "twitter:data1",
)  # fmt: skip


def of_page(
    shown: Survey, declared: Declared, site_names: Sequence[str], title: str
) -> Finding[tuple[str, ...]]:
    """The authors a page names: structured data, meta elements, elements marked as a byline,
    a line below the title. Organisations only where no place names a person."""
    sites = {same_name(name) for name in site_names} | _agencies()
    spare: Finding[tuple[str, ...]] = Finding((), "nowhere")
    for where, found in _places(shown, declared, around(shown, title)):
        if people := [name for name in found if not _is_organisation(name, sites)]:
            return Finding(_as_shown(_completed(people, declared), shown), where)
        if found and not spare.value:
            spare = Finding(tuple(found), where)
    return spare


def _places(shown: Survey, declared: Declared, top: int) -> Iterator[tuple[str, list[str]]]:
    """What each place says, the most deliberate first; later ones are read if need be."""
    yield "author in the page's structured data", _structured(declared)
    yield "meta element author", _names(_meta(declared))
    yield "byline of the page", _marked(shown, top)
    yield "a line below the title", _below(shown, top)


def _completed(people: list[str], declared: Declared) -> list[str]:
    """The longer list in the meta elements, if it has all of these names and more."""
    more = _names(_meta(declared))
    return more if {*map(same_name, people)} < {*map(same_name, more)} else people


def _structured(declared: Declared) -> list[str]:
    """The authors in JSON-LD; a person's surname may stand first there."""
    given = names(declared.article.get("author")) or names(declared.article.get("creator"))
    if any("Organization" not in types for _, types in given):
        given = [(name, types) for name, types in given if "Organization" not in types]
    found: dict[str, str] = {}
    for name, types in given:
        if "Person" in types:
            parts = _names([_turned(name.split("|")[0])], _PARTS_OF_ONE)
        else:
            parts = [name] if "Organization" in types else _names([name])
        for part in parts:
            found.setdefault(same_name(part), part)
    return [*found.values()][:_MOST]


def _turned(name: str) -> str:
    """`Farrow, Ines` as Ines Farrow."""
    parts = [part.strip() for part in name.split(",")]
    turned = len(parts) == 2 and all(len(part.split()) == 1 and part.isalpha() for part in parts)
    return f"{parts[1]} {parts[0]}" if turned and without_role(name) == name else name


def _meta(declared: Declared) -> list[str]:
    for key in _META:
        values = [v for v in declared.meta.get(key, ()) if "://" not in v]
        if key.startswith("citation"):
            values = [_turned(value) for value in values]
        if key.startswith("twitter"):
            values = [v for v in values[:1] if _like_name(v)]
        if values:
            return values
    return []


def _marked(shown: Survey, top: int) -> list[str]:
    """The names in the elements that are marked most clearly as the author's, those around
    the title first."""
    near = [mark for mark in shown.bylines if top >= 0 and _is_near(mark, top)]
    for marks in (near, shown.bylines if top < 0 else ()):
        for rank in sorted({mark.rank for mark in marks}):
            if found := _first_group([mark for mark in marks if mark.rank == rank]):
                return found
    return []


def _is_near(mark: Mark, top: int) -> bool:
    return mark.at - top in (_NEAR if mark.rank < _LINK else _VERY_NEAR)


def _first_group(marks: Sequence[Mark]) -> list[str]:
    """The names in marks of one kind, as far as they stand together."""
    inner = [mark for mark, after in pairwise([*marks, Mark("", -1)]) if not _holds(mark, after)]
    found: dict[str, str] = {}
    last = 0
    for mark in inner:
        for name in _names(_marked_names(mark)) if not found or mark.at - last <= _GAP else ():
            found.setdefault(same_name(name), name)
            last = mark.at
    return [*found.values()]


def _holds(mark: Mark, after: Mark) -> bool:
    return mark.at == after.at and after.text in mark.text


def _marked_names(mark: Mark) -> list[str]:
    """The names in a marked line; a single word, or a desk's name, may be one there."""
    if found := _in_line(mark.text):
        return found
    name = without_role(mark.text)
    one = " " not in name and (name[:1].isupper() or bool(_UNSPACED.fullmatch(name)))
    desk = len(name.split()) <= _MOST_WORDS and bool(_by().match(mark.text) or mark.rank <= _SURE)
    return [name] if name and (one or desk) else []


def _below(shown: Survey, top: int) -> list[str]:
    """The names in a line such as `By Ines Farrow` below the title, whole or in pieces, or in
    one beside a date that is nothing but a name and stands nowhere above the title."""
    lines = shown.lines[top + 1 : top + 1 + _BELOW] if top >= 0 else ()
    dated = {mark.at - top - 1 for mark in shown.times} | {
        at for at, text in enumerate(lines) if _DATE.search(text) and len(text) <= _SHORT
    }
    above = {same_name(text) for text in shown.lines[: max(top, 0)]}
    for at, text in enumerate(lines):
        if len(text) >= _TALE:
            return []
        if _by_alone().fullmatch(text):
            text = f"{text} {' '.join(lines[at + 1 : at + 2])}"
        if (found := _by().match(text)) and all(map(_like_name, _parts(text[found.end() :]))):
            return _names([text])
        beside = not dated.isdisjoint(range(at - 1, at + 2))
        if beside and at < _CLOSE and _is_bare_name(text, above, shown.lines[top]):
            return [text]
    return []


def _is_bare_name(text: str, above: Set[str], title: str) -> bool:
    known = same_name(text) in above or same_name(text) in same_name(title)
    capitals = text[:1].isupper()  # other scripts tell no name from any two words
    return capitals and not known and _like_name(text) and _names([text]) == [text]


def _parts(text: str) -> list[str]:
    return [part for part in map(without_role, _PARTS.split(text)) if part] or [""]


def _names(found: Iterable[str], splitter: re.Pattern[str] = _PARTS) -> list[str]:
    """Names alone: no professions, no addresses; no single words behind a full name, for
    these are places, degrees and agencies."""
    named: dict[str, str] = {}
    for text in found:
        whole = False
        for part in splitter.split(" ".join(unescape(text).split())):
            name = without_role(_FOR.sub("", without_role(part)))
            if not _NAME.fullmatch(name) or _DOMAIN.search(name) or same_name(name) in _nobody():
                continue
            if whole and " " not in name and not _UNSPACED.fullmatch(name):
                continue
            alone = _agency_tail().sub("", name)
            name = alone if " " in alone else name
            whole = whole or " " in name
            named.setdefault(same_name(name), name)
    return [*named.values()][:_MOST]


def _is_organisation(name: str, known: Set[str]) -> bool:
    folded = same_name(name)
    return folded in known or folded.removeprefix("the ") in known or _is_desk(folded)


def _is_desk(folded: str) -> bool:
    """`courier staff` and the like end as what is nobody's name does."""
    return any(part in _nobody() for part in folded.split()[-1:])


def _as_shown(names_: Sequence[str], shown: Survey) -> tuple[str, ...]:
    """Names in capitals as they stand elsewhere in the page."""
    if not any(name.isupper() and " " in name for name in names_):
        return tuple(names_)
    lines = [text for text in shown.lines if len(text) < _TALE and not text.isupper()]
    return tuple(_usual(name, lines) if name.isupper() else name for name in names_)


def _usual(name: str, lines: Sequence[str]) -> str:
    for text in lines:
        at = text.upper().find(name)
        written = text[at : at + len(name)]
        if at >= 0 and written.upper() == name and not written.isupper():
            return written
    return name


def of_lines(dropped: Sequence[Dropped]) -> Finding[tuple[str, ...]]:
    """The authors that dropped lines name: bylines, lines of a date, a name above a date."""
    rules = [line.rule for line in dropped]
    for at, line in enumerate(dropped):
        dated = line.rule in _DATED
        above = line.rule in _LOOSE and any(rule in _DATED for rule in rules[at + 1 : at + 2])
        named = line.rule.startswith("byline") or dated or above
        if named and (found := _names(_in_line(line.text))):
            return Finding(tuple(found), "a line of the text")
    return Finding((), "nowhere")


def _in_line(text: str) -> list[str]:
    """The names in a byline: what stands behind `By`, else whatever looks like a name."""
    text = text[:_LONGEST]
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
    if len(text) > _LONGEST:
        return text.strip()  # no name, and long to look through
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
def _by_alone() -> re.Pattern[str]:
    names_ = {w for entry in words().values() for w in entry.by}
    return re.compile(rf"(?:{'|'.join(map(re.escape, names_))})\s*[:：]?", re.IGNORECASE)


@cache
def _agencies() -> frozenset[str]:
    return frozenset(map(same_name, agencies()))


@cache
def _agency_tail() -> re.Pattern[str]:
    """An agency behind a name: `Ines Farrow, AFP`."""
    names_ = sorted(agencies(), key=len, reverse=True)
    return re.compile(rf"(?<=\w)[\s,/–—-]+(?:[Tt]he )?(?:{'|'.join(map(re.escape, names_))})$")


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
        rf"[\s,(|–—-]+(?:{joined})[\s)]*$|(?<=[\u3040-\u9fff\uac00-\ud7a3])(?:{joined})$",
        re.IGNORECASE,
    )


@cache
def _nobody() -> frozenset[str]:
    return frozenset(
        same_name(w) for entry in words().values() for w in (*entry.not_names, *entry.roles)
    )
