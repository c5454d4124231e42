"""The article file: YAML front matter between two lines of ---, then Markdown.

The only owner of this format, in both directions.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import yaml

from digest.article import Article, Leaf, Origin, Status
from digest.problems import DigestError, problem
from digest.slugs import slugify
from digest.strictyaml import Fields, load_mapping, read_text, unknown_keys
from digest.webaddress import is_web_address
from digest.yamledit import Edit, UneditableError, add_items, apply, compose, edit_items

ARTICLE_KEYS = tuple(f.name for f in dataclasses.fields(Article) if f.name != "body")
LEAF_KEYS = tuple(f.name for f in dataclasses.fields(Leaf) if f.name != "body")
ORIGIN_KEYS = tuple(f.name for f in dataclasses.fields(Origin))
STATUSES = ("published", "draft")

_FENCE = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_CLEANED = re.compile(r"^(raw: \{.*\bcleaned: )(x[0-9a-f]{16})(?=\}\r?$)", re.MULTILINE)
_KEEP = re.compile(r"^keep:.*\n(?:[ \t]+\S.*\n|- .*\n|[ \t]*\n)*", re.MULTILINE)
_BLANK = "x" + "0" * 16  # the x keeps YAML from reading a number


def parse(text: str, file: str) -> Article:
    """Read an article file. Raises DigestError that names file, key, problem and remedy."""
    data, body = _split(text, file)
    fields = Fields(data, file)
    fields.problems += unknown_keys(data, ARTICLE_KEYS, file)
    article = Article(
        title=fields.text("title", required=True),
        date=_date(fields),
        language=fields.language(required=True),
        body=body,
        source=fields.text("source"),
        source_url=_address(fields, "source_url"),
        authors=fields.texts("authors"),
        tags=_tags(fields),
        story=_story(fields),
        summary=fields.text("summary"),
        status=cast(Status, fields.choice("status", STATUSES, "published")),
        note=fields.text("note"),
        inferred=fields.texts("inferred"),
        keep=fields.texts("keep"),
        raw=_origin(fields),
    )
    fields.raise_problems()
    return article


def _tags(fields: Fields) -> tuple[str, ...]:
    said = fields.data.get("tags")
    if isinstance(said, str) and "," in said:  # as elsewhere in Pelican, and one tag to YAML
        fields.wrong("tags", f"{said!r} is one text", f"write `tags: [{said}]`")
    return fields.texts("tags")


def parse_leaf(text: str, file: str) -> Leaf:
    """Read a file of content/pages. Raises DigestError as `parse` does."""
    data, body = _split(text, file)
    fields = Fields(data, file)
    fields.problems += unknown_keys(data, LEAF_KEYS, file)
    leaf = Leaf(
        title=fields.text("title", required=True),
        language=fields.language(required=True),
        body=body,
        summary=fields.text("summary"),
        status=cast(Status, fields.choice("status", STATUSES, "published")),
    )
    fields.raise_problems()
    return leaf


def dump(article: Article) -> str:
    """Write an article file. Its `raw` says by a digest what was written, see `is_edited`."""
    text = _render(article)
    return _sealed(text, _digest(text))


def is_edited(text: str) -> bool:
    """Whether a person has changed the file since `dump` wrote it.

    A file that names no origin was written by a person. Line endings do not count: git
    may change those. Nor does `keep`, which asks for the file to be written once more.
    """
    header = _header(text)
    found = header and _CLEANED.search(header[0])
    return not found or found[2] != _digest(text)


def kept(phrases: Iterable[str]) -> str:
    """A digest of phrases to keep, empty if there are none. Neither their order nor their
    blanks and capitals count."""
    folded = sorted({" ".join(phrase.casefold().split()) for phrase in phrases})
    return _short("\n".join(folded)) if folded else ""


def with_tags(
    data: bytes,
    file: str,
    tags: Sequence[str | None],
    added: Sequence[str] = (),
    chosen: bool = True,
) -> bytes:
    """An article file with other tags: every byte but theirs stays, comments and quotes too.

    `tags` says for each tag of the file, in order, what becomes of it: the same, another
    text, or None; `added` come after them. Unless a person has `chosen` them for this article,
    it counts as edited only if it did before. Raises DigestError as `parse` does, and where
    the tags are written in a way that cannot be changed alone.
    """
    before = parse(read_text(data, file), file)
    wanted = (*(tag for tag in tags if tag is not None), *added)
    try:
        text = _edited(data.decode(), lambda text, at: edit_items(text, at, "tags", tags))
        above = ARTICLE_KEYS[: ARTICLE_KEYS.index("tags")]
        text = _edited(text, lambda text, at: add_items(text, at, "tags", added, above))
        after = parse(read_text(text.encode(), file), file)
    except (UneditableError, DigestError, yaml.YAMLError):
        after = None
    if after != dataclasses.replace(before, tags=wanted):
        what = "its tags cannot be changed without touching something else"
        raise problem(file, what, "write them on one line: `tags: [one, two]`")
    if not chosen and not is_edited(data.decode()):
        text = _sealed(text, _digest(text))
    return text.encode()


def _edited(text: str, edit: Callable[[str, yaml.MappingNode], Sequence[Edit]]) -> str:
    """An article file after an edit of its header."""
    found = _header(text)
    assert found, "it has been read"
    header = apply(found[1], edit(found[1], compose(found[1])))
    return text[: found.start(1)] + header + text[found.end(1) :]


def _digest(text: str) -> str:
    """Of all that a person may edit; line endings and a byte order mark do not count."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if header := _header(text):
        text = _KEEP.sub("", header[0]) + text[header.end() :]
    return _short(_sealed(text, _BLANK))


