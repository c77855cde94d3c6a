"""What the window shows of a sync: the stop button, the line of progress, words."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.errors import CancelledError, ReaderError
from clashreader.model import Changes
from clashreader.ui.keys import tip
from clashreader.ui.language import plural, sentence

if TYPE_CHECKING:
    from clashreader.sync.report import SyncProgress, SyncReport
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.sync_controller import SyncController


_AT_ONCE = 500
"""Rows that are read together."""


class SyncDisplay(QObject):
    """Follows a `SyncController` and tells the reader, quietly."""

    def __init__(self, window: MainWindow, syncing: SyncController) -> None:
        super().__init__(window)
        self._window = window
        self._stopped = 0
        """The ticket of the notice that a sync was stopped."""
        self._touched: set[int] = set()
        """Articles that a sync changed but neither brought nor updated: some may be gone."""
        syncing.started.connect(self._started)
        syncing.progressed.connect(self._progressed)
        syncing.finished.connect(self._finished)
        syncing.failed.connect(self._failed)

    def _started(self) -> None:
        window = self._window
        self._touched.clear()
        window.status.withdraw(self._stopped)
        window.toolbar.set_icon("syncAction", "stop")
        window.commands["syncAction"].setText(self.tr("Stop"))
        action = window.commands["syncAction"]
        action.setToolTip(tip(action, self.tr("Stop the sync")))
        window.progress.set_share(0.0)
        window.status.progress(self.tr("Syncing …"))

    def _progressed(self, progress: SyncProgress) -> None:
        window = self._window
        number = window.locale().toString
        changes = progress.changes
        if changes is not None:
            known = {*changes.inserted, *changes.updated}
            self._touched.update(i for i in changes.articles if i not in known)
        whole = progress.total + progress.pages_total + progress.images_total
        done = progress.done + progress.pages_done + progress.images_done
        window.progress.set_share(done / whole if whole else 0.0)
        if progress.done < progress.total or not (progress.images_total or progress.pages_total):
            # No name: the one at hand is of a source that is done, not of one that is waited for.
            words = self.tr("Syncing {0} of {1} …").format(
                number(progress.done), number(progress.total)
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
        action = window.commands["syncAction"]
        action.setToolTip(tip(action, self.tr("Sync")))
        window.progress.set_share(None)
        window.status.progress("")

    def _finished(self, report: SyncReport) -> None:
        self._over()
        window = self._window
        window.apply_changes(Changes(sources=True, images=True))
        failed = [source for source in report.sources if source.error]
        if not failed:
            self._sum_up(report)
            return
        first = failed[0]
        words = f"{first.title or first.url}: {sentence(first.error or '')}"
        if len(failed) > 1:
            many = plural(
                "SyncDisplay",
                "%Ln source could not be read.",
                "%Ln sources could not be read.",
                len(failed),
            )
            words = f"{many} {words}"
        details = "\n".join(
            f"{source.title or source.url}: {sentence(source.error or '')}" for source in failed
        )
        window.status.notice(
            words, self.tr("Details"), lambda: window.status.details.emit(ReaderError(details))
        )

    def _sum_up(self, report: SyncReport) -> None:
        """Say what came, changed, and went; nothing where nothing did."""
        window, touched = self._window, sorted(self._touched)
        library = window.library
        if library is None or not touched:
            self._say_sum(report, 0)
            return

        def work(cancel: threading.Event) -> int:
            parts = (touched[i : i + _AT_ONCE] for i in range(0, len(touched), _AT_ONCE))
            return sum(row.gone for part in parts for row in library.rows(part))

        window.jobs.submit(work, lambda gone: self._say_sum(report, gone), window.report)

    def _say_sum(self, report: SyncReport, gone: int) -> None:
        parts = [
            words
            for words, count in (
                (plural("SyncDisplay", "%Ln new", "%Ln new", report.new), report.new),
                (
                    plural("SyncDisplay", "%Ln changed", "%Ln changed", report.updated),
                    report.updated,
                ),
                (plural("SyncDisplay", "%Ln gone", "%Ln gone", gone), gone),
            )
            if count
        ]
        if parts:
            self._window.status.notice(self.tr("Synced: {0}.").format(", ".join(parts)))

    def _failed(self, error: ReaderError) -> None:
        self._over()
        if isinstance(error, CancelledError):
            self._stopped = self._window.status.notice(sentence(error.message))
        else:
            self._window.report(error)
