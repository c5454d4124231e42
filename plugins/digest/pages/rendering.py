"""From a page's value to its HTML: a pure function, with Jinja templates from theme/."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from digest import languages
from digest.pages import addresses, json_feeds, xml_documents
from digest.pages.addresses import absolute, href, output_path
from digest.pages.interface import Words
from digest.pages.values import (
    Document,
    Feed,
    JsonFeed,
    MissingPage,
    Page,
    Robots,
    Site,
    Sitemap,
    SitemapIndex,
)

# Stands for the way to the site's root until the page is known, so that what pages have in
# common is the same text on all of them. Nothing that is read can hold it (strictyaml.printable).
ROOT = "\x1a"
# So many pieces are kept: about 40 MB of cards.
KEPT = 1 << 15
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


def _iso(moment: date) -> str:
    return moment.isoformat()


def _day(moment: datetime, language: str) -> str:
    return languages.long_date(moment.date(), language)


def _own_name(language: str) -> str:
    return languages.own_name(language.split("-")[0])


@lru_cache(1 << 10)
def _speaks(language: str, around: str = "") -> str:
    """The attributes of an element in a language; none where the element around it has them."""
    if not language or language == around:
        return ""
    return Markup(' lang="{}" dir="{}"').format(language, languages.direction(language))


@lru_cache(KEPT)
def _href(address: str) -> str:
    """A link to an address from a page whose way to the root is not known yet."""
    return href(address, ROOT)


# `safe_html` is for what has passed bodies.safe_html, and for nothing else.
FILTERS = {
    "iso": _iso,
    "day": _day,
    "direction": languages.direction,
    "speaks": _speaks,
    "href": _href,
    "own_name": _own_name,
    "safe_html": Markup,
}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Everything that rendering needs besides the page."""

    environment: Environment
    site: Site
    words: Mapping[str, Words]

    def text(self, document: Document) -> str:
        """The whole file of a document."""
        match document:
            case Feed():
                return xml_documents.atom(document, self.site)
            case JsonFeed():
                return json_feeds.json_feed(document, self.site)
            case Sitemap():
                return xml_documents.sitemap(document, self.site)
            case SitemapIndex():
                return xml_documents.sitemap_index(document, self.site)
            case Robots():
                place = absolute(document.sitemap, self.site.url)
                return f"User-agent: *\nAllow: /\n\nSitemap: {place}\n"
            case Page():
                return self._html(document)

    def _html(self, page: Page) -> str:
        template = self.environment.get_template(f"{page.template}.html")
        text = template.render(
            page=page,
            site=self.site,
            words=self.words[page.language],
            absolute=lambda address: absolute(address, self.site.url),
        )
        return _placed(text, page.address, _root(page, self.site))


def _placed(text: str, address: str, root: str) -> str:
    """A page's HTML at its address: every link from there, those to itself marked as such."""
    own = href(address, "") + '"'
    parts = text.split(ROOT)
    for index in range(1, len(parts)):
        if parts[index].startswith(own) and parts[index - 1].endswith('<a href="'):
            parts[index] = f'{own} aria-current="page"{parts[index][len(own) :]}'
    return root.join(parts)


class _Unindented(Extension):
    """Templates are indented for those who edit them: a quarter of a small page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENTATION.sub("", source)


def environment(templates: Path, compiled: BytecodeCache | None = None) -> Environment:
    """Jinja as our templates expect it: everything escaped, nothing undefined. `compiled`
    keeps what it has made of templates.

    `macro | once(...)` is what a macro gives for these arguments, kept for the next page. It
    is for macros of parts/ that depend on nothing else.
    """
    env = Environment(
        loader=FileSystemLoader(templates),
        extensions=[_Unindented],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled,
    )
    env.filters.update(FILTERS)
    # Without Jinja's own: each import of a part compares what both sides have.
    env.globals = {"addresses": addresses}
    env.filters["once"] = lru_cache(KEPT)(_called)
    return env


def _called(macro: Callable[..., str], *arguments: Hashable) -> str:
    return macro(*arguments)


def _root(page: Page, site: Site) -> str:
    """The way from a page to the site's root, so that the site works at any base path."""
    if isinstance(page, MissingPage):
        return urlsplit(site.url).path.rstrip("/") + "/"
    return "../" * (output_path(page.address).count("/")) or "./"
