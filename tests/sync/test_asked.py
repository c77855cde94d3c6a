"""Pictures that the reader asks for in person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sync.conftest import Shelf
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, png, rss

from clashreader.errors import NotFoundError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Source
from clashreader.sync.asked import fetch_pictures
from clashreader.sync.pipeline import Syncer

Follow = Callable[[str], Source]


def article_with(
    names: list[str], library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> int:
    text = "<p>The quay.</p>" + "".join(f'<img src="{server.url}/{name}">' for name in names)
    server.pages["/f"] = Answer(rss([Item(1, text=text)]))
    follow(f"{server.url}/f")
    syncer.run()
    [number] = library.ids(ArticleQuery())
    return number


def test_a_picture_that_failed_is_tried_at_once(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    number = article_with(["a.png", "b.png"], library, syncer, server, follow)
    assert [image.hash for image in library.article(number).images] == [None, None]
    assert library.wanted_images(9) == ()  # both failed just now, and would wait
    server.pages["/a.png"] = Answer(png(40, 30))
    server.pages["/b.png"] = Answer(png(50, 30))
    report = fetch_pictures(library, number, [f"{server.url}/a.png"])
    assert (report.stored, report.failed, report.reason) == (1, 0, "")
    assert report.changes.images
    first, second = library.article(number).images
    assert first.hash
    assert second.hash is None
    assert fetch_pictures(library, number).stored == 1
    assert fetch_pictures(library, number).stored == 0  # there is nothing more to fetch
    assert len(server.asked("/a.png")) == 2


def test_what_cannot_be_had_has_a_reason(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    number = article_with(["gone.png"], library, syncer, server, follow)
    report = fetch_pictures(library, number)
    assert (report.stored, report.failed) == (0, 1)
    assert report.reason == "The server answers 404 (not found)."
    # An address that is none of the article's is not fetched for it.
    assert fetch_pictures(library, number, [f"{server.url}/other.png"]).failed == 0
    assert server.asked("/other.png") == []


@pytest.mark.tries_network
def test_offline_there_is_a_reason_and_nothing_is_held_against_the_picture(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    text = '<p>The quay.</p><img src="http://away.invalid/q.png">'
    server.pages["/f"] = Answer(rss([Item(1, text=text)]))
    follow(f"{server.url}/f")
    syncer.run(images=False)
    [number] = library.ids(ArticleQuery())
    report = fetch_pictures(library, number)
    assert report.failed == 1
    assert report.reason.endswith(".")
    assert [one.attempts for one in library.missing_images(number)] == [0]


def test_a_picture_of_a_folder_is_looked_for_below_it(shelf: Shelf, tmp_path: Path) -> None:
    shelf.write("a.md", "# A\n\n![in](in.png) ![out](../out.png)\n")
    (tmp_path / "out.png").write_bytes(png(8, 8))
    shelf.sync()
    shelf.write("in.png", png(40, 30))
    report = fetch_pictures(shelf.library, shelf.article("A").id)
    assert (report.stored, report.failed) == (1, 1)
    assert "outside" in report.reason


def test_an_unknown_article_is_none(library: Library) -> None:
    with pytest.raises(NotFoundError):
        fetch_pictures(library, 7)
