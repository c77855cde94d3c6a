"""Follow something new: one field that takes an address, a folder, a file, or a list of feeds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from clashreader.errors import CancelledError, ChoiceNeededError, FetchError, ReaderError
from clashreader.ui.choice_list import ChoiceList
from clashreader.ui.jobs import Job
from clashreader.ui.language import sentence
from clashreader.ui.login_fields import LoginFields
from clashreader.ui.sync_controller import AddRequest, SyncController
from clashreader.ui.views import View, ViewKind
from clashreader.ui.widgets import Field, FlatButton, LinkButton, ProgressLine, quiet_label

if TYPE_CHECKING:
    from clashreader.sync.subscribe import Added, Imported

_LISTS = (".opml", ".opm")
_ASKS_FOR_PASSWORD = 401
"""The status of an answer (RFC 9110, 15.5.2)."""


class AddDialog(QDialog):
    """The work is done off the UI thread and can be stopped; errors are a sentence in here."""

    added = Signal(object)
    """The `View` of what was added."""

    def __init__(
        self, syncing: SyncController, sections: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("addDialog")
        self.setWindowTitle(self.tr("Add a source"))
        self.setFixedWidth(520)
        self._syncing = syncing
        self._job: Job | None = None
        self._anyway = False
        self._build(sections)
        self._check()

    def _build(self, sections: Sequence[str]) -> None:
        self.target = Field()
        self.target.setObjectName("addTarget")
        self.target.setAccessibleName(self.tr("Address, folder or file"))
        self.target.setPlaceholderText("https://")
        self.target.textChanged.connect(self._check)
        self.section = Field()
        self.section.setObjectName("addSection")
        self.section.setAccessibleName(self.tr("Section"))
        self.section.setPlaceholderText(self.tr("As the articles say"))
        completer = QCompleter(list(sections), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.section.setCompleter(completer)
        self.choices = ChoiceList()
        self.choices.setObjectName("addChoices")
        self.choices.setAccessibleName(self.tr("Feeds of this page"))
        self.choices.hide()
        self.choices.taken.connect(self.start)
        self.login = LoginFields(self._syncing.jobs)
        self.login.refused.connect(self._say)
        self.login.hide()
        self.message = QLabel()
        self.message.setObjectName("addMessage")
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(36)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._line = ProgressLine()
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(6)
        box.addWidget(quiet_label(self.tr("Address of a feed or a page, a folder, or a file")))
        box.addWidget(self.target)
        box.addLayout(self._choosers())
        box.addSpacing(8)
        box.addWidget(quiet_label(self.tr("Section")))
        box.addWidget(self.section)
        box.addSpacing(8)
        box.addWidget(self.message)
        box.addWidget(self.login)
        box.addWidget(self.choices)
        box.addWidget(self._line)
        box.addSpacing(8)
        box.addLayout(self._buttons())

    def _choosers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        self._folder = LinkButton(self.tr("Choose folder …"))
        self._folder.clicked.connect(self._choose_folder)
        self._file = LinkButton(self.tr("Choose file …"))
        self._file.clicked.connect(self._choose_file)
        row.addWidget(self._folder)
        row.addWidget(self._file)
        row.addStretch()
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._anyway_button = FlatButton(self.tr("Add anyway"))
        self._anyway_button.hide()
        self._anyway_button.clicked.connect(self._start_anyway)
        self._cancel = FlatButton(self.tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self._add = FlatButton(self.tr("Add"), primary=True)
        self._add.setObjectName("addButton")
        self._add.setDefault(True)
        self._add.clicked.connect(self.start)
        row.addWidget(self._anyway_button)
        row.addStretch()
        row.addWidget(self._cancel)
        row.addWidget(self._add)
        return row

    def fill_in(self, target: str) -> None:
        """Put something into the field."""
        self.target.setText(target)

    # --- choosing ---

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("A folder of articles"))
        if folder:
            self.fill_in(folder)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("An article, a saved page, or a list of feeds"),
            "",
            self.tr("Articles and lists (*.md *.markdown *.html *.htm *.txt *.opml);;All (*)"),
        )
        if name:
            self.fill_in(name)

    def _check(self) -> None:
        self._add.setEnabled(bool(self.target.text().strip()) and self._job is None)
        self._anyway_button.hide()
        if self._job is None:
            self.choices.hide()
            self.login.hide()
            self.message.setText("")

    # --- working ---

    def start(self) -> None:
        """Add what the field names."""
        target = self.target.text().strip()
        if not target or self._job is not None:
            return
        try:
            login = None if self.login.isHidden() else self.login.given
        except ReaderError as error:
            self.message.setText(sentence(error.message))
            return
        pick = None
        if self.choices.isVisible() and self.choices.currentRow() >= 0:
            pick = self.choices.currentRow() + 1
        # Those of Path raise for a user or a folder that cannot be looked at.
        path = Path(os.path.expanduser(target))  # noqa: PTH111
        if path.suffix.lower() in _LISTS and os.path.isfile(path):  # noqa: PTH113
            self._job = self._syncing.import_opml(path, self._imported, self._failed)
        else:
            section = self.section.text().strip() or None
            request = AddRequest(target, section, pick, self._anyway, login)
            self._job = self._syncing.add(request, self._done, self._failed, self.message.setText)
        self._anyway = False
        self._work(True)
        self.message.setText(self.tr("Reading …"))

    def _start_anyway(self) -> None:
        self._anyway = True
        self.start()

    def _work(self, working: bool) -> None:
        if working:  # before the field that has the focus is disabled: Qt would pass it on
            self._cancel.setFocus()
        fields = (
            self.target, self.section, self.choices, self._folder, self._file, self.login
        )  # fmt: skip
        for widget in (*fields, self._anyway_button, self._add):
            widget.setEnabled(not working)
        if not working:
            self.target.setFocus()
        self._line.set_share(0.4 if working else None)
        self._cancel.setText(self.tr("Stop") if working else self.tr("Cancel"))

    def _done(self, added: Added) -> None:
        self._job = None
        self._work(False)
        self.added.emit(View(ViewKind.SOURCE, str(added.source.id)))
        self.accept()

    def _imported(self, imported: Imported) -> None:
        self._job = None
        self._work(False)
        from clashreader.ui.import_report import ImportReport

        if imported.added:
            self.added.emit(View())
            self.accept()
        else:
            self.message.setText("")
        if ImportReport.is_wanted(imported):
            ImportReport(imported, self.parentWidget() if imported.added else self).open()

    def _failed(self, error: ReaderError) -> None:
        self._job = None
        self._work(False)
        if isinstance(error, CancelledError):
            self.message.setText(self.tr("Stopped."))
            return
        self.message.setText(sentence(error.message))
        if isinstance(error, ChoiceNeededError):
            self._offer(error.choices)
        elif isinstance(error, FetchError):
            self._anyway_button.show()
            if error.status == _ASKS_FOR_PASSWORD:
                self._ask_for_login()

    def _ask_for_login(self) -> None:
        if self.login.given is None:
            self.message.setText(self.tr("The server asks for a name and a password."))
            self.login.show()
            self.login.open()
        else:
            self.message.setText(self.tr("The server does not take this name and password."))
            self.login.password.setFocus()
            self.login.password.selectAll()

    def _say(self, error: ReaderError) -> None:
        self.message.setText(sentence(error.message))

    def _offer(self, choices: Sequence[tuple[str, str]]) -> None:
        self.message.setText(self.tr("This page offers several feeds. Which one?"))
        self.choices.offer(choices)
        self.choices.show()
        self.choices.setFocus()

    def reject(self) -> None:
        """Cancel stops the work first; a second press closes."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel.set()
            job.done = job.failed = None
            self._work(False)
            self.message.setText(self.tr("Stopped."))
            self._check_after_stop()
            return
        super().reject()

    def _check_after_stop(self) -> None:
        self._add.setEnabled(bool(self.target.text().strip()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leaving stops the work."""
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
            self._job = None
        super().closeEvent(event)
