"""Bodies of answers: read strictly, unpacked within bounds, and kept on disk where they are large.

`http.client` takes a chunked body that is written wrongly, or that breaks off at its trailer, for
a whole one; a cut-off feed would then count as read.
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from typing import IO, Final

from clashreader.sync.spool import Kept
from clashreader.sync.unpack import DamagedError, TooLargeError, unpacker
from clashreader.sync.wire import LateError, Watch, Wire

_PIECE: Final = 262_144
_LINE: Final = 4096
_TRAILER_LINES: Final = 100
_SKIP_SECONDS: Final = 0.5
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LENGTH = re.compile(r"[0-9]{1,20}")
_ENDS = (b"\r\n", b"\n")


def read_body(response: http.client.HTTPResponse, limit: int) -> tuple[Kept, int]:
    """Return the body, unpacked to at most `limit` bytes, and the number of bytes that came.

    Raises `TooLargeError`, `DamagedError`, and `IncompleteRead` where it breaks off.
    """
    body = unpacker(", ".join(response.headers.get_all("Content-Encoding", [])), limit)
    received = 0
    try:
        for piece in _pieces(response, limit):
            received += len(piece)
            body.feed(piece)
        return body.finish(), received
    except BaseException:  # whatever it is, nothing is left lying
        body.drop()
        raise


def _pieces(response: http.client.HTTPResponse, limit: int) -> Iterator[bytes]:
    codings = ",".join(response.headers.get_all("Transfer-Encoding", []))
    names = [name for name in codings.lower().replace(" ", "").split(",") if name]
    if names and names != ["identity"]:
        if names != ["chunked"]:
            raise DamagedError(f"It is sent as {codings}, which was not asked for.")
        yield from _chunks(response.fp)
        return
    told = response.headers.get_all("Content-Length", [])
    lengths = {one.strip() for one in ",".join(told).split(",")} if told else set()
    if len(lengths) > 1 or any(not _LENGTH.fullmatch(one) for one in lengths):
        raise DamagedError("Its length is not told clearly.")
    response.length = int(lengths.pop()) if lengths else None  # one may be told several times
    if response.length is not None and response.length > limit:
        raise TooLargeError
    while response.length != 0:
        piece = response.read1(_PIECE)
        if not piece:
            break
        yield piece
    if response.length:
        raise http.client.IncompleteRead(b"")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a chunked body (RFC 9112, 7.1)."""
    while True:
        line = file.readline(_LINE)
        found = _CHUNK.fullmatch(line)
        if found is None:
            if not line.endswith(b"\n") and len(line) < _LINE:
                raise http.client.IncompleteRead(b"")
            raise DamagedError("Its parts are not as they are announced.")
        left = int(found[1], 16)
        if not left:
            break
        while left:
            piece = file.read1(min(left, _PIECE))  # type: ignore[attr-defined]
            if not piece:
                raise http.client.IncompleteRead(b"")
            left -= len(piece)
            yield piece
        end = file.readline(2)
        if end not in _ENDS:
            if not end:
                raise http.client.IncompleteRead(b"")
            raise DamagedError("Its parts are not as they are announced.")
    for _ in range(_TRAILER_LINES):
        # Some servers hang up where the empty line of the trailer should come: all is there.
        if file.readline(65_536) in (*_ENDS, b""):
            return
    raise DamagedError("It has no end.")


def skip_body(response: http.client.HTTPResponse, wire: Wire) -> bool:
    """Read past a short body that nobody wants; return whether the connection can be kept.

    What the status says holds whether or not the body comes: it is not waited for.
    """
    if response.headers.get("Transfer-Encoding") or response.will_close:
        return False
    if (response.length or 0) > _PIECE:
        return False
    watch = wire.watch
    try:
        wire.watch = Watch(min(_SKIP_SECONDS, watch.left()), watch.cancel)
        while response.length:
            if not response.read1(_PIECE):
                return False
    except (LateError, OSError, http.client.HTTPException):
        return False
    finally:
        wire.watch = watch
    return True
