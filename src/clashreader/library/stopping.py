"""Breaking off a statement of the database that nobody waits for any more."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from clashreader.errors import CancelledError

if TYPE_CHECKING:
    from clashreader.library.rows import Run


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


def runner(connection: sqlite3.Connection) -> Run:
    """Return what runs a statement on `connection` and gives its rows as tuples."""

    def run(sql: str, parameters: Sequence[object]) -> Sequence[Any]:
        return connection.execute(sql, tuple(parameters)).fetchall()

    return run


@contextmanager
def stopped_by(connection: sqlite3.Connection, stops: Sequence[Stop]) -> Iterator[Run]:
    """Run statements until one of `stops` is set."""

    def run(sql: str, parameters: Sequence[object]) -> Sequence[Any]:
        # An interruption between two statements is forgotten by the next.
        if any(stop.is_set() for stop in stops):
            raise CancelledError("Stopped.")
        return connection.execute(sql, tuple(parameters)).fetchall()

    with ExitStack() as stack:
        for stop in stops:
            stack.enter_context(stop.breaking(connection.interrupt))
        try:
            yield run
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            raise CancelledError("Stopped.") from error
