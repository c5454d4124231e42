"""Pages as their readers meet them: phone and desktop, light and dark, every script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PLACES = {
    "front": "",
    "article": "2026/09/glacier-retreats/",
    "german": "2026/09/gletscher/",
    "arabic": "2026/09/النهر/",
    "japanese": "2026/09/氷河/",
    "hostile": "2026/08/choir/",
    "tag": "tag/climate/",
    "tag-ar": "tag/climate/ar/",
    "story": "story/glacier/",
    "language": "language/ja/",
    "source": "source/alpine-post/",
    "tags": "tags/",
    "sources": "sources/",
    "archive": "archive/",
    "about": "about/",
    "missing": "no/such/page/",
}
SCREENS = {"phone": (360, 740), "small": (320, 640), "desktop": (1280, 900)}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=SCREENS)
def page(browser: Browser, scheme: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = SCREENS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_pages_are_accessible_and_stay_within_the_screen(
    page: Page, address: str, place: str
) -> None:
    complaints: list[str] = []
    strangers: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: strangers.append(request.url))
    page.goto(address + place)
    if place == PLACES["missing"]:
        complaints = [text for text in complaints if "404" not in text]
    assert not complaints
    assert all(url.startswith(address) for url in strangers)
    assert len(strangers) >= 2, "the stylesheet was asked for"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


@pytest.fixture
def desktop(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_the_first_tab_stop_skips_to_the_text(desktop: Page, address: str) -> None:
    desktop.goto(address)
    desktop.keyboard.press("Tab")
    focused = desktop.evaluate("document.activeElement.getAttribute('href')")
    assert str(focused).startswith("#")
    desktop.keyboard.press("Enter")
    assert desktop.evaluate("location.hash") == focused
    assert desktop.locator(str(focused)).count() == 1


def test_a_reader_finds_the_way_across_languages(desktop: Page, address: str) -> None:
    desktop.goto(address + PLACES["article"])
    desktop.locator("section.related").get_by_text("Der Gletscher schwindet").click()
    assert "/2026/09/gletscher/" in desktop.url
    desktop.get_by_role("link", name="Schweiz").first.click()
    assert desktop.url.endswith("/tag/switzerland/")
    desktop.get_by_role("link", name="العربية").first.click()
    assert desktop.locator("html").get_attribute("dir") == "rtl"


def test_a_reader_finds_a_story_and_its_reports(desktop: Page, address: str) -> None:
    desktop.goto(address + PLACES["german"])
    desktop.get_by_role("link", name="Neun Meter Eis").click()
    assert desktop.url == address + PLACES["story"]
    desktop.get_by_role("link", name="Le glacier recule").click()
    assert "/2026/09/glacier-fr/" in desktop.url


def test_a_reader_finds_a_tag_by_its_name_in_another_language(page: Page, address: str) -> None:
    page.goto(address + PLACES["tags"])
    for summary in page.locator("summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    page.locator("li", has_text="الأنهار الجليدية").get_by_role("link").click()
    assert page.url.endswith("/tag/glaciers/")


def test_a_reader_who_is_lost_finds_back(desktop: Page, address: str) -> None:
    answer = desktop.goto(address + "deep/down/nowhere/")
    assert answer is not None
    assert answer.status == 404
    desktop.get_by_role("link", name="The Digest").first.click()
    assert desktop.url == address


def test_hostile_articles_run_nothing(desktop: Page, address: str) -> None:
    desktop.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    desktop.goto(address + PLACES["hostile"])
    assert desktop.evaluate("document.querySelectorAll('script, iframe, object').length") == 0
    for link in desktop.locator("main a").all():
        assert "javascript:" not in (link.get_attribute("href") or "")
