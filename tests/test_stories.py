"""Stories keep their names and addresses while their articles come, go and are moved."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import stories
from digest.problems import DigestError
from digest.stories import Naming, Report

START = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What came out, by the names of articles."""

    stories: Mapping[str, str]
    moved: Mapping[str, str]
    shrunk: Mapping[str, str]


def tell(
    groups: str,
    registry: str = "",
    pins: Mapping[str, str] | None = None,
    copies: Mapping[str, str] | None = None,
) -> Told:
    """Name groups such as `abc de f` of articles, one letter each, a day apart."""
    letters = sorted(groups.replace(" ", ""))
    index = {letter: number for number, letter in enumerate(letters)}
    reports = [
        Report(
            f"2026/09/{letter}",
            START + timedelta(days=number),
            index[(copies or {}).get(letter, letter)],
            (pins or {}).get(letter, ""),
        )
        for number, letter in enumerate(letters)
    ]
    divided = [[index[letter] for letter in group] for group in groups.split()]
    naming = stories.named(reports, divided, stories.read(registry))
    return Told(
        {s.id: "".join(letters[i] for i in s.members) for s in naming.stories},
        naming.moved,
        {id_: letters[i] for id_, i in naming.shrunk.items()},
    )


BEGAN = "first: {began: [2026/09/b, 2026/09/c]}\nsecond: {began: 2026/09/e}\n"


def test_a_new_story_is_named_after_its_earliest_article() -> None:
    assert tell("ca bd e").stories == {"a": "ac", "b": "bd"}


def test_one_article_is_no_story() -> None:
    assert tell("a b c") == Told({}, {}, {})


def test_a_story_keeps_its_name_when_an_earlier_report_turns_up() -> None:
    assert tell("bcd", BEGAN).stories == {"first": "bcd"}
    assert tell("abcd", BEGAN).stories == {"first": "abcd"}


def test_when_two_stories_become_one_the_older_stays_and_the_other_leads_to_it() -> None:
    told = tell("abcdef", BEGAN)
    assert told.stories == {"first": "abcdef"}
    assert told.moved == {"second": "first"}


def test_when_a_story_falls_apart_the_name_stays_with_its_first_article() -> None:
    assert tell("ba cd", BEGAN).stories == {"first": "ab", "c": "cd"}


def test_a_story_whose_first_article_is_gone_is_known_by_the_next() -> None:
    assert tell("acd", BEGAN).stories == {"first": "acd"}


def test_a_story_of_which_one_article_is_left_leads_to_that() -> None:
    registry = BEGAN + "third: {began: 2026/09/g, former: [old]}"
    assert tell("ab c g", registry) == Told({"first": "ab"}, {}, {"third": "g", "old": "g"})


def test_a_story_without_articles_is_nowhere() -> None:
    assert tell("xy", BEGAN) == Told({"x": "xy"}, {}, {})


def test_former_names_lead_to_the_story_and_so_do_pins_to_them() -> None:
    registry = "new: {began: 2026/09/a, former: [old, older]}"
    told = tell("ab c", registry, pins={"c": "older"})
    assert told.stories == {"new": "abc"}
    assert told.moved == {"old": "new", "older": "new"}


def test_a_former_name_of_a_story_that_went_into_another_leads_there() -> None:
    registry = "a: {began: 2026/09/a}\nb: {began: 2026/09/b, former: [old]}"
    assert tell("ab", registry).moved == {"b": "a", "old": "a"}


@pytest.mark.parametrize("story", ["first", "a-new-one"])
def test_pins_make_a_story_of_articles_that_are_not_near(story: str) -> None:
    assert tell("a b", pins={"a": story, "b": story}).stories == {story: "ab"}


def test_a_pin_adds_to_a_story_that_was_found() -> None:
    assert tell("ab c", pins={"c": "a"}).stories == {"a": "abc"}
    assert tell("bc a", BEGAN, pins={"a": "first"}).stories == {"first": "abc"}
    assert tell("b a", BEGAN, pins={"a": "first"}).stories == {"first": "ab"}


def test_a_pin_to_the_story_it_is_in_changes_nothing() -> None:
    for letter in "abc":
        assert tell("abc", pins={letter: "a"}).stories == {"a": "abc"}
    assert tell("be", BEGAN.partition("\n")[0], pins={"b": "first"}).stories == {"first": "be"}


def test_none_takes_an_article_out() -> None:
    assert tell("abc", pins={"c": "none"}).stories == {"a": "ab"}
    assert tell("ab", pins={"b": "none"}).stories == {}
    assert tell("bcd", BEGAN, pins={"b": "none"}).stories == {"first": "cd"}


def test_two_stories_taken_for_one_can_be_parted() -> None:
    pinned = {"e": "second", "f": "second"}
    assert tell("bcef", BEGAN, pins=pinned).stories == {"first": "bc", "second": "ef"}
    turned = "\n".join(reversed(BEGAN.splitlines()))
    assert tell("bcef", turned, pins=pinned).stories == {"first": "bc", "second": "ef"}
    assert tell("bcef", pins=pinned).stories == {"b": "bc", "second": "ef"}


