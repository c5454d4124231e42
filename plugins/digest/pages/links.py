"""Links as HTML text: pages consist of them, and most are the same on many pages."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from markupsafe import Markup

from digest import languages
from digest.pages import addresses
from digest.pages.values import Link

# Stands for the way to the site's root until the page is known, so that what pages have in
# common is the same text on all of them. Nothing that is read can hold it (strictyaml.printable).
ROOT = "\x1a"
# So many links are kept: those to all tags of a large site, in its languages.
_KEPT = 1 << 16
_CURRENT = ' aria-current="{}"'


def href(address: str) -> str:
    """A link to an address from a page whose way to the root is not known yet."""
    return addresses.href(address, ROOT)


@lru_cache(1 << 10)
def speaks(language: str, around: str) -> Markup:
    """The attributes of an element in a language; none that the element around it has."""
    if not language or language == around:
        return Markup()
    direction = languages.direction(language)
    if direction == languages.direction(around):
        return Markup(' lang="{}"').format(language)
    return Markup(' lang="{}" dir="{}"').format(language, direction)


def listed(found: Iterable[Link], kind: str, around: str) -> Markup:
    """A list of links, of a class, in text of a language. A link to the page itself need not
    be marked: `placed` does so on every page."""
    items = "\n".join([_item(link, around) for link in found])
    return Markup(f'<ul class="{escape(kind)}">\n{items}\n</ul>')  # noqa: S704, of escaped parts


def _item(link: Link, around: str) -> str:
    opening, text = _anchor(link.text, link.address, link.language, around)
    current = _CURRENT.format("true") if link.current else ""
    count = f' <span class="count">{link.count}</span>' if link.count else ""
    return f"<li>{opening}{current}{text}</a>{count}</li>"


@lru_cache(_KEPT)
def _anchor(text: str, address: str, language: str, around: str) -> tuple[str, str]:
    """A link without its end, cut where `aria-current` belongs."""
    return f'<a href="{escape(href(address))}"', f"{speaks(language, around)}>{escape(text)}"


def placed(html: str, address: str, root: str) -> str:
    """A page's HTML at its address, which has this way to the root: every link from there,
    those to itself marked as such."""
    own = addresses.href(address, "") + '"'
    there, here = f'<a href="{ROOT}{own}', f'<a href="{root}{own}{_CURRENT.format("page")}'
    first, *others = html.split(there)
    html = here.join((first, *(each.removeprefix(_CURRENT.format("true")) for each in others)))
    return root.join(html.split(ROOT))
