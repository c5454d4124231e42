"""Takes out of a parsed page what is surely no part of an article, by the rules for pages."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from bs4 import BeautifulSoup, Tag

from digest.intake.rules import PageRule, page_rules

_SAFE = frozenset({"html", "body", "main", "article"})
_LINES = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "a", "b", "strong", "i", "em", "span")
)  # what is in them is text
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_KEYS = ("role", "hidden", "aria-hidden")
_MOST = 0.3  # of the page's text: what holds more is the page, whatever it is called
_LONG = 100  # characters of a paragraph that is told and not merely labelled
_TALE = 600  # characters of such paragraphs that make a part too good to be thrown away


def prune(soup: BeautifulSoup) -> None:
    """Remove parts of a page by tag, role, and words of class and id.

    A part that tells a tale stays: wrappers are called `with-sidebar` or `has-toc`, and
    an element that was never closed holds all the rest of its page.
    """
    whole = _size(soup)
    rule = _all_rules()
    for tag in soup.find_all(True):
        within = tag.parent.name if tag.parent else ""
        if tag.name in _SAFE or within in _LINES or not _applies(rule, tag):
            continue
        if _size(tag) <= whole * _MOST and not _tells(tag):
            tag.extract()


@cache
def _all_rules() -> PageRule:
    """All rules in one, for there are many elements to be asked about."""
    tags, words, attributes = (
        frozenset[str]().union(*(getattr(rule, key) for rule in page_rules()))
        for key in ("tags", "words", "attributes")
    )
    return PageRule("all", tags, words, attributes)


def _applies(rule: PageRule, tag: Tag) -> bool:
    if tag.name in rule.tags:
        return True
    if not tag.attrs:
        return False
    if any(f"{key}={tag.attrs[key]}" in rule.attributes for key in _KEYS if key in tag.attrs):
        return True
    classes = tag.get("class") or ()
    names = [classes] if isinstance(classes, str) else list(classes)
    return any(_says(name, rule.words) for name in (*names, str(tag.get("id") or "")))


@lru_cache(1 << 14)
def _says(name: str, words: frozenset[str]) -> bool:
    """Whether a class or id has one of the words, or two of them as `related-posts`."""
    parts = [part.lower() for part in _PART.findall(name)]
    pairs = ("-".join(pair) for pair in pairwise(parts))
    return not words.isdisjoint(parts) or not words.isdisjoint(pairs)


def _tells(tag: Tag) -> bool:
    sizes = (_size(paragraph) for paragraph in tag.find_all("p"))
    return sum(size for size in sizes if size >= _LONG) >= _TALE


def _size(tag: Tag) -> int:
    return sum(len(text.strip()) for text in tag.strings)
