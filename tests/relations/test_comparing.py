"""What articles are compared by, and who is near whom."""

from __future__ import annotations

import os
import random
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digest.relations import centring, comparing, scoring, stories, traces, wholly
from digest.relations.comparing import SCALE
from digest.relations.relating import Relations
from digest.relations.scoring import UNIT, Facts, Pairs, Respects
from digest.relations.sounds import runs, written
from digest.relations.traces import CHOSEN, KIND, NAMES, SOUNDS, numbers, trace
from related_sites import DAY, Desk, Note, ordered, related, words


def note(
    text: str,
    language: str = "en",
    title: str = "",
    tags: tuple[str, ...] = (),
    day: int = 0,
    vector: np.ndarray | None = None,
) -> Note:
    return Note("", title, text, language, DAY + timedelta(days=day), tags, vector)


def found_of(notes: list[Note], folder: Path) -> Relations:
    """Relations of notes in the order that they are given in."""
    keyed = [
        Note(f"/{place:03}/", *(getattr(each, name) for name in FIELDS))
        for place, each in enumerate(notes)
    ]
    return related(keyed, folder)


FIELDS = ("title", "body", "language", "date", "tags", "vector")


def others(notes: list[Note], folder: Path) -> list[list[int]]:
    return [[match.index for match in each] for each in found_of(notes, folder).matches]


def groups(notes: list[Note], folder: Path) -> list[tuple[int, ...]]:
    return found_of(notes, folder).groups


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
    heard = [set(runs(written(name))[0].tolist()) for name in (one, other)]
    assert heard[0] & heard[1], heard


def test_runs_are_those_of_four_sounds_and_of_three_consonants_and_of_the_ends() -> None:
    found, begin = runs("".join(map(written, ("Tarb", "2", "", "x1"))))
    spelt = [number.to_bytes(4, "big").lstrip(b"\0").decode() for number in found.tolist()]
    bare = ["^TR", "TRB", "RB$", "^KS", "KS#", "S#$"]
    assert spelt == [*bare, "^tar", "tarb", "arb$", "^ks1", "ks1$"]
    assert begin.tolist() == sorted(begin[:6].tolist()) + sorted(begin[6:].tolist())
    assert [part.size for part in runs("")] == [0, 0]


def kinds(title: str, body: str, language: str = "en") -> set[int]:
    return set((numbers(trace(title, body, language).features) >> np.uint32(KIND)).tolist())


def test_a_trace_depends_on_its_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [(f"Title {n}", words(n, 90), ("en", "ru")[n % 2]) for n in range(20)]
    texts += [("", "", "en"), ("Только", "", "ru"), ("", "東京都の橋 opens", "ja")]
    one_after_the_other = [trace(*text) for text in texts]
    assert traces.traces(texts) == one_after_the_other
    monkeypatch.setattr(traces, "_known", cache(lambda: traces._Stems(20)))
    assert traces.traces(texts[::-1]) == one_after_the_other[::-1]
    # However little is remembered of words, and however few are read at once.
    few = cache(lambda: traces._Stems(3))
    monkeypatch.setattr(traces, "_known", few)
    monkeypatch.setattr(traces, "_AT_ONCE", 1500)
    assert traces.traces(texts) == one_after_the_other
    assert traces.traces([]) == []


def test_a_trace_counts_the_headline_three_times_and_what_stands_often_once() -> None:
    made = trace("Velbrunn", "velbrunn " * 2, "en")
    assert max(made.counts) == 5
    assert max(trace("", "velbrunn " * 200, "en").counts) == 200
    assert max(trace("", "of " * 900, "en").counts) == 255
    assert len(set(numbers(made.features).tolist())) == len(made.counts)


def test_only_words_with_a_capital_are_names_and_are_heard() -> None:
    assert NAMES not in kinds("", "the orchard festival drew a crowd")
    assert SOUNDS not in kinds("", "the orchard festival drew a crowd")
    assert {NAMES, SOUNDS} <= kinds("", "the festival of Tamberley drew a crowd")
    # What stands without its capital, too, is no name.
    assert NAMES not in kinds("", "Orchards drew a crowd, orchards")
    assert {NAMES, SOUNDS} <= kinds("", "東京都の新しい橋が開通した", "ja")
    assert CHOSEN not in kinds("", words(1, 20))
    assert CHOSEN in kinds("", words(1, 40))


