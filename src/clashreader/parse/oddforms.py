"""Dates in rarer forms, rewritten as usual ones; what is usual already stays as it is."""

from __future__ import annotations

import re
from datetime import date

_REGION = re.compile(r"\s*\[[A-Za-z][\w/+-]{0,40}\]$")
# "2004-5-6T8:00:00Z", "2003-012-31T10:14:55Z"
_ISO = re.compile(r"(\d{4})-0?(\d{1,2})-(\d{1,2})(?:[Tt]\s?(\d{1,2})(:\d\d.{0,30}))?$")
# "2004-július-13T9:15-05:00"
_ISO_WORDS = re.compile(r"(\d{4})-([^\W\d_]{3,12})-(\d{1,2})(?:T(\d{1,2}:\d\d.{0,30}))?$")
# A zone that nobody knows: the day is worth more than the hours.
_RFC822 = re.compile(
    r"((?:[^\W\d_]{2,12}\.?,?\s{1,3})?\d{1,2}\s{1,3}[^\W\d_]{3,12}\.?\s{1,3}\d{2,4})[\sT]{1,3}"
    r"(\d{1,2}:\d\d(?::\d\d)?)\s{0,3}([A-Za-z]{1,20}/[A-Za-z_]{1,20}|[A-Z]{3,5}|Z)$"
)
_HALVES = re.compile(
    r"\s?(오전|오후|上午|下午|午前|午後|ก่อนเที่ยง|หลังเที่ยง)\s?(\d{1,2})((?:[:시時时点]\s?\d{1,2}){1,2})?"
)
_LATER = frozenset(("오후", "下午", "午後", "หลังเที่ยง"))
_HANGUL = re.compile(r"년|오전|오후")
_SIGNS = re.compile(r"[시時时点]\s?")
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$|\b(?:UTC|GMT|KST|Z)$")
_ERA = re.compile(r"(令和|平成|昭和)(\d{1,2}|元)年")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_THAI_YEAR = re.compile(r"\b(2[45]\d\d)$")
_VIETNAMESE = re.compile(
    r"\btháng\s{1,3}(\d{1,2})(?:,?\s{1,3}(?:năm\s{1,3})?)(\d{4})", re.IGNORECASE
)
_SOLAR = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی",
          "بهمن", "اسفند")  # fmt: skip
_PERSIAN = re.compile(rf"(\d{{1,2}})\s{{1,3}}({'|'.join(_SOLAR)})\s{{1,3}}(1[34]\d\d)")


def western_digits(text: str) -> str:
    """Write the digits of Arabic and Indian scripts as 0 to 9, each in its place."""
    if text.isascii():
        return text
    return "".join(
        str(int(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text
    )


def usual_form(text: str) -> str:
    """Return a date, at most 100 characters of it, in a form that is read everywhere."""
    text = _REGION.sub("", text)
    match = _ISO.match(text)
    if match is not None:
        year, month, day, hour, rest = match.groups()
        clock = f"T{int(hour):02}{rest}" if hour else ""
        return f"{year}-{int(month):02}-{int(day):02}{clock}"
    match = _ISO_WORDS.match(text)
    if match is not None:
        return f"{match[3]} {match[2]} {match[1]} {match[4] or ''}"
    match = _RFC822.match(text)
    if match is not None:
        return _known_zone(match)
    return text if text.isascii() else _of_other_scripts(text)


def _known_zone(match: re.Match[str]) -> str:
    from clashreader.parse.months import ZONES

    zone = match[3] if match[3].lower() in ZONES else ""
    return f"{match[1]} {match[2]} {zone}".rstrip()


def _of_other_scripts(text: str) -> str:
    korean = _HANGUL.search(text) is not None and _OFFSET.search(text) is None
    text = _HALVES.sub(_half, text)
    text = _ERA.sub(_year_of_era, text)
    text = _VIETNAMESE.sub(r"/\1/\2", text).replace(" /", "/")
    text = _PERSIAN.sub(_from_solar, text)
    if "\u0e01" <= max(text) <= "\u0e4e":
        text = _THAI_YEAR.sub(lambda match: str(int(match[1]) - 543), text)
    # Written for Koreans, and their country has one zone.
    return f"{text} +0900" if korean and ":" in text else text


def _half(match: re.Match[str]) -> str:
    hour = int(match[2]) % 12 + (12 if match[1] in _LATER else 0)
    return f" {hour}{_SIGNS.sub(':', match[3]) if match[3] else ':00'}"


def _year_of_era(match: re.Match[str]) -> str:
    count = 1 if match[2] == "元" else int(match[2])
    return f"{_ERAS[match[1]] + count}年"


def _from_solar(match: re.Match[str]) -> str:
    """A day of the Persian solar calendar, by the 33-year rule, which holds for 1178 to 1633."""
    day, month, year = int(match[1]), _SOLAR.index(match[2]) + 1, int(match[3])
    days = (year - 1) * 365 + (8 * year + 21) // 33 + day
    days += (month - 1) * 31 - max(0, month - 7)
    return date.fromordinal(days + _BEFORE).isoformat()


_BEFORE = date(2004, 5, 27).toordinal() - (1382 * 365 + (8 * 1383 + 21) // 33 + 7 + 62)
"""The 7th of Khordad 1383 was the 27th of May 2004."""
