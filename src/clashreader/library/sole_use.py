"""Having a library, or the exchange of one, to ourselves: locks of SQLite's, which end with their
process, on every system.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from clashreader.errors import BusyLibraryError
from clashreader.library.files import beside, fold_in, sqlite_uri

_LOCK: Final = "restoring.lock"
_PATIENCE: Final = 10.0
_IN_USE: Final = 5.0
"""Seconds in which a short command lets go of the library."""


def check_free(library: Path) -> None:
    """Raise `BusyLibraryError` where another program has `library` open, and goes on having it."""
    with nobody_else_in(library):
        pass


@contextmanager
def nobody_else_in(library: Path) -> Iterator[None]:
    """Have the file to ourselves, the log of a sound one folded into it.

    Whoever has it open, if only to read, holds a lock on it: a sync would go on in the file that
    goes aside, or with its numbers in the one that comes. Who opens it meanwhile waits.
    """
    with ExitStack() as held:
        if library.is_file():
            with suppress(sqlite3.DatabaseError):  # what is damaged is exchanged all the same
                uri = sqlite_uri(library, "rw")
                raw = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_IN_USE)
                held.enter_context(closing(raw))
                _take_whole(raw, library)
        if os.name == "nt":  # nothing can be renamed there that is open
            held.close()
        yield


def _take_whole(raw: sqlite3.Connection, library: Path) -> None:
    """Lock the file against everybody: SQLite's "exclusive locking mode"."""
    try:
        raw.execute("PRAGMA locking_mode = EXCLUSIVE")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("ROLLBACK")
        fold_in(raw)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise BusyLibraryError(
                f"Another program has the library {library} open: a sync, for instance. Nothing "
                "was changed. Wait until it has ended, and restore then."
            ) from error
        raise


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time exchanges files: by a lock of SQLite's, which ends with its process."""
    lock = folder / _LOCK
    held = False
    try:
        with closing(sqlite3.connect(lock, isolation_level=None, timeout=_PATIENCE)) as raw:
            raw.execute("BEGIN EXCLUSIVE")
            held = True
            yield
    except sqlite3.Error as error:
        raise BusyLibraryError(
            f"Another program is restoring a backup to {folder}. Wait for it and try again."
        ) from error
    finally:
        if held:
            with suppress(OSError):
                for rest in (lock, beside(lock, "-journal")):  # a kill leaves both
                    rest.unlink(missing_ok=True)
