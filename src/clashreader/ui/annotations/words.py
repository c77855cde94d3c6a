"""What colours are called, and two texts of one note that were written at the same time."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_COLOURS = (
    QT_TRANSLATE_NOOP("Annotations", "Yellow"),
    QT_TRANSLATE_NOOP("Annotations", "Green"),
    QT_TRANSLATE_NOOP("Annotations", "Blue"),
    QT_TRANSLATE_NOOP("Annotations", "Red"),
)


def colour_name(colour: int) -> str:
    """Return the name of a highlight's colour in the reader's language."""
    return QCoreApplication.translate("Annotations", str(_COLOURS[colour % len(_COLOURS)]))


def joined(mine: str, theirs: str) -> str:
    """Return both texts of a note that was written in two places: nothing of either is lost.

    Where one holds the other already, that one is enough.
    """
    if theirs.strip() in mine:
        return mine
    if mine.strip() in theirs:
        return theirs
    return f"{mine.rstrip()}\n\n{theirs.lstrip()}"


def same(one: str, other: str) -> bool:
    """Return whether two texts of a note are one to the library, which keeps no mere blanks."""
    return one == other or not (one.strip() or other.strip())


def kept_elsewhere() -> str:
    """Return what is said where a note was written in two places."""
    return QCoreApplication.translate(
        "Annotations",
        "The note was changed elsewhere too. Both texts are kept, one below the other.",
    )
