"""A small popup for tags: type, Enter; or click one that is there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPalette, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from clashreader.ui.natural import natural_key
from clashreader.ui.theme import Theme, ThinScrollBar, icon
from clashreader.ui.widgets import Field, PopupFrame, quiet_label

_SHOWN = 50
_ROW = 28


class TagEditor(PopupFrame):
    """Lists tags that fit what is typed; those of the article are checked."""

    toggled = Signal(str, bool)
    """A tag, and whether the article shall have it."""

    def __init__(
        self, tags: Sequence[str], present: Sequence[str], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._check = icon("check", theme, 16)
        nothing = QPixmap(16, 16)
        nothing.fill(Qt.GlobalColor.transparent)
        self._blank = QIcon(nothing)
        self.setObjectName("tagEditor")
        self.setFixedWidth(260)
        self._present = set(present)
        self._tags = sorted(set(tags) | self._present, key=natural_key)
        self._tags.sort(key=lambda tag: tag not in self._present)
        self._field = Field()
        self._field.setObjectName("tagField")
        self._field.setAccessibleName(self.tr("Tag"))
        self._field.setPlaceholderText(self.tr("Tag, then Enter"))
        self._field.installEventFilter(self)
        self._field.textChanged.connect(self._fill)
        self._list = QListWidget()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setVerticalScrollBar(ThinScrollBar())
        self._list.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.itemClicked.connect(self._clicked)
        self._hint = quiet_label(self.tr("Enter makes a new tag."), 11)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self._field)
        box.addWidget(self._list)
        box.addWidget(self._hint)
        self._fill("")

    def open_below(self, anchor: QWidget) -> None:
        """Show it below a widget, within the screen."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + 4))
        screen = anchor.screen().availableGeometry()
        corner.setX(max(corner.x(), screen.left() + 8))
        self.move(corner)
        self.show()
        self._field.setFocus()

    def _fill(self, text: str) -> None:
        self._list.clear()
        needle = text.rpartition(",")[2].strip().casefold()
        fitting = [tag for tag in self._tags if needle in tag.casefold()][:_SHOWN]
        for tag in fitting:
            item = QListWidgetItem(tag)
            checked = tag in self._present
            item.setIcon(self._check if checked else self._blank)
            state = self.tr("set") if checked else self.tr("not set")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{tag}, {state}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setSizeHint(QSize(0, _ROW))
            self._list.addItem(item)
        if needle and fitting:
            self._list.setCurrentRow(0)
        exact = any(tag.casefold() == needle for tag in fitting)
        self._hint.setVisible(bool(needle) and not exact)
        rows = min(max(len(fitting), 1), 8)
        self._list.setFixedHeight(rows * _ROW)
        self._list.setVisible(bool(fitting))
        self.adjustSize()

    def _clicked(self, item: QListWidgetItem) -> None:
        self._toggle(item.text())

    def _toggle(self, tag: str) -> None:
        wanted = tag not in self._present
        self.toggled.emit(tag, wanted)
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list, Enter takes what is typed or chosen, Esc leaves."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if key == Qt.Key.Key_Down else -1
                row = min(max(self._list.currentRow() + step, -1), self._list.count() - 1)
                self._list.setCurrentRow(row)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
            if key == Qt.Key.Key_Escape:
                self.close()
                return True
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        """The typed tags, with commas between them, unless another row was chosen by arrow."""
        names = [" ".join(part.split()) for part in self._field.text().split(",")]
        typed = dict.fromkeys(name for name in names if name)
        row = self._list.currentRow()
        if row > 0 or (not typed and row == 0):
            self._toggle(self._list.item(row).text())
            return
        known = {tag.casefold(): tag for tag in self._tags}
        for name in typed:
            tag = known.setdefault(name.casefold(), name)
            if tag not in self._present:
                self._present.add(tag)
                self.toggled.emit(tag, True)
        self.close()
