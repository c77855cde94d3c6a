"""Bodies of answers: read strictly, unpacked within bounds, and kept on disk where they are large.

A chunked body that is written wrongly, or that breaks off, is no whole one: a cut-off feed would
then count as read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from clashreader.sync.heads import Answer, AnswerError, BrokenOffError
from clashreader.sync.spool import Kept
from clashreader.sync.unpack import DamagedError, TooLargeError, unpacker
from clashreader.sync.wire import LateError, Watch, Wire

if TYPE_CHECKING:
    from io import BufferedReader

_PIECE: Final = 262_144
_LINE: Final = 4096
_TRAILER_LINES: Final = 100
_MOST_CHUNKS: Final = 1_000_000  # each costs time, however short it is
_SKIP_SECONDS: Final = 0.5
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LENGTH = re.compile(r"[0-9]{1,20}")
_ENDS = (b"\r\n", b"\n")


def read_body(answer: Answer, limit: int) -> tuple[Kept, int]:
    """Return the body, unpacked to at most `limit` bytes, and the number of bytes that came.

    Raises `TooLargeError`, `DamagedError`, and `BrokenOffError` where it breaks off.
    """
    body = unpacker(", ".join(answer.all("Content-Encoding")), limit)
    received = 0
    try:
        for piece in _pieces(answer, limit):
            received += len(piece)
            body.feed(piece)
        return body.finish(), received
    except BaseException:  # whatever it is, nothing is left lying
        body.drop()
        raise


def _pieces(answer: Answer, limit: int) -> Iterator[bytes]:
    codings = ",".join(answer.all("Transfer-Encoding"))
    names = [name for name in codings.lower().replace(" ", "").split(",") if name]
    if names and names != ["identity"]:
        if names != ["chunked"]:
            raise DamagedError(f"It is sent as {codings}, which was not asked for.")
        yield from _chunks(answer.file)
        return
    told = answer.all("Content-Length")
    lengths = {one.strip() for one in ",".join(told).split(",")} if told else set()
    if len(lengths) > 1 or any(not _LENGTH.fullmatch(one) for one in lengths):
        raise DamagedError("Its length is not told clearly.")
    answer.length = int(lengths.pop()) if lengths else None  # one may be told several times
    if answer.length is not None and answer.length > limit:
        raise TooLargeError
    while answer.length != 0:
        piece = answer.read1(_PIECE)
        if not piece:
            break
        yield piece
    if answer.length:
        raise BrokenOffError


def _chunks(file: BufferedReader) -> Iterator[bytes]:
    """Yield the pieces of a chunked body (RFC 9112, 7.1)."""
    for _ in range(_MOST_CHUNKS):
        line = file.readline(_LINE)
        found = _CHUNK.fullmatch(line)
        if found is None:
            if not line.endswith(b"\n") and len(line) < _LINE:
                raise BrokenOffError
            raise DamagedError("Its parts are not as they are announced.")
        left = int(found[1], 16)
        if not left:
            _read_trailer(file)
            return
        while left:
            piece = file.read1(min(left, _PIECE))
            if not piece:
                raise BrokenOffError
            left -= len(piece)
            yield piece
        end = file.readline(2)
        if end not in _ENDS:
            if not end:
                raise BrokenOffError
            raise DamagedError("Its parts are not as they are announced.")
    raise DamagedError("It comes in too many parts.")


def _read_trailer(file: BufferedReader) -> None:
    for _ in range(_TRAILER_LINES):
        # Some servers hang up where the empty line of the trailer should come: all is there.
        if file.readline(65_536) in (*_ENDS, b""):
            return
    raise DamagedError("It has no end.")


def skip_body(answer: Answer, wire: Wire) -> bool:
    """Read past a short body that nobody wants; return whether the connection can be kept.

    What the status says holds whether or not the body comes: it is not waited for.
    """
    if answer.get("Transfer-Encoding") or answer.will_close:
        return False
    if (answer.length or 0) > _PIECE:
        return False
    watch = wire.watch
    try:
        wire.watch = Watch(min(_SKIP_SECONDS, watch.left()), watch.cancel)
        while answer.length:
            if not answer.read1(_PIECE):
                return False
    except (LateError, OSError, AnswerError):
        return False
    finally:
        wire.watch = watch
    return True
