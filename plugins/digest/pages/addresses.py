"""Where every page lives. Each address is built here and nowhere else."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

FRONT = "/"
TAGS = "/tags/"
SOURCES = "/sources/"
ARCHIVE = "/archive/"
MISSING = "/404.html"
SITEMAP = "/sitemap.xml"
ROBOTS = "/robots.txt"


def tag(id_: str, language: str = "") -> str:
    """The list of a tag's articles, in all languages or in one."""
    return f"/tag/{id_}/{language}/" if language else f"/tag/{id_}/"


def language(code: str) -> str:
    """The list of a language's articles."""
    return f"/language/{code}/"


def source(id_: str) -> str:
    """The list of a publication's articles."""
    return f"/source/{id_}/"


def story(id_: str) -> str:
    """All that was reported of one event."""
    return f"/story/{id_}/"


def month(year: int, month_: int) -> str:
    """The list of a month's articles: the folder that many of them live in."""
    return f"/archive/{year:04}/{month_:02}/"


def numbered(base: str, number: int) -> str:
    """A list's nth page."""
    return base if number == 1 else f"{base}page/{number}/"


def feed(base: str) -> str:
    """The Atom feed of a list."""
    return f"{base}atom.xml"


def json_feed(base: str) -> str:
    """The same feed in the JSON Feed format."""
    return f"{base}feed.json"


def sitemap_part(number: int) -> str:
    """One of several sitemaps."""
    return f"/sitemap-{number}.xml"


def output_path(address: str) -> str:
    """The file below output/ that an address is served from."""
    path = address.removeprefix("/")
    return path + "index.html" if address.endswith("/") else path


def of(path: str) -> str:
    """The address that a file below output/ is served at."""
    return "/" + (path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path)


def href(address: str, root: str) -> str:
    """A link to an address, as seen from a page that has this way to the root."""
    if not address.startswith("/"):
        return address
    return root + quoted(address)[1:]


def absolute(address: str, site_url: str) -> str:
    """The full web address, for feeds, the sitemap and `canonical`."""
    return site_url + quoted(address)


@lru_cache(1 << 16)
def quoted(address: str) -> str:
    """An address of the site as it stands in links; it needs no escaping."""
    return quote(address)
