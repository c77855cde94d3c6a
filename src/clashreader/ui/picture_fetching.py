"""Pictures that the reader asks for while reading: fetched, shown, and told about in one line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.errors import CancelledError, ReaderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clashreader.sync.asked import PicturesReport
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.reader.pane import ReaderPane

log = logging.getLogger(__name__)


class PictureFetching(QObject):
    """Hands the wishes of the reading pane to the sync, and says what came of them."""

    def __init__(self, window: MainWindow, pane: ReaderPane) -> None:
        super().__init__(pane)
        self._window = window
        self._pane = pane
        self._under_way = 0
        pane.fetchRequested.connect(lambda url: self.fetch((url,)))
        pane.fetchAllRequested.connect(self.fetch)
        pane.uselessMet.connect(self._met)

    def fetch(self, urls: Sequence[str]) -> None:
        """Fetch missing pictures of the open article."""
        syncing, article = self._window.syncing, self._pane.article_id
        if syncing is None or article is None:
            self._pane.end_fetching()
            return
        self._under_way += 1
        if len(urls) == 1:
            self._window.status.progress(self.tr("Fetching the picture …"))
        else:
            self._window.status.progress(self.tr("Fetching the pictures …"))
        syncing.fetch_pictures(article, urls, self._arrived, self._failed)

    def _met(self, urls: tuple[str, ...]) -> None:
        """Stored pictures of the open article could not be shown: their files are looked at."""
        care, article = self._window.care, self._pane.article_id
        if care is not None and article is not None:
            care.look_at_damaged(article, urls)

    def _arrived(self, report: PicturesReport) -> None:
        self._over()
        if not report.failed:
            if not report.stored:
                self._window.status.notice(self.tr("There is no picture to fetch any more."))
            return
        reason = report.reason or self.tr("The library does not keep it.")
        if report.stored + report.failed == 1:
            words = self.tr("The picture could not be fetched. {0}").format(reason)
        else:
            words = self.tr("{0} of {1} pictures could not be fetched. {2}").format(
                self._number(report.failed),
                self._number(report.stored + report.failed),
                reason,
            )
        self._window.status.notice(words)

    def _failed(self, error: ReaderError) -> None:
        self._over()
        if not isinstance(error, CancelledError):
            self._window.report(error)

    def _over(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            self._window.status.progress("")
            self._pane.end_fetching()

    def _number(self, number: int) -> str:
        return self._window.locale().toString(number)
