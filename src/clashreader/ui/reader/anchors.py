"""The line at the window's upper edge: where it is in the text, and how it gets back there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

if TYPE_CHECKING:
    from clashreader.ui.reader.view import ArticleView

Anchor = tuple[int, float]
"""A position in the document, and how many pixels its line lies below the window's edge."""


class Anchors:
    """Tells and restores how far the document that is on a view is scrolled."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view

    def top(self) -> Anchor:
        """Return where the window's upper edge is in the text."""
        bar = self._view.verticalScrollBar()
        if bar.value() <= 0:
            return 0, 0.0
        middle = self._view.viewport().width() // 2
        position = self._view.cursorForPosition(QPoint(middle, 1)).position()
        return position, self.y_of(position) - bar.value()

    def y_of(self, position: int) -> float:
        """Return the upper edge of the line at `position`, in pixels from the document's."""
        document = self._view.document()
        block = document.findBlock(position)
        if not block.isValid():
            return 0.0
        rect = document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineForTextPosition(position - block.position())
        return rect.top() + (line.y() if line.isValid() else 0.0)

    def return_to(self, anchor: Anchor) -> None:
        """Put the line at the anchor where it was, as `top` gave it."""
        position, below = anchor
        bar = self._view.verticalScrollBar()
        value = round(self.y_of(position) - below) if position > 0 else 0
        if value > bar.maximum():
            self._view.fit_bar()
        if value > bar.maximum():
            self._view.lay_out()
        bar.setValue(value)

    def fraction(self) -> float:
        """Return how far down the view is scrolled, 0 to 1."""
        bar = self._view.verticalScrollBar()
        return bar.value() / bar.maximum() if bar.maximum() > 0 else 0.0

    def go_to_fraction(self, fraction: float) -> None:
        """Scroll to `fraction`, 0 to 1, of all that is written."""
        self._view.lay_out()
        bar = self._view.verticalScrollBar()
        bar.setValue(round(fraction * bar.maximum()))
