"""Who has a home: a lock of the system's on a file in it, which no crash leaves behind.

Unlike a file with a number in it, it cannot be taken for that of another program that has got the
same number since.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

_BEYOND = 1 << 20
"""On Windows the bytes that are locked cannot be read by others: it is none of those written."""


class HomeLock:
    """A lock on the file at `path`, which is made and stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> bool:
        """Take it; return False where a living process has it.

        A home that is read-only, on a full disk, or on one that knows no locks cannot be locked; it
        can still be read: then this is True.
        """
        try:
            file = _opened(self._path)
        except OSError:
            return True
        try:
            _lock(file)
        except OSError as error:
            os.close(file)
            held = error.errno in {errno.EAGAIN, errno.EACCES, errno.EDEADLK, errno.EWOULDBLOCK}
            return not held
        self._file = file
        with suppress(OSError):
            os.ftruncate(file, 0)
            os.write(file, b"%d\n" % os.getpid())
        return True

    def holder(self) -> int | None:
        """Return the number of the process that has it, where that was written down."""
        try:
            return int(self._path.read_bytes()[:20])
        except (OSError, ValueError):
            return None

    def is_held(self) -> bool:
        """Whether a process has it; nothing is made where there is no file yet."""
        try:
            file = os.open(self._path, os.O_RDONLY)
        except OSError:
            return False
        try:
            _lock(file)
        except OSError:
            return True
        else:
            return False
        finally:
            os.close(file)

    def release(self) -> None:
        """Let the next one have it."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def _opened(path: Path) -> int:
    """Open the file, for reading where it can be no more: another user may have made it."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        return os.open(path, os.O_RDONLY)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
