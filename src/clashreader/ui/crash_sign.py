"""What the status bar says at the start after a crash, until it is dismissed; said once."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clashreader.crash_file import told
from clashreader.crash_report import report
from clashreader.ui.crash_care import screen_facts
from clashreader.ui.speaking import say
from clashreader.ui.status_bar import StatusBar
from clashreader.ui.theme import interface_font
from clashreader.ui.tips import plain_tip
from clashreader.ui.widgets import ElidedLabel, LinkButton

log = logging.getLogger(__name__)


class CrashSign(QWidget):
    """A sentence and two links."""

    seen = Signal()
    """It was on the screen: told once for good."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crashSign")
        self._report = report
        self._was_seen = False
        words = self.tr("The last run ended in a crash.")
        label = ElidedLabel(words)
        label.setFont(interface_font(12))
        label.setToolTip(
            plain_tip(
                self.tr("Your library is as it was: a change is written whole or not at all.")
            )
        )
        self.copy_link = LinkButton(self.tr("Copy report"))
        self.copy_link.setObjectName("crashSignCopy")
        self.copy_link.setToolTip(
            plain_tip(self.tr("Versions and places in the program, nothing of what you read"))
        )
        self.copy_link.clicked.connect(self._copy)
        self.dismiss_link = LinkButton(self.tr("Dismiss"))
        self.dismiss_link.setObjectName("crashSignDismiss")
        self.dismiss_link.clicked.connect(self.deleteLater)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(label)
        for link in (self.copy_link, self.dismiss_link):
            link.setFont(interface_font(12))
            row.addWidget(link)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Whoever opens the window sees it; in the tray nobody does."""
        super().paintEvent(event)
        if not self._was_seen:
            self._was_seen = True
            self.seen.emit()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy_link.setText(self.tr("Copied"))
        self.copy_link.updateGeometry()


def tell(status: StatusBar, left: str, seen: Callable[[], None] = lambda: None) -> CrashSign:
    """Say in the status bar that the last run crashed; `left` is what its file holds.

    `seen` is called when it was on the screen.
    """
    words = "The last run crashed:"  # not shown
    sign = CrashSign(report([words, *told(left)], more=screen_facts()))
    log.warning("%s\n%s", words, left)
    sign.seen.connect(seen)
    status.add_sign(sign)
    spoken = QCoreApplication.translate("CrashSign", "The last run ended in a crash.")
    say(sign, spoken, urgent=True)
    return sign
