"""The language of a text: what its page declares, unless the text clearly says otherwise."""

from __future__ import annotations

import re
from functools import cache

from py3langid import langid

from digest.intake.findings import Finding

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")
_SURE = 0.9
_ENOUGH = 80  # characters of text that are enough to be sure
_MOST = 3000
_NORWEGIAN = {"nb": "no", "nn": "no"}


@cache
def _identifier() -> langid.LanguageIdentifier:
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


def detect(text: str) -> tuple[str, bool]:
    """The likeliest language of a text, and whether that can be relied on."""
    code, chance = _identifier().classify(" ".join(text.split())[:_MOST])
    return str(code), bool(chance >= _SURE and len(text) >= _ENOUGH)


def settle(declared: str, text: str) -> Finding[str]:
    """A text's language: the declared one if the text does not clearly object."""
    found, sure = detect(text)
    tag = normal(declared)
    if not tag:
        return Finding(found, "the text", not sure)
    base = tag.split("-")[0]
    if sure and _NORWEGIAN.get(base, base) != _NORWEGIAN.get(found, found) and found != "la":
        return Finding(found, "the text, against what the page declares", True)
    return Finding(tag, "the page's lang attribute")


def normal(tag: str) -> str:
    """A language tag as BCP 47 writes it, without its extensions; empty if it is none."""
    parts = _TAG.match(tag.strip())
    if not parts:
        return ""
    language, script, region = parts.groups()
    pieces = (language.lower(), (script or "").title(), (region or "").upper())
    return "-".join(piece for piece in pieces if piece)
