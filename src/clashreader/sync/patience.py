"""Hosts that do not answer in time: asked twice, and then put off, so that a sync comes to its end.

With two requests a host at once and half a minute each, a silent host with forty feeds would keep
a sync going for ten minutes.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Final

from clashreader.errors import FetchError, LateAnswerError

GIVE_UP: Final = 2
"""Time-outs of a host in a row, after which it is asked nothing more in this run."""


class PutOffError(FetchError):
    """An address that was not asked at all this time; nothing is held against it."""


class Patience:
    """How often each host kept us waiting in vain since it last answered; for all threads."""

    def __init__(self) -> None:
        self._late: Counter[str] = Counter()
        self._lock = threading.Lock()

    def check(self, host: str | None) -> None:
        """Raise `PutOffError` where `host` is to be left alone; None is nobody."""
        if host is not None and self._late[host] >= GIVE_UP:
            raise PutOffError(
                "The server did not answer in time for others of its addresses: this one was put"
                " off to the next sync."
            )

    def note(self, host: str | None, error: Exception | None) -> None:
        """Remember how a request to `host` went: `error` is what it raised."""
        if host is None:
            return
        with self._lock:
            if isinstance(error, LateAnswerError):
                self._late[host] += 1
            elif not isinstance(error, FetchError) or error.status is not None:
                self._late[host] = 0
