"""How far an export is, in a small window beside the work that goes on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.ui.widgets import FlatButton, ProgressLine

_SHOWN_AFTER_MS = 700


class ExportProgress(QDialog):
    """Appears when it takes longer than a moment; closing it stops the work."""

    stopped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("exportProgress")
        self.setWindowTitle(self.tr("Export"))
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setFixedWidth(360)
        self.words = QLabel(self.tr("Exporting …"))
        self.line = ProgressLine()
        self.line.set_share(0.0)
        stop = FlatButton(self.tr("Stop"))
        stop.setObjectName("exportStop")
        stop.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(stop)
        box = QVBoxLayout(self)
        box.setContentsMargins(24, 20, 24, 20)
        box.setSpacing(10)
        box.addWidget(self.words)
        box.addWidget(self.line)
        box.addSpacing(4)
        box.addLayout(row)
        self.rejected.connect(self.stopped)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_MS)
        self._timer.timeout.connect(self.show)
        self._timer.start()

    def tell(self, done: int, total: int) -> None:
        """Say how many of how many articles are done."""
        number = self.locale().toString
        words = self.tr("Exporting: {0} of {1} articles")
        self.words.setText(words.format(number(done), number(total)))
        self.line.set_share(done / max(1, total))

    def leave(self) -> None:
        """Go away without stopping anything."""
        self._timer.stop()
        self.rejected.disconnect(self.stopped)
        self.close()
        self.deleteLater()
