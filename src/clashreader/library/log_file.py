"""The write-ahead log beside a library: whether SQLite will read all of it, and keeping it if not.

SQLite reads a log up to the first frame whose checksum is wrong, takes that for its end, and writes
over the rest, without a word. After a crash that is right: what was being written lies there. But
where whole commits of the same log follow, what lay before them was damaged, and they are lost.

Layouts: SQLite's "Database File Format", 4 (the log), and "WAL-mode File Format", 2 (its index).
"""

from __future__ import annotations

import logging
import os
import sqlite3
import sys
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.library.connection import connect
from clashreader.library.failures import damage
from clashreader.library.files import beside, free_name

if TYPE_CHECKING:
    from clashreader.library.rows import Run

log = logging.getLogger(__name__)

_HEADER = 32
_FRAME = 24
_LITTLE, _BIG = 0x377F0682, 0x377F0683
_INDEX_HEADER = 48
_VERSIONS = (18, 2)
"""Where a library's file says whether it is written with a log ("Database File Format", 1.3.3)."""
_WITHOUT_LOG = b"\x01\x01"
"""A backup is, and is no longer once we have opened it: what lies beside it is another's log, which
SQLite would write over it.
"""


def kept(path: Path) -> list[Path]:
    """Return the damaged logs that lie beside the library at `path`."""
    beginning = f"{path.name}.damaged-wal"
    with suppress(OSError):
        return sorted(
            path.parent / name
            for name in os.listdir(path.parent)  # noqa: PTH208 - a glob costs ten times as much
            if name.startswith(beginning)
        )
    return []


def is_left(path: Path) -> bool:
    """Whether a log with something in it lies at the library's place."""
    try:
        return beside(path, "-wal").stat().st_size > 0
    except OSError:
        return False


def warning(path: Path, before: list[Path]) -> str | None:
    """Return what the reader is to be told at once, where damage was found since `before`."""
    found = [one.name for one in kept(path) if one not in before]
    if not found:
        return None
    return (
        "The log beside the library was damaged, or not its own, and what was done last may be "
        f"lost. It is kept as {found[-1]}; `clashreader doctor` says what can be done."
    )


def unheeded(run: Run, path: Path) -> list[str]:
    """Return the names of the damaged logs of which no repair has taken note."""
    rows = run("SELECT value FROM meta WHERE name = ?", (_HEEDED,))
    known = set(str(rows[0][0]).split("/")) if rows else set()
    return [one.name for one in kept(path) if one.name not in known]


def heed(run: Run, path: Path) -> None:
    """Take note of the damaged logs that there are: they stay, and are a problem no more."""
    names = "/".join(one.name for one in kept(path))
    run("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (_HEEDED, names))


_HEEDED = "damaged-logs"


def keep_damaged(path: Path) -> Path | None:
    """Keep a copy of a log of which SQLite will pass over a part, and write over it.

    Returns the copy, or None where all is well. The library may then lack what was done last.
    Raises `sqlite3.DatabaseError` where what can be read of both does not hold together; they are
    left as they are then.
    """
    wal = beside(path, "-wal")
    try:
        if wal.stat().st_size <= _HEADER or path.stat().st_size == 0:
            return None
    except FileNotFoundError:
        return None
    # Looked at after the log: a file gets its other header before it gets a log.
    if _read(path, *_VERSIONS) == _WITHOUT_LOG:
        return _move(path, wal)
    if _is_header(_read(wal, 0, _HEADER)) and not _loses_commits(path, wal):
        return None
    return _keep(path, wal)


def _loses_commits(path: Path, wal: Path) -> bool:
    # While this one is open, the next to close writes nothing of the log into the file.
    # What SQLite has locked in its index is the process's: closing another handle of that file
    # would drop it, and the next program would cut off the index under our reader. So it is last.
    with ExitStack() as held, closing(connect(path, busy_seconds=0, only_read=True)) as reader:
        try:
            if reader.execute("PRAGMA application_id").fetchone()[0] == 0:
                return False  # not ours: said by whoever opens it
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # SQLite reads the log
            reader.execute("ROLLBACK")
            if not _commits_follow(wal, held) or not _so_with_nobody_writing(path, wal, held):
                return False
        except sqlite3.OperationalError:
            return False  # held by another, or read-only: opened in earnest later, which says so
        if reader.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise damage()
    return True


def _so_with_nobody_writing(path: Path, wal: Path, held: ExitStack) -> bool:
    """Look again with the lock: another process may have been in the midst of a commit."""
    with closing(connect(path, busy_seconds=0)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        try:
            return _commits_follow(wal, held)
        finally:
            writer.execute("ROLLBACK")


def _commits_follow(wal: Path, held: ExitStack) -> bool:
    """Whether commits of this log lie behind the frame that SQLite takes for its last."""
    try:
        header = _read(wal, 0, _HEADER)
        there = beside(wal.with_name(wal.name.removesuffix("-wal")), "-shm")
        index = held.enter_context(there.open("rb", buffering=0)).read(_INDEX_HEADER)
        size = wal.stat().st_size
    except OSError:
        return False
    if len(index) < _INDEX_HEADER or not _is_header(header):
        return False
    salt = header[16:24]
    if index[32:40] != salt:  # another process has begun a new log and not yet written to it
        return False
    last = int.from_bytes(index[16:20], sys.byteorder)
    step = _FRAME + int.from_bytes(header[8:12])
    with wal.open("rb", buffering=0) as file:
        for place in range(_HEADER + last * step, size - step + 1, step):
            file.seek(place)
            frame = file.read(16)
            # What was taken back also lies there, but without the size that ends a commit.
            if frame[8:16] == salt and frame[4:8] != b"\0\0\0\0":
                return True
    return False


def _is_header(header: bytes) -> bool:
    """Whether SQLite takes `header` for that of a log, which its checksum decides."""
    if len(header) < _HEADER:
        return False
    import struct

    sign = int.from_bytes(header[:4])
    if sign not in (_LITTLE, _BIG):
        return False
    words = struct.unpack(f"{'<' if sign == _LITTLE else '>'}6I", header[:24])
    one = two = 0
    for at in range(0, 6, 2):
        one = (one + words[at] + two) & 0xFFFFFFFF
        two = (two + words[at + 1] + one) & 0xFFFFFFFF
    return struct.unpack(">2I", header[24:]) == (one, two)


def _read(path: Path, start: int, length: int) -> bytes:
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        return file.read(length)


def _move(path: Path, wal: Path) -> Path:
    aside = free_name(beside(path, ".damaged-wal"))
    wal.rename(aside)
    beside(path, "-shm").unlink(missing_ok=True)
    log.warning("the log beside the library is that of another file; it is kept as %s", aside)
    return aside


def _keep(path: Path, wal: Path) -> Path:
    for one in kept(path):  # a second look at the same log
        with suppress(OSError):
            if one.stat().st_size == wal.stat().st_size and one.read_bytes() == wal.read_bytes():
                return one
    import shutil

    aside = free_name(beside(path, ".damaged-wal"))
    shutil.copyfile(wal, aside)
    log.warning("the log beside the library is damaged; it is kept as %s", aside)
    return aside
