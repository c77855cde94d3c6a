"""The files of another reader's export: one, those of a folder, or those of an archive (ZIP).

An archive is never unpacked onto the disk, so that no name in it can lead anywhere; what it holds
is read with bounds on each file and on all together, whatever it says of its sizes.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import ParseError, UsageError
from clashreader.sync.folder import storable

if TYPE_CHECKING:
    import zipfile

MAX_FILE = 200_000_000
"""Bytes of one file."""
MAX_ALL = 1_000_000_000
"""Bytes of all files of an archive or a folder."""
MOST_FILES = 100_000
_MAX_DEPTH = 16
_TOO_LARGE = f"is larger than {MAX_FILE // 1_000_000} MB"


class OneFile:
    """A single file, already read."""

    def __init__(self, name: str, data: bytes) -> None:
        self._name = name
        self._data = data

    def names(self) -> Sequence[str]:
        """Return its name."""
        return [self._name]

    def read(self, name: str) -> bytes:
        """Return its bytes."""
        return self._data


class FolderFiles:
    """The files of a folder; links are not followed, hidden files left out."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._left = MAX_ALL
        self._names = sorted(self._found(root))

    @staticmethod
    def _found(root: Path) -> list[str]:
        names: list[str] = []
        for folder, below, files in os.walk(root):
            depth = len(Path(folder).relative_to(root).parts)
            below[:] = [name for name in below if not name.startswith(".") and depth < _MAX_DEPTH]
            names += [
                Path(folder, file).relative_to(root).as_posix()
                for file in files
                if not file.startswith(".") and not Path(folder, file).is_symlink()
            ]
            if len(names) > MOST_FILES:
                raise UsageError(f"There are more than {MOST_FILES:,} files in {root}.")
        return names

    def names(self) -> Sequence[str]:
        """Return the paths below the folder."""
        return self._names

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raises `ParseError` where it cannot be read or is too large."""
        data = _read_path(self._root / name, storable(name))
        self._left -= len(data)
        if self._left < 0:
            raise ParseError(f"The folder holds more than {MAX_ALL // 1_000_000:,} MB.")
        return data


class ZipFiles:
    """The files of an archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_ALL
        self._members = {
            member.filename.replace("\\", "/"): member
            for member in archive.infolist()
            if not member.is_dir() and not _is_ballast(member.filename)
        }
        if len(self._members) > MOST_FILES:
            raise UsageError(f"The archive holds more than {MOST_FILES:,} files.")

    def names(self) -> Sequence[str]:
        """Return the names in the archive."""
        return sorted(self._members)

    def read(self, name: str) -> bytes:
        """Return a file's bytes; raises `ParseError` where it is damaged, locked or too large."""
        import zipfile

        member = self._members[name]
        if member.flag_bits & 1:
            raise ParseError("The archive is locked with a password: unpack it first.")
        most = min(MAX_FILE, self._left)
        try:
            with self._archive.open(member) as file:
                data = file.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError,
                NotImplementedError) as error:  # fmt: skip
            raise ParseError(f"“{storable(name)}” in the archive is damaged.") from error
        if len(data) > most:
            raise ParseError(f"“{storable(name)}” in the archive {_TOO_LARGE}.")
        self._left -= len(data)
        return data


def _is_ballast(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def open_files(path: Path) -> OneFile | FolderFiles | ZipFiles:
    """Return the files at `path`: told by what is there, not by what it is called.

    Raises `UsageError` where it cannot be read, or is no archive though it begins like one.
    """
    import zipfile

    try:
        if path.is_dir():
            return FolderFiles(path)
        with path.open("rb") as file:
            start = file.read(4)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a name of a file"
        raise UsageError(f"“{storable(str(path))}” cannot be read: {reason}.") from error
    if start == b"PK\x03\x04":
        try:
            return ZipFiles(zipfile.ZipFile(path))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise UsageError(f"“{storable(path.name)}” is a damaged archive (ZIP).") from error
    try:
        return OneFile(storable(path.name), _read_path(path, storable(path.name)))
    except ParseError as error:
        raise UsageError(error.message) from error


def _read_path(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a name of a file"
        raise ParseError(f"“{name}” cannot be read: {reason}.") from error
    if len(data) > MAX_FILE:
        raise ParseError(f"“{name}” {_TOO_LARGE}.")
    return data
