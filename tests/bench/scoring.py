"""Entry points for scorers: what cleaning makes of a page, the language of a text, and
which articles are related."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins"))

from digest.article import RawArticle
from digest.intake.cleaning import Cleaned, clean
from digest.intake.facts import tongue
from digest.intake.formats.decoding import decode
from digest.intake.knowledge import NOTHING
from digest.problems import DigestError
from digest.relations.features import Document
from digest.relations.nearest import nearest


def _cleaned(data: bytes, name: str) -> Cleaned | None:
    markup: Literal["html", "text"] = "html" if name.endswith(".html") else "text"
    raw = RawArticle(name, "0" * 64, markup, decode(data), datetime.now(UTC))
    try:
        return clean(raw, NOTHING)
    except DigestError:
        return None


def _text(cleaned: Cleaned | None) -> str:
    return "\n".join(block.text for block in cleaned.blocks) if cleaned else ""


def clean_page(html: bytes) -> str:
    """The article's body as plain text, one block a line."""
    return _text(_cleaned(html, "page.html"))


def clean_scrape(text: bytes) -> str:
    """The same of a plain text scrape."""
    return _text(_cleaned(text, "scrape.txt"))


def page_metadata(html: bytes) -> dict[str, Any]:
    """What cleaning takes for the page's title, authors, date, language and subjects."""
    cleaned = _cleaned(html, "page.html")
    if not cleaned:
        return {}
    facts = cleaned.facts
    return {
        "title": facts.title.value,
        "authors": list(facts.authors.value),
        "date": facts.date.value.isoformat(),
        "language": facts.language.value,
        "tags": list(facts.keywords),
    }


# fmt: off
LANGUAGES = (
    "ar", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "mk", "nb", "nl", "pl", "pt",
    "ro", "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh",
)
# fmt: on


def language(texts: list[str]) -> list[str]:
    """The language of each text, among those of the data, as a site has languages of its own."""
    return [tongue.detect(text, LANGUAGES)[0] for text in texts]


def any_language(texts: list[str]) -> list[str]:
    """The same without being told which languages to expect."""
    return [tongue.detect(text)[0] for text in texts]


def related(docs: list[dict[str, Any]]) -> dict[str, list[str]]:
    """For each document its nearest, best first: ranking alone, without tags or a threshold."""
    day = datetime(2026, 1, 1, tzinfo=UTC)  # the data's dates would give events away
    documents = [
        Document(doc["lang"], day, doc["title"] or "", doc["text"] or "", ()) for doc in docs
    ]
    ranked = nearest(documents, limit=60, candidates=60, threshold=0)
    return {
        doc["id"]: [docs[match.index]["id"] for match in matches]
        for doc, matches in zip(docs, ranked, strict=True)
    }
