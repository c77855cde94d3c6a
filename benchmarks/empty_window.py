"""The yardstick of start-up: an empty three-pane window, ``python -m benchmarks.empty_window``.

It reports the CPU seconds until its panes have been painted, the way the reader's window does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QSplitter,
    QTableView,
    QTextBrowser,
    QTreeView,
)


class Table(QTableView):
    """The pane in the middle, which says when it was painted."""

    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and report the first time."""
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, report)  # the other panes are painted in the same pass


def report() -> None:
    """Write the report."""
    cpu = time.process_time()
    text = json.dumps({"cpu": cpu, "wall": None, "rows": 0})
    Path(os.environ["CLASHREADER_STARTUP_REPORT"]).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    app = QApplication(sys.argv)
    window = QMainWindow()
    panes = QSplitter()
    for pane in (QTreeView(), Table(), QTextBrowser()):
        panes.addWidget(pane)
    window.setCentralWidget(panes)
    window.resize(1400, 900)
    window.show()
    sys.exit(app.exec())
