"""Bytes of any encoding to text: what a file says about itself is believed only if it fits."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_HEAD = 4096
_GUESSED = 1 << 16

# What browsers make of these names: pages that claim the first are written in the second.
_MEANT = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "big5": "big5hkscs",
}  # fmt: skip
_UPPER_LATIN = re.compile("[\u00c0-\u00ff]")
_LETTER = re.compile(r"[^\W\d_]")
_CONTROL = re.compile("[\u0080-\u009f]")


def decode(data: bytes, declared: str = "") -> str:
    """Decode text whatever its encoding; a byte that fits nowhere becomes U+FFFD.

    `declared` is the encoding that an envelope names, such as a mail's header.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if wide := _unmarked_utf16(data):
        return data.decode(wide, "replace")
    return (
        _escaped_japanese(data)
        or _strictly(data, "utf-8")
        or _mostly_utf8(data)
        or _as_named(data, declared)
        or _as_declared(data)
        or _guessed(data)
    )


def is_wide(data: bytes) -> bool:
    """Whether the bytes are UTF-16 or UTF-32, where NUL bytes are part of the text."""
    return bool(wide_encoding(data))


def wide_encoding(data: bytes) -> str:
    """The UTF-16 or UTF-32 that bytes are in; with a mark, the name that reads the mark."""
    marked = next((name[:6] for mark, name in _MARKS[1:] if data.startswith(mark)), "")
    return marked or _unmarked_utf16(data)


def _unmarked_utf16(data: bytes) -> str:
    """The kind of UTF-16 that text without a mark is in: every other byte of it is NUL."""
    head = data[:_HEAD]
    if len(head) < 8 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.7 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.05 else ""


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return ""


def _escaped_japanese(data: bytes) -> str:
    """ISO-2022-JP hides in seven bits and would pass for ASCII."""
    return _strictly(data, "iso2022_jp_2") if b"\x1b$" in data[:_HEAD] else ""


def _mostly_utf8(data: bytes) -> str:
    """UTF-8 with a few foreign bytes in it: those are read as Windows-1252."""
    text = data.decode("utf-8", "surrogateescape")
    strange = sum("\ud800" <= c <= "\udfff" for c in text)
    right = sum(c > "\u007f" for c in text) - strange
    if strange * 10 > right:
        return ""
    return re.sub("[\udc80-\udcff]", _as_western, text)


def _as_western(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")


def _as_declared(data: bytes) -> str:
    found = _DECLARED.search(data[:_HEAD])
    return _as_named(data, found[1].decode("ascii", "replace")) if found else ""


def _as_named(data: bytes, encoding: str) -> str:
    """The text in an encoding that something names, if it fits."""
    try:
        name = codecs.lookup(encoding).name if encoding else ""
    except (LookupError, ValueError):
        return ""
    text = _strictly(data, _MEANT.get(name, name)) if name else ""
    return text if text and _plausible(text) else ""


def _plausible(text: str) -> bool:
    """Text in the wrong one-byte encoding is full of accented capitals or control codes."""
    letters = len(_LETTER.findall(text[:_GUESSED]))
    strange = len(_UPPER_LATIN.findall(text[:_GUESSED]))
    return strange * 3 <= letters and not _CONTROL.search(text[:_GUESSED])


def _guessed(data: bytes) -> str:
    best = from_bytes(data[:_GUESSED]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")
