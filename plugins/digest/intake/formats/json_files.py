"""Files of JSON and of JSON lines: their articles one after the other, however large the file.

A list is cut into its objects before any of them is parsed, so that a broken one spoils no
other, and a file that ends too early still gives what it has.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from digest.intake.formats import records
from digest.intake.formats.decoding import decode, wide_encoding
from digest.intake.formats.parts import Bad, Part, part_name

LARGEST = 10_000_000  # bytes of one article
_CHUNK = 1 << 20
_LISTS = (
    "items", "articles", "data", "results", "entries", "posts", "news", "stories", "documents",
    "docs", "hits", "records", "pages", "response",
)  # fmt: skip
_LIST = re.compile(rb'"(?:' + "|".join(_LISTS).encode() + rb')"\s*:\s*\[')
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{}]', re.DOTALL)
_STRING_END = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_ENOUGH = 20  # bad lines, and nothing else
_MOST_TOKENS = 2_000_000  # strings and brackets in a row that make no article
_TOO_LARGE = "an article of more than 10 MB"
_SHORTEN = "take what is no text out of it"


def lines(path: Path) -> Iterator[Part | Bad]:
    """The articles of a file of JSON lines."""
    with path.open("rb") as raw:
        stream = _utf8(raw)
        number = good = 0
        while line := stream.readline(LARGEST + 1):
            number += 1
            if not good and number > _ENOUGH:
                yield Bad(f"line {number}", "no JSON lines", "write each article on its own line")
                return
            if len(line) > LARGEST:
                yield Bad(f"line {number}", _TOO_LARGE, _SHORTEN)
                while line and not line.endswith(b"\n"):
                    line = stream.readline(_CHUNK)
            elif line.strip():
                found = _parsed(line, f"line {number}")
                good += isinstance(found, Part)
                yield found


def items(path: Path) -> Iterator[Part | Bad]:
    """The articles of a JSON file: of its list, or the file's only one, which has no place."""
    if path.stat().st_size <= LARGEST:
        try:
            value = json.loads(decode(path.read_bytes()), strict=False)
        except (ValueError, RecursionError):
            pass
        else:
            yield from _of_value(value)
            return
    with path.open("rb") as raw:
        yield from _streamed(_utf8(raw))


def _of_value(value: Any) -> Iterator[Part | Bad]:
    if isinstance(value, Mapping):
        found = None if records.has_text(records.plain(value)) else _listed(value)
        if found is None:
            yield _part(value, "")
            return
        value = found
    if not isinstance(value, list) or not value:
        yield Bad("", "no article in it", "a list of objects is read, or one object")
        return
    for number, item in enumerate(value, 1):
        yield _part(item, f"item {number}")


def _listed(value: Mapping[str, Any]) -> list[Any] | None:
    """The list of articles within an object, at most one level down."""
    inner = [member for member in value.values() if isinstance(member, Mapping)]
    for outer in (value, *inner):
        for key in _LISTS:
            found = outer.get(key)
            if isinstance(found, list) and any(isinstance(item, Mapping) for item in found):
                return [_with_feed(item, outer) for item in found]
    named = {key: v for key, v in value.items() if isinstance(v, Mapping)}
    if len(named) > 1 and all(records.has_text(records.flattened(v)) for v in named.values()):
        return [{"id": key, **v} for key, v in named.items()]
    return None


def _with_feed(item: Any, outer: Mapping[str, Any]) -> Any:
    """An item of a JSON Feed with what the feed says for all of them."""
    if not isinstance(item, Mapping) or "jsonfeed" not in str(outer.get("version")):
        return item
    said = {"source": outer.get("title"), "language": outer.get("language")}
    said["authors"] = outer.get("authors") or outer.get("author")
    return {**{key: value for key, value in said.items() if value}, **item}


def _parsed(data: bytes, place: str) -> Part | Bad:
    try:
        value = json.loads(decode(data), strict=False)
    except RecursionError:
        return Bad(place, "lists within lists without end", "take them out")
    except ValueError as error:
        return Bad(place, f"not valid JSON ({str(error)[:100]})", "write it again, or take it out")
    return _part(value, place)


