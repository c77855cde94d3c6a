"""A scroll bar that shows where in the document something was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPalette

from clashreader.ui.theme import ThinScrollBar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QPaintEvent


class MarkedScrollBar(ThinScrollBar):
    """Two pixels high is each mark, in the accent colour, below the thumb's half-light."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: tuple[float, ...] = ()

    @property
    def marks(self) -> tuple[float, ...]:
        """Where the marks are, as shares of the document's height, 0 to 1."""
        return self._marks

    def set_marks(self, shares: Iterable[float]) -> None:
        """Show marks at these shares of the document's height."""
        marks = tuple(sorted(set(shares)))
        if marks != self._marks:
            self._marks = marks
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the thumb, then the marks."""
        super().paintEvent(event)
        if not self._marks:
            return
        painter = QPainter(self)
        colour = self.palette().color(QPalette.ColorRole.Accent)
        colour.setAlphaF(0.85)
        room = self.height() - 2
        for share in self._marks:
            painter.fillRect(QRectF(2, round(share * room), self.width() - 4, 2), colour)
        painter.end()
