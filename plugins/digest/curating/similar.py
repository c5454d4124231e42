"""Tags that are probably the same: spelled alike, one the plural of the other, a slip apart.

Only pairs that matter to readers are looked for: one of the two is carried by an article,
and the vocabulary does not know both, unless they differ by nothing but hyphens or accents:
who put Oceania and oceans there did so on purpose.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from digest.curating.survey import Count, Survey
from digest.slugs import same_name
from digest.vocabulary import all_broader
from digest.words import stems, without_accents

# A slip of one letter in a name of this length, of two in one of that length.
ONE_SLIP, TWO_SLIPS = 6, 10

_SEPARATORS = re.compile(r"[\s\-‐–—_.'’/·・]+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tags that may be one: the one to give up, as articles write it, the one to keep, how
    many articles carry each, and why."""

    old: str
    new: str
    articles: tuple[int, int]
    why: str


@dataclass(frozen=True, slots=True)
class _Name:
    """A tag under one of its names. `said` is the name, `bare` that without what hardly shows."""

    key: str
    said: str
    bare: str
    languages: tuple[str, ...]


def similar(survey: Survey) -> list[Pair]:
    """The pairs of tags that are probably one, those that most articles carry first."""
    counts = {count.key: count for count in survey.counts}
    for tag in survey.vocabulary.tags.values():
        counts.setdefault(tag.id, Count(tag, ()))
    names = [name for count in counts.values() for name in _names(count, survey.languages)]
    found: dict[tuple[str, str], str] = {}
    for one, other, why in _alike(names):
        found.setdefault(_in_order(counts[one.key], counts[other.key]), why)
    for one, other, why in (*_endings(names), *_slips(names, counts)):
        if not (counts[one.key].tag.known and counts[other.key].tag.known):
            found.setdefault(_in_order(counts[one.key], counts[other.key]), why)
    pairs = [
        _pair(counts[old], counts[new], why)
        for (old, new), why in found.items()
        if counts[old].articles + counts[new].articles and not _related(survey, old, new)
    ]
    return sorted(pairs, key=lambda pair: (-sum(pair.articles), pair.old, pair.new))


def _names(count: Count, languages: Sequence[str]) -> Iterator[_Name]:
    """A tag's names with the languages they may be in."""
    tag, key = count.tag, count.key
    if not tag.known:
        yield _name(key, tag.name, tuple(code for code, _ in count.languages))
        return
    for code, label in tag.labels.items():
        if code.split("-")[0] in languages:
            yield _name(key, label, (code.split("-")[0],))
    for alias in (tag.id, *tag.aliases):
        yield _name(key, alias, ())


def _name(key: str, said: str, languages: tuple[str, ...]) -> _Name:
    bare = without_accents(same_name(said))
    return _Name(key, said, _SEPARATORS.sub("", bare), languages)


def _in_order(one: Count, other: Count) -> tuple[str, str]:
    """The one to give up and the one to keep: known ones stay, then those that more carry."""
    ranked = sorted((one, other), key=lambda c: (c.tag.known, c.articles, same_name(c.tag.name)))
    return ranked[0].key, ranked[1].key


def _related(survey: Survey, old: str, new: str) -> bool:
    """Whether one tag is broader than the other: railways are no railway."""
    tags = survey.vocabulary.tags
    return old in all_broader(tags, new) or new in all_broader(tags, old)


def _pair(old: Count, new: Count, why: str) -> Pair:
    return Pair(old.name, new.name, (old.articles, new.articles), why)


_Found = tuple[_Name, _Name, str]


def _alike(names: Iterable[_Name]) -> Iterator[_Found]:
    """Names that differ by case, accents, hyphens and spaces; C++ and C# are two."""
    groups: dict[str, dict[str, _Name]] = defaultdict(dict)
    for name in names:
        if len(name.bare) > 2:
            groups[name.bare].setdefault(name.key, name)
    yield from _pairs(groups.values(), "spelled alike")


def _endings(names: Iterable[_Name]) -> Iterator[_Found]:
    """Names with the same stems in a language that both are in."""
    groups: dict[tuple[str, ...], dict[str, _Name]] = defaultdict(dict)
    for name in names:
        for code in name.languages:
            if name.bare.isalpha():
                groups[code, *stems(name.said, code)].setdefault(name.key, name)
    yield from _pairs(groups.values(), "the same word with another ending")


def _pairs(groups: Iterable[Mapping[str, _Name]], why: str) -> Iterator[_Found]:
    for group in groups:
        for one, other in combinations(group.values(), 2):
            yield one, other, why


def _slips(names: Sequence[_Name], counts: Mapping[str, Count]) -> Iterator[_Found]:
    """Names a letter or two apart, one of which the vocabulary does not know.

    Two names that are that near have a text in common that is left when letters are taken
    out of each (Garbe's symmetric delete), so that no name is compared with all others.
    """
    unknown = [name for name in names if not counts[name.key].tag.known]
    left: dict[str, list[_Name]] = defaultdict(list)
    for name in unknown:
        for text in _shortened(name.bare):
            left[text].append(name)
    for name in names if left else ():
        met = {id(other): other for text in _shortened(name.bare) for other in left.get(text, ())}
        for other in met.values():
            if other.key != name.key and _is_slip(name.bare, other.bare):
                yield name, other, f"a slip from {name.said!r}"


def _allowed(text: str) -> int:
    return (len(text) >= ONE_SLIP) + (len(text) >= TWO_SLIPS)


def _shortened(text: str) -> set[str]:
    found = {text} if _allowed(text) else set()
    for _ in range(_allowed(text)):
        found |= {each[:i] + each[i + 1 :] for each in found for i in range(len(each))}
    return found


def _is_slip(one: str, other: str) -> bool:
    """Whether two names are a slip apart; 2025 and 2026 are not."""
    most = min(_allowed(one), _allowed(other))
    if _DIGITS.findall(one) != _DIGITS.findall(other) or one == other:
        return False
    return _distance(one, other) <= most


def _distance(one: str, other: str) -> int:
    """How many letters have to be changed, added or taken out (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row = row, [i]
        for j, second in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != second)))
    return row[-1]
