"""A backup in one file: the library, its pictures, the settings and what each of them is known by.

The file is a ZIP (APPNOTE 6.3, with ZIP64) in which nothing is compressed again:
``library.sqlite3``, ``images/ab/ab…`` named by their SHA-256, ``settings.toml``, ``window.ini``,
``places.jsonl``, and last ``manifest.json`` with the SHA-256 of each; that of the manifest itself
is the archive's comment. It is written beside its name, read back whole, flushed and renamed: what
has the name is a backup. Passwords of sources are in the system's keyring and not in it.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import shutil
import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from clashreader import __version__
from clashreader.errors import CancelledError, UsageError, WriteError
from clashreader.library import backups
from clashreader.library.ddl import LIVE, STORED
from clashreader.library.files import beside, clear_let_go, flush, held, sync_folder
from clashreader.library.picture_files import is_hash, read_picture
from clashreader.library.pictures import place
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.library.rows import Run

FORMAT: Final = "clashreader backup"
VERSION: Final = 1
LIBRARY, MANIFEST = "library.sqlite3", "manifest.json"
EXTRAS: Final = ("settings.toml", "window.ini", "places.jsonl")
COMMENT: Final = b"clashreader backup, SHA-256 of its manifest: "
PICTURE = re.compile(r"images/([0-9a-f]{2})/(\1[0-9a-f]{62})")
PIECE: Final = 1 << 20
_SLACK: Final = 16_000_000
"""Bytes that should be left on the disk besides."""

Progress = Callable[[int, int], None]
"""Gets how many of how many bytes are done."""
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a backup says of itself. `missing` pictures were not there when it was made."""

    path: Path
    made: int
    program: str
    schema: int
    articles: int
    pictures: int
    missing: int
    bytes: int
    sha256: str | None = None
    """Of the whole file, where it was read through."""


def write(
    source: sqlite3.Connection, library: Path, images: Path, target: Path, *,
    extras: Mapping[str, Path], overwrite: bool, progress: Progress, stop: Stop,
) -> Facts:  # fmt: skip
    """Back up what `source` shows of `library`, with its pictures, to the file `target`.

    Others may write to the library meanwhile. Raises `UsageError` where `target` is there already
    and may not be replaced, `WriteError` where it cannot be written, `LibraryError` where the
    library is damaged, and `CancelledError` by `stop`; nothing is left lying then.
    """
    from clashreader.library.unpacking import examine

    target = Path(os.path.realpath(target))
    _refuse(target, overwrite=overwrite)
    stem = f".{target.name.encode()[:120].decode(errors='ignore')}"
    part = target.with_name(f"{stem}.{os.getpid()}-{threading.get_ident()}.part")
    copy = beside(part, "-library")
    with _writing(target), ExitStack() as stack:
        clear_let_go(target.parent, f"{glob.escape(stem)}.*.part*")
        _check_room(source, library, target.parent)
        stack.enter_context(held(part))
        stack.callback(_clear, part, copy)
        backups.copy(source, copy, stop)
        backups.check_copy(copy, library, stop, thorough=True)
        _write_parts(part, copy, images, extras, progress, stop)
        flush(part)
        facts = examine(part, lambda done, total: progress(total + done, 2 * total), stop)
        _publish(part, target, overwrite=overwrite)
    return replace(facts, path=target)


def _clear(part: Path, copy: Path) -> None:
    for rest in (copy, beside(copy, "-journal"), part):  # last what holds them
        rest.unlink(missing_ok=True)


