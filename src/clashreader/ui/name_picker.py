"""A small popup for names: type, Enter; for tags, sections, and whatever else has a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QIcon,
    QKeyEvent,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from clashreader.library.folding import fold_name
from clashreader.ui.theme import Theme, ThinScrollBar, pixmap
from clashreader.ui.tips import plain_tip
from clashreader.ui.widgets import Field, PopupFrame

_SHOWN = 50
"""Rows that are made; of a thousand names nobody looks at more before typing on."""
_ROW = 28
_ROWS = 9
_SIDE = 16
_CHOICE = Qt.ItemDataRole.UserRole

NONE, SOME, ALL = 0, 1, 2
"""Whether none, some or all of the articles have it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One name. `value` is what it stands for, where that is not the name."""

    name: str
    state: int = NONE
    icon: str = ""
    colour: QColor | None = None
    value: object = None


class NamePicker(PopupFrame):
    """A field, and below it the names that fit; those that begin so come first."""

    picked = Signal(object)
    """A `Choice` was taken."""

    named = Signal(object)
    """Names were typed and taken, several with commas between them: a list."""

    def __init__(
        self,
        choices: Sequence[Choice],
        theme: Theme,
        parent: QWidget,
        *,
        label: str,
        hint: str,
        new: str = "",
        several: bool = False,
    ) -> None:
        """`label` names the field for a screen reader, `hint` stands in it while it is empty.

        `new` are the words of the row that makes a new name (``{0}``); without them none is made.
        With `several` commas separate names.
        """
        super().__init__(parent)
        self._theme = theme
        self._new = new
        self._several = several
        self._moved = False
        self.setFixedWidth(280)
        self._choices = [(fold_name(choice.name), choice) for choice in choices]
        self.field = Field()
        self.field.setAccessibleName(label)
        self.field.setPlaceholderText(hint)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._fill)
        self.list = QListWidget()
        self.list.setObjectName("pickerList")
        self.list.setAccessibleName(label)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollBar(ThinScrollBar())
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        wide = any(choice.state for _, choice in self._choices) or several
        self._icons = QSize((2 * _SIDE + 6) if wide else _SIDE, _SIDE)
        self.list.setIconSize(self._icons)
        self.list.itemClicked.connect(self._take_item)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self.field)
        box.addWidget(self.list)
        self._fill("")

    def open_below(self, anchor: QWidget) -> None:
        """Show it below a widget, within the screen."""
        self.adjustSize()
        inside = 0 if self.isRightToLeft() else anchor.width() - self.width()
        corner = anchor.mapToGlobal(QPoint(inside, anchor.height() + 4))
        screen = anchor.screen().availableGeometry()
        right, bottom = screen.right() - self.width() - 8, screen.bottom() - self.height() - 8
        corner.setX(max(min(corner.x(), right), screen.left() + 8))
        corner.setY(max(min(corner.y(), bottom), screen.top() + 8))
        self.move(corner)
        self.show()
        self.field.setFocus()

    def set_states(self, states: Mapping[str, int]) -> None:
        """Show how many of the articles have which names, known only now."""
        known = {choice.name for _, choice in self._choices}
        extra = [
            (fold_name(name), Choice(name, icon="tag")) for name in states if name not in known
        ]
        self._choices = [
            (key, replace(choice, state=states.get(choice.name, NONE)))
            for key, choice in (*extra, *self._choices)
        ]
        self._choices.sort(key=lambda pair: -pair[1].state)
        self._fill(self.field.text())

    # --- the list ---

    def _fitting(self, needle: str) -> list[Choice]:
        if not needle:
            return [choice for _, choice in self._choices[:_SHOWN]]
        found: tuple[list[Choice], ...] = ([], [], [], [])
        for key, choice in self._choices:
            place = key.find(needle)
            if place >= 0:
                rank = 0 if key == needle else 1 if place == 0 else 3
                if rank == 3 and f" {needle}" in key:
                    rank = 2
                found[rank].append(choice)
        return [choice for part in found for choice in part][:_SHOWN]

    def _fill(self, text: str) -> None:
        self.list.clear()
        self._moved = False
        typed = " ".join((text.rpartition(",")[2] if self._several else text).split())
        needle = fold_name(typed)
        fitting = self._fitting(needle)
        for choice in fitting:
            self._add(choice)
        exact = any(fold_name(choice.name) == needle for choice in fitting)
        if needle and self._new and not exact:
            item = QListWidgetItem(QIcon(self._picture("add", None, NONE)), self._new.format(typed))
            item.setData(_CHOICE, None)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)
        if needle and self.list.count():
            first = bool(fitting) and fold_name(fitting[0].name).startswith(needle)
            self.list.setCurrentRow(0 if first or not self._new else self.list.count() - 1)
        self.list.setFixedHeight(min(max(self.list.count(), 1), _ROWS) * _ROW)
        self.list.setVisible(bool(self.list.count()))
        self.adjustSize()

    def _add(self, choice: Choice) -> None:
        item = QListWidgetItem(
            QIcon(self._picture(choice.icon, choice.colour, choice.state)), choice.name
        )
        state = (self.tr("not set"), self.tr("set on some"), self.tr("set"))[choice.state]
        spoken = f"{choice.name}, {state}" if self._several else choice.name
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        item.setData(_CHOICE, choice)
        item.setToolTip(plain_tip(choice.name if len(choice.name) > 28 else ""))
        item.setSizeHint(QSize(0, _ROW))
        self.list.addItem(item)

    def _picture(self, name: str, colour: QColor | None, state: int) -> QPixmap:
        """Draw the sign of the state, if there is room for one, and the icon."""
        theme, ratio = self._theme, self.devicePixelRatioF()
        made = QPixmap(self._icons * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        wide = self._icons.width() > _SIDE
        places = (0, _SIDE + 6) if not self.isRightToLeft() else (_SIDE + 6, 0)
        if wide and state:
            sign = "check" if state == ALL else "partly"
            painter.drawPixmap(places[0], 0, pixmap(sign, theme.text, _SIDE, ratio))
        if name:
            ink = colour or theme.secondary
            painter.drawPixmap(places[1] if wide else 0, 0, pixmap(name, ink, _SIDE, ratio))
        painter.end()
        return made

    # --- keys ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down move in the list, Enter takes what is typed or chosen, Esc leaves."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self._step(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
            if key == Qt.Key.Key_Escape:
                self.close()
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        count = self.list.count()
        if not count:
            return
        here = self.list.currentRow()
        self.list.setCurrentRow((here + by) % count if here >= 0 else (0 if by > 0 else count - 1))
        self._moved = True
        event = QAccessibleEvent(self.list, QAccessible.Event.Focus)
        event.setChild(self.list.currentRow())
        QAccessible.updateAccessibility(event)

    def _take_item(self, item: QListWidgetItem) -> None:
        choice = item.data(_CHOICE)
        if isinstance(choice, Choice):
            self.picked.emit(choice)
        else:
            self.named.emit(self._typed())
        self.close()

    def _typed(self) -> list[str]:
        """The names in the field, each once, those that are there as they are written there."""
        text = self.field.text()
        parts = text.split(",") if self._several else [text]
        names = dict.fromkeys(" ".join(part.split()) for part in parts)
        known = {key: choice.name for key, choice in self._choices}
        typed = {fold_name(name): name for name in names if fold_name(name)}
        return [known.get(key, name) for key, name in typed.items()]

    def _take(self) -> None:
        """What is chosen in the list; or all that is typed, where that is more than one name."""
        typed = self._typed()
        row = self.list.currentRow()
        if row >= 0 and (self._moved or len(typed) <= 1):
            self._take_item(self.list.item(row))
        elif typed and self._several:
            self.named.emit(typed)
            self.close()
