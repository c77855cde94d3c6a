"""What the status bar says at the start after a crash, until it is dismissed; said once."""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
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

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("crashSign")
        self._report = report
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

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy_link.setText(self.tr("Copied"))
        self.copy_link.updateGeometry()


def tell(status: StatusBar, left: str) -> CrashSign:
    """Say in the status bar that the last run crashed; `left` is what its file holds."""
    words = "The last run crashed:"  # not shown
    sign = CrashSign(report([words, *told(left)], more=screen_facts()))
    log.warning("%s\n%s", words, left)
    status.add_sign(sign)
    spoken = QCoreApplication.translate("CrashSign", "The last run ended in a crash.")
    say(sign, spoken, urgent=True)
    return sign
