"""A parsed page to blocks: one pass over the tree, however deep it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, CData, Tag
from bs4.builder._lxml import LXMLTreeBuilder
from bs4.element import NavigableString

from digest.intake.text.blocks import Block, Run, Runs, tidy

_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
     "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
     "h4", "h5", "h6", "header", "hgroup", "hr", "html", "li", "main", "menu", "nav", "ol", "p",
     "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul")
)  # fmt: skip
_HEADINGS = {f"h{n}": max(2, n) for n in range(1, 7)}
_NEVER = frozenset(
    (
        "script",
        "style",
        "template",
        "svg",
        "math",
        "head",
        "noscript",
        "iframe",
        "object",
        "nav",
        "button",
        "select",
        "textarea",
    )
)
_BOLD, _ITALIC = frozenset({"b", "strong"}), frozenset({"i", "em", "cite", "dfn"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_STYLES = _BOLD | _ITALIC | _CODE
# A table that one of these stands in arranges a page.
_ARRANGED = ("table", "h1", "h2", "h3", "ul", "ol", "blockquote", "article")
_UNREAD = re.compile(r"<(?:(!--)|(script|style|svg)\b[^>]{0,2000})", re.IGNORECASE)
_END_OF = {
    "!--": re.compile("-->"),
    **{name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "svg")},
}
_WIDEST = 12  # columns; wider tables are layout or data that no Markdown reader wants


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: what has been collected and what is open."""

    base: str
    blocks: list[Block] = field(default_factory=list)
    homes: list[Tag] = field(default_factory=list)  # of each block, the element its text begins in
    home: Tag | None = None
    runs: list[Run] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    hrefs: list[str] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)  # the last number of each open list, -1: none
    fresh_item: bool = False
    heading: int = 0
    styles: int = 0  # open elements that make text bold, italic, or code

    def inside(self, names: frozenset[str]) -> bool:
        return self.styles > 0 and any(self.counts.get(name) for name in names)


def blocks(root: Tag, base: str = "") -> tuple[list[Block], list[Tag]]:
    """All text below `root` as blocks in order, and the element in which each begins;
    `base` is what relative links begin at."""
    walk = _Walk(base)
    stack: list[tuple[Tag, Iterator[object]]] = [(root, iter(root.children))]
    while stack:
        tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                _leave(walk, tag)
        elif isinstance(child, Tag):
            if child.name in _NEVER:
                continue
            if child.name == "table" and (rows := _data_rows(child, base)):
                _flush(walk)
                _close(walk, Block("table", rows=rows), child)
                continue
            _enter(walk, child)
            stack.append((child, iter(child.children)))
        elif type(child) in (NavigableString, CData):
            _add(walk, str(child), tag)
    _flush(walk)
    return walk.blocks, walk.homes


def _enter(walk: _Walk, tag: Tag) -> None:
    name = tag.name
    walk.counts[name] = walk.counts.get(name, 0) + 1
    walk.styles += name in _STYLES
    if name == "br":
        walk.runs.append(Run("\n"))
    elif name == "a":
        walk.hrefs.append(_link(str(tag.get("href") or ""), walk.base))
    if name not in _BLOCKS:
        return
    _flush(walk)
    if name in ("ul", "ol", "menu"):
        walk.lists.append(_start(tag) - 1 if name == "ol" else -1)
    elif name == "li":
        walk.fresh_item = True
    elif name in _HEADINGS:
        walk.heading = _HEADINGS[name]


def _start(tag: Tag) -> int:
    start = str(tag.get("start") or "1")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1


def _leave(walk: _Walk, tag: Tag) -> None:
    name = tag.name
    if name in _BLOCKS:
        _flush(walk)
    walk.counts[name] = walk.counts.get(name, 1) - 1
    walk.styles -= name in _STYLES
    if name == "a":
        walk.hrefs.pop()
    elif name in ("ul", "ol", "menu"):
        walk.lists.pop()
    elif name in _HEADINGS:
        walk.heading = 0


def _add(walk: _Walk, text: str, tag: Tag) -> None:
    if not walk.counts.get("pre"):
        text = text.replace("\n", " ")
        if text == " " and not walk.runs:
            return
    if walk.home is None and text.strip():
        walk.home = tag
    if not (walk.styles or walk.hrefs):
        walk.runs.append(Run(text))
        return
    walk.runs.append(
        Run(
            text,
            bold=walk.inside(_BOLD) and not walk.heading,
            italic=walk.inside(_ITALIC),
            code=walk.inside(_CODE) and not walk.counts.get("pre"),
            href=next((href for href in reversed(walk.hrefs) if href), ""),
        )
    )


