"""Cleaned text as Markdown: what a reader sees is exactly the text, whatever stands in it."""

from __future__ import annotations

import re
from html import unescape

import cmarkgfm
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest.intake.text.blocks import Block, Run, Runs, paragraph, tidy
from digest.intake.text.markdown import write

# Text that is full of what Markdown might take for its own.
_PIECES = st.sampled_from(
    ["a", "Ä", "7", "2023.", "1)", " ", " ", "*", "**", "_", "`", "``", "#", "##", "+", "-", "--",
     "=", ">", "<", "|", "~", "~~", "[", "]", "(", ")", "](", "]:", "!", "![", "\\", "&amp;", "&",
     "&#35;", "<b>", "</p>", "<!--", "<script>", "http://x.example/_a_", "www.x.example", "[x]",
     "[x](javascript:y)", "a@b.example", "\n", "…", "“", "東", "ال", "'", '"', ":", "---", "***",
     "[^1]", "[ ]", ".", "$", "{", "^", "\t", "\u00a0"]
)  # fmt: skip
TEXTS = st.lists(_PIECES, max_size=14).map("".join) | st.text(
    st.characters(exclude_categories=["C"]), max_size=30
)
_ADDRESSES = st.sampled_from(["", "", "https://a.example/b_(c)?d=*e*&amp;f", "mailto:a@b.example"])
RUNS = st.lists(
    st.builds(Run, TEXTS, st.booleans(), st.booleans(), st.just(False), _ADDRESSES), max_size=4
)


def seen(markdown: str) -> str:
    """What a reader of the rendered page sees, blanks aside."""
    html = cmarkgfm.github_flavored_markdown_to_html(markdown)
    assert "<script" not in html
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def said(blocks: list[Block]) -> str:
    return "".join("".join(block.text for block in blocks).split())


def joined(runs: list[Run]) -> Runs:
    return tidy(runs)


@settings(max_examples=1200, deadline=None)
@given(parts=st.lists(RUNS, max_size=4), quoted=st.booleans())
@example(parts=[[Run("<|a@b.example>")]], quoted=False)
def test_paragraphs_show_exactly_their_text(parts: list[list[Run]], quoted: bool) -> None:
    blocks = [Block("paragraph", joined(p), quoted=quoted) for p in parts if joined(p)]
    assert seen(write(blocks)) == said(blocks)


@settings(max_examples=120, deadline=None)
@given(RUNS, st.sampled_from([2, 3, 6]))
def test_headings_show_exactly_their_text(runs: list[Run], level: int) -> None:
    blocks = [Block("heading", joined(runs), level), paragraph("below")]
    if blocks[0].runs:
        assert seen(write(blocks)) == said(blocks)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(RUNS, st.integers(0, 2), st.integers(0, 12)), min_size=1, max_size=4))
def test_lists_show_exactly_their_text(items: list[tuple[list[Run], int, int]]) -> None:
    blocks = [Block("item", joined(r), depth, number) for r, depth, number in items if joined(r)]
    assert seen(write(blocks)) == said(blocks)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(RUNS, min_size=2, max_size=2), min_size=2, max_size=3))
def test_tables_show_exactly_their_text(cells: list[list[list[Run]]]) -> None:
    rows = tuple(tuple(joined(cell) for cell in row) for row in cells)
    blocks = [Block("table", rows=rows)]
    assert seen(write(blocks)) == said(blocks)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_code_shows_exactly_its_text(text: str) -> None:
    code = text.strip("\n").replace("\t", " ")
    if code.strip():
        blocks = [Block("code", (Run(code),))]
        assert seen(write(blocks)) == said(blocks)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("2023. war ein gutes Jahr", "2023\\. war ein gutes Jahr"),
        ("#Metoo erreichte die Stadt", "#Metoo erreichte die Stadt"),
        ("# Metoo", "\\# Metoo"),
        ("Er sagte [sic] nichts (oder doch).", "Er sagte [sic] nichts (oder doch)."),
        ("snake_case und 3 * 4", "snake_case und 3 \\* 4"),
        ("Preis < 5 & > 3", "Preis < 5 & > 3"),
        ("- kein Punkt", "\\- kein Punkt"),
        ("AT&amp;T", "AT\\&amp;T"),
        ("[x](javascript:alert(1))", "[x\\](javascript:alert(1))"),
    ],
)
def test_only_what_must_be_escaped_is_escaped(text: str, markdown: str) -> None:
    assert write([paragraph(text)]) == markdown


def test_links_emphasis_and_lists_stay_what_they_are() -> None:
    runs = (
        Run("see "),
        Run("this", bold=True, href="https://a.example/"),
        Run(" and "),
        Run("that", italic=True),
    )
    blocks = [
        Block("paragraph", runs),
        Block("item", (Run("one"),)),
        Block("item", (Run("two"),), 1),
    ]
    assert write(blocks) == "see [**this**](https://a.example/) and *that*\n\n- one\n  - two"


@pytest.mark.parametrize("piece", ["http://", "www.a", "#", "-", "- ", "=", "|:", "_", "~"])
@pytest.mark.parametrize("end", ["", "x", "_x", " x"])
def test_lines_of_any_length_show_exactly_their_text(piece: str, end: str) -> None:
    """Expressions that begin anew at each piece would be busy with them for hours."""
    text = piece * 20_000 + end
    for block, mark in ((paragraph(text), ""), (Block("heading", (Run(text),), 2), "##")):
        assert re.sub(r"[\\\s]", "", write([block])) == mark + said([block])


@pytest.mark.parametrize("url", ["http://x.example/" + "a" * 2000, "http://x.example/a_b"])
def test_very_long_addresses_are_text_like_those_with_marks_in_them(url: str) -> None:
    assert write([paragraph(f"see {url} there")]).startswith("see http\\://x.example/")