def _refuse(target: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        raise UsageError(f"“{target}” is a folder. Choose the name of a file.")
    if target.exists() and not target.is_file():
        raise UsageError(f"“{target}” is no ordinary file. Choose another name.")
    if target.exists() and not overwrite:
        raise UsageError(
            f"“{target}” is there already. Choose another name, or say that it may be replaced "
            "(--overwrite)."
        )
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder “{target.parent}”. Make it, or choose another place.")


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteError(
            f"The backup “{target}” cannot be written: {error.strerror or error}."
        ) from error


def _check_room(source: sqlite3.Connection, library: Path, folder: Path) -> None:
    needed = 2 * backups.size_of(library) + _bytes_of(source) + _SLACK
    if shutil.disk_usage(folder).free < needed:
        raise WriteError(
            f"There is no room for the backup in {folder}: it takes {needed / 1e6:,.0f} MB there "
            "while it is made."
        )


def _write_parts(
    part: Path, copy: Path, images: Path, extras: Mapping[str, Path], progress: Progress, stop: Stop
) -> None:
    with (
        part.open("r+b") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive,
        closing(sqlite3.connect(copy, isolation_level=None)) as raw,
    ):
        writing = _Writing(archive, _bytes_of(raw) + copy.stat().st_size, progress, stop)
        writing.add_file(LIBRARY, copy)
        for name, path in extras.items():
            if path.is_file():
                writing.add_file(name, path)
        rows = raw.execute(f"SELECT DISTINCT hash FROM images WHERE state = {STORED} ORDER BY hash")
        for (name,) in rows:
            writing.add_picture(images, name)
        schema = int(raw.execute("PRAGMA user_version").fetchone()[0])
        live = raw.execute(f"SELECT count(*) FROM articles WHERE state = {LIVE}").fetchone()[0]
        writing.end(schema, int(live))


def bytes_of_pictures(run: Run) -> int:
    """Return the bytes of the stored pictures, each once."""
    found = run(
        "SELECT coalesce(sum(b), 0) FROM (SELECT max(bytes) AS b FROM images "
        f"WHERE state = {STORED} GROUP BY hash)", (),
    )  # fmt: skip
    return int(found[0][0])


def _bytes_of(raw: sqlite3.Connection) -> int:
    return bytes_of_pictures(lambda sql, values: raw.execute(sql, values).fetchall())


class _Writing:
    """The archive while it is written."""

    def __init__(
        self, archive: zipfile.ZipFile, total: int, progress: Progress, stop: Stop
    ) -> None:
        self._archive = archive
        self._total = total
        self._progress = progress
        self._stop = stop
        self._done = 0
        self._files: list[dict[str, object]] = []
        self._names = hashlib.sha256()
        self._pictures = 0
        self._missing: list[str] = []
        self._now = time.localtime()[:6]

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._now)
        entry.external_attr = 0o600 << 16
        return entry

    def add_file(self, name: str, path: Path) -> None:
        known, size = hashlib.sha256(), 0
        with (
            path.open("rb") as file,
            self._archive.open(self._entry(name), "w", force_zip64=True) as out,
        ):
            while piece := file.read(PIECE):
                known.update(piece)
                out.write(piece)
                size += len(piece)
                self._step(len(piece))
        self._files.append({"name": name, "bytes": size, "sha256": known.hexdigest()})

    def add_picture(self, folder: Path, name: object) -> None:
        """One whose file is gone, or has other bytes, is named as missing."""
        try:
            if not is_hash(name):
                raise OSError("no name of a picture")
            data = read_picture(place(folder, str(name)))
        except OSError:
            self._missing.append(str(name))
            return
        self._archive.writestr(self._entry(f"images/{str(name)[:2]}/{name}"), data)
        self._names.update(str(name).encode() + b"\n")
        self._pictures += 1
        self._step(len(data))

    def _step(self, done: int) -> None:
        self._done += done
        self._progress(self._done, 2 * max(self._total, self._done))  # it is read back, too
        if self._stop():
            raise CancelledError("The backup was stopped.")

    def end(self, schema: int, articles: int) -> None:
        """Write the manifest."""
        told = {
            "format": FORMAT, "version": VERSION, "made": int(time.time()),
            "program": f"clashreader {__version__}", "schema": schema, "articles": articles,
            "files": self._files,
            "pictures": {"count": self._pictures, "sha256": self._names.hexdigest(),
                         "missing": self._missing},
        }  # fmt: skip
        data = json.dumps(told, indent=1).encode()
        self._archive.writestr(self._entry(MANIFEST), data)
        self._archive.comment = COMMENT + hashlib.sha256(data).hexdigest().encode()


def _publish(part: Path, target: Path, *, overwrite: bool) -> None:
    if overwrite:
        part.replace(target)
    else:
        try:
            os.link(part, target)  # unlike a rename it takes the place of nothing
        except FileExistsError:
            _refuse(target, overwrite=False)
            raise
        except OSError:  # a file system without links
            _refuse(target, overwrite=False)
            part.rename(target)
    sync_folder(target.parent)
