"""What nobody should send, for `benchmarks.memory`: large feeds, pages, pictures, bombs, lists."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

Body = bytes | list[bytes]
Answer = tuple[str, Body, dict[str, str]]
"""Media type, body (or its pieces), further fields."""

_RSS = "application/rss+xml; charset=utf-8"
_HEAD = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
_TAIL = b"</channel></rss>"


@dataclass(frozen=True)
class Case:
    """A name, what is served, and what the program is asked to do with it."""

    name: str
    answer: Callable[[str, int], Answer | None]
    """Of a path and the server's port; None: 404."""
    commands: Callable[[str, Path], list[list[str]]]
    """Of the server's address and an empty folder."""


_WORDS = tuple(
    "".join(random.Random(i).choices("abcdefghijklmnoprstuvw", k=3 + i % 8)) for i in range(5_000)
)


@cache
def _text(number: int, size: int) -> bytes:
    """Return about `size` bytes of words, by `number`."""
    dice = random.Random(number)
    return " ".join(dice.choices(_WORDS, k=size // 7)).encode()[:size]


def _items(count: int, size: int, feed: int = 0) -> bytes:
    """Return a feed of `count` items of about `size` bytes each."""
    parts = [_HEAD]
    for number in range(count):
        head = f"<item><title>Item {number}</title><guid>{feed}-{number}</guid><description>"
        text = _text(number % 997, max(10, size - 90))
        parts.append(head.encode() + text + f" {number}</description></item>".encode())
    return b"".join([*parts, _TAIL])


def _item(text: bytes) -> bytes:
    head = b"<item><title>A</title><guid>1</guid><description><![CDATA["
    return b"".join([_HEAD, head, text, b"]]></description></item>", _TAIL])


def _feed_of(make: Callable[[int], bytes]) -> Callable[[str, int], Answer | None]:
    """Return what serves the feeds /0, /1, ..., with a comment that differs each time."""
    kept = cache(make)
    times = count()

    def answer(path: str, _: int) -> Answer | None:
        name = path.strip("/")
        if not name.isdigit():
            return None
        return _RSS, [kept(int(name)), b"<!-- %d -->" % next(times)], {}

    return answer


def _sync(count: int = 1, *, twice: bool = False) -> Callable[[str, Path], list[list[str]]]:
    def commands(address: str, folder: Path) -> list[list[str]]:
        outlines = "".join(f'<outline xmlUrl="{address}/{i}"/>' for i in range(count))
        listed = folder / "feeds.opml"
        listed.write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
        sync = ["sync", "--now"]
        return [["import", str(listed)], sync, *([sync] if twice else [])]

    return commands


def _bombs(path: str, _: int) -> Answer | None:
    name = path.strip("/")
    if not name.isdigit():
        return None
    coding = ("gzip", "br", "deflate", "gzip, gzip", "")[int(name) % 5]
    fields = {"Content-Encoding": coding} if coding else {}
    return _RSS, _bomb(), fields


@cache
def _bomb() -> bytes:
    """Return 1 GB of blanks, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = b" " * 1_000_000
    return b"".join([*(packer.compress(piece) for _ in range(1_000)), packer.flush()])


def _png(width: int, height: int, extra: int = 0) -> bytes:
    """Return a PNG of one colour, with `extra` bytes of a chunk that says nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    packer = zlib.compressobj(9)
    row = b"\0" + bytes(width)
    rows = b"".join([*(packer.compress(row) for _ in range(height)), packer.flush()])
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head)]
    if extra:
        parts.append(chunk(b"teXt", bytes(extra)))
    return b"".join([*parts, chunk(b"IDAT", rows), chunk(b"IEND", b"")])


_large_picture = cache(lambda: _png(4_000, 3_000, 14_900_000 - 20_000))
_bomb_picture = cache(lambda: _png(30_000, 30_000))


def _pictures(path: str, port: int) -> Answer | None:
    if path == "/0":
        items = "".join(
            f"<item><title>P{i}</title><guid>{i}</guid><description>&lt;img src="
            f'"http://127.0.0.1:{port}/p{i}.png"&gt;&lt;img src="http://127.0.0.1:{port}/b{i}.png"'
            f"&gt;</description></item>"
            for i in range(200)
        )
        return _RSS, _HEAD + items.encode() + _TAIL, {}
    if path.startswith("/p"):
        data = _large_picture()
        return "image/png", [data[:-12], path.encode(), data[-12:]], {}
    return "image/png", _bomb_picture(), {}


