"""Heads of answers, read strictly where it matters and leniently where it does not.

`http.client` ends a head at the first line that is no field, and a body that is sent in parts would
then be read with its part lengths in the text; it knows one interim answer of several, and takes a
head that breaks off for a whole one. So the lines are read here, and it gets those that we use.
"""

from __future__ import annotations

import http.client
import io
import re
from collections.abc import Iterator
from typing import IO, Final, cast

from clashreader.sync.wire import MAX_HEAD, Wire

_STATUS = re.compile(rb"HTTP/1\.\d[ \t]+(\d{3})\b")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*:")
_BLANKS = bytes.maketrans(b"\r\n\0", b"   ")
_USED: Final = frozenset(
    b"cache-control connection content-encoding content-length content-type date etag keep-alive "
    b"last-modified location proxy-connection retry-after set-cookie transfer-encoding".split()
)
"""The fields that anybody asks for, `http.client` included; the others may be thousands."""


def read_head(wire: Wire, method: str = "GET") -> http.client.HTTPResponse:
    """Read the head of an answer, at most `MAX_HEAD` bytes of it and what comes before.

    Raises `HTTPException` for what is none or breaks off, `RemoteDisconnected` for silence.
    """
    wire.room = MAX_HEAD
    response = http.client.HTTPResponse(wire, method=method)  # type: ignore[arg-type]
    file = cast("IO[bytes]", response.fp)
    response.fp = cast("io.BufferedReader", io.BytesIO(b"".join(_lines(file))))
    response.begin()
    response.fp = cast("io.BufferedReader", file)
    wire.room = None
    return response


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the status line of the final answer, the fields that are used, and the empty line."""
    while True:
        line = file.readline(MAX_HEAD)
        if not line:
            raise http.client.RemoteDisconnected("no answer")
        status = _STATUS.match(line)
        if status is None:
            raise http.client.BadStatusLine("")
        if not line.endswith(b"\n"):
            raise http.client.IncompleteRead(b"")
        fields = list(_fields(file))
        # Interim answers (RFC 9110, 15.2) only say that there is more to come; 101 is none.
        if status[1][:1] != b"1" or status[1] == b"101":
            yield line
            yield from fields
            yield b"\r\n"
            return


def _fields(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the fields of one head, each in a line of its own; what is no field is left out."""
    wanted = b""
    while True:
        line = file.readline(MAX_HEAD)
        if not line.endswith(b"\n"):
            raise http.client.IncompleteRead(b"")
        text = line.rstrip(b"\r\n")
        if not text:
            break
        if text[:1] in (b" ", b"\t"):  # goes on (RFC 9112, 5.2)
            wanted += b" " + text.strip() if wanted else b""
            continue
        if wanted:
            yield wanted + b"\r\n"
        found = _FIELD.match(text)
        used = found is not None and found[1].lower() in _USED
        # A lone CR or a NUL ends no line (RFC 9112, 2.2), though the standard library thinks so.
        value = text[found.end() :].translate(_BLANKS) if found else b""
        wanted = found[1] + b":" + value if found and used else b""
    if wanted:
        yield wanted + b"\r\n"
