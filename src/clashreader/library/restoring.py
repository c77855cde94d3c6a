"""Putting a backup in the place of a library: verified first, then exchanged, and nothing lost.

Everything is unpacked beside its place, read through and flushed; then a journal says what is to be
renamed, and it is renamed: what was there goes aside, what was unpacked takes its place. Whatever
ends the program in between, `resume` carries on at the next start: it is either the old or the new.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from clashreader.errors import LibraryError, WriteError
from clashreader.library import archives, backups, sole_use, unpacking
from clashreader.library.asides import RESTORED
from clashreader.library.ddl import LIVE, SCHEMA_VERSION, STORED
from clashreader.library.files import (
    JOURNAL,
    STAGE,
    become_wal,
    beside,
    flush,
    fold_in,
    free_name,
    sqlite_uri,
    sync_folder,
)
from clashreader.library.pictures import place
from clashreader.library.which_file import begin_anew
from clashreader.values import dataclass

log = logging.getLogger(__name__)

SETTINGS: Final = "settings.toml"

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
Move = tuple[str | None, str, str]
"""What takes a place (None: nothing does), the place, and where what is there goes."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A backup that was verified and lies unpacked beside the places of its parts."""

    facts: archives.Facts
    folder: Path
    """That of the home's data."""
    moves: tuple[Move, ...]
    asides: tuple[Path, ...]
    stages: tuple[Path, ...]
    remarks: tuple[str, ...] = ()
    """What of the backup does not come back, a sentence each."""

    def drop(self) -> None:
        """Leave everything as it is, and nothing lying; what was begun is for `resume`."""
        if (self.folder / JOURNAL).exists():
            return
        for stage in self.stages:
            shutil.rmtree(stage, ignore_errors=True)


def facts_of(file: Path) -> archives.Facts:
    """Return what a backup says of itself: one of `archives`, or a copy of the library alone."""
    if not _is_library(file):
        return unpacking.facts_of(file)
    backups.check(file)
    with closing(sqlite3.connect(sqlite_uri(file, "ro") + "&immutable=1", uri=True)) as raw:
        schema = int(raw.execute("PRAGMA user_version").fetchone()[0])
        live = raw.execute(f"SELECT count(*) FROM articles WHERE state = {LIVE}").fetchone()[0]
    facts = file.stat()
    return archives.Facts(file, int(facts.st_mtime), "", schema, int(live), 0, 0, facts.st_size)


