"""What the reader writes: at once where that can be, else in its turn behind the window.

A click is written before it is shown, in the thread of the window: that takes a tenth of a
millisecond. But another program may hold the library for a minute, a backup tool for instance, and
a sync holds it for some milliseconds again and again; and the first write of a process loads what
writing needs, for a fifth of a second. Then the write waits in a queue, and so does everything
after it: nothing overtakes, nothing is lost, and the window goes on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from clashreader.errors import BusyLibraryError, CancelledError, ReaderError
from clashreader.model import Changes
from clashreader.ui.jobs import Jobs

if TYPE_CHECKING:
    from clashreader.library.library import Library

log = logging.getLogger(__name__)

SAY_AFTER = 400
"""Milliseconds of waiting after which the reader is told."""
_A_TRY = 1.0
"""Seconds for which one try waits, before it is looked whether to go on."""
WAIT_AT_END = 20.0
"""Seconds for which the end of the program waits for what is not written yet."""

Work = Callable[[], Changes]
Done = Callable[[Changes], None]
Failed = Callable[[ReaderError], None]


@dataclass(slots=True)
class _Write:
    work: Work
    done: Done
    failed: Failed
    written: bool = False
    """Set in the thread that wrote it."""


class Writing(QObject):
    """Carries out writes in the order in which they are asked for."""

    waits = Signal(bool)
    """Whether something has been waiting for a while; False once it is written."""

    def __init__(self, library: Library, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = jobs
        self._queue: deque[_Write] = deque()
        self._told = False
        self._timer = QTimer(self, singleShot=True, interval=SAY_AFTER)
        self._timer.timeout.connect(self._tell)

    @property
    def pending(self) -> int:
        """How many writes wait."""
        return len(self._queue)

    def write(self, work: Work, done: Done, failed: Failed, *, behind: bool = False) -> None:
        """Call `work`, then `done` with what changed, or `failed`; at once if that can be.

        With `behind` it is too much for the thread of the window, and never done there.
        """
        if not self._queue and not behind and self._library.ready_to_write:
            try:
                with self._library.at_once():
                    changes = work()
            except BusyLibraryError:
                pass  # in its turn, then
            except ReaderError as error:
                failed(error)
                return
            else:
                done(changes)
                return
        self._queue.append(_Write(work, done, failed))
        if len(self._queue) == 1:
            self._timer.start()
            self._begin_first()

    def _begin_first(self) -> None:
        first = self._queue[0]
        self._jobs.submit(lambda cancel: self._try(first, cancel), self._written, self._failed,
                          lane="writes")  # fmt: skip

    def _try(self, write: _Write, cancel: threading.Event) -> Changes:
        while not cancel.is_set():
            try:
                with self._library.at_once(_A_TRY):
                    changes = write.work()
            except BusyLibraryError:
                continue
            write.written = True
            return changes
        raise CancelledError("The program ends.")

    def _written(self, changes: Changes) -> None:
        try:
            self._queue[0].done(changes)
        finally:
            self._go_on()

    def _failed(self, error: ReaderError) -> None:
        try:
            self._queue[0].failed(error)
        finally:
            self._go_on()

    def _go_on(self) -> None:
        """Take the first off the queue, and begin what follows it.

        Not before it is known what came of the first: an undo that waits asks for just that.
        """
        self._queue.popleft()
        if self._queue:
            self._begin_first()
            return
        self._timer.stop()
        if self._told:
            self._told = False
            self.waits.emit(False)

    def _tell(self) -> None:
        self._told = True
        self.waits.emit(True)

    def finish(self, seconds: float = WAIT_AT_END) -> None:
        """Write what still waits, in this thread, for at most so long: the program ends.

        The jobs must have ended: what one of them was writing is written by then, or waits here.
        """
        deadline = time.monotonic() + seconds
        while self._queue:
            first = self._queue[0]
            try:
                if not first.written:
                    with self._library.at_once():
                        first.work()
            except BusyLibraryError:
                if time.monotonic() < deadline:
                    time.sleep(0.05)
                    continue
                log.error("%d changes could not be written", len(self._queue))  # noqa: TRY400
                self._queue.clear()
                return
            except ReaderError as error:
                log.error("a change could not be written: %s", error.message)  # noqa: TRY400
            self._queue.popleft()