def test_marks_belong_to_the_letter_before_them() -> None:
    # Two words of Hindi, the vowels of which are marks.
    assert trace("", "हिमालय समाचार", "hi").words == 2
    assert trace("", "東京都", "ja").words == 2, "pairs of neighbours, where no blanks are"
    assert trace("", "it's a_b 12.5", "en").words == 6


def test_traces_stay_small() -> None:
    made = trace("", words(1, 50_000), "en")
    assert len(made.shingles) + len(made.features) < 300_000
    assert len(made.shingles) <= 4 * 2 * traces.KEPT
    assert trace("", "", "en").text == b""


def test_a_name_relates_articles_in_different_scripts(tmp_path: Path) -> None:
    notes = [
        note("Der Minister Wolodymyr Kravtschenko trat zurück.", "de"),
        note("Министр Володимир Кравченко подал в отставку.", "ru"),
        note("The orchard festival in Tamberley drew a crowd.", "en"),
        note("La fête des vergers attire la foule de Tamberley.", "fr"),
        note("Neue Brücke eröffnet, sagt das Bauamt.", "de"),
    ]
    assert others(notes, tmp_path)[:4] == [[1], [0], [3], [2]]


def test_shared_words_relate_and_the_rarest_tags_say_why(tmp_path: Path) -> None:
    notes = [
        note(words(1, 60) + " Velbrunn reactor cooling", tags=("energy", "velbrunn")),
        note(words(2, 60) + " Velbrunn reactor cooling", tags=("velbrunn", "energy")),
        *(note(words(seed, 60), tags=("energy",)) for seed in range(3, 9)),
    ]
    match = found_of(notes, tmp_path).matches[0][0]
    assert match.index == 1
    assert match.tags == ("velbrunn", "energy")
    assert match.same_day


def test_nothing_is_shown_where_nothing_is_near(tmp_path: Path) -> None:
    assert others([note(words(seed, 80)) for seed in range(12)], tmp_path) == [[]] * 12


def test_no_article_is_near_itself_or_its_copies_and_none_is_offered_twice(tmp_path: Path) -> None:
    text = words(5, 80) + " Velbrunn reactor"
    notes = [note(text) for _ in range(4)] + [note(words(6, 80) + " Velbrunn reactor")]
    found = found_of(notes, tmp_path)
    assert found.originals == [3, 3, 3, 3, 4], "the last is the earliest"
    assert [[match.index for match in each] for each in found.matches] == [[4]] * 4 + [[3]]


def test_the_same_text_five_hundred_times(tmp_path: Path) -> None:
    notes = [note(words(7, 90)) for _ in range(500)]
    found = found_of(notes, tmp_path)
    assert found.matches == [()] * 500
    assert found.groups == [tuple(range(500))]
    other = note(words(8, 90) + words(7, 20))
    assert others([*notes, other], tmp_path) == [[500]] * 500 + [[499]]


def test_odd_articles_disturb_nobody(tmp_path: Path) -> None:
    odd = [
        note(""),
        note("word"),
        note("1 2 3 2026 12.5"),
        note("🎈 🎈", "en"),
        note(words(3, 20_000)),
        note("Word " * 20_000),
        note("kitu kimoja tu", "xx"),
        note("東京都の新しい橋が開通した", "ja", tags=("橋", "🎈")),
        note("افتتاح الجسر الجديد", "ar"),
        note("\ud800 lone surrogate", "en"),
    ]
    two = [note(words(1, 60) + " Velbrunn reactor"), note(words(2, 60) + " Velbrunn reactor")]
    assert [found[0] for found in others([*odd, *two], tmp_path)[-2:]] == [11, 10]
    assert others(odd[:1], tmp_path) == [[]]
    assert groups(odd[:1], tmp_path) == [(0,)]


def test_the_order_of_articles_does_not_matter(tmp_path: Path) -> None:
    chance = random.Random(4)
    notes = [
        note(f"{words(seed, 40)} Name{seed // 3}berg Name{seed // 4}dorf", title=str(seed))
        for seed in range(40)
    ]
    order = list(range(40))
    chance.shuffle(order)
    straight = found_of(notes, tmp_path).matches
    mixed = found_of([notes[index] for index in order], tmp_path).matches
    for place, index in enumerate(order):
        scores = {order[match.index]: match.score for match in mixed[place]}
        assert scores == {match.index: match.score for match in straight[index]}


