"""The language of texts: by script, by little words, by what tells neighbours apart."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.article import RawArticle
from digest.intake.cleaning import clean
from digest.intake.facts import wordlists
from digest.intake.facts.findings import Finding
from digest.intake.facts.scripts import main_script, written_in
from digest.intake.facts.tagging import Subjects
from digest.intake.facts.tongue import detect, likely, mixed, normal, settle
from digest.intake.knowledge import Knowledge
from digest.problems import DigestError
from digest.sources import Source, Sources
from digest.vocabulary import Vocabulary

ENGLISH = (
    "The harbour board met on Tuesday for six hours, and when it rose the old pier was still "
    "closed; nobody on the islands was surprised by that at all, since the ferry had not called "
    "there for a month, and the baker had begun to deliver his bread with a rowing boat."
)
GERMAN = (
    "Der Hafenrat tagte am Dienstag sechs Stunden lang, und als er auseinanderging, war der alte "
    "Steg noch immer gesperrt; auf den Inseln wunderte das niemanden, denn die Fähre hatte dort "
    "seit einem Monat nicht mehr angelegt, und der Bäcker brachte das Brot schon mit dem Ruderboot."
)
CROATIAN = (
    "Gradsko vijeće sjedilo je prošli tjedan šest sati o proračunu za sljedeću godinu. Tisuću "
    "stanovnika otoka nije iznenađeno, jer znanstvenici sveučilišta već u siječnju nisu mogli "
    "točno reći kada će vlak opet voziti, a tvrtka nije odgovorila."
)
BOSNIAN = (
    "Gradsko vijeće sjedilo je prošle sedmice šest sati o budžetu za sljedeću godinu. Hiljadu "
    "stanovnika ostrva nije iznenađeno, jer naučnici univerziteta već u januaru nisu mogli "
    "tačno reći kada će voz opet voziti, a kompanija nije odgovorila."
)
SERBIAN = (
    "Gradsko veće sedelo je prošle nedelje šest sati o budžetu za sledeću godinu. Hiljadu "
    "stanovnika ostrva nije iznenađeno, jer naučnici univerziteta već u januaru nisu mogli "
    "tačno da kažu kada će voz opet da vozi, a kompanija nije odgovorila posle toga."
)
DANISH = "Efter mødet sagde borgmesteren, at broen ikke bliver åbnet før næste uge"
NORWEGIAN = "Etter møtet sa ordføreren at broen ikke blir åpnet før neste uke"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ο South Pole Express στο λιμάνι", "el"),
        ("iPhone 20 Pro 发布会改期", "zh"),
        ("新しい橋が開通、島の住民「夢のよう」", "ja"),
        ("새 다리 개통, 섬 주민 환영", "ko"),
        ("הגשר החדש נפתח", "he"),
        ("สะพานใหม่เปิดแล้ว", "th"),
        ("Нова лука је отворена, каже градоначелник", "sr"),
        ("Порт знову відкрито, кажуть мешканці островів", "uk"),
        (DANISH, "da"),
        (NORWEGIAN, "no"),
        (CROATIAN, "hr"),
        (BOSNIAN, "bs"),
        (SERBIAN, "sr"),
        ("Des de dimarts els vaixells no han sortit del port", "ca"),
        ("Првиот брод од градот стигна со кратка пауза", "mk"),
        ("Първият кораб от града пристигна с кратка почивка", "bg"),
        ("Idući vlak kasni: popravljaju kotače i tračnice", "hr"),
        ("Naredni voz kasni: popravljaju točkove i šine", "bs"),
        ("Prístav je opäť otvorený, povedal starosta ostrova", "sk"),
        ("Přístav je opět otevřený, řekl starosta ostrova", "cs"),
    ],
)
def test_headlines_and_paragraphs(text: str, language: str) -> None:
    assert detect(text)[0] == language


def test_one_of_the_languages_asked_for_is_the_answer() -> None:
    assert detect(DANISH, ["nb", "de", "en-GB"])[0] == "nb"
    assert detect(BOSNIAN, ["hr", "sr", "de"])[0] in ("hr", "sr")


def test_another_language_is_the_answer_where_none_asked_for_has_the_script() -> None:
    assert detect("Ο South Pole Express στο λιμάνι", ["de", "en"])[0] == "el"


def test_asked_for_nothing_that_is_a_language_means_any() -> None:
    assert detect(GERMAN, []) == detect(GERMAN, ["", "german"]) == ("de", True)


@pytest.mark.parametrize(
    "text",
    [
        "Segodnya v gorode otkrylsya novyy most cherez reku, skazal mer",
        "Aaj shahar mein bahut barish hui aur sadkein band ho gayi hain",
    ],
)
def test_a_transcription_into_latin_letters_is_not_relied_on(text: str) -> None:
    assert not detect(text)[1]


def test_surroundings_decide_what_a_text_leaves_open() -> None:
    text = "Most preko rijeke otvoren"
    assert detect(text, likely=["hr"])[0] == "hr"
    assert detect(text, likely=["bs"])[0] == "bs"
    assert detect(ENGLISH, likely=["de"]) == ("en", True)


@pytest.mark.parametrize("text", ["", "   ", "1234 !?", "Taxi", "Radio Nova", "OK"])
def test_what_says_little_is_not_relied_on(text: str) -> None:
    assert not detect(text)[1]


def test_enough_text_is_relied_on() -> None:
    assert detect(ENGLISH) == ("en", True)
    assert detect(GERMAN) == ("de", True)
    assert detect("Το λιμάνι άνοιξε ξανά") == ("el", True)


def test_a_text_overrules_what_its_page_declares() -> None:
    found = settle("en", GERMAN)
    assert (found.value, found.guessed) == ("de", True)


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("de-AT", GERMAN),
        ("nb", " ".join([DANISH] * 4)),
        ("bs", CROATIAN),
        ("hr", SERBIAN),
        ("nn-NO", " ".join([NORWEGIAN] * 4)),
        ("fr", "Taxi"),
    ],
)
def test_a_page_knows_better_between_neighbours_and_where_there_is_little_text(
    declared: str, text: str
) -> None:
    assert settle(declared, text) == Finding(declared, "the page's lang attribute")


def test_without_a_declaration_the_text_decides_and_is_marked_if_unsure() -> None:
    assert settle("", GERMAN) == Finding("de", "the text", False)
    assert settle("", "Radio Nova").guessed


def test_a_publications_language_is_likely_and_else_those_of_all() -> None:
    known = Sources(
        by_id={
            "otok": Source("otok", "Otočki list", language="hr"),
            "bote": Source("bote", "Inselbote", language="de"),
            "any": Source("any", "Any"),
        }
    )
    assert likely("otok", known) == ("hr",)
    assert likely("any", known) == ("de", "hr")
    assert likely("", known) == ("de", "hr")
    assert likely("Unknown", Sources()) == ()


def test_cleaning_asks_for_the_publications_language() -> None:
    paragraph = "Most preko rijeke otvoren je u nedjelju, a prvi su prešli biciklisti."
    page = (
        "<html><head><title>Most</title><meta property='og:url' content='https://otok.example/1'>"
        f"</head><body><article><h1>Most</h1><p>{paragraph}</p></article></body></html>"
    )
    raw = RawArticle("a.html", "0" * 64, "html", page, datetime(2026, 9, 1, tzinfo=UTC))
    found = []
    for language in ("hr", "bs"):
        source = Source("otok", "Otok", domains=("otok.example",), language=language)
        sources = Sources({"otok": source}, {}, {"otok.example": "otok"})
        known = Knowledge(sources, Subjects(Vocabulary()))
        found.append(clean(raw, known).facts.language.value)
    assert found == ["hr", "bs"]


def test_an_article_in_two_languages_is_mixed() -> None:
    shares = dict(mixed([ENGLISH, GERMAN, ENGLISH]))
    assert list(shares) == ["en", "de"]
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["en"] > 0.6


@pytest.mark.parametrize(
    "paragraphs",
    [
        [],
        [ENGLISH],
        [ENGLISH, ENGLISH, "„Der Steg bleibt zu“, sagte der Bäcker."],
        [ENGLISH] * 9 + [GERMAN],
        [CROATIAN, BOSNIAN, SERBIAN],
    ],
)
def test_a_quotation_or_a_neighbour_makes_nothing_mixed(paragraphs: list[str]) -> None:
    assert mixed(paragraphs) == ()


@pytest.mark.parametrize(
    ("tag", "result"),
    [("en_GB", "en-GB"), ("ZH-hant-tw", "zh-Hant-TW"), ("", ""), ("german", ""), ("de-x-y", "de")],
)
def test_tags_are_written_as_bcp_47_writes_them(tag: str, result: str) -> None:
    assert normal(tag) == result


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("", "Latn"),
        ("12", "Latn"),
        ("Straße", "Latn"),
        ("Порт", "Cyrl"),
        ("Порт USB-C", "Cyrl"),
        ("The word порт means a harbour", "Latn"),
        ("港", "Jpan"),
        ("میناء", "Arab"),
    ],
)
def test_scripts(text: str, script: str) -> None:
    assert main_script(text)[0] == script


def test_serbian_is_written_in_two_scripts() -> None:
    assert written_in("sr", "Latn")
    assert written_in("sr", "Cyrl")
    assert not written_in("hr", "Cyrl")
    assert not written_in("ru", "Latn")


def test_rivals_share_no_word_with_all_of_their_group() -> None:
    """Such a word would say nothing."""
    for group in wordlists.rivals().values():
        tables = (group.words, group.starts, group.ends, group.parts)
        useless = [w for table in tables for w, of in table.items() if of == group.languages]
        assert useless == []


def test_parts_of_words(tmp_path: Path) -> None:
    path = tmp_path / "rivals.yaml"
    path.write_text("g:\n  aa: tjed* ab\n  bb: '*sjon *ř*'\n  cc: ab\n", "utf-8")
    group = wordlists.load_rivals(path)["g"]
    assert group.of("tjedan") == {"aa"}
    assert group.of("stasjon") == {"bb"}
    assert group.of("dřevo") == {"bb"}
    assert group.of("ab") == {"aa", "cc"}
    assert group.of("abc") == set()
    assert group.of("tjedřan") == {"aa"}
    assert group.counts(["tjedan", "ab", "x"]) == {"aa": 2, "bb": 0, "cc": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("g: word\n", "rivals.yaml: g: no languages; "),
        ("g:\n  Danish: af\n", "rivals.yaml: g: 'Danish' names no languages; "),
        ("g:\n  da: af Af\n", "rivals.yaml: g: da: 'Af' is no word; "),
        ("g:\n  da: a*f\n", "rivals.yaml: g: da: 'a*f' is no word; "),
        ("g:\n  da: '*'\n", "rivals.yaml: g: da: '*' is no word; "),
    ],
)
def test_a_broken_list_is_an_error(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "rivals.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DigestError) as caught:
        wordlists.load_rivals(path)
    assert str(caught.value).startswith(message)
