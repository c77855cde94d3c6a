"""Where a file of the reader's may be written, and how: whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.content.filenames import file_name
from clashreader.errors import UsageError, WriteError
from clashreader.library.files import is_running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


_IDLE = 60
"""Seconds without a write after which an unfinished file may be one that nobody finishes."""


def real_target(path: Path) -> Path:
    """Return the file that `path` means: where a link leads, if it is one.

    A file is written beside its place and renamed, which would put it in the place of a link, a
    device or a pipe. Raises `UsageError` for whatever is there and is no file.
    """
    try:
        real = path.resolve()
        if real.is_dir():
            raise UsageError(f"“{path}” is a folder. Choose the name of a file.")
        if real.exists() and not real.is_file():
            raise UsageError(f"“{path}” is no ordinary file. Choose another name.")
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            raise UsageError(f"The name of “{path}” is too long. Choose a shorter one.") from None
        # links that go round in a circle, folders that may not be looked into
        raise UsageError(f"“{path}” leads nowhere. Choose another name.") from None
    return real


def target_in(path: Path, title: str, ending: str) -> Path:
    """Return where to write: `path` itself, or in the folder that it is a file named by `title`."""
    try:
        inside = path.is_dir()
    except (OSError, ValueError):  # no name of a file either: `real_target` says so
        inside = False
    return path / file_name(title, ending, otherwise="articles") if inside else path


@contextlib.contextmanager
def whole_file(path: Path, *, replace: bool) -> Iterator[BinaryIO]:
    """Open a file for writing that gets the name `path` at the end of the block, if it gets there.

    It is on the disk by then; on any exception nothing of it is left, and what was at `path` is as
    it was. Raises `UsageError` where `path` is there and may not be replaced (also where somebody
    took the name meanwhile) or has no folder to be in, `WriteError` where it cannot be written.
    """
    path = real_target(path)
    refuse(path, replace=replace)
    half: Path | None = None
    try:
        half = half_beside(path)
        with half.open("w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        publish(half, path, replace=replace)
        half = None
    except OSError as error:
        raise unwritable(path, error) from error
    finally:
        if half is not None:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)


def refuse(path: Path, *, replace: bool) -> None:
    """Raise `UsageError` where a file cannot be written at `path` without losing another."""
    if not replace and os.path.lexists(path):
        raise UsageError(
            f"“{path}” is there already. Choose another name, or say that it may be replaced "
            "(--overwrite)."
        )
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder “{path.parent}”. Make it, or choose another place.")


def publish(half: Path, path: Path, *, replace: bool) -> None:
    """Give a whole file its name, for good; where none may be replaced, only if that is free."""
    mask = os.umask(0)
    os.umask(mask)
    # A temporary file is for its owner only; one that is replaced keeps what it is.
    mode = path.stat().st_mode & 0o777 if replace and path.exists() else 0o666 & ~mask
    half.chmod(mode)
    if replace:
        half.replace(path)
    else:
        refuse(path, replace=False)
        try:
            os.link(half, path)  # fails where somebody took the name meanwhile
        except FileExistsError:
            refuse(path, replace=False)
            raise
        except OSError:  # a file system without links
            half.rename(path)
        else:
            half.unlink()
    if os.name == "posix":
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # not every file system can
                os.fsync(handle)
        finally:
            os.close(handle)


def half_beside(path: Path) -> Path:
    """Make the file that is written first; clear away what killed runs left of the same target.

    Its name says which target and which process it is of.
    """
    stem = f".{path.name[:20]}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:8]}"
    for old in path.parent.glob(f"{glob.escape(stem)}-*.part"):
        with contextlib.suppress(OSError):
            idle = time.time() - old.stat().st_mtime > _IDLE  # another computer may share it
            if idle and not is_running(old.name.removeprefix(f"{stem}-").partition("-")[0]):
                old.unlink()
    handle, name = tempfile.mkstemp(".part", f"{stem}-{os.getpid()}-", path.parent)
    os.close(handle)
    return Path(name)


def unwritable(path: Path, error: OSError) -> WriteError:
    """Say in a sentence that `path` cannot be written, and why."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return WriteError(f"The disk is full: “{path}” cannot be written. Make room, or choose "
                          "another place.")  # fmt: skip
    return WriteError(f"“{path}” cannot be written: {error.strerror or error}.")
