"""What a run of cleaning did, for a person to read."""

from __future__ import annotations

from dataclasses import dataclass

from digest.problems import Problem


@dataclass(frozen=True, slots=True)
class Change:
    """A line that was dropped (`after` is empty) or repaired, and the name of the rule."""

    rule: str
    before: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """An article file that was written, what of it was guessed and what is worth a look.

    `shown` is what messages call its raw article; `changes` are what cleaning made of the
    raw text, in the text's order.
    """

    path: str
    raw: str
    shown: str
    inferred: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What messages call a raw article, and what cleaning makes of it."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CleanReport:
    """`kept` are articles that a person has edited and that were therefore left alone.

    `shown` are raw articles that were asked for by name and of which nothing was written.
    """

    written: tuple[Written, ...] = ()
    shown: tuple[Shown, ...] = ()
    unchanged: int = 0
    kept: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
