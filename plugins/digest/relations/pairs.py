"""Pairs of articles that may be near each other, and how near in each respect.

No article is compared with all others: sparse products and a search among vectors find
the candidates, so that the cost grows with the number of shared rare features and not
with the square of the articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sparse_dot_topn import sp_matmul_topn

from digest.relations import vectorsearch
from digest.relations.features import Document, features

# So many candidates an article has in each respect.
CANDIDATES = 30

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of documents, the lower index first, each pair once, sorted.

    The cosines in each respect lie between 0 and 1 (`vectors` between -1 and 1); one that is
    too small to have made the pair a candidate is 0. `words` and `names` are those of pairs
    within a language, `sounds` those of pairs across. `seen` says that both have vectors.
    """

    size: int
    one: NDArray[np.int64]
    other: NDArray[np.int64]
    words: Floats
    names: Floats
    sounds: Floats
    tags: Floats
    vectors: Floats
    seen: NDArray[np.bool_]
    same_language: NDArray[np.bool_]

    def matrix(self, values: Floats) -> csr_matrix:
        """Values of the pairs as a symmetric matrix."""
        half = csr_matrix((values, (self.one, self.other)), (self.size, self.size))
        return (half + half.T).tocsr()


def pairs(
    documents: Sequence[Document],
    originals: Sequence[int] | None = None,
    candidates: int = CANDIDATES,
) -> Pairs:
    """The pairs in which one document is a candidate for the other.

    `originals` names for each document the one that stands for all with nearly the same text
    (itself, where there is no other). Only those are compared: a report that forty papers
    printed would be all that its copies are near to.
    """
    chosen = np.unique(np.arange(len(documents)) if originals is None else originals)
    if len(chosen) < 2:
        return _none(len(documents))
    found = _compared([documents[index] for index in chosen], candidates)
    return replace(found, size=len(documents), one=chosen[found.one], other=chosen[found.other])


def _none(size: int) -> Pairs:
    empty, no, nowhere = np.zeros(0), np.zeros(0, bool), np.zeros(0, np.int64)
    return Pairs(size, nowhere, nowhere, empty, empty, empty, empty, empty, no, no)


def _compared(documents: Sequence[Document], candidates: int) -> Pairs:
    codes: dict[str, int] = {}
    languages = np.array([codes.setdefault(each.base, len(codes)) for each in documents])
    found = features(documents)
    respects = {
        "words": _products(found.words, candidates),
        "names": _products(found.names, candidates),
        "sounds": _across(found.sounds, languages, candidates),
        "tags": _products(found.tags, candidates),
    }
    vectors = vectorsearch.centred([each.vector for each in documents], languages)
    near = vectorsearch.nearest(vectors, candidates + 1)
    one, other = _all((*respects.values(), near))
    has = np.asarray(vectors.any(axis=1))
    return Pairs(
        size=len(documents),
        one=one,
        other=other,
        vectors=vectorsearch.products(vectors, one, other),
        seen=has[one] & has[other],
        same_language=languages[one] == languages[other],
        **{name: _at(matrix, one, other) for name, matrix in respects.items()},
    )


def _products(rows: csr_matrix, number: int) -> csr_matrix:
    return sp_matmul_topn(rows, rows.T.tocsr(), top_n=number + 1)


def _across(rows: csr_matrix, languages: NDArray[np.int64], number: int) -> csr_matrix:
    """For each row the nearest of other languages."""
    order, found = [], []
    for language in np.unique(languages):
        own = np.flatnonzero(languages == language)
        rest = rows.copy()
        rest.data[np.repeat(languages == language, np.diff(rest.indptr))] = 0
        rest.eliminate_zeros()
        order.append(own)
        found.append(sp_matmul_topn(rows[own], rest.T.tocsr(), top_n=number))
    back = np.argsort(np.concatenate(order))
    return vstack(found, format="csr")[back]


def _all(matrices: Iterable[csr_matrix]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs that any of the matrices holds."""
    codes = []
    for matrix in matrices:
        size = matrix.shape[0]
        own = np.repeat(np.arange(size), np.diff(matrix.indptr))
        other = matrix.indices.astype(np.int64)
        apart = own != other
        codes.append((np.minimum(own, other) * size + np.maximum(own, other))[apart])
    unique = np.unique(np.concatenate(codes))
    return unique // size, unique % size


def _at(matrix: csr_matrix, one: NDArray[np.int64], other: NDArray[np.int64]) -> Floats:
    """A matrix's values, symmetric ones, for pairs; 0 where it has none."""
    return np.asarray(matrix.maximum(matrix.T)[one, other], float).ravel()
