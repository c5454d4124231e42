"""Which articles there are already, and what each of them was made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest import frontmatter
from digest.article import Article, Origin
from digest.files import posix_relative
from digest.holdings import article_files
from digest.intake.facts.publication import without_tracking
from digest.intake.formats.decoding import decode
from digest.problems import DigestError, Problem
from digest.strictyaml import load_mapping, read_text
from digest.webaddress import host_of

FOLDER = "content/articles"
_OTHER = re.compile(r"[\W_]+")
_TARGET = re.compile(r"\]\([^()\s]*\)")
_LINES = re.compile(r"^(?:raw: *\{.*\}|source_url: .*\S)(?=[ \t]*\r?$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article file: its path below the project, its origin, whether a person edited it.

    It `waits` if it asks for other lines to `keep` than it was cleaned with. `title`
    and `size`, how much text it has, are empty if nobody has looked yet.
    """

    path: str
    origin: Origin
    edited: bool
    keep: tuple[str, ...] = ()
    waits: bool = False
    title: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """The articles by raw file and part, and all articles by their addresses.

    `edited` are those that a person has written or changed.
    """

    articles: dict[str, dict[str, KnownArticle]] = field(default_factory=dict)
    addresses: dict[str, KnownArticle] = field(default_factory=dict)
    edited: list[Article] = field(default_factory=list)

    def add(self, article: KnownArticle, url: str) -> None:
        """Take note of an article; of two at one address, the first counts."""
        self.articles.setdefault(article.origin.file, {})[article.origin.part] = article
        self.add_address(url, article)

    def add_address(self, url: str, article: KnownArticle) -> None:
        if key := address_key(url):
            self.addresses.setdefault(key, article)

    def drop(self, old: KnownArticle, url: str) -> None:
        """Forget an article at this address: another is about to take its place."""
        self.articles.get(old.origin.file, {}).pop(old.origin.part, None)
        self.addresses.pop(address_key(url), None)

    def find(self, file: str, part: str) -> KnownArticle | None:
        return self.articles.get(file, {}).get(part)

    def move(self, old: tuple[str, str], file: str, part: str) -> None:
        """Let the article of one raw file and part be that of another, which is new."""
        article = self.articles[old[0]].pop(old[1])
        origin = replace(article.origin, file=file, part=part)
        self.articles.setdefault(file, {})[part] = replace(article, origin=origin)


def read(root: Path) -> tuple[Known, list[Problem]]:
    """The articles of a project, and what is wrong with any of them.

    A file that is as it was written is not parsed: that there is nothing wrong with it is
    certain. One that cannot be read still owns its raw file if it names one.
    """
    known = Known()
    problems: list[Problem] = []
    for path in article_files(root):
        name, data = posix_relative(path, root), path.read_bytes()
        try:
            text = read_text(data, name)
            edited = frontmatter.is_edited(text)
            if not edited and not _may_ask(text) and _add_glanced(known, name, text, False):
                continue
            article = frontmatter.parse(text, name)
        except DigestError as error:
            problems += error.problems
            _add_glanced(known, name, decode(data), True)
            continue
        if edited:
            known.edited.append(article)
        if article.raw:
            known.add(_known(name, article, article.raw, edited), article.source_url)
        else:
            by_hand = KnownArticle(name, Origin("", ""), True)
            known.add_address(article.source_url, by_hand)
    return known, problems


def _may_ask(text: str) -> bool:
    """Whether an article file may ask for lines to keep, or no longer does: it is worth parsing."""
    return "\nkeep:" in text or ", kept: x" in text


def _is_in(phrase: str, body: str) -> bool:
    """Whether a text has a phrase in it, however Markdown has to write that."""
    return _OTHER.sub("", phrase).casefold() in _OTHER.sub("", body).casefold()


def size(body: str) -> int:
    """How much text a body has: its characters, those in its links' addresses left out."""
    return len(_TARGET.sub("]", body))


def looked_at(root: Path, known: KnownArticle) -> KnownArticle:
    """An article file as it is now. What cannot be read counts as a person's."""
    path = root / known.path
    try:
        text = read_text(path.read_bytes(), known.path)
        article = frontmatter.parse(text, known.path)
    except (OSError, DigestError):
        return replace(known, edited=True)
    edited = known.edited or frontmatter.is_edited(text)
    return replace(
        known, edited=edited, keep=article.keep, title=article.title, size=size(article.body)
    )


def glance(root: Path) -> Known:
    """The articles of a project by what they were made of.

    None is parsed but those that ask for lines to keep.
    """
    known = Known()
    for path in article_files(root):
        name, text = posix_relative(path, root), decode(path.read_bytes())
        edited = frontmatter.is_edited(text)
        if not _may_ask(text) or not _add_asking(known, name, text, edited):
            _add_glanced(known, name, text, edited)
    return known


def _add_asking(known: Known, name: str, text: str, edited: bool) -> bool:
    """Take note of an article that may ask for lines to keep; not if it cannot be read."""
    try:
        article = frontmatter.parse(text, name)
    except DigestError:
        return False
    if article.raw:
        known.add(_known(name, article, article.raw, edited), article.source_url)
    return True


def _known(name: str, article: Article, origin: Origin, edited: bool) -> KnownArticle:
    """An article with what it asks for. What a person has edited is not cleaned: there, what
    is missing is worth a word, and no more."""
    waits = frontmatter.kept(article.keep) != origin.kept
    if edited:
        waits = any(not _is_in(phrase, article.body) for phrase in article.keep)
    return KnownArticle(name, origin, edited, article.keep, waits)


def _add_glanced(known: Known, path: str, text: str, edited: bool) -> bool:
    """Take note of an article from two lines of its front matter, which may be damaged."""
    header = text[: text.find("\n---", 3) + 1 or None]
    try:
        data = load_mapping("\n".join(_LINES.findall(header)), "")
    except DigestError:
        return False
    raw, url = data.get("raw"), data.get("source_url", "")
    if not isinstance(raw, dict) or not raw.get("file"):
        return False
    file, sha256, part = (str(raw.get(key, "")) for key in ("file", "sha256", "part"))
    known.add(KnownArticle(path, Origin(file, sha256, part), edited), str(url))
    return True


def address_key(url: str) -> str:
    """What two spellings of an article's address have in common.

    Empty for the address of a whole site: pages that name that one are not all the same.
    """
    try:
        parts = urlsplit(without_tracking(url))
    except ValueError:
        return ""
    path = unquote(parts.path).rstrip("/")
    query = "&".join(filter(None, parts.query.split("&")))
    if not path and not query:
        return ""
    return f"{host_of(url).removeprefix('www.')}{path}?{query}"
