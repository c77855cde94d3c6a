"""Opening a library file: made where there is none, migrated where it is older, else refused."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import stat
import threading
from contextlib import closing, suppress
from pathlib import Path

from clashreader.errors import LibraryError, UnusableLibraryError
from clashreader.library import log_file
from clashreader.library.connection import connect
from clashreader.library.ddl import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from clashreader.library.failures import damage, failures_in_words, is_damage, way_back
from clashreader.library.files import become_wal, beside, clear_old, flush, fold_in, sync_folder
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
        if not _is_there(path):
            _make(path)
        doubtful = log_file.keep_damaged(path)
        connection = connect(path)
    try:
        with failures_in_words(path):
            version = _check_for_writing(connection, path)
            if version == 0:
                raise UnusableLibraryError(
                    f"The library {path} is empty: what was in it was lost on the disk. "
                    f"{way_back(path)}"
                )
            if doubtful and connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise damage()
            if version != SCHEMA_VERSION:
                from clashreader.library import backups

                # First of all: what turns out to be damaged is left as it was.
                backups.make(connection, path, kind=f"schema-{version + 1}")
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                become_wal(connection)  # a backup that somebody put here by hand
            if version != SCHEMA_VERSION:
                _migrate(connection, path)
            _look_at_folding(connection)
    finally:
        connection.close()


def _is_there(path: Path) -> bool:
    """Whether anything is at `path`; raises where that is nothing which could be opened.

    Opening a named pipe waits for whoever writes to it: for ever.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):  # what is wrong with a folder is known below
        return True
    kind = {stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
    raise UnusableLibraryError(
        f"In the place of the library {path} there is {kind.get(stat.S_IFMT(mode), 'a device')},"
        f" not a file. {way_back(path)}"
    )


def _look_at_folding(connection: sqlite3.Connection) -> None:
    """Have an index that was folded otherwise built anew."""
    try:
        row = connection.execute("SELECT value FROM meta WHERE name = 'folding'").fetchone()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return  # the rest can be read, and a repair does without this table
    if row is None or str(row[0]) != str(FOLDING_VERSION):
        from clashreader.library import reindexing

        reindexing.note_other_folding(connection)


def _make(path: Path) -> None:
    """Make a library beside its place, and put it there whole.

    So a file without content is never one of ours: it is what a failing disk left of a library.
    """
    from clashreader.library import backups

    if backups.existing(path):
        raise UnusableLibraryError(
            f"The library {path} is not there, but backups of it are. "
            "`clashreader doctor --restore-backup` puts the newest in its place."
        )
    if log_file.is_left(path):
        if path.exists():  # made by another process meanwhile, which has written to it
            return
        # SQLite would write what is in it over the new library.
        raise UnusableLibraryError(
            f"The library {path} is not there, but its log is: {path.name}-wal. Put the library "
            "back, or move its log away to begin with an empty one."
        )
    clear_old(path.parent, f"{path.name}.new-*")
    fresh = beside(path, f".new-{os.getpid()}-{threading.get_ident()}")
    fresh.touch()
    try:
        with failures_in_words(path):  # here: what is wrong may be right once it is cleared away
            _fill(fresh)
            with suppress(FileExistsError):  # another process was faster
                _put(fresh, path)
            sync_folder(path.parent)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            beside(fresh, ending).unlink(missing_ok=True)


def _fill(fresh: Path) -> None:
    from clashreader.library.index import FOR_NEW

    with closing(connect(fresh)) as connection:
        # A body takes some 3 kB: on pages of 4 kB a quarter of the file would be air. Twice
        # this would save half a hundredth, and double what each bookmark writes.
        connection.execute("PRAGMA page_size = 16384")
        become_wal(connection)
        connection.execute("PRAGMA synchronous = OFF")  # flushed as a whole below
        _migrate(connection, fresh)
        for setting in FOR_NEW:
            connection.execute(setting)
        fold_in(connection)
    flush(fresh)


def _put(fresh: Path, path: Path) -> None:
    try:
        os.link(fresh, path)  # unlike a rename it takes the place of nothing
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError from None
        fresh.replace(path)


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
        raise UnusableLibraryError(f"{path} is not a Clash Reader library. {way_back(path)}")
    if version > SCHEMA_VERSION:
        raise UnusableLibraryError(
            f"The library {path} was written by a newer Clash Reader (schema {version}, this "
            f"program knows {SCHEMA_VERSION}). Update the program; the file was left untouched."
        )
    return int(version)


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
