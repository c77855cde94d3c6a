"""What the reader does with text and highlights in the reading pane, by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeyEvent, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QToolTip

from clashreader.model import HIGHLIGHT_COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable

    from clashreader.ui.reader.pane import ReaderPane

SETTLE_MS: Final = 160
"""A selection that has not changed for so long is one that the reader wants."""
_LONG_NOTE: Final = 600

_Move = QTextCursor.MoveOperation
_MOVES: Final = {
    Qt.Key.Key_Left: (_Move.Left, _Move.WordLeft),
    Qt.Key.Key_Right: (_Move.Right, _Move.WordRight),
    Qt.Key.Key_Up: (_Move.Up, _Move.PreviousBlock),
    Qt.Key.Key_Down: (_Move.Down, _Move.NextBlock),
    Qt.Key.Key_Home: (_Move.StartOfLine, _Move.StartOfBlock),
    Qt.Key.Key_End: (_Move.EndOfLine, _Move.EndOfBlock),
}
"""How far a key takes the end of the selection, with Shift, and with Ctrl and Shift."""
_MODIFIERS: Final = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class Selecting(QObject):
    """Watches the text of a pane. It takes nothing from it but what is said here."""

    settled = Signal()
    """Some text is selected, and the reader has stopped dragging."""
    gone = Signal()
    """Nothing is selected any more, or the text moves away below the bar."""
    pressed = Signal(object)
    """Highlights that were clicked, by id, the shortest first."""
    colour_key = Signal(int)
    """A number key, as the index of a colour; only while `keys_wanted`."""
    escaped = Signal()
    """Escape; only while `keys_wanted`."""

    def __init__(
        self, pane: ReaderPane, keys_wanted: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._pane = pane
        self._view = pane.view
        self._keys_wanted = keys_wanted
        self._pressed_at: QPoint | None = None
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._settle)
        self._view.selectionChanged.connect(self._changed)
        self._view.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._view.installEventFilter(self)
        self._view.viewport().installEventFilter(self)

    def _changed(self) -> None:
        self.gone.emit()  # what was selected before is so no more
        if self._view.has_selection():
            self._timer.start()
        else:
            self._timer.stop()

    def _scrolled(self) -> None:
        self._changed()

    def _settle(self) -> None:
        if QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._timer.start()
        elif self._view.has_selection():
            self.settled.emit()

    # --- events ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Clicks and hovering on the text; keys that select, and those of the bar."""
        if watched is self._view:
            if isinstance(event, QKeyEvent):
                if event.type() == QEvent.Type.ShortcutOverride:
                    if self._is_ours(event):
                        event.accept()
                        return True
                elif event.type() == QEvent.Type.KeyPress:
                    return self._key(event)
            return False
        if isinstance(event, QMouseEvent):
            self._mouse(event)
        elif event.type() == QEvent.Type.Resize:
            self._changed()
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            return self._tip(event)
        return False

    def _is_ours(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape or _colour(event) is not None:
            return self._keys_wanted()
        return _selects(event)

    def _key(self, event: QKeyEvent) -> bool:
        colour = _colour(event)
        if self._keys_wanted() and colour is not None:
            self.colour_key.emit(colour)
        elif self._keys_wanted() and event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif _selects(event):
            self._select(event)
        else:
            return False
        return True

    def _mouse(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed_at = event.position().toPoint() if left else None
            self.gone.emit()
        elif event.type() == QEvent.Type.MouseButtonRelease and left:
            place, self._pressed_at = self._pressed_at, None
            point = event.position().toPoint()
            if place is None or (point - place).manhattanLength() > 4:
                return
            if self._view.anchorAt(point):
                return
            found = self._pane.marks.at(point)
            if found:
                # When the text has done with the click: it lets its selection go by then.
                QTimer.singleShot(0, self, lambda: self.pressed.emit(found))

    def _tip(self, event: QHelpEvent) -> bool:
        marks = self._pane.marks
        notes = [
            highlight.note
            for highlight in map(marks.highlight, marks.at(event.pos()))
            if highlight is not None and highlight.note
        ]
        if not notes:
            return False
        text = "\n\n".join(notes)
        shown = text if len(text) <= _LONG_NOTE else f"{text[:_LONG_NOTE].rstrip()} …"
        QToolTip.showText(event.globalPos(), _as_tip(shown), self._view.viewport())
        return True

    # --- selecting by keyboard ---

    def _select(self, event: QKeyEvent) -> None:
        cursor = self._view.textCursor()
        if not cursor.hasSelection():
            cursor.setPosition(self._start(cursor))
        by_word = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        move = _MOVES[Qt.Key(event.key())][by_word]
        if cursor.block().textDirection() == Qt.LayoutDirection.RightToLeft:
            move = _MIRRORED.get(move, move)
        cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor)
        self._view.setTextCursor(cursor)

    def _start(self, cursor: QTextCursor) -> int:
        """Return where a selection by keyboard begins: where one clicked last, if that is in
        sight, or else at the first line that is wholly in sight.
        """
        viewport = self._view.viewport()
        position = cursor.position()
        if position > 0 and viewport.rect().contains(self._view.cursorRect(cursor)):
            return position
        margin = round(self._view.document().rootFrame().frameFormat().leftMargin())
        for y in range(4, viewport.height(), 8):
            first = self._view.cursorForPosition(QPoint(margin, y))
            if self._view.cursorRect(first).top() >= 0 and first.block().length() > 1:
                first.movePosition(QTextCursor.MoveOperation.StartOfLine)
                return first.position()
        return position


_MIRRORED: Final = {
    _Move.WordLeft: _Move.WordRight,
    _Move.WordRight: _Move.WordLeft,
}
"""Qt's Left and Right go by sight, its words by the order of the text."""


def _selects(event: QKeyEvent) -> bool:
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    return shift and not modifiers & ~_MODIFIERS and event.key() in _MOVES


def _colour(event: QKeyEvent) -> int | None:
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    colour = event.key() - int(Qt.Key.Key_1)
    if plain == Qt.KeyboardModifier.NoModifier and 0 <= colour < len(HIGHLIGHT_COLOURS):
        return int(colour)
    return None


def _as_tip(text: str) -> str:
    """Return plain text so that a tooltip shows it as such, on lines of a bearable length."""
    from html import escape

    return "<p style='white-space: pre-wrap'>" + escape(text) + "</p>"
