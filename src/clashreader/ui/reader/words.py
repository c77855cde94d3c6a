"""What the pane says about an article in the reader's words: dates, months, reading time."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale, QTimeZone

WORDS_A_MINUTE: Final = 230
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


def date_words(time: int) -> str:
    """Return ``30 June 2025, 14:05`` in local time.

    Midnight UTC to the second means that the source gave a day without a time of day; that day
    is shown as it was given, whatever the time zone here.
    """
    if time % _DAY == 0:
        day = QDateTime.fromSecsSinceEpoch(time, QTimeZone.utc()).date()
        return QLocale().toString(day, tr("d MMMM yyyy"))
    return QLocale().toString(
        QDateTime.fromSecsSinceEpoch(time).toLocalTime(), tr("d MMMM yyyy, HH:mm")
    )


def reading_time(words: int) -> str:
    """Return ``4 min`` for an article of `words` words; at least one minute."""
    return tr("%n min", max(1, round(words / WORDS_A_MINUTE)))


def label(section: str | None, month: int | None) -> str:
    """Return ``Europe / June 2025``, or the half of it that is known."""
    return " / ".join(part for part in (section or "", month_name(month)) if part)
