"""Related articles: who is near whom, and why.

Each article is one sparse vector: its words' stems and its tags, each weighted by how
rare it is on the site. Cosines of all pairs come from one pruned sparse product, so the
cost grows with the number of shared rare features and not with the square of the
articles. `nearest` is the seam for further signals, such as vectors across languages.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sparse_dot_topn import sp_matmul_topn

from digest.words import stems

# Tuned on labelled English news (docs/related.md): what a tag weighs against the words,
# how many of an article's rarest stems count, and below which similarity nothing is shown.
TAG_SHARE = 0.35
TERMS = 60
THRESHOLD = 0.15
SAME_DAY_BONUS = 0.04
CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Document:
    """What an article is compared by. `tags` are ids."""

    language: str
    date: datetime
    title: str
    text: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A related article: its place in the sequence, and what speaks for it.

    `score` lies between 0 and about 1; `tags` are those shared, rarest first.
    """

    index: int
    score: float
    tags: tuple[str, ...]
    same_day: bool


def nearest(
    documents: Sequence[Document],
    originals: Sequence[int] | None = None,
    limit: int = 5,
    candidates: int = CANDIDATES,
    threshold: float = THRESHOLD,
) -> list[tuple[Match, ...]]:
    """For each document its nearest others, best first, at most `limit`, often fewer.

    `originals` names for each document the one that stands for all with nearly the same text
    (itself, where there is no other): no other is offered, and no document its own copies.
    The `candidates` most similar are judged; those less similar than `threshold` are left
    out. Deterministic: equal scores keep the documents' order.
    """
    if len(documents) < 2:
        return [() for _ in documents]
    languages = [doc.language.split("-")[0] for doc in documents]
    words = _unit_rows([_terms(doc) for doc in documents], languages, TERMS)
    tags = _unit_rows(
        [Counter(dict.fromkeys(doc.tags, 1)) for doc in documents], [""] * len(documents), None
    )
    features = hstack([words * (1 - TAG_SHARE) ** 0.5, tags * TAG_SHARE**0.5], format="csr")
    originals = range(len(documents)) if originals is None else originals
    offered = np.unique(originals)
    similar = sp_matmul_topn(
        features, features[offered].T.tocsr(), top_n=candidates + 1, threshold=threshold, sort=True
    )
    rarity = _rarity([doc.tags for doc in documents])
    rows = zip(similar.indptr[:-1], similar.indptr[1:], strict=True)
    found = []
    for row, (a, b) in enumerate(rows):
        others = offered[similar.indices[a:b]]
        best = _best(documents, row, originals[row], others, similar.data[a:b], rarity)
        found.append(best[:limit])
    return found


def _terms(doc: Document) -> Counter[str]:
    """Stems with their counts; the headline's count three times."""
    counts = Counter(stems(doc.text, doc.language))
    for stem in stems(doc.title, doc.language):
        counts[stem] += 3
    return counts


def _unit_rows(
    counts: Sequence[Counter[str]], groups: Sequence[str], keep: int | None
) -> csr_matrix:
    """A row of unit length for each document: log-scaled counts times rarity.

    Rarity is that within a document's group, its language: else `der` and `und` would be
    rare on a site with few German articles. Features that only one document has cannot
    match and are left out; `keep` is the number of heaviest features a row keeps.
    """
    frequency = Counter(feature for row in counts for feature in row)
    columns = {f: i for i, f in enumerate(f for f, n in frequency.items() if n > 1)}
    sizes = Counter(groups)
    within = {group: Counter[str]() for group in sizes}
    for group, row in zip(groups, counts, strict=True):
        within[group].update(row.keys())
    data: list[float] = []
    indices: list[int] = []
    ends = [0]
    for group, row in zip(groups, counts, strict=True):
        size, often = sizes[group], within[group]
        pairs = [
            ((1 + math.log(n)) * math.log((1 + size) / often[f]), columns[f])
            for f, n in row.items()
            if f in columns
        ]
        pairs = heapq.nlargest(keep, pairs) if keep else pairs
        length = math.sqrt(sum(value * value for value, _ in pairs)) or 1.0
        data += [value / length for value, _ in pairs]
        indices += [column for _, column in pairs]
        ends.append(len(data))
    shape = (len(counts), max(1, len(columns)))
    return csr_matrix((np.array(data), np.array(indices, dtype=np.int64), np.array(ends)), shape)


def _rarity(tags: Sequence[tuple[str, ...]]) -> dict[str, int]:
    return Counter(tag for row in tags for tag in set(row))


def _best(
    documents: Sequence[Document],
    row: int,
    original: int,
    others: np.ndarray,
    scores: np.ndarray,
    rarity: dict[str, int],
) -> tuple[Match, ...]:
    """Judge a document's candidates: nearness in time added, weak ones left out."""
    doc = documents[row]
    found = []
    for index, score in zip(others.tolist(), scores.tolist(), strict=True):
        other = documents[index]
        if index == original:
            continue
        same_day = doc.date.date() == other.date.date()
        shared = sorted(set(doc.tags) & set(other.tags), key=lambda tag: (rarity[tag], tag))
        bonus = SAME_DAY_BONUS if same_day else 0.0
        found.append(Match(index, score + bonus, tuple(shared), same_day))
    return tuple(sorted(found, key=lambda match: (-round(match.score, 9), match.index)))
