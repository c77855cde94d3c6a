"""What becomes of a source: it moves, it goes, it rests, and it is asked anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.conftest import FakeClock
from tests.sync.loopback import Answer, Loopback, conditional
from tests.sync.samples import Item, items, rss

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Source
from clashreader.sync.pipeline import Syncer
from clashreader.sync.report import SourceReport

Follow = Callable[[str], Source]
DAY = 86_400


@pytest.fixture
def source(server: Loopback, follow: Follow, syncer: Syncer, library: Library) -> Source:
    server.pages["/f"] = Answer(rss(items(3)), fields={"ETag": '"1"', "Last-Modified": "Mon"})
    made = follow(f"{server.url}/f")
    syncer.run()
    library.set_bookmarked([1], True)
    library.tag([2], add=["port"])
    return library.source(made.id)


def sync(syncer: Syncer, source: Source) -> SourceReport:
    return syncer.run([source.id], force=True).sources[0]


def test_a_feed_that_moved_keeps_everything(
    library: Library, server: Loopback, syncer: Syncer, source: Source
) -> None:
    server.pages["/f"] = Answer(b"", 301, {"Location": "/new"})
    server.pages["/new"] = Answer(rss(items(3)), fields={"ETag": '"2"'})
    report = sync(syncer, source)
    assert (report.new, report.updated, report.error) == (0, 0, None)
    moved = library.source(source.id)
    assert (moved.url, moved.etag, moved.articles) == (f"{server.url}/new", '"2"', 3)
    assert library.article(1).bookmarked_at
    assert library.article(2).tags == ("port",)
    server.requests.clear()
    sync(syncer, source)
    assert [request.path for request in server.requests] == ["/new"]


@pytest.mark.parametrize(
    "target",
    [Answer(b"<html><body>Log in to the hotel's network</body></html>"), Answer(b"", 200),
     Answer(b"", 500), Answer(b"", 404), Answer(b"", 410), Answer(rss(items(3)), length=9_000),
     Answer(rss(items(3)), 206)],
)  # fmt: skip
def test_where_no_feed_was_read_none_has_moved(
    library: Library, server: Loopback, syncer: Syncer, source: Source, target: Answer
) -> None:
    server.pages["/f"] = Answer(b"", 301, {"Location": "/new"})
    server.pages["/new"] = target
    assert sync(syncer, source).error is not None
    assert library.source(source.id).url == source.url
    assert library.source(source.id).etag == source.etag
    assert library.count(ArticleQuery()) == 3


def test_a_feed_that_moved_to_one_that_is_followed_stays_one_of_two(
    library: Library, server: Loopback, syncer: Syncer, source: Source, follow: Follow
) -> None:
    server.pages["/new"] = Answer(rss(items(3)))
    other = follow(f"{server.url}/new")
    server.pages["/f"] = Answer(b"", 308, {"Location": "/new"})
    assert sync(syncer, source).error is None
    kept = library.source(source.id)
    assert kept.url == source.url
    assert f"number {other.id}" in (kept.notice or "")
    assert library.article(1).bookmarked_at


def test_gone_for_good_ends_updates_and_nothing_else(
    library: Library, server: Loopback, syncer: Syncer, source: Source
) -> None:
    server.pages["/f"] = Answer(b"", 410)
    assert "Take it up again" in (sync(syncer, source).error or "")
    gone = library.source(source.id)
    assert gone.paused
    assert gone.articles == 3
    server.requests.clear()
    assert syncer.run(force=True).sources == ()
    assert server.requests == []
    server.pages["/f"] = Answer(rss(items(4)))
    library.edit_source(source.id, paused=False)
    [report] = syncer.run().sources
    assert (report.new, report.error) == (1, None)


def test_a_server_that_always_says_not_modified_is_asked_plainly_in_the_end(
    library: Library, server: Loopback, syncer: Syncer, source: Source, clock: FakeClock
) -> None:
    server.pages["/f"] = conditional(rss(items(4)), '"1"', "Mon")
    for _ in range(7):
        clock.advance(DAY)
        assert sync(syncer, source).not_modified
    clock.advance(DAY)
    assert sync(syncer, source).new == 1
    assert "If-None-Match" not in server.requests[-1].fields
    clock.advance(DAY)
    assert sync(syncer, source).not_modified
    clock.advance(-3650 * DAY)
    sync(syncer, source)
    assert "If-None-Match" not in server.requests[-1].fields


def test_a_feed_that_breaks_off_is_asked_for_again(
    library: Library, server: Loopback, syncer: Syncer, source: Source
) -> None:
    whole = rss([*items(3), Item(4), Item(5)])
    cut = whole[: whole.index(b"Ferry 5") + 4]
    server.pages["/f"] = Answer(pieces=[cut], fields={"ETag": '"5"'})
    assert sync(syncer, source).new == 1
    half = library.source(source.id)
    assert (half.etag, half.content_hash) == (None, None)
    assert "breaks off" in (half.notice or "")
    server.pages["/f"] = conditional(whole, '"5"', "Tue")
    assert sync(syncer, source).new == 1
    assert library.source(source.id).etag == '"5"'
    assert library.source(source.id).notice is None
    # Nor has it moved where it was not read to its end.
    server.pages["/f"] = Answer(b"", 301, {"Location": "/new"})
    server.pages["/new"] = Answer(pieces=[cut])
    sync(syncer, source)
    assert library.source(source.id).url == source.url


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_is_left_alone_as_long_as_it_asks(
    library: Library, server: Loopback, syncer: Syncer, source: Source, status: int,
    clock: FakeClock,
) -> None:  # fmt: skip
    server.pages["/f"] = Answer(b"", status, {"Retry-After": "99999999"})
    sync(syncer, source)
    server.requests.clear()
    clock.advance(DAY - 60)
    assert "left alone" in (sync(syncer, source).error or "")
    assert server.requests == []
    clock.advance(61)
    sync(syncer, source)
    assert len(server.requests) == 1


def test_the_rhythm_is_that_of_arrivals_not_of_dates(
    library: Library, server: Loopback, syncer: Syncer, source: Source, clock: FakeClock
) -> None:
    for number in range(4, 10):  # all dated February
        clock.advance(2 * 3600)
        server.pages["/f"] = Answer(rss(items(number)))
        assert sync(syncer, source).new == 1
    due = (library.source(source.id).next_sync or 0) - int(clock())
    assert 3600 <= due <= 3600 * 1.1 + 1


def test_silent_servers_hold_up_nobody_else(
    library: Library, syncer: Syncer, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import ExitStack
    from threading import Event

    from clashreader.sync import downloads

    monkeypatch.setattr(downloads, "_SLOW_SECONDS", 0.1)
    done, seen = Event(), []
    with ExitStack() as stack:
        for _ in range(12):
            silent = stack.enter_context(Loopback())
            silent.pages["/f"] = lambda _: (done.wait(20) and Answer(b"")) or Answer(b"")
            follow(f"{silent.url}/f")
        good = stack.enter_context(Loopback())
        good.pages["/f"] = Answer(rss(items(1)))
        number = follow(f"{good.url}/f").id

        def watch(step: object) -> None:
            if library.source(number).last_sync is not None and not done.is_set():
                seen.append(step)
                done.set()

        report = syncer.run(progress=watch)
        assert seen
        assert report.new == 1
