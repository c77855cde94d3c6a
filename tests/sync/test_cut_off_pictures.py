"""Pictures of which only the beginning came: refused, told, and tried again later."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, png, rss

from clashreader.errors import FetchError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Source
from clashreader.sync.images import check
from clashreader.sync.imagewhole import is_cut_off
from clashreader.sync.offline import prepare_offline
from clashreader.sync.pipeline import Syncer

Follow = Callable[[str], Source]

PREVIEW = b"\xff\xd8\xff\xda\x00\x02abc\xff\xd9"
"""A small picture within the picture, with an end of its own."""
JPEG = (
    b"\xff\xd8\xff\xe1" + struct.pack(">H", 2 + len(PREVIEW)) + PREVIEW
    + b"\xff\xc2\x00\x11\x08\x01\x2c\x02\x58\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    + b"\xff\xda\x00\x04ab" + b"data\xff\x00data\xff\xd0data" * 20
    + b"\xff\xc4\x00\x04ab\xff\xff\xda\x00\x04ab" + b"more data" * 20
    + b"\xff\xd9"
)  # fmt: skip
GIF = (
    b"GIF89a\x40\x01\xf0\x00\x80\x00\x00" + b"\0\0\0\xff\xff\xff"
    + b"\x21\xf9\x04\0\0\0\0\0"
    + b"\x2c\0\0\0\0\x40\x01\xf0\x00\x80" + b"\0\0\0\xff\xff\xff" + b"\x02\x05datas\x03end\x00"
    + b"\x2c\0\0\0\0\x40\x01\xf0\x00\x00" + b"\x02\x05datas\x00"
    + b"\x3b"
)  # fmt: skip
_LOSSLESS = b"VP8L" + struct.pack("<I", 200) + b"\x2f" + struct.pack("<I", 799 | 599 << 14)
WEBP = b"RIFF" + struct.pack("<I", 4 + 208) + b"WEBP" + _LOSSLESS + bytes(195)
WHOLE = {"jpeg": JPEG, "png": png(640, 480), "gif": GIF, "webp": WEBP}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_picture_is_kept_and_any_stump_of_it_refused(kind: str) -> None:
    data = WHOLE[kind]
    assert check(data).data == data
    start = len(data) // 2
    for end in (start, len(data) - 20, len(data) - 14):
        with pytest.raises(FetchError, match="cut off"):
            check(data[:end])


@pytest.mark.parametrize(
    "data",
    [
        JPEG + b"\0\0advert",
        JPEG[:-2] + b"\xff\xff\xd9",
        png(64, 48) + b"\0\0",
        png(64, 48)[:-4],
        GIF + b"\0",
        GIF[:-1],
        WEBP + b"\0",
        b"BM" + bytes(12) + struct.pack("<Iii", 40, 30, -20) + bytes(20),
    ],
    ids=["after", "fill", "after-png", "no-sum", "after-gif", "no-trailer", "after-webp", "bmp"],
)
def test_what_is_only_a_little_odd_is_kept(data: bytes) -> None:
    assert check(data).data == data


@given(st.sampled_from([b"", *WHOLE.values()]), st.integers(0, 400), st.binary(max_size=300))
def test_any_bytes_have_an_answer(data: bytes, end: int, rest: bytes) -> None:
    assert is_cut_off(data[:end] + rest) in (True, False)


def test_a_stump_is_told_and_fetched_again_later(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    text = f'<p>The quay.</p><img src="{server.url}/quay.png">'
    server.pages["/f"] = Answer(rss([Item(1, text=text)]))
    server.pages["/quay.png"] = Answer(png(640, 480)[:-60])
    follow(f"{server.url}/f")
    assert syncer.run().images_failed == 1
    (number,) = library.ids(ArticleQuery())
    (image,) = library.article(number).images
    assert image.hash is None
    assert "cut off" in (image.error or "")
    server.pages["/quay.png"] = Answer(png(640, 480))
    prepare_offline(library)
    (image,) = library.article(number).images
    assert image.hash is not None


def test_only_what_can_be_shown_is_asked_for(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    text = f'<p>The quay.</p><img src="{server.url}/quay.png">'
    server.pages["/f"] = Answer(rss([Item(1, text=text)]))
    server.pages["/quay.png"] = Answer(png())
    follow(f"{server.url}/f")
    syncer.run()
    (request,) = server.asked("/quay.png")
    accepted = request.fields["Accept"]
    assert "image/jpeg" in accepted
    assert "avif" not in accepted
    assert "image/*" not in accepted
