"""Quotations looked for in a long text, off the UI thread."""

from __future__ import annotations

import contextlib
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from clashreader.quotations import Quotation, find_all

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger(__name__)

Span = tuple[int, int]


class Seeker(QObject):
    """Looks through one text at a time; only what was asked for last is told."""

    found = Signal(object, object)
    """Where each quotation is (start and end, or None), and the ticket given with them."""

    _done = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None
        self._number = 0
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether something is still looked for."""
        return self._last is not None

    def start(self, text: str, quotations: Sequence[Quotation], ticket: object) -> None:
        """Look for `quotations` in `text`; `ticket` comes back with what is found."""
        self.forget()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="quotations")
        self._last = self._pool.submit(self._work, self._number, text, quotations, ticket)

    def forget(self) -> None:
        """Tell nothing of what was asked for so far."""
        self._number += 1
        if self._last is not None:
            self._last.cancel()
            self._last = None

    def close(self) -> None:
        """Stop and join the worker."""
        self.forget()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _work(
        self, number: int, text: str, quotations: Sequence[Quotation], ticket: object
    ) -> None:
        try:
            spans: list[Span | None] = find_all(text, quotations)
        except Exception:
            log.exception("Highlights could not be looked for")
            spans = [None] * len(quotations)
        # The window may be gone by now, and with it the C++ half of this object.
        with contextlib.suppress(RuntimeError):
            self._done.emit(number, spans, ticket)

    @Slot(int, object, object)
    def _deliver(self, number: int, spans: list[Span | None], ticket: object) -> None:
        if number == self._number:
            self._last = None
            self.found.emit(spans, ticket)
