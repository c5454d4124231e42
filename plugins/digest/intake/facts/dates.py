"""When an article was published: always with an offset, UTC where a page gives none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from itertools import pairwise
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from htmldate import find_date

from digest.frontmatter import parse_date
from digest.intake.facts.findings import Finding
from digest.intake.facts.structured import Declared, texts
from digest.intake.facts.survey import Survey, around
from digest.languages import locale

_META = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "published_at", "published_time", "article_date_original",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created",
    "dc.date.created", "citation_publication_date", "citation_date", "date",
    "cxenseparse:recs:publishtime", "ptime", "og:published_time", "article.published",
    "og:pubdate", "datecreated",
)  # fmt: skip
_LOOSE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)
_COMPACT = re.compile(
    r"\s*(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d))?)?\s*(Z|[+-]\d\d:?\d\d)?\s*"
)
_BUDDHIST = 543  # years that the calendar of Thailand is ahead
_LAST_YEAR = 2400
_LONGEST_LINE = 160
_PLAIN = 2  # rank of a time element that nothing says more of
_TOGETHER = 6  # lines between the times of publication and of a change
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)  # before that, no page was a web page
_NEAR = range(-12, 40)  # lines around the title among which its date stands
# Where it mostly stands: below the title; farther above that, pages show the day of the visit.
_NEAREST = (range(16), range(-5, 0))
_MOST_LETTERS = 45  # beside a date in a line that tells when an article was published
_LETTER = re.compile(r"[^\W\d_]")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(\d{1,2}|[a-z]{3,9})[/-]?(\d{1,2})(?=[/_.-]|$)")
_CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>[01]?\d|2[0-4])"
    r"(?:\s?[:.h時点时시]\s?(?P<i>[0-5]\d)(?![\d%])[分분]?(?::[0-5]\d)?|(?P<o>\s?(?:時|点|时|시|Uhr|h)(?!\w))"
    r"|(?=\s?[ap]\.?\s?m\b))"
    r"\s?(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_HALF_BEFORE = re.compile(r"(?:午後|下午|오후)\s*$")
_OFFSET = re.compile(
    r"^\W{0,3}(?:Uhr)?\W{0,3}\(?(?:(?:GMT|UTC)?\s?([+-])(\d{1,2})(?::?(\d\d))?|([A-ZА-Я]{1,5})\b)"
)
_MINUTE = timedelta(minutes=1)
_FARTHEST = timedelta(hours=14)  # of a zone from UTC
# Abbreviations of time zones that mean one zone in news, in hours from UTC.
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "BST": 1, "MSK": 3, "МСК": 3, "TRT": 3, "SAST": 2, "WAT": 1, "CAT": 2,
    "EAT": 3,
    "PKT": 5, "IST": 5.5, "NPT": 5.75, "WIB": 7, "WITA": 8, "WIT": 9, "ICT": 7, "SGT": 8,
    "MYT": 8, "HKT": 8, "PHT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "ACST": 9.5,
    "AWST": 8, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3, "CLT": -4,
}  # fmt: skip
# Those that mean summer time or not, by the day.
_PLACES = {
    "ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}  # fmt: skip


def of_page(
    shown: Survey, declared: Declared, title: str, url: str, language: str, now: datetime
) -> Finding[datetime] | None:
    """The date of publication that a page declares, or shows beside its title, or has in its
    address; None if it does neither."""
    top = around(shown, title)
    near = [
        line for part in _NEAREST for line in [_dated(_lines(shown, top, part), language)] if line
    ]
    if said := _declared(shown, declared, now):
        return said if said.value.utcoffset() else _local(said, shown, near)
    if times := _beside(shown, top, now):
        return Finding(min(times), "time element")
    if near and _possible(near[0].value, now):
        return near[0]
    if worded := _worded(shown, declared, language, now):
        return worded
    if (date := in_address(url)) and _possible(date, now):
        return Finding(date, "the page's address")
    far = _dated(_lines(shown, top, _NEAR), language)
    return far if far and _possible(far.value, now) else None


def _lines(shown: Survey, top: int, part: range) -> Sequence[str]:
    return shown.lines[max(top + part.start, 0) : top + part.stop] if top >= 0 else ()


def _declared(shown: Survey, declared: Declared, now: datetime) -> Finding[datetime] | None:
    for where, value in _values(shown, declared):
        if (date := parse(value)) and _possible(date, now):
            return Finding(date, where)
    return None


def _worded(
    shown: Survey, declared: Declared, language: str, now: datetime
) -> Finding[datetime] | None:
    """A date that is declared in words: what a template writes, often of the last change."""
    for where, value in _values(shown, declared):
        found = _in_line(value, language) if len(value) < _LONGEST_LINE else None
        if found and _possible(found.value, now):
            return Finding(found.value, where, found.guessed)
    return None


def _values(shown: Survey, declared: Declared) -> Iterator[tuple[str, str]]:
    """What a page declares as its date of publication, the most deliberate first."""
    places = (
        ("structured data", texts(declared.article.get("datePublished"))),
        ("meta element", [v for name in _META for v in declared.meta.get(name, ())]),
        ("structured data", texts(declared.page.get("datePublished"))),
        ("time element", [mark.text for mark in shown.times if mark.rank < _PLAIN]),
        ("structured data", texts(declared.article.get("dateCreated"))),
    )
    for where, values in places:
        yield from ((where, value) for value in values)


def _possible(date: datetime, now: datetime) -> bool:
    return _FIRST < date < now + timedelta(days=400)


def _beside(shown: Survey, top: int, now: datetime) -> list[datetime]:
    """The dates in the time elements beside the title, the first one and what is with it."""
    near = [m for m in shown.times if m.rank == _PLAIN and (top < 0 or m.at - top in _NEAR)]
    dated = [(mark.at, date) for mark in near if (date := parse(mark.text))]
    dated = [(at, date) for at, date in dated if _possible(date, now)]
    return [date for at, date in dated if at - dated[0][0] <= _TOGETHER]


def _local(
    said: Finding[datetime], shown: Survey, shows: Sequence[Finding[datetime]]
) -> Finding[datetime]:
    """A moment given in UTC, with the offset in which another place of the page gives it: an
    editor's day ends when it does where the editor is. A mere day gets its time."""
    date = said.value
    values = [v for name in _META for v in shown.meta.get(name, ())]
    others = [d for v in (*values, *(mark.text for mark in shown.times)) if (d := parse(v))]
    if not _is_timed(date):
        timed = (d for d in others if d.date() == date.date() and _is_timed(d))
        return Finding(next(timed, date), said.origin)
    for other in others:
        if other.utcoffset() and abs(other - date) < _MINUTE:
            return Finding(date.astimezone(other.tzinfo), said.origin)
    for one in shows:
        offset = one.value.replace(tzinfo=UTC) - date.replace(second=0)
        if _is_timed(one.value) and abs(offset) <= _FARTHEST and not offset % (30 * _MINUTE):
            return Finding(date.astimezone(timezone(offset)), said.origin)
    return said


