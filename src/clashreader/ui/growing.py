"""A new source's list grows while the source is read for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from clashreader.ui.following import FirstReading

if TYPE_CHECKING:
    from clashreader.model import Changes
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.views import View

EVERY = 300
"""Milliseconds between two looks at what has come."""


class Growing(QObject):
    """Shows what comes in, until the reader has touched the list: from then on nothing moves."""

    def __init__(self, window: MainWindow, view: View) -> None:
        super().__init__(window)
        self._window = window
        self._view = view
        self._timer = QTimer(self, singleShot=True, interval=EVERY)
        self._timer.timeout.connect(self._show)
        window.applied.connect(self._applied)

    @property
    def _reading(self) -> bool:
        syncing = self._window.syncing
        return syncing is not None and syncing.findChild(FirstReading) is not None

    def _applied(self, changes: Changes) -> None:
        listing = self._window.listing
        if listing.view != self._view or not (self._reading or self._timer.isActive()):
            self._end()
        elif changes.inserted and not self._timer.isActive():
            self._timer.start()

    def _show(self) -> None:
        window = self._window
        pane = window.articles
        touched = pane.current_id is not None or pane.view.verticalScrollBar().value() > 0
        if window.listing.view != self._view or touched:
            self._end()
        elif window.listing.complete:
            window.listing.bring_in_new()
        else:
            self._timer.start()

    def _end(self) -> None:
        self._timer.stop()
        self._window.applied.disconnect(self._applied)
        self.deleteLater()
