"""A real browser, and the sample site served as GitHub Pages serves a repository's site."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from machine import chromium

BASE = "/repository/"


class PagesHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder below a base path; anything else is 404.html."""

    folder: Path

    def do_GET(self) -> None:
        if not self.path.startswith(BASE):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        path = Path(self.translate_path("/" + self.path.removeprefix(BASE)))
        file = path / "index.html" if path.is_dir() else path
        status = HTTPStatus.OK if file.is_file() else HTTPStatus.NOT_FOUND
        data = (file if file.is_file() else self.folder / "404.html").read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(file if file.is_file() else "404.html"))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(output: Path) -> Iterator[str]:
    """Where the sample site can be read, with the slash at the end."""

    def handler(*args: object) -> PagesHandler:
        return PagesHandler(*args, directory=str(output))  # type: ignore[arg-type]

    PagesHandler.folder = output
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{BASE}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without its own traffic."""
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=quiet)
        yield running
        running.close()