def test_what_nothing_else_has_makes_articles_less_alike(tmp_path: Path) -> None:
    shared = "Velbrunn reactor "
    filler = [note(words(seed, 50)) for seed in range(20, 26)]
    scores = []
    for length in (5, 20, 90):
        two = [note(shared + words(seed, length)) for seed in (1, 2)]
        scores.append(found_of([*two, *filler], tmp_path).matches[0][0].score)
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_a_feature_is_rare_where_few_articles_of_the_language_have_it() -> None:
    columns, groups_ = np.array([0, 0, 0, 1, 2, 2]), np.array([0, 0, 1, 0, 0, 1])
    here = np.ones(6, bool)
    found = comparing.classes(columns, groups_, here, (3, 2), NAMES).tolist()
    assert found == [3, 3, 2, 1, 2, 2]
    here[0] = False
    assert comparing.classes(columns, groups_, here, (3, 2), NAMES).tolist() == [2, 2, 2, 1, 2, 2]
    for kind, most in enumerate(comparing.MOST):
        many = np.zeros(most + 1, np.int64)
        everywhere = np.ones(most + 1, bool)
        assert set(comparing.classes(many, many, everywhere, (1, 1), kind).tolist()) == {0}
        everywhere[0] = False
        assert 0 not in comparing.classes(many, many, everywhere, (1, 1), kind)
    rarities = comparing.weights(np.ones(8, np.uint8), np.full(8, 12), np.arange(8)).tolist()
    assert rarities[1] == rarities[2]
    assert rarities[2:] == sorted(set(rarities[2:]), reverse=True)
    assert 0 < rarities[0] < rarities[-1]


