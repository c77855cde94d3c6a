"""What may stand where the cursor is in the search box, in a list below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from clashreader.ui.search_words import describe
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.utf16 import from_utf16, to_utf16

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clashreader.library.completing import Completion, Completions, Vocabulary
    from clashreader.library.stopping import Stop
    from clashreader.ui.jobs import Job
    from clashreader.ui.listing import Listing

_ROW = 28
_SHOWN = 8
_SIDE = 12
_WIDTH = 320
_NOTE = Qt.ItemDataRole.UserRole
_Role = QPalette.ColorRole
_Index = QModelIndex | QPersistentModelIndex


class CompletionList(QListWidget):
    """Rows of what may stand there; never has the focus, which stays in the box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("completions")
        self.setAccessibleName(self.tr("Suggestions"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ThinScrollBar())
        self.setViewportMargins(1, 5, 1, 5)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setItemDelegate(_Delegate(self))
        self.hide()

    def offer(self, items: Sequence[Completion], box: QWidget) -> None:
        """Show `items` below `box`, none of them chosen yet."""
        self.clear()
        for item in items:
            row = QListWidgetItem(item.label)
            note = describe(item)
            row.setData(_NOTE, note)
            row.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{item.label}, {note}" if note else item.label
            )
            self.addItem(row)
        self.setCurrentRow(-1)
        self.place(box)
        self.raise_()
        self.show()
        self.scrollToTop()

    def place(self, box: QWidget) -> None:
        """Lie below `box`, its leading edges in line, within the window."""
        window = self.window()
        corner = box.mapTo(window, QPoint(0, box.height() + 4))
        height = min(self.count(), _SHOWN) * _ROW + 10
        width = min(max(_WIDTH, box.width()), window.width() - 16)
        left = corner.x() + (box.width() - width if box.isRightToLeft() else 0)
        left = max(8, min(left, window.width() - width - 8))
        self.setGeometry(left, corner.y(), width, min(height, window.height() - corner.y() - 8))

    def choose(self, by: int) -> None:
        """Choose the row `by` steps away; beyond either end none is chosen, then it goes round."""
        count = self.count()
        row = self.currentRow() + by
        if row < -1:
            row = count - 1
        self.setCurrentRow(row if row < count else -1)
        if 0 <= row < count:
            event = QAccessibleEvent(self, QAccessible.Event.Focus)
            event.setChild(row)
            QAccessible.updateAccessibility(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a hairline around the rows."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(_Role.Dark))
        painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()


class _Delegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fonts = (interface_font(), interface_font(12))
        self._metrics = tuple(map(QFontMetrics, self._fonts))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = option.palette
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(option.rect, palette.color(_Role.Highlight))
        area = option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        note = str(index.data(_NOTE) or "")
        breadth = min(self._metrics[1].horizontalAdvance(note), area.width() // 2)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        names, notes = QRect(area), QRect(area)
        if rtl:
            names.setLeft(area.left() + breadth + _SIDE)
            notes.setRight(area.left() + breadth)
        else:
            names.setRight(area.right() - breadth - _SIDE)
            notes.setLeft(area.right() - breadth)
        for text, rect, at, role in (
            (str(index.data() or ""), names, 0, _Role.Text),
            (note, notes, 1, _Role.PlaceholderText),
        ):
            painter.setFont(self._fonts[at])
            painter.setPen(palette.color(role))
            shown = self._metrics[at].elidedText(
                text, Qt.TextElideMode.ElideMiddle, rect.width() + 1
            )
            side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
            painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.restore()


class Completer(QObject):
    """Offers what may stand at the cursor: Down and Up choose, Tab or Enter take, Esc leaves."""

    shown = Signal()
    hidden = Signal()

    def __init__(self, box: QLineEdit, listing: Listing) -> None:
        super().__init__(box)
        self._box = box
        self._listing = listing
        self._list: CompletionList | None = None
        self._words: Vocabulary | None = None
        self._known: object = None
        self._offered: Completions | None = None
        self._job: Job | None = None
        box.installEventFilter(self)
        box.textEdited.connect(lambda _: self.look())

    @property
    def visible(self) -> bool:
        """Whether anything is offered."""
        return self._list is not None and self._list.isVisible()

    def look(self, *, unasked: bool = True) -> None:
        """Offer what may stand at the cursor; `unasked`: nobody pressed a key for it."""
        from clashreader.library.completing import Vocabulary, complete

        self._learn()
        text = self._box.text()
        cursor = from_utf16(text, self._box.cursorPosition())
        found = complete(text, cursor, self._words or Vocabulary(None), unasked=unasked)
        self._offered = found
        if not found.items:
            self.leave()
            return
        if self._list is None:
            self._list = CompletionList(self._box.window())
            self._list.itemClicked.connect(self._take)
        self._list.offer(found.items, self._box)
        self.shown.emit()

    def _learn(self) -> None:
        """Have the library's names made ready, where they have changed."""
        overview, library = self._listing.overview, self._listing.library
        if overview is None or library is None or self._known is overview:
            return
        self._known = overview

        def work(cancel: Stop) -> Vocabulary:
            from clashreader.library.completing import Vocabulary

            return Vocabulary(overview, library.languages())

        def done(words: Vocabulary) -> None:
            first, self._words = self._words is None, words
            if first and self._box.hasFocus() and self._box.text():
                self.look()

        self._job = self._listing.jobs.submit(work, done, key="vocabulary")

    def close(self) -> None:
        """The box goes: nothing that was asked for is waited for."""
        self.leave()
        if self._job is not None:
            self._job.done = None

    def leave(self) -> None:
        """Offer nothing any more."""
        if self.visible and self._list is not None:
            self._list.hide()
            self.hidden.emit()

    def _take(self, item: QListWidgetItem | None = None) -> None:
        offered, rows = self._offered, self._list
        if offered is None or rows is None:
            return
        row = rows.row(item) if item is not None else max(rows.currentRow(), 0)
        chosen = offered.items[row]
        text = self._box.text()
        goes_on = chosen.text.endswith(":")
        blank = "" if goes_on or offered.end < len(text) else " "
        start, end = to_utf16(text, offered.start), to_utf16(text, offered.end)
        self._box.setSelection(start, end - start)
        self._box.insert(chosen.text + blank)  # so that Ctrl+Z takes it back
        if goes_on:
            self.look()
        else:
            self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list, while it is shown; Ctrl+Space asks for it."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.leave()
        elif kind in (QEvent.Type.Resize, QEvent.Type.Move) and self.visible and self._list:
            self._list.place(self._box)
        elif kind == QEvent.Type.FocusIn:
            self._learn()
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Space and control:
            self.look(unasked=False)
            return True
        rows = self._list
        if rows is None or not self.visible:
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            rows.choose(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Tab or (
            key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and rows.currentRow() >= 0
        ):
            self._take()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Left, Qt.Key.Key_Right):
                self.leave()
            return False
        return True
