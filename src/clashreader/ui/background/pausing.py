"""The pause of what syncs by itself: for an hour, until tomorrow, or until it is switched on."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, Signal

from clashreader.ui.background.hours import tomorrow
from clashreader.ui.views import day_start
from clashreader.ui.window_state import WindowState

HOUR = 3600.0
_LONGEST = 2 * 86_400.0
"""No pause with an end is longer: one whose end lies further ahead is of a clock that jumped."""


class Pausing(QObject):
    """Remembered between two starts. It ends by itself at its time."""

    changed = Signal()
    """Paused, or going on."""

    def __init__(
        self, state: WindowState, clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._state = state
        self._clock = clock
        self._until = state.paused_until
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._aim()

    @property
    def on(self) -> bool:
        """Whether nothing syncs by itself now."""
        left = self._until - self._clock()
        return left > 0 and (left <= _LONGEST or math.isinf(left))

    def for_an_hour(self) -> None:
        """Pause until an hour from now."""
        self._set(self._clock() + HOUR)

    def until_tomorrow(self) -> None:
        """Pause until tomorrow's morning."""
        self._set(tomorrow(self._clock()))

    def for_good(self) -> None:
        """Pause until the reader says otherwise."""
        self._set(math.inf)

    def go_on(self) -> None:
        """End the pause."""
        self._set(0.0)

    def toggle(self) -> None:
        """Pause until the reader says otherwise, or go on."""
        self.go_on() if self.on else self.for_good()

    def look(self) -> None:
        """See whether the pause is over: after its time, or when the computer has slept."""
        if self._until and not self.on:
            self.go_on()
        else:
            self._aim()

    @property
    def words(self) -> str:
        """What is said of the pause; "" where there is none."""
        if not self.on:
            return ""
        if math.isinf(self._until):
            return self.tr("Sync is paused")
        when = QDateTime.fromSecsSinceEpoch(round(self._until))
        short = QLocale.FormatType.ShortFormat
        clock = QLocale().toString(when.time(), short)
        if self._until < day_start(day_start(self._clock()) + 36 * 3600):
            return self.tr("Sync is paused until {0}").format(clock)
        return self.tr("Sync is paused until tomorrow, {0}").format(clock)

    def _set(self, until: float) -> None:
        self._until = until
        self._state.paused_until = until
        self._state.save()
        self._aim()
        self.changed.emit()

    def _aim(self) -> None:
        self._timer.stop()
        if self.on and not math.isinf(self._until):
            self._timer.start(round((self._until - self._clock()) * 1000) + 1)
