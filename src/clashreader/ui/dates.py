"""Dates as the list shows them: ``14:05`` today, ``Mon 30 June`` this year, else with the year."""

from __future__ import annotations

import time

from PySide6.QtCore import QDate, QLocale, QTime

_DAY = 86_400


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
    pattern = "ddd d MMMM" if then.tm_year == today.tm_year else "d MMMM yyyy"
    return where.toString(date, pattern)


def long_date(moment: int, locale: QLocale | None = None) -> str:
    """Return `moment` with its day of the week and its time, in local time: for tables, dialogs."""
    where = locale or QLocale()
    then = time.localtime(moment)
    date = QDate(then.tm_year, then.tm_mon, then.tm_mday)
    clock = where.toString(QTime(then.tm_hour, then.tm_min), _clock_format(where))
    return f"{where.toString(date, 'ddd d MMMM yyyy')}, {clock}"


def _clock_format(locale: QLocale) -> str:
    """The locale's own clock, without seconds (the C locale writes them)."""
    own = locale.timeFormat(QLocale.FormatType.ShortFormat)
    return own if "a" in own.lower() else "HH:mm"
