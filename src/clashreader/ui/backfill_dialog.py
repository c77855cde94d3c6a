"""Older articles of a source: how many there are, and the button that fetches them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from clashreader.errors import ReaderError
from clashreader.model import Source
from clashreader.ui.backups_dialog import paragraph
from clashreader.ui.language import plural, sentence
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, ProgressLine

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.backfill import BackfillProgress, BackfillReport, Plan
    from clashreader.ui.jobs import Job
    from clashreader.ui.main_window import MainWindow

PAGES = 50
"""Pages that one press fetches, at most."""


class BackfillDialog(QDialog):
    """Asks the feed what there is, says it, and fetches it only when the reader wants that."""

    def __init__(self, window: MainWindow, library: Library, source: Source) -> None:
        super().__init__(window)
        self.setObjectName("backfillDialog")
        self.setWindowTitle(self.tr("Older articles"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(460)
        self._window, self._library, self._source = window, library, source
        self._plan: Plan | None = None
        head = paragraph(self.tr("Older articles of “{0}”").format(source.title))
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        self.message = paragraph(self.tr("Asking the feed …"))
        self.message.setMinimumHeight(54)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._line = ProgressLine()
        self._close = FlatButton(self.tr("Close"))
        self._close.clicked.connect(self.reject)
        self.fetch = FlatButton(self.tr("Fetch them"), primary=True)
        self.fetch.setObjectName("fetchOlder")
        self.fetch.setToolTip(self.tr("They come in as read"))
        self.fetch.setEnabled(False)
        self.fetch.setDefault(True)
        self.fetch.clicked.connect(self.start)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(self._close)
        row.addWidget(self.fetch)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        box.addWidget(head)
        box.addWidget(self.message)
        box.addWidget(self._line)
        box.addSpacing(8)
        box.addLayout(row)
        self._job: Job | None = self._ask()

    def _ask(self) -> Job:
        library, number = self._library, self._source.id

        def work(cancel: threading.Event) -> Plan:
            from clashreader.sync.backfill import plan_backfill

            return plan_backfill(library, number, cancel=cancel)

        return self._window.jobs.submit(work, self._planned, self._failed, lane="fetch")

    def _planned(self, plan: Plan) -> None:
        self._job, self._plan = None, plan
        number = self.locale().toString
        if plan.start is None:
            words = self.tr("This feed offers nothing older than what it lists.")
        elif plan.articles is not None:
            words = plural(
                "BackfillDialog", "About one older article can be fetched.",
                "About %Ln older articles can be fetched.", plan.articles,
            )  # fmt: skip
        elif plan.pages is not None:
            words = self.tr("{0} older pages can be fetched, about {1} articles.").format(
                number(plan.pages), number(plan.pages * max(1, plan.here))
            )
        else:
            words = self.tr(
                "There are older pages; the feed does not say how many. The next {0} would bring "
                "about {1} articles, at most."
            ).format(number(PAGES), number(plan.at_most(PAGES)))
        self.message.setText(words)
        self.fetch.setEnabled(plan.start is not None)

    def start(self) -> None:
        """Fetch older pages; a second press stops it, and it goes on from there another time."""
        library, window, plan = self._library, self._window, self._plan
        if self._job is not None:
            self.stop()
            return
        if plan is None or plan.start is None:
            return
        number, begin = self._source.id, plan.start

        def relay(step: BackfillProgress) -> None:
            window.jobs.post(lambda: self._progressed(step))

        def work(cancel: threading.Event) -> BackfillReport:
            from clashreader.sync.backfill import fill_back

            return fill_back(
                library, number, pages=PAGES, start=begin, progress=relay, cancel=cancel
            )

        self._job = window.jobs.submit(work, self._done, self._failed, lane="fetch")
        self._line.set_share(0.0)
        self.fetch.setText(self.tr("Stop"))

    def _progressed(self, step: BackfillProgress) -> None:
        self._window.apply_changes(step.changes)
        if self._job is None:
            return
        number = self.locale().toString
        words = self.tr("Page {0}: {1} older articles so far.")
        self.message.setText(words.format(number(step.pages), number(step.new)))
        self._line.set_share(step.pages / max(1, step.most))

    def _done(self, report: BackfillReport) -> None:
        self._over()
        words = plural(
            "BackfillDialog", "One older article came in, as read.",
            "%Ln older articles came in, as read.", report.new,
        )  # fmt: skip
        if report.reason:
            words += " " + sentence(report.reason)
        elif not report.done:
            words += " " + self.tr("There is more: it goes on from there another time.")
        self.message.setText(words)
        self.fetch.setEnabled(False)

    def _failed(self, error: ReaderError) -> None:
        self._over()
        self.message.setText(sentence(error.message))

    def _over(self) -> None:
        self._job = None
        self._line.set_share(None)
        self.fetch.setText(self.tr("Fetch them"))

    def stop(self) -> None:
        """Stop; what came in stays."""
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
            self._over()
            self.message.setText(self.tr("Stopped. What came in stays."))
            self.fetch.setEnabled(False)

    def reject(self) -> None:
        """Leaving stops the work."""
        self.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same."""
        self.stop()
        super().closeEvent(event)
