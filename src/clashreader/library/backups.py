"""Automatic backups: made by SQLite's own backup, checked, three kept, and put back when needed.

They lie in the folder ``backups`` beside the library, one file each, without the pictures: those
are named by their content and can be fetched again. A backup is written beside its name, checked,
flushed and renamed: a file that has the name of a backup is whole. Standard library only.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from clashreader.errors import CancelledError, LibraryError, NotFoundError, UnusableLibraryError
from clashreader.library.ddl import APPLICATION_ID, SCHEMA_VERSION
from clashreader.library.failures import damage, failure, failures_in_words
from clashreader.library.files import (
    become_wal,
    beside,
    clear_old,
    clear_stages,
    flush,
    fold_in,
    free_name,
    sqlite_uri,
    sync_folder,
)
from clashreader.library.which_file import begin_anew
from clashreader.values import dataclass

log = logging.getLogger(__name__)

FOLDER = "backups"
KEPT = 3
EVERY = 24 * 3600
"""Seconds between two backups."""

BEFORE_REPAIR = "repair"
"""The kind of a copy that `doctor` makes before it mends: as damaged as the library was."""

_NAME = re.compile(r"library-(\d{8}-\d{6})(?:-([a-z0-9-]+))?\.sqlite3")
_STEP = 256
"""Pages that are copied between two looks at whether to stop."""
_CHECK_EVERY = 20_000
"""Steps of SQLite's machine between two such looks while a backup is checked."""

