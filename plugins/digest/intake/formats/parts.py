"""One article within a file of many, as it stands there: bytes and a name, not yet looked at."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from digest.strictyaml import printable

_LONGEST = 300
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Part:
    """An article of a container: a `page` in HTML, or a `record` of fields in JSON.

    `name` is what the container calls it, empty if it has no name for it; `place` says
    where it stands, for messages. `found` is when a page was fetched, if that is known.
    """

    name: str
    place: str
    form: Literal["page", "record"]
    data: bytes
    url: str = ""
    charset: str = ""
    found: datetime | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def known_as(self) -> str:
        """What an article file calls it: by its content where it has no name, for numbers
        change when lists grow; empty for the only one of its file."""
        return (self.name or self.sha256[:16]) if self.place else ""

    @property
    def shown(self) -> str:
        return self.name or self.place


@dataclass(frozen=True, slots=True)
class Bad:
    """A part that cannot be read: where it is, why, and what to do about it."""

    place: str
    problem: str
    remedy: str


def part_name(text: str) -> str:
    """A name that stays on one line of front matter; a very long one is cut and made unique."""
    name = printable(_BLANKS.sub(" ", text)).strip()
    if len(name) <= _LONGEST:
        return name
    return f"{name[:_LONGEST]} {hashlib.sha256(text.encode()).hexdigest()[:12]}"
