"""What a page says about its article and where, gathered in one pass over the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bs4 import BeautifulSoup, CData, Tag
from bs4.element import NavigableString

_BLANKS = re.compile(r"[ \t\r\n\f\v]+")  # a wide space of East Asia is punctuation and stays
_LETTERS = re.compile(r"[\W_]+")
_PART = re.compile(r"[a-z]+")
_MOST_HEADINGS = 10
LABELLED = 1  # rank of a heading with its label, which stands a second time without
_MOST_TIMES = 40
_LONGEST_META = 5000
_LONGEST_TITLE = 2000  # with the blanks that it is indented by
_LONGEST = 120  # characters of a byline; what is longer tells of the author
_HIDDEN = frozenset(
    ("script", "style", "template", "noscript", "title", "option", "button", "svg", "textarea")
)
# Words at the end of an element's class that mark a line as the author's, on pages of many
# languages, and words that mark it as something about the author.
_CLASSES = frozenset(
    ("byline", "bylines", "author", "authors", "auteur", "auteurs", "autor", "autorin", "autores",
     "autoren", "autore", "autori", "verfasser", "verfasserin", "firma", "firmante", "forfatter",
     "skribent", "penulis", "yazar", "writer", "katib", "kisha", "kirjoittaja", "szerzo",
     "contributor", "contributors")
)  # fmt: skip
_NAMES = frozenset({"name", "names", "link", "links", "fullname", "text", "title"})
_ABOUT = frozenset(
    ("bio", "biography", "description", "desc", "avatar", "image", "img", "photo", "picture",
     "thumb", "thumbnail", "icon", "social", "twitter", "follow", "share", "role", "job",
     "position", "date", "time", "related", "comment", "comments", "email", "location")
)  # fmt: skip
# Words of the class of what stands within a heading and before a headline.
_LABELS = frozenset(
    ("kicker", "overline", "eyebrow", "dachzeile", "roofline", "topline", "surtitre", "antetitulo",
     "occhiello", "supertitle", "pretitle", "label", "badge", "tag", "category")
)  # fmt: skip
_PEOPLE = re.compile(
    r"/(?:authors?|auteurs?|autor(?:es|en|in)?|autori|autore|writers?|contributors?|columnists?|"
    r"journalists?|journalistes?|reporters?|redakteure?|byline|profiles?|people|staff|"
    r"persons?|by|expert(?:s|en)?|firmas?|penulis|yazar(?:lar)?|forfatter|skribent)/[^/?#]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The text of a marked element, the clearer marked the lower `rank`, after `at` lines."""

    text: str
    at: int
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found: JSON-LD as written, meta elements by name, and what readers see.

    `lines` are the page's visible strings in order; headings, bylines and times say how
    many of them stand before.
    """

    scripts: tuple[str, ...] = ()
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""
    headings: tuple[Mark, ...] = ()
    bylines: tuple[Mark, ...] = ()
    times: tuple[Mark, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """What has been found so far."""

    scripts: list[str] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    title: str = ""
    headings: list[Mark] = field(default_factory=list)
    bylines: list[Mark] = field(default_factory=list)
    times: list[Mark] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def survey(soup: BeautifulSoup) -> Survey:
    """Gather what matters of a page; the tree stays as it is."""
    found = _Found()
    for node in soup.descendants:
        if isinstance(node, Tag):
            _note(node, found)
            if node.attrs and node.name not in _HIDDEN:
                _mark(node, found)
        elif isinstance(node, NavigableString) and type(node) in (NavigableString, CData):
            parent = node.parent
            if (text := node.strip()) and (parent is None or parent.name not in _HIDDEN):
                found.lines.append(_BLANKS.sub(" ", text))
    return Survey(
        tuple(found.scripts),
        {name: tuple(values) for name, values in found.meta.items()},
        found.title,
        tuple(mark for mark in found.headings if mark.text)[:_MOST_HEADINGS],
        tuple(mark for mark in found.bylines if mark.text),
        tuple(mark for mark in found.times if mark.text)[:_MOST_TIMES],
        tuple(found.lines),
    )


def _note(tag: Tag, found: _Found) -> None:
    """Take down an element that counts by its name."""
    name = tag.name
    if name == "meta":
        _add_meta(tag, found.meta)
    elif name == "script":
        if "ld+json" in str(tag.get("type") or "").lower():
            found.scripts.append(tag.string or tag.get_text())
    elif name == "h1":
        whole = _spaced(tag)
        rest = _spaced(tag, unlabelled=True)
        found.headings.append(Mark(rest or whole, len(found.lines)))
        if rest and rest != whole:
            found.headings.append(Mark(whole, len(found.lines), LABELLED))
    elif name == "title":
        found.title = found.title or _spaced(tag)
    elif name == "link" and "canonical" in str(tag.get("rel") or "").split():
        found.meta.setdefault("canonical", []).append(str(tag.get("href") or "").strip())


def _mark(tag: Tag, found: _Found) -> None:
    """Take down an element that counts by its attributes."""
    if rank := _time_rank(tag):
        found.times.append(Mark(_moment(tag), len(found.lines), rank))
    elif rank := _byline_rank(tag):
        found.bylines.append(Mark(_short(tag), len(found.lines), rank))


def around(shown: Survey, title: str) -> int:
    """How many lines stand above the place where a page shows its title; -1 if it does not."""
    wanted = _LETTERS.sub("", title).casefold()
    if not wanted:
        return -1
    for mark in shown.headings:
        if wanted in _LETTERS.sub("", mark.text).casefold():
            return mark.at
    same = (
        at for at, text in enumerate(shown.lines) if _LETTERS.sub("", text).casefold() == wanted
    )
    return next(same, -1)


def line(text: str) -> str:
    """One line with single spaces."""
    return _BLANKS.sub(" ", text).strip()


def _add_meta(tag: Tag, found: dict[str, list[str]]) -> None:
    if content := line(str(tag.get("content") or "")[:_LONGEST_META]):
        for key in ("property", "name", "itemprop", "http-equiv"):
            if name := tag.get(key):
                found.setdefault(str(name).strip().lower(), []).append(content)


def _spaced(tag: Tag, unlabelled: bool = False) -> str:
    """The text of an element as it is read: apart where one word's end meets another's start;
    if asked for without the parts whose class calls them a label."""
    text = ""
    for string in tag.strings:
        if unlabelled and any(_is_label(parent) for parent in _parents(string, tag)):
            continue
        text += " " if _meets(text[-1:], string[:1]) or _breaks(string) else ""
        text += string
        if len(text) > _LONGEST_TITLE:
            return ""  # an element that was never closed holds all the rest of its page
    return line(text)


def _parents(string: NavigableString, top: Tag) -> Iterator[Tag]:
    for parent in string.parents:
        if parent is top:
            return
        yield parent


def _is_label(tag: Tag) -> bool:
    return not _LABELS.isdisjoint(_PART.findall(str(tag.attrs.get("class") or "").lower()))


def _breaks(string: NavigableString) -> bool:
    before = string.previous_element
    return isinstance(before, Tag) and before.name in ("br", "p", "div")


def _meets(end: str, start: str) -> bool:
    return (end.isalnum() or end in "?!.:;»”") and start.isupper() and not end.isupper()


def _short(tag: Tag) -> str:
    """An element's text unless it is a long one."""
    said = str(tag.get("content") or "") if tag.name in ("meta", "link", "data") else ""
    text = ""
    for string in (said,) if said else tag.strings:
        text += " " + string
        if len(text) > 6 * _LONGEST:
            return ""
    text = line(text)
    return text if len(text) <= _LONGEST else ""


