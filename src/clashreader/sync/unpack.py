"""Content codings of HTTP (RFC 9110, 8.4), unpacked piece by piece so that a bomb cannot go off."""

from __future__ import annotations

import re
import zlib
from typing import Final, Protocol

from clashreader.sync.spool import Kept, Spool, kept

ACCEPTED = "gzip, deflate"
"""What is asked for: the codings of the standard library."""

PIECE = 1 << 20
"""Bytes that one step may yield at most."""


LAYERS: Final = 3
"""How often a body may be packed in itself."""

_OURS: Final = frozenset({"gzip", "x-gzip", "deflate"})
_OTHERS: Final = frozenset(
    {"br", "zstd", "dcb", "dcz", "compress", "x-compress", "exi", "pack200-gzip", "aes128gcm"}
)
"""The other codings that are registered with IANA."""

_TELLING = 64  # bytes by which packed ones are told from text
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<[?!A-Za-z]|[{\[]\s*[\"{\[\]}])")
MEMBERS: Final = 2_000
"""Members of which a gzip body may consist; those that packers make hold 64 kB and more."""

_GZIP = b"\x1f\x8b\x08"
_BROKEN = "It cannot be unpacked."


class TooLargeError(Exception):
    """More bytes came out than the bound allows."""


class DamagedError(Exception):
    """The bytes are not what the coding says they are, or break off; the text is a sentence."""


class Unpacker(Protocol):
    """Takes the bytes of a body as they arrive."""

    def feed(self, data: bytes) -> None:
        """Take in some bytes; raises `TooLargeError` or `DamagedError`."""

    def finish(self) -> Kept:
        """Return the whole body; raises `DamagedError` where it breaks off."""

    def drop(self) -> None:
        """Let go of what came."""


class Plain:
    """A body without a coding, however it was announced."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._spool = Spool()

    def feed(self, data: bytes) -> None:
        """Take in some bytes; raises `TooLargeError` beyond the bound."""
        if self._spool.size + len(data) > self._limit:
            raise TooLargeError
        self._spool.add(data)

    def finish(self) -> Kept:
        """Return the whole body."""
        return self._spool.done()

    def drop(self) -> None:
        """Let go of what came."""
        self._spool.drop()


class Inflate:
    """gzip and deflate. The wrapper is found from the first bytes: servers mislabel them.

    "deflate" comes with and without the zlib wrapper, and some bodies that are labelled "gzip"
    are not packed at all; a gzip body may consist of several members (RFC 1952, 2.2). What comes
    out goes on to `to`, at most `limit` bytes even where that stores none of it.
    """

    def __init__(self, to: Unpacker, limit: int) -> None:
        self._out = to
        self._left = limit
        self._coder: zlib._Decompress | None = None
        self._head = b""
        self._plain = False
        self._members = 1

    def feed(self, data: bytes) -> None:
        """Take in some bytes; raises `TooLargeError` or `DamagedError`."""
        if self._plain:
            self._out.feed(data)
            return
        data, self._head = self._head + data, b""
        if self._coder is None:
            if len(data) < 2:
                self._head = data
                return
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
                if data == b"\x1f":
                    self._head = data  # perhaps the first half of what begins a member
                    return
                if data[:2] != b"\x1f\x8b":
                    return  # padding after the end; gunzip ignores it as well
                self._members += 1
                if self._members > MEMBERS:
                    raise DamagedError(_BROKEN)
                self._coder = zlib.decompressobj(47)
            try:
                self._give(self._coder.decompress(data, PIECE))
            except zlib.error as error:
                raise DamagedError(_BROKEN) from error
            data = self._coder.unconsumed_tail or self._coder.unused_data

    def _give(self, data: bytes) -> None:
        self._left -= len(data)
        if self._left < 0:
            raise TooLargeError
        self._out.feed(data)

    def finish(self) -> Kept:
        """Return the whole body; raises `DamagedError` where it breaks off."""
        if self._coder is None and self._head:
            self._out.feed(self._head)
        if self._coder is not None and not self._coder.eof:
            try:
                self._give(self._coder.flush())
            except zlib.error as error:
                raise DamagedError(_BROKEN) from error
            if not self._coder.eof:
                raise DamagedError("It breaks off before its end.")
        return self._out.finish()

    def drop(self) -> None:
        """Let go of what came."""
        self._out.drop()


class Peel:
    """Unpacks what is a gzip file by its first bytes, though no field says so (``feed.xml.gz``)."""

    def __init__(self, limit: int, layers: int = LAYERS) -> None:
        self._limit = limit
        self._layers = layers
        self._out: Unpacker | None = None
        self._head = b""

    def feed(self, data: bytes) -> None:
        """Take in some bytes; raises `TooLargeError` or `DamagedError`."""
        if self._out is None:
            self._head += data
            if len(self._head) < len(_GZIP):
                return
            data, self._head = self._head, b""
            self._out = self._inner(data)
        self._out.feed(data)

    def _inner(self, head: bytes) -> Unpacker:
        if not head.startswith(_GZIP):
            return Plain(self._limit)
        if not self._layers:
            raise DamagedError(f"It is packed more than {LAYERS} times.")
        return Inflate(Peel(self._limit, self._layers - 1), self._limit)

    def finish(self) -> Kept:
        """Return the whole body; raises `DamagedError` where it breaks off."""
        return kept(self._head) if self._out is None else self._out.finish()

    def drop(self) -> None:
        """Let go of what came."""
        if self._out is not None:
            self._out.drop()


class Unasked:
    """What is said to be packed in a way that was not asked for: taken where it is text after all.

    Some servers name a coding that a server behind them has taken off already.
    """

    def __init__(self, to: Unpacker, name: str) -> None:
        self._out = to
        self._name = name
        self._head: bytes | None = b""

    def feed(self, data: bytes) -> None:
        """Take in some bytes; raises `TooLargeError` or `DamagedError`."""
        if self._head is None:
            self._out.feed(data)
            return
        self._head += data
        if len(self._head) >= _TELLING:
            self._tell()

    def _tell(self) -> None:
        head, self._head = self._head or b"", None
        if not _TEXT.match(head) or b"\0" in head[:_TELLING]:
            raise DamagedError(f"It is packed as {self._name[:40]}, which was not asked for.")
        self._out.feed(head)

    def finish(self) -> Kept:
        """Return the whole body; raises `DamagedError` where it is packed."""
        if self._head is not None:
            self._tell()
        return self._out.finish()

    def drop(self) -> None:
        """Let go of what came."""
        self._out.drop()


def unpacker(coding: str, limit: int) -> Unpacker:
    """Return what unpacks `coding` (a Content-Encoding field) into at most `limit` bytes.

    Names of no coding ("none", "utf-8") say nothing. Raises `DamagedError`, in words, for a coding
    that was not asked for.
    """
    names = [name for name in coding.lower().replace(" ", "").split(",") if name]
    names = [name for name in names if name in _OURS or name in _OTHERS]
    if len(names) > LAYERS:
        raise DamagedError(f"It is packed more than {LAYERS} times.")
    found: Unpacker = Peel(limit, LAYERS - len(names))
    for name in names:
        found = Inflate(found, limit) if name in _OURS else Unasked(found, name)
    return found
