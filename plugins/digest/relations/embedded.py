"""Which text of an article is embedded, and the name of its vector."""

from __future__ import annotations

import re
from hashlib import blake2b

from digest.article import Article

# Of an article its headline and so many characters in all are embedded: time grows with
# them faster than what is found by them (docs/related.md).
LENGTH = 1600

_ADDRESS = re.compile(r"\]\([^()\s]*\)|https?://\S+")


def text_of(article: Article) -> str:
    """What is embedded of an article; empty if there is nothing to embed."""
    body = _ADDRESS.sub(" ", article.body[: 2 * LENGTH])
    return " ".join(f"{article.title}\n{body}".split())[:LENGTH]


def key(text: str) -> str:
    """The digest by which the vector of a text is found."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
