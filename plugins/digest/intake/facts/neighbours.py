"""Articles of which a person has chosen the tags, and what the nearest of them carry.

A new text is explained as a sum of the texts nearest to it (ridge regression: texts that say the
same share their weight), and carries each tag by the weight of those that carry it.
"""

from __future__ import annotations

import heapq
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from scipy.sparse import csr_matrix

from digest.intake.facts.mentions import counted, names_of
from digest.vocabulary import Vocabulary
from digest.words import stems

# Measured on labelled news, docs/related.md.
_NEAREST = 500  # articles that explain a text
_RIDGE = 0.5
_TERMS = 400  # the heaviest stems of an article
_TITLE = 3  # what a stem of the title counts more
_LEAD_WORDS = 80  # that an article begins with
_WORDS, _LEAD, _NAMES = 0.5, 0.2, 0.3  # shares of all words, the first ones, and tags named
_DAMPED = 0.7  # exponent of rarity
_LEAST = 0.02


@dataclass(frozen=True, slots=True)
class TaggedText:
    """What an article is found by: its language (base code), title, text, and tags as ids."""

    language: str
    title: str
    text: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tagged:
    """The tagged articles: a sparse row of unit length for each, with the number of each term.

    `often` says how many articles of a language have a term (and under "" how many there are),
    `used` how many of `articles` carry a tag, `named` how many of `texts` texts name it.
    """

    rows: csr_matrix
    columns: Mapping[str, int]
    often: Mapping[str, Mapping[str, int]]
    tags: tuple[tuple[str, ...], ...]
    used: Mapping[str, int]
    articles: int
    named: Mapping[str, int]
    texts: int

    def habits(self, tag: str) -> tuple[float, float]:
        """Logarithms of the share of articles that carry a tag, and of texts that name it."""
        used, named = self.used.get(tag, 0), self.named.get(tag, 0)
        return (
            math.log((used + 0.5) / (self.articles + 1)),
            math.log((named + 0.5) / (self.texts + 1)),
        )


NOTHING_NEAR = Tagged(csr_matrix((0, 1)), {}, {}, (), {}, 0, {}, 0)


@dataclass(frozen=True, slots=True)
class Carried:
    """A tag of the nearest articles: its weight (about the chance that it fits), and how
    many of the ten nearest carry it."""

    weight: float
    near: int


@dataclass(frozen=True, slots=True)
class _Terms:
    """Counts of a text's stems, of its first ones, marked ^, and of tags it names, marked #."""

    words: Counter[str]
    lead: Counter[str]
    names: Counter[str]

    def every(self) -> list[str]:
        return [*self.words, *self.lead, *self.names]


def gathered(articles: Sequence[TaggedText], vocabulary: Vocabulary) -> Tagged:
    """Make ready what is asked of tagged articles. Their order does not matter."""
    articles = sorted(articles, key=lambda a: (a.language, a.title, a.text, a.tags))
    terms = [_terms(a.language, a.title, a.text, vocabulary) for a in articles]
    often: dict[str, Counter[str]] = {}
    for article, some in zip(articles, terms, strict=True):
        often.setdefault(article.language, Counter()).update([*some.every(), ""])
    found = Counter(term for some in terms for term in some.every())
    columns = {term: i for i, term in enumerate(sorted(t for t, n in found.items() if n > 1))}
    rows = [
        _row(some, often[article.language], columns)
        for article, some in zip(articles, terms, strict=True)
    ]
    return Tagged(
        _matrix(rows, len(columns)),
        columns,
        often,
        tuple(article.tags for article in articles),
        Counter(tag for article in articles for tag in set(article.tags)),
        len(articles),
        Counter(name.removeprefix("#") for some in terms for name in some.names),
        len(articles),
    )


