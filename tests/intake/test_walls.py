"""Pages that are no article are told so, by kind; what is short or odd but an article stays one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from digest.article import RawArticle
from digest.intake import rules
from digest.intake.cleaning import clean
from digest.intake.knowledge import NOTHING
from digest.intake.lines import width
from digest.intake.rules import FOLDER, WALLS, LineRule, bare, load_wall_rules, wall_rules
from digest.problems import DigestError

RULES = load_wall_rules(FOLDER / "walls.yaml")


def takes(rule: LineRule, text: str) -> bool:
    return width(bare(text)) <= rule.longest and rule.takes(bare(text))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name}-{rule.language}")
def test_a_rule_takes_its_examples_and_none_takes_what_it_keeps(rule: LineRule) -> None:
    assert rule.keeps
    assert [text for text in rule.examples if not takes(rule, text)] == []
    assert [text for text in rule.keeps if any(takes(other, text) for other in RULES)] == []


@pytest.mark.parametrize("kind", WALLS)
def test_every_kind_is_known_in_many_languages(kind: str) -> None:
    assert len({rule.language for rule in RULES if rule.name == kind} - {"any"}) >= 25


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bot-wal:\n  en: {lines: [a], example: [a]}\n", "unknown key 'bot-wal'; did you mean"),
        ("login:\n  en: {lines: [a], example: [a], where: end}\n", "login: en: unknown key"),
        ("login: {}\npaywall: [a]\n", "paywall: no languages; add one"),
        ("login:\n  en: {pattern: '(a+)+', example: [a]}\n", "login: en: pattern: catastr"),
        ("login:\n  en: {lines: [a]}\n", "login: en: example: missing"),
    ],
)
def test_a_broken_rule_is_an_error(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "walls.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DigestError) as caught:
        load_wall_rules(path)
    assert str(caught.value).startswith("walls.yaml: ")
    assert message in str(caught.value)


def test_walls_are_checked_with_all_other_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    rules._check.cache_clear()  # another test has checked them
    monkeypatch.setattr(rules, "load_wall_rules", read.append)
    rules.check(tmp_path / "rules.sha256")
    assert read == [FOLDER / "walls.yaml"]


def page(title: str, *parts: str, language: str = "en", before: str = "", after: str = "") -> str:
    body = "\n".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    head = f'<html lang="{language}"><head><title>{title}</title></head>'
    return f"{head}<body>{before}<main>{body}</main>{after}</body></html>"


def texts(text: str, markup: Literal["html", "fragment", "text"] = "html") -> list[str]:
    raw = RawArticle("a.raw", "0" * 64, markup, text, datetime(2026, 9, 1, tzinfo=UTC))
    return [block.text for block in clean(raw, NOTHING).blocks]


def refusal(text: str, markup: Literal["html", "fragment", "text"] = "html") -> str:
    with pytest.raises(DigestError) as caught:
        texts(text, markup)
    return str(caught.value)


COAST = (
    "The harbour board of Brindle met on Tuesday for six hours, and when it rose the old pier was "
    "still closed to all boats; nobody on the islands was surprised by that."
)
LAMPS = (
    "The lamps along the quay have been dark since March, said the harbour master, and the town "
    "has no money left to mend them before the winter storms arrive."
)
KUESTE = (
    "Der Hafenrat von Brindel tagte am Dienstag sechs Stunden lang, und als er auseinanderging, "
    "blieb die alte Mole für alle Boote gesperrt; auf den Inseln wunderte das niemanden."
)

SITE = "https://lanternpost.example"
LINKS = "".join(
    f'<li><a href="{SITE}/story/{n}">The lamps of harbour number {n} are lit</a></li>'
    for n in range(14)
)
TEASERS = "".join(
    f'<article><h2><a href="{SITE}/{n}">The lamps of harbour number {n} are lit again</a></h2>'
    f"<p>For the {n}th time this year the lamps of the old quay have been mended by the town.</p>"
    "</article>"
    for n in range(14)
)

WALL_PAGES = {
    "bot-en": (
        page("Just a moment...", "<h1>lanternpost.example</h1>",
             "Verifying you are human. This may take a few seconds."),
        'a bot wall ("Just a moment...")',
    ),
    "bot-en-without-a-body": (page("Just a moment...", "<br>"), "a bot wall"),
    "bot-en-no-title": (page("", "Please enable JavaScript and cookies to continue"), "a bot wall"),
    "bot-en-with-a-site": (
        page("Access denied | Lantern Post", "You don't have permission to access this page.",
             "Reference number 18.2f. If you believe this is a mistake, write to the newsroom of "
             "the Lantern Post and tell them what you did when this page came up."),
        "a bot wall",
    ),
    "bot-de": (
        page("Lampenpost", "Bitte bestätigen Sie, dass Sie kein Roboter sind.", language="de"),
        "a bot wall",
    ),
    "bot-ja": (page("しばらくお待ちください", "ブラウザを確認しています。", language="ja"),
               "a bot wall"),
    "cookie-fr": (
        page("La Lanterne", "<h1>Votre vie privée</h1>",
             "Nous et nos partenaires utilisons des cookies pour mesurer l'audience de ce site.",
             language="fr"),
        "a cookie wall",
    ),
    "cookie-en": (
        page("Lantern Post", "We and our 40 partners store and access information on your device, "
             "such as cookies, and process personal data to show you what we think you like.",
             "Accept cookies to continue"),
        "a cookie wall",
    ),
    "paywall-en": (
        page("The pier of Brindle stays closed", "<h1>The pier of Brindle stays closed</h1>",
             COAST, "<div>Subscribe to continue reading</div>"),
        'behind a paywall ("Subscribe to continue reading")',
    ),
    "paywall-de": (
        page("Die Mole bleibt zu", "<h1>Die Mole bleibt zu</h1>", KUESTE,
             "<div class='piano'>Dieser Artikel ist nur für Abonnenten.</div>", language="de"),
        "behind a paywall",
    ),
    "error-en": (
        page("404 - Page not found", "<h1>Oops!</h1>",
             "The page you are looking for may have been moved or deleted. Try the search, or go "
             "back to the front page of the Lantern Post."),
        'an error page ("404 - Page not found")',
    ),
    "error-es": (page("Página no encontrada - El Faro", "Vuelva a la portada.", language="es"),
                 "an error page"),
    "error-zh": (page("灯塔报", "抱歉，您访问的页面不存在。", language="zh"), "an error page"),
    "error-ar": (page("المنارة", "<h1>الصفحة غير موجودة</h1>", language="ar"), "an error page"),
    "login-pl": (page("Zaloguj się", "Podaj swój adres i hasło.", language="pl"),
                 "a page to log in"),
    "index": (page("Coast | Lantern Post", "<h1>Coast</h1>", f"<ul>{LINKS}</ul>"),
              "a list of links"),
    "index-with-teasers": (page("Coast | Lantern Post", "<h1>Coast</h1>", TEASERS),
                           "a list of links"),
}  # fmt: skip


@pytest.mark.parametrize("name", WALL_PAGES)
def test_a_page_that_is_no_article_is_told_what_it_looks_like(name: str) -> None:
    text, kind = WALL_PAGES[name]
    message = refusal(text)
    assert message.startswith("a.raw: looks like ")
    assert kind in message
    assert ", no article; " in message


def test_the_whole_message_says_what_to_do() -> None:
    assert refusal(WALL_PAGES["bot-en"][0]) == (
        'a.raw: looks like a bot wall ("Just a moment..."), no article; '
        "save the page again from your browser"
    )


@pytest.mark.parametrize(
    "text", ["Three words here", "Read it all\n\nThree words here", "港は閉鎖"]
)
def test_a_text_of_a_few_words_is_no_article(text: str) -> None:
    assert refusal(text, "text").startswith("a.raw: hardly any text (")


def test_a_scraped_paywall_is_known_too() -> None:
    text = f"The pier stays closed\n\n{COAST}\n\nThis article is for subscribers only."
    assert "behind a paywall" in refusal(text, "text")
    assert COAST in texts(f"The pier stays closed\n\n{COAST}\n\n{LAMPS}", "text")


@pytest.mark.parametrize(
    "text",
    [
        "The harbour of Brindle is closed. Nobody was hurt.",
        "港で火災が発生した。けが人はいない。",
        "항구가 폐쇄됐다. 다친 사람은 없다.",
        "Der Hafen ist zu. Verletzt wurde niemand.",
        "أغلق الميناء صباح اليوم. لم يصب أحد.",
    ],
)
def test_two_sentences_are_an_article(text: str) -> None:
    assert texts(text, "text") == [text]
    assert text in texts(page("Brindle", text))


COOKIE_BANNER = "<div><p>We and our partners use cookies.</p><button>Accept all</button></div>"
POEM = (
    tuple(
        f"{line} along the quay" for line in ("The lamps go out", "A heron stands", "The nets lie")
    )
    * 4
)

ARTICLES = {
    "short-news-with-a-banner": (
        page("Pier closed", "<h1>Pier closed</h1>", COAST, before=COOKIE_BANNER), COAST,
    ),
    "short-news-among-links": (
        page("Pier closed", "<h1>Pier closed</h1>", COAST, LAMPS, after=f"<ul>{LINKS}</ul>"),
        LAMPS,
    ),
    "about-paywalls": (
        page("Subscribe to continue reading: how paywalls came to the coast", COAST,
             "Subscribe to continue reading", "It is a line that readers of the Lantern Post know "
             "by heart, and most of them turn away when they see it, as a study has found.", LAMPS,
             COAST.replace("Brindle", "Hallow"), LAMPS.replace("quay", "mole")),
        LAMPS,
    ),
    "about-cookies": (
        page("Cookies on trial", "We use cookies, said the harbour board, and nobody had asked why "
             "a tide table would need any at all until the court of Brindle did so on Monday.",
             COAST, LAMPS, LAMPS.replace("quay", "mole"), COAST.replace("Brindle", "Hallow")),
        LAMPS,
    ),
    "access-denied": (
        page("Access denied", "<h1>Access denied</h1>", COAST, LAMPS,
             COAST.replace("Brindle", "Hallow"), LAMPS.replace("quay", "mole"),
             COAST.replace("Tuesday", "Friday")),
        LAMPS,
    ),
    "list-article": (
        page("Five lamps to see", *[
            f"<h2><a href='{SITE}/{n}'>The lamp of harbour number {n}</a></h2>"
            f"<p>{COAST} {LAMPS}</p>"
            for n in range(7)]),
        f"{COAST} {LAMPS}",
    ),
    "news-in-brief": (
        page("In brief", *[f"<h2>Harbour {n}</h2><p>{COAST}</p>" for n in range(5)]), COAST,
    ),
    "live-blog": (
        page("Storm: live", *[f"<h3>1{n}:40</h3><p>Boat {n} is back. {LAMPS}</p>"
                              for n in range(9)]),
        f"Boat 3 is back. {LAMPS}",
    ),
    "poem": (page("Lamps", "<h1>Lamps</h1>", *POEM), "A heron stands along the quay"),
    "interview": (
        page("The harbour master speaks", *["Why is it dark?", "No money.", "Since when?",
             "Since March, I think.", "And the pier?", "Closed.", "Until when?", "Who knows."] * 2),
        "Closed.",
    ),
    "table": (
        page("Tides of Brindle", "<h1>Tides of Brindle</h1>", "High water in the old harbour:",
             "<table><tr><th>Day</th><th>Morning</th><th>Evening</th></tr>" + "".join(
                 f"<tr><td>May {n}</td><td>0{n % 9}:12</td><td>1{n % 9}:40</td></tr>"
                 for n in range(1, 20)) + "</table>"),
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_what_is_an_article_stays_one(name: str) -> None:
    text, line = ARTICLES[name]
    found = texts(text)
    assert found
    assert not line or line in found


def test_wall_rules_are_named_after_kinds_of_pages() -> None:
    assert {rule.name for rule in wall_rules()} == set(WALLS)
