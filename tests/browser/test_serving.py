"""`invoke serve` in a real process, watched by a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect


@pytest.fixture
def served(sample: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-u", "-m", "invoke", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command,
        cwd=sample,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "shows the site" in line:
            break
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)
    process.stdout.close()


def test_the_page_reloads_after_content_theme_or_code_changed(
    served: str, sample: Path, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{served}/2026/08/norsk/")
    article = sample / "content/articles/2026/08/norsk.md"
    article.write_text(article.read_text("utf-8").replace("Koret sang", "Alle sang"), "utf-8")
    expect(page.locator("h1")).to_have_text("Alle sang til midnatt", timeout=20_000)
    template = sample / "theme/templates/article.html"
    template.write_text(template.read_text("utf-8").replace("<h1>", "<h1>New: "), "utf-8")
    expect(page.locator("h1")).to_have_text("New: Alle sang til midnatt", timeout=20_000)
    code = sample / "plugins/digest/pages/article_pages.py"
    changed = code.read_text("utf-8").replace("title=article.title,", "title='Changed',")
    code.write_text(changed, "utf-8")
    expect(page).to_have_title("Changed · The Digest", timeout=20_000)
    page.close()


def test_a_broken_article_keeps_the_page_and_the_next_correction_shows(
    served: str, sample: Path, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{served}/2026/08/norsk/")
    article = sample / "content/articles/2026/08/norsk.md"
    good = article.read_text("utf-8")
    article.write_text("broken", "utf-8")
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.locator("h1")).to_have_text("Koret sang til midnatt")
    article.write_text(good.replace("Koret", "Koret igjen"), "utf-8")
    expect(page.locator("h1")).to_have_text("Koret igjen sang til midnatt", timeout=20_000)
    page.close()
