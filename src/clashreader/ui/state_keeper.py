"""Writes down how the window stands, soon after each change: a process may end at any moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

WRITE_AFTER = 2_000
"""Milliseconds from a change to the disk; further changes do not put it off."""

_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.WindowStateChange)


class StateKeeper(QObject):
    """Gives a window the widths and open rows it had, and keeps its `WindowState` up to date."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.writes = True
        """Off for pictures of the window."""
        self._window = window
        if window.state.widths is not None:
            window.panes.set_widths(window.state.widths)
        if window.state.expanded is not None:
            window.sidebar.set_expanded_keys(window.state.expanded)
        self._timer = QTimer(self, singleShot=True, interval=WRITE_AFTER)
        self._timer.timeout.connect(self._write)
        for change in (
            window.listing.view_changed,
            window.articles.sort_changed,
            window.panes.splitter.splitterMoved,
            window.sidebar.expanded,
            window.sidebar.collapsed,
            window.reading.opened,
        ):
            change.connect(self._changed)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's place and size."""
        if event.type() in _MOVES:
            self._changed()
        return False

    def _changed(self, *_: object) -> None:
        if self.writes and not self._timer.isActive():
            self._timer.start()

    def close(self) -> None:
        """Write a last time."""
        self._window.removeEventFilter(self)
        self._timer.stop()
        self._write()

    def _write(self) -> None:
        if not self.writes:
            return
        window = self._window
        state = window.state
        if not window.reading_mode.full:  # the next start is a window again
            state.keep("geometry", window.saveGeometry())
        state.widths = window.panes.widths
        state.expanded = window.sidebar.expanded_keys
        state.sort = window.listing.sort_to_keep
        state.view = window.listing.view_to_keep
        state.save()
