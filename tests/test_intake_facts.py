"""What a page says about its article: title, authors, date, subjects, from wherever it says so."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.intake.facts import bylines, dates, headlines, publication, structured, survey
from digest.intake.lines import Dropped
from digest.intake.text import tree

NOW = datetime(2026, 9, 1, tzinfo=UTC)
SITE = ("The Lantern Post",)
PROSE = (
    "<p>The harbour board met for six hours on Tuesday, and when it rose the pier was still "
    "closed; nobody on the islands was surprised by that at all, least of all the ferrymen.</p>"
)


def page(body: str, head: str = "", data: Any = None) -> survey.Survey:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    html = f"<html><head>{head}{script}</head><body>{body}{PROSE * 3}</body></html>"
    return survey.survey(tree.parse(html))


def title_of(shown: survey.Survey, url: str = "") -> str:
    return headlines.of_page(shown, structured.declared(shown), SITE, url).value


def authors_of(shown: survey.Survey) -> tuple[str, ...]:
    declared = structured.declared(shown)
    return bylines.of_page(shown, declared, SITE, title_of(shown)).value


def date_of(shown: survey.Survey, url: str = "", language: str = "en") -> tuple[str, bool]:
    declared = structured.declared(shown)
    found = dates.of_page(shown, declared, title_of(shown), url, language, NOW)
    return (found.value.isoformat(), found.guessed) if found else ("", False)


HEADLINE = "Harbour clock of Sorrel Bay runs on rain"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        # what readers see, and not what search engines are told
        (
            "<meta property='og:title' content='Rain clock: how Sorrel Bay’s harbour clock works'>",
            f"<h1>{HEADLINE}</h1>",
            HEADLINE,
        ),
        # a label is no part of the headline if the data of the page leave it away
        (
            f"<meta property='og:title' content='{HEADLINE}'>",
            f"<h1><span>Coast</span> <span>{HEADLINE}</span></h1>",
            HEADLINE,
        ),
        # nor if its class says that it is one, unless the data have it, too
        (
            "<meta property='og:title' content='Rain clock: how Sorrel Bay’s harbour clock works'>",
            f"<h1><span class='kicker'>Coast</span> {HEADLINE}</h1>",
            HEADLINE,
        ),
        (
            f"<meta property='og:title' content='Rain power: {HEADLINE}'>",
            f"<h1><span class='kicker'>Rain power:</span> {HEADLINE}</h1>",
            f"Rain power: {HEADLINE}",
        ),
        # but the heading may say more than its short form
        (
            f"<meta property='og:title' content='{HEADLINE}'>",
            f"<h1>{HEADLINE}: ‘It hums a waltz’</h1>",
            f"{HEADLINE}: ‘It hums a waltz’",
        ),
        # headings of sections and of the site
        (f"<title>{HEADLINE}</title>", "<h1>Harbour</h1>", HEADLINE),
        (f"<title>{HEADLINE}</title>", "<h1>The Lantern Post</h1>", HEADLINE),
        (f"<title>{HEADLINE}</title>", f"<h1>Our blog</h1><h1>{HEADLINE}</h1>", HEADLINE),
        # names of sites and sections around it
        (f"<title>{HEADLINE} | Coast | The Lantern Post</title>", "", HEADLINE),
        (f"<title>Opinion | {HEADLINE}</title>", "", HEADLINE),
        (f"<title>{HEADLINE} - Kieselbote.example</title>", "", HEADLINE),
        ("<title>Rain – or shine</title>", "", "Rain – or shine"),
        # cut off in one place, whole in another
        (
            "<meta property='og:title' content='Harbour clock of Sorrel…'>"
            f"<meta name='twitter:title' content='Harbour clock…'><title>{HEADLINE}</title>",
            "",
            HEADLINE,
        ),
        # escaped twice, and words that meet without a space
        ("<title>Fish &amp;amp; ships</title>", "", "Fish & ships"),
        (
            f"<title>{HEADLINE}</title>",
            "<h1>Harbour clock of<br>Sorrel Bay <em>runs</em> on rain</h1>",
            HEADLINE,
        ),
        (
            "<title>灯台の猫、三代目に引き継ぐ｜潮騒新聞</title>",
            "<h1>灯台の猫、三代目に引き継ぐ</h1>",
            "灯台の猫、三代目に引き継ぐ",
        ),
    ],
)
def test_a_title_is_the_headline_that_is_seen(head: str, body: str, title: str) -> None:
    assert title_of(page(body, head), "https://www.kieselbote.example/uhr") == title


def test_a_heading_that_was_never_closed_is_none() -> None:
    assert (
        title_of(page(f"<h1><div>{HEADLINE}{PROSE * 20}", f"<title>{HEADLINE}</title>")) == HEADLINE
    )


def test_a_page_without_any_title_has_none() -> None:
    assert title_of(page("<h2>Tides</h2>")) == ""


def article(**members: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "headline": HEADLINE, **members}


PERSON = {"@type": "Person", "name": "Ines Farrow"}


@pytest.mark.parametrize(
    ("author", "names"),
    [
        (PERSON, ("Ines Farrow",)),
        ([PERSON, {"@type": "Person", "name": "Tom Quayle"}], ("Ines Farrow", "Tom Quayle")),
        ([PERSON, PERSON], ("Ines Farrow",)),
        ({"@type": "Person", "name": "Farrow, Ines"}, ("Ines Farrow",)),
        ({"@type": "Person", "name": "By Ines Farrow, Staff Writer"}, ("Ines Farrow",)),
        ({"@type": "Person", "name": "Ines Farrow | The Quay Desk"}, ("Ines Farrow",)),
        ({"@type": "Person", "name": "Juan Ortega y Gaviota"}, ("Juan Ortega y Gaviota",)),
        ({"@type": "Person", "name": ["Ines Farrow", "Tom Quayle"]}, ("Ines Farrow", "Tom Quayle")),
        ("Ines Farrow, Tom Quayle and Lorna Teague", ("Ines Farrow", "Tom Quayle", "Lorna Teague")),
        ("Инес Фарроу и Том Квейл", ("Инес Фарроу", "Том Квейл")),
        ("Ines Farrow, Sorrel Bay", ("Ines Farrow", "Sorrel Bay")),
        ("Ines Farrow, AFP", ("Ines Farrow",)),
        ("Ines Farrow Associated Press", ("Ines Farrow",)),
        ("Ines Farrow for lanternpost.example", ("Ines Farrow",)),
        ("Ines Farrow (Reuters)", ("Ines Farrow",)),
        ([PERSON, {"@type": "Organization", "name": "The Quay Desk"}], ("Ines Farrow",)),
        (
            {"@type": "Organization", "name": "Board of Tides and Quays"},
            ("Board of Tides and Quays",),
        ),
        ([{"@type": "Person", "name": "The Associated Press"}, PERSON], ("Ines Farrow",)),
        ({"@type": "Person", "name": "AFP"}, ("AFP",)),
        ({"@type": "Person", "name": "https://lanternpost.example/ines"}, ()),
        ({"@type": "Person", "name": "admin"}, ()),
    ],
)
def test_authors_in_structured_data(author: Any, names: tuple[str, ...]) -> None:
    assert authors_of(page(f"<h1>{HEADLINE}</h1>", data=article(author=author))) == names


def test_references_within_structured_data_are_followed() -> None:
    graph = {
        "@graph": [
            article(author={"@id": "#ines"}, publisher={"@id": "#paper"}),
            {"@type": "Person", "@id": "#ines", "name": "Ines Farrow"},
            {"@type": "Organization", "@id": "#paper", "name": "The Lantern Post"},
        ]
    }
    shown = page(f"<h1>{HEADLINE}</h1>", data=graph)
    assert authors_of(shown) == ("Ines Farrow",)
    assert structured.texts(structured.declared(shown).article["publisher"]) == ["The Lantern Post"]


def test_of_several_articles_the_one_at_the_pages_address_counts() -> None:
    url = "https://lanternpost.example/clock"
    data = [
        article(author=[{"@type": "Person", "name": "Tom Quayle"}], datePublished="2026-01-01"),
        article(author=PERSON, mainEntityOfPage={"@id": url}),
    ]
    head = f'<link rel="canonical" href="{url}">'
    assert authors_of(page(f"<h1>{HEADLINE}</h1>", head, data)) == ("Ines Farrow",)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ('<a rel="author" href="/x">Ines Farrow</a>', ("Ines Farrow",)),
        ('<a rel="author" href="/x">Yara</a>', ("Yara",)),
        (
            '<span itemprop="author"><b itemprop="name">Ines Farrow</b>, Editor</span>',
            ("Ines Farrow",),
        ),
        (
            '<p class="c-byline">By <a>Ines Farrow</a> and <a>Tom Quayle</a></p>',
            ("Ines Farrow", "Tom Quayle"),
        ),
        (
            '<a class="byline__name">Ines Farrow</a>, <a class="byline__name">Tom Quayle</a>',
            ("Ines Farrow", "Tom Quayle"),
        ),
        ('<a href="/authors/ines-farrow">Ines Farrow</a>', ("Ines Farrow",)),
        ('<p class="author-bio">Ines Farrow likes clocks.</p>', ()),
        ("<p>By</p><p>Ines Farrow</p>", ("Ines Farrow",)),
        ("<p>Von Ines Farrow und Tom Quayle</p>", ("Ines Farrow", "Tom Quayle")),
        ("<p>By the sea, a clock hums</p>", ()),
        ("<p>Ines Farrow</p><p>14 August 2026</p>", ("Ines Farrow",)),
        ("<p>Sorrel Bay</p><p>14 August 2026</p>", ()),
        ("<p>عقارب الساعة</p><p>14 August 2026</p>", ()),
        ('<p class="byline">By The Lantern Post</p>', ("The Lantern Post",)),
        ('<p class="author">記者 見本太郎</p>', ("見本太郎",)),
        ('<p class="byline">By INES FARROW</p><p>Ines Farrow</p>', ("Ines Farrow",)),
    ],
)
def test_authors_below_the_title(body: str, names: tuple[str, ...]) -> None:
    shown = page(f"<nav><a>Sorrel Bay</a></nav><h1>{HEADLINE}</h1>{body}")
    assert authors_of(shown) == names


def test_authors_of_other_articles_are_not_taken() -> None:
    teasers = (
        "<ul>" + '<li><p>A seal</p><a href="/author/tom-quayle">Tom Quayle</a></li>' * 30 + "</ul>"
    )
    assert authors_of(page(f"<h1>{HEADLINE}</h1>{PROSE * 40}{teasers}")) == ()


def test_the_longer_list_of_authors_is_taken_if_it_holds_the_shorter() -> None:
    head = '<meta name="author" content="Ines Farrow, Tom Quayle">'
    assert authors_of(page(f"<h1>{HEADLINE}</h1>", head, article(author=PERSON))) == (
        "Ines Farrow",
        "Tom Quayle",
    )


@pytest.mark.parametrize(
    ("language", "line", "date", "guessed"),
    [
        ("en", "Sept. 18, 2023 at 9:05 p.m. ET", "2023-09-18T21:05:00-04:00", False),
        ("en", "9:05 PM EST, Wed January 18, 2023", "2023-01-18T21:05:00-05:00", False),
        ("en", "Published 12:30 a.m., Sept 18 2023", "2023-09-18T00:30:00+00:00", True),
        ("en", "Monday 18 September 2023 14.00 BST", "2023-09-18T14:00:00+01:00", False),
        ("en", "Mon, 18 Sep 2023 08:30:00 +0200", "2023-09-18T08:30:00+02:00", False),
        ("en", "2023-09-18T08:30:00Z", "2023-09-18T08:30:00+00:00", False),
        ("en", "18 September 2023", "2023-09-18T00:00:00+00:00", False),
        ("fr", "le 18 septembre 2023 à 08h30", "2023-09-18T08:30:00+00:00", True),
        ("fr", "Publié le 1er août 2023", "2023-08-01T00:00:00+00:00", False),
        ("de", "18.09.2023, 18.20 Uhr", "2023-09-18T18:20:00+00:00", True),
        ("de", "Stand: 18. Sept. 2023 | 18:20 Uhr MESZ", "2023-09-18T18:20:00+02:00", False),
        ("es", "18 de septiembre de 2023 · 10:15 CET", "2023-09-18T10:15:00+01:00", False),
        ("pt", "18 de setembro de 2023 às 10h15", "2023-09-18T10:15:00+00:00", True),
        ("it", "18/09/2023 10:15", "2023-09-18T10:15:00+00:00", True),
        ("ru", "18 сентября 2023, 10:15 МСК", "2023-09-18T10:15:00+03:00", False),
        ("pl", "18 września 2023", "2023-09-18T00:00:00+00:00", False),
        ("cs", "18. září 2023 10:15", "2023-09-18T10:15:00+00:00", True),
        ("hu", "2023. szeptember 18. 10:15", "2023-09-18T10:15:00+00:00", True),
        ("fi", "18.9.2023 klo 10.15", "2023-09-18T10:15:00+00:00", True),
        ("lt", "2023 m. rugsėjo 18 d.", "2023-09-18T00:00:00+00:00", False),
        ("lv", "2023. gada 18. septembris", "2023-09-18T00:00:00+00:00", False),
        ("tr", "18 Eylül 2023, 10:15", "2023-09-18T10:15:00+00:00", True),
        ("tr", "18 ARALIK 2023", "2023-12-18T00:00:00+00:00", False),
        ("tr", "18 EKİM 2023", "2023-10-18T00:00:00+00:00", False),
        ("vi", "18/09/2023 10:15 (GMT+7)", "2023-09-18T10:15:00+07:00", False),
        ("id", "18 September 2023, 10:15 WIB", "2023-09-18T10:15:00+07:00", False),
        ("hi", "18 सितंबर 2023, 10:15 IST", "2023-09-18T10:15:00+05:30", False),
        ("bn", "১৮ সেপ্টেম্বর ২০২৩", "2023-09-18T00:00:00+00:00", False),
        ("th", "18 กันยายน 2566 10:15 น.", "2023-09-18T10:15:00+00:00", True),
        ("ar", "١٨ سبتمبر ٢٠٢٣", "2023-09-18T00:00:00+00:00", False),
        ("ar", "18 أيلول 2023", "2023-09-18T00:00:00+00:00", False),
        ("he", "18 בספטמבר 2023, 10:15", "2023-09-18T10:15:00+00:00", True),
        ("zh", "2023年9月18日 10时15分", "2023-09-18T10:15:00+00:00", True),
        ("ja", "2023年9月18日 午後3時05分 JST", "2023-09-18T15:05:00+09:00", False),
        ("ko", "2023.09.18. 오후 3:05", "2023-09-18T15:05:00+00:00", True),
    ],
)
def test_dates_in_words_are_read_with_their_time(
    language: str, line: str, date: str, guessed: bool
) -> None:
    found = dates.in_lines([line], language)
    assert found is not None
    assert (found.value.isoformat(), found.guessed) == (date, guessed)


@pytest.mark.parametrize("line", ["5 min read", "31 February 2023", "Room 2023, 18 chairs", ""])
def test_lines_without_a_date_have_none(line: str) -> None:
    assert dates.in_lines([line], "en") is None


_PIECES = st.sampled_from(
    ["18", "9", "2023", "99", "24", "60", " ", " ", ".", ":", "/", "-", ",", "+", "T", "Z", "ET",
     "p.m.", "Uhr", "h", "ARALIK", "Sept", "сентября", "年", "月", "日", "午後", "GMT", "(", "٣"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(_PIECES, max_size=14).map("".join), st.sampled_from(["en", "tr", "ru", "ja", "ar"]))
def test_whatever_a_line_says_a_date_in_it_is_whole_or_none(line: str, language: str) -> None:
    found = dates.in_lines([line], language)
    assert found is None or found.value.utcoffset() is not None


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("https://x.example/2023/09/18/clock", "2023-09-18T00:00:00+00:00"),
        ("https://x.example/2023/sep/18/clock", "2023-09-18T00:00:00+00:00"),
        ("https://x.example/news/2023-09-18/clock", "2023-09-18T00:00:00+00:00"),
        ("https://x.example/20230918/clock.html", "2023-09-18T00:00:00+00:00"),
    ],
)
def test_a_day_in_the_address_is_the_date_of_a_page_without_one(url: str, date: str) -> None:
    assert date_of(page(f"<h1>{HEADLINE}</h1>"), url) == (date, False)


@pytest.mark.parametrize(
    "url",
    ["https://x.example/2023/clock", "https://x.example/2023/99/99/", "", "https://x.example/a"],
)
def test_an_address_without_a_day_gives_no_date(url: str) -> None:
    assert date_of(page(f"<h1>{HEADLINE}</h1>"), url) == ("", False)


TOLD = "Since pupils of the school built it on 3 May 1998, the clock has stood still but once."
DECLARED = "2026-08-15T01:30:00Z"


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ("", "2026-08-15T01:30:00+00:00"),
        ("<p>Aug. 14, 2026, 9:30 p.m.</p>", "2026-08-14T21:30:00-04:00"),
        ('<time datetime="2026-08-14T21:30:00-04:00">x</time>', "2026-08-14T21:30:00-04:00"),
        # another moment says nothing of the zone
        ("<p>Updated: Aug. 15, 2026, 7:44 a.m.</p>", "2026-08-15T01:30:00+00:00"),
    ],
)
def test_a_moment_in_utc_is_given_in_the_time_that_readers_saw(body: str, date: str) -> None:
    shown = page(f"<h1>{HEADLINE}</h1>{body}", data=article(datePublished=DECLARED))
    assert date_of(shown)[0] == date


@pytest.mark.parametrize(
    ("declared", "date"),
    [
        ("2026-08-14", ("2026-08-14T00:00:00+00:00", False)),
        ("20260814T0730Z", ("2026-08-14T07:30:00+00:00", False)),
        ("Fri, 14 Aug 2026 07:30:00 +0200", ("2026-08-14T07:30:00+02:00", False)),
        ("14 août 2026 à 7h30", ("2026-08-14T07:30:00+00:00", True)),
        ("14.08.2026", ("2026-08-14T00:00:00+00:00", False)),
        ("1026-08-14", ("", False)),
        ("3026-08-14", ("", False)),
        ("soon", ("", False)),
    ],
)
def test_declared_dates_are_read_as_pages_write_them(declared: str, date: tuple[str, bool]) -> None:
    head = f'<meta property="article:published_time" content="{declared}">'
    assert date_of(page(f"<h1>{HEADLINE}</h1>", head), language="fr") == date


def test_a_declared_day_gets_the_time_that_another_place_gives() -> None:
    head = '<meta property="article:published_time" content="2026-08-14T07:30:00+02:00">'
    shown = page(f"<h1>{HEADLINE}</h1>", head, article(datePublished="2026-08-14"))
    assert date_of(shown)[0] == "2026-08-14T07:30:00+02:00"


@pytest.mark.parametrize(
    ("body", "date"),
    [
        # published and changed: the earlier
        (
            "<p>Updated 16 August 2026</p><p>Published 14 August 2026</p>",
            "2026-08-14T00:00:00+00:00",
        ),
        # the time in a line of its own
        ("<p>14 August 2026</p><p>at 7.30 am BST</p>", "2026-08-14T07:30:00+01:00"),
        # a date within what is told is not the article's
        (f"<p>{TOLD}</p>", ""),
        # time elements: the one beside the title, not one far below
        ('<time datetime="2026-08-14T07:30+02:00">Friday</time>', "2026-08-14T07:30:00+02:00"),
        (f'{"<p>Tide</p>" * 90}<time datetime="2026-08-14">Friday</time>', ""),
    ],
)
def test_dates_below_the_title(body: str, date: str) -> None:
    assert date_of(page(f"<h1>{HEADLINE}</h1>{body}"))[0] == date


def test_the_day_of_the_visit_above_the_title_is_not_the_date() -> None:
    bar = "<p>Tuesday, 1 September 2026</p>" + "<p>Coast</p>" * 7
    assert date_of(page(f"{bar}<h1>{HEADLINE}</h1><p>14 August 2026</p>")) == (
        "2026-08-14T00:00:00+00:00",
        False,
    )


@pytest.mark.parametrize(
    ("head", "data", "subjects"),
    [
        (
            "<meta name='keywords' content='tides, Clocks; rain,tides, '>",
            {},
            ("tides", "Clocks", "rain"),
        ),
        (
            "<meta name='news_keywords' content='Fish &amp;amp; ships,The Lantern Post'>",
            {},
            ("Fish & ships",),
        ),
        (
            "<meta name='keywords' content='/coast/quay,type: a,12345,coast_main_top,tides'>",
            {},
            ("tides",),
        ),
        (
            "<meta name='keywords' content='seals'>",
            {"keywords": ["tides", "rain"]},
            ("tides", "rain"),
        ),
        ("", {"articleSection": "Coast"}, ("Coast",)),
        (
            "",
            {"articleSection": "Coast", "about": [{"@type": "Thing", "name": "tides"}]},
            ("tides",),
        ),
        ("", {}, ()),
    ],
)
def test_declared_subjects_are_a_clean_list(
    head: str, data: dict[str, Any], subjects: tuple[str, ...]
) -> None:
    shown = page(f"<h1>{HEADLINE}</h1>", head, article(**data))
    assert structured.keywords(structured.declared(shown), SITE) == subjects


@pytest.mark.parametrize("piece", ["editor ", "- ", ") ", ", editor", "By "])
def test_a_line_that_is_longer_than_any_byline_names_nobody(piece: str) -> None:
    line = f"{piece * 20_000}x"
    assert bylines.without_role(line) == line.strip()
    assert bylines.of_lines([Dropped("byline", line)]).value == ()


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/b?utm_source=x&UTM_Medium=y", "https://a.example/b"),
        ("https://a.example/b?id=7&fbclid=Iw&page=2", "https://a.example/b?id=7&page=2"),
        ("https://a.example/b?gclid=1#part-2", "https://a.example/b#part-2"),
        ("https://a.example/b#xtor=RSS-3", "https://a.example/b"),
        ("https://a.example/b?at_medium=RSS&at_campaign=x", "https://a.example/b"),
        ("https://a.example/b?mc_cid=1&msclkid=2&igshid=3&yclid=4", "https://a.example/b"),
        ("https://a.example/?p=12&ref=home", "https://a.example/?p=12&ref=home"),
        ("https://a.example/b?a=%20c&&d", "https://a.example/b?a=%20c&&d"),
        (
            "https://a.example/b?fbclids=1&autm_source=2",
            "https://a.example/b?fbclids=1&autm_source=2",
        ),
        ("https://a.example/b#/route?utm_source=x", "https://a.example/b#/route?utm_source=x"),
        ("https://a.example/b#", "https://a.example/b"),
    ],
)
def test_an_address_does_not_say_how_a_reader_came_there(url: str, kept: str) -> None:
    shown = page("", f'<link rel="canonical" href="{url.replace("&", "&amp;")}">')
    assert publication.address(structured.declared(shown)) == kept
