"""The line at the bottom: words of what is under way, quiet errors, the offline count."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clashreader.errors import ReaderError
from clashreader.model import Overview
from clashreader.ui.language import sentence
from clashreader.ui.speaking import say
from clashreader.ui.theme import interface_font
from clashreader.ui.tips import plain_tip
from clashreader.ui.widgets import ElidedLabel, LinkButton, QuietButton, quiet_label

ONE_ENOUGH_BELOW = 700
"""Width in pixels below which either the reader's place or the offline count is shown."""

NOTICE_TIME = 12_000
"""Milliseconds for which a notice stays; errors stay until something else is said."""


class StatusBar(QWidget):
    """One message with at most one link beside it, and at the end what can be read offline."""

    details = Signal(object)
    """The reader wants to know more about this `ReaderError`."""

    offline_wanted = Signal()
    """The reader wants to know what is missing offline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setFixedHeight(27)
        self._message = ElidedLabel(mode=Qt.TextElideMode.ElideRight)  # a sentence, not a path
        self._message.setFont(interface_font(12))
        self._message.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._link = LinkButton()
        self._link.setFont(interface_font(12))
        self._link.hide()
        self._link.clicked.connect(self._follow)
        self._offline = QuietButton()
        self._offline.setObjectName("offlineCount")
        self._offline.setFont(interface_font(12))
        self._offline.setToolTip(self.tr("What is missing, and fetching it"))
        self._offline.clicked.connect(self.offline_wanted)
        self._offline.hide()
        self._place = quiet_label()
        self._place.setObjectName("readShare")
        self._said = ("", "")
        self._followed: Callable[[], None] | None = None
        self._lasting = ""
        self._ticket = 0
        self._timer = QTimer(self, singleShot=True, interval=NOTICE_TIME)
        self._timer.timeout.connect(self._fall_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self._message)
        row.addWidget(self._link)
        row.addStretch(1)
        row.addWidget(self._place)
        row.addSpacing(16)
        row.addWidget(self._offline)

    def add_sign(self, sign: QWidget) -> None:
        """Put something that stays beside what is said."""
        row = self.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(row.indexOf(self._place), sign)

    def come_after(self, widget: QWidget) -> None:
        """Let Tab lead here from `widget`: it may have been made later than the links here."""
        for button in self.findChildren(LinkButton):
            QWidget.setTabOrder(widget, button)
            widget = button

    @property
    def text(self) -> str:
        """What it says now."""
        return self._message.text()

    def progress(self, words: str) -> None:
        """Say what is under way; empty when nothing is."""
        self._lasting = words
        if not self._timer.isActive():
            self._say(words)

    def show_link(self, address: str) -> None:
        """Say where a link leads, as long as it is pointed at; "" says again what was said."""
        said = self._said
        self._message.setText(address or said[0])
        self._message.setToolTip(plain_tip(address or said[0]))
        self._message.updateGeometry()
        self._link.setVisible(bool(said[1]) and not address)

    def show_place(self, words: str, spoken: str) -> None:
        """Say how much of the article has been read; `spoken` is for a screen reader."""
        if words == self._place.text():
            return
        self._place.setText(words)
        self._place.setAccessibleName(spoken)
        self._place.setToolTip(spoken)
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow window one of the two at the end is enough."""
        room = self.width() >= ONE_ENOUGH_BELOW or not self._place.text()
        self._offline.setVisible(room and bool(self._offline.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether there is room for both words at the end."""
        super().resizeEvent(event)
        self._make_room()

    def notice(self, words: str, link: str = "", follow: Callable[[], None] | None = None) -> int:
        """Say something for a while, with a link that calls `follow`.

        Returns a ticket by which `withdraw` takes just this notice back.
        """
        self._say(words, link, follow)
        say(self, f"{words} {link}".strip())
        self._timer.start()
        return self._ticket

    def withdraw(self, ticket: int) -> None:
        """Take a notice back, if it is still the one that is shown."""
        if ticket == self._ticket:
            self._fall_back()

    @property
    def offers(self) -> bool:
        """Whether what is said can be followed, as an offer to undo can."""
        return not self._link.isHidden()

    def error(self, error: ReaderError) -> None:
        """Say what went wrong, in one quiet line with Details."""
        self._say(sentence(error.message), self.tr("Details"), lambda: self.details.emit(error))
        say(self, sentence(error.message), urgent=True)
        self._timer.start()

    def show_offline(self, overview: Overview) -> None:
        """Say how much can be read with no network."""
        number = self.locale().toString
        images = overview.images_stored + overview.images_missing
        texts = number(max(0, overview.total - overview.pages_missing))
        words = self.tr("Offline: {0}/{1} texts").format(texts, number(overview.total))
        if images:
            words = self.tr("Offline: {0}/{1} texts, {2}/{3} images").format(
                texts, number(overview.total), number(overview.images_stored), number(images)
            )
        self._offline.setText(words if overview.total else "")
        self._offline.updateGeometry()
        self._make_room()

    def _say(self, words: str, link: str = "", follow: Callable[[], None] | None = None) -> None:
        self._timer.stop()
        self._ticket += 1
        self._said = (words, link)
        self._message.setText(words)
        self._message.setToolTip(plain_tip(words))
        self._message.updateGeometry()
        self._followed = follow
        self._link.setText(link)
        self._link.updateGeometry()
        self._link.setVisible(bool(link))

    def _follow(self) -> None:
        follow, self._followed = self._followed, None
        self._fall_back()
        if follow is not None:
            follow()

    def _fall_back(self) -> None:
        self._say(self._lasting)
