"""Bytes on their way into the library: small ones in memory, large ones in a nameless file.

Dozens of downloads may run or wait at once, each of 20 MB: in memory they would be more than the
whole program may take.
"""

from __future__ import annotations

import logging
import threading
from typing import IO, Final

from clashreader.values import dataclass, field

log = logging.getLogger(__name__)

IN_MEMORY: Final = 1_000_000
"""Bytes up to which a body stays in memory."""

_PIECE: Final = 1 << 20
_NO_BOUND: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of a body, wherever they are; the file goes with the last who knows it."""

    size: int
    _data: bytes | None = None
    _file: IO[bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def read(self) -> bytes:
        """Return all of them; from a file anew at every call."""
        if self._file is None:
            return self._data or b""
        with self._lock:
            self._file.seek(0)
            return self._file.read()

    def head(self, size: int) -> bytes:
        """Return the first bytes, at most `size` of them."""
        if self._file is None:
            return (self._data or b"")[:size]
        with self._lock:
            self._file.seek(0)
            return self._file.read(size)

    def tail(self, size: int) -> bytes:
        """Return the last bytes, at most `size` of them."""
        if self._file is None:
            return (self._data or b"")[-size:]
        with self._lock:
            self._file.seek(max(0, self.size - size))
            return self._file.read()

    def write_to(self, file: IO[bytes]) -> None:
        """Write all of them to `file`, without having all of them in memory."""
        if self._file is None:
            file.write(self._data or b"")
            return
        with self._lock:
            self._file.seek(0)
            while piece := self._file.read(_PIECE):
                file.write(piece)

    def sha256(self) -> str:
        """Return their SHA-256 (hex), without having all of them in memory."""
        import hashlib  # loads OpenSSL, which answers without a body do without

        if self._file is None:
            return hashlib.sha256(self._data or b"").hexdigest()
        found = hashlib.sha256()
        with self._lock:
            self._file.seek(0)
            while piece := self._file.read(_PIECE):
                found.update(piece)
        return found.hexdigest()


NOTHING: Final = Kept(0, b"")


def kept(data: bytes) -> Kept:
    """Return bytes that are in memory already."""
    return Kept(len(data), data)


class Spool:
    """Collects the pieces of a body."""

    def __init__(self) -> None:
        self.size = 0
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._most = IN_MEMORY

    def add(self, piece: bytes) -> None:
        """Take in some bytes."""
        self.size += len(piece)
        if self._file is not None:
            self._to_file(piece)
            return
        self._pieces.append(piece)
        if self.size > self._most:
            self._spill()

    def _spill(self) -> None:
        import tempfile

        pieces, self._pieces = self._pieces, []
        try:
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - `Kept` holds it open
        except OSError as error:
            log.info("a body stays in memory: %s", error)
            self._pieces, self._most = pieces, _NO_BOUND
            return
        for piece in pieces:
            self._to_file(piece)

    def _to_file(self, piece: bytes) -> None:
        if self._file is None:
            self._pieces.append(piece)
            return
        before = self._file.tell()
        try:
            rest = memoryview(piece)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            # No room for it: better to be large than to lose what came.
            log.info("a body goes back into memory: %s", error)
            self._file.seek(0)
            self._pieces = [self._file.read(before), piece]
            self._most = _NO_BOUND
            self._close()

    def done(self) -> Kept:
        """Return what was collected."""
        if self._file is not None:
            file, self._file = self._file, None
            return Kept(self.size, None, file)
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        return Kept(len(data), data)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def drop(self) -> None:
        """Let go of what was collected."""
        self._pieces = []
        self._close()
