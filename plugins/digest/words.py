"""Words of any language in the form in which they can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import Stemmer

# Scripts that put no space between words (Thai to Burmese, Khmer, kana, Han): there a
# word is each pair of neighbouring letters.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0002fa1f"
)
_TOKEN = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")
_ASCII = re.compile("[A-Za-z0-9]+")
_RUN = re.compile(f"[{_UNSPACED}]")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0652\u0591-\u05c7]")  # accents, vowel points

_STEMMERS = {
    "ar": "arabic", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = _STEMMERS.get(language)
    # Its own cache takes ten times as long as stemming does.
    return Stemmer.Stemmer(name, 0) if name else None


@lru_cache(1 << 18)
def stem(word: str, language: str) -> str:
    """A word's stem in a language (base code): case-folded, without accents."""
    folded = word.casefold()
    stemmer = _stemmer(language)
    return without_accents(stemmer.stemWord(folded) if stemmer else folded)


def stems_of(words: Sequence[str], language: str) -> list[str]:
    """The stems of words in a language (base code), all at once: several times as fast."""
    folded = [word.casefold() for word in words]
    stemmer = _stemmer(language)
    return list(map(without_accents, stemmer.stemWords(folded) if stemmer else folded))


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script that puts no space between words."""
    return bool(_RUN.match(character))


def without_accents(word: str) -> str:
    """A word without accents and vowel points; marks that make letters of their own stay."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word)
    return unicodedata.normalize("NFC", _MARKS.sub("", apart))


def tokens(text: str) -> list[str]:
    """The words of a text as they stand; runs of unspaced script as pairs of letters."""
    if text.isascii():
        return _ASCII.findall(text)
    text = unicodedata.normalize("NFKC", text)
    if not _RUN.search(text):
        return _TOKEN.findall(text)
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if _RUN.match(token) and len(token) > 1:
            found.extend(token[i : i + 2] for i in range(len(token) - 1))
        else:
            found.append(token)
    return found


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's words, in order."""
    base = language.split("-")[0]
    return [stem(token, base) for token in tokens(text)]
