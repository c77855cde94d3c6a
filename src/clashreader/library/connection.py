"""Connections to the SQLite file: how they are opened, who may write, and what failures mean.

One writer at a time in the process, under a lock that also covers checkpoints: SQLite 3.7 to
3.51.2 can damage a WAL when writes and checkpoints of several connections race. Readers get
connections of a pool and are never blocked by the writer (WAL).

A file that goes away while it is open takes writes that nobody will ever see again, so each turn
begins, and each write ends, with a look at whether it is still the one at its path.

Reading is plain SQL on the standard library's sqlite3, and so is what a sync writes; the rest goes
through SQLAlchemy, imported with the first such write: a window that is only read in, and a sync in
a library without rules, do without its 22 MiB and its 150 ms.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clashreader.errors import BusyLibraryError, LibraryError
from clashreader.library.failures import BUSY, GONE, REPLACED, RESTORED, failures_in_words
from clashreader.library.files import folded_name, is_settled, sqlite_uri
from clashreader.library.stopping import runner, stopped_by
from clashreader.library.which_file import (
    NO_FILE,
    File,
    Marks,
    identity,
    is_broken,
    marks,
)

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run
    from clashreader.library.statements import PlainStatements, Statements
    from clashreader.library.stopping import Stop

log = logging.getLogger(__name__)

IDLE_READERS = 8
"""Connections that are kept open for the next one who reads."""
BUSY_SECONDS = 60.0
"""How long a write waits for another program, such as a backup tool, to let go of the file."""
_A_TURN = 0.25
"""Seconds of that which are waited in one piece."""
TELL_AFTER = 1.0
"""Seconds of waiting after which it is told that there is something to wait for."""


def connect(
    path: Path, *, busy_seconds: float = BUSY_SECONDS, only_read: bool = False
) -> sqlite3.Connection:
    """Open a raw connection with our settings; no statement has been run on the file's content.

    `only_read` is for a place where nothing can be written, not even SQLite's own lock. A settled
    file is read as one that nobody changes; else SQLite needs what it left beside it.
    """
    # mode=rw: a file that has gone must not come back as a fresh, empty library.
    uri = sqlite_uri(path, "ro" if only_read else "rw")
    if only_read and is_settled(path):
        uri += "&immutable=1"
    connection = sqlite3.connect(
        uri,
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")  # a full disk can still be searched
    connection.create_function("fold_name", 1, folded_name, deterministic=True)
    return connection


class Connections:
    """The pool of readers and the one writer of a library file."""

    def __init__(
        self, path: Path, busy_seconds: float = BUSY_SECONDS, only_read: str | None = None
    ) -> None:
        """Connect to the library at `path`; `only_read` says why it cannot be written, if so."""
        self.path = path
        self.only_read = only_read
        self._busy_seconds = busy_seconds
        self._lock = threading.RLock()
        self._closed = False
        self._idle: list[sqlite3.Connection] = []
        """Readers that nobody holds, of the file that is `_read_file`."""
        self._putting_away = threading.Lock()
        self._patience = threading.local()
        with failures_in_words(path):
            self._plain, self._marks, file = self._opened(self._open_writer)
            self._read_file = self._written_file = file
        self._writer: sa.Connection | None = None
        self._durable = False
        self._slice = -1.0
        self._deadline = 0.0
        self._hurried = False
        self.written = 0
        """How often this process has written, or tried to."""
        self.tell_waiting: Callable[[], None] | None = None
        """Called once by a write that has waited for a while, from its thread."""

    def hurry(self) -> None:
        """Let no write wait for its turn any more: the program ends. May come from any thread."""
        self._hurried = True

    @contextmanager
    def patience(self, seconds: float) -> Iterator[None]:
        """Let writes of this thread wait so long for their turn, then raise `BusyLibraryError`."""
        before = getattr(self._patience, "seconds", None)
        self._patience.seconds = seconds
        try:
            yield
        finally:
            self._patience.seconds = before

    def _seconds_to_wait(self) -> float:
        seconds: float | None = getattr(self._patience, "seconds", None)
        return self._busy_seconds if seconds is None else seconds

    def _open_reader(self) -> sqlite3.Connection:
        only_read = self.only_read is not None
        connection = connect(self.path, busy_seconds=self._busy_seconds, only_read=only_read)
        # Each of several readers has its own; the system keeps the file's pages anyway.
        connection.execute("PRAGMA cache_size = -512")
        return connection

    def _open_writer(self) -> sqlite3.Connection:
        only_read = self.only_read is not None
        connection = connect(self.path, busy_seconds=self._busy_seconds, only_read=only_read)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -16384")
        return connection

    @contextmanager
    def read(self, *stops: Stop) -> Iterator[Run]:
        """Runs statements on a consistent view of the library for as long as it is held.

        Raises `CancelledError` soon after one of `stops` is set, in the midst of a statement too.
        """
        with failures_in_words(self.path):
            file, connection = self._borrow()
            try:
                connection.execute("BEGIN DEFERRED")
                if stops:
                    with stopped_by(connection, stops) as run:
                        yield run
                else:
                    yield runner(connection)
                connection.execute("ROLLBACK")
            except BaseException:
                connection.close()  # in whatever state it is; the next one opens another
                raise
        self._give_back(file, connection)

    def _borrow(self) -> tuple[File, sqlite3.Connection]:
        self._check_open()
        file = identity(self.path)
        if file != self._read_file:
            self._take_up(file)
        try:
            return file, self._idle.pop()
        except IndexError:
            return file, self._open_reader()

    def _take_up(self, file: File) -> None:
        """Another file is at the path now: its disk was connected anew."""
        with self._putting_away:
            while self._idle:
                self._idle.pop().close()
            connection = self._open_reader()
            try:
                self._check_same(marks(connection))
            finally:
                connection.close()
            self._read_file = file
        log.warning("another file is at %s now; going on with it", self.path)

    def _give_back(self, file: File, connection: sqlite3.Connection) -> None:
        with self._putting_away:
            if not self._closed and file == self._read_file and len(self._idle) < IDLE_READERS:
                self._idle.append(connection)
                return
        connection.close()

    def _check_open(self) -> None:
        """A pool that was disposed of would open the file again, and never close it."""
        if self._closed:
            raise LibraryError("The library has been closed.")

    def check_there(self) -> None:
        """Raise `LibraryError` where the file is not there, its disk gone for instance, or where
        another one is.
        """
        with failures_in_words(self.path):
            self._check_open()
            file = identity(self.path)
            if file != self._read_file:
                self._take_up(file)

    @contextmanager
    def write(self, *, durable: bool) -> Iterator[sa.Connection]:
        """The writer, in a transaction that is committed at the end or rolled back.

        `durable` is for what the reader did: it is on the disk when this returns, even if the
        power fails (synchronous=FULL). What can be fetched again does without.
        """
        with self._taking_turns(durable=durable), self._alchemy().begin():
            yield self._alchemy()

    @contextmanager
    def write_plainly(self, *, durable: bool) -> Iterator[Run]:
        """Do what `write` does without SQLAlchemy, for what a sync writes when nothing is new."""
        with self._plainly(durable=durable):
            yield runner(self._plain)

    @contextmanager
    def write_in_bulk(self) -> Iterator[PlainStatements]:
        """Do what `write` does without SQLAlchemy, for what a sync brings; it is not `durable`."""
        from clashreader.library.statements import PlainStatements

        with self._plainly(durable=False):
            yield PlainStatements(self._plain)

    @contextmanager
    def _plainly(self, *, durable: bool) -> Iterator[None]:
        with self._taking_turns(durable=durable):
            self._begin()
            try:
                yield
                self._plain.execute("COMMIT")
            except BaseException:  # a Ctrl+C half-way included
                if self._plain.in_transaction:
                    self._plain.execute("ROLLBACK")
                raise

    @contextmanager
    def _taking_turns(self, *, durable: bool) -> Iterator[None]:
        wait = self._seconds_to_wait()
        if not self._lock.acquire(timeout=max(wait, 0)):
            raise BusyLibraryError(BUSY.format(path=self.path))
        try:
            with failures_in_words(self.path):
                self._check_open()
                if self.only_read is not None:
                    raise LibraryError(self.only_read)
                self._ready_writer(durable=durable)
                self._deadline = time.monotonic() + wait
                yield
                self.written += 1
                if identity(self.path) != self._written_file:
                    with closing(self._open_reader()) as there:
                        self._check_same(marks(there))
                    raise FileNotFoundError(GONE.format(path=self.path))
        except LibraryError as error:
            if is_broken(error):
                self._written_file = NO_FILE  # what is held may be of no use even when it is back
            raise
        finally:
            self._lock.release()

    def _begin(self) -> None:
        """Take the lock of the file, within the time that there is.

        SQLite would wait in one piece, and the end of the program for it.
        """
        tell, began = self.tell_waiting, time.monotonic()
        while True:
            left = self._deadline - time.monotonic()
            if tell is not None and time.monotonic() - began > TELL_AFTER:
                tell()
                tell = None
            turn = min(max(left, 0.0), 0.0 if self._hurried else _A_TURN)
            if turn != self._slice:
                self._plain.execute(f"PRAGMA busy_timeout = {round(turn * 1000)}")
                self._slice = turn
            try:
                self._plain.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or left <= 0 or self._hurried:
                    raise
            else:
                return

    def _ready_writer(self, *, durable: bool) -> None:
        file = identity(self.path)
        if file != self._written_file:
            self._renew_writer(file)
        if durable != self._durable:
            self._plain.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable

    def _renew_writer(self, file: File) -> None:
        fresh = self._open_writer()
        try:
            self._check_same(marks(fresh))
        except BaseException:  # whatever it is, the file must not stay open
            fresh.close()
            raise
        self._drop_writer()
        self._plain, self._written_file = fresh, file
        self._durable, self._slice = False, -1.0

    def _opened(
        self, opening: Callable[[], sqlite3.Connection]
    ) -> tuple[sqlite3.Connection, Marks, File]:
        """Return a connection, and what it is of: the file that is at the path now.

        One that waited while a backup took the place would be of the file that went aside.
        """
        while True:
            file = identity(self.path)
            connection = opening()
            try:
                found = marks(connection)
                if identity(self.path) == file:
                    return connection, found, file
            except BaseException:
                connection.close()
                raise
            connection.close()

    def _check_same(self, found: Marks) -> None:
        """Raise `LibraryError` where a file is not of the library that was opened."""
        if found != self._marks:
            restored = found[:2] == self._marks[:2]
            raise LibraryError((RESTORED if restored else REPLACED).format(path=self.path))

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.engine.dispose()
            self._writer = None
        with suppress(sqlite3.Error):
            self._plain.close()

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """The writer, with its turn taken and no transaction begun: to be written over whole."""
        with self._taking_turns(durable=True):
            yield self._plain

    @contextmanager
    def let_go(self) -> Iterator[None]:
        """Have nothing open, and nobody of this process write: another file takes the place."""
        with self._lock:
            with self._putting_away, suppress(IndexError):
                self._read_file = NO_FILE
                while True:
                    self._idle.pop().close()
            self._drop_writer()
            self._written_file = NO_FILE
            try:
                yield
            except BaseException:
                with suppress(LibraryError, sqlite3.Error, OSError):
                    self._renew_writer(identity(self.path))
                raise
            with failures_in_words(self.path):
                self._plain, self._marks, file = self._opened(self._open_writer)
                self._read_file = self._written_file = file
                self._durable, self._slice = False, -1.0

    @contextmanager
    def raw(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for what takes long and only reads, as a backup does."""
        with failures_in_words(self.path):
            self._check_open()
            with closing(self._open_reader()) as connection:
                yield connection

    def fold_log(self) -> None:
        """Write what is in the log into the file, and shorten the log to nothing."""
        with self._taking_turns(durable=False):
            self._plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @property
    def ready_to_write(self) -> bool:
        """Whether SQLAlchemy is there, its SQLite part too: the first `write` brings it in."""
        return self._writer is not None or "sqlalchemy.dialects.sqlite" in sys.modules

    def _alchemy(self) -> sa.Connection:
        """Return the writer as SQLAlchemy sees it: the same connection, so one transaction."""
        if self._writer is None:
            import sqlalchemy as sa
            from sqlalchemy.pool import StaticPool

            engine = sa.create_engine(
                "sqlite://",
                creator=lambda: self._plain,
                poolclass=StaticPool,
                pool_reset_on_return=None,
            )
            sa.event.listen(engine, "begin", lambda _: self._begin())
            self._writer = engine.connect()
        return self._writer

    def data_version(self) -> int | None:
        """SQLite's counter of commits by other programs, or None while the writer is busy."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            if self._closed or self._written_file == NO_FILE:
                return None
            with failures_in_words(self.path):
                return int(self._plain.execute("PRAGMA data_version").fetchone()[0])
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close every connection; the last one folds the WAL back into the file."""
        with self._lock:
            with self._putting_away:
                self._closed = True
            with suppress(IndexError):
                while True:
                    self._idle.pop().close()
            self._drop_writer()


def run_on(connection: Statements) -> Run:
    """Do the same within a transaction of the writer."""

    def run(sql: str, parameters: Sequence[object]) -> Sequence[Any]:
        found = connection.exec_driver_sql(sql, tuple(parameters))
        return found.fetchall() if found.returns_rows else ()

    return run
