"""What articles are compared by, and who is near whom."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from digest.relations import pairs as pairs_module
from digest.relations import vectorsearch
from digest.relations.features import Document, features
from digest.relations.nearest import nearest
from digest.relations.pairs import pairs
from digest.relations.sounds import consonants, runs, sound
from digest.relations.stories import AT_ONCE, grouped

DAY = datetime(2026, 3, 1, tzinfo=UTC)

SYLLABLES = "ka lo mi ter sun dor vel pra nis gom bur tal esh wo qui zan"


def words(seed: int, number: int) -> str:
    """Made-up prose: words that no other seed has, but for some small ones."""
    chance = random.Random(seed)
    made = ["".join(chance.choices(SYLLABLES.split(), k=4)) for _ in range(number)]
    return " ".join(word if at % 3 else "with the" for at, word in enumerate(made))


def document(
    text: str,
    language: str = "en",
    title: str = "",
    tags: tuple[str, ...] = (),
    day: int = 0,
    vector: np.ndarray | None = None,
) -> Document:
    return Document(language, DAY + timedelta(days=day), title, text, tags, vector)


def related(documents: list[Document]) -> list[list[int]]:
    return [[match.index for match in matches] for matches in nearest(documents)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Putin", "Путин"),
        ("Poutine", "Putin"),
        ("Schewtschenko", "Shevchenko"),
        ("Шевченко", "Shevchenko"),
        ("أردوغان", "Erdoğan"),
        ("Τσίπρας", "Tsipras"),
        ("ゼレンスキー", "Zelensky"),
        ("नेपाल", "Nepal"),
    ],
)
def test_names_sound_alike_in_all_scripts(one: str, other: str) -> None:
    heard = [consonants(sound(name)) for name in (one, other)]
    shared = runs(heard).multiply(runs(heard)[[1, 0]])
    assert shared.sum() >= 2, heard


def test_runs_of_two_words_do_not_mix() -> None:
    assert runs(["tarbo", "linet"]).sum() == 5 + 4 + 5 + 4
    assert runs(["", "k", "tarbo"])[:2].sum() == 0
    assert (runs(["tarbo", "linet"])[0] != runs(["tarbo"])[0]).nnz == 0


def test_a_name_relates_articles_in_different_scripts() -> None:
    documents = [
        document("Der Minister Wolodymyr Kravtschenko trat zurück.", "de"),
        document("Министр Володимир Кравченко подал в отставку.", "ru"),
        document("The orchard festival in Tamberley drew a crowd.", "en"),
        document("La fête des vergers attire la foule de Tamberley.", "fr"),
        document("Neue Brücke eröffnet, sagt das Bauamt.", "de"),
    ]
    assert related(documents)[:4] == [[1], [0], [3], [2]]


def test_shared_words_relate_and_the_rarest_tags_say_why() -> None:
    documents = [
        document(words(1, 60) + " Velbrunn reactor cooling", tags=("energy", "velbrunn")),
        document(words(2, 60) + " Velbrunn reactor cooling", tags=("velbrunn", "energy")),
        *(document(words(seed, 60), tags=("energy",)) for seed in range(3, 9)),
    ]
    (match, *_), *_ = nearest(documents)
    assert match.index == 1
    assert match.tags == ("velbrunn", "energy")
    assert match.same_day


def test_nothing_is_shown_where_nothing_is_near() -> None:
    assert related([document(words(seed, 80)) for seed in range(12)]) == [[]] * 12


def test_no_article_is_near_itself_or_its_copies_and_none_is_offered_twice() -> None:
    text = words(5, 80) + " Velbrunn reactor"
    documents = [document(text) for _ in range(4)] + [document(words(6, 80) + " Velbrunn reactor")]
    originals = [0, 0, 0, 0, 4]
    found = [[match.index for match in each] for each in nearest(documents, originals)]
    assert found[:4] == [[4]] * 4
    assert found[4] == [0]


def test_the_same_text_five_hundred_times() -> None:
    documents = [document(words(7, 90)) for _ in range(500)]
    assert nearest(documents, [0] * 500) == [()] * 500
    assert grouped(documents, [0] * 500) == [tuple(range(500))]
    other = document(words(8, 90) + words(7, 20))
    found = nearest([*documents, other], [0] * 500 + [500])
    assert [[match.index for match in each] for each in found] == [[500]] * 500 + [[0]]


def test_odd_articles_disturb_nobody() -> None:
    odd = [
        document(""),
        document("word"),
        document("1 2 3 2026 12.5"),
        document("🎈 🎈", "en"),
        document(words(3, 20_000)),
        document("kitu kimoja tu", "xx"),
        document("東京都の新しい橋が開通した", "ja", tags=("橋", "🎈")),
        document("افتتاح الجسر الجديد", "ar"),
    ]
    two = [
        document(words(1, 60) + " Velbrunn reactor"),
        document(words(2, 60) + " Velbrunn reactor"),
    ]
    assert [others[0] for others in related([*odd, *two])[-2:]] == [9, 8]
    assert related(odd[:1]) == [[]]
    assert related([]) == []
    assert grouped([]) == []
    assert grouped(odd[:1]) == [(0,)]


def test_the_order_of_articles_does_not_matter() -> None:
    chance = random.Random(4)
    documents = [
        document(f"{words(seed, 40)} Name{seed // 3}berg Name{seed // 4}dorf", title=str(seed))
        for seed in range(40)
    ]
    order = list(range(40))
    chance.shuffle(order)
    straight = nearest(documents)
    mixed = nearest([documents[index] for index in order])
    for place, index in enumerate(order):
        scores = {order[match.index]: match.score for match in mixed[place]}
        assert scores == pytest.approx({match.index: match.score for match in straight[index]})


def test_what_nothing_else_has_makes_articles_less_alike() -> None:
    shared = "Velbrunn reactor"
    filler = [document(words(seed, 50)) for seed in range(20, 26)]
    short = features([document(shared), document(shared), *filler]).words
    long = features([document(shared + words(1, 90)), document(shared + words(2, 90)), *filler])
    assert (short[0] @ short[1].T)[0, 0] > (long.words[0] @ long.words[1].T)[0, 0]


def vectors(number: int, events: int, seed: int = 0, spread: float = 0.5) -> np.ndarray:
    """Vectors in signed bytes around the centres of some events."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(events, 384))
    made = centres[np.arange(number) % events] + spread * chance.normal(size=(number, 384))
    return np.asarray(np.rint(made * (127 / np.abs(made).max(axis=1, keepdims=True))), np.int8)


