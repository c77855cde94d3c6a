"""A server that asks to be left alone means its host, not the one address that was asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, rss

from clashreader.errors import FetchError
from clashreader.library.library import Library
from clashreader.model import Source
from clashreader.paths import Home
from clashreader.sync.offline import prepare_offline
from clashreader.sync.pipeline import Syncer
from clashreader.sync.schedule import wait_words
from clashreader.sync.subscribe import add
from clashreader.sync.wording import retry_after_seconds

Follow = Callable[[str], Source]
BUSY = Answer(b"", 429, {"Retry-After": "3600"})


def test_the_pictures_of_a_busy_host_wait(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow, clock: Callable[[], float]
) -> None:
    pictures = "".join(f'<img src="{server.url}/i{number}">' for number in range(8))
    server.pages["/f"] = Answer(rss([Item(1, text=f"<p>Low water.</p>{pictures}")]))
    for number in range(8):
        server.pages[f"/i{number}"] = BUSY
    follow(f"{server.url}/f")
    syncer.run()
    asked = len(server.requests)
    assert asked <= 1 + 2  # the feed, and two at once
    syncer.run(force=True)
    prepare_offline(library, clock=clock)
    assert len(server.requests) == asked
    clock.advance(3700)  # type: ignore[attr-defined]
    prepare_offline(library, clock=clock)
    assert len(server.requests) > asked


def test_the_pages_of_a_busy_host_wait_and_its_feed_as_well(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow, clock: Callable[[], float]
) -> None:
    links = [Item(number, link=f"{server.url}/p{number}") for number in range(6)]
    server.pages["/f"] = Answer(rss(links))
    for number in range(6):
        server.pages[f"/p{number}"] = BUSY
    source = follow(f"{server.url}/f")
    library.edit_source(source.id, full_text=True)
    syncer.run()
    asked = len(server.requests)
    assert asked <= 1 + 2
    prepare_offline(library, clock=clock)
    report = syncer.run(force=True).sources[0]
    assert report.error == "The server asked to be left alone for another 60 minutes."
    assert len(server.requests) == asked
    assert library.source(source.id).error is None  # nothing is held against it


def test_other_addresses_of_the_host_are_no_way_round(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow, clock: Callable[[], float]
) -> None:
    server.pages["/f"] = BUSY
    server.pages["/f?x"] = server.pages["/g"] = Answer(rss([Item(1)]))
    source = follow(f"{server.url}/f")
    syncer.run()
    library.edit_source(source.id, url=f"{server.url}/f?x")
    other = follow(f"{server.url}/g")
    assert syncer.run(force=True).failed == 2
    with pytest.raises(FetchError, match="left alone"):
        add(library, f"{server.url}/h", clock=clock)
    assert [request.path for request in server.requests] == ["/f"]
    assert library.source(other.id).failures == 0
    clock.advance(3601)  # type: ignore[attr-defined]
    assert syncer.run().failed == 0


@pytest.mark.usefixtures("all_public")
def test_the_wish_outlives_the_program_and_leads_no_redirect_there(
    home: Home, server: Loopback, clock: Callable[[], float]
) -> None:
    server.pages["/f"] = Answer(b"", 503, {"Retry-After": "86400"})
    with Library.open(home.library, home.images, clock=clock) as library, Loopback() as detour:
        detour.pages["/to"] = Answer(b"", 302, {"Location": f"{server.url}/f"})
        with pytest.raises(FetchError, match="503"):
            add(library, f"{detour.url}/to", clock=clock)
    with Library.open(home.library, home.images, clock=clock) as library, Loopback() as detour:
        detour.pages["/to"] = Answer(b"", 302, {"Location": f"{server.url}/f"})
        with pytest.raises(FetchError, match="for another day"):
            add(library, f"{detour.url}/to", clock=clock)
        assert len(server.requests) == 1
        clock.advance(-30 * 86_400)  # type: ignore[attr-defined]
        with pytest.raises(FetchError, match="503"):  # a clock that jumped keeps nobody out
            add(library, f"{server.url}/f", clock=clock)


def test_what_is_over_is_forgotten(library: Library, clock: Callable[[], float]) -> None:
    now = int(clock())
    library.keep_rests({"a.example": now + 10, "b.example:81": now + 100})
    clock.advance(50)  # type: ignore[attr-defined]
    library.keep_rests({"c.example": now + 60})
    assert library.rests() == {"b.example:81": now + 100, "c.example": now + 60}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "minute"), (60, "minute"), (600, "10 minutes"), (5400, "90 minutes"), (7200, "2 hours"),
     (80_000, "22 hours"), (86_400, "day"), (86_399, "day")],
)  # fmt: skip
def test_how_long_is_said_as_people_say_it(seconds: int, words: str) -> None:
    assert wait_words(seconds) == f"The server asked to be left alone for another {words}."


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("Sun, 01 Mar 2026 10:00:00 GMT", "Sun, 01 Mar 2026 09:00:00 GMT", 3600),
        ("Sunday, 01-Mar-26 10:00:00 GMT", "Sun Mar  1 09:00:00 2026", 3600),
        ("Sun, 01 Mar 2026 10:00:00 GMT", "Sun, 01 Mar 2026 10:00:01 GMT", 0),
        ("Sun, 01 Mar 2099 10:00:00 GMT", None, 86_400),
        ("Sun, 01 Mar 1999 10:00:00 GMT", "nonsense", 0),
        ("3600.5", None, 3600),
        ("9" * 40, None, 86_400),
        ("-5", None, None),
        ("soon", None, None),
    ],
)
def test_dates_are_held_against_the_server_s_own_clock(
    value: str, date: str | None, seconds: int | None
) -> None:
    assert retry_after_seconds(value, date) == seconds
