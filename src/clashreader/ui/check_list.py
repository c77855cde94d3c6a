"""A list of things to tick: a name, what is to be said of it below, and heads between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.tips import plain_tip

_SIDE, _ABOVE, _BOX = 10, 6, 15
_HEAD = 28
_Index = QModelIndex | QPersistentModelIndex
_Role = QPalette.ColorRole
_LINE = Qt.ItemDataRole.UserRole
_HEAD_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Tick:
    """One row. A `head` is not to be ticked, nor is what is not `able`, which says why below."""

    title: str
    line: str = ""
    checked: bool = False
    able: bool = True
    head: bool = False


class CheckList(QListWidget):
    """Space or a click ticks a row; `MOST` pixels high at the most."""

    MOST = 264

    ticked = Signal()
    """Another choice of rows is ticked."""

    submitted = Signal()
    """Return was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(ThinScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(_Delegate(self))
        self.itemChanged.connect(lambda _: self.ticked.emit())

    def show_rows(self, rows: Sequence[Tick]) -> None:
        """Show other rows, the first that can be ticked being the current one."""
        self.blockSignals(True)
        self.clear()
        first = -1
        for number, row in enumerate(rows):
            item = QListWidgetItem(row.title)
            item.setToolTip(plain_tip(row.line))
            item.setData(_HEAD_ROLE, row.head)
            self.addItem(item)
            self._fill(item, row)
            if first < 0 and not row.head:
                first = number
        self.setCurrentRow(first)
        self.blockSignals(False)
        self._fit()
        self.ticked.emit()

    def change(self, number: int, row: Tick) -> None:
        """Show another row in the place of one."""
        item = self.item(number)
        item.setText(row.title)
        item.setToolTip(plain_tip(row.line))
        self._fill(item, row)
        self._fit()

    def _fill(self, item: QListWidgetItem, row: Tick) -> None:
        item.setData(_LINE, row.line)
        spoken = f"{row.title}. {row.line}" if row.line else row.title
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        flag = Qt.ItemFlag
        if row.head:
            item.setFlags(flag.NoItemFlags)
            return
        state = Qt.CheckState.Checked if row.checked and row.able else Qt.CheckState.Unchecked
        item.setFlags(
            flag.ItemIsSelectable | flag.ItemIsEnabled
            | (flag.ItemIsUserCheckable if row.able else flag.NoItemFlags)
        )  # fmt: skip
        item.setData(Qt.ItemDataRole.CheckStateRole, state if row.able else None)

    @property
    def checked(self) -> list[int]:
        """The rows that are ticked."""
        on = Qt.CheckState.Checked
        return [n for n in range(self.count()) if _checkable(self.item(n)) and
                self.item(n).checkState() == on]  # fmt: skip

    def set_checked(self, number: int, checked: bool) -> None:
        """Tick a row, or take its tick away."""
        state = Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
        self.item(number).setCheckState(state)

    def _toggle(self, item: QListWidgetItem | None) -> None:
        if item is not None and _checkable(item):
            on = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Return takes what is ticked."""
        if event.key() == Qt.Key.Key_Space:
            self._toggle(self.currentItem())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole row ticks: a box of fifteen pixels is a small thing to hit."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._toggle(self.itemAt(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks are two."""
        self.mousePressEvent(event)

    def _fit(self) -> None:
        height = sum(self.sizeHintForRow(row) for row in range(min(self.count(), 40)))
        self.setFixedHeight(min(max(height + 2, 48), self.MOST))


def _checkable(item: QListWidgetItem) -> bool:
    return bool(item.flags() & Qt.ItemFlag.ItemIsUserCheckable)


class _Delegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fonts = (interface_font(), interface_font(12))
        self._metrics = tuple(map(QFontMetrics, self._fonts))
        self._head = interface_font(11, QFont.Weight.DemiBold)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        if index.data(_HEAD_ROLE):
            return QSize(100, _HEAD)
        lines = 2 if index.data(_LINE) else 1
        height = sum(metrics.lineSpacing() for metrics in self._metrics[:lines])
        return QSize(100, height + 2 * _ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(_HEAD_ROLE):
            painter.setFont(self._head)
            painter.setPen(palette.color(_Role.PlaceholderText))
            area = option.rect.adjusted(_SIDE, 0, -_SIDE, -4)
            side = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
            painter.drawText(area, int(side), str(index.data() or ""))
            painter.restore()
            return
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if focused:
            painter.fillRect(option.rect, palette.color(_Role.Highlight))
        right_to_left = option.direction == Qt.LayoutDirection.RightToLeft
        area = option.rect.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        box = QRectF(area.left(), area.top() + 1, _BOX, _BOX)
        if right_to_left:
            box.moveRight(area.right())
        if state is not None:
            self._paint_box(painter, palette, box, Qt.CheckState(state) == Qt.CheckState.Checked)
        step = _BOX + 9
        area = area.adjusted(0, 0, -step, 0) if right_to_left else area.adjusted(step, 0, 0, 0)
        top = area.top()
        lines = (str(index.data() or ""), str(index.data(_LINE) or ""))
        roles = (_Role.Text if state is not None else _Role.PlaceholderText, _Role.PlaceholderText)
        for line, font, metrics, role in zip(lines, self._fonts, self._metrics, roles, strict=True):
            painter.setFont(font)
            painter.setPen(palette.color(role))
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, area.width())
            place = QRect(area.left(), top, area.width(), metrics.lineSpacing())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeading), shown)
            top += metrics.lineSpacing()
        painter.restore()

    def _paint_box(self, painter: QPainter, palette: QPalette, box: QRectF, checked: bool) -> None:
        """As a `CheckBox` of ours is drawn."""
        painter.setPen(QPen(palette.color(_Role.PlaceholderText), 1.2))
        painter.setBrush(palette.color(_Role.Base))
        if checked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(_Role.Accent))
        painter.drawRoundedRect(box, 3, 3)
        if checked:
            painter.setPen(QPen(palette.color(_Role.Base), 2))
            x, y = box.left(), box.top()
            tick = [QPointF(x + 3.2, y + 7.8), QPointF(x + 6.4, y + 11), QPointF(x + 11.8, y + 4.4)]
            painter.drawPolyline(QPolygonF(tick))
