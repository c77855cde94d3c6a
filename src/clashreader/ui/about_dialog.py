"""About: the version, the place where the reader's data is, and what the program is made of."""

from __future__ import annotations

import platform
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QFont, QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

import clashreader
from clashreader.library import backups
from clashreader.licences import versions
from clashreader.paths import Home, resources
from clashreader.ui.choice_list import ChoiceList
from clashreader.ui.dialog_room import within
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.widgets import FlatButton, LinkButton, at_the_end, quiet_label

if TYPE_CHECKING:
    from clashreader.library.backups import Backup
    from clashreader.licences import Part
    from clashreader.settings import Settings
    from clashreader.ui.jobs import Jobs


_NO_BOUND = 16_777_215  # QWIDGETSIZE_MAX


class AboutDialog(QDialog):
    """Asks nobody and nothing: all of it is on this computer."""

    def __init__(self, home: Home, settings: Settings, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle(self.tr("About Clash Reader"))
        self.setMinimumWidth(440)
        self._jobs = jobs
        self._home = home
        self._settings = settings
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        box.addLayout(self._head())
        box.addSpacing(12)
        box.addWidget(quiet_label(self.tr("Your articles are in this folder")))
        place = QLabel(str(home.data))
        place.setObjectName("dataFolder")
        place.setTextFormat(Qt.TextFormat.PlainText)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setWordWrap(True)
        box.addWidget(place)
        self.backups = quiet_label(" ")
        self.backups.setObjectName("backupsThere")
        self.backups.setTextFormat(Qt.TextFormat.PlainText)
        self.backups.setWordWrap(True)
        box.addWidget(self.backups)
        self._look_for_backups()
        box.addSpacing(12)
        self.versions = quiet_label(versions(qVersion()))
        self.versions.setObjectName("versions")
        self.versions.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(self.versions)
        box.addLayout(self._links())
        box.addSpacing(16)
        box.addLayout(self._buttons())

    def _head(self) -> QHBoxLayout:
        picture = QLabel()
        picture.setPixmap(QIcon(str(resources() / "icons" / "clashreader.svg")).pixmap(48, 48))
        title = QLabel(self.tr("Clash Reader {0}").format(clashreader.__version__))
        title.setFont(interface_font(20, QFont.Weight.DemiBold))
        words = quiet_label(self.tr("Keeps what you read, on this computer, for good."), 13)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addWidget(title)
        lines.addWidget(words)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(picture)
        head.addLayout(lines, 1)
        return head

    def _links(self) -> QHBoxLayout:
        copy = LinkButton(self.tr("Copy the versions"))
        copy.setToolTip(self.tr("For a report: nothing else is copied"))
        copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(
                f"Clash Reader {clashreader.__version__}, {versions(qVersion())}, "
                f"{platform.platform()}"
            )
        )
        licences = LinkButton(self.tr("Licences …"))
        licences.setObjectName("showLicences")
        licences.setToolTip(self.tr("What the program is made of, and under which licences"))
        licences.clicked.connect(lambda: LicencesDialog(self._jobs, self).open())
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(licences)
        row.addWidget(copy)
        row.addStretch()
        return row

    def _buttons(self) -> QHBoxLayout:
        show = FlatButton(self.tr("Open folder"))
        show.setObjectName("openFolder")
        show.setToolTip(self.tr("Shows the folder of your articles in the file manager"))
        folder = QUrl.fromLocalFile(str(self._home.data))
        show.clicked.connect(lambda: QDesktopServices.openUrl(folder))
        close = _closing(self)
        close.setFocus()
        row = at_the_end(close)
        row.insertWidget(0, show)
        return row

    def _look_for_backups(self) -> None:
        """In a job: the folder that the reader chose for them may be on a disk that is slow."""
        library, plan = self._home.library, self._settings.backup_plan

        def work(_: threading.Event) -> Backup | None:
            from clashreader.library import scheduled

            return scheduled.newest(library, plan)

        self._jobs.submit(work, self._say_backups, key="newest")

    def _say_backups(self, newest: Backup | None) -> None:
        from clashreader.ui.dates import long_date

        if not isValid(self):
            return
        told = []
        if not self._settings.backups:
            told.append(self.tr("It is not backed up by itself: the settings say so."))
        if newest is not None:
            if newest.path.parent == backups.folder_of(self._home.library):
                words = self.tr("Its newest backup, in “backups” there: {0}")
            else:
                words = self.tr("Its newest backup, in “{1}”: {0}")
            told.append(words.format(long_date(newest.made), newest.path.parent))
        elif not self._settings.backups:
            told.append(self.tr("There is no backup of it."))
        elif self._settings.backup_every == "weekly":
            told.append(self.tr("There is no backup of it yet; one is made each week with news."))
        else:
            told.append(self.tr("There is no backup of it yet; one is made each day with news."))
        self.backups.setText("\n".join(told))
        layout = self.layout()
        if layout is not None:
            high = max(self.height(), layout.totalHeightForWidth(self.width()))
            free = self.screen().availableGeometry().size()
            self.resize(within(QSize(self.width(), high), free))


def _closing(dialog: QDialog) -> FlatButton:
    close = FlatButton(QCoreApplication.translate("Dialogs", "Close"), primary=True)
    close.setDefault(True)
    close.setToolTip(QCoreApplication.translate("Dialogs", "Close (Esc)"))
    close.clicked.connect(dialog.accept)
    return close


class LicencesDialog(QDialog):
    """The packages at the side, the licence of the chosen one beside it."""

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("licencesDialog")
        self.setWindowTitle(self.tr("Licences"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(820, 560)
        self._jobs = jobs
        self._parts: tuple[Part, ...] = ()
        self.list = ChoiceList()
        self.list.setObjectName("licenceList")
        self.list.setAccessibleName(self.tr("What the program is made of"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFixedWidth(270)
        self.list.setMinimumHeight(0)
        self.list.setMaximumHeight(_NO_BOUND)
        self.list.currentRowChanged.connect(self._choose)
        self.name = QLabel()
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setFont(interface_font(16, QFont.Weight.DemiBold))
        self.licence = quiet_label(pixels=13)
        self.licence.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setObjectName("licenceText")
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self.text.setReadOnly(True)
        self.text.document().setDocumentMargin(12)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setVerticalScrollBar(ThinScrollBar())
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self.name)
        right.addWidget(self.licence)
        right.addSpacing(4)
        right.addWidget(self.text, 1)
        columns = QHBoxLayout()
        columns.setSpacing(20)
        columns.addWidget(self.list)
        columns.addLayout(right, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 24, 24, 20)
        box.setSpacing(16)
        box.addLayout(columns, 1)
        box.addLayout(at_the_end(_closing(self)))
        self._begin()

    def _begin(self) -> None:
        def work(_: threading.Event) -> tuple[Part, ...]:
            from clashreader.licences import parts

            return parts()

        self._jobs.submit(work, self._show, key="licences")

    def _show(self, parts: tuple[Part, ...]) -> None:
        self._parts = parts
        self.list.offer([(f"{part.name} {part.version}", part.licence) for part in parts])
        self.list.setFocus()

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._parts):
            return
        part = self._parts[row]
        self.name.setText(f"{part.name} {part.version}")
        self.licence.setText(part.licence or self.tr("It names no licence."))
        self.text.setPlainText(part.text() or self.tr("It brings no text of its licence along."))
