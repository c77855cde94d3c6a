"""Hosts that accept and then say nothing hold up nobody but themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.raw import Raw
from tests.sync.samples import Item, rss

from clashreader.library.library import Library
from clashreader.model import Source
from clashreader.sync import downloads
from clashreader.sync.http import Fetched, Fetcher
from clashreader.sync.pipeline import Syncer

Follow = Callable[[str], Source]


class Hasty(Fetcher):
    """Waits for nobody longer than a quarter of a second."""

    def fetch(self, url: str, **options: object) -> Fetched:  # type: ignore[override]
        return super().fetch(url, **{**options, "deadline": 0.25})  # type: ignore[arg-type]


@pytest.fixture
def hasty(library: Library, clock: Callable[[], float]) -> Syncer:
    return Syncer(library, clock=clock, fetcher=Hasty)


def test_a_host_that_stays_silent_is_asked_twice_and_then_put_off(
    library: Library, hasty: Syncer, server: Loopback, follow: Follow
) -> None:
    for number in range(9):
        server.pages[f"/{number}"] = Answer(b"", delay=5)
        follow(f"{server.url}/{number}")
    report = hasty.run()
    assert report.failed == 9
    assert 2 <= len(server.requests) <= 4  # two at once
    put_off = [one for one in report.sources if "put off" in (one.error or "")]
    assert len(put_off) == 9 - len(server.requests)
    untried = [library.source(one.id) for one in put_off]
    assert all(source.failures == 0 and source.next_sync is None for source in untried)


def test_what_was_put_off_comes_first_the_next_time(
    hasty: Syncer, server: Loopback, follow: Follow
) -> None:
    for number in range(7):
        silent = number < 4  # the first by title
        server.pages[f"/{number}"] = Answer(rss([Item(number)]), delay=2 if silent else 0)
        follow(f"{server.url}/{number}")
    assert hasty.run().new == 0
    assert hasty.run(force=True).new + hasty.run(force=True).new == 3


def test_answers_in_between_show_that_a_host_is_there(
    hasty: Syncer, server: Loopback, follow: Follow
) -> None:
    for number in range(8):
        body = rss([Item(number)], f"Feed {number}")
        server.pages[f"/{number}"] = Answer(body, delay=2 if number % 4 == 0 else 0)
        follow(f"{server.url}/{number}")
    report = hasty.run()
    assert (report.new, report.failed) == (6, 2)


def test_many_silent_hosts_leave_room_for_one_that_answers(
    monkeypatch: pytest.MonkeyPatch, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    monkeypatch.setattr(downloads, "_SLOW_SECONDS", 0.05)
    server.pages["/f"] = Answer(rss([Item(1)], "Zebra"))
    with ExitStack() as stack:
        for _ in range(60):
            follow(stack.enter_context(Raw(hold=True)).url)
        follow(f"{server.url}/f")
        stop = threading.Event()
        # Stopped at the first that comes in.
        report = syncer.run(progress=lambda _: stop.set(), cancel=stop)
    assert report.new == 1


def test_a_feed_that_is_gone_is_not_asked_by_number_either(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = Answer(b"", 410)
    source = follow(f"{server.url}/f")
    syncer.run()
    [report] = syncer.run([source.id], force=True).sources
    assert "gone for good" in (report.error or "")
    assert len(server.requests) == 1
    library.edit_source(source.id, paused=False)
    syncer.run([source.id], force=True)
    assert len(server.requests) == 2
