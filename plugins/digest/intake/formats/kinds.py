"""What a raw file really is: its first bytes where they are certain, else its suffix."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Literal, get_args

from digest.intake.formats.decoding import decode, is_wide

Kind = Literal["text", "page", "markdown", "mail", "saved page", "json", "lines", "feed", "warc"]
MANY: frozenset[Kind] = frozenset(("json", "lines", "feed", "warc"))  # may hold many articles

# The longest suffix counts.
SUFFIXES: dict[str, Kind] = {
    ".txt": "text", ".html": "page", ".htm": "page", ".xhtml": "page",
    ".md": "markdown", ".markdown": "markdown",
    ".eml": "mail", ".mhtml": "saved page", ".mht": "saved page",
    ".json": "json", ".jsonl": "lines", ".ndjson": "lines",
    ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".xml": "feed",
    ".warc": "warc", ".warc.gz": "warc",
}  # fmt: skip
READ = ", ".join(SUFFIXES)

_HEAD = 1 << 16
_GZIP = b"\x1f\x8b"
_JSON = re.compile(r'\s*(?:\[\s*)*\{\s*"(?:[^"\\]|\\.)*"\s*:')
_HEADER = r"[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*"
_MIME = re.compile(rf"(?:From [^\n]*\n)?(?:{_HEADER})*?mime-version:\s*1", re.IGNORECASE)
_SAVED = re.compile(r"(?im)^(?:snapshot-content-location|content-type:\s*multipart/related)")
_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_FEED = re.compile(r"(?:<!DOCTYPE rss[^>]*>\s*)?<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
_PAGE = re.compile(r"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:article|main|section|div|header|table|h1|p)\b[^<]*>", re.IGNORECASE)


def by_name(name: str) -> Kind | None:
    """What a file's name says it is; None if that is nothing that is read."""
    suffixes = "".join(Path(name).suffixes[-2:]).lower()
    return SUFFIXES.get(suffixes) or SUFFIXES.get(Path(name).suffix.lower())


def kind_of(path: Path) -> Kind:
    """What a file is. Raises OSError, and KeyError for a name that `by_name` does not know."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    named = by_name(path.name)
    if named is None:
        raise KeyError(path.name)
    return _of_bytes(head) or _of_text(_text(head), named) or named


def _of_bytes(head: bytes) -> Kind | None:
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 16)
        except zlib.error:
            return None
    return "warc" if head.startswith(b"WARC/") else None


def _text(head: bytes) -> str:
    """Enough of the beginning to tell; legacy encodings agree with ASCII where it matters."""
    if is_wide(head) or head.startswith(b"\xef\xbb\xbf"):
        return decode(head)
    return head.decode("latin-1").replace("\r\n", "\n")


def _of_text(text: str, named: Kind) -> Kind | None:
    if found := _JSON.match(text):
        return _of_json(text, named, "[" in found[0][: found[0].index("{")])
    if named in ("page", "text", "mail", "saved page") and _MIME.match(text):
        return "saved page" if _SAVED.search(text) else "mail"
    if named in ("markdown", "mail"):
        return None
    rest = text[_end_of_prologue(text) :]
    if _FEED.match(rest):
        return "feed"
    if _PAGE.match(rest) or (named == "text" and _MARKUP.match(rest) and "</" in rest):
        return "page"
    return None


def _end_of_prologue(text: str) -> int:
    found = _PROLOGUE.match(text)
    return found.end() if found else 0


def _of_json(text: str, named: Kind, array: bool) -> Kind | None:
    """JSON lines are objects of a line each; in prose, something that looks like JSON is prose."""
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        whole = isinstance(json.loads(lines[0]), dict)
    except (ValueError, RecursionError):
        whole = False
    if named == "lines":
        return "lines" if whole or not array else "json"
    if whole and len(lines) > 1 and lines[1].lstrip().startswith("{"):
        return "lines"
    return "json" if named in ("json", "text", "feed") else None


assert set(SUFFIXES.values()) == set(get_args(Kind))
