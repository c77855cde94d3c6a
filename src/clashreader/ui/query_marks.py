"""The wavy line below the place in a query that cannot be read."""

from __future__ import annotations

from PySide6.QtGui import QColor, QInputMethodEvent, QTextCharFormat
from PySide6.QtWidgets import QApplication, QLineEdit

from clashreader.errors import QueryError
from clashreader.ui.utf16 import to_utf16


def underline(field: QLineEdit, error: QueryError | None, colour: QColor) -> None:
    """Underline the place in `field` that `error` means; None takes the line away.

    A line edit has no formats of its own but those that an input method gives it.
    """
    marks: list[QInputMethodEvent.Attribute] = []
    if error is not None:
        text = field.text()
        end = min(error.position + max(error.length, 1), len(text))
        start = to_utf16(text, min(error.position, max(end - 1, 0)))
        shape = QTextCharFormat()
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        shape.setUnderlineColor(colour)
        kind = QInputMethodEvent.AttributeType.TextFormat
        length = to_utf16(text, end) - start
        marks.append(
            QInputMethodEvent.Attribute(kind, start - field.cursorPosition(), length, shape)
        )
    QApplication.sendEvent(field, QInputMethodEvent("", marks))
