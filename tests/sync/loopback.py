"""A real HTTP server on loopback whose answers a test writes, and which remembers what came."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass
class Request:
    path: str
    fields: dict[str, str]
    line: str = ""


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    fields: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds before the first byte."""
    pieces: list[bytes] | None = None
    """Sent instead of `body`, one every `pause` seconds, without a length."""
    pause: float = 0.0
    length: int | None = None
    """A Content-Length that lies."""


Handler = Callable[[Request], Answer]


class Loopback:
    """Serves `pages`: a path to an `Answer`, or to a function of the request that makes one."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Handler] = {}
        self.requests: list[Request] = []
        self.most_at_once = 0
        self.connections = 0
        self._now = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        outer = self

        class Connection(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def setup(self) -> None:
                super().setup()
                outer.connections += 1

            def do_GET(self) -> None:
                outer._serve(self)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: object) -> None:
                pass  # clients that hang up are part of the tests

        self._server = Server(("127.0.0.1", 0), Connection)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def _serve(self, connection: BaseHTTPRequestHandler) -> None:
        request = Request(connection.path, dict(connection.headers.items()), connection.requestline)
        with self._lock:
            self.requests.append(request)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            page = self.pages.get(connection.path, Answer(b"nothing here", 404))
            self._answer(connection, page(request) if callable(page) else page)
        finally:
            with self._lock:
                self._now -= 1

    def _answer(self, connection: BaseHTTPRequestHandler, answer: Answer) -> None:
        if answer.delay:
            self._stopping.wait(answer.delay)
        connection.send_response_only(answer.status)
        for name, value in answer.fields.items():
            connection.send_header(name, value)
        if answer.pieces is None:
            size = len(answer.body) if answer.length is None else answer.length
            connection.send_header("Content-Length", str(size))
            connection.end_headers()
            if answer.status not in (204, 304):
                connection.wfile.write(answer.body)
            if answer.length is not None:
                connection.close_connection = True
            return
        connection.send_header("Connection", "close")
        connection.close_connection = True
        connection.end_headers()
        for piece in answer.pieces:
            connection.wfile.write(piece)
            connection.wfile.flush()
            if self._stopping.wait(answer.pause):
                return


def conditional(body: bytes, etag: str, modified: str, **fields: str) -> Handler:
    """Answer 304 to exactly these validators, and `body` to anything else."""

    def answer(request: Request) -> Answer:
        validators = {"ETag": etag, "Last-Modified": modified}
        same = (
            request.fields.get("If-None-Match") == etag
            and request.fields.get("If-Modified-Since") == modified
        )
        return Answer(b"" if same else body, 304 if same else 200, {**validators, **fields})

    return answer


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Wait for something to become true; return whether it did."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.01)
    return true()
