"""What an article leaves for comparing it with others."""

from __future__ import annotations

from typing import NamedTuple


class Trace(NamedTuple):
    title: str
    body: str
    language: str


def trace(title: str, body: str, language: str) -> Trace:
    return Trace(title, body, language)
