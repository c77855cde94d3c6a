"""Connections to the SQLite file: how they are opened, who may write, and what failures mean.

One writer at a time in the process, under a lock that also covers checkpoints: SQLite 3.7 to
3.51.2 can damage a WAL when writes and checkpoints of several connections race. Readers get
connections of a pool and are never blocked by the writer (WAL).

Reading is plain SQL on the standard library's sqlite3; writing goes through SQLAlchemy, imported
with the first write: a window that is only read in, and a sync that finds nothing new, do without
its 22 MiB and its 150 ms.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clashreader.errors import LibraryError
from clashreader.library.files import folded_name, is_settled, sqlite_uri

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run

log = logging.getLogger(__name__)

IDLE_READERS = 8
"""Connections that are kept open for the next one who reads."""
BUSY_SECONDS = 60.0
"""How long a write waits for another program, such as a backup tool, to let go of the file."""


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
        """Readers that nobody holds."""
        self._putting_away = threading.Lock()
        with failures_in_words(path):
            self._plain = self._open_writer()
        self._writer: sa.Connection | None = None
        self._durable = False

    def _open_reader(self) -> sqlite3.Connection:
        self._check_open()
        only_read = self.only_read is not None
        connection = connect(self.path, busy_seconds=self._busy_seconds, only_read=only_read)
        # Each of several readers has its own; the system keeps the file's pages anyway.
        connection.execute("PRAGMA cache_size = -512")
        return connection

    def _open_writer(self) -> sqlite3.Connection:
        only_read = self.only_read is not None
        connection = connect(self.path, busy_seconds=self._busy_seconds, only_read=only_read)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -65536")
        return connection

    @contextmanager
    def read(self) -> Iterator[Run]:
        """Runs statements on a consistent view of the library for as long as it is held."""
        with failures_in_words(self.path):
            connection = self._borrow()
            try:
                connection.execute("BEGIN DEFERRED")
                yield runner(connection)
                connection.execute("ROLLBACK")
            except BaseException:
                connection.close()  # in whatever state it is; the next one opens another
                raise
        self._give_back(connection)

    def _borrow(self) -> sqlite3.Connection:
        self._check_open()
        try:
            return self._idle.pop()
        except IndexError:
            return self._open_reader()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._putting_away:
            if not self._closed and len(self._idle) < IDLE_READERS:
                self._idle.append(connection)
                return
        connection.close()

    def _check_open(self) -> None:
        """A pool that was disposed of would open the file again, and never close it."""
        if self._closed:
            raise LibraryError("The library has been closed.")

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
        with self._taking_turns(durable=durable):
            self._plain.execute("BEGIN IMMEDIATE")
            try:
                yield runner(self._plain)
                self._plain.execute("COMMIT")
            except BaseException:
                if self._plain.in_transaction:
                    self._plain.execute("ROLLBACK")
                raise

    @contextmanager
    def _taking_turns(self, *, durable: bool) -> Iterator[None]:
        with self._lock, failures_in_words(self.path):
            self._check_open()
            if self.only_read is not None:
                raise LibraryError(self.only_read)
            if durable != self._durable:
                self._plain.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                self._durable = durable
            yield

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
            sa.event.listen(engine, "begin", _begin_immediate)
            self._writer = engine.connect()
        return self._writer

    def data_version(self) -> int | None:
        """SQLite's counter of commits by other programs, or None while the writer is busy."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            if self._closed:
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
            if self._writer is not None:
                self._writer.engine.dispose()
                self._writer = None
            self._plain.close()


def runner(connection: sqlite3.Connection) -> Run:
    """Return what runs a statement on `connection` and gives its rows as tuples."""

    def run(sql: str, parameters: Sequence[object]) -> Sequence[Any]:
        return connection.execute(sql, tuple(parameters)).fetchall()

    return run


def run_on(connection: sa.Connection) -> Run:
    """Do the same within a transaction of the writer."""

    def run(sql: str, parameters: Sequence[object]) -> Sequence[Any]:
        return connection.exec_driver_sql(sql, tuple(parameters)).fetchall()

    return run


def _begin_immediate(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def failures_in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into a `LibraryError`."""
    try:
        yield
    except _BUGS:
        raise
    except (sqlite3.Error, OSError) as error:
        raise LibraryError(sentence(error, path)) from error
    except Exception as error:
        # SQLAlchemy's DBAPIError has what the driver raised in `orig`; it may not be imported.
        cause = getattr(error, "orig", None)
        if isinstance(cause, sqlite3.Error) and not isinstance(cause, _BUGS):
            raise LibraryError(sentence(cause, path)) from error
        raise


_BUGS = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError)


def sentence(error: Exception, path: Path) -> str:
    """Say what `error` means for the library at `path`, and what to do."""
    text = str(error).lower()
    if any(sign in text for sign in _VAGUE):
        text = _look_closer(path) or text
    for sign, words in _MEANINGS:
        if sign in text:
            return words.format(path=path)
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where it may not look
        return f"The library {path} is not there. Is its disk connected, and its folder right?"
    return f"The library {path} could not be used ({error})."


_VAGUE = ("disk i/o", "unable to open")
_LITTLE = 256 * 1024


def _look_closer(path: Path) -> str | None:
    """Say why SQLite may have failed, where it only says that it did."""
    try:
        if not path.parent.is_dir():
            return "not a directory"
        if shutil.disk_usage(path.parent).free < _LITTLE:
            return "disk is full"
    except OSError:
        return None
    if os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK):
        return "readonly"
    return None


_MEANINGS = (
    ("locked", "The library {path} is held by another program. Close that program and try again."),
    ("busy", "The library {path} is held by another program. Close that program and try again."),
    ("disk is full", "The disk that holds {path} is full. Make room and try again."),
    ("no space left", "The disk that holds {path} is full. Make room and try again."),
    ("readonly", "The library {path} cannot be written: it is read-only here."),
    ("read-only", "The library {path} cannot be written: it is read-only here."),
    ("not a directory", "{path} cannot be used: what stands in its folder's place is no folder."),
    ("file exists", "{path} cannot be used: what stands in its folder's place is no folder."),
    ("permission denied", "There is no permission to use {path}."),
    (
        "unable to open",
        "The library {path} cannot be opened. Does its folder exist, and is it yours?",
    ),
    ("not a database", "{path} is not a Clash Reader library. It was left untouched."),
    (
        "malformed",
        "The library {path} is damaged. It was left untouched; restore it from a backup.",
    ),
    ("disk i/o", "The disk that holds {path} reports an error."),
)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
