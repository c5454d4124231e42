"""Nearly the same text is found, whoever printed it; reports of the same event are not."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.relations import copies
from digest.relations.traces import trace

WIRE = """The ferry between Hollen and the island of Skarv will stop running in October, the
harbour board said on Monday, after inspectors found cracks in the hull that had been painted
over at least twice. About four hundred people live on the island, and most of them cross the
sound every day to work or to school.

"We have no other ship of that size, and nobody will lend us one before spring," said Maren
Oldvik, who chairs the board. A fishing boat will take forty passengers in the morning and
forty in the evening; goods are to come by barge, weather permitting.

The ferry was built in 1971 and had been due for replacement for eleven years. The county
refused the money three times, most recently in May, when it decided to widen the road to the
airport instead. Its spokesman declined to answer questions.

Islanders met in the church on Sunday evening. Some proposed to rent houses on the mainland
together; others want to take the county to court. A collection for a lawyer brought in nine
hundred crowns before the coffee was cold."""

REPORT = """No more ferry for Skarv: the board that runs the harbour of Hollen has taken the old
ship out of service from October on, and it does not know what comes after. Divers had come
upon rust and fissures below the water line in August.

"We have no other ship of that size, and nobody will lend us one before spring," said Maren
Oldvik, who chairs the board. Pupils will have to spend the week with families in town, the
headmistress fears, as the small boat that replaces the ferry leaves too late for them.

The opposition in the county council asked for a special session. It was this council, after
all, that put off a new vessel again and again, while the old one was patched up each winter
for sums that would by now have bought half of its successor."""

JAPANESE = """港の理事会は月曜日、船体に亀裂が見つかったため、島へ渡る連絡船の運航を十月に
停止すると発表した。島にはおよそ四百人が暮らし、その多くが毎日海峡を渡って職場や学校へ
通っている。理事長は「同じ大きさの船はほかになく、春まで貸してくれる人もいない」と述べた。
朝と夕方に漁船が四十人ずつを運び、荷物は天候が許せばはしけで届く予定だという。"""


def groups(texts: Sequence[str]) -> list[tuple[int, ...]]:
    return copies.groups([trace("", text, "en") for text in texts])


def with_company(*texts: str) -> list[tuple[int, ...]]:
    """The groups of more than one."""
    return [group for group in groups(texts) if len(group) > 1]


def cut(text: str, paragraphs: int) -> str:
    return "\n\n".join(text.split("\n\n")[:paragraphs])


@pytest.mark.parametrize(
    "other",
    [
        WIRE.upper(),
        "Island without a ship\n\nHOLLEN (Agency) - " + WIRE,
        cut(WIRE, 3),
        "A last crossing\n\n" + cut(WIRE, 2),
        WIRE.replace("Monday", "Tuesday").replace("four hundred", "400").replace("said on", "told"),
        WIRE.replace("three times", "[three times](https://post.example/ferry-and-county-1)"),
        "\n\n".join(WIRE.split("\n\n")[::2]),
    ],
    ids=["capitals", "dateline", "shorter", "half", "edited", "linked", "without-a-middle"],
)
def test_the_same_story_in_another_paper_is_a_copy(other: str) -> None:
    assert with_company(REPORT, WIRE, other) == [(1, 2)]


def test_a_report_that_quotes_the_same_sentence_is_not() -> None:
    assert with_company(WIRE, REPORT) == []


def test_a_sentence_of_a_story_is_no_copy_of_it() -> None:
    assert with_company(WIRE, WIRE.split("\n\n", maxsplit=1)[0]) == []


def test_a_review_of_the_week_does_not_make_its_stories_one() -> None:
    harvest = " ".join(
        f"apple{n} pear{n} plum quince{n % 7}" for n in range(len(WIRE.split()) // 4)
    )
    assert with_company(WIRE, harvest, f"{WIRE}\n\n{harvest}") == [(0, 2)]


def test_copies_of_copies_are_one_group() -> None:
    assert with_company(cut(WIRE, 2), WIRE, cut(WIRE, 3), REPORT, REPORT) == [(0, 1, 2), (3, 4)]


def test_few_words_are_copies_only_if_equal() -> None:
    line = "Storm warning for the coast: stay away from the harbour until Friday noon"
    assert with_company(line, line + " at least", line.lower()) == [(0, 2)]


@pytest.mark.parametrize("texts", [[], [""], ["", "", "  \n", "…!"]])
def test_texts_without_words_are_copies_of_nothing(texts: list[str]) -> None:
    assert groups(texts) == [(index,) for index in range(len(texts))]


def test_scripts_without_spaces_have_copies_too() -> None:
    shorter = JAPANESE.rsplit("朝と夕方", maxsplit=1)[0]
    other = (
        "島の教会に住民が集まり、郡を訴えるかどうかを話し合った。" * 2
        + "船は一九七一年に造られた。"
    )
    assert with_company(JAPANESE, other, "連絡船が停止へ\n" + shorter) == [(0, 2)]


def test_five_hundred_times_one_text_are_compared_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = count_comparisons(monkeypatch)
    assert with_company(*[WIRE] * 500) == [tuple(range(500))]
    assert not compared


def test_edited_copies_are_compared_with_their_neighbours_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = count_comparisons(monkeypatch)
    chance = random.Random(7)
    words = WIRE.split()
    texts = [
        " ".join(word if chance.random() > 0.02 else f"word{n}" for word in words)
        for n in range(300)
    ]
    assert with_company(*texts) == [tuple(range(300))]
    assert len(compared) < 3 * len(texts)


def count_comparisons(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    compared: list[bool] = []
    compare = copies._is_copy

    def counted(shorter: copies.Text, longer: copies.Text) -> bool:
        compared.append(compare(shorter, longer))
        return compared[-1]

    monkeypatch.setattr(copies, "_is_copy", counted)
    return compared


_PARAGRAPHS = st.sampled_from([*WIRE.split("\n\n"), *REPORT.split("\n\n"), JAPANESE, "", "Short."])
_TEXTS = st.lists(st.lists(_PARAGRAPHS, max_size=5).map("\n\n".join), max_size=8)


@settings(deadline=None)
@given(_TEXTS, st.randoms(use_true_random=False))
def test_groups_are_a_partition_whatever_the_order(texts: list[str], chance: random.Random) -> None:
    found = groups(texts)
    assert sorted(index for group in found for index in group) == list(range(len(texts)))
    assert found == sorted(tuple(sorted(group)) for group in found)
    order = chance.sample(range(len(texts)), len(texts))
    shuffled = groups([texts[index] for index in order])
    assert sorted(tuple(sorted(order[place] for place in group)) for group in shuffled) == found
