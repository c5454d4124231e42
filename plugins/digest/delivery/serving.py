"""The local server: shows output/ as GitHub Pages would, and reloads the browser.

Pages come without any script. The server alone adds one, which waits for the next build,
and lets the page's content security policy admit this one script by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from watchfiles import Change, DefaultFilter, watch
from watchfiles.main import FileChange

from digest.problems import problem

EVENTS = "/.reload"
# What a site is made of. Raw files are not: they wait for `invoke clean`.
WATCHED = ("content", "theme", "plugins")
# Files beside these: whoever replaces one leaves a watch on the former behind.
LOOKED_AT = ("pelicanconf.py", "tasks.py")
IGNORED = "content/raw"
_NO_CONTENT = (r"^\.", r"^#.*#$")  # what editors put beside a file while it is edited

_POLICY = "default-src 'none'"
# Editors write some files in several steps, within milliseconds: a change is noticed when
# nothing else changes for _STEP, and built when its file has some bytes and is _QUIET old. A
# file that stays empty, or is written for longer, is not waited for beyond _PATIENCE.
_STEP, _QUIET, _PATIENCE = 0.005, 0.01, 0.4


class Builds:
    """Numbers builds; whoever waits is woken by the next one.

    No server begins with the numbers of one before it, so that pages which that one sent are
    known to be of another build.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.number = time.time_ns()
        self.over = False

    def announce(self) -> None:
        with self._condition:
            self.number += 1
            self._condition.notify_all()

    def end(self) -> None:
        with self._condition:
            self.over = True
            self._condition.notify_all()

    def wait(self, seen: str, seconds: float) -> int:
        """Wait for another build than the one seen; returns the newest build's number."""
        with self._condition:
            self._condition.wait_for(lambda: str(self.number) != seen or self.over, seconds)
            return self.number


class Server(ThreadingHTTPServer):
    """Serves a folder on this machine only."""

    daemon_threads = True

    def __init__(self, port: int, folder: Path) -> None:
        self.builds = Builds()
        self.folder = folder
        try:
            super().__init__(("127.0.0.1", port), Handler)
        except (OSError, OverflowError) as error:
            what = f"cannot be used ({getattr(error, 'strerror', None) or error})"
            remedy = "stop what uses it, or choose another, such as --port 8001"
            raise problem(f"port {port}", what, remedy) from None


class Handler(SimpleHTTPRequestHandler):
    """Answers with files, 404.html, or the stream of reload events."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are sent apart, and the body need not wait

    def __init__(self, request: object, client: object, server: Server) -> None:
        super().__init__(request, client, server, directory=str(server.folder))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        try:
            path, query = urlsplit(self.path)[2:4]
            file = Path(self.translate_path(path))
            is_folder = file.is_dir()
        except (OSError, ValueError):  # no such path can be
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        if path == EVENTS:
            self._events(query)
            return
        if is_folder:
            if not path.endswith("/"):
                self._redirect(path + "/")
                return
            file /= "index.html"
        self._file(file)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _file(self, file: Path) -> None:
        number = self.server.builds.number  # of the build that is read from here on, or older
        try:
            status = HTTPStatus.OK if file.is_file() else HTTPStatus.NOT_FOUND
        except OSError:
            status = HTTPStatus.NOT_FOUND
        if status is HTTPStatus.NOT_FOUND:
            file = self.server.folder / "404.html"
        try:
            data = file.read_bytes()
        except OSError:  # between two builds, or before the first
            data = b"<!DOCTYPE html><title>404</title><body>There is no such page.</body>"
            file = file.with_suffix(".html")
        if file.suffix == ".html":
            data = with_reloading(data, number)
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _events(self, seen: str) -> None:
        """Server-sent events: one for each build that is not the one seen, and a comment now
        and then."""
        builds = self.server.builds
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(ConnectionError):
            while not builds.over:
                newest = str(builds.wait(seen, 15))
                self.wfile.write(b": waiting\n\n" if newest == seen else b"data: built\n\n")
                self.wfile.flush()
                seen = newest
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, the base's name
        """Say nothing: the terminal belongs to the builds."""


def _changes(root: Path, stop: threading.Event) -> Iterator[set[FileChange]]:
    """What changes in a project, again and again; empty where nothing did for a while."""
    places = [root / name for name in WATCHED if (root / name).exists()]
    names = (*DefaultFilter.ignore_entity_patterns, *_NO_CONTENT)
    before = _stamps(root)
    for found in watch(
        *places,
        watch_filter=DefaultFilter(ignore_entity_patterns=names, ignore_paths=[root / IGNORED]),
        stop_event=stop,
        step=int(_STEP * 1000),
        debounce=int(_PATIENCE * 1000),
        rust_timeout=200,
        yield_on_timeout=True,
    ):
        stamps = _stamps(root)
        yield found | {(Change.modified, path) for path in stamps if stamps[path] != before[path]}
        before = stamps


def _stamps(root: Path) -> dict[str, tuple[int, int]]:
    """The numbers and times of the files that are looked at; none for one that is not there."""
    found = {}
    for path in (root / name for name in LOOKED_AT):
        try:
            status = path.stat()
            found[str(path)] = (status.st_ino, status.st_mtime_ns)
        except OSError:
            found[str(path)] = (0, 0)
    return found


def _settle(found: set[FileChange]) -> None:
    """Wait while one of the changed files is being written."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and any(_is_being_written(path) for _, path in found):
        time.sleep(_STEP)


def _is_being_written(path: str) -> bool:
    try:
        status = Path(path).stat()
    except OSError:  # it is gone
        return False
    age = time.time() - status.st_mtime
    return 0 <= age < (_QUIET if status.st_size else _PATIENCE)


def with_reloading(page: bytes, number: int) -> bytes:
    """A page with the script that reloads it when the newest build is another than this, and a
    policy that admits the script."""
    script = f"new EventSource('{EVENTS}?{number}').onmessage = () => location.reload()".encode()
    admitted = base64.b64encode(hashlib.sha256(script).digest()).decode()
    wider = f"{_POLICY}; script-src 'sha256-{admitted}'; connect-src 'self'"
    page = page.replace(_POLICY.encode(), wider.encode(), 1)
    return page.replace(b"</body>", b"<script>" + script + b"</script></body>", 1)


def serve(
    root: Path,
    build: Callable[[Callable[[], None]], None],
    say: Callable[[str], None],
    port: int = 8000,
    stop: threading.Event | None = None,
) -> None:
    """Build, serve and build again after every change, until interrupted.

    `build` takes what it has to call as soon as something new is in place, for then browsers
    reload; it reports its problems itself. Raises DigestError if the port is taken.
    """
    server = Server(port, root / "output")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stop = stop or threading.Event()
    try:
        changes = _changes(root, stop)
        next(changes)  # from here on no change is missed, not even during the first build
        build(server.builds.announce)
        say(f"http://localhost:{port}/ shows the site; Ctrl-C ends")
        for found in changes:
            if found:
                _settle(found)
                build(server.builds.announce)
    except KeyboardInterrupt:
        pass
    finally:
        server.builds.end()
        server.shutdown()
        server.server_close()
