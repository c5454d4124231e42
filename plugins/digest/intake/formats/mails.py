"""Mails with an article in them, and pages that a browser saved as one MHTML file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Literal, cast

from digest.article import Metadata
from digest.intake.formats.decoding import decode
from digest.problems import problem
from digest.webaddress import is_web_address

_LONGEST_HEADER = 2000  # characters; the standard library needs hours for a million
_MOST_PARTS = 1000
_DEEPEST = 30
_BOUNDARY = re.compile(rb"boundary=", re.IGNORECASE)
_FORWARDED = re.compile(r"^\s*(?:(?:fwd?|wg|tr|rv|enc|doorst|vs|vb|i)\s*:\s*)+", re.IGNORECASE)
# What mail programs write above a message that is forwarded as text.
_ABOVE = re.compile(
    r"^(?:-{2,}[^\n-]{4,60}-{2,}|[^\n:]{4,60}:)[ \t]*\n(?:[ \t]*\n)?"
    r"((?:\*?[^\W\d_][^\n:]{1,20}\*?:[ \t][^\n]+\n){2,8})",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"<?[\w.+-]+@[\w.-]+>?")
_SHORT_NOTE = 600  # characters; what people write above something that they forward


# What reading a damaged header may raise.
_DAMAGED = (ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError)
_REGISTRY = HeaderRegistry()


def _header_of(name: str, value: str) -> BaseHeader:
    return _REGISTRY(name, value[:_LONGEST_HEADER])


_POLICY = policy.default.clone(header_factory=_header_of)


@dataclass(frozen=True, slots=True)
class Message:
    """What a mail or saved page holds: its text, and what its headers say of it."""

    markup: Literal["html", "text"]
    text: str
    metadata: Metadata


def mail(data: bytes, file: str) -> Message:
    """Read a mail: its HTML, else its text; of a forwarded one, what was forwarded.

    Raises DigestError for one without either.
    """
    outer = _parsed(data, file)
    message = _forwarded(outer) or outer
    part = message.get_body(("html",)) or message.get_body(("plain",))
    text = _text(cast(EmailMessage, part)) if part else ""
    if not part or not text.strip():
        raise problem(file, "no text in this mail", "save the article that it leads to")
    markup: Literal["html", "text"] = "html" if part.get_content_subtype() == "html" else "text"
    said = _headers(message)
    if markup == "text":
        text, said = _forwarded_as_text(text, said)
    elif _FORWARDED.match(_header(message, "Subject")):
        said = replace(said, source="")  # who passes an article on did not publish it
    return Message(markup, text, said)


def saved_page(data: bytes, file: str) -> Message:
    """Read an MHTML file: its main page. Raises DigestError if there is none."""
    message = _parsed(data, file)
    pages = [part for part in _parts(message) if part.get_content_type().endswith(("html", "xml"))]
    pages = [part for part in pages if "html" in part.get_content_type()]
    if not pages:
        raise problem(file, "no page in it", "save the page as HTML")
    start = str(message.get_param("start") or "")
    named = [part for part in pages if start and str(part.get("Content-ID")) == start]
    page = (named or pages)[0]
    url = _header(page, "Content-Location") or _header(message, "Snapshot-Content-Location")
    metadata = Metadata(url=url if is_web_address(url) else "")
    return Message("html", _text(page), metadata)


def _parsed(data: bytes, file: str) -> EmailMessage:
    if len(_BOUNDARY.findall(data)) > _MOST_PARTS:
        raise problem(file, "mails within mails without end", "save the article alone")
    try:
        message = BytesParser(policy=_POLICY).parsebytes(data)
        count = sum(1 for _ in _parts(message))
    except _DAMAGED as error:
        what = f"not a mail that can be read ({type(error).__name__})"
        raise problem(file, what, "save the article as HTML or text") from None
    if not count or not message.keys():
        raise problem(file, "not a mail", "save the article as HTML or text")
    return message


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """All parts that are no containers, in order, down to a depth that mails have."""
    stack: list[tuple[EmailMessage, int]] = [(message, 0)]
    seen = 0
    while stack and seen < _MOST_PARTS:
        part, depth = stack.pop()
        seen += 1
        if not part.is_multipart():
            yield part
        elif depth < _DEEPEST:
            inner = cast("list[EmailMessage]", part.get_payload())
            stack += [(each, depth + 1) for each in reversed(inner)]


def _forwarded(message: EmailMessage) -> EmailMessage | None:
    """The message that this one only passes on: attached, below a note at most."""
    for part in message.iter_attachments() if message.is_multipart() else ():
        if part.get_content_type() == "message/rfc822":
            note = message.get_body(("plain", "html"))
            if note is None or len(_text(cast(EmailMessage, note)).strip()) < _SHORT_NOTE:
                return cast("list[EmailMessage]", part.get_payload())[0]
    return None


def _text(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset("") if part.get("Content-Type") else ""
    return decode(data, charset).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def _headers(message: EmailMessage) -> Metadata:
    archived = _header(message, "Archived-At").strip("<>")
    return Metadata(
        title=_FORWARDED.sub("", _header(message, "Subject")),
        date=_date(_header(message, "Date")),
        source=_sender(message),
        url=archived if is_web_address(archived) else "",
        language=_header(message, "Content-Language").split(",")[0],
    )


def _header(message: EmailMessage, name: str) -> str:
    """A header's text; what cannot be read says nothing."""
    try:
        value = str(message.get(name) or "")
    except _DAMAGED:
        return ""
    return " ".join(value.encode("utf-8", "replace").decode().split())


def _sender(message: EmailMessage) -> str:
    """What the sender is called; a bare address names nobody."""
    try:
        addresses: tuple[Address, ...] = message["From"].addresses
    except _DAMAGED:
        return ""
    name = next((address.display_name for address in addresses if address.display_name), "")
    return "" if "@" in name else " ".join(name.split())


def _date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _forwarded_as_text(text: str, said: Metadata) -> tuple[str, Metadata]:
    """The text below the lines that name a forwarded message's sender, date and subject."""
    found = _ABOVE.search(text)
    if not found or found.start() > _SHORT_NOTE or not _ADDRESS.search(found[1]):
        return text, said
    values = [line.split(":", 1)[1].strip(" *") for line in found[1].splitlines()]
    sender = next((value for value in values if _ADDRESS.search(value)), "")
    source = _ADDRESS.sub("", sender).strip(" \"'[]")
    date = next((date for value in values if (date := _date(value))), "")
    title = said.title
    return text[found.end() :], Metadata(title, date, source=source)
