"""Breaking off a statement of the database that nobody waits for any more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stop(threading.Event):
    """An event that, when it is set, also breaks off what has been put under its hand."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = threading.Lock()
        self._calls: list[Callable[[], None]] = []

    def set(self) -> None:
        """Say that nobody waits any more; may be called from any thread, and twice."""
        with self._turn:
            super().set()
            for call in self._calls:
                call()

    @contextmanager
    def breaking(self, call: Callable[[], None]) -> Iterator[None]:
        """Have `call` called when it is set, within this block and never after it.

        A statement is interrupted by its connection, which serves somebody else a moment later.
        """
        with self._turn:
            self._calls.append(call)
        try:
            yield
        finally:
            with self._turn:
                self._calls.remove(call)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Set it by itself when the block takes longer than `seconds`."""
        if seconds <= 0:
            self.set()
        timer = threading.Timer(max(seconds, 0.0), self.set)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
