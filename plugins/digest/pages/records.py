"""What a build knows of an article file or a page's, without its text.

A record is small and made of plain values, so that it can be remembered; the text is read
again where a page shows it.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from digest import frontmatter
from digest.article import Article, Leaf, Origin
from digest.pages import bodies
from digest.problems import problem
from digest.relations import embedded
from digest.strictyaml import read_text

EXCERPT_LENGTH = 300
SUMMARY_LENGTH = 220


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What a file says, and what follows from its text.

    `place` is the file's below content/, `digest` that of its bytes; `said` has no body. `html`
    is the digest of the whole body's HTML, `opening` and `excerpt` are the text's beginning, for
    lists and for articles of which no more may be shown. `left_out` names what was left out of
    the HTML. `shown` is the digest of all that pages say besides the text. By `text`, the digest
    of title, body and language, an article is compared with others, and `vector` is the key
    of its vector.
    """

    place: str
    digest: bytes
    said: Article | Leaf
    html: bytes
    opening: str
    excerpt: str
    left_out: tuple[str, ...]
    shown: bytes
    text: bytes = b""
    vector: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record with what was made of the text on the way: its HTML, and the Markdown of an
    article."""

    record: Record
    html: str
    body: str


def parse(content: Path, place: str) -> Parsed:
    """Read a file of content/articles or content/pages. Raises DigestError."""
    with open(f"{content}/{place}", "rb", buffering=0) as stream:  # noqa: PTH123, twice as quick
        data = stream.read()
    text = read_text(data, f"content/{place}")
    if place.startswith("pages/"):
        leaf = frontmatter.parse_leaf(text, f"content/{place}")
        return record(place, leaf, bodies.render(leaf.body), digest(data))
    article = frontmatter.parse(text, f"content/{place}")
    return record(place, article, bodies.render(article.body), digest(data))


def record(place: str, said: Article | Leaf, shown: bodies.Body, of_bytes: bytes) -> Parsed:
    """The record of what a file says, with its HTML."""
    body = said.body
    bare = dataclasses.replace(said, body="")
    text, vector = b"", ""
    if isinstance(said, Article):
        text = digest(f"{said.title}\0{said.language}\0{body}".encode())
        vector = embedded.key(embedded.text_of(said))
    first = bodies.first_paragraph(shown.html)
    opening = bodies.shortened(first, SUMMARY_LENGTH)
    excerpt = bodies.shortened(first, EXCERPT_LENGTH)
    made = Record(
        place=place,
        digest=of_bytes,
        said=bare,
        html=digest(shown.html.encode()),
        opening=opening,
        excerpt=excerpt,
        left_out=shown.left_out,
        shown=digest(repr((_seen(bare), opening, excerpt)).encode()),
        text=text,
        vector=vector,
    )
    return Parsed(made, shown.html, body)


def address(place: str) -> str:
    """An article's address is its file's place: articles/2023/09/x.md is /2023/09/x/."""
    inner = place.split("/", 1)[1].removesuffix(".md")
    return unicodedata.normalize("NFC", f"/{inner}/")


def is_due(known: Record, now: datetime) -> bool:
    """Whether a text may be seen: no draft, and not dated in the future."""
    said = known.said
    dated = isinstance(said, Article) and said.date > now
    return said.status == "published" and not dated


def text_again(content: Path, known: Record) -> Parsed:
    """Read a file once more for its text. Raises DigestError if it has changed since."""
    with suppress(FileNotFoundError):
        parsed = parse(content, known.place)
        if parsed.record.digest == known.digest:
            return parsed
    what = "was changed while the site was built"
    raise problem(f"content/{known.place}", what, "build again")


def digest(data: bytes) -> bytes:
    """Tells texts from one another."""
    return blake2b(data, digest_size=16).digest()


# The last fields of an article, of which pages show nothing.
_UNSEEN = ("keep", "raw")
_ARTICLE = tuple(field.name for field in dataclasses.fields(Article))
_DATE, _RAW = _ARTICLE.index("date"), _ARTICLE.index("raw")
_ORIGIN = tuple(field.name for field in dataclasses.fields(Origin))
_LEAF = tuple(field.name for field in dataclasses.fields(Leaf))
_RECORD = tuple(field.name for field in dataclasses.fields(Record))


def to_plain(known: Record) -> tuple[Any, ...]:
    """A record as tuples, texts and bytes."""
    return tuple(
        _values(known.said) if name == "said" else getattr(known, name) for name in _RECORD
    )


def _seen(said: Article | Leaf) -> tuple[Any, ...]:
    values = _values(said)
    return values[: -len(_UNSEEN)] if isinstance(said, Article) else values


def _values(said: Article | Leaf) -> tuple[Any, ...]:
    if isinstance(said, Leaf):
        return tuple(getattr(said, name) for name in _LEAF)
    raw = tuple(getattr(said.raw, name) for name in _ORIGIN) if said.raw else None
    changed = {"date": said.date.isoformat(), "raw": raw}
    return tuple(changed[n] if n in changed else getattr(said, n) for n in _ARTICLE)


def from_plain(plain: tuple[Any, ...]) -> Record:
    """The record that `to_plain` made plain."""
    place, of_bytes, values, *rest = plain
    if place.startswith("pages/"):
        return Record(place, of_bytes, Leaf(*values), *rest)
    said = list(values)
    said[_DATE] = datetime.fromisoformat(said[_DATE])
    said[_RAW] = Origin(*said[_RAW]) if said[_RAW] else None
    return Record(place, of_bytes, Article(*said), *rest)
