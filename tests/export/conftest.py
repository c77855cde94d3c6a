"""A small library with all that an article can have, of our own writing."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.model import Insert, Revise

if TYPE_CHECKING:
    from clashreader.library.library import Library


def png(width: int = 3, height: int = 2, shade: int = 120) -> bytes:
    """Return a picture of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    ends = chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + ends


@pytest.fixture
def archive(library: Library) -> Library:
    """Four articles: one with everything, one right to left, one undated, one with nothing."""
    source = library.add_source(feed(title="The Norrholm Post")).id
    ferry = prepared(
        "ferry", "The ferry left the quay at dawn. Two hundred people were aboard.",
        title="The ferry sails again", author="Ida Ekdahl", url="https://norrholm.example/ferry",
        published=NOON, section="Europe", tags=("sea",), language="en",
        body='<p>The ferry left the quay at dawn.</p><figure><img src="https://norrholm.example/'
        'quay.png" alt="The quay"><figcaption>At <b>dawn</b></figcaption></figure>'
        "<p>Two hundred people were aboard.</p>",
        images=("https://norrholm.example/quay.png", "https://norrholm.example/lost.png"),
        lead_image=None,
    )  # fmt: skip
    garden = prepared(
        "garden", "זרענו גן מאחורי התחנה.", title="גן מאחורי התחנה", language="he",
        published=NOON - 40 * DAY, section="Middle East", body="<p>זרענו גן מאחורי התחנה.</p>",
    )  # fmt: skip
    letter = prepared("letter", "Thank you for the weather.", title='=A letter, "undated"')
    empty = prepared("empty", "", title="", body="")
    library.apply(source, [Insert(one) for one in (ferry, garden, letter, empty)])
    edited = prepared(
        "ferry", "The ferry left the quay at noon. Two hundred people were aboard.",
        title="The ferry sails again, late", author="Ida Ekdahl", section="Europe",
        url="https://norrholm.example/ferry", published=NOON, language="en",
        body='<p>The ferry left the quay at noon.</p><figure><img src="https://norrholm.example/'
        'quay.png" alt="The quay"><figcaption>At <b>dawn</b></figcaption></figure>'
        "<p>Two hundred people were aboard.</p>",
        images=("https://norrholm.example/quay.png",), lead_image=None,
    )  # fmt: skip
    library.apply(source, [Revise(1, edited)])
    wanted = {image.url: image.id for image in library.wanted_images(10)}
    quay = wanted["https://norrholm.example/quay.png"]
    library.store_images([(quay, png(), "image/png", 3, 2)])
    library.tag([1], add=["harbour", "sea"])
    library.set_note(1, "Ask the harbour master.\nTwice.")
    library.add_highlight(1, "Two hundred people", note="Who counted?")
    library.add_highlight(1, "left the quay at dawn", version=1, colour=2)
    library.set_bookmarked([1], True)
    return library
