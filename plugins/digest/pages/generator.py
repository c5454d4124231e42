"""The point where Pelican's articles become our pages.

Pelican's own generators find and read the files and announce them to other plugins.
This generator plans all pages from what they found and asks Pelican's writer for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from digest.pages.library import Library
from digest.pages.planning import plan
from digest.pages.rendering import Renderer, environment
from digest.problems import DigestError, Problem


class DigestGenerator(Generator):
    """Writes every planned document that Pelican's own generators did not ask for."""

    def generate_output(self, writer: Any) -> None:
        for path in self.context["planned"]:
            if path not in writer.written:
                writer.write_file(path, None, self.context)


def plan_pages(generators: Sequence[Any]) -> None:
    """Put the plan and its renderer where the writer finds them.

    Runs when all generators have their content and other plugins have changed it.
    """
    articles = next(g for g in generators if isinstance(g, ArticlesGenerator))
    pages = next(g for g in generators if isinstance(g, PagesGenerator))
    library: Library = articles.settings["DIGEST"]
    _check_complete(articles, pages, library)
    published = [("/" + a.url, a.digest, a.content) for a in _published(articles, "articles")]
    leaves = [("/" + p.url, p.digest, p.content) for p in _published(pages, "pages")]
    site, documents = plan(published, leaves, library)
    env = environment(Path(articles.settings["THEME"]) / "templates")
    articles.context["planned"] = documents
    articles.context["renderer"] = Renderer(env, site, library.words)
    # Pelican would walk all articles for each of these to write pages that we plan; other
    # plugins still find them in the context.
    articles.tags, articles.categories, articles.authors = {}, [], []


def _published(generator: Any, kind: str) -> list[Any]:
    return sorted(
        [*getattr(generator, kind), *generator.translations], key=lambda content: content.url
    )


def _check_complete(articles: Any, pages: Any, library: Library) -> None:
    """Pelican passes over what it cannot read; a digest with an article missing is wrong."""
    read = {Path(c.source_path) for g in (articles, pages) for c in _everything(g)}
    problems = []
    for folder in ("articles", "pages"):
        for path in sorted((library.content / folder).rglob("*")):
            place = f"content/{path.relative_to(library.content).as_posix()}"
            if path.is_dir() or path.name.startswith(".") or path in read:
                continue
            if path.suffix != ".md":
                problems.append(Problem(place, "not a Markdown file", "name it .md or move it"))
            elif place.removeprefix("content/") not in articles.context["generated_content"]:
                problems.append(Problem(place, "was passed over", "check the file's name"))
    if problems:
        raise DigestError(*problems)


def _everything(generator: Any) -> list[Any]:
    articles = ("articles", "drafts", "drafts_translations")
    pages = ("pages", "draft_pages", "draft_translations")
    names = (*articles, *pages, "translations")
    return [content for name in names for content in getattr(generator, name, ())]
