"""The language of a text: what its page declares, unless the text clearly says otherwise.

An identifier that knows letters gives each language a probability. What it is weak at is
added as evidence of other kinds: the script, a language's little words (headlines are
short), and for languages that are near each other the words on which they differ.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from py3langid import langid

from digest.intake.facts import wordlists
from digest.intake.facts.findings import Finding
from digest.intake.facts.scripts import LATIN, NOT_ONLY_LATIN, main_script, written_in
from digest.sources import Sources

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")
_SURE = 0.9
_ENOUGH = 40  # letters of text that are enough to be sure
_ENOUGH_ALONE = 10  # the same where only one language is written in the script
_MOST = 3000
_MUCH = 200  # letters in a second language that make an article a mixed one
_SHARE = 0.15  # and their share of its text
_NORWEGIAN = {"nb": "no", "nn": "no"}

# How much evidence counts, as natural logarithms of odds.
_FLOOR = 1e-3  # a probability below this is no evidence against other evidence
_WORD = 0.6  # a little word, or one that tells rivals apart
_LIKELY = 1.0  # the language of the publication
# Serbian is mostly identified by Cyrillic letters, so that the identifier gives it Latin
# texts of its neighbours; and it gives Croatian a little too much of what is Bosnian.
_LEANING = {("sr", LATIN): -1.0, ("bs", LATIN): 0.05}


@cache
def _identifier() -> langid.LanguageIdentifier:
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)


@cache
def _expected() -> frozenset[str]:
    """The languages that are looked for where none are named: those that we know words of,
    and those that a script of their own tells. Rare and dead ones attract short texts."""
    known = (wordlists.common().languages | NOT_ONLY_LATIN) & set(_identifier().labels)
    return frozenset(known)


def detect(
    text: str, languages: Collection[str] | None = None, likely: Collection[str] = ()
) -> tuple[str, bool]:
    """The likeliest language of a text, and whether that can be relied on.

    `languages` are the tags to choose from; all usual ones if None. `likely` are those of
    the text's surroundings: they win where the text itself leaves it open. The answer is a
    base code as `languages` write it; one of other languages if none is written so.
    """
    text = unicodedata.normalize("NFC", " ".join(text.split())[:_MOST])
    script, letters = main_script(text)
    candidates = _candidates(languages, script)
    scores = _scores(text, script, candidates, {_base(tag) for tag in likely})
    best = max(sorted(scores), key=lambda code: scores[code])
    chance = 1 / sum(math.exp(score - scores[best]) for score in scores.values())
    enough = _ENOUGH if len(candidates) > 1 else _ENOUGH_ALONE
    return best, chance >= _SURE and letters >= enough


def _candidates(languages: Collection[str] | None, script: str) -> list[str]:
    asked = _expected() if languages is None else {_base(tag) for tag in languages} - {""}
    fitting = [code for code in asked if written_in(code, script)]
    return sorted(fitting or [code for code in _expected() if written_in(code, script)])


def _scores(
    text: str, script: str, candidates: Sequence[str], likely: Collection[str]
) -> dict[str, float]:
    chances = dict(_identifier().rank(text))
    words = wordlists.tokens(text)
    common = wordlists.common().counts(words)
    scores = {
        code: math.log(chances.get(_label(code), 0.0) + _FLOOR)
        + _WORD * common.get(_macro(code), 0)
        + _LEANING.get((code, script), 0.0)
        + (_LIKELY if code in likely else 0.0)
        for code in candidates
    }
    best = max(scores, key=lambda code: scores[code])
    for group in wordlists.rivals().values():
        if _macro(best) in group.languages:
            counts = group.counts(words)
            for code in candidates:
                scores[code] += _WORD * counts.get(_macro(code), 0)
    return scores


def _label(code: str) -> str:
    """The identifier's name for a language."""
    return "no" if code == "nb" else code


def _macro(code: str) -> str:
    """One code for what may be written as several: both kinds of Norwegian are `no`."""
    return _NORWEGIAN.get(code, code)


def likely(source: str, sources: Sources) -> tuple[str, ...]:
    """The languages to expect of a publication: its own in content/sources.yaml if it has
    one there, else those of all publications named there."""
    named = sources.named(source) if source else None
    if named and named.language:
        return (named.language,)
    return tuple(sorted({known.language for known in sources.by_id.values() if known.language}))


def settle(declared: str, text: str, likely: Collection[str] = ()) -> Finding[str]:
    """A text's language: the declared one if the text does not clearly object.

    Between languages that are near each other the page knows better. `likely` is as for
    `detect`. What is not sure is marked as guessed.
    """
    tag = normal(declared)
    languages = {*_expected(), _base(tag)} if tag else None
    found, sure = detect(text, languages, likely)
    if not tag:
        return Finding(found, "the text", not sure)
    if sure and not _near(found, _base(tag)):
        return Finding(found, "the text, against what the page declares", True)
    return Finding(tag, "the page's lang attribute")


def mixed(paragraphs: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """The languages of a text that is in more than one, with their shares, largest first.

    Empty if there is one only. Paragraphs too short to be sure of are left out, and a
    language counts from a few sentences on, so that a quotation makes nothing mixed.
    """
    amounts: dict[str, int] = {}
    for paragraph in paragraphs:
        code, sure = detect(paragraph)
        if sure:
            same = next((known for known in amounts if _near(known, code)), code)
            amounts[same] = amounts.get(same, 0) + main_script(paragraph)[1]
    whole = sum(amounts.values())
    much = {c: n for c, n in amounts.items() if n >= _MUCH and n / whole >= _SHARE}
    if len(much) < 2:
        return ()
    return tuple((c, n / whole) for c, n in sorted(much.items(), key=lambda item: -item[1]))


def _near(one: str, other: str) -> bool:
    """Whether two languages are one, or near enough to be taken for each other."""
    pair = {_macro(one), _macro(other)}
    return len(pair) == 1 or any(pair <= group.languages for group in wordlists.rivals().values())


def _base(tag: str) -> str:
    return normal(tag).split("-")[0]


def normal(tag: str) -> str:
    """A language tag as BCP 47 writes it, without its extensions; empty if it is none."""
    parts = _TAG.match(tag.strip())
    if not parts:
        return ""
    language, script, region = parts.groups()
    pieces = (language.lower(), (script or "").title(), (region or "").upper())
    return "-".join(piece for piece in pieces if piece)
