"""A list of the panel: rows that can be gone to, recoloured, noted, copied and deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from clashreader.model import HIGHLIGHT_COLOURS
from clashreader.ui.annotations.row_delegate import RowDelegate
from clashreader.ui.annotations.rows import ROW_ROLE, Row, RowsModel
from clashreader.ui.theme import Theme, ThinScrollBar


class RowsView(QListView):
    """Enter and a click go to the place, Delete deletes, 1 to 4 colour, F2 writes a note."""

    taken = Signal(object)
    """The reader wants to see the place of this `Row`."""
    version_wanted = Signal(object)
    """The reader wants the version that has the words of this `Row`."""
    delete_wanted = Signal(object)
    colour_wanted = Signal(object, int)
    note_wanted = Signal(object)
    left = Signal()
    """Escape."""
    current_changed = Signal(object)
    """Another `Row` is chosen, or None."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._point = QPoint()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self._delegate = RowDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollBar(ThinScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the width, and so the height of each row.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.selectionModel().currentChanged.connect(self._moved)
        self.clicked.connect(self._clicked)

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._delegate.set_theme(theme)
        self.viewport().update()

    def show_rows(self, rows: Sequence[Row], *, more: bool = False) -> None:
        """Show `rows`; what is chosen stays chosen, and the list stays where it is scrolled."""
        chosen, bar = self.current, self.verticalScrollBar()
        place, number = bar.value(), self.currentIndex().row()
        self.rows.show(rows, more=more)
        if chosen is None:
            return
        position = self.rows.position(chosen.key)
        if position < 0:  # deleted: the next one is chosen, so that one can go on from there
            self.choose(number)
        elif position != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(position))
        bar.setValue(place)
        self.current_changed.emit(self.current)

    @property
    def current(self) -> Row | None:
        """The row that is chosen."""
        row = self.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, Row) else None

    def choose(self, position: int) -> None:
        """Choose the row at `position`, or the nearest one."""
        count = self.rows.rowCount()
        if count:
            self.setCurrentIndex(self.rows.index(max(0, min(position, count - 1))))

    def _moved(self, current: QModelIndex, previous: QModelIndex) -> None:
        row = current.data(ROW_ROLE)
        self.current_changed.emit(row if isinstance(row, Row) else None)

    def _offered(self, point: QPoint) -> Row | None:
        """Return the row whose offer to open another version is at `point`."""
        index = self.indexAt(point)
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return None
        rect = self.visualRect(index)
        area = self._delegate.offer_area(row, rect.width())
        return row if area is not None and area.translated(rect.topLeft()).contains(point) else None

    def _clicked(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        if row.version is not None and self._offered(self._point) is not None:
            self.version_wanted.emit(row)
        else:
            self.taken.emit(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Remember where, for the click that comes of it."""
        self._point = event.position().toPoint()
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what can be followed."""
        super().mouseMoveEvent(event)
        offered = self._offered(event.position().toPoint()) is not None
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand if offered else arrow)

    def event(self, event: QEvent) -> bool:
        """Delete is meant for the highlight here, not for the article."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Delete:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Delete, F2, 1 to 4 and Escape."""
        row, key = self.current, event.key()
        colour = key - int(Qt.Key.Key_1)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif row is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.taken if row.version is None else self.version_wanted).emit(row)
        elif row is not None and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.delete_wanted.emit(row)
        elif row is not None and key == Qt.Key.Key_F2:
            self.note_wanted.emit(row)
        elif row is not None and plain and 0 <= colour < len(HIGHLIGHT_COLOURS):
            self.colour_wanted.emit(row, colour)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the rows out anew: their height hangs on the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
