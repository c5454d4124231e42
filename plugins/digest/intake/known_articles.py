"""Which articles there are already, and what each of them was made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest import frontmatter
from digest.article import Origin
from digest.files import posix_relative
from digest.holdings import article_files
from digest.intake.decoding import decode
from digest.problems import DigestError, Problem
from digest.strictyaml import load_mapping, read_text
from digest.webaddress import host_of

FOLDER = "content/articles"
_RAW_LINE = re.compile(r"^raw: *(\{.*\})[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article file: its path below the project, its origin, whether a person edited it."""

    path: str
    origin: Origin
    edited: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The articles by raw file and part, and the paths of all articles by their addresses."""

    articles: dict[str, dict[str, KnownArticle]] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def add(self, article: KnownArticle, url: str) -> None:
        """Take note of an article; of two at one address, the first counts."""
        self.articles.setdefault(article.origin.file, {})[article.origin.part] = article
        self.add_address(url, article.path)

    def add_address(self, url: str, path: str) -> None:
        if key := address_key(url):
            self.addresses.setdefault(key, path)

    def find(self, file: str, part: str) -> KnownArticle | None:
        return self.articles.get(file, {}).get(part)


def read(root: Path) -> tuple[Known, list[Problem]]:
    """The articles of a project, and what is wrong with any of them.

    A file that cannot be read still owns its raw file if it names one.
    """
    known = Known()
    problems: list[Problem] = []
    for path in article_files(root):
        name = posix_relative(path, root)
        try:
            text = read_text(path.read_bytes(), name)
            article = frontmatter.parse(text, name)
        except DigestError as error:
            problems += error.problems
            if origin := _named(decode(path.read_bytes())):
                known.add(KnownArticle(name, origin, True), "")
            continue
        if article.raw:
            edited = frontmatter.is_edited(text)
            known.add(KnownArticle(name, article.raw, edited), article.source_url)
        else:
            known.add_address(article.source_url, name)
    return known, problems


def address_key(url: str) -> str:
    """What two spellings of an article's address have in common.

    Empty for the address of a whole site: pages that name that one are not all the same.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/")
    query = "&".join(q for q in parts.query.split("&") if q and not q.startswith("utm_"))
    if not path and not query:
        return ""
    return f"{host_of(url).removeprefix('www.')}{path}?{query}"


def glance(root: Path) -> Known:
    """The articles of a project by what they were made of, without parsing any of them."""
    known = Known()
    for path in article_files(root):
        text = decode(path.read_bytes())
        if origin := _named(text):
            name = posix_relative(path, root)
            known.add(KnownArticle(name, origin, frontmatter.is_edited(text)), "")
    return known


def _named(text: str) -> Origin | None:
    """The origin in a file that may be damaged."""
    found = _RAW_LINE.search(text)
    if not found:
        return None
    try:
        data = load_mapping(found[1], "")
    except DigestError:
        return None
    file, sha256, part = (str(data.get(key, "")) for key in ("file", "sha256", "part"))
    return Origin(file, sha256, part) if file else None
