"""When an article was published: always with an offset, UTC where a page gives none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache

from bs4 import BeautifulSoup
from htmldate import find_date

from digest.intake.findings import Finding
from digest.intake.structured import Declared, texts
from digest.languages import locale

_META = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "dc.date.issued", "dc.date", "dcterms.created", "dc.date.created", "date",
    "cxenseparse:recs:publishtime", "ptime", "og:published_time", "article.published",
)  # fmt: skip
_LOOSE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?"
    r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)
_LONGEST_LINE = 160
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)  # before that, no page was a web page


def of_page(soup: BeautifulSoup, declared: Declared, now: datetime) -> Finding[datetime] | None:
    """The date that a page declares, for machines or in a time element."""
    places = (
        ("structured data", texts(declared.article.get("datePublished"))),
        ("meta element", [v for name in _META for v in declared.meta.get(name, ())]),
        ("structured data", texts(declared.page.get("datePublished"))),
        ("time element", _times(soup)),
    )
    for where, values in places:
        for value in values:
            if (date := parse(value)) and _FIRST < date < now + timedelta(days=400):
                return Finding(date, where)
    return None


def guessed(html: str) -> Finding[datetime] | None:
    """The date that htmldate finds somewhere in a page."""
    found = find_date(html, original_date=True, extensive_search=False) or find_date(
        html, original_date=True
    )
    date = parse(found) if found else None
    return Finding(date, "somewhere in the page", True) if date else None


def _times(soup: BeautifulSoup) -> list[str]:
    """What time elements and microdata say, the clearly marked ones first."""
    marked = soup.find_all(itemprop="datePublished", limit=3)
    times = soup.find_all("time", limit=20)
    marked += [tag for tag in times if tag.has_attr("pubdate")]
    plain = [tag for tag in times if tag.find_parent(["article", "main", "header"])][:1]
    return [str(tag.get("datetime") or tag.get("content") or "") for tag in (*marked, *plain)]


def parse(value: str) -> datetime | None:
    """A date as pages write it, with an offset; None if it is none."""
    found = _LOOSE.search(value)
    try:
        date = _of(found) if found else parsedate_to_datetime(value)
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        date.astimezone(UTC)
        return date.replace(microsecond=0)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _of(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, zone = found.groups()
    offset = "+00:00" if not zone or zone in ("Z", "UTC", "GMT") else zone
    clock = f"{int(hour or 0):02}:{minute or '00'}:{second or '00'}"
    return datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}T{clock}{offset}")


def in_lines(lines: Iterable[str], language: str) -> Finding[datetime] | None:
    """The first date in lines such as `Published 18 September 2023`."""
    for line in lines:
        if len(line) < _LONGEST_LINE and (date := parse(line) or in_words(line, language)):
            return Finding(date, "a line of the text")
    return None


def in_words(text: str, language: str) -> datetime | None:
    """A day written with the name of its month, or as Japanese and Chinese write it."""
    months = _months(language)
    text = "".join(str(unicodedata.decimal(c, c)) for c in text)
    names = "|".join(map(re.escape, sorted(months, key=len, reverse=True)))
    for pattern in (
        r"(?P<y>\d{4})年\s*(?P<m>\d{1,2})月\s*(?P<d>\d{1,2})日",
        rf"(?P<d>\d{{1,2}})(?:\.|er|st|nd|rd|th|º)?\s+(?:de |of )?(?P<m>{names})\.?,?\s+"
        r"(?:de |del )?(?P<y>\d{4})",
        rf"(?P<m>{names})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
        r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})",
    ):
        if found := re.search(pattern, text, re.IGNORECASE):
            month = found["m"]
            number = int(month) if month.isdecimal() else months[month.casefold()]
            return parse(f"{found['y']}-{number}-{found['d']}")
    return None


@cache
def _months(language: str) -> dict[str, int]:
    """Names of months, full and short, in a language and in English."""
    return {
        name.casefold().rstrip("."): number
        for place in (locale("en"), locale(language))
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in place.months[context][width].items()
    }
