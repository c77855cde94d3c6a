"""Reading without side panes: on the full screen, or in the window as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

EDGE: Final = 3
"""Pixels at the upper edge of the screen at which the pointer brings the toolbar."""
AWAY: Final = 24
"""Pixels below the toolbar from which it goes again."""
_NEEDS_PANES: Final = ("sidebarAction", "searchAction")


class ReadingMode(QObject):
    """Puts sidebar and list away and brings them back as they were; Esc ends it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before: Qt.WindowState | None = None
        """The window's state before the full screen, or None where it is not on."""
        self._focus: QWidget | None = None
        window.installEventFilter(self)
        for name in _NEEDS_PANES:
            window.commands[name].triggered.connect(lambda _: self.leave())

    @property
    def active(self) -> bool:
        """Whether the article stands alone."""
        return self._window.panes.alone

    @property
    def full(self) -> bool:
        """Whether it has the whole screen."""
        return self._before is not None

    def toggle_full(self) -> None:
        """F11: the whole screen for the article, or back to the window as it was."""
        if self.full:
            self.leave()
            return
        self._stand_alone()
        window = self._window
        self._before = window.windowState()
        window.reader().view.viewport().installEventFilter(self)
        window.progress.hide()
        self._float_toolbar(True)
        window.showFullScreen()  # on the screen that has the window

    def toggle_panes(self) -> None:
        """Put the side panes away in the window as it is, or bring them back."""
        if self.active:
            self.leave()
        else:
            self._stand_alone()

    def leave(self) -> None:
        """Bring everything back as it was before."""
        if not self.active:
            return
        window, before = self._window, self._before
        self._before = None
        if before is not None:
            window.reader().view.viewport().removeEventFilter(self)
            self._float_toolbar(False)
            window.progress.show()
            window.setWindowState(before & ~Qt.WindowState.WindowFullScreen)
        window.panes.set_alone(False)
        focus, self._focus = self._focus, None
        if focus is not None and focus.isVisible():
            focus.setFocus()
        window.reading.look()

    def _stand_alone(self) -> None:
        if self.active:
            return
        window = self._window
        reader = window.reader()
        focused = QApplication.focusWidget()
        self._focus = focused if focused is not None and window.isAncestorOf(focused) else None
        window.panes.set_alone(True)
        reader.setFocus()
        window.reading.look()

    # --- the toolbar ---

    def _float_toolbar(self, floating: bool) -> None:
        """Take the toolbar out of the window's column, to be laid over the article, or back."""
        window, toolbar = self._window, self._window.toolbar
        column = window.layout()
        assert isinstance(column, QVBoxLayout)  # that is what the window is built in
        if floating:
            column.removeWidget(toolbar)
            toolbar.hide()
        else:
            column.insertWidget(0, toolbar)
            toolbar.show()
        toolbar.setAutoFillBackground(floating)

    def _follow_pointer(self, y: int) -> None:
        toolbar = self._window.toolbar
        if y <= EDGE and not toolbar.isVisible():
            toolbar.setGeometry(0, 0, self._window.width(), toolbar.height())
            toolbar.show()
            toolbar.raise_()
        elif y > toolbar.height() + AWAY and not toolbar.search.hasFocus():
            toolbar.hide()

    # --- events ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc that nobody else took, the pointer at the upper edge, and a desktop's own way out."""
        if watched is not self._window:
            if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
                at = self._window.mapFromGlobal(event.globalPosition().toPoint())
                self._follow_pointer(at.y())
            return False
        if not self.active:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        elif (
            event.type() == QEvent.Type.WindowStateChange
            and self.full
            and not self._window.isFullScreen()
        ):
            self._before = self._window.windowState()
            self.leave()
        elif event.type() == QEvent.Type.Resize and self.full:
            self._window.toolbar.resize(self._window.width(), self._window.toolbar.height())
        return False
