"""Which tags of a vocabulary a text names, and how often.

A name is looked for by the stems of its words, the longest first; names in scripts that put no
space between words, and names without a letter, by their characters. What is tried at a word
does not depend on the number of tags: each step is a look into a table.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.languages import territory_name
from digest.vocabulary import Tag, Vocabulary, all_broader
from digest.words import stem, without_accents

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30ff]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f]")  # how an emoji is drawn, not which it is
_SYMBOL = re.compile(r"[+#]")  # what makes another name of the same letters: C, C++, C#
_PARTICLES = re.compile("[وف]?(?:[بك]?ال|لل|[بلك])?")  # and, so, in, as, the, to, of Arabic
_LEAST_ARABIC = 3  # letters of a name behind them
_SENTENCE = re.compile(r"[.!?:…\n]\W*\Z")
LONGEST = 300_000  # characters of a text that are looked through
_SHORT = 5
_SHORT_KATAKANA = 3
_ROOT = 4  # letters of a country's name from which words are derived; 3 before -ск
_CYRILLIC = "ru uk be bg mk sr"
_CYRILLIC_VOWELS = "аеёиоуыэюяйьіїє"
_VOWELS = "aeiou" + _CYRILLIC_VOWELS

# What makes the adjective or the people of a country out of the country's name less its last
# vowels (Russia-n, росс-ийск-ой, alban-isch-e), after stemming, which makes и of й.
_ENDINGS = {
    code: re.compile(endings)
    for codes, endings in (
        ("en", "i?an|ean|n|ese?|ish"),
        ("de", "(i|an|en|es)?(isch|er|erin)"),
        ("fr", "(ie|e)nn?e?s?|i?ens?|(i?an|ais|ain)e?s?"),
        ("es pt gl ca", "(i|e)?(an|n|eñ|en|es|ens|in|i)[oaei]?s?"),
        ("it", "(i|e)?(an|es|in|n)[oaei]?"),
        ("nl da sv no nb nn", "(i|an|en|es)?(isk|isch|s|ska|ske|er|ar)"),
        (_CYRILLIC, "([аеиоу]и|ь|и(?=[яаі]н))?([яаіи]н)?(ск|ськ|ец|ц|нин|ин|ян)?"),
    )
    for code in codes.split()
}


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is looked for: as stems, or `exact`, where case or script asks for it.

    With `capital`, its first word has to begin with one: turkey is no country.
    """

    tag: str
    written: tuple[str, ...]
    exact: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Names:
    """All names of a vocabulary for texts of one language.

    `phrases` are names by their words, `lengths` how many words those have that begin with a
    word, longest first; `literals` and `spans` are the same of names by their characters, and
    `firsts` finds the first of those; `alone` are those that are no part of longer words.
    `roots` are what words may be derived from.
    """

    language: str
    phrases: Mapping[tuple[str, ...], tuple[_Name, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    literals: Mapping[str, str]
    spans: Mapping[str, tuple[int, ...]]
    firsts: re.Pattern[str] | None
    alone: frozenset[str]
    roots: Mapping[str, str]


def counted(text: str, names: Names) -> dict[str, int]:
    """How often a text names each tag."""
    text = _SELECTORS.sub("", unicodedata.normalize("NFKC", text))[:LONGEST]
    counts: dict[str, int] = {}
    text = _take_literals(text, names, counts)
    found = list(_WORD.finditer(text))
    words = [match[0] for match in found]
    stems = [_stem(word, names) for word in words]
    cased = _Cased(text, words, [match.start() for match in found])
    at = 0
    while at < len(words):
        tag, taken = _at(words, stems, at, names, cased)
        if tag:
            counts[tag] = counts.get(tag, 0) + 1
        at += taken
    return counts


def _stem(word: str, names: Names) -> str:
    """A word's stem; in Arabic without the particles before it, if a name is left then:
    the stemmer leaves some of them, as in وبالصين."""
    found = stem(word, names.language)
    if names.language != "ar" or found in names.lengths:
        return found
    rests = (word[end:] for end in range(1, 5) if _PARTICLES.fullmatch(word[:end]))
    named = (stem(rest, "ar") for rest in rests if len(rest) >= _LEAST_ARABIC)
    return next((one for one in named if one in names.lengths), found)


class _Cased:
    """What capitals mean in a text: nothing in a line of capitals, little where a sentence
    begins, if the word is one that the text also writes small."""

    def __init__(self, text: str, words: Sequence[str], starts: Sequence[int]) -> None:
        self.shouted = len(words) > 2 and text.upper() == text != text.lower()
        self._text, self._starts = text, starts
        self._small = {word for word in words if word[:1].islower()}

    def is_name(self, words: Sequence[str], at: int) -> bool:
        """Whether the word here is written as names are."""
        word = words[at]
        if not word[:1].isupper():
            return word.lower() == word.upper()
        if self.shouted or word.lower() not in self._small:
            return True
        before = self._text[max(0, self._starts[at] - 4) : self._starts[at]]
        return at > 0 and not _SENTENCE.search(before)


def _take_literals(text: str, names: Names, counts: dict[str, int]) -> str:
    """Count the names that are looked for by their characters, and take them out."""
    if not names.firsts:
        return text
    kept: list[str] = []
    at = last = 0
    while found := names.firsts.search(text, at):
        start = found.start()
        at = start + 1
        for length in names.spans[found[0]]:
            end = min(start + length, len(text))
            tag = names.literals.get(text[start:end])
            if tag and _stands_alone(text, start, end, names):
                counts[tag] = counts.get(tag, 0) + 1
                kept += text[last:start], " "
                at = last = end
                break
    kept.append(text[last:])
    return "".join(kept)


def _stands_alone(text: str, start: int, end: int, names: Names) -> bool:
    """Whether characters are a name here, not a part of a longer word: マリ of マリア."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if text[start:end] in names.alone:
        return not (_KATAKANA.match(before) or _KATAKANA.match(after))
    edges = ((before, text[start]), (text[end - 1], after))
    return not any(_is_spaced(one) and _is_spaced(other) for one, other in edges)


def _is_spaced(letter: str) -> bool:
    """Whether it is a letter of a script with spaces between words."""
    return letter.isalnum() and not _UNSPACED.match(letter)


def _at(
    words: Sequence[str], stems: Sequence[str], at: int, names: Names, cased: _Cased
) -> tuple[str, int]:
    """The tag of the longest name that begins at a word (or none), and how many words it has."""
    for length in names.lengths.get(words[at], ()):
        for name in names.phrases.get(tuple(words[at : at + length]), ()):
            if name.exact and not (cased.shouted and len(words[at]) <= _SHORT):
                return name.tag, length
    for length in names.lengths.get(stems[at], ()):
        for name in names.phrases.get(tuple(stems[at : at + length]), ()):
            if name.exact or (name.capital and not cased.is_name(words, at)):
                continue
            if all(map(_alike, words[at : at + length], name.written)):
                return name.tag, length
    return _derived(stems[at], names), 1


def _alike(word: str, name: str) -> bool:
    """Whether a word may be a form of a name's word of the same stem. Stems say too much of
    short words: Spanish `para` has that of París, French `dans` that of Danes. Cyrillic nouns
    change their last vowel: армия, армии."""
    if name.lower() == name.upper():  # such scripts put particles before their words
        return name.removeprefix("ال").rstrip("ةاي") in word or len(name) > _SHORT + 3
    start = without_accents(name.casefold()).rstrip(_CYRILLIC_VOWELS)
    return len(name) > _SHORT or without_accents(word.casefold()).startswith(start)


def _derived(word: str, names: Names) -> str:
    """The tag of the country from whose name a word's stem is derived, or none."""
    endings = _ENDINGS.get(names.language)
    if not endings or not names.roots:
        return ""
    for end in range(max(_ROOT - 1, len(word) - 8), len(word)):
        if (tag := names.roots.get(word[:end])) and endings.fullmatch(word[end:]):
            return tag if end >= _ROOT or word.endswith("ск") else ""
    return ""


@lru_cache(64)
def names_of(vocabulary: Vocabulary, language: str) -> Names:
    """The names to look for in texts of a language (base code)."""
    phrases: dict[tuple[str, ...], dict[_Name, None]] = {}
    literals: dict[str, str] = {}
    roots: dict[str, str] = {}
    alone: set[str] = set()
    for tag in vocabulary.tags.values():
        proper = _is_proper(tag, vocabulary)
        for text, foreign in _names_in(tag, language):
            name = _SELECTORS.sub("", unicodedata.normalize("NFKC", text))
            words = tuple(_WORD.findall(name))
            if _UNSPACED.search(name) or not words or _SYMBOL.search(name):
                literals.setdefault(name, tag.id)
                if proper and len(name) <= _SHORT_KATAKANA and _KATAKANA.fullmatch(name):
                    alone.add(name)
                continue
            exact = foreign or _is_exact(words)
            key = words if exact else tuple(stem(word, language) for word in words)
            capital = proper and name[:1].isupper()
            phrases.setdefault(key, {})[_Name(tag.id, words, exact, capital)] = None
        least = _ROOT - 1 if language in _CYRILLIC.split() else _ROOT
        if tag.territory and len(root := _root(tag.territory, language)) >= least:
            roots.setdefault(root, tag.id)
    spans = _lengths((name[0], len(name)) for name in literals)
    return Names(
        language,
        {key: tuple(found) for key, found in phrases.items()},
        _lengths((key[0], len(key)) for key in phrases),
        literals,
        spans,
        re.compile(f"[{re.escape(''.join(spans))}]") if spans else None,
        frozenset(alone),
        roots,
    )


def _lengths(found: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for first, length in found:
        lengths.setdefault(first, set()).add(length)
    return {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}


def _root(territory: str, language: str) -> str:
    """What words derived from a country's name begin with; empty of names of several words."""
    name = territory_name(territory, language)
    if language not in _ENDINGS or len(_WORD.findall(name)) != 1:
        return ""
    return stem(name, language).removesuffix("land").rstrip(_VOWELS)


def _is_proper(tag: Tag, vocabulary: Vocabulary) -> bool:
    """Whether a tag's names are names, which have capitals where a script has them: those of
    territories, of what lies in them, and of tags that say so."""
    ups = (vocabulary.tags.get(id_) for id_ in all_broader(vocabulary.tags, tag.id))
    return tag.case == "kept" or any(one and one.territory for one in (tag, *ups))


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
        yield tag.label(language), False


def _is_exact(words: Sequence[str]) -> bool:
    """Abbreviations mean themselves only as they are written: US is not us."""
    text = "".join(words)
    return text.upper() == text != text.lower() or (len(text) <= 2 and text.isascii())
