"""GitHub-flavoured Markdown to HTML, by GitHub's own renderer."""

from __future__ import annotations

import cmarkgfm
from cmarkgfm.cmark import Options


def to_html(markdown: str) -> str:
    """HTML to be shown: without the raw HTML and the dangerous links of the Markdown."""
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown))


def to_full_html(markdown: str) -> str:
    """HTML to be taken apart, never shown: the Markdown's raw HTML is still in it."""
    return str(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))
