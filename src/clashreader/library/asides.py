"""What restores and repairs kept of libraries before: found, and deleted when the reader says so.

A restore moves what was there into folders ``before-restore-TIME``, one beside each place that it
exchanged; a repair leaves a damaged library, or its log, beside the new one as ``….damaged-…``.
"""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from clashreader.errors import BusyLibraryError, WriteError
from clashreader.library.files import JOURNAL
from clashreader.values import dataclass

RESTORED: Final = "before-restore-"
DAMAGED: Final = ".damaged"


@dataclass(frozen=True, slots=True)
class Aside:
    """One thing kept aside: a folder or some files, when it was put there, and its size.

    `restored` where a backup took its place; else it was damaged. `made` is in seconds of UTC.
    """

    paths: tuple[Path, ...]
    restored: bool
    made: int
    bytes: int


def found(library: Path, folders: Iterable[Path]) -> tuple[Aside, ...]:
    """Return what is kept aside, the newest first, beside `library` and in other `folders`."""
    library = Path(os.path.realpath(library))
    places = {library.parent, *(Path(os.path.realpath(one)) for one in folders)}
    together: defaultdict[tuple[bool, str], list[Path]] = defaultdict(list)
    for place in sorted(places):
        for entry in _entries(place):
            if entry.name.startswith(RESTORED) and entry.is_dir(follow_symlinks=False):
                together[True, entry.name].append(Path(entry.path))
    for entry in _entries(library.parent):
        name = entry.name
        if name.startswith(library.name + DAMAGED) and entry.is_file(follow_symlinks=False):
            whole = name.removesuffix("-wal").removesuffix("-shm")
            together[False, whole].append(Path(entry.path))
    asides = (_measured(restored, paths) for (restored, _), paths in together.items())
    return tuple(sorted(asides, key=lambda one: (-one.made, one.paths)))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _measured(restored: bool, paths: list[Path]) -> Aside:
    made = 0
    for path in paths:
        try:
            made = max(made, int(path.stat().st_mtime))
        except OSError:
            continue
    return Aside(tuple(paths), restored, made, sum(size_of(path) for path in paths))


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files in a folder; 0 for what cannot be looked at."""
    return sum(_file_size(one) for one in ([path] if path.is_file() else _files(path)))


def _files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (Path(root, name) for name in names)


def _file_size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def delete(library: Path, those: Sequence[Aside], there: Sequence[Aside]) -> int:
    """Delete those which still are `there`; return the bytes that this frees.

    Raises `BusyLibraryError` while a backup is being restored, whose folders these may be, and
    `WriteError` where something cannot be deleted.
    """
    library = Path(os.path.realpath(library))
    if (library.parent / JOURNAL).exists():
        raise BusyLibraryError("A backup is being restored. Delete nothing before that has ended.")
    known = {path for one in there for path in one.paths}
    freed = 0
    for path in (path for one in those for path in one.paths if path in known):
        freed += size_of(path)
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise WriteError(f"“{path}” cannot be deleted: {error.strerror or error}.") from error
    return freed
