"""Waits until the window has nothing more to do: for pictures of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

_LOOK_EVERY = 50
_CALM_LOOKS = 10
"""So many looks in a row must find nothing under way; the pane decodes its pictures meanwhile."""

_PATIENCE = 20.0
"""Seconds after which the picture is taken as it is."""


class WhenSettled(QObject):
    """Opens an article where none is, then calls back once everything is painted."""

    def __init__(self, window: MainWindow, call: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._call = call
        self._calm = 0
        self._chosen = False
        self._deadline = time.monotonic() + _PATIENCE
        self._timer = QTimer(self, interval=_LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        window = self._window
        busy = window.jobs.busy or not window.listing.complete
        if not busy and not self._chosen and window.reading.article_id is None:
            self._chosen = True
            if window.articles.model.rowCount():
                window.articles.view.select_row(0)
                busy = True
        self._calm = 0 if busy else self._calm + 1
        if self._calm >= _CALM_LOOKS or time.monotonic() > self._deadline:
            self._timer.stop()
            self._call()
