"""How many requests one host gets at once, whichever part of the program makes them."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from clashreader.sync.wire import LateError, Watch

PER_HOST: Final = 2
"""Requests to one host and port at once."""

_SLICE = 0.25
_LONGEST = 120.0  # seconds


class Gate:
    """Lets in two requests a host, and the others as these end."""

    def __init__(self, per_host: int = PER_HOST) -> None:
        self._per_host = per_host
        self._busy: Counter[str] = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def through(self, host: str, watch: Watch) -> Iterator[None]:
        """Hold a place at `host`. Waiting for it does not count against the clock of `watch`.

        Raises `CancelledError` where the reader stops it, and `LateError` after two minutes.
        """
        self._enter(host, watch)
        try:
            yield
        finally:
            with self._changed:
                self._busy[host] -= 1
                if not self._busy[host]:
                    del self._busy[host]
                self._changed.notify_all()

    def _enter(self, host: str, watch: Watch) -> None:
        began = time.monotonic()
        with self._changed:
            while self._busy[host] >= self._per_host:
                watch.left()
                before = time.monotonic()
                self._changed.wait(_SLICE)
                watch.start += time.monotonic() - before
                if time.monotonic() - began > _LONGEST:
                    raise LateError
            self._busy[host] += 1


GATE: Final = Gate()
"""The gate of this process: feeds, pages and pictures of all syncs pass it."""
