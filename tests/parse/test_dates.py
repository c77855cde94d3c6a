"""Dates in every common written form."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.parse import parse_date
from clashreader.parse.datelines import find_date
from clashreader.parse.dates import parse_month

DAY = datetime(2026, 3, 4, tzinfo=UTC)
AFTERNOON = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "March 04, 2026",
        "March 4, 2026",
        "March 4 2026",
        "march 4th, 2026",
        "4 March 2026",
        "04 March, 2026",
        "4th of March 2026",
        "Mar 4 2026",
        "Mar. 4, 2026",
        "4 Mar 2026",
        "4-Mar-2026",
        "Wednesday, March 4, 2026",
        "Wed 4 March 2026",
        "2026 March 4",
        "Published: March 4, 2026",
        "2026-03-04",
        "20260304",
        "2026-W10-3",
        "2026W103",
        "2026-063",
        "2026/03/04",
        "2026.3.4",
        "04.03.2026",
        "4. 3. 2026",
        "04-03-2026",
        "4. März 2026",
        "Mittwoch, 4. März 2026",
        "4 mars 2026",
        "mer. 4 mars 2026",
        "4 de marzo de 2026",
        "4 marzo 2026",
        "4 de março de 2026",
        "4 марта 2026 г.",
        "4 березня 2026 року",
        "4 Mart 2026",
        "2026年3月4日",
        "2026년 3월 4일",
        "Wed, 04 Mar 2026",
        "  March 04, 2026\n",
    ],
)
def test_a_day_is_read_in_each_common_form(text: str) -> None:
    assert parse_date(text) == DAY.timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 04 Mar 2026 14:05:00 GMT",
        "Wed, 04 Mar 2026 14:05:00 +0000",
        "Wed, 4 Mar 2026 14:05 UT",
        "04 Mar 26 14:05:00 Z",
        "04 Mar 2026 14:05 GMT",
        "Wed, 04 Mar 2026 16:05:00 +0200",
        "Wed, 04 Mar 2026 09:05:00 EST",
        "Wed, 04 Mar 2026 06:05:00 PST",
        "Wednesday, 04-Mar-26 14:05:00 GMT",
        "Wed Mar  4 14:05:00 2026",
        "Wed Mar 4 09:05:00 EST 2026",
        "2026-03-04T14:05:00Z",
        "2026-03-04T14:05Z",
        "2026-03-04 14:05:00",
        "2026-03-04T16:05:00+02:00",
        "2026-03-04T16:05:00.123456+0200",
        "2026-03-04T09:35:00-04:30",
        "20260304T140500Z",
        "20260304140500",
        "2026-03-04 14:05:00 UTC",
        "1772633100",
        "1772633100000",
        "March 4, 2026 at 14:05",
        "March 4, 2026 at 2:05 pm",
        "March 4, 2026, 2:05 p.m.",
        "2:05 PM, March 4, 2026",
        "March 4, 2026 9:05am ET",
        "4 March 2026 16:05 GMT+2",
        "04.03.2026, 14:05 Uhr",
        "4. März 2026, 14.05 Uhr",
        "4 марта 2026, 14:05",
        "Ср, 04 мар 2026 17:05:00 +0300",
    ],
)
def test_a_moment_is_read_in_each_common_form(text: str) -> None:
    assert parse_date(text) == AFTERNOON.timestamp()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "yesterday",
        "March",
        "March 45, 2026",
        "February 30, 2026",
        "2026-13-01",
        "2026-02-30",
        "99.99.2026",
        "Mon, 01 Jan 1500 00:00:00 GMT",
        "Mon, 01 Jan 3026 00:00:00 GMT",
        "March 4, 2026 was a quiet day",
        "25:61, March 4, 2026",
        "March 4, 2026 13:05 pm",
        "12345",
        "9" * 90,
        "-1",
        "2026-03-04T14:05:00+99:00",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_a_day_that_may_be_a_month_is_not_guessed() -> None:
    assert parse_date("03/04/2026") is None
    assert parse_date("13/04/2026") == datetime(2026, 4, 13, tzinfo=UTC).timestamp()
    assert parse_date("04/13/2026") == datetime(2026, 4, 13, tzinfo=UTC).timestamp()


def test_two_digit_years_follow_rfc_2822() -> None:
    assert parse_date("04 Mar 26 00:00 GMT") == DAY.timestamp()
    assert parse_date("04 Mar 99 00:00 GMT") == datetime(1999, 3, 4, tzinfo=UTC).timestamp()


def test_years_before_1970_count_backwards() -> None:
    assert parse_date("1931-06-01") == datetime(1931, 6, 1, tzinfo=UTC).timestamp()


@given(st.datetimes(datetime(1900, 1, 2), datetime(2100, 12, 30)))  # noqa: DTZ001 - made UTC below
def test_every_moment_comes_back_from_rfc_822_and_iso(moment: datetime) -> None:
    seconds = int(moment.replace(tzinfo=UTC, microsecond=0).timestamp())
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
    clock = f"{moment:%H:%M:%S}"
    month = months[moment.month - 1]
    assert parse_date(f"{moment.day:02} {month} {moment.year} {clock} GMT") == seconds
    assert parse_date(f"{moment.year}-{moment.month:02}-{moment.day:02}T{clock}Z") == seconds
    assert parse_date(f"{month} {moment.day}, {moment.year} at {clock}") == seconds


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    parse_date(text)
    parse_month(text)
    find_date(text)


def test_the_time_it_takes_does_not_grow_with_hostile_text() -> None:
    started = time.process_time()
    for text in ("1 " * 500_000, "March " * 200_000, ":" * 1_000_000, "2026-" * 200_000):
        parse_date(text)
        find_date(text)
        parse_month(text)
    for text in ("1 " * 49, "March " * 33, "1:" * 50, "may 4 " * 33):
        parse_date(text[:100])
        find_date(text)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("March 2026", 202603),
        ("Mar. 2026", 202603),
        ("2026-03", 202603),
        ("March 4, 2026", 202603),
        ("марта 2026", 202603),
        ("März 2026", 202603),
        ("Sept 2025", 202509),
        ("2026", None),
        ("Asia 2026", None),
        ("March", None),
        ("2026-13", None),
    ],
)
def test_months(text: str, month: int | None) -> None:
    assert parse_month(text) == month


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("March 04, 2026Harbour Gazette", "March 04, 2026"),
        ("Harbour GazetteMarch 04, 2026", "March 04, 2026"),
        ("4 March 2026Harbour Gazette", "4 March 2026"),
        ("04.03.2026Harbour Gazette", "04.03.2026"),
        ("2026-03-04Harbour Gazette", "2026-03-04"),
        ("2026-03-04T14:05:00ZHarbour Gazette", "2026-03-04T14:05:00Z"),
        ("Wednesday, 4 March 2026 14:05 GMT | Zeit", "Wednesday, 4 March 2026 14:05 GMT"),
        ("Zeit Online, 4. März 2026", "4. März 2026"),
    ],
)
def test_a_date_is_found_where_it_touches_other_words(line: str, date: str) -> None:
    found = find_date(line)
    assert found is not None
    assert line[found[1] : found[2]] == date
    assert found[0] // 86400 == DAY.timestamp() // 86400


def test_a_word_that_ends_like_a_month_is_none() -> None:
    assert find_date("The aftermarch 4, 2026") is None
