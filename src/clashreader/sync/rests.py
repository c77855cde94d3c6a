"""What a server says with Retry-After binds its whole host: feeds, pages and pictures.

RFC 9110, 10.2.3, speaks of the service, and RFC 6585, 4, of one that counts requests: it does not
matter for which of its addresses it said so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from clashreader.errors import LibraryError
from clashreader.sync.patience import PutOffError
from clashreader.sync.schedule import still_resting, wait_words

if TYPE_CHECKING:
    from clashreader.library.library import Library

log = logging.getLogger(__name__)


class Rests:
    """The hosts at rest, as the library knows them and as they ask for it meanwhile.

    Made, and saved, on a thread that may use the library; asked from any.
    """

    def __init__(self, library: Library, clock: Callable[[], float]) -> None:
        self._library = library
        self._clock = clock
        self._until = library.rests()
        self._new: dict[str, int] = {}

    def check(self, host: str) -> None:
        """Raise `PutOffError` where `host` asked to be left alone."""
        until, now = self._until.get(host), self._clock()
        if until is not None and still_resting(until, now):
            raise PutOffError(wait_words(until - now), retry_after=max(1, int(until - now)))

    def note(self, host: str, seconds: int) -> None:
        """Remember that `host` asked to be left alone for `seconds`."""
        self._until[host] = self._new[host] = int(self._clock()) + seconds

    def save(self) -> None:
        """Put what is new into the library, for the next sync and for other processes."""
        new, self._new = self._new, {}
        if not new:
            return
        try:
            self._library.keep_rests(new)
        except LibraryError as error:  # costs one request too many; whatever else failed says more
            log.warning("hosts that asked to be left alone: %s", error.message)
