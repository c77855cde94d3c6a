"""What the status bar says of a pause; a click ends it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from clashreader.ui.background.pausing import Pausing
from clashreader.ui.theme import interface_font
from clashreader.ui.tips import plain_tip
from clashreader.ui.widgets import QuietButton


class PauseSign(QuietButton):
    """There while nothing syncs by itself."""

    def __init__(self, pausing: Pausing) -> None:
        super().__init__()
        self.setObjectName("pauseSign")
        self.setFont(interface_font(12))
        self._pausing = pausing
        self.clicked.connect(pausing.go_on)
        pausing.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        words = self._pausing.words
        self.setText(words)
        self.setAccessibleName(words)
        go_on = QCoreApplication.translate("Pausing", "Go on syncing")
        self.setToolTip(plain_tip(f"{words}. {go_on}"))
        self.setVisible(bool(words))
        self.updateGeometry()
