"""The values of fields that are not text: states, dates, months, ages, numbers of words."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from calendar import isleap, monthrange
from collections.abc import Callable

from clashreader.errors import QueryError
from clashreader.model import Term

STATES = ("unread", "read", "bookmarked", "edited", "gone", "hidden", "deleted")
THINGS = ("note", "highlight", "tag", "image", "section")

_date = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")
_age = re.compile(r"(\d{1,5})([hdwmy])\Z")
_words = re.compile(r"(>=|<=|>|<|=)?(\d{1,7})\Z")
_language = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z")

_SECONDS = {"h": 3600, "d": 86400, "w": 7 * 86400, "m": 30 * 86400, "y": 365 * 86400}


def check_value(term: Term, place: int, length: int = 1) -> None:
    """Raise `QueryError` at `place` if the field of `term` cannot have its value."""
    if term.field == "is":
        _one_of(term.value, STATES, "is:", place, length)
    elif term.field == "has":
        _one_of(term.value, THINGS, "has:", place, length)
    elif term.field in _SHAPES:
        fits, sentence = _SHAPES[term.field]
        if not fits(term.value):
            if re.fullmatch(r"[<>]=?|=", term.value):
                sentence += " without a space"
            raise QueryError(f"{term.field}: wants {sentence}.", place, length)


def _one_of(value: str, allowed: tuple[str, ...], field: str, place: int, length: int) -> None:
    if value.lower() in allowed:
        return
    near = difflib.get_close_matches(value.lower(), allowed, n=1, cutoff=0.6)
    hint = f"Did you mean {field}{near[0]}?" if near else f"It knows {', '.join(allowed)}."
    raise QueryError(
        f"{field} does not know {value!r}. {hint}", place, length, near[0] if near else None
    )


def date_span(value: str) -> tuple[int, int] | None:
    """Return the seconds of UTC in which the day, month or year `value` begins and has ended."""
    found = _date.match(value)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        start = dt.datetime(year or 0, month or 1, day or 1, tzinfo=dt.UTC)
    except ValueError:
        return None
    # No date of its own is made of the end: that of the year 9999 has none.
    days = 1 if day else monthrange(start.year, month)[1] if month else 365 + isleap(start.year)
    first = int(start.timestamp())
    return first, first + days * _SECONDS["d"]


def month_range(value: str) -> tuple[int, int]:
    """Return the first and last month (year * 100 + month) of ``2025-06`` or ``2025``."""
    year, _, month = value.partition("-")
    if month:
        return (int(year) * 100 + int(month),) * 2
    return int(year) * 100 + 1, int(year) * 100 + 12


def age(value: str) -> int | None:
    """Return the seconds of ``7d``; months count 30 days, years 365."""
    found = _age.match(value.lower())
    return int(found[1]) * _SECONDS[found[2]] if found else None


def word_count(value: str) -> tuple[str, int] | None:
    """Return the SQL operator and the number of ``>800``."""
    found = _words.match(value)
    return (found[1] or "=", int(found[2])) if found else None


_DATE = "a date, as in {0}:2025-06-30 or {0}:2025-06"
_SHAPES: dict[str, tuple[Callable[[str], object], str]] = {
    "month": (
        lambda value: value == "none" or (date_span(value) and value.count("-") <= 1),
        "a year and a month, as in month:2025-06",
    ),
    "before": (date_span, _DATE.format("before")),
    "after": (date_span, _DATE.format("after")),
    "on": (date_span, _DATE.format("on")),
    "newer": (age, "an age of one or more, as in newer:7d (h, d, w, m or y)"),
    "words": (word_count, "a number, as in words:>800"),
    "lang": (_language.match, "a language code, as in lang:uk"),
    "id": (re.compile(r"[0-9]{1,18}\Z").match, "the number of an article"),
}
"""For each field of a certain shape: what accepts a value, and what it wants, in words."""
