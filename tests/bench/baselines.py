"""What others do, for comparison in the same run: tag overlap and plain TF-IDF.

Their signatures are those of scoring.py.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

_WORD = re.compile(r"\w+")
_TAGS = 8


def related_by_words(docs: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Cosines of whole words in lower case, logarithmically scaled, times their rarity."""
    return _ranked(docs, [_counts(doc) for doc in docs])


def related_by_tags(docs: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The number of shared tags, as static-site generators count: the eight words of a text
    that are rarest for their number stand in for tags that an editor would give."""
    counts = [_counts(doc) for doc in docs]
    often = Counter(word for row in counts for word in row)
    tags = []
    for row in counts:
        known = {word: n * math.log(len(docs) / often[word]) for word, n in row.items()}
        best = sorted((word for word in known if often[word] > 1), key=lambda w: (-known[w], w))
        tags.append(Counter(best[:_TAGS]))
    return _ranked(docs, tags, weighted=False)


def _counts(doc: dict[str, Any]) -> Counter[str]:
    return Counter(_WORD.findall(f"{doc['title'] or ''} {doc['text'] or ''}".lower()))


def _ranked(
    docs: list[dict[str, Any]], counts: list[Counter[str]], weighted: bool = True
) -> dict[str, list[str]]:
    often = Counter(word for row in counts for word in row)
    columns = {word: number for number, word in enumerate(often)}
    ends = np.cumsum([0, *map(len, counts)])
    indices = [columns[word] for row in counts for word in row]
    values = [
        (1 + math.log(n)) * math.log(len(docs) / often[word]) if weighted else 1.0
        for row in counts
        for word, n in row.items()
    ]
    rows = csr_matrix((values, indices, ends), (len(docs), max(1, len(columns))))
    near = np.asarray((rows @ rows.T).todense())
    if weighted:
        length = np.sqrt(np.diag(near))
        near = near / np.maximum(np.outer(length, length), 1e-12)
    np.fill_diagonal(near, -1)
    best = np.argsort(-near, axis=1, kind="stable")[:, :60]
    return {
        doc["id"]: [docs[other]["id"] for other in row] for doc, row in zip(docs, best, strict=True)
    }
