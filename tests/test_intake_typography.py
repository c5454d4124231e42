"""Typographic repair mends spaces and marks and never touches a letter or a digit."""

from __future__ import annotations

import html
import json
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from digest.intake.text.blocks import Run, text_of
from digest.intake.text.typography import repair, repair_line, repairs
from projects import ROOT

_PIECES = st.sampled_from(
    [" ", " ", "\u00a0", "\u202f", ".", ",", ";", ":", "!", "?", "(", ")", "„", "“", "”", '"', "»",
     "«", "’", "…", "%", "\u00ad", "\u200b", "\u200c", "\u200d", "&amp;", "&nbsp;", "&quot;", "a",
     "Wort", "7", "3", "é", "東", "می", "ال", "\n", "、", "。", "؟", "\ufeff", "\x07"]
)  # fmt: skip
TEXTS = st.lists(_PIECES, max_size=20).map("".join) | st.text(max_size=40)
LANGUAGES = st.sampled_from(["en", "de", "fr", "es", "ar", "ja", "fa"])


def letters(text: str) -> str:
    """Letters and digits alone; private characters are glyphs of icon fonts and none."""
    return "".join(c for c in text if unicodedata.category(c)[0] in "LN")


@settings(max_examples=500, deadline=None)
@given(st.lists(TEXTS, max_size=3), LANGUAGES)
def test_no_letter_or_digit_is_ever_changed(texts: list[str], language: str) -> None:
    assume(not any("mojibake" in repairs(text, language) for text in texts))
    runs = tuple(Run(text, bold=number % 2 == 0) for number, text in enumerate(texts))
    before = letters(html.unescape("".join(texts)))
    assert letters(html.unescape(text_of(repair(runs, language)))) == before


@settings(max_examples=300, deadline=None)
@given(TEXTS, LANGUAGES)
def test_repairing_twice_equals_repairing_once(text: str, language: str) -> None:
    once = repair_line(text, language)
    assume("mojibake" not in (*repairs(text, language), *repairs(once, language)))
    if "&" not in once:  # what was escaped three times is opened once each time
        assert repair_line(once, language) == once


@pytest.mark.parametrize(
    ("language", "found", "mended"),
    [
        (
            "de",
            "wo sie „bekräftigten“. “, so der Sprecher.",
            "wo sie „bekräftigten“, so der Sprecher.",
        ),
        ("en", "“We mended it”. ”, she said.", "“We mended it”, she said."),
        ("es", "«En casa: “Tráete algo”», cuenta.", "«En casa: “Tráete algo”», cuenta."),
        ("en", "Closed , he said . Why ? No ( reason ) !", "Closed, he said. Why? No (reason)!"),
        ("en", "and then ... nothing … at .5 of 3 : 2", "and then ... nothing … at .5 of 3 : 2"),
        ("de", "Ein Netz aus „ Linien .“", "Ein Netz aus „Linien.“"),
        ("fr", "Qui ? « Moi » : voilà !", "Qui\u202f? «\u00a0Moi\u00a0»\u00a0: voilà\u202f!"),
        ("fr", "Qui\u00a0? Deux % , oui .", "Qui\u00a0? Deux %, oui."),
        ("fr", "moins de 2 % du port", "moins de 2\u00a0% du port"),
        ("de", "zu\u00adsammen\u200bge\ufeffsetzt", "zusammengesetzt"),
        ("fa", "می‌خواهم", "می‌خواهم"),
        ("hi", "क्‍ष", "क्‍ष"),
        ("en", "Tom &amp; Jerry&rsquo;s", "Tom & Jerry’s"),
        ("ar", "لماذا ؟ نعم ، ربما .", "لماذا؟ نعم، ربما."),
        ("de", "Ein GerÃ¼cht â€“ mehr nicht", "Ein Gerücht – mehr nicht"),
        ("fr", "«\u00a0Olé\u00a0», dit-il à… personne", "«\u00a0Olé\u00a0», dit-il à… personne"),
    ],
)
def test_damage_is_mended_and_custom_is_kept(language: str, found: str, mended: str) -> None:
    assert repair_line(found, language) == mended


def test_a_space_in_front_of_a_stop_is_found_across_a_link() -> None:
    runs = (Run("said "), Run("Wang Yi ", href="https://a.example/"), Run(".", bold=True))
    assert text_of(repair(runs, "en")) == "said Wang Yi."


SHARED = ROOT.parent / "shared"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the development data are not here")
def test_no_letter_or_digit_of_any_text_of_the_corpora_is_changed() -> None:
    texts = 0
    for path in sorted((SHARED / "corpora").rglob("*dev*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line)
            language = entry.get("lang") or "ru"
            for text in str(entry.get("text") or "").split("\n"):
                if "mojibake" not in repairs(text, language):
                    before = letters(html.unescape(text))
                    assert letters(html.unescape(repair_line(text, language))) == before
                    texts += 1
    assert texts > 20_000


def test_repairs_are_named_as_they_follow_from_each_other() -> None:
    text = "\x9fð\uf021\x8b©"  # garbled only without the glyph of an icon font
    assert repairs(text, "en")[:2] == ["invisible-character", "mojibake"]
