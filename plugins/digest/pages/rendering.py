"""From a page's value to its HTML: a pure function, with Jinja templates from theme/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
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

# `safe_html` is for what has passed bodies.safe_html, and for nothing else.
FILTERS = {
    "iso": lambda moment: moment.isoformat(),
    "direction": languages.direction,
    "own_name": lambda language: languages.own_name(language.split("-")[0]),
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
        root = _root(page, self.site)
        words = self.words[page.language]
        return template.render(
            page=page,
            site=self.site,
            words=words,
            href=lambda address: href(address, root),
            absolute=lambda address: absolute(address, self.site.url),
            day=lambda moment: languages.long_date(moment.date(), page.language),
        )


def environment(templates: Path) -> Environment:
    """Jinja as our templates expect it: everything escaped, nothing undefined."""
    env = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(FILTERS)
    env.globals["addresses"] = addresses
    return env


def _root(page: Page, site: Site) -> str:
    """The way from a page to the site's root, so that the site works at any base path."""
    if isinstance(page, MissingPage):
        return urlsplit(site.url).path.rstrip("/") + "/"
    return "../" * (output_path(page.address).count("/")) or "./"