@cache
def _page(number: int, size: int = 19_800_000) -> bytes:
    paragraphs = [b"<p>" + _text(i % 997, 2_000) + b"</p>" for i in range(size // 2_007)]
    title = f"<!DOCTYPE html><title>Page {number}</title><article><h1>Page {number}</h1>"
    return b"".join([title.encode(), *paragraphs, b"</article>"])


_PAGES = (3_900_000, 3_900_000, 5_900_000, 3_900_000, 3_900_000, 19_800_000)


def _full_text(path: str, port: int) -> Answer | None:
    if path == "/0":
        items = "".join(
            f"<item><title>Page {i}</title><link>http://127.0.0.1:{port}/page{i}</link>"
            f"<description>Short.</description></item>"
            for i in range(12)
        )
        return _RSS, _HEAD + items.encode() + _TAIL, {}
    if not path.startswith("/page"):
        return None
    # One is refused, those of the largest sizes that are taken whole and as text are not.
    return "text/html", _page(0, _PAGES[int(path[5:]) % 6]), {}


def _of_pages(address: str, _: Path) -> list[list[str]]:
    return [["add", "--full-text", "--no-images", f"{address}/0"], ["sync", "--now"]]


def _add(address: str, _: Path) -> list[list[str]]:
    return [["add", f"{address}/0"], ["sync", "--now"]]


def _archive(path: str, port: int) -> Answer | None:
    """Serve a feed whose archive (RFC 5005) has a hundred pages of 5 MB."""
    name = path.strip("/")
    if not name.isdigit():
        return None
    number = int(name)
    feed = _items(1_000, 5_000, number)
    if number < 100:
        link = (
            f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="prev-archive"'
            f' href="http://127.0.0.1:{port}/{number + 1}"/>'
        )
        feed = feed.replace(b"</title>", b"</title>" + link.encode(), 1)
    return _RSS, feed, {}


def _back_fill(address: str, _: Path) -> list[list[str]]:
    return [["add", f"{address}/0"], ["back-fill", "1", "--fetch"]]


def _folder(_: str, folder: Path) -> list[list[str]]:
    """Make a folder with three huge files and 10,000 small ones."""
    articles = folder / "articles"
    articles.mkdir()
    for number in range(3):
        with (articles / f"huge{number}.md").open("wb") as file:
            file.write(b"# Huge\n\n")
            file.truncate(500_000_000)
    for number in range(10_000):
        (articles / f"{number}.md").write_bytes(b"# Title\n\n" + _text(number % 997, 3_000))
    return [["add", str(articles)], ["sync", "--now"], ["sync", "--now"]]


def _large_files(_: str, folder: Path) -> list[list[str]]:
    articles = folder / "articles"
    articles.mkdir()
    for number in range(12):
        text = b"\n\n".join(_text(i % 997, 2_000) for i in range(9_900))
        (articles / f"{number}.md").write_bytes(b"# Title %d\n\n" % number + text)
        (articles / f"{number}.html").write_bytes(_page(number))
    return [["add", str(articles)], ["sync", "--now"]]


def _lists(_: str, folder: Path) -> list[list[str]]:
    many, deep, bomb = (folder / f"{name}.opml" for name in ("many", "deep", "bomb"))
    outlines = "".join(
        f'<outline text="Feed {i}" xmlUrl="http://a{i}.example/feed/{i}"/>' for i in range(100_000)
    )
    many.write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
    deep.write_text("<opml><body>" + '<outline text="x">' * 900_000, encoding="utf-8")
    entities = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)
    )
    bomb.write_text(
        f'<!DOCTYPE opml [{entities}]><opml><body><outline text="&a11;" '
        'xmlUrl="http://a.example/f"/></body></opml>',
        encoding="utf-8",
    )
    return [["import", str(bomb)], ["import", str(deep)], ["import", str(many)], ["sources"]]


