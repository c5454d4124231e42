"""Typographic repair by language. It never changes a letter or a digit, garbled ones excepted."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable
from functools import cache, partial

from digest.intake.text.blocks import Runs, tidy

# Runs are repaired as one text, so that a space in a link finds the full stop behind it.
# These stand between them meanwhile: private characters, which no text has any use for.
_SEAM = "\ue000"
_PRIVATE = re.compile("[\ue000-\uf8ff]")

_SPACED = frozenset({"fr"})  # languages that put a space before high punctuation

# Control characters, soft hyphens, marks and overrides that only hide; not U+200C and
# U+200D, which Persian, Arabic and Indic scripts write with.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u180e\u2060-\u2064\u206a-\u206f\ufeff"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\u202d\u202e\ud800-\udfff]"
)
# A zero-width space divides words in these scripts: Thai, Lao, Burmese, Khmer.
_ZERO_SPACE = re.compile("(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b")
_JOINERS = re.compile(
    "(?:^|(?<=[\\s!-~\u00a0-\u024f\u0370-\u052f]))[\u200c\u200d]+|(?<![\u200c\u200d])[\u200c\u200d]+(?=\\s|$)"
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|#\d{2,5});")

# What bytes of UTF-8 look like in Windows-1252 or Latin-1.
_GARBLED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_S = f"({_SEAM}*)"
_AFTER = f"(?=[\\s\"“”'’»)\\]{_SEAM}]|$)"  # what may follow a stop that ends a word

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*rules: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)


_QUOTES = _rules(
    # A quotation that a translation closed twice: `said“. “, so` was `said“, so`.
    (rf"([“”\"»«’]){_S}[.!?…] ?{_S}[“”\"»«’]{_S}(?=,)", r"\1\2\3\4"),
    (rf"([“”\"»«]){_S} ?\1{_S}(?=,)", r"\1\2\3"),
    (rf"([„¿¡]){_S}[ \u00a0]+", r"\1\2"),
)
_BRACKETS = _rules((rf"([(\[]){_S} +", r"\1\2"), (rf" +{_S}([)\]])", r"\1\2"))
_STOPS = _rules((rf" +{_S}([.,]){_AFTER}", r"\1\2"))
_HIGH = _rules(
    (rf" +{_S}([;!?]+){_AFTER}", r"\1\2"),
    (rf"(?<!\d) +{_S}(:)(?=[\s{_SEAM}]|$)", r"\1\2"),
    (rf" +{_S}([،؛؟。、！？」』])", r"\1\2"),
)
_FRENCH = _rules(
    (rf" {_S}([;!?]+){_AFTER}", "\u202f\\1\\2"),
    (rf" {_S}(:)(?=[\s{_SEAM}]|$)", "\u00a0\\1\\2"),
    (rf"«{_S} ", "«\\1\u00a0"),
    (rf" {_S}»", "\u00a0\\1»"),
    (r"(?<=\d) (?=[%€])", "\u00a0"),
)


def repair(runs: Runs, language: str) -> Runs:
    """Repair spaces, quotation marks, invisible and garbled characters of one block's text."""
    if not runs:
        return runs
    text = _SEAM.join(_mended(_without_private(run.text)) for run in runs)
    repaired = repair_text(text, language)
    if repaired == _SEAM.join(run.text for run in runs):
        return runs
    parts = repaired.split(_SEAM)
    return tidy(dataclasses.replace(run, text=t) for run, t in zip(runs, parts, strict=True))


def repair_text(text: str, language: str) -> str:
    """Repair a line of text: a title, or a block's runs with seams between them."""
    for _, step in _steps(language):
        text = step(text)
    return text


def repairs(text: str, language: str) -> list[str]:
    """The names of the repairs that change a text."""
    found = []
    first = (("invisible-character", _without_private), ("mojibake", _mended))
    for name, step in (*first, *_steps(language)):
        repaired = step(text)
        if repaired != text and name not in found:
            found.append(name)
        text = repaired
    return found


def _without_private(text: str) -> str:
    return _PRIVATE.sub("", text)


def _mended(text: str) -> str:
    """Text that was once read in a wrong encoding, as `GerÃ¼cht`: ftfy undoes that where it
    is sure. This alone changes letters: to those that were meant."""
    if not _GARBLED.search(text):
        return text
    import ftfy  # few texts need it

    return ftfy.fix_encoding(text)


@cache
def _steps(language: str) -> tuple[tuple[str, Callable[[str], str]], ...]:
    """The repairs of a language's texts by their names, in order."""
    spaced = language.split("-")[0] in _SPACED
    return (
        ("entity", lambda text: _ENTITY.sub(lambda found: html.unescape(found[0]), text)),
        ("invisible-character", _without_invisible),
        ("quotation", partial(_apply, _QUOTES)),
        ("space-in-brackets", partial(_apply, _BRACKETS)),
        ("space-before-mark", partial(_apply, _FRENCH if spaced else _HIGH)),
        ("space-before-stop", partial(_apply, _STOPS)),
    )


def _without_invisible(text: str) -> str:
    return _JOINERS.sub("", _ZERO_SPACE.sub("", _INVISIBLE.sub("", text)))


def _apply(rules: _Rules, text: str) -> str:
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    return text


def repair_line(text: str, language: str) -> str:
    """Repair a title or another line that stands alone."""
    return _one_line(repair_text(_one_line(_mended(_without_private(text))), language))


def _one_line(text: str) -> str:
    return " ".join(_BLANKS.split(text.strip()))
