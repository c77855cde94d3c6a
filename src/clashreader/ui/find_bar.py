"""Find in the open article: a strip at the foot of the reading pane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clashreader.ui.widgets import Field, quiet_label

if TYPE_CHECKING:
    from clashreader.ui.changes.view import ChangesView
    from clashreader.ui.reader.pane import ReaderPane


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
        self._field = Field()
        self._field.setObjectName("findField")
        self._field.setPlaceholderText(self.tr("Find in the article"))
        self._field.setAccessibleName(self.tr("Find in the article"))
        self._field.installEventFilter(self)
        self._field.setFixedWidth(240)
        self._count = quiet_label()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self._field)
        row.addWidget(self._count)
        row.addStretch()
        self._timer = QTimer(self, singleShot=True, interval=80)
        self._timer.timeout.connect(self._find)
        self._field.textChanged.connect(lambda _: self._timer.start())
        reader.installEventFilter(self)

    def open(self) -> None:
        """Show the strip, or go to the next place where it is shown already."""
        if self.isVisible() and self._field.text():
            self._find()
            return
        self._place()
        self.show()
        self.raise_()
        self._field.setFocus()
        self._field.selectAll()

    def _find(self, *, backwards: bool = False) -> None:
        text = self._field.text()
        count = self._reader.find(text, backwards)
        if not text:
            self._count.setText("")
        elif count:
            position = self._reader.find_position
            number = self.locale().toString
            self._count.setText(self.tr("{0} of {1}").format(number(position), number(count)))
        else:
            self._count.setText(self.tr("Not found"))

    def _leave(self) -> None:
        self._reader.find("")
        self.hide()
        self._reader.setFocus()

    def _place(self) -> None:
        height = self.sizeHint().height()
        self.setGeometry(0, self._reader.height() - height, self._reader.width(), height)

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
                self._leave()
                return True
        return super().eventFilter(watched, event)
