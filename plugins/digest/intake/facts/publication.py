"""Which publication an article is from: its address, its own names, its dateline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from digest.intake.facts.findings import Finding
from digest.intake.facts.structured import Declared, texts
from digest.intake.lines import Dropped
from digest.intake.rules import tracking
from digest.slugs import same_name
from digest.sources import Source, Sources
from digest.webaddress import is_web_address

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_SOURCE_ADDRESS = "source-address"  # the rule for lines such as `Source: https://...`


def address(declared: Declared) -> str:
    """The page's own address, if it says one that a browser could open; without what only
    says how a reader came there."""
    article = declared.article
    candidates = [
        *declared.meta.get("canonical", ()),
        *declared.meta.get("og:url", ()),
        *texts(article.get("url")),
        *texts(article.get("mainEntityOfPage")),
        *texts(declared.page.get("url")),
    ]
    return next((without_tracking(url) for url in candidates if is_web_address(url)), "")


def without_tracking(url: str) -> str:
    """A web address without the parameters that rules/addresses.yaml names, wherever they
    stand; all else as it was."""
    url, mark, fragment = url.partition("#")
    page, _, query = url.partition("?")
    if fragment and all("=" in part for part in fragment.split("&")):
        fragment = _needed(fragment)
    query, fragment = _needed(query), mark + fragment if fragment else ""
    return f"{page}?{query}{fragment}" if query else page + fragment


def _needed(query: str) -> str:
    parts = query.split("&")
    return "&".join(p for p in parts if not tracking().fullmatch(p.partition("=")[0]))


def site_names(declared: Declared) -> list[str]:
    """What the page calls its site, most deliberate first."""
    names = [
        declared.first("og:site_name"),
        *texts(declared.article.get("publisher")),
        declared.first("application-name", "apple-mobile-web-app-title", "dc.publisher"),
    ]
    return list(dict.fromkeys(name for name in names if name and "://" not in name))


def of_page(declared: Declared, url: str, sources: Sources) -> Finding[str]:
    """A source's id, or the site's own name where sources.yaml does not know it."""
    if url and (known := sources.at(url)):
        return Finding(known.id, "the page's address")
    names = site_names(declared)
    for name in names:
        if known := sources.named(name):
            return Finding(known.id, "the site's name")
    if names:
        return Finding(names[0], "the site's name")
    host = _host(url)
    return Finding(host, "the page's address" if host else "nowhere")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""


def of_dropped(dropped: Sequence[Dropped], sources: Sources) -> Finding[str]:
    """A source that a dateline or an editor's note names, datelines first; or else the site at
    the address that the text says it is from."""
    for line in sorted(dropped, key=lambda one: one.rule != "dateline"):
        if found := _named_in(line.text, sources):
            where = "dateline" if line.rule == "dateline" else "a line that was dropped"
            return Finding(found.id, where)
    host = _host(address_in(dropped, sources))
    where = "the address in a line that was dropped"
    return Finding(host, where, True) if host else Finding("", "nowhere")


def address_in(dropped: Sequence[Dropped], sources: Sources) -> str:
    """The article's address in a line that was dropped: one of a known source, or else that in
    the only line such as `Source: https://...`; several are references."""
    found = [
        (line.rule == _SOURCE_ADDRESS, url)
        for line in dropped
        for url in _ADDRESS.findall(line.text)
        if is_web_address(url)
    ]
    known = [url for _, url in found if sources.at(url)]
    said = [url for is_said, url in found if is_said]
    return next((without_tracking(url) for url in (known or said[: len(said) == 1])), "")


def _named_in(text: str, sources: Sources) -> Source | None:
    """The publication with the longest name that stands in the text as whole words."""
    folded = same_name(text)
    matches = [
        (len(name), source)
        for source in sources.by_id.values()
        for name in map(same_name, (source.name, *source.aliases))
        if name in folded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)
    ]
    matches += [
        (len(domain), source)
        for source in sources.by_id.values()
        for domain in source.domains
        if domain in folded and re.search(rf"(?<![\w-]){re.escape(domain)}(?![\w-])", folded)
    ]
    return max(matches, key=lambda match: match[0], default=(0, None))[1]
