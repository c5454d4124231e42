"""RSS and Atom feeds: each entry a record, of its full content or else of its summary."""

from __future__ import annotations

import calendar
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from digest.intake.formats import records
from digest.intake.formats.parts import Bad, Part, part_name
from digest.intake.timelimit import TooSlowError, at_most

LARGEST = 20_000_000  # bytes; feedparser holds all of it
SECONDS = 8.0  # it reads a feed of that size in four
_ENDED = re.compile(rb"(?is)</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*\Z")
_WIDE_ENDED = re.compile(rb">[\s\0]*\Z")


def entries(path: Path) -> Iterator[Part | Bad]:
    """The entries of a feed. Nothing is fetched: feedparser gets the bytes and no address."""
    size = path.stat().st_size
    if size > LARGEST:
        what = f"a feed of {size / 1e6:.0f} MB, the limit is {LARGEST / 1e6:.0f} MB"
        yield Bad("", what, "split it")
        return
    data = path.read_bytes()
    try:
        with at_most(SECONDS):
            feed = feedparser.parse(io.BytesIO(data))
    except TooSlowError:
        yield Bad("", f"took longer than {SECONDS:.0f} seconds", "split it, or save its articles")
        return
    except (RecursionError, ValueError, AssertionError, LookupError, AttributeError) as error:
        yield Bad("", f"not a feed that can be read ({type(error).__name__})", "save it again")
        return
    if "amplification" in str(feed.get("bozo_exception")):  # expat's word for it
        yield Bad("", "entities that multiply without end", "it is no feed of a publication")
        return
    if not feed.entries:
        yield Bad("", _reason(feed), "save it again; RSS and Atom are read")
        return
    cut = not (_ENDED.search(data[-4096:]) or (b"\0" in data[:64] and _WIDE_ENDED.search(data)))
    whole = len(feed.entries) - cut
    for number, entry in enumerate(feed.entries[:whole], 1):
        yield _part(entry, feed.feed, f"entry {number}")
    if cut:
        yield Bad(f"entry {whole + 1}", "the file ends in the midst of it", "save the feed again")


def _reason(feed: Mapping[str, Any]) -> str:
    if feed.get("version"):
        return "a feed without entries"
    error = feed.get("bozo_exception")
    return f"not a feed ({str(error).splitlines()[0][:120]})" if error else "not a feed"


def _part(entry: Mapping[str, Any], feed: Mapping[str, Any], place: str) -> Part | Bad:
    contents = [c for c in entry.get("content", ()) if str(c.get("value") or "").strip()]
    record = {
        "id": entry.get("id", ""),
        "title": entry.get("title", ""),
        "url": entry.get("link", ""),
        "content_html": contents[0]["value"] if contents else "",
        "summary": entry.get("summary", ""),
        "date": _date(entry),
        "authors": _names(entry.get("authors"), "name") or _names(feed.get("authors"), "name"),
        "tags": _names(entry.get("tags"), "term"),
        "source": (entry.get("source") or {}).get("title") or feed.get("title", ""),
        "language": _language(entry, contents) or feed.get("language", ""),
    }
    record = {key: value for key, value in record.items() if value}
    if not records.has_text(records.flattened(record)) and "summary" not in record:
        return Bad(place, "no text in it", "save the article that it leads to")
    name = records.name(records.flattened(record))
    return Part(part_name(name), place, "record", json.dumps(record, sort_keys=True).encode())


def _date(entry: Mapping[str, Any]) -> str:
    """When an entry was published, in its own offset if it says that as most do."""
    for key in ("published", "created", "updated"):
        date = records.as_date(entry.get(key))
        parsed = entry.get(f"{key}_parsed")
        if re.match(r"\d{4}-\d\d-\d\d", date):
            return date
        if parsed:
            try:
                return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
            except (ValueError, OverflowError, OSError):
                continue
    return ""


def _names(found: Any, key: str) -> list[str]:
    return [str(each[key]) for each in found or () if isinstance(each, Mapping) and each.get(key)]


def _language(entry: Mapping[str, Any], contents: list[Any]) -> str:
    details = (*contents, entry.get("summary_detail") or {}, entry.get("title_detail") or {})
    return next((str(d["language"]) for d in details if d.get("language")), "")
