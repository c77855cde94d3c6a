"""Dates as people, feeds and programs write them, to whole seconds since 1970 in UTC.

Everything here is linear in a text whose length is bounded first. A date without a zone is taken
for UTC. What is not surely a date is None: an article without a date is better than one with a
false date, and ``03/04/2026`` (March or April?) is such a case.
"""

from __future__ import annotations

import re
from datetime import date

from clashreader.parse.datemending import mended_form
from clashreader.parse.months import ENGLISH, FILLERS, MONTHS, WEEKDAYS, ZONES, folded
from clashreader.parse.oddforms import usual_form, western_digits

_LONGEST = 100
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86400

_ENGLISH = {name[:3]: number for number, name in enumerate(ENGLISH, 1)}

# RFC 822 as nearly every RSS feed writes it: "Wed, 04 Mar 2026 14:05:00 +0000".
_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? "
    r"(?:GMT|UTC?|Z|([+-])(\d\d):?(\d\d))$"
)
# ISO 8601 and W3CDTF, extended and basic, also with a blank in place of the T.
_ISO = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d))?|(\d\d)(\d\d)|-?W(\d\d)(?:-?([1-7]))?|-?(\d{3}))?"
    r"(?:(?:[Tt]|\s+)(\d\d)(?::?(\d\d)(?::?(\d\d))?)?(?:[.,]\d+)?"
    r"\s*(?:[Zz]|UTC|GMT|([+\-−])(\d\d)(?::?(\d\d))?)?)?$"
)
_NUMERIC = re.compile(
    r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})\b|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b"
)
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_CLOCK = re.compile(
    r"\b(\d{1,2})(?:[:h](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?\s*(?:([ap])\.?m\b\.?)?"
    r"|\s*([ap])\.?m\b\.?|\.(\d\d)(?=\s*(?:uhr\b|[ap]\.?m\b)))",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:\s*\b[a-z]{2,5})?\s*([+\-−])(\d{1,2}):?(\d\d)?(?!\d)", re.IGNORECASE)
# Vowel signs of Hindi and Thai are no letters to `re`.
_LETTERS = r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e4e])*"
_TOKEN = re.compile(rf"\d+|{_LETTERS}(?:['ʼ]{_LETTERS})*|[^\s.,:()|·•–—-]")
_ORDINAL = frozenset(("st", "nd", "rd", "th", "er", "º", "ª", "o"))


