"""Whether the open article is still on its site: its page is asked, and told in one line."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.errors import CancelledError, ReaderError

if TYPE_CHECKING:
    from clashreader.sync.presence import Presence
    from clashreader.ui.jobs import Job
    from clashreader.ui.main_window import MainWindow


class PresenceChecking(QObject):
    """One page at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None

    def check(self) -> None:
        """Ask the page of the open article whether it is still there."""
        window = self._window
        library, number = window.library, window.reading.article_id
        if self._job is not None or library is None or number is None:
            return

        def work(cancel: threading.Event) -> Presence:
            from clashreader.sync.presence import check_presence

            return check_presence(library, [number], cancel=cancel)

        window.status.progress(self.tr("Asking the page …"))
        self._job = window.jobs.submit(work, self._arrived, self._failed, lane="fetch")

    def _arrived(self, presence: Presence) -> None:
        self._over()
        window = self._window
        window.apply_changes(presence.changes)
        if not presence.checked:
            words = self.tr("The page could not be asked. {0}").format(presence.reason)
        elif presence.gone:
            words = self.tr("The page is no longer on the site. The article stays here.")
        elif presence.back:
            words = self.tr("The page is there again.")
        else:
            words = self.tr("Nothing has changed: the page answers as it did before.")
        window.status.notice(words)

    def _failed(self, error: ReaderError) -> None:
        self._over()
        if not isinstance(error, CancelledError):
            self._window.report(error)

    def _over(self) -> None:
        self._job = None
        self._window.status.progress("")
