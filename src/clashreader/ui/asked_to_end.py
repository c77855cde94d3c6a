"""Ending in order when the system asks for it: at logout, or by Ctrl+C in a terminal."""

from __future__ import annotations

import contextlib
import os
import signal

from PySide6.QtCore import QCoreApplication, QMetaObject, QSocketNotifier, Qt


def _quit_soon(app: QCoreApplication) -> None:
    """Quit from the event loop: a signal comes between any two steps of Python, and what is closed
    there may wait for a lock that the interrupted step holds.
    """
    QMetaObject.invokeMethod(app, "quit", Qt.ConnectionType.QueuedConnection)


class AskedToEnd:
    """Has SIGTERM and SIGINT quit the application, until it is closed."""

    def __init__(self, app: QCoreApplication) -> None:
        self._pipe: tuple[int, int] | None = None
        self.asked = False
        """Whether it has been asked: a window that would rather stay must close."""
        with contextlib.suppress(ValueError):  # not in the main thread: somebody else's job
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self._ask(app))
            if os.name == "posix":
                self._wake(app)

    def _ask(self, app: QCoreApplication) -> None:
        self.asked = True
        _quit_soon(app)

    def _wake(self, app: QCoreApplication) -> None:
        """Python hears of a signal when it next runs, which in a window at rest may be never."""
        reading, writing = self._pipe = os.pipe()
        for end in self._pipe:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, app)
        self._notifier.activated.connect(lambda *_: os.read(reading, 64))

    def close(self) -> None:
        """Leave the signals to others."""
        if self._pipe is not None:
            signal.set_wakeup_fd(-1)
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            for end in self._pipe:
                os.close(end)
            self._pipe = None
