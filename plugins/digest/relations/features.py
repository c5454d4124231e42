"""What articles are compared by: words, names, sounds and tags, as sparse rows.

Each kind of feature makes a block of rows of unit length, weighted by how often a feature
stands in a text (logarithmically) and how rare it is among the texts of that language: else
`der` and `und` were rare on a site with few German articles, and made them all alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack

from digest.article import Article
from digest.relations import sounds, vectors
from digest.words import stem, tokens

# The headline's words count so many times.
TITLE = 3
# So many characters of an article are compared: more of them find no more (docs/related.md).
TEXT = 2500
# The sounds of names are compared in this many characters at an article's head.
HEAD = 300
# So many of its heaviest features an article keeps, and runs of sounds of each kind.
KEPT, KEPT_RUNS = 150, 60
# What an article shares with none still makes it a little less like any other: on a small
# site two articles would be alike by the few words that they happen to share.
UNSHARED = 0.1
# A feature that more articles have than this tells little and costs much: the work for one
# article stays bounded however many there are.
MOST = 1000

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Document:
    """What an article is compared by. `tags` are ids; `vector` is that of `vectors`, if any."""

    language: str
    date: datetime
    title: str
    text: str
    tags: tuple[str, ...]
    vector: NDArray[np.int8] | None = None

    @property
    def base(self) -> str:
        """The language without its region."""
        return self.language.split("-")[0]


@dataclass(frozen=True, slots=True)
class Features:
    """A row of unit length for each document in each block; a product of two is a cosine.

    `words` and `names` meet within a language only, `sounds` and `tags` in all.
    """

    words: csr_matrix
    names: csr_matrix
    sounds: csr_matrix
    tags: csr_matrix


def document(
    article: Article, tags: Iterable[str], known: Mapping[str, vectors.Vector]
) -> Document:
    """What an article is compared by; `tags` are ids, `known` the vectors by key."""
    vector = vectors.of(article, known)
    return Document(
        article.language, article.date, article.title, article.body, tuple(tags), vector
    )


def features(documents: Sequence[Document]) -> Features:
    """What documents are compared by, but for their vectors."""
    languages = [document.base for document in documents]
    texts = [_words(document) for document in documents]
    columns = _Columns()
    tags = [[columns[tag] for tag in dict.fromkeys(document.tags)] for document in documents]
    whole, bare = _sounds(documents)
    return Features(
        words=_weighted(_stems(texts, languages), languages),
        names=_weighted(_names(texts, languages), languages),
        sounds=hstack([_weighted(each, languages, KEPT_RUNS) for each in (whole, bare)], "csr")
        * 0.5**0.5,
        tags=_weighted(_counted(tags, len(columns)), [""] * len(documents)),
    )


class _Columns(dict[Hashable, int]):
    """The column of each word: that of what `feature` makes of it."""

    def __init__(
        self,
        feature: Callable[[Any], Hashable] = lambda word: word,
        numbers: dict[Hashable, int] | None = None,
    ) -> None:
        super().__init__()
        self.feature = feature
        self.numbers = {} if numbers is None else numbers

    def __missing__(self, word: Hashable) -> int:
        made = self.feature(word)
        number = self[word] = self.numbers.setdefault(made, len(self.numbers))
        return number


def _words(document: Document) -> list[str]:
    return tokens(document.title) * TITLE + tokens(_ADDRESS.sub(" ", document.text[:TEXT]))


def _stems(texts: Sequence[Sequence[str]], languages: Sequence[str]) -> csr_matrix:
    numbers: dict[Hashable, int] = {}
    columns = {each: _Columns(partial(_stem, each), numbers) for each in set(languages)}
    found = [
        list(map(columns[language].__getitem__, words))
        for words, language in zip(texts, languages, strict=True)
    ]
    return _counted(found, len(numbers))


def _stem(language: str, word: str) -> tuple[str, str]:
    return language, stem(word, language)


def _names(texts: Sequence[Sequence[str]], languages: Sequence[str]) -> csr_matrix:
    """Words that stand with a capital only, pairs of them, and numbers; in scripts without
    capitals all words."""
    numbers: dict[Hashable, int] = {}
    columns = {each: _Columns(partial(_sound, each), numbers) for each in set(languages)}
    pairs = _Columns(numbers=numbers)
    found = []
    for words, language in zip(texts, languages, strict=True):
        number = columns[language]
        common = {word for word in set(words) if word[0].islower()}
        named = [at for at, word in enumerate(words) if word not in common]
        row = [number[words[at]] for at in named if words[at].lower() not in common]
        capitals = [at for at in named if words[at][0].isupper()]
        row += [
            pairs[number[words[at]], number[words[after]]]
            for at, after in pairwise(capitals)
            if after == at + 1
        ]
        found.append(row)
    return _counted(found, len(numbers))


def _sound(language: str, word: str) -> tuple[str, str]:
    return language, sounds.sound(word)


def _sounds(documents: Sequence[Document]) -> tuple[csr_matrix, csr_matrix]:
    """Runs of sounds, and of consonants, of the words at an article's head."""
    words = _Columns()
    heads = [[words[word] for word in _WORD.findall(_head(document))] for document in documents]
    said = _counted(heads, len(words))
    whole = [sounds.sound(str(word)) for word in words]
    bare = [sounds.consonants(each) for each in whole]
    return (said @ sounds.runs(whole)).tocsr(), (said @ sounds.runs(bare)).tocsr()