def _part(value: Any, place: str) -> Part | Bad:
    if not isinstance(value, Mapping):
        return Bad(place, "not an object with fields", "write it as an object, or take it out")
    fields = records.flattened(value)
    if not records.has_text(fields) and not records.has_summary(fields):
        return Bad(place, "no field with an article's text", "name the field `text` or `html`")
    try:
        data = json.dumps(value, sort_keys=True).encode()
    except RecursionError:
        return Bad(place, "lists within lists without end", "take them out")
    return Part(part_name(records.name(fields)) if place else "", place, "record", data)


def _utf8(raw: BinaryIO) -> BinaryIO:
    """The stream in UTF-8, if it is in one of the encodings that scanning bytes cannot read."""
    head = raw.read(4096)
    raw.seek(3 if head.startswith(codecs.BOM_UTF8) else 0)
    encoding = wide_encoding(head)
    if not encoding:
        return raw
    return cast(BinaryIO, codecs.EncodedFile(raw, "utf-8", encoding, "replace"))


def _streamed(stream: BinaryIO) -> Iterator[Part | Bad]:
    head = stream.read(_CHUNK)
    array = re.match(rb"\s*\[", head) or _LIST.search(head)
    if not array:
        yield Bad("", "not valid JSON, or no list of articles in it", "write it as JSON lines")
        return
    scanner, number, chunk = _Scanner(), 0, head[array.end() :]
    while chunk and not scanner.closed and scanner.tokens < _MOST_TOKENS:
        for data in scanner.feed(chunk):
            number += 1
            place = f"item {number}"
            yield Bad(place, _TOO_LARGE, _SHORTEN) if data is None else _parsed(data, place)
        chunk = stream.read(_CHUNK)
    if scanner.tokens >= _MOST_TOKENS:
        yield Bad(f"item {number + 1}", "brackets without end", "take out what is no article")
    elif not scanner.closed:
        yield Bad(f"item {number + 1}", "the file ends in the midst of its list", "save it again")


@dataclass(slots=True)
class _Scanner:
    """Cuts the inside of a list into its objects; everything else between them is passed over."""

    buffer: bytes = b""
    at: int = 0  # in the buffer; what is before has been scanned
    start: int = -1  # of the open object, -1: there is none or it is too large to be kept
    depth: int = 0  # of brackets within the open object
    lists: int = 1  # that are open around it
    in_string: bool = False  # one that is too long to be kept
    closed: bool = False
    tokens: int = 0  # since the last object ended

    def feed(self, chunk: bytes) -> Iterator[bytes | None]:
        """The objects that end in this chunk; None for each that was too large."""
        self._append(chunk)
        if self.in_string and not self._end_string():
            return
        for token in _TOKEN.finditer(self.buffer, self.at):
            sign = token[0]
            if sign == b'"':  # a string that has not ended yet
                self.at = token.start()
                if len(self.buffer) - self.at > LARGEST:
                    self.in_string = True
                    self._pass_over()
                return
            self.at = token.end()
            self.tokens += 1
            if len(sign) > 1:
                continue
            if not self.depth:
                self._outside(sign, token.start())
            elif sign in b"[{":
                self.depth += 1
            else:
                self.depth -= 1
                if not self.depth:
                    self.tokens = 0
                    yield self.buffer[self.start : self.at] if self.start >= 0 else None
                    self.start = -1
            if self.closed:
                return
        self.at = len(self.buffer)

    def _append(self, chunk: bytes) -> None:
        if self.start >= 0 and len(self.buffer) - self.start > LARGEST:
            self.start = -1
        keep = self.start if self.start >= 0 else self.at
        self.buffer = self.buffer[keep:] + chunk
        self.at -= keep
        self.start = 0 if self.start >= 0 else -1

    def _outside(self, sign: bytes, at: int) -> None:
        if sign == b"{":
            self.depth, self.start = 1, at
        elif sign != b"}":
            self.lists += 1 if sign == b"[" else -1
            self.closed = self.lists == 0

    def _end_string(self) -> bool:
        """Go on to the end of a long string; whether it is in the buffer."""
        found = _STRING_END.match(self.buffer, self.at)
        if found:
            self.at, self.in_string = found.end(), False
        else:
            self._pass_over()
        return not self.in_string

    def _pass_over(self) -> None:
        """Forget what there is of a long string, but for a backslash that waits for its sign."""
        escapes = len(self.buffer) - len(self.buffer.rstrip(b"\\"))
        self.at = len(self.buffer) - escapes % 2
