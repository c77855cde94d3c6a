"""What is offered where the library cannot be used: to go back to one of its backups."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.errors import ReaderError
from clashreader.library import backups
from clashreader.library.failures import BY_COMMAND
from clashreader.ui.backups_dialog import paragraph, title_of
from clashreader.ui.choice_list import ChoiceList
from clashreader.ui.jobs import Jobs
from clashreader.ui.language import sentence
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, ProgressLine, quiet_label

if TYPE_CHECKING:
    from clashreader.ui.main_window import MainWindow

_WIDTH = 520


class RescueDialog(QDialog):
    """Says what is wrong, lists the backups, and puts the chosen one in the library's place.

    The library that is there is kept beside it, untouched.
    """

    restored = Signal()
    """A backup is in the library's place."""

    def __init__(
        self, error: ReaderError, library: Path, jobs: Jobs, parent: QWidget | None = None, *,
        go_back: Callable[[Path], object] | None = None,
    ) -> None:  # fmt: skip
        """Offer backups of the file `library`; `go_back` is that of the library, if it is open."""
        super().__init__(parent)
        self.setObjectName("rescueDialog")
        self.setWindowTitle(self.tr("The library cannot be used"))
        self.setFixedWidth(_WIDTH)
        self._library = library
        self._jobs = jobs
        self._go_back = go_back or partial(backups.restore, library)
        self._found = backups.existing(library)
        self._build(error)
        self._show_found()
        jobs.submit(
            lambda cancel: backups.sound(library, stop=cancel.is_set), self._sorted_out,
            lambda _: None,
        )  # fmt: skip

    def _build(self, error: ReaderError) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        title = QLabel(self.tr("The library cannot be used"))
        title.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(title)
        self.message = paragraph(sentence(error.message.replace(BY_COMMAND, "")))
        self.message.setObjectName("rescueMessage")
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(self.message)
        box.addSpacing(8)
        self.choices = ChoiceList()
        self.choices.setObjectName("rescueBackups")
        self.choices.setAccessibleName(self.tr("Backups of the library"))
        self.choices.taken.connect(self.restore)
        self._above = quiet_label(self.tr("Backups, the newest first"))
        self._below = paragraph(
            self.tr(
                "What came after the backup is not in it. The library that is there now is kept "
                "beside it, as it is."
            )
        )
        self._none = paragraph(self.tr("There is no backup of it. The file was left as it is."))
        for widget in (self._above, self.choices, self._below, self._none):
            box.addWidget(widget)
        self._line = ProgressLine()
        box.addWidget(self._line)
        box.addSpacing(8)
        box.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        folder = FlatButton(self.tr("Open the folder"))
        place = QUrl.fromLocalFile(str(self._library.parent))
        folder.clicked.connect(lambda: QDesktopServices.openUrl(place))
        self._leave = FlatButton(self.tr("Leave it as it is"))
        self._leave.clicked.connect(self.reject)
        row.addWidget(folder)
        row.addStretch()
        row.addWidget(self._leave)
        self.button = FlatButton(self.tr("Go back to this backup"), primary=True)
        self.button.setObjectName("rescueButton")
        self.button.setDefault(True)
        self.button.clicked.connect(self.restore)
        row.addWidget(self.button)
        return row

    def _sorted_out(self, found: list[backups.Backup]) -> None:
        """All have been read through: only those that hold together stay on the list."""
        if found != self._found and self.button.isEnabled():
            self._found = found
            self._show_found()

    def _show_found(self) -> None:
        there = bool(self._found)
        self.choices.offer([title_of(backup) for backup in self._found])
        for widget in (self._above, self.choices, self._below, self.button):
            widget.setVisible(there)
        self._none.setVisible(not there)

    def restore(self) -> None:
        """Put the chosen backup in place; off the thread of the window, for it is read through."""
        row = self.choices.currentRow()
        if not self.button.isEnabled() or not 0 <= row < len(self._found):
            return
        path, go_back = self._found[row].path, self._go_back
        for widget in (self.button, self._leave, self.choices):
            widget.setEnabled(False)
        self._line.set_share(0.0)

        def work(_: threading.Event) -> None:
            go_back(path)

        self._jobs.submit(work, self._done, self._failed)

    def _done(self, _: None) -> None:
        self.accept()
        self.restored.emit()

    def _failed(self, error: ReaderError) -> None:
        self._line.set_share(None)
        for widget in (self.button, self._leave, self.choices):
            widget.setEnabled(True)
        self.message.setText(sentence(error.message))


def offer_backup(
    window: MainWindow, error: ReaderError, again: Callable[[], None],
    go_back: Callable[[Path], object] | None = None,
) -> RescueDialog:  # fmt: skip
    """Open the dialog over a window; `again` is called when a backup has taken the place."""
    dialog = RescueDialog(error, window.home.library, window.jobs, window, go_back=go_back)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.restored.connect(again)
    dialog.open()
    return dialog
