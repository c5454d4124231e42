"""A value together with where it was found, so that a person can be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """`origin` names the place in a reader's words; `guessed` asks for a person's look."""

    value: T
    origin: str
    guessed: bool = False
