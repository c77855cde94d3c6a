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
from clashreader.sync import downloads, pipeline
from clashreader.sync.http import Fetched, Fetcher
from clashreader.sync.pipeline import Syncer

Follow = Callable[[str], Source]


class Hasty(Fetcher):
    """Waits for a silent page no longer than a twentieth of a second, and for others as ever.

    What is to be late is always late and nothing else is, however busy the computer.
    """

    def __init__(self, asked: list[str]) -> None:
        super().__init__()
        self._asked = asked

    def fetch(self, url: str, **options: object) -> Fetched:
        self._asked.append(url)
        if url.endswith("silent"):
            options["deadline"] = 0.05
        return super().fetch(url, **options)  # type: ignore[arg-type]


@pytest.fixture
def asked() -> list[str]:
    """The addresses that a hasty syncer asked."""
    return []


@pytest.fixture
def hasty(library: Library, clock: Callable[[], float], asked: list[str]) -> Syncer:
    return Syncer(library, clock=clock, fetcher=lambda: Hasty(asked))


SILENT = Answer(b"", delay=60)  # or until the server ends


def test_a_host_that_stays_silent_is_asked_twice_and_then_put_off(
    library: Library, hasty: Syncer, server: Loopback, follow: Follow, asked: list[str]
) -> None:
    for number in range(9):
        server.pages[f"/{number}-silent"] = SILENT
        follow(f"{server.url}/{number}-silent")
    report = hasty.run()
    assert report.failed == 9
    assert 2 <= len(asked) <= 4  # two at once
    put_off = [one for one in report.sources if "put off" in (one.error or "")]
    assert len(put_off) == 9 - len(asked)
    untried = [library.source(one.id) for one in put_off]
    assert all(source.failures == 0 and source.next_sync is None for source in untried)


def test_what_was_put_off_comes_first_the_next_time(
    hasty: Syncer, server: Loopback, follow: Follow
) -> None:
    for number in range(4):  # the first by title
        server.pages[f"/{number}-silent"] = SILENT
        follow(f"{server.url}/{number}-silent")
    for number in range(4, 7):
        server.pages[f"/{number}"] = Answer(rss([Item(number)]))
        follow(f"{server.url}/{number}")
    assert hasty.run().new == 0
    assert hasty.run(force=True).new + hasty.run(force=True).new == 3


def test_answers_in_between_show_that_a_host_is_there(
    monkeypatch: pytest.MonkeyPatch, hasty: Syncer, server: Loopback, follow: Follow
) -> None:
    # One after the other: else both silent ones may be waited for at once, with no answer between.
    monkeypatch.setattr(pipeline, "_PER_HOST", 1)
    for number in range(8):
        path = f"/{number}-silent" if number % 4 == 0 else f"/{number}"
        server.pages[path] = SILENT if number % 4 == 0 else Answer(rss([Item(number)], path))
        follow(server.url + path)
    report = hasty.run()
    assert (report.new, report.failed) == (6, 2)


def test_many_silent_hosts_leave_room_for_one_that_answers(
    monkeypatch: pytest.MonkeyPatch, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    monkeypatch.setattr(downloads, "_SLOW_SECONDS", 0.05)
    monkeypatch.setattr(downloads, "_LOOK_SECONDS", 0.02)
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
