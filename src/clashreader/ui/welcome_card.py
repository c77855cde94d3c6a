"""The card above the list at the first start: a few calm offers, and a way to be rid of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from clashreader.ui.theme import Theme, icon, interface_font
from clashreader.ui.widgets import FlatButton, IconButton, LinkButton, quiet_label

CLASH_REPORT = "https://clashreport.com/rss.xml"
SUGGESTIONS = "suggestions"


class WelcomeCard(QWidget):
    """Offers Clash Report's feed, other sources, a folder, an OPML file, and any address."""

    chosen = Signal(str)
    """What to follow: an address, ``folder``, ``file``, ``suggestions``, or "" for anything."""

    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcomeCard")
        self._close = IconButton()
        self._close.setFixedSize(24, 24)
        self._close.setToolTip(self.tr("Not now"))
        self._close.setAccessibleName(self.tr("Not now"))
        self._close.clicked.connect(self.dismissed)
        title = QLabel(self.tr("What would you like to follow?"))
        title.setFont(interface_font(14, QFont.Weight.DemiBold))
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self._close)
        words = quiet_label(self.tr("Every article is kept on this computer, to be read offline."))
        words.setWordWrap(True)
        first = FlatButton(self.tr("Follow Clash Report"), primary=True)
        first.setObjectName("followClashReport")
        first.setToolTip(CLASH_REPORT)
        first.clicked.connect(self._sender(CLASH_REPORT))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(first)
        more = LinkButton(self.tr("Suggestions …"))
        more.setObjectName("moreSources")
        more.setToolTip(self.tr("A few sources to begin with"))
        more.clicked.connect(self._sender(SUGGESTIONS))
        row.addWidget(more)
        row.addStretch()
        others = QHBoxLayout()
        others.setSpacing(16)
        for text, target, tip in (
            (self.tr("A folder …"), "folder", self.tr("Articles in files on this computer")),
            (self.tr("An OPML file …"), "file", self.tr("The feeds of another reader")),
            (self.tr("An address …"), "", self.tr("Any page or feed of the web")),
        ):
            link = LinkButton(text)
            link.setToolTip(tip)
            link.clicked.connect(self._sender(target))
            others.addWidget(link)
        others.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(*((12, 12, 24, 14) if self.isRightToLeft() else (24, 12, 12, 14)))
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(words)
        box.addSpacing(6)
        box.addLayout(row)
        box.addLayout(others)
        self.set_theme(theme)

    def _sender(self, target: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(target)

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._close.setIcon(icon("close", theme, 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet ground, and a hairline below."""
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Window))
        line = QRectF(0, self.height() - 1, self.width(), 1)
        painter.fillRect(line, palette.color(QPalette.ColorRole.Midlight))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.end()
