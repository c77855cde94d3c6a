"""Opening a library file: made where there is none, migrated where it is older, else refused."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from clashreader.errors import LibraryError
from clashreader.library.connection import connect, failures_in_words, sync_folder
from clashreader.library.ddl import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from clashreader.library.folding import FOLDING_VERSION

log = logging.getLogger(__name__)


def prepare(path: Path) -> str | None:
    """Bring the file at `path` to this program's schema.

    Each migration is one transaction, and a copy is made before the first one. Returns None, or
    the sentence that says why the library can only be read (a full disk, a read-only medium).
    Raises `LibraryError`, with the file untouched, if it is foreign, damaged or newer.
    """
    try:
        _prepare(path)
    except LibraryError as error:
        if not _may_be_readable(error) or not _can_be_read(path):
            raise
        return error.message
    return None


def _can_be_read(path: Path) -> bool:
    try:
        with closing(connect(path, only_read=True)) as connection:
            return _check(connection, path) == SCHEMA_VERSION
    except sqlite3.Error:
        return False


def _may_be_readable(error: LibraryError) -> bool:
    cause = error.__cause__
    if isinstance(cause, OSError):
        return cause.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC)
    signs = ("readonly", "unable to open", "disk i/o", "full")
    return isinstance(cause, sqlite3.OperationalError) and any(
        sign in str(cause).lower() for sign in signs
    )


def _prepare(path: Path) -> None:
    with failures_in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # An empty file is what SQLite makes of a new one; anything else has to be ours already.
        if not path.exists():
            path.touch(exist_ok=True)
        connection = connect(path)
    try:
        with failures_in_words(path):
            version = _check_for_writing(connection, path)
            if version == SCHEMA_VERSION:
                return
            if version == 0:
                # A body takes some 3 kB: on pages of 4 kB a quarter of the file would be air.
                connection.execute("PRAGMA page_size = 16384")
                _become_wal(connection)
            else:
                _copy(connection, path, version)
            _migrate(connection, path)
    finally:
        connection.close()


def _become_wal(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log; SQLite does not wait for others to let go here, so we do."""
    for pause in _PAUSES:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(pause)
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")


_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


def _check_for_writing(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version, having taken the locks that reading and writing need."""
    version = _check(connection, path)
    if version and not os.access(path, os.W_OK):
        raise sqlite3.OperationalError("attempt to write a readonly database")
    return version


def _check(connection: sqlite3.Connection, path: Path) -> int:
    """Return the file's schema version, 0 for a new file."""
    # One statement, and so one view of the file: another process may be making it right now.
    application, version, tables = connection.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) "
        "FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application == 0 and version == 0 and tables == 0:
        return 0
    if application != APPLICATION_ID:
        raise LibraryError(f"{path} is not a Clash Reader library. It was left untouched.")
    if version > SCHEMA_VERSION:
        raise LibraryError(
            f"The library {path} was written by a newer Clash Reader (schema {version}, this "
            f"program knows {SCHEMA_VERSION}). Update the program; the file was left untouched."
        )
    return int(version)


def _copy(connection: sqlite3.Connection, path: Path, version: int) -> None:
    target = path.with_name(f"{path.name}.before-schema-{version + 1}")
    # Another process may be copying it at this very moment.
    beside = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}.part")
    beside.unlink(missing_ok=True)
    copy = sqlite3.connect(beside)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    beside.replace(target)
    sync_folder(target.parent)
    log.info("copied the library to %s before changing its schema", target)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Looked at again under the lock: another process may have been faster.
            version = _check(connection, path)
            if version == SCHEMA_VERSION:
                connection.execute("ROLLBACK")
                return
            # A new library is made at once: nobody is to see, or to copy, half of one.
            reached = SCHEMA_VERSION if version == 0 else version + 1
            for step in MIGRATIONS[version:reached]:
                for statement in step:
                    connection.execute(statement)
            if version == 0:
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(
                    "INSERT INTO meta VALUES ('folding', ?)", (str(FOLDING_VERSION),)
                )
            connection.execute(f"PRAGMA user_version = {reached}")
            connection.execute("COMMIT")
        except BaseException:  # a Ctrl+C half-way included
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        log.info("the library's schema is now version %d", reached)
