"""The left pane: the tree of views."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QToolTip, QTreeView, QWidget

from clashreader.model import Overview, SearchCount
from clashreader.ui.sidebar_delegate import ICON_EDGE, NAME_EDGE, STEP, Index, SidebarDelegate
from clashreader.ui.sidebar_model import Entry, SidebarModel
from clashreader.ui.theme import Theme, ThinScrollBar
from clashreader.ui.tips import plain_tip
from clashreader.ui.views import View, ViewKind

_FEW_TAGS = 20
"""Up to so many tags are open at the first start; more would hide the sources below them."""


class Sidebar(QTreeView):
    """The tree of views. Choosing one emits `view_chosen`; refreshes keep what is open."""

    view_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Library"))
        self.setMinimumWidth(180)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setAnimated(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ThinScrollBar())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._delegate = SidebarDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self._model = SidebarModel(self)
        self.setModel(self._model)
        self._expanded: set[str] = {"head\tsections", "head\tsearches", "head\tsources"}
        self._fresh = True
        self._restoring = False
        self._wanted = View()
        self.expanded.connect(self._remember_expanded)
        self.collapsed.connect(self._remember_collapsed)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.clicked.connect(self._clicked)

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._delegate.set_theme(theme)
        self.viewport().update()

    def show_overview(self, overview: Overview) -> None:
        """Refresh the counts; selection, expansion and scroll position stay."""
        scrolled = self.verticalScrollBar().value()
        if self._fresh and len(overview.tags) <= _FEW_TAGS:
            self._expanded.add("head\ttags")
        self._fresh = False
        if self._model.update(overview):
            self._restore()
            self.verticalScrollBar().setValue(scrolled)

    def select_view(self, view: View) -> None:
        """Mark `view` as the one shown, without announcing it; opens the rows above it."""
        self._wanted = view
        self._restoring = True
        index = self._find(view)
        if index.isValid():
            above = index.parent()
            while above.isValid():
                self.setExpanded(above, True)
                entry = self._model.entry(above)
                if entry is not None:
                    self._expanded.add(entry.key)
                above = above.parent()
            self.setCurrentIndex(index)
        else:
            self.selectionModel().clear()
        self._restoring = False

    @property
    def expanded_keys(self) -> list[str]:
        """The keys of the open entries, for the next start."""
        return sorted(self._expanded)

    def set_expanded_keys(self, keys: list[str]) -> None:
        """Open just these entries."""
        self._fresh = False
        self._expanded = set(keys)
        self._restore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Getting the focus chooses nothing (Qt would make the first row the current one)."""
        self._restoring = True
        super().focusInEvent(event)
        current = self.currentIndex()
        if current.isValid() and not self.selectionModel().isSelected(current):
            self.selectionModel().clearCurrentIndex()
        self._restoring = False

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the window."""

    def tip(self, index: Index) -> str:
        """What is said over a row: its whole name where it is cut, then where it comes from."""
        entry = self._model.entry(index)
        if entry is None:
            return ""
        parts = [entry.name if self._delegate.is_cut(entry) else "", entry.tip]
        return "\n".join(part for part in parts if part)

    def mark_drop(self, key: str | None, line: int = 0) -> None:
        """Show where a drop would go: into the row of that key, or with a `line` above it (-1) or
        below it (1); None takes the mark away.
        """
        if self._delegate.drop != (key, line):
            self._delegate.drop = (key, line)
            self.viewport().update()

    def count_searches(self, counts: Mapping[int, SearchCount | None]) -> None:
        """Show how many articles the saved searches find."""
        self._model.count_searches(counts)

    def view_of(self, index: Index) -> View | None:
        """Return the view that a row stands for, or None."""
        entry = self._model.entry(index)
        return None if entry is None else entry.view

    def source_of(self, index: Index) -> int | None:
        """Return the id of the source that a row stands for, or None."""
        entry = self._model.entry(index)
        if entry is None or entry.view is None or entry.view.kind is not ViewKind.SOURCE:
            return None
        return int(entry.view.value)

    def on_error_mark(self, point: QPoint) -> bool:
        """Whether the mark of a failed fetch is at `point` of the viewport."""
        entry = self._model.entry(self.indexAt(point))
        if entry is None or not entry.failed:
            return False
        width = self.viewport().width()
        x = width - point.x() if self.isRightToLeft() else point.x()
        return x >= self._delegate.mark_edge(entry, width)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the tip of the row below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = plain_tip(self.tip(self.indexAt(event.pos())))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().viewportEvent(event)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Nothing: the delegate paints the chevrons."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open and close by the chevron, or anywhere on a head."""
        index = self.indexAt(event.position().toPoint())
        entry = self._model.entry(index)
        if (
            entry is not None
            and entry.children
            and event.button() == Qt.MouseButton.LeftButton
            and (entry.view is None or self._on_chevron(entry, event.position().x()))
        ):
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open and close by a double click, too."""
        index = self.indexAt(event.position().toPoint())
        entry = self._model.entry(index)
        if entry is None or not entry.children:
            return
        if entry.view is not None and not self._on_chevron(entry, event.position().x()):
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.mousePressEvent(event)

    def _on_chevron(self, entry: Entry, x: float) -> bool:
        if self.isRightToLeft():
            x = self.viewport().width() - x
        edge = ICON_EDGE if entry.depth == 0 else NAME_EDGE + (entry.depth - 1) * STEP
        return x < edge

    def _restore(self) -> None:
        self._restoring = True
        for key in self._expanded:
            index = self._model.find(key)
            if index.isValid():
                self.setExpanded(index, True)
        index = self._find(self._wanted)
        if index.isValid():
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        self._restoring = False

    def _remember_expanded(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is not None:
            self._expanded.add(entry.key)

    def _remember_collapsed(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is not None:
            self._expanded.discard(entry.key)

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        entry = self._model.entry(current)
        if self._restoring or entry is None or entry.view is None:
            return
        self._choose(entry.view)

    def _clicked(self, index: QModelIndex) -> None:
        """Let a click on the row that stands for a narrower view choose the row's own view."""
        entry = self._model.entry(index)
        if entry is not None and entry.view is not None and entry.view != self._wanted:
            self._choose(entry.view)

    def _choose(self, view: View) -> None:
        self._wanted = view
        self.view_chosen.emit(view)

    def _find(self, view: View) -> QModelIndex:
        """The row of `view`, or of the nearest view around it: its year, or without a month."""
        for month in dict.fromkeys((view.month, view.month.partition("-")[0], "")):
            index = self._model.find(View(view.kind, view.value, month).key)
            if index.isValid():
                return index
        return QModelIndex()
