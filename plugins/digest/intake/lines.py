"""What facts and text both say of a line: how wide it is, whether it ends, that it was dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WIDE = re.compile("[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff]")
# Thai and Lao have no stops: whatever ends in one of their letters may be a sentence.
_ENDED = re.compile(r"[.!?…。！？؟।۔።။។\u0e00-\u0eff](?:\s?[\"'”’»«“)\]」』])*\s*$")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that was taken out, the name of the rule that said so, and its place in the text."""

    rule: str
    text: str
    place: int = 0


def width(text: str) -> int:
    """A text's length in characters; one of East Asia counts for two."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def ended(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return bool(_ENDED.search(text))
