"""Fields that programs give an article, under the names they commonly use: JSON, feeds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any, Literal

from digest.article import Metadata
from digest.webaddress import is_web_address

Record = Mapping[str, Any]
Markup = Literal["html", "fragment", "text"]

# Names in lower case without - and _, the most telling first.
_TITLE = ("headline", "title", "articletitle", "name", "subject")
_HTML = ("contenthtml", "contentencoded", "bodyhtml", "htmlbody", "html", "rawhtml", "pagehtml")
_TEXT = (
    "articlebody", "body", "content", "text", "articletext", "maintext", "fulltext", "rawtext",
    "contenttext", "bodytext", "cleanedtext", "story", "article",
)  # fmt: skip
_SUMMARY = (
    "summary", "description", "abstract", "excerpt", "subtitle", "standfirst", "lead", "teaser",
)  # fmt: skip
_URL = (
    "canonicalurl", "canonical", "url", "link", "sourceurl", "articleurl", "weburl", "permalink",
    "href", "mainentityofpage", "uri",
)  # fmt: skip
_DATE = (
    "datepublished", "publishedat", "publicationdate", "publisheddate", "publishdate",
    "datepublish", "publishedtime", "firstpublisheddate", "published", "pubdate", "pubdatetime",
    "webpublicationdate", "dategmt", "date", "datetime", "time", "timestamp", "createdat",
    "created", "updated",
)  # fmt: skip
_AUTHORS = ("authors", "author", "byline", "creator", "writer", "writers")
_SOURCE = (
    "source", "sourcename", "site", "sitename", "publisher", "publication", "publicationname",
    "newspaper", "outlet", "sourcedomain", "domain", "website",
)  # fmt: skip
_LANGUAGE = ("language", "lang", "inlanguage", "langcode", "languagecode", "locale")
_KEYWORDS = ("tags", "tag", "keywords", "categories", "category", "topics", "subjects", "labels")
_ID = ("guid", "id", "uuid", "articleid", "identifier")

_MEMBERS = (
    "name",
    "value",
    "term",
    "rendered",
    "text",
    "html",
    "title",
    "url",
    "href",
    "id",
    "oid",
)
_LONGEST = 500  # characters of a field that is a line
_PIECES = 50
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_PAGE = re.compile(r"\s*(?:<[?!][^<>]*>\s*)*<(?:html|head|body)\b|<body\b", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:p|div|br|a|h[1-6]|ul|ol|li|span|em|strong|b|i|table|blockquote|"
                     r"article|section|figure|img)(?:\s[^<>]*)?/?>", re.IGNORECASE)  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")
_EPOCH = re.compile(r"-?\d{9,13}(?:\.\d+)?")
_FIRST_YEAR, _LAST_YEAR = 1500, 2500


def plain(data: Record) -> dict[str, Any]:
    """The fields by their names in lower case, without signs: `datePublished`, `date_published`."""
    fields: dict[str, Any] = {}
    for key, value in data.items():
        fields.setdefault(re.sub(r"[^a-z0-9]", "", str(key).rsplit(":", 1)[-1].lower()), value)
    return fields


def flattened(data: Record) -> dict[str, Any]:
    """The fields of a record by their plain names; those of a record that it wraps, too."""
    fields = plain(data)
    if _first(fields, (*_HTML, *_TEXT)):
        return fields
    inner = [plain(value) for value in data.values() if isinstance(value, Mapping)]
    inner = [each for each in inner if _first(each, (*_HTML, *_TEXT, *_TITLE, *_SUMMARY))]
    bodied = [each for each in inner if _first(each, (*_HTML, *_TEXT))]
    best = bodied[:1] or (inner[:1] if not _first(fields, (*_TITLE, *_SUMMARY)) else [])
    return {**fields, **best[0]} if best else fields


def has_text(fields: Record) -> bool:
    """Whether there is an article's text among these fields."""
    return bool(_first(fields, (*_HTML, *_TEXT)))


def has_summary(fields: Record) -> bool:
    """Whether there is enough for a short article."""
    return bool(_first(fields, _SUMMARY))


def name(fields: Record) -> str:
    """What tells this record from all others for good: an identifier or an address, if any."""
    return _first(fields, _ID)[:_LONGEST] or _address(fields)


def metadata(fields: Record) -> Metadata:
    """What the fields say beside the text."""
    return Metadata(
        title=_line(_first(fields, _TITLE)),
        date=next((date for key in _DATE if (date := as_date(fields.get(key)))), ""),
        authors=tuple(_lines(fields, _AUTHORS)),
        url=_address(fields),
        source=_line(_first(fields, _SOURCE)),
        language=_line(_first(fields, _LANGUAGE)),
        keywords=tuple(_lines(fields, _KEYWORDS)),
        description=_line(_first(fields, _SUMMARY), 2000),
    )


def text(fields: Record) -> tuple[Markup, str]:
    """The article's text and what it is written in: its HTML, else its text, else its summary."""
    found = _first(fields, _HTML) or _first(fields, _TEXT) or _first(fields, _SUMMARY)
    if "<" not in found and found.count("&lt;") > 1 and _MARKUP.search(unescape(found)):
        found = unescape(found)
    if _PAGE.search(found[:5000]):
        return "html", found
    return ("fragment" if _MARKUP.search(found) else "text"), found


def as_date(value: object) -> str:
    """A date as programs write it, in ISO 8601; empty if it is none."""
    if isinstance(value, Mapping):  # MongoDB's export writes {"$date": ...}
        value = next(iter(value.values()), "")
    if isinstance(value, str) and not _EPOCH.fullmatch(value.strip()):
        return _written(value.strip())
    try:
        seconds = float(value)  # type: ignore[arg-type]  # TypeError is caught
    except (TypeError, ValueError):
        return ""
    if not math.isfinite(seconds) or isinstance(value, bool):
        return ""
    seconds = seconds / 1000 if abs(seconds) > 1e11 else seconds
    if abs(seconds) < 1e8:  # a number of something else
        return ""
    return datetime.fromtimestamp(round(seconds), UTC).isoformat()


def _written(value: str) -> str:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            date = read(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return date.isoformat() if _FIRST_YEAR < date.year < _LAST_YEAR else ""
    return value[:_LONGEST] if re.search(r"\d{4}", value) else ""


def _first(fields: Record, keys: Sequence[str]) -> str:
    return next((found for key in keys for found in _texts(fields.get(key))), "")


def _lines(fields: Record, keys: Sequence[str]) -> list[str]:
    """The members of the first field of these that has any, each as a line."""
    for key in keys:
        if found := [line for text in _texts(fields.get(key)) if (line := _line(text))]:
            return list(dict.fromkeys(found))[:_PIECES]
    return []


def _texts(value: object) -> Iterator[str]:
    """The texts in a value: itself, its members, or what a nested record calls itself."""
    if isinstance(value, str):
        if cleaned := _SURROGATE.sub("", value).replace("\0", "").strip():
            yield cleaned
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, Mapping):
        fields = plain(value)
        members = (v for key in _MEMBERS if isinstance(v := fields.get(key), str) and v.strip())
        yield from _texts(next(members, ""))
    elif isinstance(value, list):
        for member in value[: _PIECES * 4]:
            if not isinstance(member, list):
                yield from _texts(member)


def _line(text: str, longest: int = _LONGEST) -> str:
    """A field as one line of plain text."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(unescape(text).split())[:longest]


def _address(fields: Record) -> str:
    found = (text for key in _URL for text in _texts(fields.get(key)))
    return next((text for text in found if is_web_address(text)), "")
