"""The local server, asked over a real connection."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.delivery import serving
from digest.delivery.serving import Server, with_reloading
from digest.problems import DigestError


@pytest.fixture
def server(output: Path) -> Iterator[Server]:
    running = Server(0, output)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.builds.end()
    running.shutdown()
    running.server_close()
    thread.join()


def get(server: Server, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request(method, path, headers={"Connection": "close"})
    answer = connection.getresponse()
    result = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return result


@contextmanager
def events(server: Server, address: str) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request("GET", address)
    answer = connection.getresponse()
    yield answer
    answer.close()
    connection.close()


def test_addresses_lead_to_their_index(server: Server) -> None:
    status, headers, body = get(server, "/tag/climate/")
    assert status == 200
    assert headers["Content-Type"] == "text/html"
    assert b"Climate" in body


def test_addresses_in_other_scripts_work(server: Server) -> None:
    assert get(server, "/2026/09/%E6%B0%B7%E6%B2%B3/")[0] == 200


def test_a_folder_without_its_slash_is_completed(server: Server) -> None:
    status, headers, _ = get(server, "/tag/climate")
    assert (status, headers["Location"]) == (301, "/tag/climate/")


@pytest.mark.parametrize("path", ["/nothing/", "/tag/", "/../pelicanconf.py", "/%2e%2e/tasks.py"])
def test_everything_else_is_the_404_page(server: Server, path: str) -> None:
    status, _, body = get(server, path)
    assert status == 404
    assert b"<html" in body


def test_head_sends_no_body(server: Server) -> None:
    status, headers, body = get(server, "/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


def test_pages_get_a_script_that_their_policy_admits(server: Server, output: Path) -> None:
    body = get(server, "/")[2].decode()
    assert "EventSource" in body
    assert "script-src 'sha256-" in body
    assert "EventSource" not in (output / "index.html").read_text("utf-8")


def test_other_files_stay_as_they_are(server: Server, output: Path) -> None:
    assert get(server, "/atom.xml")[2] == (output / "atom.xml").read_bytes()
    assert with_reloading(b"<p>no end", 1) == b"<p>no end"


def test_browsers_hear_of_a_build(server: Server) -> None:
    with events(server, f"/.reload?{server.builds.number}") as answer:
        assert answer.getheader("Content-Type") == "text/event-stream"
        server.builds.announce()
        assert answer.readline() == b"data: built\n"


def test_a_page_of_an_older_build_hears_of_it_when_it_asks(server: Server) -> None:
    page = get(server, "/")[2].decode()
    address = page.partition("EventSource('")[2].partition("'")[0]
    server.builds.announce()
    with events(server, address) as answer:
        assert answer.readline() == b"data: built\n"


def test_a_page_of_an_older_server_hears_of_it_when_it_asks(server: Server, output: Path) -> None:
    page = get(server, "/")[2].decode()
    address = page.partition("EventSource('")[2].partition("'")[0]
    later = Server(0, output)
    later.server_close()
    server.builds = later.builds
    with events(server, address) as answer:
        assert answer.readline() == b"data: built\n"


class Watched:
    """A project of one file that is served; what each build sees of the file is noted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / "content" / "article.md"
        self.file.parent.mkdir()
        self.file.write_text("first")
        self.seen: list[str] = []
        self.during: Callable[[], None] = lambda: None
        self.ready, self.stop = threading.Event(), threading.Event()

    def build(self, placed: Callable[[], None]) -> None:
        self.seen.append(self.file.read_text())
        during, self.during = self.during, lambda: None
        during()
        placed()

    def say(self, _: str) -> None:
        self.ready.set()

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + 20
        while self.seen[-1:] != [text]:
            assert time.monotonic() < end, self.seen
            time.sleep(0.01)

    def wait_for_builds(self, number: int) -> None:
        end = time.monotonic() + 20
        while len(self.seen) < number:
            assert time.monotonic() < end, self.seen
            time.sleep(0.01)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    project = Watched(tmp_path)
    arguments = (tmp_path, project.build, project.say, 0, project.stop)
    thread = threading.Thread(target=serving.serve, args=arguments)
    thread.start()
    assert project.ready.wait(20)
    yield project
    project.stop.set()
    thread.join()


def test_a_change_is_built(watched: Watched) -> None:
    watched.file.write_text("second")
    watched.wait_for("second")


def test_settings_that_are_replaced_again_and_again_are_noticed(watched: Watched) -> None:
    """As many editors and git do it: another file takes the name."""
    for turn in range(3):
        part = watched.root / f"part-{turn}"
        part.write_text(f"SITENAME = '{turn}'\n")
        part.replace(watched.root / "pelicanconf.py")
        watched.wait_for_builds(turn + 2)


def test_a_save_while_a_build_goes_on_is_built_after_it(watched: Watched) -> None:
    watched.during = lambda: void(watched.file.write_text("third"))
    watched.file.write_text("second")
    watched.wait_for("third")
    assert watched.seen == ["first", "second", "third"]


def test_a_file_that_is_being_written_is_waited_for(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_PATIENCE", 20)
    with watched.file.open("w") as stream:
        time.sleep(0.2)
        stream.write("second")
    watched.wait_for("second")
    assert watched.seen == ["first", "second"]


def test_what_editors_put_beside_a_file_is_no_change(watched: Watched) -> None:
    for name in (".article.md.swp", ".#article.md", "#article.md#", "article.md~"):
        (watched.file.parent / name).write_text("x")
        time.sleep(0.1)
    part = watched.file.with_name(".article.md.part")
    part.write_text("second")
    part.replace(watched.file)
    watched.wait_for("second")
    assert watched.seen == ["first", "second"]


def void(_: object) -> None:
    """Nothing, of what something gave."""


def test_a_taken_port_is_said(server: Server, output: Path) -> None:
    with pytest.raises(
        DigestError, match=r"port \d+: cannot be used \(Address already in use\); stop what"
    ):
        Server(server.server_port, output)