def _moment(tag: Tag) -> str:
    return str(tag.get("datetime") or tag.get("content") or "") or _short(tag)


def _time_rank(tag: Tag) -> int:
    """How clearly an element says when the article was published: 1 is best, 0 not at all."""
    itemprop = tag.attrs.get("itemprop")
    if itemprop == "datePublished":
        return 1
    if tag.name != "time":
        return 0
    if "pubdate" in tag.attrs:
        return 1
    return 3 if "modified" in str(itemprop or "").lower() else 2


def _byline_rank(tag: Tag) -> int:
    """How clearly an element is marked as an author's name: 1 is best, 0 not at all."""
    attributes = tag.attrs
    if "author" in str(attributes.get("rel") or "").split():
        return 1
    itemprop = attributes.get("itemprop")
    if itemprop == "name" and tag.find_parent(itemprop="author"):
        return 1
    if itemprop in ("author", "creator"):
        return 2
    if rank := _clearest(str(attributes.get("class") or "")):
        return rank
    if "data-testid" in attributes and (rank := _says(str(attributes["data-testid"]))):
        return rank
    return 5 if tag.name == "a" and _PEOPLE.search(str(attributes.get("href", ""))) else 0


@lru_cache(1 << 14)
def _clearest(names: str) -> int:
    return min((rank for name in names.split() if (rank := _says(name))), default=0)


@lru_cache(1 << 14)
def _says(name: str) -> int:
    """Whether a class says author: 3 for one's name, 4 for a line of them, 0 if it does not."""
    parts = _PART.findall(re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())
    if not parts or not _ABOUT.isdisjoint(parts) or _CLASSES.isdisjoint(parts):
        return 0
    if parts[-1] in _NAMES and len(parts) > 1:
        return 3
    return 4 if parts[-1] in _CLASSES else 0
