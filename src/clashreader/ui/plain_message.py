"""A sentence in a dialog of its own, for a start that ends before there is a window."""

from __future__ import annotations

import os
import sys

from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout

from clashreader.ui import theme as themes
from clashreader.ui.backups_dialog import paragraph
from clashreader.ui.language import sentence
from clashreader.ui.widgets import FlatButton

_WIDTH = 460


def is_wanted() -> bool:
    """Whether somebody looks at a screen, and not at a terminal where the sentence is printed."""
    at_terminal = sys.stderr is not None and sys.stderr.isatty()
    return not at_terminal and os.environ.get("QT_QPA_PLATFORM", "") not in {"offscreen", "minimal"}


class PlainMessage(QDialog):
    """Says one sentence of ours."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Clash Reader"))
        self.setFixedWidth(_WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 24, 32, 24)
        box.setSpacing(16)
        box.addWidget(paragraph(sentence(words)))
        row = QHBoxLayout()
        row.addStretch()
        close = FlatButton(self.tr("Close"), primary=True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(close)
        box.addLayout(row)


def show_message(app: QApplication, words: str) -> None:
    """Show a sentence until it is closed."""
    app.setStyle("Fusion")
    themes.apply(app, themes.system_theme(app))
    PlainMessage(words).exec()
