"""The sheet of keys, About, and the details of an error."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QFont
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

import clashreader
from clashreader.errors import ReaderError
from clashreader.paths import Home, resources
from clashreader.ui.key_choice import without_conflicts, written
from clashreader.ui.keys import COMMANDS, Command, group_title
from clashreader.ui.language import sentence
from clashreader.ui.theme import ThinScrollBar, interface_font
from clashreader.ui.widgets import FlatButton, quiet_label


class KeysSheet(QDialog):
    """Every key on one sheet, in two columns."""

    def __init__(self, parent: QWidget, chosen: Mapping[str, str]) -> None:
        """`chosen` are the keys that the reader gave to commands, as settings have them."""
        super().__init__(parent)
        self._keys = without_conflicts(chosen)
        self.setObjectName("keysSheet")
        self.setWindowTitle(self.tr("Keys"))
        groups: dict[str, list[Command]] = {}
        for command in COMMANDS:
            if self._keys[command.name]:
                groups.setdefault(command.group, []).append(command)
        columns = QHBoxLayout()
        columns.setSpacing(48)
        names = list(groups)
        half = (len(names) + 1) // 2
        for part in (names[:half], names[half:]):
            grid = QGridLayout()
            grid.setVerticalSpacing(8)
            grid.setHorizontalSpacing(24)
            for name in part:
                self._add_group(grid, group_title(name), groups[name])
            grid.setRowStretch(grid.rowCount(), 1)
            columns.addLayout(grid, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.addLayout(columns)
        box.addSpacing(16)
        box.addLayout(_closing_row(self))

    def _add_group(self, grid: QGridLayout, title: str, commands: list[Command]) -> None:
        row = grid.rowCount()
        head = quiet_label(title.upper(), 11)
        font = head.font()
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
        head.setFont(font)
        if row > 1:
            grid.setRowMinimumHeight(row, 8)
            row += 1
        grid.addWidget(head, row, 0, 1, 2)
        for command in commands:
            row += 1
            grid.addWidget(QLabel(command.label), row, 0)
            keys = quiet_label(written(self._keys[command.name]), 13)
            keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(keys, row, 1)


class AboutDialog(QDialog):
    """The version, the parts, and the place where the reader's data is."""

    def __init__(self, home: Home, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About Clash Reader"))
        self.setMinimumWidth(440)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(8)
        title = QLabel(self.tr("Clash Reader {0}").format(clashreader.__version__))
        title.setFont(interface_font(20, QFont.Weight.DemiBold))
        head = QHBoxLayout()
        head.setSpacing(16)
        picture = QLabel()
        from PySide6.QtGui import QIcon

        picture.setPixmap(QIcon(str(resources() / "icons" / "clashreader.svg")).pixmap(48, 48))
        head.addWidget(picture)
        head.addWidget(title, 1)
        box.addLayout(head)
        box.addSpacing(8)
        box.addWidget(QLabel(self.tr("Keeps what you read, on this computer, for good.")))
        box.addSpacing(8)
        box.addWidget(quiet_label(self.tr("Your articles are in this folder:")))
        place = QLabel(str(home.data))
        place.setTextFormat(Qt.TextFormat.PlainText)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        place.setWordWrap(True)
        box.addWidget(place)
        box.addWidget(quiet_label(self._backups(home)))
        # the same in every language, and so not shown to translators
        versions = f"Python {platform.python_version()}, Qt {qVersion()}"
        box.addWidget(quiet_label(versions))
        box.addSpacing(16)
        row = _closing_row(self)
        show = FlatButton(self.tr("Open the folder"))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(home.data))))
        row.insertWidget(0, show)
        box.addLayout(row)

    def _backups(self, home: Home) -> str:
        from clashreader.library.backups import existing
        from clashreader.ui.dates import long_date

        found = existing(home.library)
        if not found:
            return self.tr("There is no backup of it yet; one is made each day.")
        words = self.tr("Its newest backup, in “backups” there: {0}")
        return words.format(long_date(found[0].made))


def show_details(parent: QWidget, error: ReaderError) -> None:
    """Show the sentence and what is behind it, as text that can be copied."""
    dialog = QDialog(parent)
    dialog.setObjectName("errorDetails")
    dialog.setWindowTitle(QCoreApplication.translate("Dialogs", "Details"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box = QVBoxLayout(dialog)
    box.setContentsMargins(24, 20, 24, 20)
    lines = [sentence(error.message)]
    cause = error.__cause__
    while cause is not None and len(lines) < 6:
        lines.append(f"{type(cause).__name__}: {cause}")
        cause = cause.__cause__
    text = QPlainTextEdit("\n\n".join(lines))
    text.setReadOnly(True)
    text.setVerticalScrollBar(ThinScrollBar())
    text.setMinimumSize(460, 160)
    box.addWidget(text)
    box.addLayout(_closing_row(dialog))
    dialog.open()


def _closing_row(dialog: QDialog) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch()
    close = FlatButton(QCoreApplication.translate("Dialogs", "Close"), primary=True)
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    row.addWidget(close)
    return row