def _is_timed(date: datetime) -> bool:
    return (date.hour, date.minute) != (0, 0)


def guessed(html: str) -> Finding[datetime] | None:
    """The date that htmldate's quick search finds somewhere in a page; its thorough one takes
    any year in the text of a page that has no date."""
    found = find_date(html, original_date=True, extensive_search=False)
    date = parse(found) if found else None
    return Finding(date, "somewhere in the page", True) if date else None


def parse(value: str) -> datetime | None:
    """A date as pages write it for machines, with an offset; None if it is none."""
    found = _COMPACT.fullmatch(value) or _LOOSE.search(value)
    try:
        date = _of(found) if found else parsedate_to_datetime(value)
        return parse_date(date.isoformat())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _of(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, zone = found.groups()
    offset = "+00:00" if not zone or zone in ("Z", "UTC", "GMT") else zone
    clock = f"{int(hour or 0):02}:{minute or '00'}:{second or '00'}"
    return datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}T{clock}{offset}")


def in_address(url: str) -> datetime | None:
    """The day in an address such as `/2023/09/18/harbour` or `/2023/sep/18/`."""
    found = _IN_ADDRESS.search(unquote(urlsplit(url).path).lower()) if url else None
    if not found:
        return None
    year, month, day = found.groups()
    number = month if month.isdecimal() else _months("en").get(_folded(month), 0)
    return parse(f"{year}-{number}-{day}")


def in_lines(lines: Iterable[str], language: str) -> Finding[datetime] | None:
    """The first date in lines such as `Published 18 September 2023 at 08:30 CEST`."""
    for line in lines:
        if len(line) < _LONGEST_LINE and (found := _in_line(line, language)):
            return found
    return None


def _dated(lines: Sequence[str], language: str) -> Finding[datetime] | None:
    """The earliest of the dates beside a title in lines that say little else; for the other
    is that of a change. Its time may be a line of its own."""
    found: list[tuple[int, Finding[datetime]]] = []
    for at, (line, after) in enumerate(pairwise([*lines, ""])):
        if found and at - found[0][0] > _TOGETHER:
            break
        if len(line) > _LONGEST_LINE or not (day := in_words(line, language)) or day < _FIRST:
            continue
        timed = len(after) < _MOST_LETTERS and not in_words(after, language)
        one = _in_line(f"{line} {after}" if timed else line, language, _MOST_LETTERS)
        if one := one or _in_line(line, language, _MOST_LETTERS):
            found.append((at, one))
    dates = [date for _, date in found]
    return min(dates, key=lambda d: (d.value.date(), not _is_timed(d.value), d.value), default=None)


