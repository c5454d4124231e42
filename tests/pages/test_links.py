"""Links as HTML text: nothing breaks out of them, and each says only what is not said around it."""

from __future__ import annotations

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.pages.links import ROOT, href, listed, placed, speaks
from digest.pages.values import Link
from digest.strictyaml import printable

TEXT = st.text(max_size=20).map(lambda text: printable(text).replace("\r", ""))


@settings(deadline=None)  # names of languages are loaded when they are first asked for
@given(text=TEXT, address=TEXT, language=TEXT, kind=TEXT)
def test_any_text_stays_text(text: str, address: str, language: str, kind: str) -> None:
    html = listed([Link(text, address, language, 3)], "en", kind)
    soup = BeautifulSoup(html, "html.parser")
    assert [tag.name for tag in soup.find_all(True)] == ["ul", "li", "a", "small"]
    [found] = soup.find_all("a")
    assert found.get_text() == text
    assert found["href"] == href(address)
    assert found.get("lang", "en") == (language or "en")
    assert found.attrs.keys() <= {"href", "lang", "dir"}


def test_a_language_is_named_where_it_differs_and_its_direction_where_that_does() -> None:
    assert speaks("en", "en") == speaks("", "en") == ""
    assert speaks("de", "en") == ' lang="de"'
    assert speaks("ar", "en") == ' lang="ar" dir="rtl"'
    assert speaks("en", "ar") == ' lang="en" dir="ltr"'
    assert speaks("fa", "ar") == ' lang="fa"'
    assert speaks("qqq", "en") == ' lang="qqq" dir="auto"'  # a language that CLDR does not know


def test_a_link_is_marked_once_whether_it_is_the_choice_or_the_page_itself() -> None:
    choices = [Link("All", "/tag/a/", current=True), Link("Deutsch", "/tag/a/de/", "de")]
    html = listed(choices, "en")
    here = BeautifulSoup(placed(html, "/tag/a/", "../../"), "lxml")
    assert [(a["href"], a.get("aria-current")) for a in here.select("a")] == [
        ("../../tag/a/", "page"),
        ("../../tag/a/de/", None),
    ]
    below = placed(html, "/tag/a/page/2/", "../../../../")
    assert below.count("aria-current") == 1
    assert '<a href="../../../../tag/a/" aria-current="true">' in below
    assert ROOT not in below


def test_the_front_page_marks_no_page_below_it() -> None:
    html = placed(listed([Link("Home", "/"), Link("Tags", "/tags/")], "en"), "/", "./")
    assert html.count("aria-current") == 1
    assert '<a href="./" aria-current="page">Home</a>' in html
