"""What a page says about itself to machines: JSON-LD, meta elements, microdata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bs4 import BeautifulSoup, Tag

from digest.article import Metadata

_ARTICLE = re.compile(r"(Article|BlogPosting|Report|Review|Posting)$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_COMMENT = re.compile(r"^\s*(<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(-->|//\s*\]\]>)\s*;?\s*$", re.DOTALL)
_MOST = 5000  # JSON values looked at; a page of an article has a few hundred


@dataclass(frozen=True, slots=True)
class Declared:
    """A page's own statements: the JSON-LD object of its article, and its meta elements."""

    article: Mapping[str, Any] = field(default_factory=dict)
    page: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The first non-empty meta element of these names, in their order."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


NOTHING = Declared()


def declared(soup: BeautifulSoup) -> Declared:
    objects = [o for script in soup.find_all("script") for o in _objects(script)]
    articles = [o for o in objects if any(_ARTICLE.search(t) for t in types(o))]
    pages = [o for o in objects if any(t.endswith("Page") for t in types(o))]
    best = max(articles, key=_fullness, default={})
    return Declared(best, max(pages, key=_fullness, default={}), _meta(soup))


def with_metadata(page: Declared, file: Metadata) -> Declared:
    """A page's own statements, and behind them what its raw file says of it."""
    own = bool(page.article.get("headline") or page.first("og:title"))
    said = {
        "og:title": () if own else (file.title,),
        "canonical": (file.url,),
        "og:site_name": (file.source,),
        "author": file.authors,
        "date": (file.date,),
        "keywords": file.keywords,
        "description": (file.description,),
    }
    meta = {name: (*page.meta.get(name, ()), *filter(None, v)) for name, v in said.items()}
    article = page.article if own or not file.title else {**page.article, "headline": file.title}
    return replace(page, article=article, meta={**page.meta, **meta})


def types(value: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(texts(value.get("@type")))


def texts(value: Any) -> list[str]:
    """The texts in a JSON-LD value: itself, its members, or their names."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, Mapping):
        return texts(value.get("name") or value.get("@value") or value.get("@id"))[:1]
    if isinstance(value, list):
        return [text for member in value if not isinstance(member, list) for text in texts(member)]
    return []


def _fullness(value: Mapping[str, Any]) -> int:
    keys = ("headline", "datePublished", "author", "articleBody", "publisher")
    return sum(bool(value.get(key)) for key in keys)


def _objects(script: Tag) -> Iterator[Mapping[str, Any]]:
    if "ld+json" not in str(script.get("type") or "").lower():
        return
    queue = [_json(script.string or script.get_text())]
    for looked, value in enumerate(queue):
        if looked > _MOST:
            return
        if isinstance(value, Mapping):
            yield value
            queue += [v for v in value.values() if isinstance(v, Mapping | list)]
        elif isinstance(value, list):
            queue += [v for v in value if isinstance(v, Mapping | list)]


def _json(text: str) -> Any:
    """JSON as pages write it: comments around it, commas too many, breaks in strings."""
    text = _COMMENT.sub("", _COMMENT.sub("", text))
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _meta(soup: BeautifulSoup) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        content = re.sub(r"[ \t\r\n]+", " ", str(tag.get("content") or "")).strip()
        for key in ("property", "name", "itemprop", "http-equiv"):
            if (name := tag.get(key)) and content:
                found.setdefault(str(name).strip().lower(), []).append(content)
    for link in soup.find_all("link", rel="canonical"):
        found.setdefault("canonical", []).append(str(link.get("href") or "").strip())
    return {name: tuple(values) for name, values in found.items()}


def body(declared: Declared) -> str:
    """The article's text, where the page repeats it for machines."""
    return "\n".join(texts(declared.article.get("articleBody")))


def keywords(declared: Declared) -> tuple[str, ...]:
    """The subjects a page declares for itself."""
    values = [
        *texts(declared.article.get("keywords")),
        *texts(declared.article.get("about")),
        *texts(declared.article.get("articleSection")),
        *(
            v
            for key in ("article:tag", "keywords", "news_keywords")
            for v in declared.meta.get(key, ())
        ),
    ]
    parts = (part.strip() for value in values for part in re.split(r"[,;،、]", value))
    return tuple(dict.fromkeys(part for part in parts if part))[:50]
