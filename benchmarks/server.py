"""A feed server on loopback, in a process of its own: ``python -m benchmarks.server FOLDER``.

It prints its address and serves FOLDER/NNN.xml as /NNN.xml with validators, 304 and gzip, and a
picture at /pictures/N.png. ``/mode/same-bytes`` makes it forget its validators: every answer is
then a 200 with the same bytes; ``/mode/validators`` brings them back.
"""

from __future__ import annotations

import gzip
import hashlib
import struct
import sys
import zlib
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.writing import BASE


@dataclass(frozen=True)
class Served:
    """A feed as it lies in memory."""

    plain: bytes
    packed: bytes
    etag: str


_STRIPES = b"".join(bytes([grey % 256]) * 8 for grey in range(256 + 80))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(number: int) -> bytes:
    """Return a PNG of 640 x 360 grey pixels, a gradient that differs with `number`."""
    starts = (8 * ((y // 6 + number) % 256) for y in range(360))
    rows = b"".join(b"\0" + _STRIPES[start : start + 640] for start in starts)
    head = struct.pack(">IIBBBBB", 640, 360, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows, 1))
        + _chunk(b"IEND", b"")
    )


class Server(ThreadingHTTPServer):
    """Holds all feeds, and whether it knows their validators."""

    request_queue_size = 256
    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.validators = True
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.feeds: dict[str, Served] = {}
        for path in sorted(folder.glob("*.xml")):
            data = path.read_bytes().replace(BASE.encode(), self.address.encode())
            tag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
            self.feeds[f"/{path.name}"] = Served(data, gzip.compress(data, 6, mtime=0), tag)


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: Server

    def do_GET(self) -> None:
        """Answer with a feed, a picture, or a change of mode."""
        feed = self.server.feeds.get(self.path)
        if feed is not None:
            self._feed(feed)
        elif self.path.startswith("/mode/"):
            self.server.validators = self.path == "/mode/validators"
            self._answer(200, b"ok", "text/plain")
        elif self.path.startswith("/pictures/"):
            number = int("".join(filter(str.isdigit, self.path)) or 0)
            self._answer(200, picture(number), "image/png")
        else:
            self._answer(404, b"nothing here", "text/plain")

    def _feed(self, feed: Served) -> None:
        headers = {"Vary": "Accept-Encoding"}
        if self.server.validators:
            headers["ETag"] = feed.etag
            if self.headers.get("If-None-Match") == feed.etag:
                self._answer(304, b"", None, headers)
                return
        body = feed.plain
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = feed.packed
        self._answer(200, body, "application/rss+xml; charset=utf-8", headers)

    def _answer(
        self, status: int, body: bytes, kind: str | None, headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if kind is not None:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = Server(Path(sys.argv[1]))
    print(server.address, flush=True)
    server.serve_forever()
