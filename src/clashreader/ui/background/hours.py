"""Times of day: quiet hours, and when tomorrow begins. Pure."""

from __future__ import annotations

import time

DAY = 24 * 60
MORNING = 6
"""The hour, local time, at which a pause until tomorrow ends."""


def minute_of(now: float) -> int:
    """Return the minute of the reader's day, 0 to 1439."""
    moment = time.localtime(now)
    return moment.tm_hour * 60 + moment.tm_min


def within(minute: int, begin: int, end: int) -> bool:
    """Whether a minute of the day lies from `begin` on and before `end`, maybe over midnight.

    Where both are the same it is the whole day.
    """
    if begin < end:
        return begin <= minute < end
    return minute >= begin or minute < end


def tomorrow(now: float) -> float:
    """Return when the next day's morning begins, in seconds since 1970."""
    day = time.localtime(now)
    return time.mktime((day.tm_year, day.tm_mon, day.tm_mday + 1, MORNING, 0, 0, 0, 0, -1))


def clock_words(minute: int) -> str:
    """Return ``22:30`` for 1350, as the reader's language writes it."""
    from PySide6.QtCore import QLocale, QTime

    return QLocale().toString(QTime(minute // 60, minute % 60), QLocale.FormatType.ShortFormat)
