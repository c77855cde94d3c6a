"""What every connection to a library file needs, whoever opens it: standard library only."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clashreader.library.folding import fold_name

JOURNAL = "restoring.json"
"""Beside a library while it is being exchanged for a backup."""


def sqlite_uri(path: Path, mode: str) -> str:
    """Return the URI by which SQLite opens `path`; `mode` is ``ro`` or ``rw``.

    SQLite takes what follows two slashes for a host and knows none, so a file on a network share
    needs four (its documentation, "The URI Path").
    """
    uri = path.absolute().as_uri()
    if uri.startswith("file://") and not uri.startswith("file:///"):
        uri = "file:////" + uri.removeprefix("file://")
    return f"{uri}?mode={mode}"


def is_settled(path: Path) -> bool:
    """Return whether all of a library is in its one file: no WAL beside it has anything to add."""
    try:
        wal = path.with_name(path.name + "-wal")
        return path.stat().st_size > 0 and (not wal.exists() or wal.stat().st_size == 0)
    except OSError:
        return False


def folded_name(value: object) -> str | None:
    """The SQL function ``fold_name``: the key under which a name is found."""
    return fold_name(value) if isinstance(value, str) else None


def beside(path: Path, ending: str) -> Path:
    """Return the file whose name is that of `path` with `ending` added."""
    return path.with_name(path.name + ending)


def free_name(path: Path) -> Path:
    """Return `path`, or one like it that no file has."""
    found, number = path, 2
    while found.exists():
        found = beside(path, f"-{number}")
        number += 1
    return found


def clear_old(folder: Path, pattern: str) -> None:
    """Remove what a kill left of unfinished files, unless another process is at work on them."""
    for rest in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - rest.stat().st_mtime > _OLD:
                rest.unlink()


def clear_let_go(folder: Path, pattern: str) -> None:
    """Do the same with files that are `held` by who is at work on them: no day has to pass."""
    found = sorted(folder.glob(pattern), reverse=True)  # what holds the others is the last
    for rest in found:
        with suppress(OSError):
            is_held = _is_held(rest.with_name(rest.name.partition(_PART)[0] + _PART))
            old = time.time() - rest.stat().st_mtime > _OLD
            if old if is_held is None else not is_held:
                rest.unlink()


@contextmanager
def held(part: Path) -> Iterator[None]:
    """Make the empty file `part` (NAME.part), and keep the system's lock on it meanwhile.

    A kill lets go of it. It stands for all whose names begin with its own. Not for a database:
    on a network's file system this lock and those of SQLite can be of one kind.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
    while True:
        handle = os.open(part, flags, 0o600)
        if os.name != "posix":  # no open file can be renamed there
            os.close(handle)
            yield
            return
        import fcntl

        try:
            with suppress(OSError):  # a file system without locks
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not part.exists():  # somebody took it for a rest in between
                continue
            yield
            return
        finally:
            os.close(handle)


def _is_held(part: Path) -> bool | None:
    """Whether somebody is at work on `part`; None where that cannot be told."""
    if os.name != "posix":
        return None
    import fcntl

    try:
        handle = os.open(part, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(handle)
    return False


_PART = ".part"


_OLD = 24 * 3600
STAGE = ".restoring-"
"""Begins the name of a folder into which a backup is unpacked; its process ends it."""


def clear_stages(folder: Path) -> None:
    """Remove what restores left in `folder` that were killed while they unpacked: it may be as much
    as all that is there.
    """
    import shutil  # few need it

    if (folder / JOURNAL).exists():  # what is being exchanged lies there
        return
    for rest in folder.glob(f"{STAGE}*-*"):
        with suppress(OSError):
            if not _is_at_work(rest.name) or time.time() - rest.stat().st_mtime > _OLD:
                shutil.rmtree(rest, ignore_errors=True)


def _is_at_work(name: str) -> bool:
    """Whether the process whose number ends `name` is there; in doubt it is."""
    return is_running(name.rpartition("-")[2])


def is_running(number: str) -> bool:
    """Return whether the process with that number is there; in doubt it is."""
    if os.name != "posix" or not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def become_wal(connection: sqlite3.Connection) -> None:
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


def fold_in(connection: sqlite3.Connection) -> None:
    """Write all of a file's log into it, or raise: closing does so too, but fails without a word.

    For a file that is about to be moved, which its log would not follow.
    """
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        raise sqlite3.OperationalError("database is locked")


def flush(path: Path) -> None:
    """Have the system write what it holds of a file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` last through a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
