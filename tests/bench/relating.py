"""CPU time of relating articles whose vectors are given: `python relating.py [NUMBER]`.

The articles are made up: Zipf-distributed words of five made-up languages, events of three
to eight reports with names of their own, vectors around the events.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins"))

import numpy as np

import digest  # noqa: F401  (before NumPy: it decides on the number of threads)
from digest.relations import nearest, stories
from digest.relations.features import Document
from digest.relations.pairs import pairs

LANGUAGES = ("en", "de", "fr", "ru", "ar")
LETTERS = ("bdfgklmnprstvz", "aeiou")
WORDS, LENGTH = 20_000, 400


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(LETTERS[at % 2]) for at in range(chance.randint(2, 9)))


def documents(number: int) -> list[Document]:
    """Made-up articles, the same every time."""
    chance = random.Random(1)
    dictionaries = {code: [_word(chance) for _ in range(WORDS)] for code in LANGUAGES}
    ranks = np.random.default_rng(1).zipf(1.2, (number, LENGTH)) % WORDS
    noise = np.random.default_rng(2)
    made: list[Document] = []
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
            made.append(Document(language, date, title, " ".join(words), (), quantised))
    return made[:number]


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    made = documents(number)
    start = time.process_time()
    found = pairs(made)
    compared = time.process_time()
    related = nearest.among(found, made, range(number))
    groups = stories.grouped(made, None, found)
    end = time.process_time()
    shown = sum(map(len, related))
    print(
        f"{number} articles: {end - start:.1f} CPU s ({compared - start:.1f} to compare,"
        f" {end - compared:.1f} to choose), {shown} links,"
        f" {sum(len(group) > 1 for group in groups)} stories"
    )


if __name__ == "__main__":
    main()
