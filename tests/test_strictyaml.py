"""YAML in which strings stay strings."""

from __future__ import annotations

import pytest

from digest.problems import DigestError
from digest.strictyaml import load_mapping, printable


def test_all_values_are_text_lists_or_mappings() -> None:
    text = "a: no\nb: [1.10, ~, !!int 3]\nc: {d: 2026-09-14, e: }\n'f': !x {g: |\n  h\n\n  i}\n"
    with pytest.raises(DigestError):
        load_mapping(text, "x.yaml")
    assert load_mapping(text.partition("'f'")[0], "x.yaml") == {
        "a": "no",
        "b": ["1.10", "~", "3"],
        "c": {"d": "2026-09-14", "e": ""},
    }


def test_an_alias_says_what_its_anchor_says_and_is_not_read_again() -> None:
    lines = ["a0: &a0 [x, y]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    found = load_mapping("\n".join([*lines[:40], "end: *a0"]), "x.yaml")
    assert found["end"] == ["x", "y"]
    assert found["a39"][0] is found["a39"][1] is found["a38"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &a [*a]", "line 1: not valid YAML (a list or mapping that holds itself)"),
        ("a: &a {b: *a}", "line 1: not valid YAML (a list or mapping that holds itself)"),
        ("a: 1\nb: {c: 1, c: 2}", "line 2: not valid YAML (the key 'c' stands here twice)"),
        ("[a, b]: c", "line 1: not valid YAML (a key is not text)"),
        ("a: " + "[" * 60 + "]" * 60, "lists within lists without end"),
        ("- - " + "- " * 60 + "a", "lists within lists without end"),
        ("a: *b", "line 1: not valid YAML (found undefined alias)"),
        ("- a", "not a list of `key: value` lines"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(DigestError) as error:
        load_mapping(text, "x.yaml")
    assert f"x.yaml: {said}" in str(error.value)


def test_what_neither_html_nor_xml_can_say_is_left_out_line_by_line() -> None:
    assert printable("a\x00b\n\u200dc\x1a\n\x7fd\te") == "ab\n\u200dc\nd\te"
