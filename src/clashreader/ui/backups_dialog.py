"""The backups of the library: which there are, making one now, and going back to one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.errors import ReaderError
from clashreader.library import backups, scheduled
from clashreader.ui.backup_files import BackupFiles
from clashreader.ui.button_rows import spread
from clashreader.ui.choice_list import ChoiceList
from clashreader.ui.dates import long_date
from clashreader.ui.dialog_room import breadth
from clashreader.ui.jobs import Job
from clashreader.ui.language import sentence
from clashreader.ui.theme import interface_font
from clashreader.ui.widgets import FlatButton, LinkButton, ProgressLine, quiet_label

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

_WIDTH = 560


class BackupsDialog(QDialog):
    """Lists the backups that hold together, the newest first; each was read through for that."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self.setObjectName("backupsDialog")
        self.setWindowTitle(self.tr("Backups"))
        self.setFixedWidth(breadth(window, _WIDTH))
        self._window = window
        self._library = library
        self._found: list[backups.Backup] = []
        self._job: Job | None = None
        self._folder = scheduled.folder_of(library.path, window.settings.backup_plan)
        self._files = BackupFiles(self, window, library)
        self._build()
        self._look()

    # --- building ---

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = QLabel(self.tr("Backups of the library"))
        head.setFont(interface_font(20, QFont.Weight.DemiBold))
        box.addWidget(head)
        self.message = paragraph("")
        self.message.setObjectName("backupsMessage")
        self.message.setMinimumHeight(36)
        box.addWidget(self.message)
        self.choices = ChoiceList()
        self.choices.setObjectName("backupsList")
        self.choices.setAccessibleName(self.tr("Backups, the newest first"))
        self.choices.taken.connect(self.go_back)
        box.addWidget(self.choices)
        where = quiet_label(str(self._folder))
        where.setTextFormat(Qt.TextFormat.PlainText)
        where.setWordWrap(True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(where)
        self._line = ProgressLine()
        box.addWidget(self._line)
        box.addSpacing(4)
        box.addLayout(self._whole())
        box.addSpacing(8)
        box.addLayout(self._buttons())

    def _whole(self) -> QVBoxLayout:
        """What goes elsewhere, or comes from there: all of it in one file."""
        words = quiet_label(
            self.tr(
                "One file with the library, its pictures and the settings, to be kept elsewhere. "
                "Passwords stay in the system’s keyring."
            )
        )
        words.setWordWrap(True)
        self.into_file = LinkButton(self.tr("Back up into a file …"))
        self.into_file.setObjectName("backUpIntoFile")
        self.into_file.clicked.connect(self._files.ask_where)
        self.from_file = LinkButton(self.tr("Restore from a file …"))
        self.from_file.setObjectName("restoreFromFile")
        self.from_file.clicked.connect(self._files.ask_which)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(self.into_file)
        row.addWidget(self.from_file)
        row.addStretch()
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(words)
        box.addLayout(row)
        return box

    def _buttons(self) -> QVBoxLayout:
        self.make = FlatButton(self.tr("Back up now"))
        self.make.setObjectName("backUpNow")
        self.make.clicked.connect(self.back_up)
        folder = FlatButton(self.tr("Open the folder"))
        place = QUrl.fromLocalFile(str(self._folder))
        folder.clicked.connect(lambda: QDesktopServices.openUrl(place))
        self.back = FlatButton(self.tr("Go back to it …"))
        self.back.setObjectName("goBack")
        self.back.clicked.connect(self.go_back)
        close = FlatButton(self.tr("Close"), primary=True)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        return spread([self.make, folder], [self.back, close], self.width() - 64)

    # --- the list ---

    def _look(self) -> None:
        path, plan = self._library.path, self._window.settings.backup_plan

        def work(cancel: threading.Event) -> list[backups.Backup]:
            return scheduled.sound(path, plan, stop=cancel.is_set)

        self.message.setText(self.tr("Reading the backups through …"))
        self.begin(self._window.jobs.submit(work, self._listed, self.failed))

    def _listed(self, found: list[backups.Backup]) -> None:
        self._found = found
        self.end()
        self.choices.offer([title_of(backup) for backup in found])
        self.back.setEnabled(bool(found))
        settings = self._window.settings
        number = self.locale().toString(settings.backups_kept)
        if not settings.backups:
            words = self.tr("The library is not backed up by itself.")
        elif not found:
            words = self.tr("There is no backup yet. One is made when there is news.")
        else:
            words = self.tr("One is made when there is news; the newest {0} are kept.")
        self.message.setText(words.format(number))

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._job is not None

    def begin(self, job: Job, share: float = 0.4) -> None:
        """Show that `job` is under way; leaving the window of backups stops it."""
        self._job = job
        self._line.set_share(share)
        for widget in (self.make, self.back, self.into_file, self.from_file):
            widget.setEnabled(False)

    def show_share(self, share: float) -> None:
        """Show how much of it is done."""
        if self._job is not None:
            self._line.set_share(share)

    def end(self) -> None:
        """What was under way has come to its end."""
        self._job = None
        self.into_file.setEnabled(True)
        self.from_file.setEnabled(self._library.only_read is None)
        self._line.set_share(None)
        self.make.setEnabled(self._library.only_read is None)
        self.back.setEnabled(bool(self._found) and self._library.only_read is None)

    def failed(self, error: ReaderError) -> None:
        """Say why it did not come to its end."""
        self.end()
        self.message.setText(sentence(error.message))

    # --- doing ---

    def back_up(self) -> None:
        """Make a backup now, due or not."""
        library, plan = self._library, self._window.settings.backup_plan
        extras = self._window.home.beside_library
        if self._job is not None:
            return

        def work(cancel: threading.Event) -> list[backups.Backup]:
            library.back_up_by(plan, extras=extras, stop=cancel.is_set)
            return scheduled.sound(library.path, plan, stop=cancel.is_set)

        self.message.setText(self.tr("Backing up …"))
        self.begin(self._window.jobs.submit(work, self._listed, self.failed))

    def go_back(self) -> None:
        """Ask whether the chosen one is to take the library's place."""
        row = self.choices.currentRow()
        if self._job is None and self.back.isEnabled() and 0 <= row < len(self._found):
            if self._found[row].kind == scheduled.WHOLE:
                self._files.restore(self._found[row].path)
                return
            asking = GoBackDialog(self._found[row], self)
            asking.accepted.connect(lambda: self._restore(self._found[row]))
            asking.open()

    def _restore(self, backup: backups.Backup) -> None:
        library, window = self._library, self._window
        if window.syncing is not None and window.syncing.running:
            window.syncing.stop()
        wait = window.jobs.ending("sync", "fetch")

        def work(_: threading.Event) -> None:
            wait()
            library.go_back(backup.path)

        self.message.setText(self.tr("Going back …"))
        self.begin(window.jobs.submit(work, self._restored, self.failed))

    def _restored(self, _: None) -> None:
        self.end()
        self.show_restored()

    def show_restored(self) -> None:
        """Leave, and have the window show what came back."""
        self.accept()
        if self._window.care is not None:
            self._window.care.restored()
        self._window.status.notice(
            self.tr("The library is as the backup has it. The one before is kept beside it.")
        )

    # --- leaving ---

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
            self._job = None

    def reject(self) -> None:
        """Leaving stops what is under way, and nothing is left of it."""
        self._stop()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same."""
        self._stop()
        super().closeEvent(event)


class GoBackDialog(QDialog):
    """Asks once more, and says what it means."""

    def __init__(self, backup: backups.Backup, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("goBackDialog")
        self.setWindowTitle(self.tr("Go back to a backup"))
        self.setFixedWidth(breadth(parent, 460))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        head = paragraph(self.tr("Go back to the library of {0}?").format(long_date(backup.made)))
        head.setFont(interface_font(16, QFont.Weight.DemiBold))
        box.addWidget(head)
        box.addWidget(
            paragraph(
                self.tr(
                    "What came after it is not in it: articles, marks and notes. The library that "
                    "is there now is kept beside it, as it is."
                )
            )
        )
        box.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        cancel = FlatButton(self.tr("Cancel"), primary=True)
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        back = FlatButton(self.tr("Go back"))
        back.setObjectName("reallyGoBack")
        back.clicked.connect(self.accept)
        row.addStretch()
        row.addWidget(back)
        row.addWidget(cancel)
        box.addLayout(row)


def paragraph(words: str) -> QLabel:
    """Return a label of plain text that wraps."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def title_of(backup: backups.Backup) -> tuple[str, str]:
    """Return date and size of a backup, and the name of its file."""
    size = f"{backup.size / 1_000_000:,.1f} MB"
    return f"{long_date(backup.made)}, {size}", backup.path.name
