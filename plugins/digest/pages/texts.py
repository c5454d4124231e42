"""The texts of articles as HTML: at hand where they were just read, else read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from digest.article import Republish
from digest.pages.records import Record, text_again

# So many texts stay at hand: those of the feeds that are made one after the other.
_AT_HAND = 4096


class Texts:
    """The HTML of records, by their places.

    `parsed` are those at hand. With `final` they are what may be shown, whatever the policy:
    other plugins have had them in between.
    """

    def __init__(self, content: Path, parsed: Mapping[str, str], final: bool = False) -> None:
        self.content, self.parsed, self.final = content, parsed, final
        self._again = lru_cache(_AT_HAND)(self._read)

    def shown(self, record: Record, policy: Republish) -> str:
        """As much of a text as its publication allows to show. Raises DigestError if the file
        has changed since the record was made."""
        if self.final:
            return self.parsed[record.place]
        whole = self.parsed.get
        return permitted(policy, lambda: whole(record.place) or self._again(record), record.excerpt)

    def _read(self, record: Record) -> str:
        return text_again(self.content, record).html


def permitted(policy: Republish, whole: Callable[[], str], opening: str) -> str:
    """As much of a text as HTML as its publication allows to show: nothing where that is only
    the headline. An excerpt is its `opening`, in plain text."""
    if policy == "full":
        return whole()
    return _paragraph(opening) if policy == "excerpt" else ""


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>" if text else ""
