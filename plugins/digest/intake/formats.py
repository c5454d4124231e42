"""A raw file to what it holds: `RawArticle`s, decoded and otherwise untouched."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from digest.article import RawArticle
from digest.intake.decoding import decode, is_wide
from digest.problems import problem

MARKUP: dict[str, Literal["html", "text"]] = {".txt": "text", ".html": "html", ".htm": "html"}
READ = ", ".join(MARKUP)
LARGEST = 10_000_000  # bytes; the largest news pages have some three million

# How files begin that are no text, whatever their name says.
_MAGIC = {
    b"\x89PNG": "a PNG image", b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image",
    b"RIFF": "a WebP image or a sound", b"%PDF": "a PDF document", b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive", b"BZh": "a bzip2 archive", b"\xfd7zXZ": "an xz archive",
    b"\x7fELF": "a program", b"MZ\x90": "a program", b"OggS": "a sound or film",
    b"\x00\x00\x01\x00": "an icon", b"\x1aE\xdf\xa3": "a film",
}  # fmt: skip
MOST_TAGS = 100_000  # ten times as many as the largest news page seen has
_HUGE_TAG = re.compile(r"<[^<>]{20000,}")
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\f\r\x1b")


def read(path: Path, file: str) -> tuple[RawArticle, ...]:
    """Read a raw file. Raises DigestError for what is no text or more than can be read."""
    size = path.stat().st_size
    if size > LARGEST:
        what = f"{size / 1e6:.0f} MB, the limit is {LARGEST / 1e6:.0f} MB"
        raise problem(file, what, "save the article alone, without embedded images")
    data = path.read_bytes()
    if not data.strip():
        raise problem(file, "empty", "save it again or delete it")
    _refuse_binary(data, file)
    text = decode(data).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise problem(file, "no text in it", "save it again or delete it")
    if MARKUP[path.suffix.lower()] == "html":
        _refuse_monstrous(text, file)
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    digest = hashlib.sha256(data).hexdigest()
    return (RawArticle(file, digest, MARKUP[path.suffix.lower()], text, modified),)


def _refuse_binary(data: bytes, file: str) -> None:
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")
    controls = 0 if is_wide(data) else len(data) - len(data.translate(None, _CONTROLS))
    if not kind and controls * 50 > len(data):
        kind = "binary data"
    if kind:
        raise problem(file, f"not text but {kind}", "save the page as HTML or its text as .txt")


def _refuse_monstrous(html: str, file: str) -> None:
    """Markup that parsers need hours for, and that no publication ever wrote."""
    crowded = any(tag.count("=") > 2000 for tag in _HUGE_TAG.findall(html))
    if crowded or html.count("<") > MOST_TAGS:
        what = (
            f"more than {MOST_TAGS} tags" if not crowded else "a tag with thousands of attributes"
        )
        raise problem(file, what, "save the article alone, or its text as .txt")
