"""What the window shows of a sync: the stop button, the line of progress, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.errors import CancelledError, ReaderError
from clashreader.model import Changes

if TYPE_CHECKING:
    from clashreader.sync.report import SyncProgress, SyncReport
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.sync_controller import SyncController


class SyncDisplay(QObject):
    """Follows a `SyncController` and tells the reader, quietly."""

    def __init__(self, window: MainWindow, syncing: SyncController) -> None:
        super().__init__(window)
        self._window = window
        syncing.started.connect(self._started)
        syncing.progressed.connect(self._progressed)
        syncing.finished.connect(self._finished)
        syncing.failed.connect(self._failed)

    def _started(self) -> None:
        window = self._window
        window.toolbar.set_icon("syncAction", "stop")
        window.commands["syncAction"].setText(self.tr("Stop"))
        window.commands["syncAction"].setToolTip(self.tr("Stop the sync (F5)"))
        window.progress.set_share(0.0)
        window.status.progress(self.tr("Syncing …"))

    def _progressed(self, progress: SyncProgress) -> None:
        window = self._window
        number = window.locale().toString
        whole = progress.total + progress.pages_total + progress.images_total
        done = progress.done + progress.pages_done + progress.images_done
        window.progress.set_share(done / whole if whole else 0.0)
        if progress.done < progress.total or not (progress.images_total or progress.pages_total):
            words = self.tr("Syncing {0} of {1}: {2}").format(
                number(progress.done), number(progress.total), progress.source
            )
        elif not progress.images_total:
            words = self.tr("Fetching whole articles: {0} of {1}").format(
                number(progress.pages_done), number(progress.pages_total)
            )
        else:
            words = self.tr("Keeping pictures: {0} of {1}").format(
                number(progress.images_done), number(progress.images_total)
            )
        window.status.progress(words)

    def _over(self) -> None:
        window = self._window
        window.toolbar.set_icon("syncAction", "sync")
        window.commands["syncAction"].setText(self.tr("Sync"))
        window.commands["syncAction"].setToolTip(self.tr("Sync (F5)"))
        window.progress.set_share(None)
        window.status.progress("")

    def _finished(self, report: SyncReport) -> None:
        self._over()
        window = self._window
        window.apply_changes(Changes(sources=True, images=True))
        failed = [source for source in report.sources if source.error]
        if not failed:
            if report.new or report.updated:
                number = window.locale().toString
                window.status.notice(
                    self.tr("Synced: {0} new, {1} changed.").format(
                        number(report.new), number(report.updated)
                    )
                )
            return
        first = failed[0]
        words = f"{first.title or first.url}: {first.error}"
        if len(failed) > 1:
            words = self.tr("{0} sources could not be read. {1}").format(len(failed), words)
        details = "\n".join(f"{source.title or source.url}: {source.error}" for source in failed)
        window.status.notice(
            words, self.tr("Details"), lambda: window.status.details.emit(ReaderError(details))
        )

    def _failed(self, error: ReaderError) -> None:
        self._over()
        if isinstance(error, CancelledError):
            self._window.status.notice(error.message)
        else:
            self._window.report(error)