def parse_date(text: str) -> int | None:
    """Return the moment that `text` names, in seconds since 1970-01-01T00:00Z, or None.

    Reads RFC 822 and 2822, ISO 8601 and W3CDTF, asctime, seconds since 1970, and written dates
    with the day or the month first in the languages of `months`. Years outside 1900 to 2100 are
    None.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    text = western_digits(text)
    moment = _read(text)
    if moment is None and (mended := mended_form(text)) != text:
        moment = _read(mended)
    return moment


def _read(text: str) -> int | None:
    try:
        match = _RFC822.match(text)
        if match is not None and match[2] in _ENGLISH:
            return _from_rfc822(match)
        if text.isdigit():
            return _from_digits(text)
        match = _ISO.match(text)
        if match is not None:
            return _from_iso(match)
        usual = usual_form(text)
        if usual != text and (match := _ISO.match(usual)) is not None:
            return _from_iso(match)
        return _from_words(usual)
    except (ValueError, OverflowError):
        return None


def parse_month(text: str) -> int | None:
    """Return ``year * 100 + month`` for ``March 2026``, ``2026-03`` or a whole date, or None."""
    text = text.strip().rstrip(".")
    if not text or len(text) > 40:
        return None
    text = western_digits(text)
    match = _MONTH_YEAR.fullmatch(text)
    if match is not None:
        month = MONTHS.get(match[1].casefold())
        return None if month is None else _month(int(match[2]), month)
    match = _YEAR_MONTH.fullmatch(text)
    if match is not None:
        return _month(int(match[1]), int(match[2]))
    match = _MONTH_IN_DIGITS.fullmatch(text)
    if match is not None:
        return _month(int(match[2]), int(match[1]))
    if not any(sign.isdigit() for sign in text) or text.isdigit():
        return None
    moment = parse_date(text)
    return None if moment is None else month_of(moment)


def month_of(moment: int) -> int:
    """Return ``year * 100 + month``, in UTC, of a moment in seconds since 1970."""
    day = date.fromordinal(_EPOCH + moment // _DAY)
    return day.year * 100 + day.month


def written_day(moment: int) -> str:
    """Return the day, in UTC, of a moment in seconds since 1970, as in ``4 March 2026``."""
    day = date.fromordinal(_EPOCH + moment // _DAY)
    return f"{day.day} {ENGLISH[day.month - 1]} {day.year}"


_MONTH_YEAR = re.compile(r"([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})(?:[-/.]|\s?[年년]\s?)(\d{1,2})(?:\s?[月월])?")
_MONTH_IN_DIGITS = re.compile(r"(\d{1,2})[/.](\d{4})")


def _month(year: int, month: int) -> int | None:
    in_range = _FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12
    return year * 100 + month if in_range else None


def _from_rfc822(match: re.Match[str]) -> int | None:
    day, name, year, hour, minute, second, sign, hours, minutes = match.groups()
    moment = _moment(int(year), _ENGLISH[name], int(day), int(hour), int(minute), int(second or 0))
    return moment if sign is None else _shift(moment, sign, hours, minutes)


def _from_digits(text: str) -> int | None:
    """Seconds or milliseconds since 1970, or a date or moment of ISO 8601 without its dashes."""
    if len(text) in (4, 8):
        match = _ISO.match(text)
        return None if match is None else _from_iso(match)
    if len(text) == 14:
        match = _ISO.match(f"{text[:8]}T{text[8:]}")
        return None if match is None else _from_iso(match)
    seconds = int(text) // 1000 if len(text) == 13 else int(text)
    if len(text) not in (9, 10, 13):
        return None
    return _in_range(seconds)


def _from_iso(match: re.Match[str]) -> int | None:
    (year, month, day, month2, day2, week, weekday, ordinal, hour, minute, second,
     sign, hours, minutes) = match.groups()  # fmt: skip
    y = int(year)
    if not _FIRST_YEAR <= y <= _LAST_YEAR:
        return None
    if week is not None:
        calendar_day = date.fromisocalendar(y, int(week), int(weekday or 1))
    elif ordinal is not None:
        calendar_day = date.fromordinal(date(y, 1, 1).toordinal() + int(ordinal) - 1)
        if calendar_day.year != y:
            return None
    else:
        calendar_day = date(y, int(month or month2 or 1), int(day or day2 or 1))
    moment = _clock(calendar_day, int(hour or 0), int(minute or 0), int(second or 0))
    return moment if sign is None else _shift(moment, sign, hours, minutes or "00")


def _from_words(text: str) -> int | None:
    """A written date: its clock time and zone are taken out first, then the day is read."""
    clock, text, after = _take_clock(text)
    offset, told = 0, False
    if clock is not None:
        found = _OFFSET.match(after)
        told = found is not None
        if found is not None:
            offset = _seconds(found[1], found[2], found[3] or "00")
            after = after[found.end() :]
    for pattern in (_EAST_ASIAN, _NUMERIC):
        match = pattern.search(text)
        if match is not None:
            break
    if match is not None:
        calendar_day = _numeric_day(match)
        rest = f"{text[: match.start()]} {text[match.end() :]} {after}"
        zone = _only_fillers(_TOKEN.findall(folded(rest)))
    else:
        calendar_day, zone = _named_day(_TOKEN.findall(folded(f"{text} {after}")))
    if calendar_day is None or zone is None:
        return None
    if clock is None or told:  # a name beside a number, "+0200 (CEST)", says the same again
        zone = 0
    moment = _clock(calendar_day, *(clock or (0, 0, 0)))
    return None if moment is None else _in_range(moment - offset - zone)


def _take_clock(text: str) -> tuple[tuple[int, int, int] | None, str, str]:
    """Split into the time of day, the text before it and the text after it."""
    match = _CLOCK.search(text)
    if match is None:
        return None, text, ""
    hour = int(match[1])
    half = (match[4] or match[5] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = (hour, int(match[2] or match[6] or 0), int(match[3] or 0))
    return clock, text[: match.start()], text[match.end() :]


def _numeric_day(match: re.Match[str]) -> date | None:
    groups = match.groups()
    if match.re is _EAST_ASIAN:
        return _day(int(groups[0]), int(groups[1]), int(groups[2]))
    if groups[4] is not None:
        return _day(int(groups[4]), int(groups[5]), int(groups[6]))
    first, second, year = int(groups[0]), int(groups[2]), int(groups[3])
    if second > 12 >= first:
        return _day(year, first, second)
    if groups[1] == "/" and first <= 12 and first != second:
        return None
    return _day(year, second, first)


def _only_fillers(tokens: list[str]) -> int | None:
    """The zone among words that say nothing else, 0 without one; None if one says something."""
    zone = 0
    for token in tokens:
        if token in ZONES:
            zone = ZONES[token]
        elif token not in FILLERS and token not in WEEKDAYS:
            return None
    return zone


def _named_day(tokens: list[str]) -> tuple[date | None, int | None]:
    """A day written with the name of its month, and the zone."""
    month = None
    numbers: list[str] = []
    zone: int | None = 0
    for position, token in enumerate(tokens):
        if token.isdecimal():
            numbers.append(token)
        elif month is None and token in MONTHS and not _is_weekday(tokens, position):
            month = MONTHS[token]
        elif token in ZONES:
            zone = ZONES[token]
        elif token not in WEEKDAYS and token not in FILLERS and token not in _ORDINAL:
            return None, None
    if month is None or not 1 <= len(numbers) <= 2:
        return None, None
    if len(numbers) == 1:  # "March 2026"
        return (_day(int(numbers[0]), month, 1), zone) if len(numbers[0]) == 4 else (None, None)
    day, year = numbers
    if len(day) > 2:
        day, year = year, day
    if len(day) > 2 or len(year) not in (2, 4):
        return None, None
    full_year = int(year)
    if len(year) == 2:
        full_year += 2000 if full_year < 50 else 1900
    return _day(full_year, month, int(day)), zone


def _is_weekday(tokens: list[str], position: int) -> bool:
    """Tell ``mar`` (French mardi) in ``mar 4 mars`` from March: a month follows later."""
    return tokens[position] in WEEKDAYS and any(t in MONTHS for t in tokens[position + 1 :])


def _day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> int | None:
    calendar_day = _day(year, month, day)
    return None if calendar_day is None else _clock(calendar_day, hour, minute, second)


def _clock(day: date, hour: int, minute: int, second: int) -> int | None:
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    return (day.toordinal() - _EPOCH) * _DAY + hour * 3600 + minute * 60 + min(second, 59)


def _shift(moment: int | None, sign: str, hours: str, minutes: str) -> int | None:
    return None if moment is None else _in_range(moment - _seconds(sign, hours, minutes))


def _seconds(sign: str, hours: str, minutes: str) -> int:
    offset = int(hours) * 3600 + int(minutes) * 60
    if offset > 15 * 3600:  # no zone is further from Greenwich
        raise ValueError(hours)
    return offset if sign == "+" else -offset


def _in_range(moment: int) -> int | None:
    first = (date(_FIRST_YEAR, 1, 1).toordinal() - _EPOCH) * _DAY
    last = (date(_LAST_YEAR + 1, 1, 1).toordinal() - _EPOCH) * _DAY
    return moment if first <= moment < last else None
