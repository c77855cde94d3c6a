"""A field for a note that keeps itself: written soon after each pause, and before it goes away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from clashreader.ui.theme import ThinScrollBar

PAUSE_MS = 500
"""Pause in typing after which a note is written."""
LONGEST_MS = 3_000
"""A note that is typed without a pause is written this often."""
_Role = QPalette.ColorRole
_NO_BAR = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


class _Text(QPlainTextEdit):
    left = Signal()
    done = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
        self._repaint_edge()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._repaint_edge()

    def _repaint_edge(self) -> None:
        box = self.parentWidget()
        if box is not None:
            box.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (
            enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.done.emit()
            return
        super().keyPressEvent(event)


class NoteBox(QWidget):
    """A flat field of several lines with a hairline around it.

    `keep` is emitted with the text that is to be written; whoever writes it calls `kept`.
    """

    keep = Signal(str)
    done = Signal()
    """Escape, or Ctrl and Enter: the reader has finished."""

    def __init__(
        self, name: str, hint: str, *, lines: tuple[int, int], parent: QWidget | None = None
    ) -> None:
        """`name` is for screen readers; it is from `lines[0]` to `lines[1]` lines high."""
        super().__init__(parent)
        self._lines = lines
        self._kept = ""
        self._text = _Text(self)
        self._text.setObjectName("noteText")
        self._text.setAccessibleName(name)
        self._text.setPlaceholderText(hint)
        self._text.setTabChangesFocus(True)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setVerticalScrollBar(ThinScrollBar())
        self._text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text.viewport().setAutoFillBackground(False)
        self._text.document().setDocumentMargin(2)
        self.setFocusProxy(self._text)
        box = QVBoxLayout(self)
        box.setContentsMargins(7, 6, 3, 6)
        box.addWidget(self._text)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self._longest = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._longest.timeout.connect(self.flush)
        self._text.textChanged.connect(self._typed)
        self._text.left.connect(self.flush)
        self._text.done.connect(self._finish)
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._fit)
        self._text.document().documentLayout().documentSizeChanged.connect(self._fitting.start)
        self._text.viewport().installEventFilter(self)
        self._fit()

    # --- the text ---

    @property
    def text(self) -> str:
        """What the field holds now."""
        return self._text.toPlainText()

    @property
    def has_focus(self) -> bool:
        """Whether the reader writes here."""
        return self._text.hasFocus()

    @property
    def stored(self) -> str:
        """What was written last, or came from the library."""
        return self._kept

    @property
    def changed(self) -> bool:
        """Whether the field holds what is not written yet."""
        return self.text != self._kept

    def show_text(self, text: str) -> None:
        """Show a text of the library; what the field held must have been kept."""
        self._kept = text
        if text != self.text:
            cursor = self._text.textCursor()
            place = cursor.position()
            self._text.setPlainText(text)
            cursor = self._text.textCursor()
            cursor.setPosition(min(place, self._text.document().characterCount() - 1))
            self._text.setTextCursor(cursor)
        # Qt may have cleaned the text (NUL, line ends): that is no change of the reader's.
        self._kept = self.text
        self._stop()

    def put(self, text: str, stored: str) -> None:
        """Show `text`, which is still to be written in place of `stored`."""
        self.show_text(text)
        self._kept = stored

    def kept(self, text: str) -> None:
        """`text` is on the disk."""
        self._kept = text

    def flush(self) -> None:
        """Write now what is not written yet."""
        self._stop()
        if self.changed:
            self.keep.emit(self.text)

    def to_end(self) -> None:
        """Put the cursor behind the text."""
        cursor = self._text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self._text.setTextCursor(cursor)

    def _typed(self) -> None:
        if self.changed:
            self._pause.start()
            if not self._longest.isActive():
                self._longest.start()

    def _stop(self) -> None:
        self._pause.stop()
        self._longest.stop()

    def _finish(self) -> None:
        self.flush()
        self.done.emit()

    # --- looks ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the height anew when the width changes, and the lines have been broken anew."""
        if event.type() == QEvent.Type.Resize:
            self._fitting.start()
        return False

    def _fit(self) -> None:
        """Be as high as the text, within the bounds."""
        least, most = self._lines
        # QPlainTextEdit measures its document in lines.
        count = round(self._text.document().documentLayout().documentSize().height())
        line = self._text.fontMetrics().lineSpacing()
        # A bar that comes before the field has grown would break the lines otherwise.
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if count > most else _NO_BAR
        self._text.setVerticalScrollBarPolicy(bar)
        self.setFixedHeight(min(max(count, least), most) * line + 4 + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self._text.hasFocus()
        palette = self.palette()
        painter.setBrush(palette.color(_Role.Base))
        edge = palette.color(_Role.Accent if focused else _Role.Dark)
        painter.setPen(QPen(edge, 1.5 if focused else 1))
        inset = 0.75 if focused else 0.5
        rect = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(rect, 6, 6)
        painter.end()
