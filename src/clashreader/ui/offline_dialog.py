"""What could not be read offline, with the reason each, and the button that fetches it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from clashreader.errors import ReaderError
from clashreader.model import Gap
from clashreader.ui.language import plural
from clashreader.ui.theme import ThinScrollBar
from clashreader.ui.widgets import FlatButton, ProgressLine, quiet_label

if TYPE_CHECKING:
    from clashreader.sync.offline import OfflineProgress, OfflineReport
    from clashreader.ui.jobs import Job
    from clashreader.ui.main_window import MainWindow

_LISTED = 500
"""Things that are listed; what else is missing is only counted."""

Gaps = tuple[tuple[tuple[Gap, str], ...], int, int]
"""What is listed, with its reason, and how many texts and pictures that is."""


class OfflineDialog(QDialog):
    """Lists the gaps of the whole library or of the list, and fills them on request."""

    chosen = Signal(int)
    """The reader wants to see the article of that number."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setObjectName("offlineDialog")
        self.setWindowTitle(self.tr("Reading offline"))
        self._window = window
        self._job: Job | None = None
        self._looked = False
        self._build()
        self._again = QTimer(self, singleShot=True, interval=700)
        self._again.timeout.connect(self.look)
        self.look()

    def _build(self) -> None:
        self.setMinimumSize(560, 420)
        self.message = QLabel(self.tr("Looking for what is missing …"))
        self.message.setObjectName("offlineMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("offlineList")
        self.list.setAccessibleName(self.tr("What is missing"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollBar(ThinScrollBar())
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setSpacing(2)
        self.list.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.list.itemActivated.connect(self._open)
        self._more = quiet_label()
        self._line = ProgressLine()
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        box.addWidget(self.message)
        box.addWidget(self.list, 1)
        box.addWidget(self._more)
        box.addWidget(self._line)
        box.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.here = FlatButton(self.tr("Prepare this list"))
        self.here.setObjectName("prepareList")
        self.here.setToolTip(self.tr("Fetch what is missing of the articles in the list"))
        self.here.clicked.connect(lambda: self.prepare(list(self._window.articles.model.ids)))
        self.all = FlatButton(self.tr("Prepare for offline"), primary=True)
        self.all.setObjectName("prepareAll")
        self.all.setToolTip(self.tr("Fetch everything that is missing"))
        self.all.setDefault(True)
        self.all.clicked.connect(lambda: self.prepare(None))
        self._close = FlatButton(self.tr("Close"))
        self._close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self._close)
        row.addStretch()
        row.addWidget(self.here)
        row.addWidget(self.all)
        self.here.setEnabled(False)
        self.all.setEnabled(False)
        return row

    # --- what is missing ---

    def look(self) -> None:
        """Read the gaps, off the UI thread."""
        library, first = self._window.library, not self._looked
        if library is None:
            return
        self._looked = True

        def work(cancel: threading.Event) -> Gaps:
            from clashreader.sync.offline import look_at_files, reason_of

            if first:
                changes = look_at_files(library)
                self._window.jobs.post(lambda: self._window.apply_changes(changes))
            texts = library.text_gaps(_LISTED)
            images = library.image_gaps(_LISTED)
            listed = tuple((gap, reason_of(gap)) for gap in (*texts, *images)[:_LISTED])
            return listed, len(texts), len(images)

        self._window.jobs.submit(work, self._show, self._failed, key="gaps")

    def _show(self, gaps: Gaps) -> None:
        listed, texts, images = gaps
        chosen = self.list.currentRow()
        self.list.clear()
        for gap, reason in listed:
            self.list.addItem(self._item(gap, reason))
        self.list.setCurrentRow(min(max(chosen, 0), self.list.count() - 1))
        overview = self._window.overview
        missing = max(texts, overview.pages_missing) if overview else texts
        pictures = max(images, overview.images_missing) if overview and images else images
        left = missing + pictures - len(listed)
        more = plural("OfflineDialog", "And %Ln more.", "And %Ln more.", max(0, left))
        self._more.setText(more if left > 0 else "")
        if self._job is None:
            self.message.setText(self._sentence(missing, pictures))
            self._line.set_share(None)
        for button in (self.all, self.here):
            button.setEnabled(self._job is not None or bool(listed))

    def _sentence(self, texts: int, images: int) -> str:
        if not texts and not images:
            return self.tr("Nothing is missing: everything here can be read without a network.")
        parts = []
        if texts:
            parts.append(plural("OfflineDialog", "%Ln whole text", "%Ln whole texts", texts))
        if images:
            parts.append(plural("OfflineDialog", "%Ln picture", "%Ln pictures", images))
        return self.tr("Missing: {0}.").format(self.locale().createSeparatedList(parts))

    def _item(self, gap: Gap, reason: str) -> QListWidgetItem:
        kind = self.tr("Text") if gap.image is None else self.tr("Picture")
        item = QListWidgetItem(f"{gap.title}\n{kind}: {reason}")
        item.setData(Qt.ItemDataRole.UserRole, gap.article_id)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{kind}, {gap.title}, {reason}")
        item.setSizeHint(QSize(0, 2 * self.list.fontMetrics().height() + 12))
        return item

    def _open(self, item: QListWidgetItem) -> None:
        number = item.data(Qt.ItemDataRole.UserRole)
        self.chosen.emit(int(number))
        self.accept()

    # --- fetching ---

    def prepare(self, ids: Sequence[int] | None) -> None:
        """Fetch what is missing of the articles `ids`, or of all; a second press stops it."""
        library, window = self._window.library, self._window
        if self._job is not None:
            self.stop()
            return
        if library is None:
            return

        def work(cancel: threading.Event) -> OfflineReport:
            from clashreader.sync.offline import prepare_offline

            return prepare_offline(library, ids, progress=relay, cancel=cancel)

        def relay(step: OfflineProgress) -> None:
            window.jobs.post(lambda: self._progressed(step))

        self._job = window.jobs.submit(work, self._done, self._failed, lane="fetch")
        self.message.setText(self.tr("Fetching what is missing …"))
        self._line.set_share(0.0)
        self.all.setText(self.tr("Stop"))
        self.all.updateGeometry()
        self.here.hide()

    def _progressed(self, step: OfflineProgress) -> None:
        self._window.apply_changes(step.changes)
        if self._job is None:
            return
        number = self.locale().toString
        self.message.setText(
            self.tr("Fetching {0} of {1} …").format(number(step.done), number(step.total))
        )
        self._line.set_share(step.done / step.total if step.total else 0.0)
        if not self._again.isActive():
            self._again.start()

    def stop(self) -> None:
        """Stop fetching; what came in stays."""
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
            self._over()
            self.look()

    def _done(self, _: OfflineReport) -> None:
        self._over()
        self.look()

    def _failed(self, error: ReaderError) -> None:
        self._over()
        self.message.setText(error.message)

    def _over(self) -> None:
        self._job = None
        self._line.set_share(None)
        self.all.setText(self.tr("Prepare for offline"))
        self.all.updateGeometry()
        self.here.show()

    def reject(self) -> None:
        """Leaving stops the work; what came in stays."""
        self.stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same."""
        self.stop()
        super().closeEvent(event)


def make_dialog(window: MainWindow) -> OfflineDialog:
    """Return the dialog for `window`, which opens the articles that are chosen in it."""
    dialog = OfflineDialog(window)
    dialog.chosen.connect(window.open_article)
    return dialog
