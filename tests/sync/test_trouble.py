"""Input and surroundings that are as bad as they can be: one source's trouble is its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import pytest
from tests.sync.conftest import Shelf
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, png, rss

from clashreader.errors import FetchError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Source, StoredImage
from clashreader.sync.http import Fetched, Fetcher
from clashreader.sync.images import read_local
from clashreader.sync.pipeline import Syncer

Follow = Callable[[str], Source]

IMPOSSIBLE = [
    "http://a..b/x.png",
    "http://.paper.example/x.png",
    "http://" + "a" * 64 + ".example/x.png",
    "http://me:secret@ex[ample/x.png",
]


def images_of(library: Library) -> dict[str, StoredImage]:
    found: dict[str, StoredImage] = {}
    for number in library.ids(ArticleQuery()):
        found |= {image.url: image for image in library.article(number).images}
    return found


def test_an_impossible_picture_address_ends_no_sync(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    tags = "".join(f'<img src="{url}">' for url in [*IMPOSSIBLE, f"{server.url}/quay.png"])
    server.pages["/f"] = Answer(rss([Item(1, text=f"<p>The quay.</p>{tags}")]))
    server.pages["/quay.png"] = Answer(png(40, 30))
    follow(f"{server.url}/f")
    report = syncer.run()
    assert (report.failed, report.images_stored) == (0, 1)
    assert (images_of(library)[IMPOSSIBLE[0]].error or "").startswith("This is not a web address")


@pytest.mark.parametrize("url", IMPOSSIBLE)
def test_an_impossible_source_is_its_own_trouble(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow, url: str
) -> None:
    server.pages["/f"] = Answer(rss([Item(1)]))
    follow(url)
    follow(f"{server.url}/f")
    report = syncer.run()
    assert (report.new, report.failed) == (1, 1)
    assert not [source for source in library.sources() if "secret" in (source.error or "")]


def test_a_redirect_to_an_impossible_address_is_an_error(server: Loopback) -> None:
    for path, location in enumerate(["http://a..b/", "http://[x/", "//", "http://\ud800/"]):
        text = location.encode("utf-8", "surrogatepass").decode("latin-1")
        server.pages[f"/{path}"] = Answer(b"", 302, {"Location": text})
        with Fetcher() as fetcher, pytest.raises(FetchError):
            fetcher.fetch(f"{server.url}/{path}")


def test_a_local_picture_with_an_impossible_address(shelf: Shelf) -> None:
    with pytest.raises(FetchError):
        read_local("file://[x/", shelf.root)
    shelf.write("a.md", "# Story\n\nText.\n\n![x](<file://[x/>)\n\n![y](y.png)\n")
    shelf.write("y.png", png())
    assert shelf.sync().error is None
    assert shelf.library.overview(day_start=0).images_stored == 1


class Stumbling(Fetcher):
    """A fetcher with a bug that shows with one picture."""

    def fetch(self, url: str, **options: object) -> Fetched:
        if url.endswith("bug.png"):
            raise ZeroDivisionError
        return super().fetch(url, **options)  # type: ignore[arg-type]


def test_a_fault_of_ours_costs_one_picture_only(
    library: Library,
    clock: Callable[[], float],
    server: Loopback,
    follow: Follow,
    logged_errors: list[logging.LogRecord],
) -> None:
    tags = "".join(f'<img src="{server.url}/{name}.png">' for name in ("bug", "quay"))
    server.pages["/f"] = Answer(rss([Item(1, text=f"<p>The quay.</p>{tags}")]))
    server.pages["/quay.png"] = Answer(png())
    follow(f"{server.url}/f")
    report = Syncer(library, clock=clock, fetcher=Stumbling).run()
    assert (report.images_stored, report.images_failed) == (1, 1)
    assert "fault" in (images_of(library)[f"{server.url}/bug.png"].error or "")
    assert len(logged_errors) == 1


def test_stopping_waits_for_nobody(library: Library, follow: Follow) -> None:
    # Whatever hangs in a download, even where it does not look at the wish to stop.
    released, cancel = threading.Event(), threading.Event()

    class Hanging(Fetcher):
        def fetch(self, url: str, **options: object) -> Fetched:
            released.wait(20)
            raise FetchError("It ended.")

    for number in range(20):
        follow(f"http://paper{number}.example/")
    threading.Timer(0.2, cancel.set).start()
    start = time.monotonic()
    report = Syncer(library, fetcher=Hanging).run(cancel=cancel)
    assert time.monotonic() - start < 4
    assert report.sources == ()
    released.set()
