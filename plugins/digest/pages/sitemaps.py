"""What search engines read: robots.txt and the sitemap, in parts where it is long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from digest.pages import addresses
from digest.pages.library import Frame
from digest.pages.planned import Planned
from digest.pages.values import Robots, Sitemap, SitemapIndex

LIMIT = 50_000


def plan_sitemaps(listed: Sequence[str]) -> Iterator[Planned]:
    """Plan them, of all addresses that search engines should know."""
    yield Planned(addresses.ROBOTS, robots, (addresses.SITEMAP,))
    parts = [tuple(listed[i : i + LIMIT]) for i in range(0, len(listed), LIMIT)]
    if len(parts) < 2:
        yield Planned(addresses.SITEMAP, sitemap, (tuple(listed),))
        return
    names = tuple(addresses.sitemap_part(number) for number in range(1, len(parts) + 1))
    yield Planned(addresses.SITEMAP, sitemap_index, (names,))
    for name, part in zip(names, parts, strict=True):
        yield Planned(name, sitemap, (part,))


def robots(_: Frame, address: str, place: str) -> Robots:
    """robots.txt."""
    return Robots(address, place)


def sitemap(_: Frame, address: str, listed: tuple[str, ...]) -> Sitemap:
    """The addresses that search engines should know, or some of them."""
    return Sitemap(address, listed)


def sitemap_index(_: Frame, address: str, names: tuple[str, ...]) -> SitemapIndex:
    """Where the parts of the sitemap are."""
    return SitemapIndex(address, names)