def carried(
    language: str, title: str, text: str, tagged: Tagged, vocabulary: Vocabulary
) -> dict[str, Carried]:
    """The tags of the articles nearest to a text; none where nothing is near."""
    often = tagged.often.get(language, {})
    if not tagged.tags:
        return {}
    terms = _terms(language, title, text, vocabulary)
    row = _matrix([_row(terms, often, tagged.columns)], len(tagged.columns))
    likeness = (tagged.rows @ row.T).toarray().ravel()
    order = np.argsort(-np.round(likeness, 9), kind="stable")[:_NEAREST]
    order = order[likeness[order] > 0]
    if not len(order):
        return {}
    near = tagged.rows[order]
    kernel = (near @ near.T).toarray() + _RIDGE * np.eye(len(order))
    weights = np.linalg.solve(kernel, likeness[order])
    sums: dict[str, float] = {}
    for index, weight in zip(order.tolist(), weights.tolist(), strict=True):
        for tag in tagged.tags[index]:
            sums[tag] = sums.get(tag, 0.0) + weight
    ten = Counter(tag for index in order[:10].tolist() for tag in tagged.tags[index])
    return {tag: Carried(sum_, ten[tag]) for tag, sum_ in sums.items() if sum_ > _LEAST}


def _terms(language: str, title: str, text: str, vocabulary: Vocabulary) -> _Terms:
    """What a text is compared by. The title counts more than once."""
    all_stems = stems(text, language)
    words = Counter(all_stems)
    for word in stems(title, language):
        words[word] += _TITLE
    index = names_of(vocabulary, language)
    names = Counter({f"#{tag}": n for tag, n in counted(text, index).items()})
    for tag in counted(title, index):
        names[f"#{tag}"] += _TITLE
    lead = Counter(f"^{word}" for word in all_stems[:_LEAD_WORDS])
    return _Terms(words, lead, names)


def _row(
    terms: _Terms, often: Mapping[str, int], columns: Mapping[str, int]
) -> list[tuple[int, float]]:
    row: list[tuple[int, float]] = []
    parts = ((terms.words, _WORDS, _TERMS), (terms.lead, _LEAD, None), (terms.names, _NAMES, None))
    for counts, share, most in parts:
        weighed = [
            ((1 + math.log(n)) * _rarity(often, term), columns[term])
            for term, n in counts.items()
            if term in columns
        ]
        weighed = heapq.nlargest(most, weighed) if most else weighed
        length = math.sqrt(math.fsum(w * w for w, _ in weighed)) or 1.0
        row += [(column, w / length * share**0.5) for w, column in weighed]
    return sorted(row)


def _rarity(often: Mapping[str, int], term: str) -> float:
    return math.pow(math.log((2 + often.get("", 0)) / (1 + often.get(term, 0))), _DAMPED)


def _matrix(rows: Sequence[Sequence[tuple[int, float]]], width: int) -> csr_matrix:
    data = np.array([weight for row in rows for _, weight in row], dtype=np.float32)
    indices = np.array([column for row in rows for column, _ in row], dtype=np.int32)
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix((data, indices, ends), (len(rows), max(1, width)))


def dumped(tagged: Tagged) -> bytes:
    """Tagged articles as bytes, which `loaded` reads: a file's, for other processes."""
    texts = [tagged.columns, tagged.often, tagged.tags, tagged.used, tagged.named]
    numbers = [tagged.articles, tagged.texts]
    head = json.dumps([*texts, *numbers], ensure_ascii=False, default=dict).encode()
    file = BytesIO()
    rows = tagged.rows
    np.savez(
        file,
        head=np.frombuffer(head, dtype=np.uint8),
        data=rows.data,
        indices=rows.indices,
        indptr=rows.indptr,
    )
    return file.getvalue()


def loaded(data: bytes) -> Tagged:
    """The inverse of `dumped`."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        columns, often, tags, used, named, articles, texts = json.loads(file["head"].tobytes())
        shape = (len(tags), max(1, len(columns)))
        rows = csr_matrix((file["data"], file["indices"], file["indptr"]), shape)
    lists = tuple(tuple(some) for some in tags)
    return Tagged(rows, columns, often, lists, used, articles, named, texts)
