"""Where the days of a list begin: found by looking at a few of a million rows, not at all."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Sequence
from datetime import date

_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_STEP = 32
"""Rows between two looks; where the day is another one, those between are looked at as well."""

Times = Callable[[Sequence[int]], Sequence[int]]
"""The times by which the articles of these ids are in order, seconds since 1970 UTC."""


def day_of(moment: int) -> int:
    """Return the day of a moment as `datetime.date.toordinal` counts, in local time.

    A moment at midnight UTC to the second is a date without a time of day: that date, anywhere.
    """
    if moment % _DAY == 0:
        return _EPOCH + moment // _DAY
    then = time.localtime(moment)
    return date(then.tm_year, then.tm_mon, then.tm_mday).toordinal()


def find_heads(
    ids: array[int], times: Times, *, start: int = 0, last: int | None = None, newest: bool = True
) -> dict[int, int]:
    """Return the rows, from `start` on, that begin a day of the list, with the day.

    `ids` are in order of time, the newest first or the oldest; `last` is the day of the row before
    `start`. A date without a time of day may stand below the head of the day before or after: what
    has begun is not begun again.
    """
    rows = list(range(start, len(ids), _STEP))
    if rows and rows[-1] != len(ids) - 1:
        rows.append(len(ids) - 1)
    days = _days(ids, rows, times)
    heads: dict[int, int] = {}

    def look(row: int, day: int) -> None:
        nonlocal last
        if last is None or (day < last if newest else day > last):
            heads[row] = last = day

    before: int | None = None
    for row in rows:
        if before is not None and days[row] != days[before]:
            between = range(before + 1, row)
            for inner, day in _days(ids, between, times).items():
                look(inner, day)
        look(row, days[row])
        before = row
    return heads


def _days(ids: array[int], rows: Sequence[int], times: Times) -> dict[int, int]:
    found: dict[int, int] = {}
    for first in range(0, len(rows), 1_000):
        part = rows[first : first + 1_000]
        moments = times([ids[row] for row in part])
        found |= {row: day_of(moment) for row, moment in zip(part, moments, strict=True)}
    return found
