"""What the pane says about an article in the reader's words: dates, months, reading time."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTimeZone

from clashreader.ui.dates import date_pattern
from clashreader.ui.language import plural

WORDS_A_MINUTE: Final = 230
# What readers of newspaper prose manage aloud, by language: S. Trauzettel-Klosinski and K. Dietz,
# "Standardized Assessment of Reading Performance" (2012). Languages with long words have fewer.
_SPEEDS: Final = {
    "ar": 140, "de": 180, "es": 220, "fi": 160, "fr": 195, "he": 190, "it": 190, "ja": 260,
    "nl": 200, "pl": 165, "pt": 180, "ru": 185, "sl": 180, "sv": 200, "tr": 165, "uk": 185,
    "zh": 255,
}  # fmt: skip
_DAY: Final = 86_400

# Noncharacters that QTextDocument uses for frames, its placeholder for objects, and controls.
_UNFIT = {
    0xFDD0: None, 0xFDD1: None, 0xFFFC: None, 0: None, 0x0B: None, 0x0C: None, 0x0D: None,
    0x0A: 0x2028, 0x2029: 0x2028,
}  # fmt: skip

# Hebrew, Arabic, Syriac, Thaana, N'Ko, Samaritan, Mandaic and the presentation forms.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")


# Han, kana, Hangul, Yi and their forms: from the radicals on, the extensions of Han included.
_EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\uff65-\uffdc\U00020000-\U0003ffff]"
)


def tr(text: str, number: int = -1) -> str:
    """Translate `text`; `number` fills ``%n`` and picks the plural form."""
    return QCoreApplication.translate("Reader", text, None, number)


def fit(text: str) -> str:
    """Return `text` as QTextDocument can hold it; line breaks become U+2028."""
    return text.translate(_UNFIT)


def has_right_to_left(text: str) -> bool:
    """Tell whether `text` holds letters of a script written from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def has_east_asian(text: str) -> bool:
    """Tell whether `text` holds letters of Chinese, Japanese or Korean."""
    return not text.isascii() and _EAST_ASIAN.search(text) is not None


def is_right_to_left(text: str) -> bool:
    """Tell whether most letters of `text` belong to a script written from right to left."""
    right = len(_RIGHT_TO_LEFT.findall(text))
    return right > 0 and right * 2 > sum(1 for c in text if unicodedata.category(c)[0] == "L")


def month_name(month: int | None) -> str:
    """Return ``June 2025`` for 202506, in the reader's language; "" for None."""
    if month is None:
        return ""
    date = QDate(month // 100, month % 100, 1)
    if not date.isValid():
        return ""
    # Translators: a month and its year, as in "June 2025"
    return QLocale().toString(date, tr("MMMM yyyy"))


def month_of(time: int | None) -> int | None:
    """Return the UTC month of `time`, seconds since 1970, as 202506."""
    if time is None:
        return None
    moment = QDateTime.fromSecsSinceEpoch(time, QTimeZone.utc()).date()
    return moment.year() * 100 + moment.month()


def _clock_format(locale: QLocale) -> str:
    """The locale's own clock without seconds (the C locale writes them)."""
    own = locale.timeFormat(QLocale.FormatType.ShortFormat)
    return own if "a" in own.lower() else "HH:mm"


def _is_bare_day(time: int) -> bool:
    """Whether the source gave a day without a time of day: midnight UTC to the second."""
    return time % _DAY == 0


def day_words(time: int) -> str:
    """Return ``30 June 2025``, the day of `time` here; a bare day is that day everywhere."""
    moment = QDateTime.fromSecsSinceEpoch(time, QTimeZone.utc())
    if not _is_bare_day(time):
        moment = moment.toLocalTime()
    locale = QLocale()
    return locale.toString(moment.date(), date_pattern(locale, weekday=False))


def date_words(time: int) -> str:
    """Return ``30 June 2025, 14:05`` in local time, as the locale writes dates and times.

    Midnight UTC to the second means that the source gave a day without a time of day; that day
    is shown as it was given, whatever the time zone here.
    """
    if _is_bare_day(time):
        return day_words(time)
    locale = QLocale()
    clock = QDateTime.fromSecsSinceEpoch(time).toLocalTime().time()
    # Translators: a date and a time of day, as in "30 June 2025, 14:05"
    joined = tr("%1, %2").replace("%1", day_words(time))
    return joined.replace("%2", locale.toString(clock, _clock_format(locale)))


def exact_time(time: int) -> str:
    """Return the moment to the second, with the day of the week and the time zones: a tooltip."""
    locale = QLocale()
    universal = QDateTime.fromSecsSinceEpoch(time, QTimeZone.utc())
    if _is_bare_day(time):
        day = locale.toString(universal.date(), QLocale.FormatType.LongFormat)
        return tr("%1. The source gives no time of day.").replace("%1", day)
    local = universal.toLocalTime()
    day = locale.toString(local.date(), QLocale.FormatType.LongFormat)
    ahead = local.offsetFromUtc()
    sign = "+" if ahead >= 0 else "\u2212"
    zone = f"UTC{sign}{abs(ahead) // 3600:02}:{abs(ahead) // 60 % 60:02}" if ahead else "UTC"
    words = f"{day}, {local.toString('HH:mm:ss')} {zone}"
    if ahead:
        words += f" ({universal.toString('yyyy-MM-dd HH:mm:ss')} UTC)"
    return words


def reading_time(words: int, language: str | None = None) -> str:
    """Return ``4 min`` for an article of `words` words; at least one minute.

    `language` (BCP 47) says how fast its readers are. An ideograph counts as a word.
    """
    tag = (language or "").lower().replace("_", "-").split("-", 1)[0]
    speed = _SPEEDS.get(tag, WORDS_A_MINUTE)
    return plural("Reader", "%Ln min", "%Ln min", max(1, round(words / speed)))


def label(section: str | None, month: int | None) -> str:
    """Return ``Europe / June 2025``, or the half of it that is known."""
    return " / ".join(part for part in (section or "", month_name(month)) if part)
