"""The files of stored pictures, read with care: what lies in their place may be anything.

Standard library only; may be called from any thread.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

MOST_BYTES = 60_000_000
"""No stored picture is larger."""

_HASH = re.compile(r"[0-9a-f]{64}")
# Not through a link, and not waiting for what another program writes into a pipe.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class DamagedPictureError(OSError):
    """In the place of a stored picture lies something else, or nothing."""


class PictureGoneError(DamagedPictureError):
    """There is nothing in the place of a stored picture."""


def is_hash(value: object) -> bool:
    """Whether `value` is the name of a stored picture; on a damaged page anything may stand."""
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def read_picture(path: Path) -> bytes:
    """Return the bytes of the stored picture at `path`, whose name is the SHA-256 of them (hex).

    It is opened as a regular file of its folder only. Raises `DamagedPictureError` where there is
    none, or one that is too large or has other bytes; other `OSError` where it cannot be read.
    """
    try:
        if path.parent.is_symlink() or path.is_symlink():
            raise DamagedPictureError(f"A link leads out of the library: {path.name}")
        handle = os.open(path, _FLAGS)
    except FileNotFoundError as error:
        raise PictureGoneError(f"The file of a picture is gone: {path.name}") from error
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > MOST_BYTES:
            raise DamagedPictureError(f"This is no file of a picture: {path.name}")
        data = file.read(MOST_BYTES)
    if _HASH.fullmatch(path.name) and hashlib.sha256(data).hexdigest() != path.name:
        raise DamagedPictureError(f"The file of a picture has other bytes: {path.name}")
    return data


def is_whole(path: Path) -> bool:
    """Whether the stored picture at `path` can be read as it was written.

    Raises `OSError` where that cannot be told: the disk may be gone for the moment.
    """
    try:
        read_picture(path)
    except DamagedPictureError:
        return False
    return True
