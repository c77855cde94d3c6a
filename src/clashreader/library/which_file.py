"""Which file is at a path: what tells a library from another one that has taken its place."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from clashreader.errors import LibraryError

File = tuple[int, int]
"""What tells one file from another that is at the same path later: device and inode."""
NO_FILE: File = (-1, -1)


def identity(path: Path) -> File:
    """Return what `File` says; raises OSError."""
    found = os.stat(path)  # noqa: PTH116 - with every read: a Path costs as much again
    return found.st_dev, found.st_ino


def marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return application and schema of a file."""
    sql = "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version"
    application, version = connection.execute(sql).fetchone()
    return int(application), int(version)


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
