"""The icon in the system's tray: how much is unread, and the few things done from there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from clashreader.ui.background.tray_icon import icon, number_text
from clashreader.ui.language import plural

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from clashreader.ui.background.pausing import Pausing

_Reason = QSystemTrayIcon.ActivationReason
_SHOWN_MS = 10_000


def is_there() -> bool:
    """Whether this desktop has a tray."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """Shown from the beginning; goes with `close`."""

    open_wanted = Signal()
    toggle_wanted = Signal()
    """The icon was clicked: the window comes, or goes if it is in front."""

    sync_wanted = Signal()
    quit_wanted = Signal()
    message_clicked = Signal()

    def __init__(self, pausing: Pausing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pausing = pausing
        self._text = ""
        self.menu = QMenu()
        self.menu.setObjectName("trayMenu")
        self._act("trayOpen", self.tr("Open Clash Reader"), self.open_wanted.emit)
        self._sync = self._act("traySync", self.tr("Sync now"), self.sync_wanted.emit)
        self.menu.addSeparator()
        self._show_pause = add_pause(self.menu, pausing)
        self.menu.addSeparator()
        self._act("trayQuit", self.tr("Quit"), self.quit_wanted.emit)
        self.sign = QSystemTrayIcon(icon(""), self)
        self.sign.setContextMenu(self.menu)
        self.sign.activated.connect(self._activated)
        self.sign.messageClicked.connect(self.message_clicked)
        self._unread = 0
        self.show_unread(0)
        pausing.changed.connect(self._pause_changed)
        self.sign.show()

    def _act(self, name: str, words: str, deed: Callable[[], None]) -> QAction:
        action = self.menu.addAction(words)
        action.setObjectName(name)
        action.triggered.connect(lambda _=False: deed())
        return action

    def show_unread(self, unread: int) -> None:
        """Draw the number into the icon; nothing is drawn again that is there."""
        text = number_text(unread)
        self._unread = unread
        if text != self._text:
            self._text = text
            self.sign.setIcon(icon(text))
        self._describe()

    def show_running(self, running: bool) -> None:
        """While a sync runs, there is none to be begun."""
        self._sync.setEnabled(not running)

    def _pause_changed(self) -> None:
        self._show_pause()
        self._describe()

    def _describe(self) -> None:
        parts = [
            self.tr("Clash Reader"),
            plural("Tray", "%Ln unread article", "%Ln unread articles", self._unread)
            if self._unread
            else "",
            self._pausing.words,
        ]
        self.sign.setToolTip("\n".join(part for part in parts if part))

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (_Reason.Trigger, _Reason.MiddleClick):
            self.toggle_wanted.emit()

    def say(self, title: str, words: str) -> None:
        """Have the desktop show a few words beside the icon."""
        self.sign.showMessage(title, words, icon(""), _SHOWN_MS)

    def close(self) -> None:
        """Take the icon away."""
        self.sign.hide()
        self.menu.deleteLater()
        self.deleteLater()


def add_pause(menu: QMenu, pausing: Pausing) -> Callable[[], None]:
    """Add the pause of syncs to `menu`, as it stands whenever the menu opens.

    Returns what brings it up to date, for a menu that stays.
    """
    translate = QCoreApplication.translate
    part = menu.addMenu(translate("Pausing", "Pause syncing"))
    part.setObjectName("pauseMenu")
    for name, words, deed in (
        ("pauseHour", translate("Pausing", "For one hour"), pausing.for_an_hour),
        ("pauseTomorrow", translate("Pausing", "Until tomorrow morning"), pausing.until_tomorrow),
        ("pauseForGood", translate("Pausing", "Until I go on"), pausing.for_good),
    ):
        action = part.addAction(words)
        action.setObjectName(name)
        action.triggered.connect(lambda _=False, deed=deed: deed())
    going_on = menu.addAction("")
    going_on.setObjectName("pauseEnd")
    going_on.triggered.connect(lambda _=False: pausing.go_on())

    def show() -> None:
        part.menuAction().setVisible(not pausing.on)
        going_on.setVisible(pausing.on)
        going_on.setText(translate("Pausing", "Go on syncing ({0})").format(pausing.words))

    show()
    menu.aboutToShow.connect(show)
    return show