def _is_library(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def stage(
    file: Path, library: Path, images: Path, *, extras: Mapping[str, Path], progress: Progress,
    stop: Stop,
) -> Staged:  # fmt: skip
    """Unpack the backup `file` beside the places of its parts, and verify all of it.

    `extras` are the places of what else is to come back. Nothing there is touched yet. Raises
    `LibraryError` where the backup is damaged or newer than this program, `WriteError` where there
    is no room, and `CancelledError` by `stop`; nothing is left lying then.
    """
    stamp = f"{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{os.getpid()}"
    places = {archives.LIBRARY: library, "images": images, **extras}
    places = {name: Path(os.path.realpath(path)) for name, path in places.items()}
    resume(library.parent)  # what was begun comes first: its parts lie there
    folders = {path.parent for path in places.values()}
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
    stages = {folder: folder / f"{STAGE}{stamp}" for folder in folders}
    try:
        with _in_words(library.parent):
            for one in stages.values():
                one.mkdir()

            def into(name: str) -> Path:
                first, _, rest = name.partition("/")
                # What is not to come back is read through all the same, and dropped.
                root = stages[places.get(first, library).parent]
                return root / first / rest if rest else root / first

            facts = _unpack(file, into, progress, stop)
            _check(into(archives.LIBRARY), into("images"), file, stop)
            remarks = _drop_unreadable(into(SETTINGS)) if SETTINGS in extras else ()
        aside = {folder: free_name(folder / f"{RESTORED}{stamp[:15]}") for folder in folders}
        moves = list(_moves(places, stages, aside, only=_is_library(file)))
        return Staged(
            facts, library.parent, tuple(moves), tuple(aside.values()), tuple(stages.values()),
            remarks,
        )  # fmt: skip
    except BaseException:
        for one in stages.values():
            shutil.rmtree(one, ignore_errors=True)
        raise


def _drop_unreadable(settings: Path) -> tuple[str, ...]:
    """Leave settings that are none: the library comes back all the same."""
    import tomllib

    try:
        tomllib.loads(settings.read_text("utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (ValueError, RecursionError):
        settings.unlink()
        return ("The settings in the backup cannot be read. Those that are there stay.",)
    return ()


def _clear(folder: Path) -> None:
    """Remove what a kill left of an unfinished restore, which may be as large as a library.

    One process at a time restores: who does so holds the window's lock on the home.
    """
    for rest in folder.glob(f"{STAGE}*"):
        shutil.rmtree(rest, ignore_errors=True)


def _unpack(
    file: Path, into: Callable[[str], Path], progress: Progress, stop: Stop
) -> archives.Facts:
    if not _is_library(file):
        facts = unpacking.facts_of(file)
        _check_room(facts.bytes, into(archives.LIBRARY).parent)
        return unpacking.extract(file, into, progress, stop)
    facts = facts_of(file)
    _check_room(facts.bytes, into(archives.LIBRARY).parent)
    shutil.copyfile(file, into(archives.LIBRARY))
    return facts


def _check_room(needed: int, folder: Path) -> None:
    if shutil.disk_usage(folder).free < needed + 16_000_000:
        raise WriteError(
            f"There is no room in {folder.parent}: unpacked, the backup takes "
            f"{needed / 1e6:,.0f} MB. Nothing was changed."
        )


def _check(library: Path, images: Path, file: Path, stop: Stop) -> None:
    """Check the unpacked library, that its pictures are there, and make it ready to be opened."""
    with closing(sqlite3.connect(sqlite_uri(library, "ro") + "&immutable=1", uri=True)) as raw:
        version = int(raw.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise LibraryError(
            f"The backup “{file}” was written by a newer Clash Reader (schema {version}, this "
            f"program knows {SCHEMA_VERSION}). Update the program; nothing was changed."
        )
    backups.check(library, stop=stop, thorough=True)
    with closing(sqlite3.connect(library, isolation_level=None)) as raw:
        if not _is_library(file):
            lost = unpacking.listed_missing(file)
            rows = raw.execute(f"SELECT DISTINCT hash FROM images WHERE state = {STORED}")
            for (name,) in rows:
                if name not in lost and not place(images, str(name)).is_file():
                    raise LibraryError(
                        f"The backup “{file}” is damaged, and nothing was changed: it lacks the "
                        f"picture {name}."
                    )
        become_wal(raw)
        begin_anew(raw)
        fold_in(raw)
    flush(library)


def _moves(
    places: Mapping[str, Path], stages: Mapping[Path, Path], aside: Mapping[Path, Path], *,
    only: bool,
) -> Iterator[Move]:  # fmt: skip
    library = places[archives.LIBRARY]
    for ending in ("-wal", "-shm"):  # first: beside another library they would be read into that
        log_there = beside(library, ending)
        yield None, str(log_there), str(aside[library.parent] / log_there.name)
    for name, path in places.items():
        staged = stages[path.parent] / name
        if name == "images":
            if only:  # a copy of the library alone: its pictures are those that are there
                continue
            staged.mkdir(exist_ok=True)
        if staged.exists():
            yield str(staged), str(path), str(aside[path.parent] / path.name)


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise LibraryError("The library in the backup is damaged; nothing was changed.") from error
    except OSError as error:
        raise WriteError(
            f"The backup cannot be unpacked to {folder}: {error.strerror or error}. Nothing was "
            "changed."
        ) from error


# --- exchanging ---


def put_in_place(staged: Staged, library: Path) -> tuple[Path, ...]:
    """Exchange what is there for what was unpacked; return the folders where the old is kept.

    Raises `LibraryError` with everything as it was where another program has the library open, or
    what is there cannot be moved.
    """
    journal = staged.folder / JOURNAL
    with sole_use.alone(staged.folder):
        with _in_words(staged.folder):
            for stage_folder in staged.stages:
                _sync_all(stage_folder)
        with sole_use.nobody_else_in(library):
            _exchange(staged, journal)
        _drop_empty_log(staged.moves, library)
        _finish(journal, staged.moves, [str(one) for one in staged.stages])
    log.warning("the library was restored from %s", staged.facts.path)
    return tuple(one for one in staged.asides if one.is_dir())


def _exchange(staged: Staged, journal: Path) -> None:
    try:
        _write_journal(journal, staged)
        _go_on(staged.moves)
    except OSError as error:
        _go_back(staged.moves)
        journal.unlink(missing_ok=True)
        raise LibraryError(
            f"The library could not be exchanged: {error.strerror or error}. Everything is as it "
            "was."
        ) from error


def _drop_empty_log(moves: tuple[Move, ...], library: Path) -> None:
    """SQLite deletes the log of a file that it closes, but not of one that has been moved."""
    name = beside(library, "-wal").name
    for _, _, aside in moves:
        if Path(aside).name == name and Path(aside).is_file() and not Path(aside).stat().st_size:
            for rest in (Path(aside), Path(aside).with_name(beside(library, "-shm").name)):
                rest.unlink(missing_ok=True)


def resume(folder: Path) -> bool:
    """Carry on with an exchange in the home `folder` that was broken off; return whether one was.

    Raises `LibraryError` where that cannot be done now.
    """
    journal = folder / JOURNAL
    if not journal.exists():
        return False
    with sole_use.alone(folder):
        try:
            told = json.loads(journal.read_bytes())
            moves = [(one[0], str(one[1]), str(one[2])) for one in told["moves"]]
            stages = [str(one) for one in told["stages"]]
        except FileNotFoundError:  # another process was faster
            return False
        except (ValueError, KeyError, TypeError, IndexError):
            # It is written whole before anything is moved: so nothing was.
            log.warning("the journal %s could not be read", journal)
            journal.unlink()
            return False
        try:
            _go_on(moves)
        except OSError as error:
            raise LibraryError(
                f"A backup was being restored when the program ended, and it cannot be finished: "
                f"{error.strerror or error} ({error.filename}). Mend that and start again."
            ) from error
        _finish(journal, moves, stages)
    log.warning("a restore that was broken off has been finished")
    return True


def _write_journal(journal: Path, staged: Staged) -> None:
    told = {"moves": staged.moves, "stages": [str(one) for one in staged.stages]}
    fresh = beside(journal, ".new")
    fresh.write_bytes(json.dumps(told).encode())
    flush(fresh)
    fresh.replace(journal)
    sync_folder(journal.parent)


def _go_on(moves: tuple[Move, ...] | list[Move]) -> None:
    """Do what is not done yet of `moves`; doing it again does nothing."""
    for new, there, aside in moves:
        waits = new is None or os.path.lexists(new)
        if waits and os.path.lexists(there) and not os.path.lexists(aside):
            Path(aside).parent.mkdir(exist_ok=True)
            Path(there).rename(aside)
        if new is not None and os.path.lexists(new):
            Path(new).rename(there)


def _go_back(moves: tuple[Move, ...]) -> None:
    for new, there, aside in reversed(moves):
        with suppress(OSError):
            if new is not None and not os.path.lexists(new) and os.path.lexists(there):
                Path(there).rename(new)
        with suppress(OSError):
            if os.path.lexists(aside) and not os.path.lexists(there):
                Path(aside).rename(there)
    for folder in {Path(aside).parent for _, _, aside in moves}:
        with suppress(OSError):
            folder.rmdir()


def _finish(journal: Path, moves: tuple[Move, ...] | list[Move], stages: list[str]) -> None:
    for _, there, aside in moves:
        for folder in (Path(there).parent, Path(aside).parent):
            if folder.is_dir():
                sync_folder(folder)
    journal.unlink(missing_ok=True)
    sync_folder(journal.parent)
    for one in stages:
        shutil.rmtree(one, ignore_errors=True)


def _sync_all(folder: Path) -> None:
    """Make what was unpacked, and its names, last through a power cut.

    The system writes everything at once first: flushing each of 20,000 pictures by itself takes 80
    seconds, and asking afterwards, which tells of errors, one.
    """
    if hasattr(os, "sync"):
        os.sync()
    for root, _, names in os.walk(folder):
        for name in names:
            flush(Path(root, name))
        sync_folder(Path(root))
