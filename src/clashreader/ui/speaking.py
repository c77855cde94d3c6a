"""Telling a screen reader what came about on its own, without moving the focus."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent


def say(about: QObject, words: str, *, urgent: bool = False) -> None:
    """Have a screen reader say `words`; `urgent`: at once, over what it is saying.

    Nothing happens where none is listening. Where Qt's platform knows no announcements, the name
    of what shows the words has changed all the same.
    """
    if not words:
        return
    event = QAccessibleAnnouncementEvent(about, words)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
