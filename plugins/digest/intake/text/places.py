"""Where a block stands in its page, as numbers: for `judgement`, beside `evidence`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

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
        names = _class_names(tag)
        self.names.append(tag.name)
        self.ruled.append(_is_ruled(tag, names))
        self.textual.append(any(_says(name, _TEXT) for name in names))
        self.looks.append((tag.name, " ".join(names)))

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
    chains = [elements.chain(elements.number(home)) for home in homes]
    parts = [[at for at in chain if elements.names[at] not in _LINES] or [0] for chain in chains]
    widths = [width(block.text) for block in blocks]
    prose = [size if is_prose(block) else 0 for block, size in zip(blocks, widths, strict=True)]
    whole = sum(prose) or 1
    text_in, prose_in, links_in = ([0.0] * len(elements.names) for _ in range(3))
    blocks_in = [0] * len(elements.names)
    scores: dict[int, float] = defaultdict(float)
    for block, size, told, chain, around in zip(blocks, widths, prose, chains, parts, strict=True):
        linked = block.linked
        for at in chain:
            text_in[at] += size
            prose_in[at] += told
            links_in[at] += size * linked
            blocks_in[at] += 1
        if told:
            for at, weight in zip(around, _WEIGHTS, strict=False):
                scores[at] += told * (1 - linked) * weight
    best = max(scores, key=lambda at: scores[at], default=0)
    trunk = {at: step for step, at in enumerate(elements.chain(best))}
    alike = [_look(elements, chain, around) for chain, around in zip(chains, parts, strict=True)]
    alike_prose, alike_count = Counter[object](), Counter[object](alike)
    articles = [_outermost_article(elements, chain) for chain in chains]
    article_prose = Counter[int]()
    article_order: dict[int, int] = {}
    for told, look, article in zip(prose, alike, articles, strict=True):
        alike_prose[look] += told
        article_prose[article] += told
        article_order.setdefault(article, len(article_order))
    heading = _title_at(blocks, elements, chains, title)
    found: list[tuple[float, ...]] = []
    for at, (block, chain, around) in enumerate(zip(blocks, chains, parts, strict=True)):
        home, beyond = around[0], around[min(1, len(around) - 1)]
        steps = next((step for step, one in enumerate(chain) if one in trunk), _FAR)
        climb = trunk[chain[steps]] if steps < len(chain) else _FAR
        ruled = [step for step, one in enumerate(chain) if elements.ruled[one]]
        names = {elements.names[one] for one in chain}
        found.append(
            (
                at in located,
                block.linked,
                _KINDS[block.kind],
                max(-_FAR, min(_FAR, at - heading)) if heading >= 0 else -_FAR - 1,
                min(_FAR, len(chain)),
                climb,
                steps,
                scores.get(home, 0.0) / (scores.get(best, 0.0) or 1),
                min(50, blocks_in[home]),
                links_in[home] / (text_in[home] or 1),
                prose_in[home] / (text_in[home] or 1),
                links_in[beyond] / (text_in[beyond] or 1),
                prose_in[beyond] / whole,
                prose_in[beyond] / (text_in[beyond] or 1),
                len(ruled),
                ruled[0] if ruled else _FAR,
                prose_in[chain[ruled[-1]]] / whole if ruled else -1,
                sum(elements.textual[one] for one in chain[:_NEAR]),
                alike_prose[alike[at]] / whole,
                min(30, alike_count[alike[at]]),
                alike_prose[alike[at]] / alike_count[alike[at]],
                article_prose[articles[at]] / whole,
                article_order[articles[at]] if articles[at] >= 0 else -1,
                "li" in names,
                "figure" in names or "figcaption" in names,
                "aside" in names,
                "footer" in names,
                "header" in names,
                "a" in names,
            )
        )
    return found


def _look(elements: _Elements, chain: Sequence[int], around: Sequence[int]) -> object:
    """What blocks of one kind have in common: their element and the part they stand in."""
    return (elements.looks[chain[0]], elements.looks[around[0]][1]) if chain else ()


def _outermost_article(elements: _Elements, chain: Sequence[int]) -> int:
    return next((at for at in reversed(chain) if elements.names[at] == "article"), -1)


def _title_at(
    blocks: Sequence[Block], elements: _Elements, chains: Sequence[Sequence[int]], title: str
) -> int:
    """The number of the block that is the headline; -1 if none is."""
    said = same_name(title)
    main = -1
    for at, (block, chain) in enumerate(zip(blocks, chains, strict=True)):
        if block.kind == "heading" and said and same_name(block.text) == said:
            return at
        if main < 0 and any(elements.names[one] == "h1" for one in chain[:4]):
            main = at
    return main


def _class_names(tag: Tag) -> list[str]:
    if not tag.attrs:
        return []
    names = str(tag.attrs.get("class") or "").split()
    id_ = tag.attrs.get("id")
    return [*names, str(id_)] if id_ else names


def _is_ruled(tag: Tag, names: Sequence[str]) -> bool:
    """Whether a rule for pages says that this element is no part of an article."""
    rule = _all_rules()
    if tag.name in rule.tags:
        return True
    if any(f"{key}={tag.attrs[key]}" in rule.attributes for key in _KEYS if key in tag.attrs):
        return True
    return any(_says(name, rule.words) for name in names)


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
