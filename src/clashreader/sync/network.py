"""The network of one piece of work, opened when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clashreader.sync.http import Fetcher


class Network:
    """The one fetcher of a sync, made when it is first needed: folders need none."""

    def __init__(self, make: Callable[[], Fetcher] | None = None) -> None:
        self._make = make
        self._fetcher: Fetcher | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Fetcher:
        """Return the fetcher."""
        with self._lock:
            if self._fetcher is None:
                if self._make is not None:
                    self._fetcher = self._make()
                else:
                    from clashreader.sync.http import Fetcher

                    self._fetcher = Fetcher()
            return self._fetcher

    def close(self) -> None:
        """Close it, if there is one."""
        with self._lock:
            if self._fetcher is not None:
                self._fetcher.close()
            self._fetcher = None
