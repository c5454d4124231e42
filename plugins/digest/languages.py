"""Names and directions of languages, dates and lists in them: from CLDR, through Babel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError


@cache
def locale(language: str) -> Locale:
    """Babel's locale for a BCP 47 tag; English where CLDR does not know the language."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        base = language.split("-")[0]
        return locale(base) if base != language else Locale("en")


# ISO 15924 codes of the scripts in use that run from right to left.
_RIGHT_TO_LEFT = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}


@cache
def direction(language: str) -> str:
    """The value of HTML's `dir` for a language: `ltr`, `rtl`, or `auto` for the browser to see."""
    script = next((part for part in language.split("-")[1:] if len(part) == 4), "")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT else "ltr"
    if locale(language).language != language.split("-")[0]:
        return "auto"
    return "rtl" if locale(language).character_order == "right-to-left" else "ltr"


@cache
def language_name(language: str, shown_in: str) -> str:
    """A language's name in a language: (`de`, `fr`) is `allemand`. The tag if unnamed."""
    if locale(language).language != language.split("-")[0]:
        return language
    return locale(language).get_display_name(locale(shown_in)) or language


@cache
def own_name(language: str) -> str:
    """A language's name in itself, with a capital as at the start of a line."""
    name = language_name(language, language)
    return name[:1].upper() + name[1:]


@cache
def has_names(language: str) -> bool:
    """Whether CLDR knows a language, and so what things are called in it."""
    return str(locale(language).language) == language.split("-")[0]


@cache
def territory_name(code: str, language: str) -> str:
    """A country's name in a language by its ISO 3166 code; empty if CLDR has none."""
    return str(locale(language).territories.get(code, ""))


def make_ready(language: str) -> None:
    """Let Babel read now what it knows of a language, and how that writes dates and lists."""
    own_name(language)
    direction(language)
    long_date(date.today(), language)  # noqa: DTZ011, any day will do
    month_name(date.today(), language)  # noqa: DTZ011
    joined(("", ""), language)


def joined(names: Sequence[str], language: str) -> str:
    """Names as running text: `a, b and c` as the language writes it."""
    from babel.lists import format_list

    return format_list(list(names), "standard", locale(language))


@cache
def long_date(day: date, language: str) -> str:
    """A day as the language writes it in full: `22 November 2026`."""
    from babel.dates import format_date  # it asks for the computer's time zone first of all

    place = locale("en-GB") if language == "en" else locale(language)
    return format_date(day, "long", place)


def month_name(day: date, language: str) -> str:
    """The month of a day with its year: `November 2026`."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", day, locale=locale(language))
