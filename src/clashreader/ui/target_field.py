"""The field for what is to be followed: one line, and more of them where several are pasted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from clashreader.ui.theme import ThinScrollBar

MOST_LINES = 6
_ABOVE = 6


def targets_of(data: QMimeData) -> list[str]:
    """Return what was dropped or pasted, a target a line: paths of files, addresses, words."""
    if data.hasUrls():
        urls = data.urls()
        return [url.toLocalFile() if url.isLocalFile() else url.toString() for url in urls]
    return lines_of(data.text()) if data.hasText() else []


def lines_of(text: str) -> list[str]:
    """Return the lines that have something on them, without what stands around it."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class _Lines(QPlainTextEdit):
    submitted = Signal()
    brought = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ShiftModifier
        ):
            self.submitted.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasUrls() or source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText("\n".join(targets_of(source)))
        self.brought.emit()


class TargetField(QWidget):
    """Flat as a `Field`; Return takes what is typed, Shift+Return begins another line."""

    changed = Signal()
    submitted = Signal()
    brought = Signal()
    """Something was pasted or dropped: it is whole, unlike what is being typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = _Lines()
        self._lines.setFrameShape(QFrame.Shape.NoFrame)
        self._lines.setTabChangesFocus(True)
        self._lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines.setVerticalScrollBar(ThinScrollBar())
        self._lines.document().setDocumentMargin(0)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))  # painted below
        self._lines.setPalette(palette)
        self._lines.viewport().setAutoFillBackground(False)
        self._lines.submitted.connect(self.submitted)
        self._lines.brought.connect(self.brought)
        self._lines.textChanged.connect(self._text_changed)
        self._lines.installEventFilter(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(9, _ABOVE, 5, _ABOVE)
        box.addWidget(self._lines)
        self.setFocusProxy(self._lines)
        self._fit()

    # --- as of a field ---

    def text(self) -> str:
        """Return all lines."""
        return self._lines.toPlainText()

    def setText(self, text: str) -> None:
        """Put other lines into it."""
        self._lines.setPlainText(text)
        self._lines.moveCursor(QTextCursor.MoveOperation.End)

    def selectAll(self) -> None:
        """Choose all of it, so that typing replaces it."""
        self._lines.selectAll()

    def setPlaceholderText(self, text: str) -> None:
        """Say what belongs here."""
        self._lines.setPlaceholderText(text)

    def setAccessibleName(self, name: str) -> None:
        """Name it; the focus is with what is inside."""
        super().setAccessibleName(name)
        self._lines.setAccessibleName(name)

    def setToolTip(self, text: str) -> None:
        """Say more of it."""
        super().setToolTip(text)
        self._lines.setToolTip(text)

    @property
    def targets(self) -> list[str]:
        """What is to be looked at, a line each; what stands there twice is meant once."""
        return list(dict.fromkeys(lines_of(self.text())))

    # --- looks ---

    def _text_changed(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        """As high as its lines, up to six of them."""
        count = min(max(self._lines.blockCount(), 1), MOST_LINES)
        height = count * self._lines.fontMetrics().lineSpacing() + 2 * _ABOVE + 2
        self.setFixedHeight(max(32, height))
        policy = Qt.ScrollBarPolicy
        many = self._lines.blockCount() > MOST_LINES
        self._lines.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if many else policy.ScrollBarAlwaysOff
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint the edge when the focus comes and goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the edge, as a `Field` has them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = QGuiApplication.palette()
        focused = self._lines.hasFocus()
        painter.setBrush(palette.color(QPalette.ColorRole.Base))
        edge = QPalette.ColorRole.Accent if focused else QPalette.ColorRole.Dark
        painter.setPen(QPen(palette.color(edge), 1.5 if focused else 1))
        inset = 0.75 if focused else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        painter.end()
