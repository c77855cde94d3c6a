"""A list of feeds to choose one from: its name, and its address below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.tips import plain_tip

_HEIGHT = 150
_SIDE = 10
_ABOVE = 7
_Index = QModelIndex | QPersistentModelIndex


class ChoiceList(QListWidget):
    """One row for each ``(title, address)``; a feed without a title shows its address alone."""

    taken = Signal()
    """The reader wants the chosen one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.itemDoubleClicked.connect(lambda _: self.taken.emit())
        self.setVerticalScrollBar(ThinScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(_HEIGHT)
        self.setItemDelegate(_ChoiceDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return takes the feed that is chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Show `choices`, the first of them chosen."""
        self.clear()
        for title, url in choices:
            item = QListWidgetItem(f"{title}\n{url}" if title and title != url else url)
            item.setToolTip(plain_tip(url))
            self.addItem(item)
        self.setCurrentRow(0)


class _ChoiceDelegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fonts = (interface_font(), interface_font(12))
        self._metrics = tuple(map(QFontMetrics, self._fonts))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        lines = len(_lines(index))
        height = sum(metrics.lineSpacing() for metrics in self._metrics[:lines])
        return QSize(100, height + 2 * _ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = option.palette
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, palette.color(QPalette.ColorRole.Highlight))
            if option.state & QStyle.StateFlag.State_HasFocus:
                bar = QRect(option.rect)
                bar.setWidth(2)
                if option.direction == Qt.LayoutDirection.RightToLeft:
                    bar.moveRight(option.rect.right())
                painter.fillRect(bar, palette.color(QPalette.ColorRole.Accent))
        area = option.rect.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        roles = (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText)
        top = area.top()
        for line, font, metrics, role in zip(
            _lines(index), self._fonts, self._metrics, roles, strict=False
        ):
            painter.setFont(font)
            painter.setPen(palette.color(role))
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, area.width())
            place = QRect(area.left(), top, area.width(), metrics.lineSpacing())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeading), shown)
            top += metrics.lineSpacing()
        painter.restore()


def _lines(index: _Index) -> list[str]:
    return str(index.data() or "").split("\n")[:2]
