"""CPU time of relating articles whose vectors are given: `python relating.py [NUMBER]`.

Measured are a first time and edits after it, each with what was remembered before.

The articles are made up: Zipf-distributed words of five made-up languages, events of three
to eight reports with names of their own, vectors around the events.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins"))

import numpy as np

import digest  # noqa: F401  (before NumPy: it decides on the number of threads)
from digest.article import Article
from digest.relations import embedded, vectors
from digest.relations import memory as memories
from digest.relations.relating import Document, Relations, relate
from digest.relations.traces import Trace, trace

LANGUAGES = ("en", "de", "fr", "ru", "ar")
LETTERS = ("bdfgklmnprstvz", "aeiou")
WORDS, LENGTH = 20_000, 400


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(LETTERS[at % 2]) for at in range(chance.randint(2, 9)))


def articles(number: int) -> list[tuple[Article, vectors.Vector]]:
    """Made-up articles, the same every time."""
    chance = random.Random(1)
    dictionaries = {code: [_word(chance) for _ in range(WORDS)] for code in LANGUAGES}
    ranks = np.random.default_rng(1).zipf(1.2, (number, LENGTH)) % WORDS
    noise = np.random.default_rng(2)
    made: list[tuple[Article, vectors.Vector]] = []
    while len(made) < number:
        names = [_word(chance).capitalize() for _ in range(4)]
        centre, day = noise.normal(size=384), chance.randrange(900)
        for _ in range(chance.randint(3, 8)):
            language = chance.choice(LANGUAGES)
            words = [dictionaries[language][rank] for rank in ranks[len(made) % number]]
            for _ in range(12):
                words[chance.randrange(LENGTH)] = chance.choice(names)
            vector = centre + 0.8 * noise.normal(size=384)
            quantised = np.rint(vector * 127 / np.abs(vector).max()).astype(np.int8)
            date = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day)
            title = " ".join([names[0], *words[:6]])
            made.append((Article(title, date, language, " ".join(words)), quantised))
    return made[:number]


class Site:
    """Articles that are edited, and the time that relating them takes."""

    def __init__(self, made: Sequence[tuple[Article, vectors.Vector]], folder: Path) -> None:
        self.articles = [article for article, _ in made]
        self.folder = folder
        known = {embedded.key(embedded.text_of(article)): vector for article, vector in made}
        vectors.write(folder, (("all", key) for key in known), known)
        self.traces = [self._trace(index) for index in range(len(made))]
        self.found: Relations | None = None

    def _trace(self, index: int) -> Trace:
        each = self.articles[index]
        return trace(each.title, each.body, each.language)

    def _document(self, index: int) -> Document:
        each = self.articles[index]
        said = f"{each.title}\n{each.body}".encode()
        key = embedded.key(embedded.text_of(each))
        return Document(f"/{index}/", said, each.language, each.date, tuple(each.tags), key)

    def edit(self, index: int, change: Callable[[Article], Article]) -> None:
        self.articles[index] = change(self.articles[index])
        self.traces[index] = self._trace(index)

    def seconds(self, memory: Path | None) -> float:
        documents = [self._document(index) for index in range(len(self.articles))]
        order = sorted(range(len(documents)), key=lambda i: documents[i].date, reverse=True)
        given = [documents[index] for index in order]

        def traces(places: Sequence[int]) -> list[Trace]:
            return [self.traces[order[place]] for place in places]

        start = time.process_time()
        before = memories.read(memory) if memory else None
        self.found = relate(given, traces, self.folder, before.state if before else None)
        if memory:
            memories.write(memory, self.found.state, before)
        return time.process_time() - start


EDITS: dict[str, Callable[[Article], Article]] = {
    "nothing": lambda article: article,
    "a word of a body": lambda article: replace(article, body=article.body + " afterthought"),
    "a title": lambda article: replace(article, title=article.title + " Ketterby"),
    "a tag": lambda article: replace(article, tags=("harbours",)),
}


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(articles(number), Path(folder))
        traced = time.process_time() - start
        memory = Path(folder) / "memory"
        cold = site.seconds(memory)
        assert site.found
        shown = sum(map(len, site.found.matches))
        several = sum(len(group) > 1 for group in site.found.groups)
        print(f"{number} articles: {cold:.1f} CPU s, {shown} links, {several} stories")
        print(f"to make and trace them: {traced:.1f} CPU s")
        for turn, (what, change) in enumerate(EDITS.items(), 1):
            site.edit(number // 7 * turn % number, change)
            print(f"after an edit of {what}: {site.seconds(memory):.2f} CPU s")


if __name__ == "__main__":
    main()
