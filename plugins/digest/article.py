"""An article, before and after cleaning, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Status = Literal["published", "draft"]
Republish = Literal["full", "excerpt", "headline"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a raw file says of an article beside its text; empty where it says nothing.

    `date` is in ISO 8601, `source` whatever the publication is called there.
    """

    title: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    source: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as it was found: decoded, otherwise untouched.

    `file` is the path below content/raw with forward slashes, `modified` the file's time
    stamp (the last resort for a date). In a file of many articles, `part` names this one
    and `sha256` is the digest of its own bytes; else that of the whole file's. A
    `fragment` is HTML of the article alone, `html` a page in which it has to be located.
    """

    file: str
    sha256: str
    markup: Literal["html", "fragment", "text"]
    text: str
    modified: datetime
    part: str = ""
    metadata: Metadata = Metadata()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article file came from, and what it looked like when it was written.

    `part` names the article within a raw file of many; `sha256` is then of that part.
    `kept` is a digest of the phrases to keep that were found in it (`frontmatter.kept`);
    `cleaned` is the digest that `frontmatter.dump` leaves in the file, so that the file
    alone tells whether a person has edited it since. It is empty until it is written.
    """

    file: str
    sha256: str
    part: str = ""
    kept: str = ""
    cleaned: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article: what an article file says, nothing derived.

    `source` and `tags` are as written: ids of sources.yaml and tags.yaml, or names that
    those do not know. `story` is the id of the story that a person put the article into,
    or `none` where they took it out. `date` always has an offset. `inferred` names the fields
    that a program guessed. A line of the raw text that holds a phrase of `keep` stays in the body
    whatever cleaning thinks of it.
    """

    title: str
    date: datetime
    language: str
    body: str
    source: str = ""
    source_url: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    story: str = ""
    summary: str = ""
    status: Status = "published"
    note: str = ""
    inferred: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    raw: Origin | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that stands for itself, such as `about`: content/pages/*.md."""

    title: str
    language: str
    body: str
    summary: str = ""
    status: Status = "published"
