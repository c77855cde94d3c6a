"""Backups that are made by themselves, as the reader planned them: how often, with what, where.

Those without pictures are copies of the database alone (`backups`), the others whole (`archives`).
A folder that the reader chose may hold anything, and backups of other libraries: ours are in a
folder of their own in it, and nothing else is ever looked at or deleted.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from clashreader.errors import LibraryError, ReaderError
from clashreader.library import archives, backups, unpacking
from clashreader.library.backups import Backup
from clashreader.library.files import clear_let_go
from clashreader.model import BackupPlan

_NAME = re.compile(r"library-(\d{8}-\d{6})\.zip")
WHOLE = "whole"
"""The kind of a backup that has the pictures, too."""

Stop = Callable[[], bool]


def folder_of(library: Path, plan: BackupPlan) -> Path:
    """Return where backups of a library are put by that plan."""
    if not plan.folder:
        return backups.folder_of(library)
    name = hashlib.sha256(os.path.realpath(library).encode("utf-8", "surrogateescape")).hexdigest()
    return Path(plan.folder) / f"clashreader-backups-{name[:8]}"


def check_folder(plan: BackupPlan) -> None:
    """Raise `LibraryError` where the folder that the reader chose is not there."""
    if plan.folder and not Path(plan.folder).is_dir():
        raise LibraryError(
            f"The library is not backed up: the folder {plan.folder} is not there. Connect its "
            "disk, or choose another folder in the settings."
        )


def is_due(library: Path, plan: BackupPlan, now: float) -> bool:
    """Whether the time has come for the next backup, and something has changed since the last."""
    folder = folder_of(library, plan)
    if not plan.pictures:
        return backups.is_due(library, now, plan.every, folder)
    made = next((one.made for one in whole(folder)), None)
    return made is None or backups.is_over(library, made, now, plan.every)


def whole(folder: Path) -> list[Backup]:
    """Return the backups with pictures in a folder that seem whole, newest first."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            if _NAME.fullmatch(path.name):
                with suppress(OSError, ReaderError):
                    unpacking.facts_of(path)
                    facts = path.stat()
                    found.append(Backup(path, int(facts.st_mtime), facts.st_size, WHOLE))
    return sorted(found, key=lambda one: one.path.name, reverse=True)


def newest(library: Path, plan: BackupPlan) -> Backup | None:
    """Return the newest backup there is, beside the library or where the plan puts them; it is
    looked at, not read through.
    """
    folder = folder_of(library, plan)
    found = backups.existing(library) + whole(folder)
    if plan.folder:
        found += backups.existing(library, folder)
    return max(found, key=lambda one: one.made, default=None)


def sound(library: Path, plan: BackupPlan, *, stop: Stop) -> list[Backup]:
    """Return all backups that hold together, newest first: those beside the library, and those of
    the plan. Copies of the database are read through for that; whole ones when they come back.
    """
    folder = folder_of(library, plan)
    found = backups.sound(library, stop=stop) + whole(folder)
    if plan.folder:
        found += backups.sound(library, folder, stop=stop)
    return sorted(found, key=lambda one: one.made, reverse=True)


def make(
    source: sqlite3.Connection, library: Path, images: Path, plan: BackupPlan, *,
    extras: Mapping[str, Path], stop: Stop,
) -> Backup:  # fmt: skip
    """Make the next backup, and forget all but the newest; raises as `backups.make` does.

    Where the folder that the reader chose is away, the database is backed up beside the library
    if it has been a while, before that is said.
    """
    try:
        check_folder(plan)
    except LibraryError:
        if backups.is_due(library, time.time(), plan.every):
            backups.make(source, library, keep=plan.keep, stop=stop)
        raise
    folder = folder_of(library, plan)
    if not plan.pictures:
        return backups.make(source, library, keep=plan.keep, stop=stop, folder=folder)
    with suppress(FileExistsError):
        folder.mkdir()
    clear_let_go(folder, ".library-*.part*")
    target = folder / time.strftime("library-%Y%m%d-%H%M%S.zip", time.gmtime())
    facts = archives.write(
        source, library, images, target, extras=extras, overwrite=False,
        progress=lambda _done, _total: None, stop=stop,
    )  # fmt: skip
    for old in whole(folder)[max(plan.keep, 1) :]:
        with suppress(OSError):
            old.path.unlink()
    return Backup(target, int(target.stat().st_mtime), facts.bytes, WHOLE)