def test_copies_go_with_their_original_and_are_no_second_report() -> None:
    assert tell("ab", copies={"b": "a"}).stories == {}
    assert tell("ab c", copies={"c": "a"}).stories == {"a": "abc"}
    assert tell("ac b", copies={"b": "a"}, pins={"a": "none"}).stories == {"b": "bc"}


def test_two_stories_never_share_a_name() -> None:
    registry = "x: {former: [y]}"
    first = Report("2026/09/x", START, 0), Report("2026/09/a", START + timedelta(1), 1)
    second = Report("2026/10/Y", START + timedelta(2), 2), Report("2026/10/b", START, 3)
    third = Report("2026/11/none", START, 4), Report("2026/12/c", START + timedelta(3), 5)
    groups = [(0, 1), (2, 3), (4, 5)]
    named = stories.named([*first, *second, *third], groups, stories.read(registry))
    assert _ids(named) == {"x-2", "b", "none-2"}


def _ids(naming: Naming) -> set[str]:
    return {story.id for story in naming.stories}


def test_many_articles_of_one_name_get_numbers() -> None:
    reports = [Report(f"2026/{n:04}/untitled", START, n) for n in range(400)]
    groups = [(n, n + 1) for n in range(0, 400, 2)]
    ids = _ids(stories.named(reports, groups, stories.Registry()))
    assert len(ids) == 200
    assert {"untitled", "untitled-2", "untitled-200"} <= ids


@given(st.randoms(use_true_random=False), st.integers(0, 40))
def test_no_order_and_no_registering_changes_what_is_told(seed: random.Random, size: int) -> None:
    reports = [
        Report(f"2026/09/{n}", START + timedelta(hours=seed.randrange(9)), n, pin)
        for n in range(size)
        for pin in [seed.choice(["", "", "", "none", "pinned", "3"])]
    ]
    homes = [seed.randrange(9) for _ in reports]
    groups = [[i for i, home in enumerate(homes) if home == each] for each in range(9)]
    first = stories.named(reports, groups, stories.Registry())
    seed.shuffle(groups)
    assert stories.named(reports, groups, stories.Registry()) == first
    text = stories.registered("", first.stories)
    again = stories.named(reports, groups, stories.read(text))
    assert [(s.id, s.members) for s in again.stories] == [(s.id, s.members) for s in first.stories]
    assert stories.registered(text, again.stories) == text
    for story in first.stories:
        assert len(story.members) > 1
        assert all(reports[i].story in ("", story.id) for i in story.members)


def test_new_stories_are_added_below_what_is_there() -> None:
    before = "# Mine\nfirst:   {began: 2026/09/b} # kept\n"
    naming = stories.named(
        [Report(f"2026/09/{name}", START, n) for n, name in enumerate(["b", "x", "no", "東京: 1"])],
        [(0, 1), (2, 3)],
        stories.read(before),
    )
    after = stories.registered(before, naming.stories)
    assert after.startswith(before)
    registry = stories.read(after)
    assert list(registry.entries) == ["first", "no"]
    assert registry.entries["no"].began == ("2026/09/no", "2026/09/東京: 1")
    assert stories.registered(after, naming.stories) == after


def test_places_are_the_same_however_their_letters_are_made() -> None:
    registry = stories.read("a: {began: 2026/09/u\u0308ber}")
    reports = [Report(f"2026/09/{name}", START, n) for n, name in enumerate(["\u00fcber", "x"])]
    assert _ids(stories.named(reports, [(0, 1)], registry)) == {"a"}


def test_a_file_that_takes_nothing_at_its_end_is_refused() -> None:
    naming = stories.named(
        [Report("2026/09/a", START, 0), Report("2026/09/b", START, 1)],
        [(0, 1)],
        stories.Registry(),
    )
    with pytest.raises(DigestError, match=r"stories\.yaml: nothing can be added at its end; "):
        stories.registered("{first: {began: 2026/09/x}}", naming.stories)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: {start: 2026/09/x}", "a: unknown key 'start'; known keys: began, title, former"),
        ("a: {begun: 2026/09/x}", "a: unknown key 'begun'; did you mean 'began'?"),
        ("a:", "a: no entry; write `began:"),
        ("A b: {}", "'A b' is no id; write one such as a-b"),
        ("none: {}", "'none' is no id"),
        ("a: {former: [B]}", "'B' is no id; write one such as b"),
        ("a: {former: [b]}\nb: {}", "'b' is claimed by both 'b' and 'a'"),
        ("a: {began: 2026/09/x}\nb: {began: [2026/09/x]}", "claimed by both 'a' and 'b'; take it"),
        ("a: {began: /2026/09/x/}", "a: began: '/2026/09/x/' is no article's address; write its"),
        ("a: {began: content/articles/2026/09/x.md}", "such as 2026/09/x"),
        ("a: {title: The story}", "a: title: not texts by language; write `title: {en: ..."),
        ("a: {title: {english: X}}", "a: title: english: 'english' is no language tag"),
        ("a: {title: {en: ' '}}", "a: title: en: empty; write a text"),
    ],
)
def test_a_broken_registry_is_refused(text: str, words: str) -> None:
    with pytest.raises(DigestError) as caught:
        stories.read(text)
    assert words in str(caught.value)
    assert str(caught.value).startswith("content/stories.yaml: ")
