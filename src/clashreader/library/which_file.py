"""Which file is at a path: what tells a library from another one that has taken its place."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

from clashreader.errors import LibraryError
from clashreader.library.files import JOURNAL

File = tuple[int, int]
"""What tells one file from another that is at the same path later: device and inode."""
NO_FILE: File = (-1, -1)


_PATIENCE = 10.0

Marks = tuple[int, int, str]
"""Application and schema of a file, and which of the libraries it is that were here."""


def identity(path: Path) -> File:
    """Return what `File` says, once nothing is being exchanged there; raises OSError."""
    try:
        found = os.stat(path)  # noqa: PTH116 - with every read: a Path costs as much again
    except FileNotFoundError:
        await_exchange(path)
        found = os.stat(path)  # noqa: PTH116
    return found.st_dev, found.st_ino


def await_exchange(path: Path) -> None:
    """Wait for the end of a restore that another process is at; one that was killed has none."""
    journal, until = path.with_name(JOURNAL), time.monotonic() + _PATIENCE
    while journal.exists() and time.monotonic() < until:
        time.sleep(0.02)


def missed_it(error: LibraryError, path: Path) -> bool:
    """Whether opening failed only since it came between the two renames of an exchange."""
    cause = error.__cause__
    gone = isinstance(cause, FileNotFoundError) or "unable to open" in str(cause)
    if gone:
        await_exchange(path)
    return gone and path.is_file() and path.stat().st_size > 0


def marks(connection: sqlite3.Connection) -> Marks:
    """Return what tells a library from another one."""
    sql = "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version"
    application, version = connection.execute(sql).fetchone()
    return int(application), int(version), _beginning(connection)


def _beginning(connection: sqlite3.Connection) -> str:
    try:
        found = connection.execute("SELECT value FROM meta WHERE name = ?", (_BEGUN,)).fetchone()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "no such table" not in str(error):
            raise
        return ""  # damaged, or none of ours: whoever uses it finds out
    return "" if found is None else str(found[0])


_BEGUN = "begun anew"


def begin_anew(connection: sqlite3.Connection) -> None:
    """Let a library that takes another one's place be known as another one: its numbers mean other
    articles, and a process that has some of the one before in its hands must not go on.
    """
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_BEGUN, os.urandom(16).hex()))


def is_broken(error: LibraryError) -> bool:
    """Whether an error says that the file is gone, or that its disk fails."""
    cause = error.__cause__
    cause = getattr(cause, "orig", cause)
    return isinstance(cause, FileNotFoundError) or "i/o" in str(cause).lower()


def unexpected(error: BaseException) -> BaseException | None:
    """Return what caused an error, where a log is to tell where it came from: not of a file that
    is gone, held or full, which the error's sentence says all of.
    """
    cause = error.__cause__
    said = isinstance(getattr(cause, "orig", cause), OSError | sqlite3.OperationalError)
    return None if said else cause
