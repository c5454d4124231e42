"""Words that tell languages apart, from rules/common.yaml and rules/rivals.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from digest.intake.rules import FOLDER
from digest.problems import DigestError, Problem
from digest.strictyaml import load_mapping

_CODES = re.compile(r"[a-z]{2,3}( [a-z]{2,3})*")
_WORD = re.compile(r"\*?\w[\w\u0300-\u036f\u0900-\u097f]*\*?")
# Letters, with the vowel signs that some scripts write as marks.
_TOKEN = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u097f]+[^\W\d_]*)*")


@dataclass(slots=True)
class WordList:
    """Whole words, and words of which a part is known, with the languages that have them."""

    words: dict[str, set[str]] = field(default_factory=dict)
    starts: dict[str, set[str]] = field(default_factory=dict)
    ends: dict[str, set[str]] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=dict)
    languages: set[str] = field(default_factory=set)

    def add(self, word: str, languages: Iterable[str]) -> None:
        """Take in a word as the files write it, with stars for any letters."""
        before, after = word.startswith("*"), word.endswith("*")
        table = (self.words, self.starts, self.ends, self.parts)[before * 2 + after]
        table.setdefault(word.strip("*"), set()).update(languages)

    def of(self, word: str) -> set[str]:
        """The languages that have a word; empty if the list says nothing of it.

        The more of the word an entry names, the more it knows of it: a whole word comes
        before its parts.
        """
        if word in self.words:
            return self.words[word]
        starts = (word[:at] for at in range(len(word), 1, -1)) if self.starts else ()
        ends = (word[at:] for at in range(len(word) - 1)) if self.ends else ()
        for table, pieces in ((self.starts, starts), (self.ends, ends)):
            if (piece := next((piece for piece in pieces if piece in table), "")) != "":
                return table[piece]
        having = [languages for part, languages in self.parts.items() if part in word]
        return set().union(*having)

    def counts(self, words: Iterable[str]) -> dict[str, int]:
        """How many of the words each language has, leaving out those that all of them have."""
        found = dict.fromkeys(self.languages, 0)
        for word in words:
            having = self.of(word)
            if len(having) < len(self.languages):
                for language in having:
                    found[language] += 1
        return found


def tokens(text: str) -> frozenset[str]:
    """The different words of a text, in small letters."""
    return frozenset(_TOKEN.findall(text.lower()))


@cache
def common() -> WordList:
    """The little words of each language. Raises DigestError for what is wrong in the file."""
    return load_common(FOLDER / "common.yaml")


@cache
def rivals() -> Mapping[str, WordList]:
    """Groups of languages with the words that tell them apart. Raises DigestError likewise."""
    return load_rivals(FOLDER / "rivals.yaml")


def load_common(path: Path) -> WordList:
    """Read a file of `languages: words`. Raises DigestError for every entry that is wrong."""
    problems: list[Problem] = []
    data = load_mapping(path.read_text("utf-8"), path.name)
    found = _word_list(data, path.name, "", problems)
    if problems:
        raise DigestError(*problems)
    return found


def load_rivals(path: Path) -> dict[str, WordList]:
    """Read a file of such lists by group. Raises DigestError for every entry that is wrong."""
    problems: list[Problem] = []
    found = {}
    for group, entry in load_mapping(path.read_text("utf-8"), path.name).items():
        found[group] = _word_list(entry, path.name, f"{group}: ", problems)
    if problems:
        raise DigestError(*problems)
    return found


def _word_list(data: Any, file: str, where: str, problems: list[Problem]) -> WordList:
    found = WordList()
    if not isinstance(data, dict):
        problems.append(Problem(file, f"{where}no languages", "write `hr sr: words`"))
        return found
    for codes, words in data.items():
        if not _CODES.fullmatch(codes):
            remedy = "write codes of languages with spaces between, as in `hr sr`"
            problems.append(Problem(file, f"{where}{codes!r} names no languages", remedy))
            continue
        found.languages.update(codes.split())
        for word in str(words).split():
            if not _WORD.fullmatch(word) or word != word.lower():
                remedy = "write it in small letters, with stars at its ends only"
                problems.append(Problem(file, f"{where}{codes}: {word!r} is no word", remedy))
            else:
                found.add(word, codes.split())
    return found
