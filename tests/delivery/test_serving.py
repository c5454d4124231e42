"""The local server, asked over a real connection."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request("GET", "/.reload")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type") == "text/event-stream"
    server.builds.announce()
    assert answer.readline() == b"data: built\n"
    answer.close()
    connection.close()


def test_a_taken_port_is_said(server: Server, output: Path) -> None:
    with pytest.raises(
        DigestError, match=r"port \d+: cannot be used \(Address already in use\); stop what"
    ):
        Server(server.server_port, output)
