"""Web addresses as browsers understand them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9])?")
# Browsers and urlsplit disagree on what these mean, or drop them.
_AMBIGUOUS = re.compile(r"[\x00-\x20\x7f\\\s]")

# What nearly all addresses look like: a host in short plain labels, and a path.
_PLAIN = re.compile(r"https?://(?=[^/]{1,63}(?:/|\Z))[a-z0-9]+(?:[.-][a-z0-9]+)*(?:/[!-\[\]-~]*)?")


def host_of(address: str) -> str:
    """An address's host in lower-case ASCII letters (IDNA), empty if it has none.

    Full-width letters and dots count as the plain ones, and a dot at the end does not
    count, as in browsers.
    """
    try:
        host = urlsplit(address).hostname or ""
        host = unicodedata.normalize("NFKC", host).replace("\u3002", ".").rstrip(".").lower()
        return host.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError among them
        return ""


def is_web_address(address: str) -> bool:
    """Whether this is an http or https address that means the same to everyone."""
    if _PLAIN.fullmatch(address):
        return True
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return False
    plain = not _AMBIGUOUS.search(address) and "@" not in parts.netloc
    return plain and parts.scheme in ("http", "https") and bool(_HOST.fullmatch(host_of(address)))


def is_local(address: str) -> bool:
    """Whether an address leads to this machine or a bare number, and so to no reader."""
    host = host_of(address)
    return host in ("", "localhost") or host.replace(".", "").isdecimal()


def site_address(address: str) -> str:
    """The address of a site in plain form, without a slash at the end.

    Raises ValueError for what no site can live at: no http or https, no valid host, a
    user, a query or a fragment.
    """
    address = address.strip()
    parts = urlsplit(address)
    if not is_web_address(address.replace(" ", "")) or parts.query or parts.fragment:
        raise ValueError(address)
    port = f":{parts.port}" if parts.port else ""
    path = quote(parts.path.rstrip("/"), safe="/%")
    return f"{parts.scheme}://{host_of(address)}{port}{path}"
