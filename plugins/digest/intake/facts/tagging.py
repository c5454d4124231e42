"""Tags of an article: names of the vocabulary that stand in it, the weightiest first."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.intake.facts.findings import Finding
from digest.vocabulary import Tag, Vocabulary, all_broader
from digest.words import stem, without_accents

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
_MOST = 8
_LONGEST = 300_000  # characters that are looked through
_SHORT = 5
_TITLE, _LEAD, _DECLARED = 5.0, 1.5, 5.0  # what a mention there adds to its tag's weight
_LEAST = 2.0
_SHARE = 0.15  # of the weightiest tag's weight that a tag needs


@dataclass(frozen=True, eq=False)
class Subjects:
    """A vocabulary to look for; one object, so that what is made of it is made once."""

    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is looked for: as stems, or as written where case or script asks for it."""

    tag: str
    words: tuple[str, ...]
    exact: bool
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """All names of a vocabulary for texts of one language, by their first word."""

    spaced: Mapping[str, tuple[_Name, ...]]
    unspaced: tuple[tuple[str, str], ...]


def tags(
    title: str,
    paragraphs: Sequence[str],
    declared: Sequence[str],
    language: str,
    subjects: Subjects,
) -> tuple[Finding[str], ...]:
    """At most eight ids, weightiest first; none that is broader than another of them.

    Their origins say how the text and its page speak of them.
    """
    known = subjects.vocabulary
    index = _index(subjects, language.split("-")[0])
    counts = _count(" ".join(paragraphs)[:_LONGEST], index, language)
    lead = _count(" ".join(paragraphs[:2]), index, language)
    headline = _count(title, index, language)
    named = {tag.id: name for name in declared if (tag := known.find(name)).known}
    weights: Counter[str] = Counter()
    weights.update({id_: 1 + math.log2(number) * 1.5 for id_, number in counts.items()})
    weights.update(dict.fromkeys(lead, _LEAD))
    weights.update(dict.fromkeys(headline, _TITLE))
    weights.update(dict.fromkeys(named, _DECLARED))
    return tuple(
        Finding(id_, _reasons(id_, counts, lead, headline, named))
        for id_ in _weightiest(weights, known)
    )


def _reasons(
    id_: str,
    counts: Mapping[str, int],
    lead: Container[str],
    headline: Container[str],
    named: Mapping[str, str],
) -> str:
    number = counts.get(id_, 0)
    reasons = (
        "in the title" if id_ in headline else "",
        "in the first paragraphs" if id_ in lead else "",
        f"{number} times in the text" if number > 1 else "once in the text" if number else "",
        f"declared as {named[id_]!r}" if id_ in named else "",
    )
    return ", ".join(reason for reason in reasons if reason)


def _weightiest(weights: Mapping[str, float], known: Vocabulary) -> tuple[str, ...]:
    least = max(_LEAST, _SHARE * max(weights.values(), default=0))
    ranked = sorted(weights, key=lambda id_: (-weights[id_], id_))
    ranked = [id_ for id_ in ranked if weights[id_] >= least]
    broader = {up for id_ in ranked for up in all_broader(known.tags, id_)}
    return tuple(id_ for id_ in ranked if id_ not in broader)[:_MOST]


def _count(text: str, index: _Index, language: str) -> dict[str, int]:
    base = language.split("-")[0]
    text = unicodedata.normalize("NFKC", text)
    counts: dict[str, int] = {}
    for name, id_ in index.unspaced:
        if number := text.count(name):
            text = text.replace(name, " ")
            counts[id_] = counts.get(id_, 0) + number
    words = _WORD.findall(text)
    stems = [stem(word, base) for word in words]
    at = 0
    while at < len(words):
        found = _at(words, stems, at, index)
        if found:
            counts[found.tag] = counts.get(found.tag, 0) + 1
        at += len(found.words) if found else 1
    return counts


def _at(words: Sequence[str], stems: Sequence[str], at: int, index: _Index) -> _Name | None:
    """The longest name that begins at a word."""
    for key in (words[at], stems[at]):
        for name in index.spaced.get(key, ()):
            end = at + len(name.words)
            if tuple((words if name.exact else stems)[at:end]) == name.words and all(
                map(_alike, words[at:end], name.written)
            ):
                return name
    return None


def _alike(word: str, name: str) -> bool:
    """Whether a word may be a form of a name's word of the same stem. Stems say too much of
    short words: Spanish `para` has that of París, French `dans` that of Danes."""
    if name.lower() == name.upper():  # such scripts put particles before their words
        return True
    start = without_accents(name.casefold())
    return len(name) > _SHORT or without_accents(word.casefold()).startswith(start)


@lru_cache(64)
def _index(subjects: Subjects, language: str) -> _Index:
    spaced: dict[str, dict[_Name, None]] = {}
    unspaced: dict[str, str] = {}
    for tag in subjects.vocabulary.tags.values():
        for text, foreign in _names_in(tag, language):
            name = unicodedata.normalize("NFKC", text)
            words = _WORD.findall(name)
            if _UNSPACED.search(name):
                unspaced[name] = tag.id
            elif words:
                exact = foreign or _is_exact(words)
                parts = tuple(words) if exact else tuple(stem(word, language) for word in words)
                spaced.setdefault(parts[0], {})[_Name(tag.id, parts, exact, tuple(words))] = None
    longest = {key: sorted(names, key=lambda n: -len(n.words)) for key, names in spaced.items()}
    return _Index(
        {key: tuple(names) for key, names in longest.items()},
        tuple(sorted(unspaced.items(), key=lambda one: -len(one[0]))),
    )


def _names_in(tag: Tag, language: str) -> Iterable[tuple[str, bool]]:
    """A tag's names in a language and its aliases, and (true) its names in other languages.

    Those count only as they are written, and where they are as long as names are: Spanish
    `bien` has the stem of Bienen, and `pan` is bread and no god.
    """
    yield from ((alias, False) for alias in tag.aliases)
    for code, label in tag.labels.items():
        if code.split("-")[0] == language:
            yield label, False
        elif len(label) > 4 and label[0].isupper():
            yield label, True
    if language not in {code.split("-")[0] for code in tag.labels}:
        yield tag.name, False


def _is_exact(words: Sequence[str]) -> bool:
    """Abbreviations mean themselves only as they are written: US is not us."""
    text = "".join(words)
    return text.upper() == text != text.lower() or (len(text) <= 2 and text.isascii())
