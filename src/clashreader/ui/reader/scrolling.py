"""Scrolling that glides: wheel, keys and pages move a goal, and the text follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QObject,
    QPointF,
    QPropertyAnimation,
    Qt,
    Slot,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyle

if TYPE_CHECKING:
    from PySide6.QtGui import QAbstractTextDocumentLayout, QTextBlock, QWheelEvent
    from PySide6.QtWidgets import QTextEdit

GLIDE_MS: Final = 140
NOTCH: Final = 120
"""What one notch of a wheel turns, in the units of a wheel event (eighths of a degree)."""
TALL: Final = 2.5
"""Lines of text from which a line is taken for a picture or a table."""


class Glider(QObject):
    """Moves a view's scroll bar to a goal; each further step moves the goal, not the text.

    A held key or a turning wheel so never waits for a glide to end, and stops when it is let go.
    """

    def __init__(self, view: QTextEdit) -> None:
        super().__init__(view)
        self._view = view
        self._bar = view.verticalScrollBar()
        self.animated = QGuiApplication.platformName() != "offscreen"
        """Whether it glides at all. Not where nobody looks."""
        self._glide = QPropertyAnimation(self._bar, b"value", self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.setDuration(GLIDE_MS)
        self._turned = 0.0
        self._bar.sliderPressed.connect(self.stop)
        self._bar.actionTriggered.connect(self.stop)

    @property
    def goal(self) -> int:
        """Where the scroll bar is going, or is."""
        if self._glide.state() == QAbstractAnimation.State.Running:
            return int(self._glide.endValue())
        return self._bar.value()

    @Slot()
    def stop(self) -> None:
        """Stay where the view is."""
        self._glide.stop()

    def go(self, value: float) -> bool:
        """Go to `value` of the scroll bar, or as near as it has; False where that is here."""
        value = max(self._bar.minimum(), min(self._bar.maximum(), round(value)))
        if value == self.goal:
            return False
        self._glide.stop()
        if not self.animated or not self._wanted() or not self._view.isVisible():
            self._bar.setValue(value)
            return True
        self._glide.setStartValue(self._bar.value())
        self._glide.setEndValue(value)
        self._glide.start()
        return True

    def move(self, by: float) -> bool:
        """Move the goal `by` pixels."""
        return self.go(self.goal + by)

    def _wanted(self) -> bool:
        """Whether the system wants movement: its style says zero where the reader wants none."""
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self._view.style().styleHint(hint, None, self._view) > 0

    # --- wheel ---

    def take_wheel(self, event: QWheelEvent) -> bool:
        """Scroll by a notch of a wheel; False for what has pixels of its own (a touchpad).

        Those come as finely as the fingers move, and want no help.
        """
        turned = event.angleDelta().y()
        fine = not event.pixelDelta().isNull() or event.phase() != Qt.ScrollPhase.NoScrollPhase
        if fine or not turned or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.stop()
            return False
        step = QApplication.wheelScrollLines() * self._bar.singleStep()
        self._turned += -turned / NOTCH * step
        whole = int(self._turned)
        self._turned -= whole
        self.move(whole)
        return True

    # --- pages ---

    def page(self, direction: int, line: int) -> bool:
        """Page down (1) or up (-1), the last line (`line` pixels high) seen once more.

        No line and no small picture is cut in two by the edge at which one reads on. Returns False
        where there is no further.
        """
        top, height = self.goal, self._view.viewport().height()
        full = max(2 * line, height - line)
        least = full // 2
        if direction > 0:
            edge = self._edge_below(top + height, line)
            step = edge - top
        else:
            edge = self._edge_above(top, line)
            step = top + height - edge
        if not least <= step <= full:
            step = full  # something taller than half a page stands there
        return self.move(direction * step)

    def _edge_below(self, bottom: float, line: int) -> float:
        """Return what is to be at the upper edge next, of what `bottom` cuts or just spares."""
        cut = self._line_at(bottom)
        if cut is None:
            return bottom - line
        whole = cut if cut.bottom <= bottom + 1 else cut.beside(-1)
        if cut.bottom > bottom + 1 and cut.bottom - cut.top > TALL * line:
            return cut.top - line  # a picture: whole, and a line of what is above it
        if whole is None or whole.bottom - whole.top > TALL * line:
            return cut.top if whole is not cut else cut.bottom
        return whole.top

    def _edge_above(self, top: float, line: int) -> float:
        """Return what is to be at the lower edge next, of what `top` cuts or just spares."""
        cut = self._line_at(top)
        if cut is None:
            return top + line
        whole = cut if cut.top >= top - 1 else cut.beside(1)
        if cut.top < top - 1 and cut.bottom - cut.top > TALL * line:
            return cut.bottom + line
        if whole is None or whole.bottom - whole.top > TALL * line:
            return cut.bottom if whole is not cut else cut.top
        return whole.bottom

    def _line_at(self, y: float) -> _Line | None:
        """Return the line at `y` of the document, or one beside the gap there; None for none."""
        document = self._view.document()
        middle = self._view.viewport().width() / 2
        layout = document.documentLayout()
        position = layout.hitTest(QPointF(middle, y), Qt.HitTestAccuracy.FuzzyHit)
        block = document.findBlock(position)
        if not block.isValid():
            return None
        line = block.layout().lineForTextPosition(position - block.position())
        return _Line(layout, block, line.lineNumber()) if line.isValid() else None


class _Line:
    """One line of a document; `top` and `bottom` are in the document's pixels."""

    def __init__(self, layout: QAbstractTextDocumentLayout, block: QTextBlock, number: int) -> None:
        self._layout, self._block, self._number = layout, block, number
        line = block.layout().lineAt(number)
        self.top = layout.blockBoundingRect(block).top() + line.y()
        self.bottom = self.top + line.height()

    def beside(self, by: int) -> _Line | None:
        """Return the line before (-1) or after (1) this one, or None."""
        block, number = self._block, self._number + by
        if not 0 <= number < block.layout().lineCount():
            block = block.previous() if by < 0 else block.next()
            if not block.isValid():
                return None
            self._layout.blockBoundingRect(block)  # lays it out
            number = block.layout().lineCount() - 1 if by < 0 else 0
            if number < 0 or not block.layout().lineCount():
                return None
        return _Line(self._layout, block, number)
