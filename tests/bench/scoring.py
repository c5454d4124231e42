"""Entry points for scorers: what cleaning makes of a page, the language of a text, which
articles are related, and which tags they get."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins"))

import numpy as np

from digest.article import Article, RawArticle
from digest.intake import embedding
from digest.intake.cleaning import Cleaned, clean
from digest.intake.facts import tongue
from digest.intake.facts.mentions import counted, names_of
from digest.intake.facts.neighbours import NOTHING_NEAR, Tagged, TaggedText, gathered
from digest.intake.facts.tagging import Subjects
from digest.intake.facts.tagging import tags as suggested
from digest.intake.formats.decoding import decode
from digest.intake.knowledge import NOTHING
from digest.problems import DigestError
from digest.relations import embedded, nearest, stories, tabling, vectors, wholly
from digest.relations.scoring import SAME_EVENT, UNIT, Pairs
from digest.relations.tabling import Document
from digest.relations.traces import trace
from digest.slugs import same_name
from digest.vocabulary import Tag, Vocabulary


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


def _compared(docs: Sequence[dict[str, Any]], embed: bool = True) -> Pairs:
    """All pairs of documents as cleaning would leave them: embedded, without tags, all of one
    day (the data's dates would give events away)."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    articles = [Article(doc["title"] or "", day, doc["lang"], _body(doc)) for doc in docs]
    texts = [embedded.text_of(article) for article in articles]
    missing = [text for text in dict.fromkeys(texts) if embedded.key(text) not in _VECTORS]
    if embed and missing and embedding.available():
        for text, vector in zip(missing, embedding.embedded(missing), strict=True):
            _VECTORS[embedded.key(text)] = vector
        vectors.write(_EMBEDDED, (("all", key) for key in _VECTORS), _VECTORS)
    documents = [
        Document(doc["id"], b"", doc["lang"], day, (), embedded.key(text) if embed else "")
        for doc, text in zip(docs, texts, strict=True)
    ]
    traces = [trace(each.title, each.body, each.language) for each in articles]
    table = tabling.fresh(documents, traces, _EMBEDDED, b"")
    return wholly.compared(table.segments[0], table.rows, table.facts, every=True)[0]


def _body(doc: dict[str, Any]) -> str:
    """The text, which in some data begins with the title."""
    title, text = doc["title"] or "", doc["text"] or ""
    return text[len(title) :] if title and text.startswith(title) else text


# The model takes half a second of CPU for a text; what it made is kept for the next scorer.
_EMBEDDED = Path(__file__).resolve().parents[2] / ".cache" / "bench"
_VECTORS: dict[str, vectors.Vector] = vectors.read(_EMBEDDED)


def related(docs: list[dict[str, Any]]) -> dict[str, list[str]]:
    """For each document its nearest, best first: ranking alone, without tags or a threshold."""
    return _ranked(docs, _compared(docs))


def related_without_vectors(docs: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The same where there is no model."""
    return _ranked(docs, _compared(docs, embed=False))


def _ranked(docs: Sequence[dict[str, Any]], found: Pairs) -> dict[str, list[str]]:
    every = np.arange(len(docs))
    ranked, _ = nearest.best(found, every, every, limit=60, least=-1)
    return {
        doc["id"]: [docs[place]["id"] for place in places if place >= 0]
        for doc, places in zip(docs, ranked.tolist(), strict=True)
    }


def story(docs: list[dict[str, Any]], dev: list[dict[str, Any]] | None = None) -> dict[str, int]:
    """A number for each document's story; `dev` are labelled ones to set the threshold by."""
    threshold = _best_threshold(dev) if dev else SAME_EVENT
    return _stories(docs, [threshold])[0]


def _stories(docs: Sequence[dict[str, Any]], thresholds: Sequence[float]) -> list[dict[str, int]]:
    found = _compared(docs)
    labelled = []
    for threshold in thresholds:
        _, group = stories.grouped(found, np.arange(len(docs)), threshold)
        labelled.append({doc["id"]: label for doc, label in zip(docs, group.tolist(), strict=True)})
    return labelled


def _best_threshold(dev: Sequence[dict[str, Any]]) -> float:
    """The threshold that groups labelled documents best, by B-cubed F1."""
    thresholds = [step / 200 for step in range(10, 61)]
    gold = {doc["id"]: doc["cluster"] for doc in dev}
    found = zip(_stories(dev, thresholds), thresholds, strict=True)
    return max((_b_cubed(gold, labels), threshold) for labels, threshold in found)[1]


def _b_cubed(gold: dict[str, str], labels: dict[str, int]) -> float:
    """B-cubed F1 (A. Bagga and B. Baldwin, 1998)."""
    both = Counter((gold[id_], labels[id_]) for id_ in gold)
    wanted, given = Counter(gold.values()), Counter(labels.values())
    precision = sum(both[gold[i], labels[i]] / given[labels[i]] for i in gold) / len(gold)
    recall = sum(both[gold[i], labels[i]] / wanted[gold[i]] for i in gold) / len(gold)
    return 2 * precision * recall / (precision + recall)


def pairs(docs: list[dict[str, Any]], wanted: list[tuple[str, str]]) -> list[float]:
    """How near the documents of each pair are."""
    places = {doc["id"]: index for index, doc in enumerate(docs)}
    found = _compared(docs)
    near = {
        frozenset(pair): score / UNIT
        for *pair, score in zip(*(each.tolist() for each in found.arrays()[:3]), strict=True)
    }
    return [near.get(frozenset((places[one], places[other])), 0.0) for one, other in wanted]


_MOST = 10  # tags that the scorer looks at


def tags(
    docs: list[dict[str, Any]], train: list[dict[str, Any]] | None = None
) -> dict[str, list[str]]:
    """The tags that cleaning gives; `train` are the articles that a person has tagged."""
    vocabulary = _vocabulary(train or [])
    tagged = gathered(
        [
            TaggedText(
                doc["lang"], doc["title"] or "", doc["text"], tuple(dict.fromkeys(doc["tags"]))
            )
            for doc in train or []
        ],
        vocabulary,
    )
    return _suggested(docs, vocabulary, tagged)


def tags_vocabulary(
    docs: list[dict[str, Any]], train: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """The same where of the tagged articles only the lists of tags are known: which there are,
    and how often each was given. How often they are named is counted in `docs`."""
    vocabulary = _vocabulary(train)
    named: Counter[str] = Counter()
    for doc in docs:
        named.update(counted(doc["text"], names_of(vocabulary, doc["lang"])).keys())
    used = Counter(tag for doc in train for tag in set(doc["tags"]))
    habits = replace(NOTHING_NEAR, used=used, articles=len(train), named=named, texts=len(docs))
    return _suggested(docs, vocabulary, habits)


def tags_names(docs: list[dict[str, Any]], train: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The same where only the tags are known, not how often each was given."""
    return _suggested(docs, _vocabulary(train), None)


def _vocabulary(train: list[dict[str, Any]]) -> Vocabulary:
    names = {name: doc["lang"] for doc in train for name in doc["tags"]}
    tags = {name: Tag(name, name, {language: name}) for name, language in sorted(names.items())}
    return Vocabulary(tags, {same_name(name): name for name in tags})


def _suggested(
    docs: list[dict[str, Any]], vocabulary: Vocabulary, tagged: Tagged | None
) -> dict[str, list[str]]:
    subjects = Subjects(vocabulary, tagged)
    found = {}
    for doc in docs:
        paragraphs = [line for line in doc["text"].splitlines() if line.strip()]
        given = suggested(doc["title"] or "", paragraphs, (), doc["lang"], subjects, _MOST)
        found[doc["id"]] = [finding.value for finding in given]
    return found
