"""Ctrl+C during long work: the first asks it to stop in good order, the second insists."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Interrupts:
    """While entered, Ctrl+C (and SIGTERM) sets an event; a second one interrupts at once.

    Entering gives the event, one of the caller's if there is one. Off the main thread signals
    cannot be caught, and the event just stays unset. While `insists` says no, a second one is not
    heeded either: an exception in the middle of painting would take the paper from below the
    painter, which no program survives.
    """

    def __init__(
        self, event: threading.Event | None = None, *, insists: Callable[[], bool] = lambda: True
    ) -> None:
        self._cancel = event or threading.Event()
        self._insists = insists
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> threading.Event:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._caught)
        return self._cancel

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal() gave us

    def _caught(self, _number: int, _frame: FrameType | None) -> None:
        if self._cancel.is_set() and self._insists():
            raise KeyboardInterrupt
        self._cancel.set()
