"""Where a name stands in an index: its script, its letter, its place below that letter."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from digest.languages import locale

# The first word of a letter's name in Unicode, and the script's code in ISO 15924. What is
# not here has the name that Unicode gives it.
_CODES = {
    "LATIN": "Latn", "GREEK": "Grek", "CYRILLIC": "Cyrl", "ARMENIAN": "Armn", "GEORGIAN": "Geor",
    "HEBREW": "Hebr", "ARABIC": "Arab", "ETHIOPIC": "Ethi", "DEVANAGARI": "Deva",
    "BENGALI": "Beng", "GURMUKHI": "Guru", "GUJARATI": "Gujr", "TAMIL": "Taml", "TELUGU": "Telu",
    "KANNADA": "Knda", "MALAYALAM": "Mlym", "SINHALA": "Sinh", "THAI": "Thai", "LAO": "Laoo",
    "MYANMAR": "Mymr", "KHMER": "Khmr", "HANGUL": "Hang", "HIRAGANA": "Hrkt",
    "KATAKANA": "Hrkt", "CJK": "Hani",
}  # fmt: skip
# A script without an order of letters that its readers would look a name up by.
_UNORDERED = ("Hani",)


# Indexes in Arabic pass over the article that most names begin with.
_ARTICLE = "\u0627\u0644"


def sort_key(text: str) -> str:
    """Letters in their order whatever their case and accents, without the Arabic article."""
    text = unicodedata.normalize("NFC", text)
    if text.startswith(_ARTICLE) and len(text) > 4:
        text = text.removeprefix(_ARTICLE)
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


@lru_cache(1 << 16)
def script(text: str) -> str:
    """The script in which a name begins; empty for one that begins with no letter."""
    first = sort_key(text)[:1]
    if not first.isalpha():
        return ""
    name = unicodedata.name(first, "").split(" ")[0]
    return _CODES.get(name, name)


def initial(text: str) -> str:
    """The letter under which a name stands; empty where there is none to look it up by."""
    own = script(text)
    return sort_key(text)[:1].upper() if own and own not in _UNORDERED else ""


def script_name(code: str, language: str) -> str:
    """A script's name in a language, with a capital as in a heading."""
    name = str(locale(language).scripts.get(code) or code.capitalize())
    return name[:1].upper() + name[1:]
