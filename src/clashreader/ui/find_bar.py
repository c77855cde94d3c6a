"""Find in the open article: a strip at the foot of the reading pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clashreader.ui.language import plural
from clashreader.ui.reader.find import MAX_HITS
from clashreader.ui.reader.patterns import pattern
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import Field, IconButton, quiet_label

if TYPE_CHECKING:
    from clashreader.ui.changes.view import ChangesView
    from clashreader.ui.reader.pane import ReaderPane


class _Drawn(IconButton):
    """A button whose sign is letters, or a line through points of its 20 pixels."""

    def __init__(
        self, name: str, tip: str, *, letters: str = "", line: tuple[tuple[float, float], ...] = ()
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self._letters = letters
        self._line = line

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, then the sign."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.ButtonText if self.isEnabled() else QPalette.ColorRole.Mid
        if self.isCheckable() and not self.isChecked():
            role = QPalette.ColorRole.PlaceholderText
        painter.setPen(QPen(self.palette().color(role), 1.6))
        if self._letters:
            painter.setFont(interface_font(13))
            painter.drawText(QRectF(self.rect()), int(Qt.AlignmentFlag.AlignCenter), self._letters)
        else:
            left, top = (self.width() - 20) / 2, (self.height() - 20) / 2
            painter.drawPolyline(QPolygonF([QPointF(left + x, top + y) for x, y in self._line]))
        painter.end()


class FindBar(QWidget):
    """Enter finds the next place, Shift+Enter the one before, Esc leaves."""

    @classmethod
    def of(cls, reader: ReaderPane | ChangesView) -> FindBar:
        """Return the strip of `reader`, made when it is first asked for."""
        found = reader.findChild(cls)
        return found if found is not None else cls(reader)

    @property
    def reader(self) -> ReaderPane | ChangesView:
        """Where it finds."""
        return self._reader

    def __init__(self, reader: ReaderPane | ChangesView) -> None:
        super().__init__(reader)
        self.setObjectName("findBar")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self._reader = reader
        self._finder = reader.finder
        self._make()
        self._timer = QTimer(self, singleShot=True, interval=80)
        self._timer.timeout.connect(self._find)
        self._field.textChanged.connect(lambda _: self._timer.start())
        self._finder.changed.connect(self._say)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._mark_again)
        self._finder.cleared.connect(self._again.start)
        reader.installEventFilter(self)
        self.hide()

    def _make(self) -> None:
        self._field = Field()
        self._field.setObjectName("findField")
        self._field.setPlaceholderText(self.tr("Find in the article"))
        self._field.setAccessibleName(self.tr("Find in the article"))
        self._field.installEventFilter(self)
        self._field.setMinimumWidth(96)
        self._field.setMaximumWidth(260)
        self._count = quiet_label()
        self._count.setObjectName("findCount")
        self._before = _Drawn(
            "findBefore", self.tr("The place before (Shift+F3)"), line=((5, 13), (10, 7), (15, 13))
        )
        self._after = _Drawn(
            "findAfter", self.tr("The next place (F3)"), line=((5, 8), (10, 14), (15, 8))
        )
        self._exact = _Drawn("findExact", self.tr("Mind case and accents"), letters="Aa")
        self._whole = _Drawn("findWhole", self.tr("Whole words only"), letters="\u201cw\u201d")
        self._close = _Drawn(
            "findClose", self.tr("Close (Esc)"),
            line=((6, 6), (14, 14), (10, 10), (14, 6), (6, 14)),
        )  # fmt: skip
        self._before.clicked.connect(lambda: self._find(backwards=True))
        self._after.clicked.connect(lambda _: self._find())
        self._close.clicked.connect(self.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(4)
        row.addWidget(self._field, 1)
        for button in (self._before, self._after, self._exact, self._whole):
            row.addWidget(button)
        for option in (self._exact, self._whole):
            option.setCheckable(True)
            option.toggled.connect(lambda _: self._find())
        row.addSpacing(8)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._close)

    def open(self, *, backwards: bool = False) -> None:
        """Show the strip, or go to the next place where it is shown already.

        What a search of the library has marked is gone through at once.
        """
        if self.isVisible() and self._field.text():
            self._find(backwards=backwards)
            return
        marked = self._finder.text if self._finder.count else ""
        self._place()
        self.show()
        self.raise_()
        if marked:
            self._field.blockSignals(True)
            self._field.setText(marked)
            self._field.blockSignals(False)
            self._find(backwards=backwards)
        self._field.setFocus()
        self._field.selectAll()

    def _find(self, *, backwards: bool = False) -> None:
        self._timer.stop()
        if not self._finder.ready:
            return
        self._finder.find(
            self._field.text(),
            backwards=backwards,
            exact=self._exact.isChecked(),
            whole=self._whole.isChecked(),
        )

    @Slot()
    def _mark_again(self) -> None:
        """Another article is shown: mark the same words there, and move nothing."""
        text = self._field.text()
        if self.isVisible() and text.strip() and self._finder.ready:
            exact, whole = self._exact.isChecked(), self._whole.isChecked()
            wanted = pattern(text, exact=exact, whole=whole)
            self._finder.mark(text, wanted, (text, exact, whole))
            self._say()

    @Slot()
    def _say(self) -> None:
        """Say which place is shown, of how many."""
        if not self.isVisible():
            return
        finder, number = self._finder, self.locale().toString
        more = "+" if finder.count >= MAX_HITS else "" if finder.done else " \u2026"
        if not self._field.text().strip():
            words = ""
        elif finder.position:
            words = self.tr("{0} of {1}").format(
                number(finder.position), number(finder.count) + more
            )
            if finder.wrapped:
                words = self.tr("{0}, gone round").format(words)
        elif finder.count:
            words = self._places(finder.count) + more
        else:
            words = self.tr("Not found") if finder.done else self.tr("Looking \u2026")
        self._count.setText(words)
        self._count.setAccessibleName(words)
        for button in (self._before, self._after):
            button.setEnabled(finder.count > 0)

    def _places(self, count: int) -> str:
        return plural("FindBar", "%Ln place", "%Ln places", count)

    def leave(self) -> None:
        """Take the marks away and stay at the place that was found."""
        self._timer.stop()
        self._finder.find("", backwards=False)
        self.hide()
        self._reader.setFocus()

    def _place(self) -> None:
        height = self.sizeHint().height()
        self.setGeometry(0, self._reader.height() - height, self._reader.width(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a hairline between the text and the strip."""
        super().paintEvent(event)
        painter = QPainter(self)
        line = self.palette().color(QPalette.ColorRole.Midlight)
        painter.fillRect(QRectF(0, 0, self.width(), 1), line)
        painter.end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the field; and stay at the foot when the pane is resized."""
        if watched is self._reader:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._find(backwards=shift)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves from the buttons, too."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