def _flush(walk: _Walk) -> None:
    """Close the block that is being collected; an empty line within it parts it in two."""
    if not walk.runs:
        return
    collected, walk.runs = walk.runs, []
    home, walk.home = walk.home, None
    if home is None:
        return
    if walk.counts.get("pre"):
        code = "".join(run.text for run in collected).strip("\n").expandtabs(4)
        if code.strip():
            _close(walk, Block("code", (Run(code),)), home)
        return
    for part in _parted(collected):
        if runs := tidy(part):
            _close(walk, _block(walk, runs), home)


def _close(walk: _Walk, block: Block, home: Tag) -> None:
    walk.blocks.append(block)
    walk.homes.append(home)


def _parted(runs: list[Run]) -> Iterator[list[Run]]:
    part: list[Run] = []
    breaks = 0
    for run in runs:
        if run.text == "\n":
            breaks += 1
        elif run.text.strip():
            breaks = 0
        if breaks == 2:
            yield part
            part, breaks = [], 0
        else:
            part.append(run)
    yield part


def _block(walk: _Walk, runs: Runs) -> Block:
    quoted = bool(walk.counts.get("blockquote"))
    if walk.heading:
        runs = tuple(Run(run.text.replace("\n", " "), href=run.href) for run in runs)
        return Block("heading", runs, level=walk.heading)
    if walk.fresh_item and walk.counts.get("li"):
        walk.fresh_item = False
        number = 0
        if walk.lists and walk.lists[-1] >= 0:
            walk.lists[-1] += 1
            number = walk.lists[-1]
        depth = max(0, len(walk.lists) - 1)
        return Block("item", runs, depth, number, quoted=quoted)
    return Block("paragraph", runs, quoted=quoted)


def _link(href: str, base: str) -> str:
    """An address that a reader may be sent to, or nothing."""
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        address = urljoin(base, href)
        parts = urlsplit(address)
        good = parts.scheme == "mailto" or (parts.scheme in ("http", "https") and parts.hostname)
    except ValueError:
        return ""
    return "".join(address.split()) if good else ""


def _data_rows(table: Tag, base: str) -> tuple[tuple[Runs, ...], ...]:
    """The cells of a table that holds data; nothing for one that only arranges a page."""
    if table.find(_ARRANGED):
        return ()
    rows = [_cells(row, base) for row in table.find_all("tr")]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    if len(rows) < 2 or not 2 <= width <= _WIDEST:
        return ()
    return tuple(row + ((),) * (width - len(row)) for row in rows)


def _cells(row: Tag, base: str) -> tuple[Runs, ...]:
    return tuple(_cell(cell, base) for cell in row.find_all(["td", "th"], recursive=False))


def _cell(cell: Tag, base: str) -> Runs:
    joined: list[Run] = []
    for block in blocks(cell, base)[0]:
        joined += [*block.runs, Run(" ")]
    return tidy(Run(r.text.replace("\n", " "), r.bold, r.italic, r.code, r.href) for r in joined)


class _Builder(LXMLTreeBuilder):
    """Beautiful Soup's own asks each name for its namespace, which HTML has not, and copies
    attributes three times: a third of the time."""

    def start(self, tag: Any, attrib: Any, nsmap: Any = None) -> None:
        self.soup.handle_starttag(tag, None, None, dict(attrib))  # type: ignore[union-attr]

    def end(self, tag: Any) -> None:
        self.soup.endData()  # type: ignore[union-attr]
        self.soup.handle_endtag(tag)  # type: ignore[union-attr]


def parse(html: str) -> BeautifulSoup:
    """The tree of a page, a class being the one text that stands in its attribute."""
    # Taking lists of classes apart for each element would take a fifth of the time.
    return BeautifulSoup(
        html, builder=_Builder(multi_valued_attributes=None, attribute_dict_class=dict)
    )


def without_code(html: str) -> str:
    """A page without what nobody reads: comments, scripts but those of data, styles, drawings.

    They are a good part of most pages, and need not be parsed. One pass, however hostile.
    """
    kept, at, endless = [], 0, set[str]()
    for found in _UNREAD.finditer(html):
        kind = (found[1] or found[2]).lower()
        if found.start() < at or kind in endless:
            continue
        end = _END_OF[kind].search(html, found.start() + 2)
        if end:
            is_data = kind == "script" and "ld+json" in found[0].lower()
            kept.append(html[at : end.end() if is_data else found.start()])
            at = end.end()
        else:
            endless.add(kind)
    return "".join(kept) + html[at:]