def vectors(number: int, events: int, seed: int = 0, spread: float = 0.5) -> np.ndarray:
    """Vectors in signed bytes around the centres of some events."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(events, 384))
    made = centres[np.arange(number) % events] + spread * chance.normal(size=(number, 384))
    return np.asarray(np.rint(made * (127 / np.abs(made).max(axis=1, keepdims=True))), np.int8)


def test_centred_vectors_are_whole_numbers_and_lose_what_their_language_has_in_common() -> None:
    plain = vectors(80, 8).astype(float)
    languages = ["en" if place // 8 % 2 else "de" for place in range(80)]
    moved = [row + 120 * (name == "en") for row, name in zip(plain, languages, strict=True)]
    known = {f"{place:02}": np.rint(row / 2).astype(np.int8) for place, row in enumerate(moved)}
    samples = centring.sampled(list(zip(languages, known, strict=True)))
    assert len(samples[""]) == centring.SAMPLE
    means = centring.means(samples, known)
    made = centring.centred(list(known.values()), languages, means).astype(np.int64)
    dots = made @ made.T
    assert np.abs(dots).max() < 2**24
    assert np.abs(np.sqrt(np.diag(dots)) - SCALE).max() < 20
    np.fill_diagonal(dots, 0)
    near = dots.argsort(axis=1)[:, -9:]
    assert (near % 8 == np.arange(80)[:, None] % 8).mean() > 0.95


def test_vectors_relate_articles_that_share_no_word(tmp_path: Path) -> None:
    made = vectors(24, 8, spread=0.3)
    notes = [
        note(words(index, 40), ["en", "de", "ja"][index % 3], vector=made[index])
        for index in range(24)
    ]
    for index, found in enumerate(others(notes, tmp_path)):
        assert set(found) == {other for other in range(24) if other % 8 == index % 8} - {index}


def test_stories_are_what_vectors_and_names_say(tmp_path: Path) -> None:
    made = vectors(24, 8, spread=0.3)
    notes = [
        note(words(index, 40), ["en", "de", "ja"][index % 3], vector=made[index])
        for index in range(24)
    ]
    assert groups(notes, tmp_path) == [(index, index + 8, index + 16) for index in range(8)]


def test_reports_of_different_weeks_are_different_stories(tmp_path: Path) -> None:
    made = vectors(4, 2, spread=0.9)
    near = [note(words(i, 40), ["en", "de"][i // 2], vector=made[i]) for i in range(4)]
    far = [
        note(words(i, 40), ["en", "de"][i // 2], day=40 * (i // 2), vector=made[i])
        for i in range(4)
    ]
    assert groups(near, tmp_path) == [(0, 2), (1, 3)]
    assert groups(far, tmp_path) == [(0,), (1,), (2,), (3,)]


def test_without_vectors_days_between_reports_weigh_more() -> None:
    days, same = np.array([0, 0, 10]), np.zeros(2)
    facts = Facts(np.array([0, 1, 1]), days, days.astype(float), days + 900, days + 30)
    one, other = np.array([0, 0]), np.array([1, 2])
    lost = []
    for seen in (True, False):
        near = Respects([same, same, same + 0.5, same], same + 0.5, np.array([seen, seen]))
        today, later = scoring.story(facts, one, other, near, np.zeros(2, bool)).tolist()
        lost.append(today - later)
        assert today >= round(scoring.SAME_EVENT * UNIT)
    assert 0 < lost[0] < lost[1]


def test_who_says_nothing_is_in_no_story(tmp_path: Path) -> None:
    said = vectors(1, 1)[0]
    notes = [note("🌉", "en", vector=said), note("。", "ja", vector=said)]
    assert groups(notes, tmp_path) == [(0,), (1,)]


def linked(edges: dict[tuple[int, int], float], size: int, threshold: float = 0.5) -> list[int]:
    one, other = (np.array(each, np.int32) for each in zip(*edges, strict=True))
    likeness = np.array([round(each * UNIT) for each in edges.values()], np.int32)
    pairs = Pairs(one, other, np.zeros(len(one), np.int32), likeness)
    found: list[int] = stories.grouped(pairs, np.arange(size), threshold)[1].tolist()
    return found


def test_groups_are_joined_while_they_are_near_on_average() -> None:
    close = {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.7}
    assert linked(close, 4) == [0, 0, 0, 3]
    bridge = {(0, 1): 0.9, (2, 3): 0.9, (1, 2): 0.8}
    assert linked(bridge, 4) == [0, 0, 2, 2]
    assert linked({**bridge, (0, 2): 0.4, (1, 3): 0.4, (0, 3): 0.4}, 4) == [0] * 4
    assert linked({(0, 1): 0.4999999}, 2) == [0, 0], "rounded, and then compared"
    assert linked({(0, 1): 0.4999}, 2) == [0, 1]


def test_parts_of_a_graph() -> None:
    chance = random.Random(3)
    for _ in range(60):
        size = chance.randint(1, 40)
        edges = [
            (chance.randrange(size), chance.randrange(size)) for _ in range(chance.randrange(50))
        ]
        names = list(range(size))
        for _ in range(size):
            for one, other in edges:
                names[one] = names[other] = min(names[one], names[other])
        first, second = (np.array([edge[end] for edge in edges], np.int64) for end in (0, 1))
        assert stories.parts(first, second, size).tolist() == names


def test_many_articles_that_hang_together_are_divided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.relations.stories.AT_ONCE", 10)
    edges = {(one, one + 1): 0.6 + 0.35 * (one % 6 < 4) for one in range(59)}
    found = linked(edges, 60)
    assert len(set(found)) > 3
    assert all(len({found[at] for at in range(start, start + 2)}) == 1 for start in range(0, 60, 6))


def related_by_two(notes: list[Note], folder: Path) -> tuple[Relations, bool]:
    """Relations as two forked processes find them, and whether this one has scored any pair."""
    scored_here = False

    def found_by(*arguments: Any) -> Pairs:
        nonlocal scored_here
        scored_here = True
        return scored(*arguments)

    scored = scoring.scored
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wholly, "scored", found_by)
        patch.setattr(wholly, "processors", lambda: 2)
        patch.setattr(wholly, "_FEW", 0)
        patch.setattr(wholly, "_BLOCK", 8)
        return related(notes, folder), scored_here


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_several_processes_find_the_same_pairs(tmp_path: Path) -> None:
    desk = Desk(random.Random(7))
    while len(desk.notes) < 60:
        desk.add()
    notes = ordered(desk.notes)
    alone = related(notes, tmp_path)
    # No process with threads is forked, and other tests may have left some in this one.
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        together, scored_here = fresh.submit(related_by_two, notes, tmp_path).result()
    assert not scored_here
    assert alone == together
    assert alone.state
    assert together.state
    for one, other in zip(
        alone.state.found.pairs.arrays(), together.state.found.pairs.arrays(), strict=True
    ):
        assert np.array_equal(one, other)