_HUGE = 500_000_000
"""Bytes; reading so much through takes a second and more."""

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: when it was made (seconds of UTC), how large it is, and what for.

    `kind` is "" for a daily one, ``schema-N`` for one made before the library got schema N.
    """

    path: Path
    made: int
    size: int
    kind: str


def folder_of(library: Path) -> Path:
    """Return the folder of the backups of a library."""
    return library.parent / FOLDER


def existing(library: Path, folder: Path | None = None) -> list[Backup]:
    """Return the backups there are, newest first, in `folder` if not in their own; copies made
    before a repair are none, nor is what is cut off or no library any more. `sound` reads them
    through.
    """
    return [
        backup
        for backup in _all(folder or folder_of(library))
        if backup.kind != BEFORE_REPAIR and _looks_whole(backup)
    ]


def _looks_whole(backup: Backup) -> bool:
    """Look at a file's first bytes and its size (SQLite's "Database File Format", 1.3)."""
    try:
        with backup.path.open("rb", buffering=0) as file:
            head = file.read(100)
    except OSError:
        return False
    page = int.from_bytes(head[16:18]) or 1
    size = (65536 if page == 1 else page) * int.from_bytes(head[28:32])
    ours = int.from_bytes(head[68:72]) == APPLICATION_ID
    return head[:16] == b"SQLite format 3\0" and ours and size == backup.size


def sound(library: Path, folder: Path | None = None, *, stop: Stop = lambda: False) -> list[Backup]:
    """Return the backups that hold together, newest first: each is read through."""
    return [backup for backup in existing(library, folder) if _holds_together(backup, stop)]


def _holds_together(backup: Backup, stop: Stop) -> bool:
    try:
        check(backup.path, stop=stop)
    except CancelledError:
        raise
    except (LibraryError, sqlite3.Error, OSError):
        log.warning("the backup %s is damaged", backup.path)
        return False
    return True


def _all(folder: Path) -> list[Backup]:
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            match = _NAME.fullmatch(path.name)
            if match is None:
                continue
            with suppress(OSError):
                stat = path.stat()
                found.append((match[1], Backup(path, int(stat.st_mtime), stat.st_size,
                                               match[2] or "")))  # fmt: skip
    # By name: a copy of the folder may have lost its times.
    return [backup for _, backup in sorted(found, key=lambda one: one[0], reverse=True)]


def is_due(library: Path, now: float, every: int = EVERY, folder: Path | None = None) -> bool:
    """Whether `every` seconds have gone by since the last backup (in `folder`), and the library has
    changed since.
    """
    made = next((backup.made for backup in existing(library, folder)), None)
    return made is None or is_over(library, made, now, every)


def is_over(library: Path, made: int, now: float, every: int) -> bool:
    """Whether a backup made then has had its time, and the library has changed since."""
    # A clock that was set back does not put backups off for years.
    return not 0 <= now - made < every and _changed_at(library) > made


def _changed_at(library: Path) -> float:
    times = []
    for path in (library, beside(library, "-wal")):
        with suppress(OSError):
            times.append(path.stat().st_mtime)
    return max(times, default=0.0)


def size_of(library: Path) -> int:
    """Return the bytes that a backup would take, about."""
    total = 0
    for path in (library, beside(library, "-wal")):
        with suppress(OSError):
            total += path.stat().st_size
    return total


def make(
    source: sqlite3.Connection, library: Path, *, kind: str = "", keep: int = KEPT,
    stop: Stop = lambda: False, checked: bool = True, folder: Path | None = None,
) -> Backup:  # fmt: skip
    """Back up what `source` shows of `library`, and forget all but the newest `keep` backups.

    They are in `folder` if that is given, which is made where it is not there.

    Raises `LibraryError` where there is not twice the room that it takes or it cannot be written,
    `UnusableLibraryError` where the library is damaged (older backups stay), `CancelledError` once
    `stop` says so. Nothing is left lying then.
    """
    folder = folder or folder_of(library)
    with failures_in_words(library):
        folder.mkdir(exist_ok=True)
        clear_old(folder, "*.part*")
        clear_stages(Path(os.path.realpath(library)).parent)
        if shutil.disk_usage(folder).free < 2 * size_of(library):
            raise LibraryError(f"There is no room for a backup of the library in {folder}.")
        target = _free_target(folder, kind)
        # Another process, or another thread, may be making one at this very moment.
        part = beside(target, f".{os.getpid()}-{threading.get_ident()}.part")
        try:
            copy(source, part, stop)
            if checked:
                check_copy(part, library, stop)
            flush(part)
            part.replace(target)
            sync_folder(folder)
        finally:
            for rest in (part, beside(part, "-journal")):
                rest.unlink(missing_ok=True)
    _forget_old(folder, target, keep, repairs=kind == BEFORE_REPAIR, stop=stop)
    log.info("the library was backed up to %s", target)
    return Backup(target, int(target.stat().st_mtime), target.stat().st_size, kind)


def _free_target(folder: Path, kind: str) -> Path:
    """Return a name that no backup has: none takes the place of another."""
    now = time.time()
    while True:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
        target = folder / f"library-{stamp}{kind and f'-{kind}'}.sqlite3"
        if not target.exists():
            return target
        now += 1


def copy(source: sqlite3.Connection, target: Path, stop: Stop) -> None:
    """Write what `source` shows to the file `target`, in one piece; it is not flushed.

    Raises `CancelledError` by `stop`.
    """

    def look(*_: object) -> None:
        if stop():
            raise CancelledError("The backup was stopped.")

    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as new:
        new.execute("PRAGMA synchronous = OFF")  # it is flushed as a whole before it counts
        own = not source.in_transaction
        if own:
            # One view of the library for the whole copy: else it begins anew with every write.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        try:
            source.backup(new, pages=_STEP, progress=look)
        finally:
            if own and source.in_transaction:
                source.execute("ROLLBACK")
        new.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it


def check_copy(part: Path, library: Path, stop: Stop, *, thorough: bool = False) -> None:
    """Do what `check` does with a copy of `library`, about which an error then speaks."""
    try:
        check(part, stop=stop, thorough=thorough)
    except UnusableLibraryError:  # the copy is as the library is
        cause = damage()
        raise failure(cause, library) from cause


def check(path: Path, *, stop: Stop = lambda: False, thorough: bool = False) -> None:
    """Read a backup through; raises `UnusableLibraryError`, or `CancelledError` by `stop`.

    With `thorough`, indexes are held against their tables as well.
    """
    with _opened(path) as raw:
        raw.set_progress_handler(stop, _CHECK_EVERY)
        try:
            application, version = raw.execute(
                "SELECT application_id, user_version FROM pragma_application_id, "
                "pragma_user_version"
            ).fetchone()
            if application != APPLICATION_ID or not 0 < version <= SCHEMA_VERSION:
                raise UnusableLibraryError(f"{path} is no backup that this program can read.")
            way = "integrity_check" if thorough else "quick_check"
            answer = raw.execute(f"PRAGMA {way}(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise CancelledError("The backup was stopped.") from error
            raise
        except sqlite3.DatabaseError as error:
            raise UnusableLibraryError(f"The backup {path} is damaged.") from error
    if answer != "ok":
        raise UnusableLibraryError(f"The backup {path} is damaged.")


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(
        sqlite3.connect(sqlite_uri(path, "ro") + "&immutable=1", uri=True, isolation_level=None)
    ) as raw:
        yield raw


def _forget_old(folder: Path, made: Path, keep: int, *, repairs: bool, stop: Stop) -> None:
    """Delete backups that are older than `keep` sound ones, of which `made` is one.

    A damaged one pushes none out. Those made before a repair are as they are: one is kept. Once
    `stop` says so, nothing more is deleted until the next time.
    """
    mine = [backup for backup in _all(folder) if (backup.kind == BEFORE_REPAIR) == repairs]
    keep = 1 if repairs else max(keep, 1)
    if len(mine) <= keep:
        return
    good = 0
    with suppress(CancelledError):
        for backup in mine:
            if good >= keep:
                with suppress(OSError):
                    backup.path.unlink()
            elif repairs or backup.path == made or _is_good(backup, stop):
                good += 1


def _is_good(backup: Backup, stop: Stop) -> bool:
    """Whether a backup seems sound; a huge one is not read through at each quit."""
    return _looks_whole(backup) and (backup.size > _HUGE or _holds_together(backup, stop))


def find(library: Path, name: str | None) -> Backup:
    """Return the backup called `name` (a file's name or path), or the newest whole one.

    Raises `NotFoundError`.
    """
    found = existing(library)
    if name is not None:
        for backup in found:
            if name in (backup.path.name, str(backup.path)):
                return backup
        raise NotFoundError(f"There is no backup “{name}” in {folder_of(library)}.")
    for backup in found:
        if _holds_together(backup, lambda: False):
            return backup
    raise NotFoundError(f"There is no backup in {folder_of(library)}.")


def restore(library: Path, backup: Path) -> Path | None:
    """Put `backup` in the place of `library`; return where what was there is kept, untouched.

    Its log is kept with it: beside another file it would be read into that one. Where `library` is
    a link, what it leads to is replaced, and the link stays. Raises `LibraryError` with everything
    as it was; `UnusableLibraryError` where the backup is damaged.
    """
    with failures_in_words(library):
        library = Path(os.path.realpath(library))  # which has its log beside it as well
        check(backup)
        for rest in library.parent.glob(f"{library.name}.restoring-*"):  # of one that was killed
            rest.unlink(missing_ok=True)
        fresh = beside(library, f".restoring-{os.getpid()}")
        try:
            shutil.copyfile(backup, fresh)
            with closing(sqlite3.connect(fresh, isolation_level=None)) as raw:
                become_wal(raw)
                begin_anew(raw)
                fold_in(raw)
            flush(fresh)
            aside = take_place(fresh, library)
        finally:
            for rest in (fresh, beside(fresh, "-wal"), beside(fresh, "-shm")):
                rest.unlink(missing_ok=True)
    log.warning("the library was restored from %s; the one before is kept as %s", backup, aside)
    return aside


def take_place(fresh: Path, library: Path) -> Path | None:
    """Put the flushed file `fresh` in the place of `library`; return where that is kept."""
    with _set_aside(library) as aside:
        fresh.replace(library)
    sync_folder(library.parent)
    return aside


@contextmanager
def _set_aside(library: Path) -> Iterator[Path | None]:
    """Move a library and its log out of the way; back again where what follows fails."""
    aside, moves = _new_names(library)
    try:
        for old, new in moves:
            old.rename(new)
        yield aside
    except BaseException:  # a Ctrl+C half-way included: the library must not stay away
        for old, new in reversed(moves):
            with suppress(OSError):
                if new.exists() and not old.exists():
                    new.rename(old)
        raise


def _new_names(library: Path) -> tuple[Path | None, list[tuple[Path, Path]]]:
    """Return what a library will be called, None where there is none, and all that is to move."""
    endings = ("-wal", "-shm")
    if library.exists():
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        aside = free_name(beside(library, f".damaged-{stamp}"))
        names = [(beside(library, ending), beside(aside, ending)) for ending in (*endings, "")]
    else:  # a log of a library that is lost
        aside = None
        names = [
            (beside(library, ending), free_name(beside(library, f".damaged{ending}")))
            for ending in endings
        ]
    return aside, [(old, new) for old, new in names if old.exists()]
