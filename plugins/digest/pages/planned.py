"""A document that is planned but not yet made: what makes it, and of what.

Its signature is the digest of all that it is made of. Making it is a function of its arguments
and the site's frame alone, so the signature tells whether it has changed before any of it is
made. Whoever needs more for a page hands it to the page's function, and the signature holds it.

A section stands for many documents in the same way, before any of them is planned.
"""

from __future__ import annotations

import dataclasses
import marshal
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from digest.pages.values import Document

_ATOMS = {str, int, bool, float, bytes, type(None)}
_SEQUENCES = (tuple, list)


class Planned(NamedTuple):
    """One document. `make(frame, address, *arguments)` gives its value.

    `listed` tells whether search engines should know it; `origin` names the file that gives it
    its address, empty if that is the site's own.
    """

    address: str
    make: Callable[..., Document]
    arguments: tuple[object, ...]
    listed: bool = False
    origin: str = ""

    def signature(self) -> bytes:
        """The digest of all that the document is made of, but for the frame."""
        return _signature(self.make, self.arguments)


class Section(NamedTuple):
    """Documents that are made of the same things: `plan(frame, *arguments)` plans them. Its
    `name` is the address of the first. None of them takes its address from a file."""

    name: str
    plan: Callable[..., Iterable[Planned]]
    arguments: tuple[object, ...]

    def signature(self) -> bytes:
        """The digest of all that its documents are made of, but for the frame."""
        return _signature(self.plan, self.arguments)


def _signature(function: Callable[..., object], arguments: tuple[object, ...]) -> bytes:
    plain = [_plain(each) for each in arguments]
    return plain_digest((function.__module__, function.__qualname__, plain))


def digest(value: object) -> bytes:
    """A digest of a value made of plain ones, of dataclasses, and of what has a `signature`.

    Raises TypeError for anything else.
    """
    return plain_digest(_plain(value))


def plain_digest(value: Any) -> bytes:
    """A digest of a value that is made of plain ones alone."""
    return blake2b(marshal.dumps(value, 2), digest_size=16).digest()


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return value
    if isinstance(value, _SEQUENCES):
        return [each if type(each) in _ATOMS else _plain(each) for each in value]
    signature = getattr(value, "signature", None)
    if signature is not None:
        return signature
    if isinstance(value, date):
        return value.isoformat()
    if kind is dict:
        return tuple((key, _plain(value[key])) for key in value)  # readers may see the order
    return (kind.__qualname__, *[_plain(getattr(value, name)) for name in _fields(kind)])  # type: ignore[arg-type]


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
