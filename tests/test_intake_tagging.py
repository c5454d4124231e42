"""Which tags a text gets: by names in any language, by tagged articles near it, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest import frontmatter, vocabulary
from digest.article import Article, Origin
from digest.intake import Explanation, clean_folder, explain, knowledge
from digest.intake.facts import neighbours
from digest.intake.facts.candidates import candidates
from digest.intake.facts.mentions import Names, counted, names_of
from digest.intake.facts.neighbours import TaggedText, gathered
from digest.intake.facts.tagging import MOST, Subjects, tags
from digest.vocabulary import Tag, Vocabulary
from projects import ROOT


@pytest.fixture(scope="module")
def starter() -> Vocabulary:
    return vocabulary.load(ROOT / vocabulary.FILE)


def vocabulary_of(tmp_path: Path, text: str) -> Vocabulary:
    path = tmp_path / "tags.yaml"
    path.write_text(text, "utf-8")
    return vocabulary.load(path)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Russlands Häfen und russischer Weizen", {"russia": 2}),
        ("ru", "В российской печати, россияне в России", {"russia": 3}),
        ("ru", "Сирийские и китайские гости, из Сирии", {"syria": 2, "china": 1}),
        ("ja", "ロシアの港で", {"russia": 1}),
        ("zh", "中国和俄罗斯", {"china": 1, "russia": 1}),
        ("ar", "قالت روسيا إن الصين وبالصين، وبروسيا", {"russia": 2, "china": 2}),
        ("ar", "في البحر الأحمر", {}),  # not Bahrain, whose stem is that of the sea
        ("ru", "Собор Сан-Франциско", {}),
        ("en", "Albany in New England", {}),
        ("fr", "François et Francine", {}),
        ("it", "La Norvegia e il governo norvegese", {"norway": 2}),
        ("en", "Albanian and Qatari guests of Estonia", {"albania": 1, "qatar": 1, "estonia": 1}),
        ("en", "The US told us more", {"united-states": 1}),
        ("en", "It may rain; they polish lamps in May", {}),
        ("en", "A Polish lamp", {"poland": 1}),
        ("en", "He ate turkey. Turkey is dry.", {}),
        ("en", "He ate turkey in Turkey.", {"turkiye": 1}),
        ("en", "TURKEY AND POLAND OPEN A BRIDGE", {"turkiye": 1, "poland": 1}),
        ("fr", "Des tours dans le Mali", {"mali": 1}),
        ("es", "Pan para Cuba", {"cuba": 1}),
        ("de", "Vereinte Nationen, die Vereinten Nationen", {"united-nations": 2}),
        ("en", "New York is not old York", {"new-york": 1}),
        ("en", "Niger, Nigerian roads, South Sudan", {"niger": 1, "nigeria": 1, "south-sudan": 1}),
        ("ja", "マリアさんがマリで", {"mali": 1}),
    ],
)  # fmt: skip
def test_names_are_found_by_stem_script_and_case(
    starter: Vocabulary, language: str, text: str, expected: dict[str, int]
) -> None:
    assert counted(text, names_of(starter, language)) == expected


def test_all_countries_have_a_tag_with_their_name_in_every_language(starter: Vocabulary) -> None:
    territories = {tag.territory for tag in starter.tags.values()}
    assert len({code for code in territories if code.isalpha()}) > 230
    assert starter.tags["russia"].label("uk") == "Росія"
    assert starter.tags["russia"].label_language("uk") == "uk"
    assert starter.tags["russia"].label("tlh") == "Russia"
    assert starter.tags["berlin"].label("uk") == "Berlin"


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("🎉", "Ein 🎉 und noch eins: 🎉🎉", 3),
        ("❤️", "I ❤ it", 1),
        ("C++", "C and C++ and CC++", 1),
        ("C#", "C# is not C, nor is F#", 1),
        ("فن الخط", "معرض فن الخط", 1),
        ("水墨画", "近代水墨画展", 1),
    ],
)
def test_names_of_any_characters_are_found(
    tmp_path: Path, name: str, text: str, number: int
) -> None:
    known = vocabulary_of(tmp_path, f"it: {{labels: {{en: '{name}'}}}}")
    assert counted(text, names_of(known, "en")) == {"it": number}


def test_case_kept_says_that_a_tag_is_a_name(tmp_path: Path) -> None:
    known = vocabulary_of(
        tmp_path, "vega: {labels: {en: Vega}, case: kept}\nx: {labels: {en: Rail}}"
    )
    names = names_of(known, "en")
    assert counted("the vega of rail", names) == {"x": 1}
    assert counted("the Vega of Rail", names) == {"vega": 1, "x": 1}


def test_a_word_in_capitals_is_no_abbreviation_in_a_line_of_capitals(starter: Vocabulary) -> None:
    assert counted("THEY TOLD US NOTHING", names_of(starter, "en")) == {}


class Counting(dict[Any, Any]):
    """Counts how often it is asked."""

    asked = 0

    def get(self, key: Any, default: Any = None) -> Any:
        Counting.asked += 1
        return super().get(key, default)


def many(number: int) -> Vocabulary:
    made = {f"t{i}": Tag(f"t{i}", f"Name{i} town", {"en": f"Name{i} town"}) for i in range(number)}
    return Vocabulary(made)


def work(text: str, number: int) -> int:
    found = names_of(many(number), "en")
    phrases, lengths = Counting(found.phrases), Counting(found.lengths)
    Counting.asked = 0
    counted(text, replace(found, phrases=phrases, lengths=lengths))
    return Counting.asked


def test_matching_takes_no_more_work_with_5000_tags_and_twice_for_twice_the_text() -> None:
    text = "The mayor of Name7 town met the council of Name8 town. " * 50
    assert work(text, 5000) == work(text, 50) > 500
    assert work(text * 2, 5000) == 2 * work(text, 5000)


LAMPS = "The harbour council of Brindle chose new lamps for the quay, the pier and the mole. "
BREAD = "The bakers of Ostrel baked rye bread in wood ovens and sold the loaves at dawn. "


def tagged_texts() -> list[TaggedText]:
    return [
        TaggedText("en", f"Lamps {i}", LAMPS + f"Number {i} was lit.", ("harbours", "light"))
        for i in range(20)
    ] + [
        TaggedText("en", f"Bread {i}", BREAD + f"Oven {i} was hot.", ("food",)) for i in range(20)
    ]  # fmt: skip


def known_tags() -> Vocabulary:
    names = {"harbours": "Ports", "light": "Light", "food": "Food and drink"}
    return Vocabulary({id_: Tag(id_, name, {"en": name}) for id_, name in names.items()})


def test_what_the_nearest_tagged_articles_carry_is_suggested_and_says_so() -> None:
    known = known_tags()
    subjects = Subjects(known, gathered(tagged_texts(), known))
    found = tags("New lamps", [LAMPS + "They glow."], (), "en", subjects)
    assert [tag.value for tag in found] == ["harbours", "light"]
    assert found[0].origin == "a tag of 10 of the 10 nearest tagged articles"


def test_tagged_articles_count_the_same_in_any_order_and_through_a_file() -> None:
    known, texts = known_tags(), tagged_texts()
    straight = neighbours.carried("en", "Lamps", LAMPS, gathered(texts, known), known)
    turned = gathered(texts[::-1], known)
    through = neighbours.loaded(neighbours.dumped(turned))
    assert neighbours.carried("en", "Lamps", LAMPS, turned, known) == straight
    assert neighbours.carried("en", "Lamps", LAMPS, through, known) == straight
    assert through.habits("harbours") == turned.habits("harbours")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ""),
        ("en", "12 34"),
        ("en", "Lamps"),
        ("xx", LAMPS),
        ("ja", "港"),
        ("en", LAMPS * 500),
    ],
)
def test_texts_of_any_kind_get_tags_or_none(language: str, text: str) -> None:
    known = known_tags()
    subjects = Subjects(known, gathered(tagged_texts(), known))
    assert len(tags("", [text], (), language, subjects)) <= MOST
    same = Subjects(known, gathered([TaggedText("en", "", LAMPS, ("food",))] * 500, known))
    assert len(tags("", [text], (), language, same)) <= MOST


def test_without_tagged_articles_at_most_eight_tags_are_given(starter: Vocabulary) -> None:
    text = "Peru, Chile, Cuba, Kenya, Ghana, Norway, Sweden, Japan, China and India met. " * 3
    assert len(tags("", [text], (), "en", Subjects(starter))) == MOST


def test_a_country_stays_beside_its_capital_where_it_is_weightier(starter: Vocabulary) -> None:
    def found(text: str) -> list[str]:
        return [tag.value for tag in tags("", [text], (), "en", Subjects(starter))]

    assert found("Moscow is large. Russia, Russia, Russia.") == ["russia", "moscow"]
    assert found("Moscow, Moscow, Moscow is in Russia.") == ["moscow"]


def names_in(text: str, known: Vocabulary, language: str = "en") -> list[str]:
    names: Names = names_of(known, language)
    return [found.value for found in candidates("", [text], names, MOST)]


def test_names_that_no_tag_has_are_candidates(starter: Vocabulary) -> None:
    text = (
        "They say that Ada Kern left Ostrel for Norway. The mayor wrote to Kern. "
        "In Ostrel the lamps of Norway burn. On the pier they wait."
    )
    assert names_in(text, starter) == ["Ada Kern", "Ostrel"]
    german = "Die Laterne von Ada Kern brennt. Ada Kern kauft eine Laterne. Die NBD zahlt, NBD."
    assert names_in(german, starter, "de") == ["Ada Kern", "NBD"]
    assert names_in("محمد في السوق محمد في السوق", starter, "ar") == []


def article(number: int, tagged: tuple[str, ...]) -> Article:
    when = datetime(2026, 1, 1 + number % 28, tzinfo=UTC)
    return Article(f"Lamps {number}", when, "en", LAMPS + f"Number {number}.", tags=tagged)


def put(project: Path, number: int, written: Article, edited: bool) -> None:
    path = project / f"content/articles/2026/01/a{number}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    origin = Origin(f"a{number}.txt", f"{number:064d}")
    path.write_text(frontmatter.dump(replace(written, raw=None if edited else origin)), "utf-8")


@pytest.mark.parametrize("edited", [True, False])
def test_only_tags_of_articles_that_a_person_edited_are_carried_on(
    project: Path, edited: bool
) -> None:
    (project / "content/tags.yaml").write_text("harbours: {labels: {en: Ports}}\n", "utf-8")
    for number in range(40):
        put(project, number, article(number, ("harbours", "quay-lights")), edited)
    raw = project / "content/raw/new.txt"
    raw.parent.mkdir(parents=True, exist_ok=True)
    raw.write_text(f"Brindle has new lamps\n\n{LAMPS}{LAMPS}\n\n{LAMPS}\n", "utf-8")
    (found,) = explain(project, "new.txt")
    assert isinstance(found, Explanation)
    expected = ["harbours", "quay-lights"] if edited else []
    assert [value for name, value, _ in found.rows if name == "tag"] == expected
    (written,) = clean_folder(project).written
    assert list(frontmatter.parse((project / written.path).read_text("utf-8"), "").tags) == expected


def test_tagged_articles_are_made_ready_once_for_the_same_articles(project: Path) -> None:
    articles = [article(number, ("light",)) for number in range(3)]
    name = knowledge.gather(project, articles)
    (file,) = (project / ".cache").glob("tagged-*.npz")
    stamp = file.stat().st_mtime_ns
    assert knowledge.gather(project, articles[::-1]) == name
    assert file.stat().st_mtime_ns == stamp
    assert knowledge.gather(project, articles[1:]) != name
    assert len(list((project / ".cache").glob("tagged-*.npz"))) == 1
    assert knowledge.gather(project, []) == ""
    assert knowledge.load(project, knowledge.gather(project, articles)).subjects.tagged


def test_new_candidates_are_shown_and_never_written(project: Path) -> None:
    raw = project / "content/raw/new.txt"
    raw.parent.mkdir(parents=True, exist_ok=True)
    body = "The mayor of Ostrel met Ada Kern, and Ada Kern praised the lamps of Ostrel at length."
    raw.write_text(f"A mayor praises lamps\n\n{body}\n\n{LAMPS}\n", "utf-8")
    (found,) = explain(project, "new.txt")
    assert isinstance(found, Explanation)
    rows = [(value, origin) for name, value, origin in found.rows if name == "new tag?"]
    assert ("Ostrel", "not in the vocabulary; named 2 times in the text") in rows
    (written,) = clean_folder(project).written
    text = (project / written.path).read_text("utf-8")
    assert frontmatter.parse(text, "").tags == ()
