"""Dates as the list shows them: ``14:05`` today, ``Mon 30 June`` this year, else with the year."""

from __future__ import annotations

import datetime
import re
import time

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

_DAY = 86_400
_TOKEN = re.compile(r"[dMy]")
_PART = re.compile(r"d+|M+|y+|(?:'[^']*'|[^dMy'])+")


def short_date(moment: int, now: float, locale: QLocale | None = None) -> str:
    """Return `moment` (seconds since 1970 UTC) for a list row, in local time.

    A moment at midnight UTC to the second is a date without a time of day, as many feeds and
    nearly all files give it: it is shown as that date wherever on earth the reader is.
    """
    where = locale or QLocale()
    bare = moment % _DAY == 0
    then = time.gmtime(moment) if bare else time.localtime(moment)
    today = time.localtime(now)
    if not bare and then[:3] == today[:3]:
        return where.toString(QTime(then.tm_hour, then.tm_min), _clock_format(where))
    date = QDate(then.tm_year, then.tm_mon, then.tm_mday)
    this_year = then.tm_year == today.tm_year
    return where.toString(date, date_pattern(where, weekday=this_year, year=not this_year))


def time_of_day(moment: int, locale: QLocale | None = None) -> str:
    """Return ``14:05`` in local time; nothing for a date without a time of day."""
    if moment % _DAY == 0:
        return ""
    where, then = locale or QLocale(), time.localtime(moment)
    return where.toString(QTime(then.tm_hour, then.tm_min), _clock_format(where))


def day_title(day: int, now: float, locale: QLocale | None = None) -> str:
    """Return the head of a day: ``Today``, ``Yesterday``, ``Monday 30 June``, older: with the year.

    `day` is counted as `datetime.date.toordinal` does.
    """
    where = locale or QLocale()
    today = time.localtime(now)
    this = datetime.date(today.tm_year, today.tm_mon, today.tm_mday)
    if day == this.toordinal():
        return QCoreApplication.translate("Dates", "Today")
    if day == this.toordinal() - 1:
        return QCoreApplication.translate("Dates", "Yesterday")
    return day_words(
        day, year=datetime.date.fromordinal(max(1, day)).year != this.year, locale=where
    )


def day_words(day: int, *, year: bool, locale: QLocale) -> str:
    """Return ``Monday 30 June``, with the year or without."""
    that = datetime.date.fromordinal(max(1, day))
    pattern = date_pattern(locale, year=year).replace("ddd", "dddd", 1)
    return locale.toString(QDate(that.year, that.month, that.day), pattern)


def long_date(moment: int, locale: QLocale | None = None) -> str:
    """Return `moment` with its day of the week and its time, in local time: for tables, dialogs."""
    where = locale or QLocale()
    then = time.localtime(moment)
    date = QDate(then.tm_year, then.tm_mon, then.tm_mday)
    clock = where.toString(QTime(then.tm_hour, then.tm_min), _clock_format(where))
    return f"{where.toString(date, date_pattern(where))}, {clock}"


def date_pattern(locale: QLocale, *, weekday: bool = True, year: bool = True) -> str:
    """Return how `locale` writes a date, its month in full, its day of the week short.

    It is the locale's own long form (CLDR) without the parts that are not wanted: ``ddd d MMMM`` in
    Britain, ``ddd, MMMM d`` in America, ``M月d日 ddd`` in Japan.
    """
    parts = _PART.findall(locale.dateFormat(QLocale.FormatType.LongFormat))
    if not weekday:
        parts = _without(parts, "dddd")
    if not year:
        parts = _without(parts, "y")
    pattern = "".join(parts).replace("dddd", "ddd").strip()
    pattern = pattern.replace("ddd, d ", "ddd d ")
    return re.sub(r"(?<=[日일])d", " d", pattern)


def _without(parts: list[str], token: str) -> list[str]:
    """Leave out a token, with what ties it to its neighbour and its own word (``year``)."""
    place = next((i for i, part in enumerate(parts) if part.startswith(token)), None)
    if place is None:
        return parts
    before, after = parts[:place], parts[place + 1 :]
    if place == 0:
        return after if not after or _TOKEN.match(after[0]) else after[1:]
    if token == "y" and len(after) == 1:
        after = []
    if _TOKEN.match(before[-1]):
        return before + after
    tie = before.pop()
    return [*before, tie.rstrip(" ,،"), *after] if token == "dddd" else [*before, *after]


def _clock_format(locale: QLocale) -> str:
    """The locale's own clock, without seconds (the C locale writes them)."""
    own = locale.timeFormat(QLocale.FormatType.ShortFormat)
    return own if "a" in own.lower() else "HH:mm"
