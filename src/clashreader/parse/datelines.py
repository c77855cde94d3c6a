"""Dates inside a line of text, whatever stands beside them."""

from __future__ import annotations

import functools
import re

from clashreader.parse.dates import parse_date
from clashreader.parse.months import MONTHS, WEEKDAYS
from clashreader.parse.oddforms import western_digits

_NAME = "|".join(sorted((re.escape(name) for name in MONTHS), key=len, reverse=True))
_NO_LETTER = r"(?-i:(?![a-zа-я]))"
"""A word may end where a capital follows: ``10:20 amHarbour Gazette``."""
_TIME = (
    r"(?:\s*(?:,|\||·|•|-|–|—|at\b|um\b|à\b|T)?\s*\d{1,2}[:h]\d\d(?::\d\d)?(?:[.,]\d{1,6})?"
    rf"(?:\s*[AaPp](?:\.[Mm]\.|[Mm]{_NO_LETTER}))?"
    rf"(?:\s?(?:Z{_NO_LETTER}|[+-]\d\d:?\d\d|(?:UTC|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|BST|"
    rf"CEST|CET|EEST|EET|MSK|IST|ET){_NO_LETTER}))?)?"
)
_YEAR = r"(?:19|20|21)\d\d"
_DAY_NAMED = (
    rf"(?:the\s+)?(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.|º)?\s*(?:de\s+|of\s+)?(?:{_NAME})\.?,?\s*"
    rf"(?:de\s+|del\s+)?{_YEAR}<end>(?:\s*(?:г\.|года{_NO_LETTER}|р\.|року{_NO_LETTER}))?"
)
_MONTH_NAMED = rf"(?:{_NAME})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,\s*|\s+){_YEAR}<end>"
_YEAR_FIRST = rf"(?<!\d){_YEAR},?\s+(?:{_NAME})\.?\s+\d{{1,2}}<end>"
_DASHED = rf"(?<!\d)\d{{1,2}}-(?:{_NAME})-(?:{_YEAR}<end>|\d\d(?!\d))"  # RFC 850
_ASCTIME = rf"(?:{_NAME})\s+\d{{1,2}}\s+\d\d:\d\d(?::\d\d)?(?:\s+(?:[A-Z]{{3,4}}))?\s+{_YEAR}<end>"
_IN_DIGITS = (
    rf"(?<!\d){_YEAR}([-/.])\d\d\1\d\d<end>|(?<!\d){_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}([./-])\d{{1,2}}\2{_YEAR}<end>"
    r"|(?<!\d)\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    rf"|(?<!\d){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:T\d{4}(?:\d\d)?(?:Z|[+-]\d{4})?)?<end>"
)


@functools.cache  # compiling one takes some ms, which start-up need not pay
def _pattern(*, digits_may_follow: bool) -> re.Pattern[str]:
    end = "" if digits_may_follow else r"(?!\d)"
    forms = (_DAY_NAMED, _YEAR_FIRST, _ASCTIME, _MONTH_NAMED, _DASHED, _IN_DIGITS)
    written = "|".join(forms).replace("<end>", end)
    return re.compile(rf"(?:{written}){_TIME}", re.IGNORECASE)


@functools.cache
def _doubtful_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A month with a name glued to it, and a day of which the month is not sure."""
    return (
        re.compile(rf"(?:(?i:{_NAME}))\.?,?\s+{_YEAR}(?=[^\W\d_a-zа-я])"),
        re.compile(rf"(?<!\d)(\d{{1,2}})/(\d{{1,2}})/{_YEAR}{_TIME}", re.IGNORECASE),
    )


def find_date(line: str) -> tuple[int, int, int] | None:
    """Return (seconds since 1970, start, end) of the first date in a short `line`, or None.

    The date may touch the words around it, as in ``March 04, 2026Harbour Gazette``; a time of
    day and a weekday next to it belong to it. Where the line begins with it, even digits may
    touch it (``2026-03-0424 Kanal``). Lines over 200 characters are not looked at.
    """
    if len(line) > 200 or not any(sign.isdecimal() for sign in line):
        return None
    line = western_digits(line)
    for match in _pattern(digits_may_follow=False).finditer(line):
        start = match.start()
        glued = start > 0 and line[start - 1].isalpha()
        if glued and not line[start].isupper() and not line[start].isdigit():
            continue  # "smarch 4, 2026" is a word that ends like a month, "GazetteMarch" is not
        moment = parse_date(match[0])
        if moment is not None:
            return moment, _with_weekday(line, start), match.end()
    return _at_beginning(line)


def _at_beginning(line: str) -> tuple[int, int, int] | None:
    weekday = _WEEKDAY_FIRST.match(line)
    start = weekday.end() if weekday and weekday[1].casefold() in WEEKDAYS else 0
    match = _pattern(digits_may_follow=True).match(line, start)
    moment = None if match is None else parse_date(match[0])
    return None if match is None or moment is None else (moment, 0, match.end())


def find_doubtful_date(line: str) -> tuple[int, int] | None:
    """Return (start, end) of a date such as ``04/03/2026`` at either end of a short `line`.

    It may be in April or in March, and is therefore none; but it is no part of a name either. Nor
    is ``February 30, 2026``, or a month to which a name is glued (``March 2026Harbour Gazette``).
    """
    if len(line) > 200 or not any(sign.isdecimal() for sign in line):
        return None
    glued, doubtful = _doubtful_patterns()
    month = glued.match(line)
    if month is not None:
        return month.span()
    line = western_digits(line)
    for pattern in (_pattern(digits_may_follow=False), doubtful):
        for match in pattern.finditer(line):
            either = pattern is doubtful and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 12
            at_end = match.start() == 0 or match.end() == len(line)
            if at_end and (either or (pattern is not doubtful and parse_date(match[0]) is None)):
                return match.span()
    return None


_WEEKDAY_FIRST = re.compile(r"([^\W\d_]{2,12})\.?,?\s+")
_WEEKDAY_BEFORE = re.compile(r"([^\W\d_]{2,12})\.?,?\s*$")


def _with_weekday(line: str, start: int) -> int:
    match = _WEEKDAY_BEFORE.search(line[max(0, start - 16) : start])
    if match is None or match[1].casefold() not in WEEKDAYS:
        return start
    return max(0, start - 16) + match.start()
