"""Reading a backup of `archives`: every byte of it is held against what its manifest says.

A file from anywhere may be given for one, so nothing in it is believed: names, sizes and kinds of
its parts are looked at before the first is unpacked.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from clashreader.errors import CancelledError, LibraryError, UsageError, WriteError
from clashreader.library.archives import (
    COMMENT,
    EXTRAS,
    FORMAT,
    LIBRARY,
    MANIFEST,
    PICTURE,
    PIECE,
    VERSION,
    Facts,
    Progress,
    Stop,
)
from clashreader.library.ddl import SCHEMA_VERSION
from clashreader.library.picture_files import MOST_BYTES

_LONGEST_MANIFEST: Final = 200_000_000
_MOST: Final = 253_402_300_799
"""The last second of the year 9999; no backup has so many articles either."""


def facts_of(path: Path) -> Facts:
    """Return what the backup at `path` says of itself; its parts are not read through.

    Raises `LibraryError` where it is none, damaged at its ends, or by a newer program.
    """
    return _Reading(path, lambda _done, _total: None, lambda: False).facts()


def extract(path: Path, into: Callable[[str], Path], progress: Progress, stop: Stop) -> Facts:
    """Write the parts of the backup at `path` to where `into` says, by their names; each is read
    through and held against what the manifest says. Raises `LibraryError` and `CancelledError`.
    """
    return _Reading(path, progress, stop).read(into)


def examine(path: Path, progress: Progress, stop: Stop) -> Facts:
    """Do the same without writing anything, and compute the SHA-256 of the whole file."""
    return _Reading(path, progress, stop).read()


def listed_missing(path: Path) -> frozenset[str]:
    """Return the pictures that were not there when the backup was made."""
    reading = _Reading(path, lambda _done, _total: None, lambda: False)
    with reading.opened() as archive:
        return frozenset(reading.manifest(archive)["pictures"]["missing"])


class _Reading:
    """A backup while it is read; whatever is wrong with it is said in a sentence."""

    def __init__(self, path: Path, progress: Progress, stop: Stop) -> None:
        self._path = path
        self._progress = progress
        self._stop = stop
        self._done = self._total = 0

    def _damaged(self, what: str) -> LibraryError:
        return LibraryError(
            f"The backup “{self._path}” is damaged, and nothing was changed: {what}"
        )

    @contextmanager
    def opened(self) -> Iterator[zipfile.ZipFile]:
        """The archive; errors of it, and of the disk, in words."""
        try:
            with zipfile.ZipFile(self._path) as archive:
                yield archive
        except FileNotFoundError as error:
            raise UsageError(f"There is no backup “{self._path}”.") from error
        except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError) as error:
            if not _begins_as_ours(self._path):
                raise UsageError(
                    f"“{self._path}” is no backup of Clash Reader: nothing was changed."
                ) from error
            raise self._damaged("it is cut off, or its bytes were changed.") from error
        except OSError as error:
            raise LibraryError(
                f"“{self._path}” cannot be read: {error.strerror or error}."
            ) from error

    def manifest(self, archive: zipfile.ZipFile) -> dict[str, Any]:
        """Return the manifest, whose kinds of values are right."""
        try:
            entry = archive.getinfo(MANIFEST)
        except KeyError:
            raise UsageError(
                f"“{self._path}” is no backup of Clash Reader: nothing was changed."
            ) from None
        if entry.file_size > _LONGEST_MANIFEST or entry.compress_type != zipfile.ZIP_STORED:
            raise self._damaged("its list of contents is none.")
        data = archive.read(entry)
        if archive.comment != COMMENT + hashlib.sha256(data).hexdigest().encode():
            raise self._damaged("its list of contents was changed.")
        try:
            told: dict[str, Any] = json.loads(data)
            if told["format"] != FORMAT:
                raise ValueError("another format")
            if told["version"] > VERSION or told["schema"] > SCHEMA_VERSION:
                raise LibraryError(
                    f"The backup “{self._path}” was written by a newer Clash Reader "
                    f"({told['program']}). Update the program; nothing was changed."
                )
            names = [one["name"] for one in told["files"]]
            if not set(names) <= {LIBRARY, *EXTRAS} or LIBRARY not in names:
                raise ValueError("another file, or no library")
            if len(set(names)) != len(names):
                raise ValueError("a file twice")
            if not all(isinstance(one["sha256"], str) for one in told["files"]):
                raise TypeError("a value of another kind")
            _facts(self._path, told)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._damaged("its list of contents cannot be read.") from error
        return told

    def facts(self) -> Facts:
        with self.opened() as archive:
            return _facts(self._path, self.manifest(archive))

    def read(self, into: Callable[[str], Path] | None = None) -> Facts:
        """Read everything through, and write it where `into` says, if it does."""
        with self.opened() as archive:
            told = self.manifest(archive)
            self._total = self._path.stat().st_size
            self._check_names(archive, told)
            for one in told["files"]:
                entry = archive.getinfo(one["name"])
                if self._take(archive, entry, into) != one["sha256"]:
                    raise self._damaged(f"{one['name']} has other bytes.")
            self._take_pictures(archive, told, into)
        whole = _hash_of(self._path, self._stop) if into is None else None
        return _facts(self._path, told, whole)

    def _check_names(self, archive: zipfile.ZipFile, told: dict[str, Any]) -> None:
        """Nothing but what belongs to a backup, each once: no name leads out of a folder."""
        names = [entry.filename for entry in archive.filelist]
        known = {MANIFEST, *(one["name"] for one in told["files"])}
        if len(set(names)) != len(names) or not known <= set(names):
            raise self._damaged("something is in it twice, or not at all.")
        size = 0
        for entry in archive.filelist:
            size += entry.file_size
            if entry.filename not in known and not PICTURE.fullmatch(entry.filename):
                raise self._damaged(f"“{entry.filename[:100]}” does not belong to a backup.")
            if entry.compress_type != zipfile.ZIP_STORED or size > self._total:
                raise self._damaged(f"“{entry.filename[:100]}” is not stored as it should be.")

    def _take(
        self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, into: Callable[[str], Path] | None
    ) -> str:
        """Read one part through, and write it; return its SHA-256 (hex)."""
        known = hashlib.sha256()
        with archive.open(entry) as file:
            if into is None:
                self._pour(file, known, None)
            else:
                target = into(entry.filename)
                try:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("xb") as out:
                        self._pour(file, known, out)  # `restoring` has it flushed
                except OSError as error:
                    raise WriteError(
                        f"The backup cannot be unpacked to {target.parent}: "
                        f"{error.strerror or error}. Nothing was changed."
                    ) from error
        return known.hexdigest()

    def _pour(self, file: IO[bytes], known: Any, out: IO[bytes] | None) -> None:
        while piece := file.read(PIECE):
            known.update(piece)
            if out is not None:
                out.write(piece)
            self._done += len(piece)
            self._progress(min(self._done, self._total), self._total)
            if self._stop():
                raise CancelledError("It was stopped; nothing was changed.")

    def _take_pictures(
        self, archive: zipfile.ZipFile, told: dict[str, Any], into: Callable[[str], Path] | None
    ) -> None:
        names, count = hashlib.sha256(), 0
        for entry in archive.filelist:
            found = PICTURE.fullmatch(entry.filename)
            if found is None:
                continue
            if entry.file_size > MOST_BYTES or self._take(archive, entry, into) != found[2]:
                raise self._damaged(f"the picture {found[2]} has other bytes.")
            names.update(found[2].encode() + b"\n")
            count += 1
        if (count, names.hexdigest()) != (told["pictures"]["count"], told["pictures"]["sha256"]):
            raise self._damaged("pictures are missing from it.")


def _facts(path: Path, told: dict[str, Any], sha256: str | None = None) -> Facts:
    numbers = [told["made"], told["schema"], told["articles"], told["pictures"]["count"]]
    missing = told["pictures"]["missing"]
    if not all(isinstance(one, int) for one in numbers) or not isinstance(missing, list):
        raise TypeError("a value of another kind")
    if not all(isinstance(one, str) for one in missing):
        raise TypeError("a value of another kind")
    if not all(0 <= one <= _MOST for one in numbers):
        raise ValueError("more than there can be")
    made, schema, articles, pictures = numbers
    return Facts(
        path, made, str(told["program"])[:100], schema, articles, pictures, len(missing),
        path.stat().st_size, sha256,
    )  # fmt: skip


def _begins_as_ours(path: Path) -> bool:
    """Whether a file begins as an archive does whose first part is a library."""
    try:
        with path.open("rb") as file:
            head = file.read(30 + len(LIBRARY))
    except OSError:
        return False
    return head[:4] == b"PK\x03\x04" and head.endswith(LIBRARY.encode())


def _hash_of(path: Path, stop: Stop) -> str:
    known = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            known.update(piece)
            if stop():
                raise CancelledError("The backup was stopped.")
    return known.hexdigest()
