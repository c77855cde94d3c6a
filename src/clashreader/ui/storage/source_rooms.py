"""The sources by what they take: a name, its articles, a bar, a size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clashreader.library.storage import SourceRoom
from clashreader.ui.language import plural
from clashreader.ui.storage.room_bar import in_bytes, isolated
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.tips import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_ROW = 42
_SIDE = 10
_BAR = 3
_DATA = Qt.ItemDataRole.UserRole
_SHARE = Qt.ItemDataRole.UserRole + 1


class SourceRooms(QListWidget):
    """The largest first; a double click or Return asks to clean that source up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sourceRooms")
        self.setAccessibleName(self.tr("Sources by size, the largest first"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBar(ThinScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Rows(self))

    def show_rooms(self, rooms: Sequence[SourceRoom]) -> None:
        """Show these, in this order."""
        self.clear()
        most = max((room.bytes for room in rooms), default=0)
        for room in rooms:
            item = QListWidgetItem(room.title)
            item.setData(_DATA, room)
            item.setData(_SHARE, room.bytes / most if most else 0.0)
            item.setToolTip(plain_tip(room.title))
            words = f"{room.title}, {_articles(room)}, {in_bytes(room.bytes, self.locale())}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.addItem(item)
        if rooms:
            self.setCurrentRow(0)

    @property
    def chosen(self) -> SourceRoom | None:
        """The source that is chosen."""
        room = self.currentIndex().data(_DATA)
        return room if isinstance(room, SourceRoom) else None


def _articles(room: SourceRoom) -> str:
    return plural("Storage", "%Ln article", "%Ln articles", room.articles)


class _Rows(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fonts = (interface_font(), interface_font(12))
        self._metrics = tuple(map(QFontMetrics, self._fonts))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        room = index.data(_DATA)
        palette, rect = option.palette, option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, palette.color(QPalette.ColorRole.Highlight))
        area = rect.adjusted(_SIDE, 6, -_SIDE, -6)
        size = in_bytes(room.bytes, option.locale)
        few = f"{isolated(_articles(room))}  ·  {isolated(size)}"
        width = self._metrics[1].horizontalAdvance(few)
        line = QRect(area.left(), area.top(), area.width(), self._metrics[0].lineSpacing())
        self._text(painter, option, line, few, 1, Qt.AlignmentFlag.AlignTrailing)
        rest = line.adjusted(0, 0, -width - 16, 0)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            rest = line.adjusted(width + 16, 0, 0, 0)
        self._text(painter, option, rest, isolated(room.title), 0, Qt.AlignmentFlag.AlignLeading)
        bar = QRectF(area.left(), area.bottom() - _BAR, area.width(), _BAR)
        painter.fillRect(bar, palette.color(QPalette.ColorRole.Midlight))
        done = max(1.0, bar.width() * float(index.data(_SHARE)))
        left = bar.left()
        if option.direction == Qt.LayoutDirection.RightToLeft:
            left = bar.right() - done
        painter.fillRect(
            QRectF(left, bar.top(), done, _BAR), palette.color(QPalette.ColorRole.Accent)
        )
        painter.restore()

    def _text(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, text: str, small: int,
        side: Qt.AlignmentFlag,
    ) -> None:  # fmt: skip
        role = QPalette.ColorRole.PlaceholderText if small else QPalette.ColorRole.Text
        painter.setFont(self._fonts[small])
        painter.setPen(option.palette.color(role))
        shown = self._metrics[small].elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        align = QStyle.visualAlignment(option.direction, side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(rect, int(align), shown)