def _head(document: Document) -> str:
    text = f"{document.title}\n{document.text[:HEAD]}"
    return unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text)[:HEAD])


def _counted(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """How often each column stands in each row."""
    ends = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain.from_iterable(rows), np.int64, count=int(ends[-1]))
    shape = (len(rows), max(1, width))
    found = csr_matrix((np.ones(len(indices)), indices, ends), shape)
    found.sum_duplicates()
    return found


def _weighted(counts: csr_matrix, groups: list[str], keep: int = KEPT) -> csr_matrix:
    """Rows of unit length: log-scaled counts times rarity within a row's group.

    Features that only one row has cannot match and count for its length alone; those that too
    many have are left out. A row keeps the `keep` heaviest.
    """
    everywhere = np.bincount(counts.indices, minlength=counts.shape[1])
    counts = counts[:, everywhere <= MOST]
    everywhere = everywhere[everywhere <= MOST]
    weights = np.zeros(len(counts.data))
    row_of = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    sizes = Counter(groups)
    codes = {group: code for code, group in enumerate(sizes)}
    group_of = np.array([codes[group] for group in groups], np.int64)[row_of]
    for group, code in codes.items():
        here = group_of == code
        often = np.bincount(counts.indices[here], minlength=counts.shape[1])
        size = sizes[group]
        rarity = np.log((1 + size) / np.maximum(often, 1))
        weights[here] = (1 + np.log(counts.data[here])) * rarity[counts.indices[here]]
    shared = everywhere[counts.indices] > 1
    rest = np.bincount(row_of[~shared], weights[~shared] ** 2, counts.shape[0])
    order = np.lexsort((-weights * shared, row_of))  # stable: equal ones by column
    place = np.arange(len(order)) - counts.indptr[row_of]  # rows keep their places in `order`
    kept = np.sort(order[place < keep])
    kept = kept[shared[kept]]
    ends = np.concatenate(([0], np.cumsum(np.bincount(row_of[kept], minlength=counts.shape[0]))))
    chosen = csr_matrix((weights[kept], counts.indices[kept], ends), counts.shape)
    length = np.sqrt(chosen.multiply(chosen).sum(axis=1).A1 + UNSHARED * rest)
    return (diags(1 / np.where(length > 0, length, 1)) @ chosen).tocsr()
