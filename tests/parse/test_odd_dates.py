"""Dates in rarer forms, zones and languages."""

from __future__ import annotations

import pytest

from clashreader.parse import parse_date

DAY = 1085702400
"""2004-05-28T00:00Z."""


@pytest.mark.parametrize(
    "text",
    [
        *("2004. május 28.", "28. máj 2004", "28. toukokuuta 2004", "28 Μαΐου 2004", "28 Μάι 2004"),
        *("2004 m. gegužės 28 d.", "28. maijs 2004", "28 मई 2004", "२८ मई २००४", "28 Mayıs 2004"),
        *("28 พฤษภาคม 2547", "28 tháng 5, 2004", "28 tháng 5 năm 2004"),
        *("平成16年5月28日", "2004年5月28日", "٢٨ مايو ٢٠٠٤", "۲۸ مه ۲۰۰۴", "۸ خرداد ۱۳۸۳"),
        *("2004-5-28", "28 svibnja 2004", "28 may 2004"),
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_languages(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Fri, 28 May 2004 20:00:00 +0200 (CEST)", 18),
        ("Fri, 28 May 2004 20:00:00 PDT-0700", 27),
        ("Fri, 28 May 2004 20:00:00 MEST", 18),
        ("Fri, 28 May 2004 20:00:00 MET", 19),
        ("Mon, 28 May 2004 20:00:00 GMT", 20),
        ("Fri, 28 May 2004 20:00:00 Etc/GMT", 20),
        ("Fri, 28 May 2004 20:00:00 XYZ", 20),
        ("Fri, 28 May 2004T20:00:00Z", 20),
        ("Fri, 2004/05/28 08:00:00 EDT", 12),
        ("2004-05-28T20:00:00.000Z[UTC]", 20),
        ("2004-05-28T20:00:00+02:00[Europe/Berlin]", 18),
        ("2004-5-28T8:00:00Z", 8),
        ("2004-május-28T9:15-05:00", 14.25),
        ("Παρ, 28 Μαϊ 2004 12:00:00 EST", 17),
        ("2004년 05월 28일 11:00:00", 2),
        ("2004-05-28 오후 11:00:00", 14),
        ("2004-05-28 오후 11:00:00 +0000", 23),
        ("2004年5月28日 下午1:30", 13.5),
        ("2004年5月28日 午前9時05", 9 + 5 / 60),
        ("28 Mei 2004 13:30 WIB", 6.5),
        ("28 maj 2004 kl. 13:30", 13.5),
    ],
)
def test_a_moment_is_read_in_many_forms(text: str, hours: float) -> None:
    assert parse_date(text) == DAY + hours * 3600


@pytest.mark.parametrize(
    "text",
    [
        *("03-12-31", "tháng 5, 2004 or so", "31 Jun 2004 10:00 XYZ", "28 Foo 2004 20:00:00 GMT"),
        *("2004-13-45T8:00:00Z", "2004-notamonth-13T9:15", "32 خرداد 1383 x", "1 hour ago"),
        "9" * 100,
        "2004-5-6T" + "1" * 91,
    ],
)  # fmt: skip
def test_what_is_not_surely_a_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_the_persian_year_begins_in_march_and_leaps() -> None:
    assert parse_date("1 فروردین 1400") == 1616284800  # 2021-03-21
    assert parse_date("30 اسفند 1399") == 1616198400
    assert parse_date("1 فروردین 1404") == 1742515200  # 2025-03-21


@pytest.mark.parametrize(
    "text",
    [
        *("2004-05-28T20:00:00+00:00Z", "2004-05-28T20:00:00:+0000", "2004-05-28T20:00:00:00"),
        *("Fri May 28 2004 20:00:00 GMT+0000 (Coordinated Universal Time)",),
        *("Fri, 28 May 2004 20:00:00 --0000", "Fri, 28 May 2004 20:00:00 00"),
        *("Fri, 28 May 2004 20:0:0 GMT", "Fri, 28 May 2004 20 +0000", "20:00 28.05.2004 +0000"),
        *("Fri, 28 May 2004 20.00.00 GMT", "28.05.04 20:00:00", "5/28/04 20:00"),
        *("1085774400.5", "&nbsp;Fri, 28 May 2004 20:00:00 GMT", "pe, 28 touko 2004 20:00"),
        *("czw., 28 maj 2004 20:00", "gio, 28 mag 2004 20:00", "2004-05-28T20:00Europe/Riga"),
    ],
)  # fmt: skip
def test_slips_of_the_pen_are_mended(text: str) -> None:
    assert parse_date(text) == DAY + 20 * 3600


def test_a_weekday_tells_the_day_from_the_month() -> None:
    assert parse_date("Sat, 11 04 2020 00:00:00 +0000") == 1586563200  # in April
    assert parse_date("Fri, 08/05/2020") == 1588896000  # in May
    assert parse_date("Mon, 05/06/2020") is None  # neither day was one


@pytest.mark.parametrize(
    "text", ["03-04-05", "05/06/04", "22 Oct", "tomorrow, 20:00", "0000-00-00", "Chapter 12, 2004"]
)
def test_what_may_be_several_days_or_none_stays_undated(text: str) -> None:
    assert parse_date(text) is None