def test_products_of_centred_vectors_are_exact() -> None:
    made = vectorsearch.centred(list(vectors(60, 7)), np.arange(60) % 3)
    assert (made == np.rint(made)).all()
    exact = made.astype(np.int64) @ made.astype(np.int64).T
    ones, others = np.triu_indices(60, 1)
    found = vectorsearch.products(made, ones, others) * vectorsearch.SCALE**2
    assert (np.rint(found) == exact[ones, others]).all()
    assert np.abs(exact).max() < 2**24


def test_vectors_lose_what_their_language_has_in_common() -> None:
    plain = vectors(80, 8).astype(float)
    languages = np.arange(80) // 8 % 2
    moved = np.where(languages[:, None] == 1, plain + 120, plain)
    given = [np.rint(row / 2).astype(np.int8) for row in moved]
    near = vectorsearch.nearest(vectorsearch.centred(given, languages), 10).tocoo()
    same = (near.row % 8 == near.col % 8).mean()
    assert same > 0.95


def test_the_search_among_many_vectors_finds_nearly_all(monkeypatch: pytest.MonkeyPatch) -> None:
    made = vectorsearch.centred(list(vectors(900, 150)), np.zeros(900, np.int64))
    whole = vectorsearch.nearest(made, 6)
    monkeypatch.setattr(vectorsearch, "ALL", 100)
    searched = vectorsearch.nearest(made, 6)
    assert searched.nnz <= whole.nnz
    assert searched.multiply(whole > 0).nnz > 0.9 * whole.nnz


def test_vectors_relate_articles_that_share_no_word() -> None:
    made = vectors(24, 8, spread=0.3)
    languages = ["en", "de", "ja"]
    documents = [
        document(words(index, 40), languages[index % 3], vector=made[index]) for index in range(24)
    ]
    for index, others in enumerate(related(documents)):
        assert set(others) == {other for other in range(24) if other % 8 == index % 8} - {index}


def test_stories_are_what_vectors_and_names_say() -> None:
    made = vectors(24, 8, spread=0.3)
    documents = [
        document(words(index, 40), ["en", "de", "ja"][index % 3], vector=made[index])
        for index in range(24)
    ]
    assert grouped(documents) == [(index, index + 8, index + 16) for index in range(8)]


def test_reports_of_different_weeks_are_different_stories() -> None:
    made = vectors(4, 2, spread=0.9)
    near = [document(words(i, 40), ["en", "de"][i // 2], vector=made[i]) for i in range(4)]
    far = [
        document(words(i, 40), ["en", "de"][i // 2], day=40 * (i // 2), vector=made[i])
        for i in range(4)
    ]
    assert grouped(near) == [(0, 2), (1, 3)]
    assert grouped(far) == [(0,), (1,), (2,), (3,)]


def test_who_says_nothing_is_in_no_story() -> None:
    said = vectors(1, 1)[0]
    documents = [document("🌉", "en", vector=said), document("。", "ja", vector=said)]
    assert grouped(documents) == [(0,), (1,)]


def test_many_articles_that_hang_together_are_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digest.relations.stories.AT_ONCE", 10)
    documents = [document(words(7, 90)) for _ in range(60)]
    assert AT_ONCE > 60
    assert sorted(index for group in grouped(documents) for index in group) == list(range(60))


def test_work_grows_with_the_articles_and_not_with_their_square() -> None:
    counts = []
    for number in (200, 400, 800):
        texts = [f"{words(seed, 40)} Berg{seed // 4}ham" for seed in range(number)]
        found = pairs([document(text) for text in texts], None, 10)
        counts.append(len(found.one))
    assert counts[2] < 5 * counts[0], "pairs are bounded by the candidates of each article"
    assert counts[2] <= 800 * 10 * 5
    assert pairs_module.CANDIDATES <= 100
