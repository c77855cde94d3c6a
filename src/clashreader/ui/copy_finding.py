"""Finding the copies of reports behind the window, so that lists can fold them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from clashreader.errors import ReaderError

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

log = logging.getLogger(__name__)

FIRST_AFTER = 4_000
"""Milliseconds from the start until what came while nobody looked is compared."""

EASE = 3.0
"""Seconds of rest for each second of comparing: what a first sync of many feeds, or an archive,
leaves to compare takes a quarter of one processor, not the whole of it."""


class CopyFinding(QObject):
    """Compares what is new after each sync. Lists fold by it when they are read the next time:
    nothing that is on the screen moves.
    """

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self._timer = QTimer(self, singleShot=True, interval=FIRST_AFTER)
        self._timer.timeout.connect(self.find)

    def begin(self) -> None:
        """Look at what came while nobody looked, as soon as the start is over."""
        self._timer.start()

    def find(self) -> None:
        """Compare what was not compared yet, unless nobody wants it, or nothing can be written."""
        library = self._library
        if not self._window.settings.hide_duplicates or library.only_read is not None:
            return
        self._window.jobs.submit(
            lambda cancel: library.group_copies(cancel=cancel, ease=EASE), None, self._failed,
            key="copies", lane="copies",
        )  # fmt: skip

    def _failed(self, error: ReaderError) -> None:
        # What was not compared stays unfolded, and is compared the next time.
        log.info("copies were not looked for: %s", error.message)
