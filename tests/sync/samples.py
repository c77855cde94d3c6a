"""Feeds, articles and pictures for the tests of syncing: our own writing."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape


@dataclass
class Item:
    number: int
    title: str = ""
    text: str = ""
    link: str = ""
    guid: str = ""

    def xml(self) -> str:
        link = self.link or f"https://harbour-gazette.example/{self.number}"
        text = self.text or f"<p>The ferry number {self.number} left the harbour on time.</p>"
        guid = self.guid or link
        day = 1 + self.number % 28
        return (
            f"<item><title>{escape(self.title or f'Ferry {self.number}')}</title>"
            f"<link>{escape(link)}</link><guid>{escape(guid)}</guid>"
            f"<pubDate>{day:02d} Feb 2026 08:00:00 +0000</pubDate>"
            f"<description>{escape(text)}</description></item>"
        )


def rss(items: Sequence[Item], title: str = "Harbour Gazette") -> bytes:
    body = "".join(item.xml() for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://harbour-gazette.example/</link>"
        f"<description>News of the port</description>{body}</channel></rss>"
    ).encode()


def items(count: int) -> list[Item]:
    return [Item(number) for number in range(1, count + 1)]


def png(width: int = 8, height: int = 6, shade: int = 90) -> bytes:
    """A real picture in one shade of grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(b"\0" + bytes([shade]) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