def _nothing(_: str, __: int) -> None:
    return None


def _json_feed(path: str, _: int) -> Answer | None:
    return ("application/feed+json", _json(60_000), {}) if path == "/0" else None


def _plain(text: bytes) -> bytes:
    return (
        b"<item><title>A</title><guid>1</guid><description>"
        + text
        + (b"</description></item>" + _TAIL)
    )


def _paragraphs(size: int) -> bytes:
    return b"".join(b"<p>" + _text(i % 997, 1_000) + b"</p>\n" for i in range(size // 1_008))


def _cells(size: int) -> bytes:
    return b"<table>" + b"<tr><td>x</td></tr>" * (size // 19) + b"</table>"


def _titled(size: int) -> bytes:
    text = b" ".join(_text(i, 1_000) for i in range(size // 1_000))
    return _HEAD + b"<item><title>" + text + b"</title><guid>1</guid></item>" + _TAIL


def _atom(count: int) -> bytes:
    entries = (
        f"<entry><title>Item {i}</title><id>urn:{i}</id><updated>2026-03-01T10:00:00Z</updated>"
        f'<link href="http://a.example/{i}"/><summary>{_text(i % 997, 100).decode()}</summary>'
        "</entry>"
        for i in range(count)
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>'
    return (head + "".join(entries) + "</feed>").encode()


@cache
def _json(size: int) -> bytes:
    items = ",".join(
        f'{{"id":"{i}","title":"Item {i}","url":"http://a.example/{i}",'
        f'"content_text":"{_text(i % 997, 200).decode()}"}}'
        for i in range(size)
    )
    head = '{"version":"https://jsonfeed.org/version/1.1","title":"T","items":['
    return (head + items + "]}").encode()


CASES: tuple[Case, ...] = (
    Case("100,000 items of 180 bytes", _feed_of(lambda i: _items(100_000, 180)), _sync(twice=True)),
    Case("19,800 items of 1 kB", _feed_of(lambda i: _items(19_800, 1_000)), _sync(twice=True)),
    Case("ten feeds of 19.8 MB", _feed_of(lambda i: _items(19_800, 1_000, i)), _sync(10)),
    Case("ten feeds of 100,000 items", _feed_of(lambda i: _items(100_000, 190, i)), _sync(10)),
    Case("Atom, 60,000 items", _feed_of(lambda i: _atom(60_000)), _sync(twice=True)),
    Case("JSON, 60,000 items", _json_feed, _sync(twice=True)),
    Case("bare ampersands", _feed_of(lambda i: _HEAD + _plain(b"&" * 3_000_000)), _sync()),
    Case("an item of 10 MB", _feed_of(lambda i: _item(_paragraphs(10_000_000))), _sync(twice=True)),
    Case("an item of 19 MB", _feed_of(lambda i: _item(_paragraphs(19_000_000))), _sync(twice=True)),
    Case(
        "an item of 10 MB with an emoji",
        _feed_of(lambda i: _item("\U0001f600".encode() + _paragraphs(10_000_000))),
        _sync(),
    ),
    Case(
        "an item of 19 MB with an emoji",
        _feed_of(lambda i: _item("\U0001f600".encode() + _paragraphs(19_000_000))),
        _sync(twice=True),
    ),
    Case("an item of 10 MB of tags", _feed_of(lambda i: _item(b"<b>x</b>" * 1_250_000)), _sync()),
    Case("an item of 10 MB of cells", _feed_of(lambda i: _item(_cells(10_000_000))), _sync()),
    Case("a title of 10 MB", _feed_of(lambda i: _titled(10_000_000)), _sync()),
    Case("8 items of 19 MB", _feed_of(lambda i: _item(_paragraphs(19_000_000))), _sync(8)),
    Case("bombs", _bombs, _sync(10)),
    Case("pictures", _pictures, _add),
    Case("pages of 4 to 20 MB", _full_text, _of_pages),
    Case("an archive of 100 pages", _archive, _back_fill),
    Case("a folder of 10,000", _nothing, _folder),
    Case("files of 20 MB", _nothing, _large_files),
    Case("lists of feeds", _nothing, _lists),
)  # fmt: skip
