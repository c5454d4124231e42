"""Markdown with front matter as other programs write it: Hugo, Jekyll, Obsidian."""

from __future__ import annotations

import re

from digest import gfm
from digest.article import Metadata
from digest.intake.formats import records
from digest.strictyaml import load_mapping

_FENCE = re.compile(r"\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_WIKI_LINK = re.compile(r"!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\]")
_SHORTCODE = re.compile(r"^[^\S\n]*\{[{%].*[%}]\}[^\S\n]*$", re.MULTILINE)


def read(text: str, file: str) -> tuple[str, Metadata]:
    """The body as HTML, and what the front matter says. Raises DigestError for broken YAML."""
    found = _FENCE.match(text)
    fields = load_mapping(found[1], file, first_line=2) if found else {}
    body = text[found.end() :] if found else text
    body = _SHORTCODE.sub("", _WIKI_LINK.sub(r"\1", body))
    return gfm.to_full_html(body), records.metadata(records.flattened(fields))
