"""Addresses that readers of any script can read: letters stay letters."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
_OTHER_ASCII = re.compile("[^a-z0-9]")


def slugify(text: str) -> str:
    """Turn text into a lower-case address part of letters, digits and hyphens.

    Letters of every script are kept (NFKC, case-folded), so that Arabic or Japanese
    addresses stay readable; marks that belong to letters stay with them. Text without
    any letter or digit, such as an emoji, becomes its code points (`u1f389`); the
    result is never empty. It has at most LONGEST bytes of UTF-8, cut between words if possible.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if folded.isascii():  # the same, in a fraction of the time
        kept = _OTHER_ASCII.sub(" ", folded)
    else:
        kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in folded)
    slug = "-".join(kept.split())
    if not slug:
        slug = "-".join(f"u{ord(c):x}" for c in folded if not c.isspace()) or "untitled"
    return unicodedata.normalize("NFC", _cut(slug))


def _cut(slug: str) -> str:
    if len(slug.encode()) <= LONGEST:
        return slug
    head = slug.encode()[:LONGEST].decode(errors="ignore")
    words = head.rsplit("-", 1)
    return words[0] if len(words) == 2 and len(words[0]) > len(head) // 2 else head.rstrip("-")


def same_name(text: str) -> str:
    """The form under which two names count as one: NFKC, case-folded, single spaces, and
    nothing that cannot be seen."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isprintable():
        folded = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return " ".join(folded.split())
