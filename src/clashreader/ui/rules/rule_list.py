"""The list of rules: a box to switch each on, its name, what it finds, what it does, what fails."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
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
    QColor,
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
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clashreader.model import Rule
from clashreader.ui.language import sentence
from clashreader.ui.rules.words import condition, does, spoken
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.tips import plain_tip

_RULE = int(Qt.ItemDataRole.UserRole)
_BOX = 15
_EDGE = 12
_TEXT = _EDGE + _BOX + 12
_ABOVE = 9
_Role = QPalette.ColorRole
_Index = QModelIndex | QPersistentModelIndex


class RuleList(QListWidget):
    """Space or a click on the box switches a rule; Alt+Up and Alt+Down, or dragging, move it."""

    switched = Signal(int, bool)
    """A rule, by its number, and whether it shall act."""

    ordered = Signal(list)
    """The numbers of all rules, in the order that the reader gave them."""

    change_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rulesList")
        self.setAccessibleName(self.tr("Rules, in the order in which they act"))
        self.setVerticalScrollBar(ThinScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setItemDelegate(_RuleDelegate(self))
        self._filling = False
        self.itemChanged.connect(self._changed)
        self.model().rowsMoved.connect(lambda *_: self.ordered.emit(self.numbers))
        self.itemDoubleClicked.connect(lambda _: self.change_wanted.emit())

    @property
    def numbers(self) -> list[int]:
        """The numbers of the rules as they stand."""
        return [self._rule(self.item(row)).id for row in range(self.count())]

    @property
    def current_rule(self) -> Rule | None:
        """The chosen rule."""
        item = self.currentItem()
        return self._rule(item) if self.currentRow() >= 0 else None

    def _rule(self, item: QListWidgetItem) -> Rule:
        found = item.data(_RULE)
        assert isinstance(found, Rule)
        return found

    def show_rules(self, rules: Sequence[Rule]) -> None:
        """Show `rules`; the chosen one stays chosen, or the one that has come to its place."""
        before, place = self.current_rule, self.currentRow()
        self._filling = True
        self.clear()
        for rule in rules:
            error = sentence(rule.error) if rule.error else ""
            item = QListWidgetItem(rule.name)
            item.setData(_RULE, rule)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken(rule, error))
            flags = item.flags() | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags & ~Qt.ItemFlag.ItemIsDropEnabled)
            state = Qt.CheckState.Checked if rule.enabled else Qt.CheckState.Unchecked
            item.setCheckState(state)
            item.setToolTip(plain_tip("\n".join([condition(rule), error]).strip()))
            self.addItem(item)
        self._filling = False
        numbers = self.numbers
        if before is not None and before.id in numbers:
            place = numbers.index(before.id)
        self.setCurrentRow(min(max(place, 0), self.count() - 1))

    def choose(self, number: int) -> None:
        """Choose the rule of that number, if it is there."""
        numbers = self.numbers
        if number in numbers:
            self.setCurrentRow(numbers.index(number))

    def _changed(self, item: QListWidgetItem) -> None:
        wanted = item.checkState() is Qt.CheckState.Checked
        if not self._filling and wanted is not self._rule(item).enabled:
            self.switched.emit(self._rule(item).id, wanted)

    def step(self, by: int) -> None:
        """Let the chosen rule act earlier (`by` -1) or later (1)."""
        row, numbers = self.currentRow(), self.numbers
        if row >= 0 and 0 <= row + by < len(numbers):
            numbers.insert(row + by, numbers.pop(row))
            self.ordered.emit(numbers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Up and Alt+Down move the rule, Return changes it, Delete deletes it."""
        key = event.key()
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_rule is not None:
            self.change_wanted.emit()
        elif key == Qt.Key.Key_Delete and self.current_rule is not None:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class _RuleDelegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        small = interface_font(12)
        self._name = interface_font(13, QFont.Weight.DemiBold)
        self._small = small
        self._heights = (QFontMetrics(self._name).lineSpacing(), QFontMetrics(small).lineSpacing())

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        lines = len(_lines(index))
        return QSize(200, 2 * _ABOVE + self._heights[0] + 2 + lines * self._heights[1])

    def _box(self, option: QStyleOptionViewItem) -> QRectF:
        left: int = option.rect.left() + _EDGE
        if option.direction == Qt.LayoutDirection.RightToLeft:
            left = option.rect.right() - _EDGE - _BOX
        top = option.rect.top() + _ABOVE + (self._heights[0] - _BOX) / 2
        return QRectF(left + 0.5, top + 0.5, _BOX, _BOX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, palette.color(_Role.Highlight))
            if option.state & QStyle.StateFlag.State_HasFocus:
                bar = QRect(option.rect)
                bar.setWidth(2)
                if rtl:
                    bar.moveRight(option.rect.right())
                painter.fillRect(bar, palette.color(_Role.Accent))
        rule = index.data(_RULE)
        _paint_box(painter, self._box(option), palette, checked=rule.enabled)
        area = option.rect.adjusted(_EDGE if rtl else _TEXT, _ABOVE, -(_TEXT if rtl else _EDGE), 0)
        ink = _Role.Text if rule.enabled else _Role.PlaceholderText
        self._line(painter, area, rule.name, self._name, palette.color(ink))
        area.translate(0, self._heights[0] + 2)
        for text, role in _lines(index):
            self._line(painter, area, text, self._small, palette.color(role))
            area.translate(0, self._heights[1])
        painter.restore()

    def _line(self, painter: QPainter, area: QRect, text: str, font: QFont, ink: QColor) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        place = QRect(area.left(), area.top(), area.width(), metrics.lineSpacing())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeading), shown)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:  # fmt: skip
        """Switch a rule: by a click on its box, which we have painted elsewhere, or by Space."""
        if isinstance(event, QMouseEvent):
            inside = self._box(option).adjusted(-6, -6, 6, 6).contains(event.position())
            if event.type() != QEvent.Type.MouseButtonRelease or not inside:
                return inside and event.type() == QEvent.Type.MouseButtonDblClick
        elif not (isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space):
            return False
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        turned = Qt.CheckState.Unchecked
        if checked is Qt.CheckState.Unchecked:
            turned = Qt.CheckState.Checked
        return bool(model.setData(index, turned, Qt.ItemDataRole.CheckStateRole))


def _lines(index: _Index) -> list[tuple[str, QPalette.ColorRole]]:
    """What stands below the name: which articles, what is done, and what went wrong."""
    rule = index.data(_RULE)
    lines = [(condition(rule), _Role.PlaceholderText), (does(rule), _Role.PlaceholderText)]
    if rule.error:
        lines.append((sentence(rule.error), _Role.Accent))
    return lines


def _paint_box(painter: QPainter, box: QRectF, palette: QPalette, *, checked: bool) -> None:
    painter.setPen(QPen(palette.color(_Role.PlaceholderText), 1.2))
    painter.setBrush(palette.color(_Role.Base))
    if not checked:
        painter.drawRoundedRect(box, 3, 3)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(_Role.Accent))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QPen(palette.color(_Role.Base), 2))
    x, y = box.left(), box.top()
    tick = [QPointF(x + 3.2, y + 7.8), QPointF(x + 6.4, y + 11), QPointF(x + 11.8, y + 4.4)]
    painter.drawPolyline(QPolygonF(tick))
