"""A summary, where a page gives one that says more than its first paragraph does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.intake.text.typography import repair_line

_ENDED = re.compile(r"[.!?…。！？؟۔।][\"'”’»“)」]*$")
_CUT = re.compile(r"(\.\.\.|…|\[…\]|\[\.\.\.\]|&hellip;)$")
_LETTERS = re.compile(r"\W+")
_LONGEST = 500


def summary(description: str, paragraphs: Sequence[str], language: str) -> str:
    """The page's description if it is a sentence and no copy of the text's beginning."""
    text = repair_line(description, language)
    if not 40 <= len(text) <= _LONGEST or not _ENDED.search(text) or _CUT.search(text):
        return ""
    said = _letters(_CUT.sub("", text))
    beginning = _letters(" ".join(paragraphs[:3]))
    return "" if said in beginning or beginning.startswith(said[:60]) else text


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()
