from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from clashreader.model import Source, SourceKind
from clashreader.sync.schedule import (
    LONGEST,
    SHORTEST,
    WELCOME,
    due,
    next_check,
    next_check_after_error,
)

NOW = 1_772_625_600
HOUR = 3600


def feed(**values: object) -> Source:
    made = Source(
        id=1, kind=SourceKind.FEED, url="https://paper.example/feed", title="Paper", site_url=None,
        section=None, default_section=None, title_chosen=False, full_text=False, images=True,
        paused=False, interval=None, etag=None, last_modified=None, content_hash=None, added=0,
        last_sync=None, next_sync=None, failures=0, error=None, notice=None, articles=0, unread=0,
    )  # fmt: skip
    return replace(made, **values)


def test_due_by_the_clock() -> None:
    assert due(feed(), NOW)
    assert due(feed(next_sync=NOW), NOW)
    assert not due(feed(next_sync=NOW + 60), NOW)
    assert not due(feed(paused=True), NOW)
    assert not due(feed(url=WELCOME), NOW)
    assert due(feed(kind=SourceKind.FOLDER, next_sync=NOW + 60), NOW)


def test_a_clock_that_jumped_neither_stops_nor_floods() -> None:
    set_back = feed(last_sync=NOW + 400 * HOUR, next_sync=NOW + 401 * HOUR)
    assert due(set_back, NOW)
    looked = replace(set_back, last_sync=NOW, next_sync=next_check(set_back, NOW, chance=0))
    assert not due(looked, NOW + 60)
    assert not due(feed(last_sync=NOW, next_sync=NOW + LONGEST), NOW)
    assert not due(feed(last_sync=NOW, next_sync=NOW + 7 * LONGEST, interval=7 * LONGEST), NOW)


def test_a_next_look_that_no_pause_explains_is_due() -> None:
    """The clock was ahead at the last look, and was set back by less than that look is ago."""
    for ahead in (LONGEST + 4 * HOUR, 30 * 24 * HOUR, 40 * 365 * 24 * HOUR):
        assert due(feed(last_sync=NOW - HOUR, next_sync=NOW + ahead), NOW)
        assert due(feed(next_sync=NOW + ahead), NOW)
    week = 7 * LONGEST
    assert due(feed(last_sync=NOW, next_sync=NOW + 2 * week, interval=week), NOW)
    assert not due(feed(last_sync=NOW, next_sync=NOW + round(LONGEST * 1.1)), NOW)


def test_a_wish_to_be_left_alone_is_heeded_for_a_day_at_most() -> None:
    assert not due(feed(retry_at=NOW + 60), NOW)
    assert due(feed(retry_at=NOW), NOW)
    assert due(feed(retry_at=NOW + 30 * HOUR), NOW)


def test_the_rhythm_of_a_feed() -> None:
    hourly = [NOW - HOUR * n for n in range(1, 40)]
    daily = [NOW - 24 * HOUR * n for n in range(1, 20)]
    asleep = [NOW - 24 * HOUR * n for n in range(100, 120)]
    assert next_check(feed(), NOW, arrivals=hourly, chance=0) == NOW + HOUR // 2
    assert next_check(feed(), NOW, arrivals=daily, chance=0) == NOW + 12 * HOUR
    assert next_check(feed(), NOW, arrivals=asleep, chance=1) == NOW + 24 * HOUR
    assert next_check(feed(), NOW, arrivals=[NOW - HOUR, *[NOW] * 50], chance=0) == NOW + SHORTEST
    first_look = next_check(feed(), NOW, arrivals=[NOW] * 50, chance=0)
    assert first_look == next_check(feed(), NOW, chance=0)
    assert next_check(feed(), NOW, arrivals=hourly, ttl=2 * HOUR, chance=0) == NOW + 2 * HOUR
    assert next_check(feed(), NOW, arrivals=hourly, max_age=3 * HOUR, chance=0) == NOW + 3 * HOUR
    assert next_check(feed(interval=1800), NOW, arrivals=hourly) == NOW + 1800


def test_pauses_grow_while_nothing_comes_and_with_each_failure() -> None:
    quiet = feed(last_sync=NOW - 2 * HOUR, next_sync=NOW)
    assert next_check(quiet, NOW, chance=0) == NOW + 3 * HOUR
    pauses = [next_check_after_error(feed(failures=n), NOW, chance=0) - NOW for n in range(9)]
    assert pauses[:3] == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST]
    assert pauses == sorted(pauses)
    assert next_check_after_error(feed(failures=9), NOW, chance=1) == NOW + LONGEST
    assert next_check_after_error(feed(failures=9), NOW, chance=0.1) > NOW + LONGEST * 0.9
    offline = next_check_after_error(feed(failures=50), NOW, unreachable=True, chance=0)
    assert offline == NOW + HOUR
    assert next_check_after_error(feed(), NOW, retry_after=2 * HOUR, chance=0) == NOW + 2 * HOUR


@given(
    st.lists(st.integers(-(2**40), 2**40), max_size=30),
    st.none() | st.integers(0, 2**40),
    st.none() | st.integers(0, 2**40),
    st.none() | st.integers(0, 2**33),
    st.floats(0, 1),
)
def test_always_between_a_quarter_of_an_hour_and_a_day(
    published: list[int], ttl: int | None, last: int | None, coming: int | None, chance: float
) -> None:
    source = feed(last_sync=last, next_sync=coming)
    at = next_check(source, NOW, arrivals=published, ttl=ttl, chance=chance)
    assert max(SHORTEST, min(ttl or 0, LONGEST)) <= at - NOW <= LONGEST
    failed = next_check_after_error(source, NOW, retry_after=ttl, chance=chance)
    assert SHORTEST <= failed - NOW <= LONGEST
    assert not due(replace(source, last_sync=NOW, next_sync=at), NOW)
