"""What saved searches find, counted when it is asked for and something has changed since."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from clashreader.library import saved

if TYPE_CHECKING:
    from clashreader.library.connection import Connections
    from clashreader.model import SearchCount

_MINUTE = 60


class SearchCounts:
    """The counts of saved searches, kept as long as they must be right."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state: tuple[int, int | None, int] | None = None
        self._counts: dict[str, SearchCount | None] = {}

    def counts(self, connections: Connections, now: int) -> dict[int, SearchCount | None]:
        """Return the counts by the id of the search."""
        from clashreader.library import searches

        with self._lock:
            # Read first: what is written while we count makes it old, and is counted next time.
            # A query such as newer:1h finds less as time goes by.
            state = (connections.written, connections.data_version(), now // _MINUTE)
            if state != self._state or state[1] is None:
                self._counts = {}
            with connections.read() as run:
                kept = saved.all_searches(run)
                for search in kept:
                    if search.query not in self._counts:
                        self._counts[search.query] = searches.count(run, search.query, now)
            self._state = state
            return {search.id: self._counts[search.query] for search in kept}
