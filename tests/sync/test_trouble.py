"""Input and surroundings that are as bad as they can be: one source's trouble is its own."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest
from tests.fakes import prepared
from tests.sync.conftest import Shelf
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, png, rss

from clashreader.errors import FetchError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, NewSource, Source, SourceKind, StoredImage
from clashreader.paths import Home
from clashreader.sync import downloads
from clashreader.sync.http import Fetched, Fetcher
from clashreader.sync.images import read_local
from clashreader.sync.pipeline import Syncer
from clashreader.sync.spool import kept
from clashreader.sync.subscribe import import_opml

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
        with Fetcher() as fetcher, pytest.raises(FetchError) as caught:
            fetcher.fetch(f"{server.url}/{path}")
        assert not caught.value.message.endswith(" .")


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


def test_stopping_waits_for_nobody(
    library: Library, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_JOIN_SECONDS", 0.1)
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
    assert time.monotonic() - start < 3
    assert report.sources == ()
    released.set()


def test_a_place_that_cannot_be_looked_at_is_an_error_of_its_source(
    library: Library, syncer: Syncer, shelf: Shelf, tmp_path: Path
) -> None:
    text = "# Story\n\nText.\n\n![y](y.png)\n"
    shelf.write("a.md", text)
    shelf.write("y.png", png())
    place = tmp_path / ("x" * 300)
    library.add_source(NewSource(SourceKind.FOLDER, str(place), "Too long"))
    report = syncer.run()
    assert (report.new, report.failed, report.images_stored) == (1, 1, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="needs paths that are made step by step")
def test_a_subfolder_that_cannot_be_entered_is_named(shelf: Shelf) -> None:
    shelf.write("a.md", "# Story\n\nText.\n")
    name = "n" * 200
    handle = os.open(shelf.root, os.O_RDONLY)
    try:
        # Deeper than a path can be long: each folder can be listed, the last cannot be reached.
        for _ in range(4096 // 200 + 1):
            os.mkdir(name, dir_fd=handle)
            below = os.open(name, os.O_RDONLY, dir_fd=handle)
            os.close(handle)
            handle = below
        report = shelf.sync()
    finally:
        os.close(handle)
        shutil.rmtree(shelf.root / name)
    assert report.new == 1
    assert (report.error or "").startswith("One file could not be read: nnn")


def test_an_unreadable_file_is_named_when_it_is_new(shelf: Shelf) -> None:
    shelf.write("a.md", "# Story\n\nText.\n")
    bad = shelf.write("binary.txt", bytes(range(256)) * 4)
    first = shelf.sync()
    assert "binary.txt" in (first.error or "")
    # Nothing new has gone wrong: the source goes on saying so, the sync does not.
    assert shelf.sync().error is None
    assert shelf.library.source(shelf.source.id).error == first.error
    shelf.write("worse.txt", bytes(range(256)) * 4)
    assert "2 files" in (shelf.sync().error or "")
    for path in (bad, shelf.root / "worse.txt"):
        path.unlink()
    assert shelf.sync().error is None
    assert shelf.library.source(shelf.source.id).error is None
    aside = shelf.root.with_name("aside")
    shelf.root.rename(aside)
    assert all(shelf.sync().error for _ in range(2))


def test_a_password_is_kept_where_it_is_needed_and_nowhere_else(
    library: Library, syncer: Syncer, server: Loopback, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    url = server.url.replace("//", "//me:hush-hush@") + "/f"
    server.pages["/f"] = Answer(rss([Item(1)]))
    source = library.add_source(NewSource(SourceKind.FEED, url, "Private"))
    assert syncer.run(force=True).new == 1
    server.pages["/f"] = Answer(b"no", 403)
    assert syncer.run(force=True).failed == 1
    server.pages["/f"] = Answer(b"no feed")
    assert syncer.run(force=True).failed == 1
    assert {request.fields["Authorization"] for request in server.requests} == {
        "Basic bWU6aHVzaC1odXNo"
    }
    assert library.source(source.id).url == url
    assert "hush-hush" not in caplog.text
    library.close()
    with closing(sqlite3.connect(home.library)) as connection:
        for table in ("captures", "fetch_log"):
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()
            assert rows
            assert "hush-hush" not in repr(rows)


def test_a_list_of_impossible_addresses_repeats_no_password(library: Library) -> None:
    opml = (
        b'<opml version="2.0"><body>'
        b'<outline type="rss" xmlUrl="http://me:secret@a..b/f"/></body></opml>'
    )
    import_opml(library, opml)
    import_opml(library, opml.replace(b"secret@a..b", b"se/cret@a..c"))
    assert [source.title for source in library.sources()] == ["http://a..b/f", "http://a..c/f"]
    assert "secret" not in str(library.sources())
    assert "se/cret" not in str(library.sources())


class Answering(Fetcher):
    """A fetcher for which one host is dead, another answers; remembers what it was asked."""

    asked: ClassVar[list[str]] = []

    def fetch(self, url: str, **options: object) -> Fetched:
        self.asked.append(url)
        if "dead.example" in url:
            raise FetchError("The server did not answer within 30 seconds.")
        self.answered = True
        return Fetched(url, 200, kept(png()))


def pictures(library: Library, source: Source, uid: str, urls: list[str]) -> None:
    library.apply(source.id, [Insert(prepared(uid, images=urls))])


def test_a_dead_host_keeps_no_other_s_pictures_away(
    library: Library,
    clock: Callable[[], float],
    follow: Follow,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("clashreader.sync.images._AT_ONCE", 10)
    monkeypatch.setattr(Answering, "asked", [])
    source = follow("http://paper.example/f")
    library.edit_source(source.id, paused=True)
    pictures(library, source, "old", [f"http://good{n}.example/q.png" for n in range(3)])
    pictures(library, source, "new", [f"http://dead.example/{n}.png" for n in range(35)])
    syncer = Syncer(library, clock=clock, fetcher=Answering)
    report = syncer.run()
    assert (report.images_stored, report.images_failed) == (3, 35)
    assert len([url for url in Answering.asked if "dead" in url]) < 10
    # All of them have their pause, tried or not: the host is left alone.
    Answering.asked.clear()
    report = syncer.run()
    assert (Answering.asked, report.images_failed) == ([], 0)


def test_files_of_a_resting_folder_keep_no_pictures_away(
    library: Library,
    clock: Callable[[], float],
    follow: Follow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("clashreader.sync.images._AT_ONCE", 5)
    source = follow("http://paper.example/f")
    folder = library.add_source(NewSource(SourceKind.FOLDER, str(tmp_path), "Shelf"))
    pictures(library, source, "web", ["http://good.example/q.png"])
    pictures(library, folder, "own", [f"{tmp_path.as_uri()}/{n}.png" for n in range(20)])
    for one in (source, folder):
        library.edit_source(one.id, paused=True)
    report = Syncer(library, clock=clock, fetcher=Answering).run()
    assert (report.images_stored, report.images_failed) == (1, 0)


def test_the_pictures_of_a_folder_come_page_by_page(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clashreader.sync.images._AT_ONCE", 4)
    for number in range(11):
        shelf.write(f"{number}.png", png(8 + number))
    shelf.write("a.md", "# Story\n\nText.\n" + "".join(f"\n![x]({n}.png)\n" for n in range(12)))
    assert shelf.sync().error is None
    overview = shelf.library.overview(day_start=0)
    assert (overview.images_stored, overview.images_missing) == (11, 1)
