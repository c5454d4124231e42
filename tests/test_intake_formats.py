"""Reading raw files: what is no text, or more than a parser can bear, is refused at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.intake import formats
from digest.intake.formats import reading
from digest.intake.formats.decoding import decode
from digest.problems import DigestError

SENTENCE = "Über den Deich führt ein Weg, sagte die Gräfin – „schmal“ zwar, aber fest."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not text but a PNG image"),
        (b"%PDF-1.7 something", "not text but a PDF document"),
        (bytes(range(256)) * 40, "not text but binary data"),
        (b"<div>" * (reading.MOST_TAGS + 1), "more than 100000 tags"),
        (b"<p " + b'a="b" ' * 9000 + b">text</p>", "a tag with thousands of attributes"),
    ],
)
def test_what_cannot_be_an_article_is_refused_with_its_reason(
    data: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.html"
    path.write_bytes(data)
    with pytest.raises(DigestError) as caught:
        formats.read(path, "x.html")
    assert str(caught.value).startswith(f"x.html: {message}")
    assert "; " in str(caught.value)


def test_a_file_over_the_limit_is_refused_unread_and_its_size_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    with pytest.raises(DigestError, match="50 MB, the limit is 10 MB"):
        formats.read(path, "x.html")


def test_null_bytes_in_a_text_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(SENTENCE.encode() * 10 + b"\0" + SENTENCE.encode())
    raw = formats.read(path, "x.txt")
    assert raw.text == SENTENCE * 11


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_undeclared_encodings_are_found(encoding: str) -> None:
    assert decode((SENTENCE * 5).encode(encoding)) == SENTENCE * 5


@pytest.mark.parametrize(
    ("declared", "written"),
    [("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("iso-8859-1", "cp1252"), ("nonsense", "utf-8")],
)
def test_a_declared_encoding_is_believed_only_if_it_fits(declared: str, written: str) -> None:
    html = f'<meta charset="{declared}"><p>{SENTENCE * 5}</p>'
    assert decode(html.encode(written)) == html


def test_a_declared_encoding_that_fits_is_believed() -> None:
    html = '<meta charset="windows-1251"><p>Паром снова ходит, сказал капитан.</p>'
    assert decode(html.encode("cp1251")) == html


def test_one_foreign_byte_does_not_spoil_a_text() -> None:
    data = (SENTENCE * 20).encode() + b" caf\xe9"
    assert decode(data) == SENTENCE * 20 + " café"


def test_short_codes_go_wherever_they_stand_and_empty_lines_are_none(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    lines = [SENTENCE, "", " {{< figure >}} ", *[""] * 60_000, SENTENCE]
    path.write_text("\n".join(lines), "utf-8")
    html = formats.read(path, "x.md").text
    assert "figure" not in html
    assert html.count("<p>") == 2
