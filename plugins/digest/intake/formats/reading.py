"""A raw file, or a part of one, to what it holds: a `RawArticle`, otherwise untouched."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from digest.article import Metadata, RawArticle
from digest.intake.formats import feeds, json_files, mails, markdown_files, records, warcs
from digest.intake.formats.decoding import decode, is_wide
from digest.intake.formats.kinds import Kind, kind_of
from digest.intake.formats.parts import Bad, Part
from digest.problems import problem

LARGEST = 10_000_000  # bytes; the largest news pages have some three million
LARGEST_MAIL = 30_000_000  # with pictures and attachments

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


def read(path: Path, file: str) -> RawArticle:
    """Read a raw file of one article.

    Raises DigestError for what is no text or more than can be read.
    """
    kind = kind_of(path)
    size, most = path.stat().st_size, LARGEST_MAIL if kind in _ENVELOPES else LARGEST
    if size > most:
        what = f"{size / 1e6:.0f} MB, the limit is {most / 1e6:.0f} MB"
        raise problem(file, what, "save the article alone, without embedded images")
    data = path.read_bytes()
    if not data.strip():
        raise problem(file, "empty", "save it again or delete it")
    _refuse_binary(data, file)
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
    raw = RawArticle(file, hashlib.sha256(data).hexdigest(), "text", "", modified)
    return _checked(_filled(raw, kind, data))


_ENVELOPES: frozenset[Kind] = frozenset(("mail", "saved page"))


def _filled(raw: RawArticle, kind: Kind, data: bytes) -> RawArticle:
    if kind in _ENVELOPES:
        message = (mails.mail if kind == "mail" else mails.saved_page)(data, raw.file)
        return replace(raw, markup=message.markup, text=message.text, metadata=message.metadata)
    text = _plain(decode(data))
    if kind == "markdown":
        html, metadata = markdown_files.read(text, raw.file)
        return replace(raw, markup="fragment", text=html, metadata=metadata)
    return replace(raw, markup="html" if kind == "page" else "text", text=text)


def parts(path: Path, kind: Kind) -> Iterator[Part | Bad]:
    """The articles of a file of a kind that may hold many, read as they are asked for."""
    if not path.stat().st_size:
        yield Bad("", "empty", "save it again or delete it")
        return
    reader = {
        "json": json_files.items,
        "lines": json_files.lines,
        "feed": feeds.entries,
        "warc": warcs.pages,
    }[kind]
    found = False
    for part in reader(path):
        found = True
        yield part
    if not found:
        yield Bad("", "no article in it", "save it again or delete it")


def of_part(part: Part, file: str, name: str, sha256: str, modified: datetime) -> RawArticle:
    """What a part holds; `name` and `sha256` are what it is known by.

    Raises DigestError for what is no text or more than can be read.
    """
    if part.form == "page":
        _refuse_binary(part.data, file)
        raw = RawArticle(
            file, sha256, "html", _plain(decode(part.data, part.charset)),
            part.found or modified, name, Metadata(url=part.url),
        )  # fmt: skip
    else:
        fields = records.flattened(json.loads(part.data))
        markup, text = records.text(fields)
        metadata = records.metadata(fields)
        raw = RawArticle(file, sha256, markup, _plain(text), modified, name, metadata)
    return _checked(raw)


def _plain(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _checked(raw: RawArticle) -> RawArticle:
    if not raw.text.strip():
        raise problem(raw.file, "no text in it", "save it again or delete it")
    if raw.markup == "text" and len(raw.text) > LARGEST:
        raise problem(raw.file, "more text than any article has", "save the article alone")
    if raw.markup != "text":
        _refuse_monstrous(raw.text, raw.file)
    return raw


def _refuse_binary(data: bytes, file: str) -> None:
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), "")
    controls = 0 if is_wide(data) else len(data) - len(data.translate(None, _CONTROLS))
    if not kind and controls * 50 > len(data):
        kind = "binary data"
    if kind:
        raise problem(file, f"not text but {kind}", "save the page as HTML or its text as .txt")


def _refuse_monstrous(html: str, file: str) -> None:
    """Markup that parsers need hours for, and that no publication ever wrote."""
    if len(html) > LARGEST:
        raise problem(file, "a page of more than 10 MB", "save the article alone, or its text")
    crowded = any(tag.count("=") > 2000 for tag in _HUGE_TAG.findall(html))
    if crowded or html.count("<") > MOST_TAGS:
        what = (
            f"more than {MOST_TAGS} tags" if not crowded else "a tag with thousands of attributes"
        )
        raise problem(file, what, "save the article alone, or its text as .txt")
