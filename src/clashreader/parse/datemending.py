"""Dates that no form fits, mended where that leaves no doubt about what was meant."""

from __future__ import annotations

import html
import re
from datetime import date

_COMMENT = re.compile(r"\s*\([^()]{0,60}\)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NEITHER = re.compile(  # "Sat, 11 04 2020 08:51": the weekday tells the day from the month
    r"([a-z]{3})[a-z]{0,6}\.?,?\s{1,3}(\d{1,2})([ ./-])(\d{1,2})\3(\d{4})(?!\d)", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d\d)(?=\s|$)")
_CLOCK_FIRST = re.compile(
    r"(\d{1,2}:\d\d(?::\d\d)?),?\s{1,3}(\d.{4,40}?)(\s{1,3}(?:[+-]\d{4}|[A-Z]{1,4}))?$"
)
_DOTTED_CLOCK = re.compile(r"(?<=\d{4}[ ,T])\s{0,2}(\d{1,2})\.(\d\d)\.(\d\d)(?!\.?\d)")
_SINGLE_DIGITS = re.compile(r"\b(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?![\d:])")
_BARE_HOUR = re.compile(r"(\d{4}\s\d\d)\s(?=[+-]\d{4}$)")
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d):(?:\d{1,6}$|(?=[+-]))")
_OFFSET = re.compile(r"(:\d\d(?:\.\d{1,9})?)\s{0,2}-?([+-]\d\d:?\d\d)(?::\d\d)?\s?Z?$")
_NO_ZONE = re.compile(r"(:\d\d)\s{1,2}00$")
_REGION = re.compile(
    r"(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s?[A-Z][a-z]{1,20}/[A-Z][A-Za-z_]{1,20}$"
)
_EPOCH = re.compile(r"(\d{9,10})\.\d{1,9}$")
_FIRST_WORD = re.compile(r"[^\W\d_]{2,12}[.,]{1,2}\s{0,3}(?=\d)")


def mended_form(text: str) -> str:
    """Return a date of at most 100 characters without what hinders its being read."""
    text = html.unescape(text).replace("\xa0", " ").strip() if "&" in text else text
    epoch = _EPOCH.match(text)
    if epoch is not None:
        return epoch[1]
    text = _COMMENT.sub("", text)
    text = _NEITHER.sub(_by_weekday, text)
    text = _FIRST_WORD.sub("", text, count=1) if _FIRST_WORD.match(text) else text
    text = _DOTTED_CLOCK.sub(r" \1:\2:\3", text)
    text = _SHORT_YEAR.sub(_with_century, text)
    text = _FRACTION.sub(r"\1", text)
    text = _OFFSET.sub(r"\1 \2", text)
    text = _NO_ZONE.sub(r"\1", text)
    text = _REGION.sub(r"\1", text)  # the day is worth more than the hours
    text = _CLOCK_FIRST.sub(r"\2 \1\3", text)
    text = _BARE_HOUR.sub(r"\1:00 ", text)
    return _SINGLE_DIGITS.sub(_padded, text).strip()


def _by_weekday(match: re.Match[str]) -> str:
    """Write the day that is such a weekday as ISO has it, where only one of the two is."""
    name = match[1].lower()
    if name not in _WEEKDAYS:
        return match[0]
    one, other, year = int(match[2]), int(match[4]), int(match[5])
    found = set()
    for day, month in ((one, other), (other, one)):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate.weekday() == _WEEKDAYS.index(name):
            found.add(candidate)
    return found.pop().isoformat() if len(found) == 1 else match[0]


def _with_century(match: re.Match[str]) -> str:
    century = 20 if int(match[4]) < 70 else 19
    return f"{match[1]}{match[2]}{match[3]}{match[2]}{century}{match[4]}"


def _padded(match: re.Match[str]) -> str:
    return ":".join(part.zfill(2) for part in match.groups() if part is not None)
