"""Content codings of HTTP (RFC 9110, 8.4), unpacked piece by piece so that a bomb cannot go off."""

from __future__ import annotations

import zlib
from typing import Protocol

ACCEPTED = "gzip, deflate"
"""What is asked for: the codings of the standard library."""

PIECE = 1 << 20
"""Bytes that one step may yield at most."""


class TooLargeError(Exception):
    """More bytes came out than the bound allows."""


class DamagedError(Exception):
    """The bytes are not what the coding says they are, or break off."""


class Unpacker(Protocol):
    """Takes the bytes of a body as they arrive."""

    def feed(self, data: bytes) -> None:
        """Take in some bytes."""

    def finish(self) -> bytes:
        """Return the whole body."""


class Plain:
    """A body without a coding."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take in some bytes; raises `TooLargeError` beyond the bound."""
        self._size += len(data)
        if self._size > self._limit:
            raise TooLargeError
        self._pieces.append(data)

    def finish(self) -> bytes:
        """Return the whole body."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


class Inflate:
    """gzip and deflate. The wrapper is found from the first bytes: servers mislabel them.

    "deflate" comes with and without the zlib wrapper, and some bodies that are labelled "gzip"
    are not packed at all; a gzip body may consist of several members (RFC 1952, 2.2).
    """

    def __init__(self, limit: int) -> None:
        self._out = Plain(limit)
        self._coder: zlib._Decompress | None = None
        self._head = b""
        self._plain = False

    def feed(self, data: bytes) -> None:
        """Take in some bytes; raises `TooLargeError` or `DamagedError`."""
        if self._plain:
            self._out.feed(data)
            return
        if self._coder is None:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return
            self._head = b""
            if not self._recognise(data):
                self._plain = True
                self._out.feed(data)
                return
        self._inflate(data)

    def _recognise(self, data: bytes) -> bool:
        """Choose the decoder for what begins with `data`; False where it is plain text."""
        if data[:2] == b"\x1f\x8b" or (data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0):
            self._coder = zlib.decompressobj(47)
            return True
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"["):
            return False
        self._coder = zlib.decompressobj(-15)
        return True

    def _inflate(self, data: bytes) -> None:
        while data:
            if self._coder is None:
                return
            if self._coder.eof:
                if data[:2] != b"\x1f\x8b":
                    return  # padding after the end; gunzip ignores it as well
                self._coder = zlib.decompressobj(47)
            try:
                self._out.feed(self._coder.decompress(data, PIECE))
            except zlib.error as error:
                raise DamagedError(str(error)) from error
            data = self._coder.unconsumed_tail or self._coder.unused_data

    def finish(self) -> bytes:
        """Return the whole body; raises `DamagedError` where it breaks off."""
        if self._head:
            self._out.feed(self._head)
        if self._coder is not None and not self._coder.eof:
            try:
                self._out.feed(self._coder.flush())
            except zlib.error as error:
                raise DamagedError(str(error)) from error
            if not self._coder.eof:
                raise DamagedError("the packed body breaks off")
        return self._out.finish()


def unpacker(coding: str, limit: int) -> Unpacker:
    """Return what unpacks `coding` (a Content-Encoding field) into at most `limit` bytes.

    Raises `DamagedError` for a coding that was not asked for.
    """
    names = [name for name in coding.lower().replace(" ", "").split(",") if name != "identity"]
    names = [name for name in names if name]
    if not names:
        return Plain(limit)
    if len(names) == 1 and names[0] in {"gzip", "x-gzip", "deflate"}:
        return Inflate(limit)
    raise DamagedError(f"packed as {coding}")
