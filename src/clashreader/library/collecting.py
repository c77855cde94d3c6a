"""Pictures that nothing shows: counted, and their rows and files deleted.

On a full disk not even a row can be deleted, as the database's log cannot grow. Files can: then
they go first, and make the room for it. Whoever deletes one holds the writer's lock, which needs
none.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import FullDiskError
from clashreader.library import picture_files
from clashreader.library.burying import BATCH
from clashreader.library.connection import connect
from clashreader.library.ddl import STORED
from clashreader.library.pictures import place
from clashreader.library.stopping import runner
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.connection import Connections
    from clashreader.library.rows import Run

_USED = (
    "EXISTS (SELECT 1 FROM article_images p WHERE p.image_id = images.id) "
    "OR EXISTS (SELECT 1 FROM articles a WHERE a.lead_image = images.id)"
)
_LITTLE = 256 * 1024
_PATIENCE = 5.0
_OF_THESE = "value FROM json_each(?)"
_ALONE_SHOWN = f"""
SELECT DISTINCT hash FROM images WHERE state = {STORED} AND hash IS NOT NULL AND id IN (
  SELECT image_id FROM article_images WHERE article_id IN (SELECT {_OF_THESE})
  UNION SELECT lead_image FROM articles WHERE id IN (SELECT {_OF_THESE})
) AND hash NOT IN (
  SELECT i.hash FROM images i JOIN article_images p ON p.image_id = i.id
    WHERE i.hash IS NOT NULL AND p.article_id NOT IN (SELECT {_OF_THESE})
  UNION SELECT i.hash FROM images i JOIN articles a ON a.lead_image = i.id
    WHERE i.hash IS NOT NULL AND a.id NOT IN (SELECT {_OF_THESE})
)
"""


@dataclass(frozen=True, slots=True)
class Collected:
    """Pictures that nothing showed: how many files went, and how many bytes they took."""

    pictures: int
    bytes: int

    def __add__(self, other: Collected) -> Collected:
        """Both together."""
        return Collected(self.pictures + other.pictures, self.bytes + other.bytes)


_File = tuple[str, str, int]
"""Name, path and size of a picture's file."""


def unused_pictures(run: Run, folder: Path) -> Collected:
    """Count the files of pictures that nothing shows."""
    sizes = [size for _, _, size in _idle(run, folder)]
    return Collected(len(sizes), sum(sizes))


def _idle(run: Run, folder: Path) -> list[_File]:
    hashes = run(f"SELECT hash FROM images WHERE hash IS NOT NULL AND ({_USED})", ())
    used = {row[0] for row in hashes}
    return [one for one in _files(folder) if one[0] not in used]


def collect_pictures(
    connections: Connections,
    folder: Path,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Collected:
    """Delete the rows and files of pictures that nothing shows, a batch of them in a turn.

    A file is deleted while nobody can write to the library. A sync writes files first and their
    rows a moment later: then, in its turn, it looks whether they are still there.
    """
    crowded = False
    try:
        _forget_rows(connections)
    except FullDiskError:
        if not makes_room(folder, connections.path):
            raise
        crowded = True
    with connections.read() as run:
        idle = _idle(run, folder)
    all_gone = Collected(0, 0)
    for start in range(0, len(idle), BATCH):
        if cancelled():
            break
        some = idle[start : start + BATCH]
        with connections.write_plainly(durable=False) as run:
            all_gone += _unlink_unused(run, some)
            if crowded:
                run(f"DELETE FROM images WHERE NOT ({_USED}) AND hash IN (SELECT {_OF_THESE})",
                    (json.dumps([name for name, *_ in some]),))  # fmt: skip
        progress(min(start + BATCH, len(idle)), len(idle))
    if crowded:
        _forget_rows(connections)
    return all_gone


def _forget_rows(connections: Connections) -> None:
    with connections.write_plainly(durable=False) as run:
        run(f"DELETE FROM images WHERE NOT ({_USED})", ())


def _unlink_unused(run: Run, some: Sequence[_File]) -> Collected:
    """Delete those of some files that nothing shows now; in the writer's turn."""
    names = json.dumps([name for name, *_ in some])
    sql = f"SELECT hash FROM images WHERE hash IN (SELECT {_OF_THESE}) AND ({_USED})"
    again = {row[0] for row in run(sql, (names,))}
    return _unlink(one for one in some if one[0] not in again)


def _unlink(some: Iterable[_File]) -> Collected:
    count = freed = 0
    for _, path, size in some:
        try:
            os.unlink(path)  # noqa: PTH108 - thousands in a row
        except FileNotFoundError:
            continue
        count += 1
        freed += size
    return Collected(count, freed)


# --- where the disk is full ---


def makes_room(folder: Path, library: Path) -> bool:
    """Whether deleting pictures makes room for the library: they are on one disk."""
    try:
        return folder.stat().st_dev == library.stat().st_dev
    except OSError:
        return False


def is_full(library: Path) -> bool:
    """Whether there is no room where the library is, not even to open it for writing."""
    try:
        return shutil.disk_usage(library.parent).free < _LITTLE
    except OSError:
        return False


def nothing(_run: Run, _ids: str) -> Collected:
    """Delete no file, where there is room."""
    return Collected(0, 0)


def unlink_idle(folder: Path, run: Run, _ids: str) -> Collected:
    """Delete the files of pictures that nothing shows; in the writer's turn, which writes next."""
    return _unlink(_idle(run, folder))


def unlink_shown(folder: Path, run: Run, ids: str) -> Collected:
    """Delete the files of pictures that only articles `ids` (JSON) show, which go next."""
    files = []
    for (name,) in run(_ALONE_SHOWN, (ids,) * 4):
        path = place(folder, name)
        if picture_files.is_hash(name) and path.is_file() and not path.is_symlink():
            files.append((name, str(path), path.stat().st_size))
    return _unlink(files)


def make_room(
    library: Path, folder: Path, ids: str, may_go: Callable[[Run, str], list[int]]
) -> Collected:
    """Delete files as above, while nobody else can open the library at all.

    For a disk without room for the file that programs share a library by. Nothing is written.
    """
    with closing(connect(library, busy_seconds=_PATIENCE)) as raw:
        raw.execute("PRAGMA locking_mode = EXCLUSIVE")  # its index of the log is in memory then
        raw.execute("BEGIN IMMEDIATE")
        run = runner(raw)
        idle = unlink_idle(folder, run, ids)
        shown = unlink_shown(folder, run, json.dumps(may_go(run, ids)))
        raw.execute("ROLLBACK")
    return idle + shown


def _files(folder: Path) -> Iterator[_File]:
    """Yield name, path and size of each picture's file.

    Only what has the name of a stored picture, in the folder of its first two letters: whatever
    else somebody put there is none of ours.
    """
    try:
        with os.scandir(folder) as entries:
            inner = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return
    for each in inner:
        with os.scandir(each.path) as entries:
            for entry in entries:
                ours = picture_files.is_hash(entry.name) and entry.name[:2] == each.name
                if not ours or not entry.is_file(follow_symlinks=False):
                    continue
                yield entry.name, entry.path, entry.stat(follow_symlinks=False).st_size
