"""What the window says about versions and changes, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from clashreader.ui.language import plural

if TYPE_CHECKING:
    from clashreader.content.comparing import Comparison
    from clashreader.content.marked import Mark
    from clashreader.model import VersionInfo

SPOKEN: Final = 300
"""Characters of a change that are read aloud."""
_MINUS = "\N{MINUS SIGN}"


def tr(text: str, number: int = -1) -> str:
    """Translate `text`; `number` fills ``%n`` and picks the plural form."""
    return QCoreApplication.translate("Changes", text, None, number)


def in_brief(text: str, limit: int) -> str:
    """Return the beginning of `text` in one line."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def moment_words(time: int) -> str:
    """Return ``30 June 2025, 14:05`` in local time: when we saw something we always know to the
    minute, at midnight too.
    """
    moment = QDateTime.fromSecsSinceEpoch(time).toLocalTime()
    return QLocale().toString(moment, tr("d MMMM yyyy, HH:mm"))


def version_words(version: VersionInfo, versions: tuple[VersionInfo, ...]) -> str:
    """Return ``Version 3 · 30 June 2025, 14:05 · 412 words``, and from where, if that differs."""
    parts = [tr("Version {0}").format(version.number), moment_words(version.seen)]
    parts.append(plural("Changes", "%Ln word", "%Ln words", version.words))
    if any(other.page for other in versions):
        parts.append(tr("from the page") if version.page else tr("from the feed"))
    return " · ".join(parts)


def version_labels(version: VersionInfo, versions: tuple[VersionInfo, ...]) -> tuple[str, ...]:
    """Return `version_words`, and shorter ones for narrower places, which still tell `versions`
    apart: ``3 · 30 Jun, 14:05 · 412 words``, then without the words, then the day or the time.
    """
    moments = [QDateTime.fromSecsSinceEpoch(each.seen).toLocalTime() for each in versions]
    one_year = len({moment.date().year() for moment in moments}) == 1
    one_day = len({moment.date().toJulianDay() for moment in moments}) == 1
    moment = QDateTime.fromSecsSinceEpoch(version.seen).toLocalTime()
    number, show = QLocale().toString(version.number), QLocale().toString
    day, time = show(moment, tr("d MMM") if one_year else tr("d MMM yyyy")), show(moment, "HH:mm")
    when = tr("{0}, {1}").format(day, time)
    words = plural("Changes", "%Ln word", "%Ln words", version.words)
    parts = ((number, when, words), (number, when), (number, time if one_day else day))
    return (version_words(version, versions), *map(" · ".join, parts))


def strip_words(number: int, count: int, seen: int) -> str:
    """Return what stands above an older version."""
    words = tr("You read version {0} of {1}, seen {2}.")
    return words.format(number, count, moment_words(seen))


def summary_words(comparison: Comparison) -> str:
    """Return how much changed, as in ``+34 words, −12 words in 5 places``."""
    counts = comparison.counts
    if not comparison.text_changed:
        if comparison.title_changed:
            return tr("Only the headline changed.")
        if counts.restyled:
            return tr("The text is the same, its markup differs.")
        return tr("The text is the same.")
    parts = []
    if counts.inserted:
        parts.append("+" + plural("Changes", "%Ln word", "%Ln words", counts.inserted))
    if counts.deleted:
        parts.append(_MINUS + plural("Changes", "%Ln word", "%Ln words", counts.deleted))
    if not parts and not counts.moved:
        parts.append(_without_words(comparison))
    where = plural("Changes", "in %Ln place", "in %Ln places", counts.places)
    text = f"{', '.join(parts)} {where}" if parts else ""
    if counts.moved:
        moved = plural("Changes", "%Ln paragraph moved", "%Ln paragraphs moved", counts.moved)
        text = f"{text}, {moved}" if text else moved
    if comparison.title_changed:
        text = tr("{0}, and in the headline").format(text)
    return f"{text}."


def _without_words(comparison: Comparison) -> str:
    """Something changed that is no word: a picture, or a full stop."""
    if comparison.pictures_added or comparison.pictures_removed:
        return tr("Other pictures")
    return tr("Other punctuation")


def folded_words(count: int) -> str:
    """Return what stands for `count` paragraphs that did not change."""
    return plural("Changes", "%Ln paragraph unchanged", "%Ln paragraphs unchanged", count)


def mark_words(change: Mark) -> str:
    """Return what kind of change it is."""
    return tr("Inserted") if change == "insert" else tr("Deleted")


def spoken_change(change: Mark, text: str) -> str:
    """Return a change as it is read aloud."""
    words = tr("inserted: {0}") if change == "insert" else tr("deleted: {0}")
    return words.format(in_brief(text, SPOKEN))


def place_words(number: int, count: int) -> str:
    """Return which change is shown."""
    show = QLocale().toString
    if not count:
        return ""
    if not number:
        return plural("Changes", "%Ln change", "%Ln changes", count)
    return tr("{0} of {1}").format(show(number), show(count))
