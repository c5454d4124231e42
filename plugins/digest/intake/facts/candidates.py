"""Names in a text that no tag has: what a curator might want in the vocabulary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from digest.intake.facts.findings import Finding
from digest.intake.facts.mentions import Names, counted

# Words that begin with a capital, one after another; katakana, which names from abroad have.
_WORD = r"[^\W\d_][\w’'.-]*\w"
_RUN = re.compile(rf"{_WORD}(?:[ \u00a0]{_WORD})*|[\u30a1-\u30fa\u30fc・]{{3,}}")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc・]+")
_SENTENCE = re.compile(r"(?:^|[.!?…:]|\n)[\s\"'«»„“”‚‘’(\[–—-]*$")
_CAPITAL_NOUNS = {"de", "lb"}  # there a capital alone makes no name
_OFTEN = 2  # times that a name has to stand in the text
_MOST_WORDS = 4
_LEADING = 4  # letters that a name at the beginning of a sentence has at least
_IN_TITLE = 3  # what the title counts


def candidates(
    title: str, paragraphs: Sequence[str], names: Names, most: int
) -> tuple[Finding[str], ...]:
    """At most so many names that are none of the vocabulary's, the most frequent first.

    Only scripts with capitals show what is a name, and katakana. A surname counts for the full
    name, where the text has that one.
    """
    found = Counter(" ".join(run) for run in _runs(paragraphs, names.language))
    short = {name for name in found if " " not in name}
    for full in [name for name in found if " " in name]:
        for part in short.intersection(full.split()):
            found[full] += found.pop(part)
            short.discard(part)
    ranked = sorted(
        (-number - _IN_TITLE * (name in title), name, number)
        for name, number in found.items()
        if number >= _OFTEN and not counted(name, names)
    )
    return tuple(
        Finding(name, f"not in the vocabulary; named {number} times in the text")
        for _, name, number in ranked[: max(0, most)]
    )


def _runs(paragraphs: Sequence[str], language: str) -> Iterator[list[str]]:
    """Names as their words. A word that the text also writes small, or a short one, has its
    capital from the beginning of a sentence, unless it has one elsewhere."""
    found = list(_capitalised(paragraphs))
    small = {w for text in paragraphs for w in re.findall(_WORD, text) if w.islower()}
    inside = {word for run, begins in found for word in run[begins:]}
    for run, begins in found:
        first = run[0]
        if begins and first not in inside and (len(first) < _LEADING or first.lower() in small):
            run, begins = run[1:], False
        if run and len(run) <= _MOST_WORDS and _is_name(run, begins, language):
            yield run


def _capitalised(paragraphs: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """Words with capitals that follow each other, and whether a sentence begins with them."""
    for text in paragraphs:
        for match in _RUN.finditer(text):
            begins = bool(_SENTENCE.search(text[max(0, match.start() - 6) : match.start()]))
            if _KATAKANA.fullmatch(match[0]):
                yield [match[0]], False
                continue
            words = match[0].split()
            for run in _capitals(words):
                yield run, begins and run[0] is words[0]


def _capitals(words: Sequence[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for word in [*words, ""]:
        if word[:1].isupper():
            run.append(word)
        elif run:
            yield run
            run = []


def _is_name(run: Sequence[str], begins: bool, language: str) -> bool:
    if len(run) > 1 or run[0].isupper() or _KATAKANA.fullmatch(run[0]):
        return True
    return not begins and language not in _CAPITAL_NOUNS
