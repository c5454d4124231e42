"""What a raw file is: its first bytes where they are certain, else its name."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from digest.intake.formats.kinds import SUFFIXES, by_name, kind_of

MAIL = b"Subject: Lamps\r\nReceived: from a\r\n\tby b\r\nMIME-Version: 1.0\r\n\r\nx"
SAVED = (
    b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=a\r\n"
)
RSS = b'<?xml version="1.0"?>\n<!-- by hand --><?xml-stylesheet href="a.css"?><rss version="2.0">'
PAGE = b"<!DOCTYPE html>\n<html><head></head><body><p>x</p></body></html>"
XHTML = b'<?xml version="1.0" encoding="utf-8"?>\n' + PAGE
OBJECT = b'{"title": "Lamps", "text": "x"}'
PROSE = b"[ad_1]\nThe lamps of the harbour {nine of them} went out.\n<p> begins a paragraph."


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", PROSE, "text"),
        ("a.txt", b"{nine} lamps", "text"),
        ("a.txt", b"", "text"),
        ("a.txt", PAGE, "page"),
        ("a.txt", b"<p>The lamps</p><p>went out</p>", "page"),
        ("a.txt", PAGE.decode().encode("utf-16"), "page"),
        ("a.txt", b"\xef\xbb\xbf" + PAGE, "page"),
        ("a.txt", OBJECT, "json"),
        ("a.txt", MAIL, "mail"),
        ("a.html", PAGE, "page"),
        ("a.html", b"x", "page"),
        ("a.html", SAVED, "saved page"),
        ("a.html", MAIL, "mail"),
        ("a.html", RSS, "feed"),
        ("a.mht", SAVED, "saved page"),
        ("a.eml", SAVED, "saved page"),
        ("a.eml", b"Subject: no version\n\nx", "mail"),
        ("a.xml", XHTML, "page"),
        ("a.xml", RSS, "feed"),
        ("a.xml", b'<feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        ("a.rdf", b'<rdf:RDF xmlns:rdf="x">', "feed"),
        ("a.json", OBJECT, "json"),
        ("a.json", OBJECT + b"\n\n" + OBJECT, "lines"),
        ("a.json", b"[" + OBJECT + b"]", "json"),
        ("a.json", RSS, "feed"),
        ("a.jsonl", OBJECT, "lines"),
        ("a.jsonl", b"[\n" + OBJECT + b",\n" + OBJECT + b"]", "json"),
        ("a.jsonl", b"{broken\n" + OBJECT, "lines"),
        ("a.md", b"---\ntitle: x\n---\n<html>", "markdown"),
        ("a.md", b"# Lamps", "markdown"),
        ("a.warc", b"WARC/1.0\r\n", "warc"),
        ("a.warc.gz", gzip.compress(b"WARC/1.1\r\n", mtime=0), "warc"),
        ("A.WARC.GZ", b"", "warc"),
    ],
)
def test_a_file_is_what_it_begins_as(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert kind_of(path) == kind


@pytest.mark.parametrize("name", ["a.gz", "a.txt.gz", "a", "a.docx", "warc.gz", ".txt"])
def test_other_names_are_not_read(name: str) -> None:
    assert by_name(name) is None


def test_every_suffix_is_read_whatever_stands_before_it() -> None:
    for suffix, kind in SUFFIXES.items():
        assert by_name(f"2026.09.01 news{suffix.upper()}") == kind
