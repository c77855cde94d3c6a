from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, png, rss

from clashreader.content.imageinfo import image_info
from clashreader.errors import FetchError
from clashreader.library.library import Library
from clashreader.model import Article, ArticleQuery, Source
from clashreader.paths import Home
from clashreader.sync.images import TRACKING_PIXEL, check, read_local
from clashreader.sync.pipeline import Syncer

Follow = Callable[[str], Source]
RIFF = b"RIFF\0\0\0\0WEBP"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xff\xfe\x00\x05abc"
    b"\xff\xc2\x00\x11\x08\x01\x2c\x02\x58\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
)


def box(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", 8 + len(data)) + kind + data


def avif(*sizes: tuple[int, int]) -> bytes:
    extents = b"".join(box(b"ispe", struct.pack(">III", 0, *size)) for size in sizes)
    properties = box(b"iprp", box(b"ipco", extents))
    return (
        box(b"ftyp", b"mif1\0\0\0\0mif1avifmiaf")
        + box(b"meta", b"\0\0\0\0" + box(b"hdlr", b"\0" * 24) + properties)
        + box(b"mdat", b"\1" * 40)
    )


@pytest.mark.parametrize(
    ("data", "info"),
    [
        (png(640, 480), ("image/png", 640, 480)),
        (b"GIF89a\x40\x01\xf0\x00\x00\x00\x00", ("image/gif", 320, 240)),
        (JPEG, ("image/jpeg", 600, 300)),
        (
            RIFF + b"VP8 \0\0\0\0\x30\x01\x00\x9d\x01\x2a\x20\x03\x58\x02",
            ("image/webp", 800, 600),
        ),
        (
            RIFF + b"VP8L\0\0\0\0\x2f" + struct.pack("<I", 799 | 599 << 14),
            ("image/webp", 800, 600),
        ),
        (
            RIFF + b"VP8X\0\0\0\0\0\0\0\0\x1f\x03\x00\x57\x02\x00",
            ("image/webp", 800, 600),
        ),
        (avif((160, 120), (1600, 1200)), ("image/avif", 1600, 1200)),
        (b"BM" + bytes(12) + struct.pack("<Iii", 40, 30, -20) + bytes(20), ("image/bmp", 30, 20)),
        (
            b"\0\0\1\0\2\0" + b"\x10\x10" + bytes(14) + b"\0\0" + bytes(14),
            ("image/x-icon", 256, 256),
        ),
    ],
    ids=["png", "gif", "jpeg", "webp", "webp-lossless", "webp-extended", "avif", "bmp", "ico"],
)
def test_sizes_are_read_from_the_bytes(data: bytes, info: tuple[str, int, int]) -> None:
    assert image_info(data) == info
    for end in range(len(data)):
        image_info(data[:end])


@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", RIFF, b"BM", b"\0\0\1\0",
                     b"\0\0\0\x18ftypavif\0\0\0\0", b"GIF89a"]),
    st.binary(max_size=300),
)  # fmt: skip
def test_any_bytes_have_an_answer(start: bytes, rest: bytes) -> None:
    found = image_info(start + rest)
    assert found is None or (found[1] > 0 and found[2] > 0)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?><!-- x --><svg/>", "SVG"),
        (b"<!DOCTYPE html><title>403</title>", "a page instead"),
        (b"just text", "not a picture"),
        (png(1, 1), TRACKING_PIXEL),
        (b"GIF89a\x30\x75\x30\x75\x00\x00\x00", "60 megapixels"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
    ],
)
def test_what_is_not_kept_is_explained(data: bytes, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        check(data)


def test_local_pictures_stay_within_the_folder(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    inside, outside = root / "in side.png", tmp_path / "root-private.png"
    for path in (inside, outside):
        path.write_bytes(png())
    assert read_local(inside.as_uri(), root).width == 8
    for url in (
        outside.as_uri(),
        f"{root.as_uri()}/../root-private.png",
        f"{root.as_uri()}/%2e%2e/root-private.png",
        root.as_uri(),
        "file://server/share/x.png",
        f"{root.as_uri()}/%00.png",
        f"{root.as_uri()}/missing.png",
        "file:relative.png",
    ):
        with pytest.raises(FetchError):
            read_local(url, root)
    with pytest.raises(FetchError, match="feed"):
        read_local(inside.as_uri(), None)


def the_article(library: Library) -> Article:
    [number] = library.ids(ArticleQuery())
    return library.article(number)


def test_pictures_are_there_offline(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    names = ["quay.png", "missing.png", "pixel.gif", "page.png", "svg.svg"]
    text = "<p>The quay.</p>" + "".join(f'<img src="{server.url}/{name}">' for name in names)
    server.pages["/f"] = Answer(rss([Item(1, text=text)]))
    server.pages["/quay.png"] = Answer(png(40, 30), fields={"Content-Type": "text/plain"})
    server.pages["/pixel.gif"] = Answer(b"GIF89a\x01\x00\x01\x00\x00\x00\x00")
    server.pages["/page.png"] = Answer(b"<html>no", fields={"Content-Type": "image/png"})
    server.pages["/svg.svg"] = Answer(b"<svg/>")
    follow(f"{server.url}/f")
    report = syncer.run()
    assert (report.new, report.images_stored, report.images_failed) == (1, 1, 3)
    images = {image.url.rpartition("/")[2]: image for image in the_article(library).images}
    quay = images["quay.png"]
    assert quay.hash
    assert (quay.media_type, quay.width, quay.height) == ("image/png", 40, 30)
    assert library.image_path(quay.hash).read_bytes() == png(40, 30)
    assert images["missing.png"].error == "The server answers 404 (not found)."
    assert "pixel.gif" not in images
    count = len(server.requests)
    syncer.run(force=True)
    # Neither what is stored nor what has just failed is asked for again.
    assert len(server.requests) == count + 1


def test_a_file_in_the_place_of_their_folder_costs_no_article(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow, home: Home
) -> None:
    text = f'<p>The quay.</p><img src="{server.url}/quay.png">'
    server.pages["/f"] = Answer(rss([Item(1, text=text)]))
    server.pages["/quay.png"] = Answer(png())
    home.images.write_text("a letter")
    follow(f"{server.url}/f")
    report = syncer.run()
    assert (report.new, report.images_stored, report.images_failed) == (1, 0, 1)
    home.images.unlink()
    assert syncer.run(force=True).images_stored == 1, "it stayed wanted"


def test_pictures_can_be_left_out(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    text = f'<p>The quay.</p><img src="{server.url}/quay.png">'
    server.pages["/f"] = Answer(rss([Item(1, text=text)]))
    server.pages["/quay.png"] = Answer(png())
    source = follow(f"{server.url}/f")
    syncer.run(images=False)
    library.edit_source(source.id, images=False)
    syncer.run(force=True)
    assert server.asked("/quay.png") == []
    library.edit_source(source.id, images=True)
    assert syncer.run(force=True).images_stored == 1


@pytest.mark.tries_network
def test_being_offline_says_nothing_about_pictures(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    text = '<p>The quay.</p><img src="http://away.invalid/q.png">'
    server.pages["/f"] = Answer(rss([Item(1, text=text)]))
    follow(f"{server.url}/f")
    syncer.run(images=False)
    server.pages["/f"] = Answer(rss([Item(1, text=text)]), delay=0)
    assert syncer.run([], force=True).images_failed == 0
    # Nothing answers in this run, so nothing is held against the picture ...
    for source in library.sources():
        library.edit_source(source.id, url="http://away.invalid/f")
    assert syncer.run(force=True).images_failed == 0
    assert [(one.url, one.attempts) for one in library.wanted_images(9)] == [
        ("http://away.invalid/q.png", 0)
    ]
    # ... and when others answer, it is.
    for source in library.sources():
        library.edit_source(source.id, url=f"{server.url}/f")
    assert syncer.run(force=True).images_failed == 1


def test_many_pictures_are_stored_in_batches(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    stories = []
    for number in range(40):
        urls = [f"/{number}-{which}.png" for which in range(5)]
        for which, url in enumerate(urls):
            server.pages[url] = Answer(png(8 + number, 8 + which))
        tags = "".join(f'<img src="{server.url}{url}">' for url in urls)
        stories.append(Item(number, text=f"<p>Story.</p>{tags}"))
    server.pages["/f"] = Answer(rss(stories))
    follow(f"{server.url}/f")
    seen: list[tuple[int, int]] = []
    report = syncer.run(progress=lambda now: seen.append((now.images_done, now.images_total)))
    assert report.images_stored == 200
    assert seen[-1] == (200, 200)
    overview = library.overview(day_start=0)
    assert (overview.images_stored, overview.images_missing) == (200, 0)


def test_two_pictures_come_at_once_from_the_same_host(
    library: Library, server: Loopback, follow: Follow, clock: Callable[[], float]
) -> None:
    for number in range(8):
        server.pages[f"/{number}.png"] = Answer(png(8 + number), delay=0.05)
    tags = "".join(f'<img src="{server.url}/{number}.png">' for number in range(8))
    server.pages["/f"] = Answer(rss([Item(1, text=f"<p>The quay.</p>{tags}")]))
    follow(f"{server.url}/f")
    assert Syncer(library, clock=clock).run().images_stored == 8
    assert server.most_at_once == 2
