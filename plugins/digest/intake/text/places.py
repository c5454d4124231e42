"""Where a block stands in its page, as numbers: for `judgement`, beside `evidence`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple, cast

from bs4 import Tag

from digest.intake.lines import width
from digest.intake.rules import PageRule, page_rules
from digest.intake.text.blocks import Block
from digest.intake.text.junk import is_prose
from digest.slugs import same_name

NAMES = (
    "located", "linked", "kind", "from_title", "depth", "climb", "steps",
    "rivals_of_home", "blocks_in_home", "links_in_home", "prose_share_of_home",
    "links_around_home", "prose_around_home", "prose_share_around_home",
    "page_rules", "nearest_page_rule", "prose_in_ruled", "names_of_text",
    "prose_of_alike", "alike", "mean_of_alike", "prose_of_article", "number_of_article",
    "in_item", "in_figure", "in_aside", "in_footer", "in_header", "in_link",
)  # fmt: skip
_KINDS = {"paragraph": 0, "heading": 1, "item": 2, "code": 3, "table": 4}
# Elements that a text stands in without its being a part of the page.
_LINES = frozenset(
    ("p", "span", "a", "b", "strong", "em", "i", "font", "u", "h1", "h2", "h3", "h4", "h5", "h6",
     "li")
)  # fmt: skip
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TEXT = frozenset(
    ("article", "body", "content", "story", "text", "entry", "post", "main", "detail", "news",
     "artikel", "paragraph", "articulo", "nota", "texte", "corpo", "materia", "texto")
)  # fmt: skip
_KEYS = ("role", "hidden", "aria-hidden")
_WEIGHTS = (1.0, 0.5, 0.25, 0.125)  # of prose for the elements around it, nearest first
_NEAR = 5  # elements around a block whose names count
_DEEPEST = 200  # elements around a block; pages have a tenth of that
_FAR = 60  # blocks or steps; what is farther away does not matter


@dataclass(slots=True)
class _Elements:
    """The elements that hold a page's blocks; `above` is the number of the one around each."""

    numbers: dict[int, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    ruled: list[bool] = field(default_factory=list)
    textual: list[bool] = field(default_factory=list)
    looks: list[tuple[str, str]] = field(default_factory=list)

    def number(self, tag: Tag) -> int:
        """The number of an element; those around it get smaller ones."""
        new = []
        at: Tag | None = tag
        while at is not None and id(at) not in self.numbers and at.name != "[document]":
            new.append(at)
            at = at.parent
        last = self.numbers.get(id(at), -1)
        for each in reversed(new):
            self.above.append(last)
            last = self.numbers[id(each)] = len(self.names)
            self._add(each)
        return last

    def _add(self, tag: Tag) -> None:
        said = [cast(str | None, tag.attrs.get(key)) for key in ("class", "id", *_KEYS)]
        ruled, textual, look = _manner(tag.name, *said)
        self.names.append(tag.name)
        self.ruled.append(ruled)
        self.textual.append(textual)
        self.looks.append(look)

    def chain(self, number: int) -> list[int]:
        """An element and those around it, the nearest first."""
        found: list[int] = []
        while number >= 0 and len(found) < _DEEPEST:
            found.append(number)
            number = self.above[number]
        return found


def of_blocks(
    blocks: Sequence[Block], homes: Sequence[Tag], located: Collection[int], title: str
) -> list[tuple[float, ...]]:
    """For each block, the numbers that `NAMES` names.

    `homes` are the elements in which the blocks begin; `located` are the numbers of those
    that the locator takes for the article; `title` is the article's headline.
    """
    if not blocks:
        return []
    elements = _Elements()
    placed = [_placed(block, elements, home) for block, home in zip(blocks, homes, strict=True)]
    sums = _sums(placed, elements)
    heading = _title_at(placed, elements, title)
    return [
        _numbers(each, elements, sums, at in located, at - heading if heading >= 0 else None)
        for at, each in enumerate(placed)
    ]


class _Placed(NamedTuple):
    """A block, and the elements around it, the nearest first: all of them, and those that are
    parts of the page. `prose` is its width if it is prose, `article` the outermost article
    around it or -1; blocks with one `look` are alike."""

    block: Block
    width: int
    prose: int
    chain: Sequence[int]
    parts: Sequence[int]
    look: object
    article: int


def _placed(block: Block, elements: _Elements, home: Tag) -> _Placed:
    chain = elements.chain(elements.number(home))
    parts = [at for at in chain if elements.names[at] not in _LINES] or [0]
    size = width(block.text)
    look = (elements.looks[chain[0]], elements.looks[parts[0]][1]) if chain else ()
    article = next((at for at in reversed(chain) if elements.names[at] == "article"), -1)
    return _Placed(block, size, size if is_prose(block) else 0, chain, parts, look, article)


@dataclass(slots=True)
class _Sums:
    """What all blocks come to: by the elements that hold them, by looks, and by articles.

    `scores` tell how much prose stands close below elements, `trunk` are the best of them and
    all around it, with their distance from it; `order` are the articles as they come.
    """

    text: list[float]
    prose: list[float]
    links: list[float]
    blocks: list[int]
    whole: float = 0
    scores: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    best: float = 0
    trunk: dict[int, int] = field(default_factory=dict)
    alike: Counter[object] = field(default_factory=Counter)
    prose_of_alike: Counter[object] = field(default_factory=Counter)
    prose_of_article: Counter[int] = field(default_factory=Counter)
    order: dict[int, int] = field(default_factory=dict)

    def share_of_prose(self, element: int) -> float:
        return self.prose[element] / (self.text[element] or 1)

    def share_of_links(self, element: int) -> float:
        return self.links[element] / (self.text[element] or 1)


def _sums(placed: Sequence[_Placed], elements: _Elements) -> _Sums:
    number = len(elements.names)
    sums = _Sums([0.0] * number, [0.0] * number, [0.0] * number, [0] * number)
    for block, size, prose, chain, parts, look, article in placed:
        linked = block.linked
        for at in chain:
            sums.text[at] += size
            sums.prose[at] += prose
            sums.links[at] += size * linked
            sums.blocks[at] += 1
        if prose:
            for at, weight in zip(parts, _WEIGHTS, strict=False):
                sums.scores[at] += prose * (1 - linked) * weight
        sums.whole += prose
        sums.alike[look] += 1
        sums.prose_of_alike[look] += prose
        sums.prose_of_article[article] += prose
        sums.order.setdefault(article, len(sums.order))
    best = max(sums.scores, key=lambda at: sums.scores[at], default=0)
    sums.best = sums.scores.get(best, 0.0)
    sums.trunk = {at: step for step, at in enumerate(elements.chain(best))}
    return sums


def _numbers(
    placed: _Placed, elements: _Elements, sums: _Sums, located: bool, from_title: int | None
) -> tuple[float, ...]:
    """What `NAMES` names, of one block."""
    block, chain, article, whole = placed.block, placed.chain, placed.article, sums.whole or 1
    home, beyond = placed.parts[0], placed.parts[min(1, len(placed.parts) - 1)]
    steps = next((step for step, one in enumerate(chain) if one in sums.trunk), _FAR)
    ruled = [step for step, one in enumerate(chain) if elements.ruled[one]]
    names = {elements.names[one] for one in chain}
    alike = sums.prose_of_alike[placed.look]
    return (
        located,
        block.linked,
        _KINDS[block.kind],
        -_FAR - 1 if from_title is None else max(-_FAR, min(_FAR, from_title)),
        min(_FAR, len(chain)),
        sums.trunk[chain[steps]] if steps < len(chain) else _FAR,
        steps,
        sums.scores.get(home, 0.0) / (sums.best or 1),
        min(50, sums.blocks[home]),
        sums.share_of_links(home),
        sums.share_of_prose(home),
        sums.share_of_links(beyond),
        sums.prose[beyond] / whole,
        sums.share_of_prose(beyond),
        len(ruled),
        ruled[0] if ruled else _FAR,
        sums.prose[chain[ruled[-1]]] / whole if ruled else -1,
        sum(elements.textual[one] for one in chain[:_NEAR]),
        alike / whole,
        min(30, sums.alike[placed.look]),
        alike / sums.alike[placed.look],
        sums.prose_of_article[article] / whole,
        sums.order[article] if article >= 0 else -1,
        "li" in names,
        "figure" in names or "figcaption" in names,
        "aside" in names,
        "footer" in names,
        "header" in names,
        "a" in names,
    )


def _title_at(placed: Sequence[_Placed], elements: _Elements, title: str) -> int:
    """The number of the block that is the headline; -1 if none is."""
    said = same_name(title)
    main = -1
    for at, each in enumerate(placed):
        if each.block.kind == "heading" and said and same_name(each.block.text) == said:
            return at
        if main < 0 and any(elements.names[one] == "h1" for one in each.chain[:4]):
            main = at
    return main


@lru_cache(1 << 14)
def _manner(
    name: str, classes: str | None, id_: str | None, *keys: str | None
) -> tuple[bool, bool, tuple[str, str]]:
    """Of an element with these attributes: whether a rule for pages says that it is no part of
    an article, whether it is named like one's text, and what elements that look alike share."""
    names = (classes or "").split()
    if id_:
        names.append(id_)
    rule = _all_rules()
    said = {f"{key}={value}" for key, value in zip(_KEYS, keys, strict=True) if value is not None}
    ruled = name in rule.tags or not rule.attributes.isdisjoint(said)
    return (
        ruled or any(_says(each, rule.words) for each in names),
        any(_says(each, _TEXT) for each in names),
        (name, " ".join(names)),
    )


@cache
def _all_rules() -> PageRule:
    """All rules in one, for there are many elements to be asked about."""
    tags, words, attributes = (
        frozenset[str]().union(*(getattr(rule, key) for rule in page_rules()))
        for key in ("tags", "words", "attributes")
    )
    return PageRule("all", tags, words, attributes)


@lru_cache(1 << 14)
def _says(name: str, words: frozenset[str]) -> bool:
    """Whether a class or id has one of the words, or two of them as `related-posts`."""
    parts = [part.lower() for part in _PART.findall(name)]
    pairs = ("-".join(pair) for pair in pairwise(parts))
    return not words.isdisjoint(parts) or not words.isdisjoint(pairs)
