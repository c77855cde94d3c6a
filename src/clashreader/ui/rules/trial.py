"""What a rule would find in the library as it is: how many articles, and the newest of them."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clashreader.errors import ReaderError
from clashreader.library.library import Library
from clashreader.library.stopping import Stop
from clashreader.model import ArticleRow, RuleTrial
from clashreader.ui.choice_list import ChoiceList
from clashreader.ui.dates import short_date
from clashreader.ui.jobs import Job, Jobs
from clashreader.ui.language import plural, sentence
from clashreader.ui.row_layout import SEPARATOR
from clashreader.ui.widgets import quiet_label

PAUSE = 300
"""Milliseconds without a key after which the library is asked."""

_NEWEST = 8


class Trial(QWidget):
    """Follows a query that is being written; a click on an article asks for it."""

    wanted = Signal(int)
    """The reader wants to see this article."""

    def __init__(self, library: Library, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = jobs
        self._query = ""
        self._job: Job | None = None
        self._rows: tuple[ArticleRow, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._ask)
        self.words = quiet_label()
        self.words.setObjectName("trialWords")
        self.words.setWordWrap(True)
        self.found = ChoiceList()
        self.found.setObjectName("trialFound")
        self.found.setAccessibleName(self.tr("The newest articles that it finds"))
        self.found.taken.connect(self._take)
        self.found.itemClicked.connect(lambda _: self._take())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.words)
        box.addWidget(self.found)

    def try_later(self, query: str) -> None:
        """Ask the library what `query` finds, as soon as nothing is typed for a moment."""
        self._query = query
        self._timer.start()

    def try_now(self, query: str) -> None:
        """Ask at once."""
        self._query = query
        self._timer.stop()
        self._ask()

    def show_nothing(self, words: str) -> None:
        """The query cannot be read."""
        self.stop()  # what was asked before is no news
        self._rows = ()
        self.found.clear()
        self.words.setText(words)

    def stop(self) -> None:
        """Ask nothing more, and wait for no answer: the dialog closes."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
            self._job = None

    def _ask(self) -> None:
        self.stop()
        query, library = self._query, self._library
        self.words.setText(self.tr("Looking …"))

        def work(_: Stop) -> RuleTrial:
            return library.try_rule(query, _NEWEST)

        self._job = self._jobs.submit(work, self._show, self._failed, key="rule-trial")

    def _show(self, trial: RuleTrial) -> None:
        self._rows = trial.rows
        now = time.time()
        self.found.offer([(row.title, _meta(row, now)) for row in trial.rows])
        self.words.setText(
            plural(
                "RuleTrial",
                "It finds %Ln article of those that are here. The newest:",
                "It finds %Ln articles of those that are here. The newest:",
                trial.total,
            )
            if trial.total
            else self.tr("It finds none of the articles that are here.")
        )

    def _failed(self, error: ReaderError) -> None:
        self._rows = ()
        self.found.clear()
        self.words.setText(sentence(error.message))

    def _take(self) -> None:
        row = self.found.currentRow()
        if 0 <= row < len(self._rows):
            self.wanted.emit(self._rows[row].id)


def _meta(row: ArticleRow, now: float) -> str:
    date = "" if row.published is None else short_date(row.published, now)
    return SEPARATOR.join(part for part in (row.outlet, date) if part)
