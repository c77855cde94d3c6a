"""The last fetches of a source as a table that can be read, sorted out by eye, and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from clashreader.model import FetchRecord
from clashreader.ui.dates import long_date
from clashreader.ui.language import sentence
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ROW = 26
_AIR = 8
TIME, STATUS, BYTES, NEW, CHANGED, RESULT = range(6)


class FetchModel(QAbstractTableModel):
    """One row a fetch, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fetches: tuple[FetchRecord, ...] = ()
        self._heads = (
            self.tr("Time"), self.tr("Status"), self.tr("Bytes"), self.tr("New"),
            self.tr("Changed"), self.tr("Result"),
        )  # fmt: skip

    def show(self, fetches: Sequence[FetchRecord]) -> None:
        """Show other fetches."""
        self.beginResetModel()
        self._fetches = tuple(fetches)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many fetches there are."""
        return 0 if parent.isValid() else len(self._fetches)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return how many things are told of each."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the head of a column."""
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self._heads):
            if role == Qt.ItemDataRole.DisplayRole:
                return self._heads[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell: its words, which are its tip too where they may be cut."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(self._fetches[index.row()], index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == RESULT:
            return plain_tip(self._text(self._fetches[index.row()], RESULT))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        return None

    def _text(self, fetch: FetchRecord, column: int) -> str:
        number = QLocale().toString
        if column == TIME:
            return long_date(fetch.at)
        if column == STATUS:
            return str(fetch.status or "")
        if column == RESULT:
            if fetch.error:
                return sentence(fetch.error)
            return self.tr("As it was") if fetch.not_modified else self.tr("Read")
        return number({BYTES: fetch.size, NEW: fetch.new, CHANGED: fetch.updated}[column])

    def as_text(self, rows: Sequence[int] | None = None) -> str:
        """Return rows (all unless told) below their heads, tabs between the cells."""
        lines = ["\t".join(self._heads)]
        for row in range(len(self._fetches)) if rows is None else rows:
            cells = (self._text(self._fetches[row], column) for column in range(len(self._heads)))
            lines.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
        return "\n".join(lines) + "\n"


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignTrailing if STATUS <= column <= CHANGED else (
        Qt.AlignmentFlag.AlignLeading
    )  # fmt: skip
    return side | Qt.AlignmentFlag.AlignVCenter


class _Head(QHeaderView):
    """The names of the columns: quiet words over a hairline, where Fusion draws a bevel."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFont(interface_font(11))
        self.setFixedHeight(_ROW)
        self.setStretchLastSection(True)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:
        """Return the room for the words and the air beside them."""
        words = str(self.model().headerData(logicalIndex, self.orientation()))
        return QSize(self.fontMetrics().horizontalAdvance(words) + 2 * _AIR, _ROW)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Draw the words and the hairline."""
        palette = self.palette()
        painter.fillRect(rect, palette.color(QPalette.ColorRole.Base))
        painter.setFont(self.font())
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        words = str(self.model().headerData(logicalIndex, self.orientation()))
        side = QStyle.visualAlignment(self.layoutDirection(), _alignment(logicalIndex))
        painter.drawText(rect.adjusted(_AIR, 0, -_AIR, 0), int(side), words)
        line = rect.adjusted(0, rect.height() - 1, 0, 0)
        painter.fillRect(line, palette.color(QPalette.ColorRole.Midlight))


class _Cells(QStyledItemDelegate):
    """Cells with the same air as the heads above them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._font = interface_font(12)
        self._metrics = QFontMetrics(self._font)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._metrics.horizontalAdvance(str(index.data())) + 2 * _AIR + 2
        return QSize(width, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = option.palette
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, palette.color(QPalette.ColorRole.Highlight))
        area = option.rect.adjusted(_AIR, 0, -_AIR, 0)
        words = self._metrics.elidedText(
            str(index.data()).replace("\n", " "), Qt.TextElideMode.ElideRight, area.width()
        )
        painter.setFont(self._font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        side = QStyle.visualAlignment(option.direction, _alignment(index.column()))
        painter.drawText(area, int(side), words)


class FetchTable(QTableView):
    """The table; Ctrl+C copies the rows that are chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fetchTable")
        self.setAccessibleName(self.tr("The last fetches"))
        self.fetches = FetchModel(self)
        self.setModel(self.fetches)
        self.setFont(interface_font(12))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollBar(ThinScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setItemDelegate(_Cells(self))
        head = _Head(self)
        self.setHorizontalHeader(head)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(RESULT, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy whole rows; Qt's own would copy one cell."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy(sorted({index.row() for index in self.selectedIndexes()}))
        else:
            super().keyPressEvent(event)

    def copy(self, rows: Sequence[int]) -> None:
        """Put rows on the clipboard."""
        QGuiApplication.clipboard().setText(self.fetches.as_text(rows))

    def copy_all(self) -> None:
        """Put all rows on the clipboard."""
        QGuiApplication.clipboard().setText(self.fetches.as_text())
