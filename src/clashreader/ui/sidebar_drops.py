"""What may be dropped on the sidebar: articles on their new place, a section among the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import (
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication

from clashreader.ui import dragging
from clashreader.ui.sidebar_model import ENTRY_ROLE, Entry
from clashreader.ui.views import View, ViewKind

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

OPENS_AFTER = 600
"""Milliseconds over a closed row after which it opens."""
_EDGE = 24
"""So near the upper or lower edge the sidebar scrolls."""
_SCROLL = 14

_PLACES = (ViewKind.BOOKMARKS, ViewKind.TAG, ViewKind.SECTION, ViewKind.NO_SECTION, ViewKind.BIN,
           ViewKind.HIDDEN)  # fmt: skip


class SidebarDrops(QObject):
    """Takes drops on the sidebar, and begins drags of sections there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._sidebar = window.sidebar
        self._pressed: QPoint | None = None
        self._hovered = QPersistentModelIndex()
        self._timer = QTimer(self, singleShot=True, interval=OPENS_AFTER)
        self._timer.timeout.connect(self._open)
        self._sidebar.setAcceptDrops(True)
        self._sidebar.viewport().setAcceptDrops(True)
        self._sidebar.viewport().installEventFilter(self)
        window.articles.view.drag_wanted.connect(self._drag_articles)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See drags come, move, leave and be dropped; and a section being dragged off."""
        kind = event.type()
        if isinstance(event, QDragMoveEvent):  # entering is a kind of moving
            self._move(event)
            return True
        if kind == QEvent.Type.DragLeave and isinstance(event, QDragLeaveEvent):
            self._mark(None)
            return True
        if kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._drop(event)
            return True
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        return False

    # --- beginning ---

    def _drag_articles(self) -> None:
        window = self._window
        ids = window.articles.selected_ids
        row = window.articles.model.row_at(window.articles.view.chosen_row)
        if ids:
            title = row.title if row is not None else ""
            words = dragging.articles_words(len(ids), title)
            view = window.articles.view
            dragging.start(dragging.articles_data(ids), words, window.theme, view)

    def _mouse(self, event: QMouseEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            left = event.button() == Qt.MouseButton.LeftButton
            self._pressed = event.position().toPoint() if left else None
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        elif event.type() == QEvent.Type.MouseMove and self._pressed is not None:
            far = (event.position().toPoint() - self._pressed).manhattanLength()
            entry, pressed = self._entry(self._pressed), self._pressed
            held = event.buttons() & Qt.MouseButton.LeftButton
            if held and far >= QApplication.startDragDistance() and _section(entry):
                self._pressed = None
                self._drag_section(pressed)
                return True
        return False

    def _drag_section(self, point: QPoint) -> None:
        name = _section(self._entry(point))
        dragging.start(dragging.section_data(name), name, self._window.theme, self._sidebar)

    def _entry(self, point: QPoint) -> Entry | None:
        index = self._sidebar.indexAt(point)
        entry = index.data(ENTRY_ROLE) if index.isValid() else None
        return entry if isinstance(entry, Entry) else None

    # --- moving and dropping ---

    def _move(self, event: QDragMoveEvent) -> None:
        point = event.position().toPoint()
        entry = self._entry(point)
        self._scroll(point)
        self._hover(point, entry)
        if self._takes(entry, event):
            self._mark(entry, line=self._line(point) if self._carries_section(event) else 0)
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        else:
            self._mark(None)
            event.ignore()

    def _carries_section(self, event: QDropEvent) -> bool:
        return event.mimeData().hasFormat(dragging.SECTION)

    def _takes(self, entry: Entry | None, event: QDropEvent) -> bool:
        if entry is None or entry.view is None:
            return False
        if self._carries_section(event):
            name = _section(entry)
            return bool(name) and name != dragging.section_of(event.mimeData())
        if not event.mimeData().hasFormat(dragging.ARTICLES):
            return False
        here = self._window.listing.view
        binned = here.kind is ViewKind.BIN
        if binned:  # what is there can only be restored
            return entry.view == View()
        # A month is told by an article's date, and by nothing else.
        return entry.view.kind in _PLACES and not entry.view.month and entry.view != here

    def _line(self, point: QPoint) -> int:
        """-1 where a section would come before the row at `point`, 1 after it."""
        rect = self._sidebar.visualRect(self._sidebar.indexAt(point))
        return -1 if point.y() < rect.center().y() else 1

    def _mark(self, entry: Entry | None, line: int = 0) -> None:
        self._sidebar.mark_drop(None if entry is None else entry.key, line)
        if entry is None:
            self._timer.stop()

    def _hover(self, point: QPoint, entry: Entry | None) -> None:
        """A closed row with others below it opens after a while."""
        index = self._sidebar.indexAt(point)
        if index == self._hovered:
            return
        self._hovered = QPersistentModelIndex(index)
        closed = entry is not None and entry.children and not self._sidebar.isExpanded(index)
        if closed and entry is not None and entry.view is None:
            self._timer.start()
        else:
            self._timer.stop()

    def _open(self) -> None:
        if self._hovered.isValid():
            self._sidebar.setExpanded(self._hovered, True)

    def _scroll(self, point: QPoint) -> None:
        bar, height = self._sidebar.verticalScrollBar(), self._sidebar.viewport().height()
        if point.y() < _EDGE:
            bar.setValue(bar.value() - _SCROLL)
        elif point.y() > height - _EDGE:
            bar.setValue(bar.value() + _SCROLL)

    def _drop(self, event: QDropEvent) -> None:
        point = event.position().toPoint()
        entry = self._entry(point)
        line = self._line(point)
        self._mark(None)
        if not self._takes(entry, event) or entry is None or entry.view is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        if self._carries_section(event):
            self._put_section(dragging.section_of(event.mimeData()), _section(entry), line)
        else:
            self._put_articles(dragging.articles_of(event.mimeData()), entry.view)

    def _put_section(self, name: str, beside: str, line: int) -> None:
        organising, overview = self._window.organising, self._window.overview
        if organising is None or overview is None:
            return
        names = [section.name for section in overview.sections if section.name]
        if name in names and beside in names:
            names.remove(name)
            organising.labels.put_section(name, names.index(beside) + (line > 0))

    def _put_articles(self, ids: Sequence[int], view: View) -> None:
        marking = self._window.deeds.marking
        if self._window.listing.view.kind is ViewKind.BIN:
            marking.restore(ids)
        elif view.kind is ViewKind.BOOKMARKS:
            marking.set_bookmarked(ids, True)
        elif view.kind is ViewKind.TAG:
            marking.tag(ids, view.value)
        elif view.kind in (ViewKind.SECTION, ViewKind.NO_SECTION):
            marking.move(ids, view.value)
        elif view.kind is ViewKind.BIN:
            marking.delete(ids)
        elif view.kind is ViewKind.HIDDEN:
            marking.hide(ids, True)


def _section(entry: Entry | None) -> str:
    """Return the section that a row stands for, "" for any other row."""
    view = None if entry is None else entry.view
    if view is None or view.month or view.kind is not ViewKind.SECTION:
        return ""
    return view.value
