"""The sheet of keys, and the details of an error."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QBoxLayout,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from clashreader.errors import ReaderError
from clashreader.ui.dialog_room import within
from clashreader.ui.key_choice import without_conflicts, written
from clashreader.ui.keys import COMMANDS, Command, group_title
from clashreader.ui.language import sentence
from clashreader.ui.theme import ThinScrollBar
from clashreader.ui.widgets import FlatButton, quiet_label


class KeysSheet(QDialog):
    """Every key on one sheet, in two columns where the screen is wide enough."""

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
        free = self.screen().availableGeometry().size()
        wide = box.totalMinimumSize().width() + ThinScrollBar.BREADTH
        if wide > within(QSize(wide, 0), free).width():
            columns.setDirection(QBoxLayout.Direction.TopToBottom)  # and so down one column
            columns.setSpacing(24)

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
