"""The place of the reading pane: the article, what may stand in its stead, and what beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QStackedLayout, QVBoxLayout, QWidget

from clashreader.ui.widgets import HairlineSplitter

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from clashreader.ui.reader.pane import ReaderPane

SIDE_WIDTH: Final = 300
SIDE_LEAST: Final = 240
ARTICLE_LEAST: Final = 450
"""Width of an article beside which a panel may stand."""
BESIDE_FROM: Final = ARTICLE_LEAST + SIDE_LEAST
"""Width of the place from which the article has room enough with a panel beside it."""


class ReaderArea(QWidget):
    """Shows the article, or a view in its stead (what changed), with a panel beside (highlights).

    In a narrow window the panel takes the whole place, as there is no room for both.
    """

    over_changed = Signal()
    """Another view stands in the article's stead, or the article is back."""

    side_changed = Signal()
    """A panel has come or gone."""

    room_wanted = Signal(int)
    """So many pixels are wanted for article and panel; 0 where there is no panel."""

    def __init__(self, pane: ReaderPane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readerArea")
        self.pane = pane
        self._over: QWidget | None = None
        self._side: QWidget | None = None
        self._side_width = SIDE_WIDTH
        main = QWidget()
        self._main = main
        self._stack = QStackedLayout(main)
        self._article = QWidget()
        """The pane, with what is said above and below it."""
        self._column = QVBoxLayout(self._article)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(pane, 1)
        self._stack.addWidget(self._article)
        self._splitter = HairlineSplitter()
        self._splitter.addWidget(main)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.splitterMoved.connect(self._remember)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._splitter)
        self.setFocusProxy(pane)

    def set_strips(self, above: QWidget, below: QWidget) -> None:
        """Put a strip above and one below the article; whoever gives them shows them."""
        self._column.insertWidget(0, above)
        self._column.addWidget(below)

    # --- in the article's stead ---

    @property
    def over(self) -> QWidget | None:
        """What stands in the article's stead, or None."""
        return self._over

    def show_over(self, widget: QWidget) -> None:
        """Show `widget` in the article's stead; the caller keeps it and may show it again."""
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._over = widget
        self._stack.setCurrentWidget(widget)
        self.setFocusProxy(widget)
        self.over_changed.emit()

    def close_over(self) -> None:
        """Show the article again."""
        if self._over is None:
            return
        had_focus = _has_focus(self._over)
        self._over = None
        self._stack.setCurrentWidget(self._article)
        self.setFocusProxy(self.pane)
        if had_focus:
            self.pane.setFocus()
        self.over_changed.emit()

    # --- beside the article ---

    @property
    def side(self) -> QWidget | None:
        """The panel beside the article, or None."""
        return self._side

    @property
    def side_width(self) -> int:
        """How wide the panel is where there is room for both, in pixels."""
        return self._side_width

    def set_side_width(self, width: int) -> None:
        """Give the panel a width, within reason."""
        self._side_width = min(max(width, SIDE_LEAST), 600)
        self._share()

    def show_side(self, widget: QWidget) -> None:
        """Show `widget` at the trailing edge; the caller keeps it and may show it again."""
        if self._side is not None and self._side is not widget:
            self._side.hide()
        if self._splitter.indexOf(widget) < 0:
            widget.hide()  # or else it is laid out twice, and first for a width that it never has
            widget.resize(self._side_width, self.height())
            self._splitter.addWidget(widget)
            self._splitter.setCollapsible(self._splitter.indexOf(widget), False)
        self._side = widget
        self._ask_for_room()  # before anything is hidden for want of it, and the focus with that
        widget.show()
        self._share()
        self.side_changed.emit()

    def close_side(self) -> None:
        """Put the panel away."""
        if self._side is None:
            return
        side, self._side = self._side, None
        had_focus = _has_focus(side)
        side.hide()
        self._share()
        self._ask_for_room()
        if had_focus:
            self.pane.setFocus()
        self.side_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for both, or for the panel alone."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        room = self.width() >= BESIDE_FROM
        self._main.setVisible(self._side is None or room)
        if self._side is None or not room:
            return
        sizes = [0] * self._splitter.count()
        side = max(min(self._side_width, self.width() - ARTICLE_LEAST), SIDE_LEAST)
        sizes[0] = self.width() - side
        sizes[self._splitter.indexOf(self._side)] = side
        self._splitter.setSizes(sizes)

    def _ask_for_room(self) -> None:
        self.room_wanted.emit(0 if self._side is None else ARTICLE_LEAST + self._side_width)

    def _remember(self) -> None:
        if self._side is not None and self._main.isVisible():
            self._side_width = self._splitter.sizes()[self._splitter.indexOf(self._side)]


def _has_focus(widget: QWidget) -> bool:
    """Whether the keyboard speaks to `widget` or to something in it."""
    focused = QApplication.focusWidget()
    return focused is not None and (focused is widget or widget.isAncestorOf(focused))
