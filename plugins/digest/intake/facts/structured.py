"""What a page says about itself to machines: JSON-LD and meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from digest.article import Metadata
from digest.intake.facts.survey import Survey
from digest.slugs import same_name

_ARTICLE = re.compile(r"(Article|BlogPosting|Report|Review|Posting)$")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_COMMENT = re.compile(r"^\s*(<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(-->|//\s*\]\]>)\s*;?\s*$", re.DOTALL)
_MOST = 5000  # JSON values looked at; a page of an article has a few hundred
_KEYWORDS = (
    "article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags", "dc.subject",
)  # fmt: skip
_NO_SUBJECT = re.compile(r"/.*|[\d\s._-]*|[\w -]{2,20}:\s*\S.*|\S*_\S*_\S*|https?:.*", re.DOTALL)
_LONGEST_SUBJECT = 80
_MOST_SUBJECTS = 50


@dataclass(frozen=True, slots=True)
class Declared:
    """A page's own statements: the JSON-LD object of its article, and its meta elements."""

    article: Mapping[str, Any] = field(default_factory=dict)
    page: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        """The first non-empty meta element of these names, in their order."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


def declared(found: Survey) -> Declared:
    """The statements of a page, references within its JSON-LD replaced by what they refer to."""
    objects = [o for script in found.scripts for o in _objects(script)]
    known = _by_id(objects)
    urls = {_bare(u) for key in ("canonical", "og:url") for u in found.meta.get(key, ())} - {""}
    articles = [o for o in objects if any(_ARTICLE.search(t) for t in types(o))]
    pages = [o for o in objects if any(t.endswith("Page") for t in types(o))]
    best = max(articles, key=lambda o: (_is_at(o, urls), _fullness(o)), default={})
    page = max(pages, key=_fullness, default={})
    return Declared(_resolved(best, known), _resolved(page, known), found.meta)


def _by_id(objects: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    known: dict[str, Mapping[str, Any]] = {}
    for value in objects:
        id_ = value.get("@id")
        if isinstance(id_, str) and len(value) > len(known.get(id_, {"@id": id_})):
            known[id_] = value
    return known


def _resolved(value: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """An object whose direct members are no mere references."""
    return {
        key: [_followed(one, known) for one in member]
        if isinstance(member, list)
        else _followed(member, known)
        for key, member in value.items()
    }


def _followed(value: Any, known: Mapping[str, Mapping[str, Any]]) -> Any:
    if isinstance(value, Mapping) and isinstance(value.get("@id"), str) and not value.get("name"):
        return known.get(value["@id"], value)
    return value


def _is_at(value: Mapping[str, Any], urls: set[str]) -> bool:
    """Whether an object says that it is the page's: others tell of articles it links to."""
    said = [*_addresses(value.get("url")), *_addresses(value.get("mainEntityOfPage"))]
    return any(_bare(url) in urls for url in said)


def _addresses(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        value = value.get("@id") or value.get("url")
    return texts(value)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[?#].*$|/$", "", url.strip())


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


def names(value: Any) -> list[tuple[str, tuple[str, ...]]]:
    """The names in a JSON-LD value of people and organisations, each with its types."""
    if isinstance(value, str):
        return [(unescape(value).strip(), ())] if value.strip() and "://" not in value else []
    if isinstance(value, Mapping):
        return [(name, types(value)) for name, _ in names(value.get("name"))]
    if isinstance(value, list):
        return [name for member in value for name in names(member)]
    return []


def _fullness(value: Mapping[str, Any]) -> int:
    keys = ("headline", "datePublished", "author", "articleBody", "publisher")
    return sum(bool(value.get(key)) for key in keys)


def _objects(script: str) -> Iterator[Mapping[str, Any]]:
    queue = [_json(script)]
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
    text = _COMMENT.sub("", _COMMENT.sub("", text.strip()))
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def body(declared: Declared) -> str:
    """The article's text, where the page repeats it for machines."""
    return "\n".join(texts(declared.article.get("articleBody")))


def keywords(declared: Declared, site_names: Sequence[str]) -> tuple[str, ...]:
    """The subjects a page declares: of its lists, which mostly say the same, the first that
    has any; what it is about and its section where it has no list."""
    article, meta = declared.article, declared.meta
    lists = (
        texts(article.get("keywords")),
        *(meta.get(key, ()) for key in _KEYWORDS),
        texts(article.get("about")),
        [*texts(article.get("articleSection")), *meta.get("article:section", ())],
    )
    nothing = {"", *map(same_name, site_names)}
    for values in lists:
        found: dict[str, str] = {}
        for value in values:
            for part in re.split(r"[,;،、|]", unescape(unescape(value))):
                name = " ".join(part.split())
                if same_name(name) not in nothing and _is_subject(name):
                    found.setdefault(same_name(name), name)
        if found:
            return tuple(found.values())[:_MOST_SUBJECTS]
    return ()


def _is_subject(name: str) -> bool:
    """Whether a keyword is one for readers, and no number, path or code of the site."""
    return len(name) <= _LONGEST_SUBJECT and not _NO_SUBJECT.fullmatch(name)
