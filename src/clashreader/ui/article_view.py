"""The list of articles as it is worked with: its rows chosen, unfolded, clicked and walked."""

from __future__ import annotations

from itertools import chain, islice

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QToolTip, QWidget

from clashreader.ui.article_delegate import ArticleDelegate
from clashreader.ui.article_model import ArticleModel
from clashreader.ui.article_table import ArticleTable
from clashreader.ui.fold_words import NAMED, sources_text
from clashreader.ui.tips import plain_tip

_NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class ArticleView(ArticleTable):
    """The list under the hands: choosing rows, unfolding them, keys, clicks and the menu."""

    chosen = Signal(int)
    """The row of this article became the current one."""

    escaped = Signal()

    changes_wanted = Signal(int)
    """The chip "Edited" in the row of this article was clicked."""

    menu_wanted = Signal(int, QPoint)
    """The reader wants the menu of this row, at a place of the screen."""

    drag_wanted = Signal()
    """The selected rows are being dragged off."""

    activated_row = Signal()
    """The reader wants the current article itself: Enter, or a second click."""

    def __init__(
        self, model: ArticleModel, delegate: ArticleDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self.setObjectName("articleList")
        self.setAccessibleName(self.tr("Articles"))
        self._folding = False
        """Whether the mouse was pressed on words that unfold a row."""
        self._chosen: int | None = None
        self.setItemDelegate(delegate)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.selectionModel().selectionChanged.connect(self._choose)
        model.modelAboutToBeReset.connect(self._forget_chosen)
        self.activated.connect(self.activated_row)

    # --- folding ---

    def toggle_fold(self, row: int) -> bool:
        """Unfold the copies behind a row, or fold them again; False where there are none.

        The row and all above it stay where they are. Among the rows that go may be the current
        one: then the first of the group is current.
        """
        model = self.model()
        if not isinstance(model, ArticleModel):
            return False
        row = model.leader_row(row)
        if model.unfold(row):
            return True
        current, article = self.currentIndex(), model.id_at(row)
        if article is None or not model.folds.of(article).unfolded:
            return False
        if current.isValid() and current.row() != row and model.leader_row(current.row()) == row:
            self.select_row(row)
        return model.fold(row)

    def _turn(self, *, further: bool) -> None:
        """Right unfolds a row or goes into it; Left goes back to its first, or folds it."""
        model, row = self.model(), self.chosen_row
        article = model.id_at(row) if isinstance(model, ArticleModel) else None
        if not isinstance(model, ArticleModel) or article is None:
            return
        fold = model.folds.of(article)
        if further and fold.unfolded:
            self.select_row(row + 1)
        elif not further and fold.member:
            self.select_row(model.leader_row(row))
        elif fold.others and further is not fold.unfolded:
            self.toggle_fold(row)

    # --- the menu, and what is selected ---

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the pointer; by key, of the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.chosen_row if by_key else self.indexAt(event.pos()).row()
        if row < 0:
            return
        place = event.globalPos()
        if by_key:
            rect = self.visualRect(self.model().index(row, 0)) & self.viewport().rect()
            middle = rect.center() if rect.isValid() else self.viewport().rect().center()
            place = self.viewport().mapToGlobal(middle)
        self.menu_wanted.emit(row, place)

    @property
    def selected_ranges(self) -> list[tuple[int, int]]:
        """The first and the last row of each run of selected rows, in order.

        A million selected rows are one run; as indices they would take seconds.
        """
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(place) for place in range(chosen.count())]
        return sorted((one.top(), one.bottom()) for one in ranges)

    @property
    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self.selected_ranges)

    def first_selected(self, limit: int) -> list[int]:
        """Return the first of the selected rows, in order."""
        ranges = (range(first, last + 1) for first, last in self.selected_ranges)
        return list(islice(chain.from_iterable(ranges), limit))

    def is_selected(self, row: int) -> bool:
        """Whether a row is among the selected ones."""
        return any(first <= row <= last for first, last in self.selected_ranges)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Let the window say what goes along: articles, not the cells of a table."""
        self.drag_wanted.emit()

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the window; searching a million rows for one is not wanted."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on "+4 sources" unfolds them, and chooses nothing."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        self._folding = event.button() == Qt.MouseButton.LeftButton and self._on_fold(index, point)
        if self._folding:
            self.toggle_fold(index.row())
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks on "+4 sources" are two, whatever is under the second."""
        if self._on_fold(self.indexAt(event.position().toPoint()), event.position().toPoint()):
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a click on the current row ask for the article once more (narrow windows)."""
        if self._folding:
            self._folding = False
            return
        super().mouseReleaseEvent(event)
        plain = event.modifiers() == _NO_MODIFIER
        if event.button() == Qt.MouseButton.LeftButton and plain:
            index = self.indexAt(event.position().toPoint())
            if index.isValid() and index.row() == self.chosen_row:
                self.activated_row.emit()
                if self._on_edits(index, event.position().toPoint()):
                    self.changes_wanted.emit(self._chosen)

    def _on_edits(self, index: QModelIndex, point: QPoint) -> bool:
        delegate = self.itemDelegate()
        return isinstance(delegate, ArticleDelegate) and delegate.on_edits(
            self.visualRect(index), index, point
        )

    def _on_fold(self, index: QModelIndex, point: QPoint) -> bool:
        delegate = self.itemDelegate()
        return (
            index.isValid()
            and isinstance(delegate, ArticleDelegate)
            and delegate.on_fold(self.visualRect(index), index, point)
        )

    def viewportEvent(self, event: QEvent) -> bool:
        """Say which sources "+4 sources" are, where the pointer rests on these words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if self._on_fold(index, event.pos()):
                words = plain_tip(self.sources_behind(index.row()))
                QToolTip.showText(event.globalPos(), words, self.viewport())
                return True
        return super().viewportEvent(event)

    def sources_behind(self, row: int) -> str:
        """Return the names of the sources of a row's copies, a line each, at most `NAMED`."""
        model = self.model()
        article = model.id_at(row) if isinstance(model, ArticleModel) else None
        if not isinstance(model, ArticleModel) or article is None:
            return ""
        others = model.folds.others_of(article)
        return sources_text(model.rows_of(others[:NAMED]), len(others))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over the chip that can be clicked."""
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        hand = index.isValid() and (self._on_edits(index, point) or self._on_fold(index, point))
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and the last row, Right and Left unfold one and fold it
        again, Esc takes a search back.
        """
        plain = event.modifiers() in (_NO_MODIFIER, Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            right = event.key() == Qt.Key.Key_Right
            self._turn(further=right is not self.isRightToLeft())
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.model().rowCount() - 1
            self.select_row(0 if event.key() == Qt.Key.Key_Home else last)
        else:
            super().keyPressEvent(event)

    def select_row(self, row: int, *, scroll: bool = True, quiet: bool = False) -> None:
        """Make `row` the current and only selected one; `quiet`: its article is open already."""
        model = self.model()
        index = model.index(row, 0)
        if not index.isValid():
            return
        if quiet and isinstance(model, ArticleModel):
            self._chosen = model.id_at(row)
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        if scroll:
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Getting the focus chooses nothing (Qt would make the first row the current one)."""
        super().focusInEvent(event)
        current = self.currentIndex()
        if current.isValid() and not self.selectionModel().isSelected(current):
            self.selectionModel().clearCurrentIndex()

    @property
    def chosen_row(self) -> int:
        """The current row if it is selected, or -1."""
        current = self.currentIndex()
        chosen = current.isValid() and self.selectionModel().isSelected(current)
        return current.row() if chosen else -1

    def _choose(self) -> None:
        """Current and selected change one after the other, in either order: wait for both."""
        model = self.model()
        found = model.id_at(self.chosen_row) if isinstance(model, ArticleModel) else None
        if found is not None and found != self._chosen:
            self._chosen = found
            self.chosen.emit(found)

    def _forget_chosen(self) -> None:
        self._chosen = None
