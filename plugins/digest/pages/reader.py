"""Article files as Pelican knows them.

The only place that knows Pelican's names: our `language` is its `lang`, our `source` its
`category`. Nothing else of a file reaches Pelican, so no article can choose its address,
its template or a setting.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from pelican.contents import Author, Category, Tag
from pelican.readers import BaseReader

from digest import frontmatter
from digest.article import Article, Leaf
from digest.pages.bodies import first_paragraph, render, shortened
from digest.pages.library import Library
from digest.pages.records import EXCERPT_LENGTH, address
from digest.pages.texts import permitted
from digest.slugs import slugify
from digest.sources import Source
from digest.strictyaml import read_text

logger = logging.getLogger("digest")


class FileReader(BaseReader):
    """Reads content/articles/**/*.md and content/pages/*.md, strictly."""

    enabled = True
    file_extensions = ("md",)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the HTML that may be shown, and metadata under Pelican's names.

        Raises DigestError, which Pelican logs and the build then reports.
        """
        library: Library = self.settings["DIGEST"].library
        path = Path(source_path)
        place = path.relative_to(self.settings["PATH"]).as_posix()
        text = read_text(path.read_bytes(), f"content/{place}")
        if place.startswith("pages/"):
            leaf = frontmatter.parse_leaf(text, f"content/{place}")
            return _rendered(leaf.body, place), self._leaf(leaf, address(place))
        article = frontmatter.parse(text, f"content/{place}")
        source = library.source(article)
        whole = _rendered(article.body, place)
        opening = shortened(first_paragraph(whole), EXCERPT_LENGTH)
        html = permitted(source.republish, lambda: whole, opening)
        return html, self._article(article, source, address(place), library)

    def _article(
        self, article: Article, source: Source, place: str, library: Library
    ) -> dict[str, Any]:
        tags = [library.vocabulary.find(name) for name in article.tags]
        metadata = {
            "title": article.title,
            "date": article.date,
            "lang": article.language,
            "slug": place.strip("/").rsplit("/", 1)[-1],
            "tags": [self._named(Tag, tag.name, tag.id) for tag in tags],
            "category": self._named(Category, source.name, source.id),
            "digest": article,
        }
        if article.authors:
            authors = [self._named(Author, name, slugify(name)) for name in article.authors]
            metadata["authors"] = authors
        hidden = article.status == "draft" or article.date > library.now
        return metadata | _publication(place, hidden)

    def _named(self, kind: type, name: str, slug: str) -> Any:
        """Pelican's tag, category or author with our slug: its own needs Latin letters."""
        wrapper = kind(name, self.settings)
        wrapper.slug = slug
        return wrapper

    def _leaf(self, leaf: Leaf, place: str) -> dict[str, Any]:
        return {
            "title": leaf.title,
            "lang": leaf.language,
            "slug": place.strip("/"),
            "digest": leaf,
            **_publication(place, hidden=leaf.status == "draft"),
        }


def _rendered(markdown: str, place: str) -> str:
    body = render(markdown)
    for what in body.left_out:
        logger.warning("content/%s: left out %s; write Markdown or a link", place, what)
    return body.html


def _publication(place: str, hidden: bool) -> dict[str, Any]:
    """Pelican's status and address; what is not due has no address at all."""
    if hidden:
        return {"status": "draft", "summary": ""}
    save_as = place[1:] + "index.html"
    return {"status": "published", "summary": "", "url": place[1:], "save_as": save_as}