def _in_line(line: str, language: str, most: int = _LONGEST_LINE) -> Finding[datetime] | None:
    """The date in a line with no more than so many letters beside it. One that comes with a
    time of day but without its zone is a guess."""
    line = _latin_digits(line)
    if not (day := _day(line, language)):
        return None
    date, start, end = day
    if len(_LETTER.findall(line[:start] + line[end:])) > most:
        return None
    if not (clock := _clock(line, start, end)):
        return Finding(date, "a line of the text")
    hour, minute, behind = clock
    date = date.replace(hour=hour, minute=minute)
    zone = _zone(behind, date)
    if zone is None:
        return Finding(date, "a line of the text, its time zone unknown", True)
    return Finding(date.replace(tzinfo=zone), "a line of the text")


def _clock(line: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The time of day behind a date, or else before it, and what stands behind the time."""
    for part in (line[end:], line[:start]):
        for found in _CLOCK.finditer(part):
            hour, minute = int(found["h"]), int(found["i"] or 0)
            half = (found["half"] or "").lower()
            if half and not 1 <= hour <= 12:
                continue
            if half:
                hour = hour % 12 + 12 * half.startswith("p")
            elif hour < 12 and _HALF_BEFORE.search(part[: found.start()]):
                hour += 12
            return hour % 24, minute, part[found.end() :]
    return None


def _zone(text: str, day: datetime) -> timezone | None:
    """The zone that a text begins with: an offset or an abbreviation that means but one."""
    found = _OFFSET.match(text)
    if not found:
        return None
    sign, hours, minutes, name = found.groups()
    if name is None:
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-offset if sign == "-" else offset) if offset <= _FARTHEST else None
    if name in _PLACES:
        try:
            offset_ = day.replace(tzinfo=ZoneInfo(_PLACES[name])).utcoffset()
        except ZoneInfoNotFoundError:
            return None
        return timezone(offset_) if offset_ is not None else None
    return timezone(timedelta(hours=_HOURS[name])) if name in _HOURS else None


def in_words(text: str, language: str) -> datetime | None:
    """A day written with the name of its month, or as Japanese and Chinese write it."""
    found = _day(_latin_digits(text), language)
    return found[0] if found else None


def _latin_digits(text: str) -> str:
    return text if text.isascii() else "".join(str(unicodedata.decimal(c, c)) for c in text)


def _day(text: str, language: str) -> tuple[datetime, int, int] | None:
    """The first day in a text, and where it begins and ends."""
    if not re.search(r"\d", text):
        return None
    for pattern in _patterns(language):
        if found := pattern.search(text):
            month = found["m"]
            number = int(month) if month.isdecimal() else _months(language).get(_folded(month), 0)
            year = int(found["y"])
            year -= _BUDDHIST if year > _LAST_YEAR else 0
            if date := parse(f"{year}-{number}-{found['d']}"):
                return date, found.start(), found.end()
    return None


def _folded(name: str) -> str:
    """A month's name as it is looked up: Turkish has an i with and one without a dot."""
    return name.casefold().replace("\u0307", "").replace("ı", "i")


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    names = "|".join(map(re.escape, sorted(_months(language), key=len, reverse=True)))
    month = rf"(?P<m>{names})"
    patterns: tuple[str, ...] = (
        r"(?P<y>\d{4})\s?[年년]\s*(?P<m>\d{1,2})\s?[月월]\s*(?P<d>\d{1,2})\s?[日일]?",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:\.|er|st|nd|rd|th|º|ª|-?[аяе]|-?го)?[\s-]+(?:de |of |d[’']|ב)?"
        rf"{month}(?!\w)[.,]*[\s-]+(?:de |del |d[’'])?(?P<y>\d{{4}})",
        rf"(?<!\w){month}(?!\w)\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
        rf"(?P<y>\d{{4}})\.?(?:\s?m\.)?[\s,.-]+{month}(?!\w)\.?[\s-]+(?P<d>\d{{1,2}})",
        rf"(?P<y>\d{{4}})\.\s?gada\s+(?P<d>\d{{1,2}})\.\s+{month}(?!\w)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?!\d)",
        r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})",
        r"(?<![\d.])(?P<y>\d{4})\.\s?(?P<m>\d{1,2})\.\s?(?P<d>\d{1,2})",
    )
    if language.split("-")[0] not in ("en", "und"):
        patterns += (r"(?<![\d/])(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>\d{4})(?![\d/])",)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# Where one language has more than one set of months' names.
_ALSO = {"ar": ("ar-LB", "ar-IQ", "ar-DZ", "ar-MA"), "sr": ("sr-Latn",), "no": ("nb",)}


@cache
def _months(language: str) -> dict[str, int]:
    """Names of months, full and short, in a language and in English."""
    places = ("en", *_ALSO.get(language.split("-")[0], ()), language)
    names = {
        _folded(name).rstrip("."): number
        for place in map(locale, places)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in place.months[context][width].items()
    }
    return {name: number for name, number in names.items() if not name.isdecimal()} | {"sept": 9}
