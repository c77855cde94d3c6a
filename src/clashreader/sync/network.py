"""The network of one piece of work, opened when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clashreader.sync.http import Fetcher
    from clashreader.sync.rests import Rests


class Network:
    """The one fetcher of a sync, made when it is first needed: folders need none."""

    def __init__(
        self, make: Callable[[], Fetcher] | None = None, rests: Rests | None = None
    ) -> None:
        """`rests` are the hosts that are not to be asked now."""
        self._rests = rests
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
                self._fetcher.rests = self._rests
            return self._fetcher

    def close(self) -> None:
        """Close it, if there is one, and keep what servers asked for."""
        with self._lock:
            if self._fetcher is not None:
                self._fetcher.close()
            self._fetcher = None
        if self._rests is not None:
            self._rests.save()
