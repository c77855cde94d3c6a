"""What failures of SQLite and of the disk mean, in words for the reader."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from clashreader.errors import BusyLibraryError, FullDiskError, LibraryError, UnusableLibraryError
from clashreader.library.files import beside, sqlite_uri


@contextmanager
def failures_in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into a `LibraryError`."""
    try:
        yield
    except _BUGS:
        raise
    except (sqlite3.Error, OSError) as error:
        raise failure(error, path) from error
    except Exception as error:
        # SQLAlchemy's DBAPIError has what the driver raised in `orig`; it may not be imported.
        cause = getattr(error, "orig", None)
        if isinstance(cause, sqlite3.Error) and not isinstance(cause, _BUGS):
            raise failure(cause, path) from error
        raise


_BUGS = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError)


def failure(error: Exception, path: Path) -> LibraryError:
    """Say what `error` means for the library at `path`, and what to do."""
    if isinstance(error, FileNotFoundError):
        return LibraryError(GONE.format(path=path))
    text = str(error).lower()
    if any(sign in text for sign in _VAGUE):
        text = _look_closer(path) or text
    for sign, kind, words in _MEANINGS:
        if sign in text:
            if kind is not UnusableLibraryError:
                return kind(words.format(path=path))
            mending = MENDING if tells_where_all_lies(path) else ""
            way = way_back(path)
            return kind(
                words.format(
                    path=path, way_back=way, mending=mending,
                    # What lies on sound pages is written to all the same, later and before.
                    still_used=way.replace(UNTOUCHED, UNTOUCHED + " just now"),
                )
            )  # fmt: skip
    return LibraryError(f"The library {path} could not be used ({error}).")


def damage() -> sqlite3.DatabaseError:
    """Return what SQLite raises at a damaged page, for where we find one ourselves."""
    return sqlite3.DatabaseError("database disk image is malformed")


def is_damage(error: BaseException) -> bool:
    """Whether an error says that a page holds what it should not."""
    text = str(error).lower()
    return isinstance(error, sqlite3.DatabaseError) and any(sign in text for sign in _DAMAGE)


_DAMAGE = ("malformed", "corrupt", "could not decode")


def tells_where_all_lies(path: Path) -> bool:
    """Whether the beginning of a damaged file can be read, without which nothing can be found."""
    try:
        with closing(sqlite3.connect(sqlite_uri(path, "ro"), uri=True)) as raw:
            raw.execute("PRAGMA writable_schema = ON")  # else nothing of one that is cut off
            names = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema")}
            return "articles" in names
    except (sqlite3.Error, OSError):
        return False


def way_back(path: Path) -> str:
    """Say what can take the place of the library at `path`, which was left as it is."""
    from clashreader.library.backups import existing

    if existing(path):
        return f"{UNTOUCHED}{BY_COMMAND}."
    return f"{UNTOUCHED}. There is no backup of it."


UNTOUCHED = "It was left untouched"


BY_COMMAND = (
    "; `clashreader doctor --restore-backup` keeps it aside and puts the newest backup in its place"
)
"""What the window need not say, which has a button for it."""
_VAGUE = ("disk i/o", "unable to open")
_LITTLE = 256 * 1024
_FIRST = 1_000_000
"""Bytes that a library and its log may take while it is made."""


def _look_closer(path: Path) -> str | None:
    """Say why SQLite may have failed, where it only says that it did."""
    import shutil

    try:
        if path.is_dir():
            return "is a folder"
        if _is_limited(path):
            return "file too large"
        if not path.parent.exists():
            return "not there"
        if not path.parent.is_dir():
            return "not a directory"
        if shutil.disk_usage(path.parent).free < _LITTLE:
            return "disk is full"
    except OSError:
        return None
    if os.access(path, os.R_OK) and not os.access(path.parent, os.W_OK):
        return "readonly"
    # Before the look for the file: one that is just being made is not there either.
    return _try_to_write(path) or (None if path.exists() else "not there")


def _try_to_write(path: Path) -> str | None:
    """Say what the system answers to a small file: a quota, or a lack of names, shows only so."""
    probe = beside(path, f".probe-{os.getpid()}-{threading.get_ident()}")
    try:
        probe.write_bytes(bytes(4096))
    except OSError as error:
        return os.strerror(error.errno or 0).lower()
    finally:
        with suppress(OSError):
            probe.unlink()
    return None


def _is_limited(path: Path) -> bool:
    """Whether this process may not write files as large as the library, or its log, has to be."""
    if os.name != "posix" or not path.parent.is_dir():
        return False
    import resource

    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if limit == resource.RLIM_INFINITY:
        return False
    sizes = [one.stat().st_size for one in (path, beside(path, "-wal")) if one.exists()]
    return limit < max(sizes, default=_FIRST) + _LITTLE


BUSY = "The library {path} is held by another program. Close that program and try again."
_FULL = "The disk that holds {path} is full. Make room and try again."
_READ_ONLY = "The library {path} cannot be written: it is read-only here."
_NO_FOLDER = "{path} cannot be used: what stands in its folder's place is no folder."
GONE = "The library {path} is not there. Is its disk connected, and its folder right?"
REPLACED = (
    "Another file has taken the place of the library {path}. Start Clash Reader again to use it."
)
RESTORED = (
    "A backup has taken the place of the library {path} meanwhile, and what was under way was "
    "stopped: what it brought until then is in the library that is kept aside. Start it again."
)
_IO = "The disk that holds {path} reports an error."
MENDING = " `clashreader doctor --repair` rebuilds what can be rebuilt."
_MEANINGS: tuple[tuple[str, type[LibraryError], str], ...] = (
    ("locked", BusyLibraryError, BUSY),
    ("busy", BusyLibraryError, BUSY),
    ("disk is full", FullDiskError, _FULL),
    ("no space left", FullDiskError, _FULL),
    ("quota exceeded", FullDiskError, _FULL),
    ("readonly", LibraryError, _READ_ONLY),
    ("read-only", LibraryError, _READ_ONLY),
    ("not there", LibraryError, GONE),
    (
        "is a folder",
        UnusableLibraryError,
        "In the place of the library {path} there is a folder. {way_back}",
    ),
    ("not a directory", LibraryError, _NO_FOLDER),
    ("file exists", LibraryError, _NO_FOLDER),
    (
        "levels of symbolic links",
        LibraryError,
        "The library {path} cannot be opened: the link in its place leads back to itself. "
        "Remove that link, or let it lead to the library.",
    ),
    ("permission denied", LibraryError, "There is no permission to use {path}."),
    (
        "file too large",
        LibraryError,
        "The library {path} may not grow: there is a limit on the size of a file here.",
    ),
    (
        "unable to open",
        LibraryError,
        "The library {path} cannot be opened. Does its folder exist, and is it yours?",
    ),
    (
        "not a database",
        UnusableLibraryError,
        "{path} is not a Clash Reader library, or its beginning is damaged. {way_back}",
    ),
    (
        "malformed",
        UnusableLibraryError,
        "The library {path} is damaged. {still_used}{mending}",
    ),
    (
        "unsupported file format",
        UnusableLibraryError,
        "The library {path} is damaged. {way_back}",
    ),
    ("input/output", LibraryError, _IO),
    ("disk i/o", LibraryError, _IO),
)
