"""The script a text is written in, and which languages are written in it."""

from __future__ import annotations

import re

LATIN = "Latn"

# ISO 15924 codes. Han and kana are one here: a text in kanji is told from Chinese by its words.
_RANGES = {
    LATIN: "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrl": "\u0400-\u052f",
    "Armn": "\u0531-\u058f",
    "Hebr": "\u0591-\u05f4",
    "Arab": "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc",
    "Deva": "\u0900-\u097f",
    "Beng": "\u0980-\u09ff",
    "Guru": "\u0a00-\u0a7f",
    "Gujr": "\u0a80-\u0aff",
    "Orya": "\u0b00-\u0b7f",
    "Taml": "\u0b80-\u0bff",
    "Telu": "\u0c00-\u0c7f",
    "Knda": "\u0c80-\u0cff",
    "Mlym": "\u0d00-\u0d7f",
    "Sinh": "\u0d80-\u0dff",
    "Thai": "\u0e01-\u0e5b",
    "Laoo": "\u0e80-\u0eff",
    "Mymr": "\u1000-\u109f",
    "Geor": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Ethi": "\u1200-\u139f",
    "Khmr": "\u1780-\u17ff",
    "Hang": "\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3",
    "Jpan": "\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f",
}
_LETTERS = {name: re.compile(f"[{letters}]") for name, letters in _RANGES.items()}

# Languages that are not written in Latin letters, or not only.
_WRITTEN = {
    "el": "Grek", "ru": "Cyrl", "uk": "Cyrl", "be": "Cyrl", "bg": "Cyrl", "mk": "Cyrl",
    "sr": "Cyrl Latn", "kk": "Cyrl", "ky": "Cyrl", "mn": "Cyrl", "uz": "Latn Cyrl",
    "hy": "Armn", "he": "Hebr", "yi": "Hebr", "ar": "Arab", "fa": "Arab", "ur": "Arab",
    "ps": "Arab", "ug": "Arab", "hi": "Deva", "mr": "Deva", "ne": "Deva", "bn": "Beng",
    "as": "Beng", "pa": "Guru", "gu": "Gujr", "or": "Orya", "ta": "Taml", "te": "Telu",
    "kn": "Knda", "ml": "Mlym", "si": "Sinh", "th": "Thai", "lo": "Laoo", "my": "Mymr",
    "ka": "Geor", "am": "Ethi", "km": "Khmr", "ko": "Hang", "ja": "Jpan", "zh": "Jpan",
}  # fmt: skip
NOT_ONLY_LATIN = frozenset(_WRITTEN)

# A syllable or a word a letter: such letters say as much as several of an alphabet.
_DENSE = {"Hang": 2, "Jpan": 3}


def main_script(text: str) -> tuple[str, int]:
    """A text's script, and how many letters of an alphabet its letters are worth.

    Names of other countries stand in Latin letters in texts of every script, and hardly
    ever the other way round: a third of another script is enough. Latin, 0 without letters.
    """
    counts = {
        name: len(letters.findall(text)) * _DENSE.get(name, 1)
        for name, letters in _LETTERS.items()
        if name == LATIN or not text.isascii()
    }
    latin = counts.pop(LATIN)
    other = max(counts, key=lambda name: counts[name], default=LATIN)
    if counts.get(other, 0) * 2 > latin:
        return other, counts[other]
    return LATIN, latin


def written_in(language: str, script: str) -> bool:
    """Whether texts in a language (its base code) are written in a script."""
    return script in _WRITTEN.get(language, LATIN).split()
