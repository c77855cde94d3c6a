"""The whole text of the open article, fetched because the reader asks, and told in one line."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.errors import CancelledError, ReaderError

if TYPE_CHECKING:
    from clashreader.sync.asked import TextReport
    from clashreader.ui.jobs import Job
    from clashreader.ui.main_window import MainWindow


class TextFetching(QObject):
    """One page at a time; asking again while one is fetched stops it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None

    def fetch(self) -> None:
        """Fetch the page behind the open article, or stop fetching it."""
        window, library, number = (
            self._window,
            self._window.library,
            self._window.reading.article_id,
        )
        if self._job is not None:
            self._stop()
            return
        if library is None or number is None:
            return

        def work(cancel: threading.Event) -> TextReport:
            from clashreader.sync.asked import fetch_text

            return fetch_text(library, number, cancel=cancel)

        words = self.tr("Fetching the whole text …")
        window.status.progress(words)
        self._job = window.jobs.submit(work, self._arrived, self._failed, lane="fetch")

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel.set()
            job.done = job.failed = None
        self._window.status.progress("")
        self._window.status.notice(self.tr("Stopped. The text stays as it was."))

    def _arrived(self, report: TextReport) -> None:
        self._over()
        window = self._window
        window.apply_changes(report.changes)
        if not report.taken:
            window.status.notice(
                self.tr("The whole text could not be fetched. {0}").format(report.reason)
            )
        elif report.same:
            window.status.notice(self.tr("The page says the same as the text that is here."))
        else:
            article = window.reading.article
            if article is not None and article.id == report.article_id:
                # What was asked for is shown, though it is another text than the one being read.
                window.reading.open(article.id, article.versions)
            window.status.notice(
                self.tr("The whole text is here now. The one before it stays as a version.")
            )

    def _failed(self, error: ReaderError) -> None:
        self._over()
        if not isinstance(error, CancelledError):
            self._window.report(error)

    def _over(self) -> None:
        self._job = None
        self._window.status.progress("")
