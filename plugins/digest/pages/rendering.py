"""From a page's value to its HTML: a pure function, with Jinja templates from theme/."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import markupsafe
from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    nodes,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from markupsafe import Markup

from digest import languages
from digest.pages import addresses, json_feeds, links, xml_documents
from digest.pages.addresses import absolute, output_path
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

# So many pieces are kept: about 40 MB of cards.
KEPT = 1 << 15
# What templates use by these names: parts/NAME.html.
_PARTS = ("cards", "frame")
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


def _iso(moment: date) -> str:
    return moment.isoformat()


def _day(moment: date, language: str) -> str:
    day = moment.date() if isinstance(moment, datetime) else moment
    return languages.long_date(day, language)


def _own_name(language: str) -> str:
    return languages.own_name(language.split("-")[0])


# `safe_html` is for what has passed bodies.safe_html, and for nothing else.
FILTERS = {
    "iso": _iso,
    "day": _day,
    "direction": languages.direction,
    "absolute": absolute,
    "speaks": links.speaks,
    "href": links.href,
    "links": links.listed,
    "own_name": _own_name,
    "safe_html": Markup,
}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Everything that rendering needs besides the page."""

    environment: Environment
    site: Site
    words: Mapping[str, Words]
    _templates: dict[str, Template] = field(default_factory=dict)

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
        name = page.template
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = self.environment.get_template(f"{name}.html")
        context = {"page": page, "site": self.site, "words": self.words[page.language]}
        return links.placed(template.render(context), page.address, _root(page, self.site))


class _Unindented(Extension):
    """Templates are indented for those who edit them: a quarter of a small page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENTATION.sub("", source)


def _escaped(value: object) -> str:
    """What a template prints of a value, HTML or not."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    return escape(value) if kind is str else markupsafe.escape(value)  # type: ignore[arg-type]


class _Code(CodeGenerator):
    """Printed values are escaped to plain text. Jinja makes a Markup of each, also of what is
    one: two thirds of the time of a small page."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        assert frame.eval_ctx.autoescape
        assert not frame.eval_ctx.volatile
        self.write("environment.escaped(")


class _Environment(Environment):
    code_generator_class = _Code
    escaped = staticmethod(_escaped)


def environment(templates: Path, compiled: BytecodeCache | None = None) -> Environment:
    """Jinja as our templates expect it: everything escaped, nothing undefined. `compiled`
    keeps what it has made of templates.

    `macro | once(...)` is what a macro gives for these arguments, kept for the next page. It
    is for macros of parts/ that depend on nothing else.
    """
    env = _Environment(
        loader=FileSystemLoader(templates),
        extensions=[_Unindented],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled,
    )
    env.filters.update(FILTERS)
    env.globals = {"addresses": addresses}
    env.filters["once"] = lru_cache(KEPT)(_called)
    for name in _PARTS:
        env.globals[name] = env.get_template(f"parts/{name}.html").module
    return env


def _called(macro: Callable[..., str], *arguments: Hashable) -> str:
    return macro(*arguments)


def _root(page: Page, site: Site) -> str:
    """The way from a page to the site's root, so that the site works at any base path."""
    if isinstance(page, MissingPage):
        return urlsplit(site.url).path.rstrip("/") + "/"
    return "../" * (output_path(page.address).count("/")) or "./"
