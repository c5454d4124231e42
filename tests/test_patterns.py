"""Expressions that some line could keep busy for ages are found out by reading them."""

from __future__ import annotations

import pytest

from digest.patterns import fault


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a|a)*b",
        "(a*)*",
        "(a?b?)*c",
        "(a|b|ab)*c",
        "(.|\\s)*x",
        "(.*,)*x",
        "(x+x+)+y",
        "(a{1,40}){1,40}",
        r"(\w+\s?)*!",
        r"(\w+ ?){0,7}",
        r"(?:\d+,?)+ votes",
        r"((afp|dpa)[-/ \w]{0,20})+",
        "(?=(a+)+b)a",
        "(A|(?i:a))*b",
        "(?P<a>x+)(?P=a)*(?:y(?P=a)*)*",
    ],
)
def test_what_can_take_a_text_in_ever_more_ways_is_catastrophic(pattern: str) -> None:
    assert fault(pattern, 300).startswith("catastrophically slow")


@pytest.mark.parametrize(
    "pattern",
    [".*.*.*.*x", ".*a.*b.*c.*d", r"\w*\d*\w*\d*\w*-", "(?:.{0,200},){3}.* end"],
)
def test_many_repetitions_that_share_a_line_are_slow(pattern: str) -> None:
    assert fault(pattern, 300).startswith("slow (up to")


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        ".*",
        ".*foo.*bar.*",
        "a+b+",
        "(a|b)*c",
        "(a|ab)*c",
        "(?-i:(A|a)*)b",
        r"(\w+ )+",
        r"(\w+, )*\w+ and \w+",
        r"[^()]*\([^()]*\)",
        r"(\d{1,3},)*\d{1,3} votes",
        r"(?:[A-Z]\w+ ){1,4}(of|and) \w+",
        r"(photo|image): .{2,80}(?<![.!?])",
        r"by (?-i:[A-Z])[\w.-]+( (?-i:(de|of|van) ){0,3}(?-i:[A-Z])[\w.-]+){0,7}",
        ".{0,80}newsletter.{0,60}(sign up|subscribe).{0,120}",
    ],
)
def test_what_can_be_decided_at_each_character_passes(pattern: str) -> None:
    assert fault(pattern, 500) == ""


def test_a_shorter_line_makes_a_slow_expression_a_quick_one() -> None:
    assert fault(".*a.*b.*c.*d", 300)
    assert fault(".*a.*b.*c.*d", 60) == ""


@pytest.mark.parametrize(
    "pattern", ["(", "a{2,1}", "[b-a]", "(?<=a+)b", "(" * 5000, "x{9999999999}"]
)
def test_what_cannot_be_compiled_is_broken(pattern: str) -> None:
    assert fault(pattern, 100).startswith("broken (")