def _header(text: str) -> re.Match[str] | None:
    return _FENCE.match(text, text.startswith("\ufeff"))


def _sealed(text: str, digest: str) -> str:
    """An article file whose `raw` says this digest; a body may hold a line that looks the same."""
    header = _header(text)
    end = header.end() if header else 0
    return _CLEANED.sub(lambda m: m[1] + digest, text[:end]) + text[end:]


def _short(text: str) -> str:
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _split(text: str, file: str) -> tuple[dict[str, Any], str]:
    """Separate header from body."""
    found = _FENCE.match(text)
    if not found:
        missing = "closing" if text.startswith("---") else "opening"
        remedy = "put the front matter between two lines of ---"
        raise problem(file, f"no {missing} --- line", remedy)
    return load_mapping(found[1], file, first_line=2), text[found.end() :].strip("\n")


def parse_date(value: str) -> datetime:
    """Read an ISO 8601 date or date and time; without an offset it is taken as UTC.

    Raises ValueError for anything else.
    """
    date = datetime.fromisoformat(value).replace(microsecond=0)
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    date.astimezone(UTC)  # years that UTC cannot say are OverflowErrors here, not later
    offset = date.utcoffset() or timedelta()
    if abs(offset) > timedelta(hours=14) or offset % timedelta(minutes=1):
        raise ValueError(value)
    return date


def _date(fields: Fields) -> datetime:
    value = fields.text("date", required=True)
    try:
        return parse_date(value)
    except (ValueError, OverflowError):
        if value:
            fields.wrong("date", f"{value!r} is no date", "write 2026-11-22T09:30:00+01:00")
        return datetime(1, 1, 1, tzinfo=UTC)


def _address(fields: Fields, key: str) -> str:
    value = fields.text(key)
    if value and not is_web_address(value):
        fields.wrong(key, f"{value!r} is no web address", "begin it with https://")
        return ""
    return value


def _story(fields: Fields) -> str:
    """The id of a story, or `none`, which is written like one."""
    value = fields.text("story")
    if value and value != slugify(value):
        slug = slugify(value)
        remedy = "write none" if slug == "none" else f"write {slug}, or none"
        fields.wrong("story", f"{value!r} is no id", remedy)
        return ""
    return value


def _origin(fields: Fields) -> Origin | None:
    value = fields.data.get("raw")
    if value is None or value == "":
        return None
    if not isinstance(value, dict):
        fields.wrong("raw", "not `{file: ..., sha256: ...}`", "restore it or remove the line")
        return None
    inner = Fields(value, fields.file, "raw: ")
    inner.problems += unknown_keys(value, ORIGIN_KEYS, fields.file, "raw: ")
    origin = Origin(
        inner.text("file", True),
        inner.text("sha256", True),
        inner.text("part"),
        inner.text("kept"),
        inner.text("cleaned"),
    )
    fields.problems += inner.problems
    return origin


class _Dumper(yaml.CSafeDumper):
    """Dates stay readable and unquoted; lists and `raw` stand on one line."""


_Dumper.add_representer(
    datetime,
    lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat()),
)
_Dumper.add_representer(
    tuple,
    lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, True),
)
_Dumper.add_representer(
    Origin,
    lambda dumper, value: dumper.represent_mapping(
        "tag:yaml.org,2002:map",
        {key: text for key in ORIGIN_KEYS if (text := getattr(value, key))}.items(),
        True,
    ),
)


def _render(article: Article) -> str:
    header: dict[str, object] = {}
    for key in ARTICLE_KEYS:
        value = getattr(article, key)
        if value not in ("", (), None):
            header[key] = value
    if article.raw:
        header["raw"] = dataclasses.replace(article.raw, cleaned=_BLANK)
    lines = yaml.dump(header, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31 - 1)
    return f"---\n{lines}---\n\n{article.body.strip()}\n"
