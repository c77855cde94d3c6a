"""Backing up into one file, and restoring from one, for the window of backups."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QVBoxLayout

from clashreader.errors import CancelledError
from clashreader.ui.dates import long_date
from clashreader.ui.dialog_room import breadth
from clashreader.ui.language import plural
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from clashreader.library.archives import Facts
    from clashreader.library.library import Library
    from clashreader.library.restoring import Staged
    from clashreader.library.stopping import Stop
    from clashreader.ui.backups_dialog import BackupsDialog
    from clashreader.ui.main_window import MainWindow

ENDING = ".clashreader.zip"


class BackupFiles(QObject):
    """Asks for the file, does the work in a job, and says how it went in the window of backups."""

    def __init__(self, dialog: BackupsDialog, window: MainWindow, library: Library) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._window = window
        self._library = library

    # --- out ---

    def ask_where(self) -> None:
        """Ask for the name of the file to back up into; one that is there is asked about."""
        name = time.strftime(f"library-%Y-%m-%d{ENDING}")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        asking = self._ask(self.tr("Back up into a file"), str(Path(folder, name)))
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.fileSelected.connect(lambda path: self.back_up(Path(path)))
        asking.open()

    def _ask(self, title: str, start: str) -> QFileDialog:
        asking = QFileDialog(self._dialog, title, start)
        asking.setObjectName("backupFile")
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asking.setNameFilters([self.tr("Backups (*.zip *.sqlite3)"), self.tr("All files (*)")])
        return asking

    def back_up(self, target: Path) -> None:
        """Write the file, which is replaced if it is there: the reader was asked."""
        if self._dialog.busy:
            return
        library, extras = self._library, self._window.home.beside_library
        self._dialog.message.setText(self.tr("Backing up into one file …"))
        self._dialog.begin(
            self._window.jobs.submit(
                lambda cancel: library.write_backup(
                    target, extras=extras, overwrite=True, stop=cancel.is_set,
                    progress=self._teller(),
                ),
                self._written, self._dialog.failed,
            ),
            0.0,
        )  # fmt: skip

    def _teller(self) -> Callable[[int, int], None]:
        """Return what tells the dialog of progress, each hundredth once, from the job's thread."""
        last = -1

        def tell(done: int, total: int) -> None:
            nonlocal last
            percent = 100 * done // max(total, 1)
            if percent != last:
                last = percent
                self._window.jobs.post(lambda: self._dialog.show_share(percent / 100))

        return tell

    def _written(self, made: Facts) -> None:
        self._dialog.end()
        words = self.tr("Backed up to {0} ({1} MB), read back and checked.")
        size = self.locale_number(made.bytes / 1_000_000)
        told = words.format(made.path, size)
        if made.missing:
            told += " " + plural(
                "BackupFiles", "%Ln picture could not be read and is not in it.",
                "%Ln pictures could not be read and are not in it.", made.missing,
            )  # fmt: skip
        self._dialog.message.setText(told)

    def locale_number(self, value: float) -> str:
        """Return a number with one decimal as the locale writes it."""
        return self._dialog.locale().toString(value, "f", 1)

    # --- in ---

    def ask_which(self) -> None:
        """Ask for the file to restore."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        asking = self._ask(self.tr("Restore from a file"), folder)
        asking.setFileMode(QFileDialog.FileMode.ExistingFile)
        asking.fileSelected.connect(lambda path: self.restore(Path(path)))
        asking.open()

    def restore(self, file: Path) -> None:
        """Unpack and check the file, beside the library; then ask."""
        if self._dialog.busy:
            return
        library = self._library

        def work(cancel: Stop) -> Staged:
            staged = library.stage_backup(file, stop=cancel.is_set, progress=self._teller())
            if cancel.is_set():  # nobody waits for it any more
                staged.drop()
                raise CancelledError("Stopped; nothing was changed.")
            return staged

        self._dialog.message.setText(self.tr("Unpacking and checking the backup …"))
        job = self._window.jobs.submit(work, self._staged, self._dialog.failed)
        self._dialog.begin(job, 0.0)

    def _staged(self, staged: Staged) -> None:
        self._dialog.end()
        asking = RestoreDialog(staged.facts, self._dialog)
        asking.accepted.connect(lambda: self._take(staged))
        asking.rejected.connect(lambda: self._drop(staged))
        asking.open()

    def _drop(self, staged: Staged) -> None:
        self._dialog.message.setText(self.tr("Nothing was changed."))
        self._window.jobs.submit(lambda _: staged.drop())

    def _take(self, staged: Staged) -> None:
        window, library = self._window, self._library
        if window.syncing is not None and window.syncing.running:
            window.syncing.stop()
        # What has numbers of this library in its hands would go on with them in the other one.
        wait = window.jobs.ending("sync", "fetch")

        def work(_: Stop) -> None:
            try:
                wait()
                library.take_staged(staged)
            finally:
                staged.drop()

        self._dialog.message.setText(self.tr("Going back …"))
        self._dialog.begin(window.jobs.submit(work, self._taken, self._dialog.failed))

    def _taken(self, _: None) -> None:
        self._dialog.end()
        self._dialog.show_restored()


class RestoreDialog(QDialog):
    """Asks once more, with what the backup says of itself."""

    def __init__(self, facts: Facts, parent: QDialog) -> None:
        super().__init__(parent)
        self.setObjectName("restoreDialog")
        self.setWindowTitle(self.tr("Restore from a file"))
        self.setFixedWidth(breadth(parent, 480))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = self._paragraph(self.tr("Restore the library of {0}?").format(long_date(facts.made)))
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        box.addWidget(head)
        articles = plural("RestoreDialog", "%Ln article", "%Ln articles", facts.articles)
        pictures = plural("RestoreDialog", "%Ln picture", "%Ln pictures", facts.pictures)
        words = self.tr("It was checked and is whole: {0}, {1}.").format(articles, pictures)
        box.addWidget(self._paragraph(words))
        box.addWidget(
            self._paragraph(
                self.tr(
                    "What came after it is not in it. The library and the pictures that are there "
                    "now are kept aside, in a folder beside it. The settings stay as they are."
                )
            )
        )
        box.addSpacing(8)
        cancel = FlatButton(self.tr("Cancel"), primary=True)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        restore = FlatButton(self.tr("Restore"))
        restore.setObjectName("reallyRestore")
        restore.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(restore)
        row.addWidget(cancel)
        box.addLayout(row)

    def _paragraph(self, words: str) -> QLabel:
        label = QLabel(words)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        return label
