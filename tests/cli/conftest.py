"""The command line on a real home: a folder of articles of ours, and a feed on loopback."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from clashreader.cli import main

FERRY = """\
---
title: The ferry to Norrholm sails again
author: Ida Ekdahl
date: 2025-06-30T08:15:00Z
tags: [sea, transport]
---

The ferry left the quay at dawn, for the first time since the storm of **May**.

> We had almost forgotten the sound of its horn.

About two hundred people were aboard, most of them on their way to the market.
"""

BRIDGE = """\
---
title: A bridge of bamboo, and who pays for it
date: 2025-07-02
---

The engineers of Linh Dao measured the river for a year before they drew a line.
The bridge will carry bicycles and a promise: nobody has to wait for the flood to go.
"""

ORCHARD = """\
---
title: "Сад за станцией: орчард по-русски"
date: 2025-06-11
---

Сад за станцией посадили школьники. Теперь ферма кормит весь посёлок.
"""

LETTER = """\
# A letter without a date

Somebody put it under the door of the newsroom. It said: thank you for the weather.
"""

FEED = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel>
<title>Lantern Street News</title><link>http://lantern.invalid/</link>
<description>What happens in Lantern Street</description>
{items}
</channel></rss>
"""

ITEM = """\
<item><title>{title}</title><guid isPermaLink="false">{uid}</guid>
<link>http://lantern.invalid/{uid}</link><pubDate>Mon, 02 Jun 2025 09:00:00 GMT</pubDate>
<category>Europe</category><description>{text}</description></item>
"""


@dataclass(frozen=True)
class Result:
    """What one command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, on a home of this test."""
    home = tmp_path / "home"

    def command(*words: str) -> Result:
        out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
        err = io.TextIOWrapper(io.BytesIO(), encoding="ascii", write_through=True)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main(["--home", str(home), *words])
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
        return Result(code, *texts)

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of four articles: two sections, two months, one undated, two scripts."""
    root = tmp_path / "Harbour Gazette"
    for path, text in {
        "Europe/ferry.md": FERRY,
        "Europe/orchard.md": ORCHARD,
        "Asia-Pacific/bridge.md": BRIDGE,
        "letter.md": LETTER,
    }.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def filled(run: Run, folder: Path) -> Run:
    """The same as `run`, with the folder already added."""
    result = run("add", str(folder))
    assert result.code == 0, result.err
    return run


@pytest.fixture
def ids(filled: Run) -> dict[str, int]:
    """The numbers of the four articles by the names of their files."""
    found = filled("list", "--json", "--limit", "0").json["articles"]
    return {Path(article["uid"]).stem: article["id"] for article in found}


class Feeds:
    """A loopback server: pages by path, each a status, a content type and bytes."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str, bytes]] = {}
        self.requests: list[str] = []
        feeds = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                feeds.requests.append(self.path)
                status, kind, body = feeds.pages.get(self.path, (404, "text/plain", b"no"))
                tag = f'"{hash(body)}"'
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                self.send_response(status)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def feed(self, path: str, **items: str) -> str:
        """Serve a feed of `items` (uid=text) at `path`; return its address."""
        parts = [
            ITEM.format(uid=uid, title=f"News of {uid}", text=text) for uid, text in items.items()
        ]
        body = FEED.format(items="".join(parts)).encode()
        self.pages[path] = (200, "application/rss+xml", body)
        return self.url(path)

    def page(self, path: str, html: str) -> str:
        self.pages[path] = (200, "text/html; charset=utf-8", html.encode())
        return self.url(path)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def feeds() -> Iterator[Feeds]:
    """A server of feeds on this machine."""
    server = Feeds()
    yield server
    server.close()
