"""Crawl archives: the pages that servers answered with, one after the other."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParser

from digest.intake.formats.parts import Bad, Part, part_name

LARGEST = 10_000_000  # bytes of one page
_BLOCK = 1 << 16
_WINDOW = 1 << 18  # compressed bytes
_MOST_INFLATED = 300  # times; text shrinks to a fifth, or to a fiftieth if it repeats itself
_ENCODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
# Each answer is parsed for itself, so that a broken one does not end the archive.
_HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
_SAVE = "get the archive again; the pages before are cleaned"


class _DamagedError(Exception):
    """The file cannot be read any further."""


def pages(path: Path) -> Iterator[Part | Bad]:
    """The HTML pages of a WARC file that were answered with status 200."""
    place = "record 1"
    try:
        with _opened(path) as stream:
            for number, record in enumerate(ArchiveIterator(stream, no_record_parse=True), 1):
                place = f"record {number}"
                if found := _page(record):
                    yield found
                place = f"record {number + 1}"
    except (_DamagedError, ArchiveLoadFailed) as error:
        what = (str(error).strip() or "unreadable").splitlines()[0][:120]
        yield Bad(place, f"damaged archive ({what})", _SAVE)


def _page(record: Any) -> Part | Bad | None:
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "")
    if record.rec_type != "response" or not url.startswith(("http:", "https:")):
        return None
    try:
        headers = _HTTP.parse(record.raw_stream)
    except EOFError:
        return Bad(url, "an empty answer", "fetch the page again")
    if headers.get_statuscode() != "200":
        return None
    kind = str(headers.get_header("Content-Type") or "").lower()
    if "html" not in kind:
        return None
    data = _body(record, headers)
    if len(data) > LARGEST:
        return Bad(url, "a page of more than 10 MB", "it is hardly an article")
    if getattr(record.raw_stream, "limit", 0) > 0:
        return Bad(url, "the archive ends in the midst of this page", "get the archive again")
    charset = kind.partition("charset=")[2].split(";")[0].strip(" \"'")
    found = _date(str(record.rec_headers.get_header("WARC-Date") or ""))
    return Part(part_name(url), url, "page", data, url, charset, found)


def _body(record: Any, headers: Any) -> bytes:
    """The bytes of a page, unpacked, as many as are read of one."""
    coding = str(headers.get_header("Content-Encoding") or "").strip().lower()
    chunked = str(headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked"
    reader = ChunkedDataReader if chunked else BufferedReader
    data = reader(record.raw_stream, decomp_type=_ENCODINGS.get(coding)).read(LARGEST + 1)
    assert isinstance(data, bytes)
    return data


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo else None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO | _Inflated]:
    """The archive's bytes, unpacked if need be: by us, since warcio swallows early ends."""
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if not packed:
            yield raw
            return
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield _Inflated(raw, unpacked)


@dataclass(slots=True)
class _Inflated:
    """Unpacks in small steps, and stops where a few bytes become more than text ever did."""

    raw: BinaryIO
    unpacked: gzip.GzipFile
    since: int = 0
    inflated: int = 0

    def read(self, size: int = _BLOCK) -> bytes:
        try:
            data = self.unpacked.read(min(size, _BLOCK))
        except EOFError:
            raise _DamagedError("the file ends too early") from None
        except (gzip.BadGzipFile, zlib.error) as error:
            raise _DamagedError(str(error)) from None
        self.inflated += len(data)
        taken = self.raw.tell() - self.since
        if taken > _WINDOW or self.inflated > _WINDOW * _MOST_INFLATED:
            if self.inflated > max(taken, _WINDOW) * _MOST_INFLATED:
                raise _DamagedError("it unpacks to more than any text does")
            self.since, self.inflated = self.raw.tell(), 0
        return data
