"""What goes on without the reader: it holds the rhythm of syncs, the tray, and what is told.

Made when the library is open, behind the first screen; each part is loaded when it is switched on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from clashreader.settings import Settings
from clashreader.ui.background.network import Net, Network
from clashreader.ui.background.pausing import Pausing
from clashreader.ui.background.sign import PauseSign
from clashreader.ui.sync_controller import Held

if TYPE_CHECKING:
    from clashreader.model import Overview
    from clashreader.ui.background.announcing import Announcing
    from clashreader.ui.background.tray import Tray
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.sync_controller import SyncController

_TRAY_EVERY = 1_000
_TRAY_LOOKS = 20
"""So often it is looked, at the start of a session, whether the panel with the tray is there."""
_GONE_LOOKS = 5
"""So often it is looked for again when it goes: a panel that starts anew is back in a moment."""
_STILL_EVERY = 5_000
"""Milliseconds between two looks at the tray while nothing but its icon leads to the window."""


class Background(QObject):
    """Belongs to a window with an open library."""

    def __init__(
        self,
        window: MainWindow,
        syncing: SyncController,
        *,
        network: Network | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._syncing = syncing
        self._clock = clock
        self.network = network or Network(self)
        self.pausing = Pausing(window.state, clock, self)
        self.tray: Tray | None = None
        self.announcing: Announcing | None = None
        self.ending: Callable[[], bool] = lambda: False
        """Whether the system asked the program to end."""
        self._quitting = False
        self._looks = 0
        self._look_timer = QTimer(self, interval=_TRAY_EVERY)
        self._look_timer.timeout.connect(self._look_for_tray)
        self._watch_timer = QTimer(self, interval=_STILL_EVERY)
        self._watch_timer.timeout.connect(self._watch_tray)
        self._gone_looks = 0
        window.installEventFilter(self)
        syncing.held = self.held
        sign = PauseSign(self.pausing)
        window.status.add_sign(sign)
        self.pausing.changed.connect(self._go_on)
        self.network.changed.connect(self._go_on)
        window.counted.connect(self._counted)
        window.looks.settings_changed.connect(self.set_settings)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.commitDataRequest.connect(self._session_ends, Qt.ConnectionType.DirectConnection)
        self.set_settings(window.settings)

    def set_settings(self, settings: Settings) -> None:
        """Switch on and off what the settings say."""
        if settings.tray and self.tray is None:
            self._looks = 0
            self._look_for_tray()
        elif not settings.tray:
            self._look_timer.stop()
            self._drop_tray()
        if settings.notifications != "off" and self.announcing is None:
            from clashreader.ui.background.announcing import Announcing

            self.announcing = Announcing(self._window, self._syncing, self, self._clock)

    # --- the rhythm ---

    def held(self) -> Held:
        """Return what does not sync by itself now."""
        self.pausing.look()
        if self.pausing.on:
            return Held.ALL
        state = self.network.state
        metered = state is Net.METERED and not self._window.settings.sync_metered
        return Held.NETWORK if metered or state in (Net.ABSENT, Net.PORTAL) else Held.NOTHING

    def _go_on(self) -> None:
        """The pause is over, or the network is another: what is due may be fetched."""
        if self._window.settings.sync_on_schedule and not self.pausing.on:
            self._syncing.sync_due()

    def add_to_menu(self, menu: QMenu) -> None:
        """Add the pause to the window's menu."""
        from clashreader.ui.background.tray import add_pause

        add_pause(menu, self.pausing)

    # --- the tray ---

    def _look_for_tray(self) -> None:
        """At the start of a session the program may be there before the panel."""
        from clashreader.ui.background.tray import Tray, is_there

        self._looks += 1
        if not is_there():
            if self._looks < _TRAY_LOOKS:
                self._look_timer.start()
            else:
                self._look_timer.stop()
                if not self._window.isVisible():
                    self._window.showMinimized()  # it waited for a tray that is not there
            return
        self._look_timer.stop()
        self.tray = tray = Tray(self.pausing, self)
        tray.open_wanted.connect(self.come)
        tray.toggle_wanted.connect(self._toggle)
        tray.sync_wanted.connect(lambda: self._syncing.sync(force=True))
        tray.quit_wanted.connect(self.quit)
        self._syncing.started.connect(self._show_running)
        self._syncing.finished.connect(self._show_running)
        self._syncing.failed.connect(self._show_running)
        self._show_running()
        if self._window.overview is not None:
            self._counted(self._window.overview)
        # With the window away the end of a dialog is not that of the program.
        QApplication.setQuitOnLastWindowClosed(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While the window is away the tray is looked after."""
        if event.type() == QEvent.Type.Hide and self.tray is not None:
            self._gone_looks = 0
            self._watch_timer.start(_STILL_EVERY)
        elif event.type() == QEvent.Type.Show:
            self._watch_timer.stop()
        return super().eventFilter(watched, event)

    def _watch_tray(self) -> None:
        """Nobody could reach a window that went into a tray which is no more: it comes back."""
        from clashreader.ui.background.tray import is_there

        if self._window.isVisible() or self.tray is None:
            self._watch_timer.stop()
        elif is_there():
            self._gone_looks = 0
            self._watch_timer.setInterval(_STILL_EVERY)
        else:
            self._gone_looks += 1
            self._watch_timer.setInterval(_TRAY_EVERY)
            if self._gone_looks >= _GONE_LOOKS:
                self._watch_timer.stop()
                self._window.showMinimized()

    def _drop_tray(self) -> None:
        tray, self.tray = self.tray, None
        if tray is None:
            return
        tray.close()
        if not self._window.isVisible():
            self.come()
        QApplication.setQuitOnLastWindowClosed(True)

    def _show_running(self, _: object = None) -> None:
        if self.tray is not None:
            self.tray.show_running(self._syncing.running)

    def _counted(self, overview: Overview) -> None:
        if self.tray is not None:
            self.tray.show_unread(overview.unread)

    # --- the window ---

    def come(self, token: str = "") -> None:
        """Bring the window to the front; `token` is what the desktop gave for that."""
        from clashreader.ui.coming_forward import come_forward

        come_forward(self._window, token=token)

    def _toggle(self) -> None:
        window = self._window
        if window.isVisible() and window.isActiveWindow() and not window.isMinimized():
            window.hide()
        else:
            self.come()

    def takes_close(self) -> bool:
        """Whether closing the window leaves the program in the tray; the window is away then."""
        settings = self._window.settings
        if self._quitting or self.ending() or not (settings.tray and settings.close_to_tray):
            return False
        from clashreader.ui.background.tray import is_there

        if self.tray is None or not is_there():
            return False
        self._window.hide()
        return True

    def quit(self) -> None:
        """End the program, wherever the window is.

        Where what the reader did waits to be written, it closes when that is done.
        """
        self._quitting = True
        self._window.close()

    def end(self) -> None:
        """The window closed for good while it was away: Qt does not take that for the end."""
        QTimer.singleShot(0, QCoreApplication.quit)

    def _session_ends(self, _: object) -> None:
        self._quitting = True

    def close(self) -> None:
        """Take away what the desktop shows of the program."""
        self._look_timer.stop()
        self._watch_timer.stop()
        self._window.removeEventFilter(self)
        if self.announcing is not None:
            self.announcing.close()
        tray, self.tray = self.tray, None
        if tray is not None:
            tray.close()
            QApplication.setQuitOnLastWindowClosed(True)
