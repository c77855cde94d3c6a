"""Whether an article is still on its site: only its own page can say."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from tests.conftest import FakeClock
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, items, rss

from clashreader.cli import main
from clashreader.errors import NotFoundError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, ArticleRow, Source
from clashreader.paths import Home
from clashreader.sync.pipeline import Syncer
from clashreader.sync.presence import check_presence

Follow = Callable[[str], Source]
WEEK = 7 * 86_400


def rows(library: Library) -> Sequence[ArticleRow]:
    return library.rows(library.ids(ArticleQuery()))


@pytest.fixture
def shelf(library: Library, syncer: Syncer, server: Loopback, follow: Follow) -> Library:
    """Two articles whose pages are on the test's server; the first is bookmarked."""
    listed = [replace(item, link=f"{server.url}/{item.number}") for item in items(2)]
    server.pages["/f"] = Answer(rss(listed))
    for item in listed:
        server.pages[f"/{item.number}"] = Answer(b"<html><body>Here.</body></html>")
    follow(f"{server.url}/f")
    syncer.run()
    library.set_bookmarked([first(library)], True)
    return library


def first(library: Library) -> int:
    return next(row.id for row in rows(library) if row.title == "Ferry 1")


def gone(library: Library) -> list[str]:
    return sorted(row.title for row in rows(library) if row.gone)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_says_so_is_gone_and_the_article_stays(
    shelf: Library, server: Loopback, status: int
) -> None:
    server.pages["/1"] = Answer(b"no", status)
    found = check_presence(shelf, [first(shelf)])
    assert (found.checked, found.gone) == (1, (first(shelf),))
    assert found.changes.articles == (first(shelf),)
    assert gone(shelf) == ["Ferry 1"]
    assert shelf.article(first(shelf)).body
    server.pages["/1"] = Answer(b"<html><body>Here.</body></html>")
    assert check_presence(shelf, [first(shelf)]).back == (first(shelf),)
    assert gone(shelf) == []


@pytest.mark.parametrize("status", [401, 403, 429, 451, 500, 503])
def test_other_refusals_say_nothing(shelf: Library, server: Loopback, status: int) -> None:
    server.pages["/1"] = Answer(b"no", status)
    found = check_presence(shelf, [first(shelf)])
    assert (found.checked, found.gone) == (0, ())
    assert found.reason
    assert gone(shelf) == []


def test_a_server_that_is_not_there_says_nothing(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    with Loopback() as closed:
        nowhere = f"{closed.url}/1"
    server.pages["/f"] = Answer(rss([Item(1, link=nowhere)]))
    follow(f"{server.url}/f")
    syncer.run()
    found = check_presence(library, [first(library)])
    assert (found.checked, found.gone) == (0, ())
    assert found.reason
    assert gone(library) == []


def test_what_the_feed_lists_does_not_bring_a_page_back(
    shelf: Library, server: Loopback, syncer: Syncer
) -> None:
    server.pages["/1"] = Answer(b"no", 404)
    check_presence(shelf, [first(shelf)])
    listed = [replace(item, link=f"{server.url}/{item.number}") for item in items(3)]
    server.pages["/f"] = Answer(rss(listed))
    assert syncer.run(force=True).new == 1
    assert gone(shelf) == ["Ferry 1"]


def test_sliding_out_of_the_feed_is_not_gone(
    shelf: Library, server: Loopback, syncer: Syncer
) -> None:
    server.pages["/f"] = Answer(rss([Item(9)]))
    syncer.run(force=True)
    assert gone(shelf) == []


def test_bookmarked_articles_are_asked_once_a_week(
    shelf: Library, server: Loopback, syncer: Syncer, clock: FakeClock
) -> None:
    server.pages["/1"] = server.pages["/2"] = Answer(b"no", 410)
    clock.advance(WEEK - 3600)
    syncer.run()
    assert gone(shelf) == []
    clock.advance(2 * 3600)
    syncer.run()
    assert gone(shelf) == ["Ferry 1"]  # the other is not bookmarked
    server.pages["/1"] = Answer(b"<html><body>Here.</body></html>")
    clock.advance(3600)
    syncer.run()
    assert gone(shelf) == ["Ferry 1"]
    clock.advance(WEEK)
    syncer.run()
    assert gone(shelf) == []


def test_the_command_line_asks_for_what_is_bookmarked(
    shelf: Library, server: Loopback, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    server.pages["/1"] = server.pages["/2"] = Answer(b"no", 404)
    number = first(shelf)
    assert main(["--home", str(home.data), "sync", "--check-gone", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"checked": 1, "gone": [number], "back": []}
    assert main(["--home", str(home.data), "sync", "--check-gone"]) == 0
    assert capsys.readouterr().out == "1 page answered: 0 no longer there, 0 back.\n"


def test_an_article_that_does_not_exist(shelf: Library) -> None:
    with pytest.raises(NotFoundError):
        check_presence(shelf, [999])
    with pytest.raises(NotFoundError):
        shelf.record_presence(999, status=404, gone=True)


# --- what an edit does to a read article -------------------------------------------------------


@pytest.mark.parametrize("unread", [False, True])
def test_an_edit_makes_a_read_article_unread_where_the_reader_wants_that(
    library: Library, server: Loopback, follow: Follow, clock: FakeClock, unread: bool
) -> None:
    syncer = Syncer(library, clock=clock, unread_edits=unread)
    server.pages["/f"] = Answer(rss(items(2)))
    follow(f"{server.url}/f")
    syncer.run()
    library.set_read([row.id for row in rows(library)], True)
    edited = [replace(items(2)[0], text="The ferry did not sail at all."), items(2)[1]]
    server.pages["/f"] = Answer(rss(edited))
    assert syncer.run(force=True).updated == 1
    assert [row.title for row in rows(library) if not row.read] == (["Ferry 1"] if unread else [])
    assert library.overview(day_start=0).unread == int(unread)
    library.set_read([row.id for row in rows(library)], True)
    server.pages["/f"] = Answer(rss(edited) + b"\n")
    syncer.run(force=True)
    assert all(row.read for row in rows(library))
