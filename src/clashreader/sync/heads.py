"""Heads of answers (RFC 9112), read strictly where it matters and leniently where it does not.

`http.client` ends a head at the first line that is no field, and a body that is sent in parts would
then be read with its part lengths in the text; it knows one interim answer of several, and takes a
head that breaks off for a whole one. It also takes five times as long, by way of the parser for
e-mail, and as long as sixty requests to be imported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from clashreader.sync.wire import MAX_HEAD, Wire

if TYPE_CHECKING:
    from io import BufferedReader

_STATUS = re.compile(rb"(HTTP/1\.\d)[ \t]+(\d{3})\b")
_FIELD = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]*:")
_BLANKS = bytes.maketrans(b"\r\n\0", b"   ")
_USED: Final = frozenset(
    b"cache-control connection content-encoding content-length content-type date etag keep-alive "
    b"last-modified location proxy-connection retry-after set-cookie transfer-encoding".split()
)
"""The fields that anybody asks for; the others may be thousands."""

_EMPTY: Final = frozenset({101, 204, 304})
"""What has no body, whatever its fields say."""
_LENGTH = re.compile(r"[0-9]{1,20}")


class AnswerError(Exception):
    """What came is no answer that could be used."""


class NotHttpError(AnswerError):
    """It does not begin as an answer does."""


class BrokenOffError(AnswerError):
    """It ended before its end."""


class Answer:
    """The head of an answer, and the file from which its body is read.

    `length` is the number of bytes that are still to come, None where the fields do not tell;
    `will_close` says that the connection is of no use afterwards.
    """

    def __init__(self, file: BufferedReader) -> None:
        """Read the head of the final answer.

        Raises `AnswerError`, and `ConnectionError` where nothing comes at all.
        """
        self.file = file
        while True:
            version, self.status = _status(file)
            self._fields = _fields(file)
            # Interim answers (RFC 9110, 15.2) only say that there is more to come; 101 is none.
            if self.status >= 200 or self.status == 101:
                break
        self.length = self._length()
        chunked = (self.get("Transfer-Encoding") or "").lower() == "chunked"
        self.will_close = self._ends_connection(version) or (self.length is None and not chunked)

    def get(self, name: str) -> str | None:
        """Return the first field of a name, in any case, or None."""
        found = self._fields.get(name.lower())
        return found[0] if found else None

    def all(self, name: str) -> list[str]:
        """Return every field of a name, in their order."""
        return self._fields.get(name.lower(), [])

    def read1(self, most: int) -> bytes:
        """Return some bytes of a body that is not sent in parts; none at its end."""
        if self.length is None:
            return self.file.read1(most)
        if not self.length:
            return b""
        found = self.file.read1(min(most, self.length))
        self.length -= len(found)
        return found

    def close(self) -> None:
        """Let go of what was read ahead; the wire stays open."""
        self.file.close()

    def _length(self) -> int | None:
        if self.status in _EMPTY:
            return 0
        told = self.get("Content-Length")
        in_parts = (self.get("Transfer-Encoding") or "").lower() == "chunked"
        return int(told) if told and not in_parts and _LENGTH.fullmatch(told) else None

    def _ends_connection(self, version: bytes) -> bool:
        wish = (self.get("Connection") or "").lower()
        if version != b"HTTP/1.0":
            return "close" in wish
        wish += (self.get("Proxy-Connection") or "").lower()
        return "keep-alive" not in wish and not self.get("Keep-Alive")


def read_head(wire: Wire) -> Answer:
    """Read the head of an answer, at most `MAX_HEAD` bytes of it and what comes before.

    Raises `AnswerError` for what is none or breaks off, `ConnectionError` for silence.
    """
    wire.room = MAX_HEAD
    answer = Answer(wire.reader())
    wire.room = None
    return answer


def _status(file: BufferedReader) -> tuple[bytes, int]:
    """Return version and status of the line with which an answer begins."""
    line = file.readline(MAX_HEAD)
    if not line:
        raise ConnectionResetError("no answer came")
    found = _STATUS.match(line)
    if found is None:
        raise NotHttpError
    if not line.endswith(b"\n"):
        raise BrokenOffError
    return found[1], int(found[2])


def _fields(file: BufferedReader) -> dict[str, list[str]]:
    """Return the fields that are used, by their names in lower case; what is none is left out.

    Values have no blanks around them.
    """
    found: dict[str, list[str]] = {}
    last: list[str] | None = None
    while True:
        line = file.readline(MAX_HEAD)
        if not line.endswith(b"\n"):
            raise BrokenOffError
        text = line.rstrip(b"\r\n")
        if not text:
            return found
        if text[:1] in (b" ", b"\t"):  # goes on (RFC 9112, 5.2)
            if last is not None:
                last[-1] = f"{last[-1]} {_value(text)}".strip()
            continue
        field = _FIELD.match(text)
        last = None
        if field is not None and field[1].lower() in _USED:
            last = found.setdefault(field[1].lower().decode("ascii"), [])
            last.append(_value(text[field.end() :]))


def _value(raw: bytes) -> str:
    # A lone CR or a NUL ends no line (RFC 9112, 2.2), though the standard library thinks so.
    return raw.translate(_BLANKS).decode("latin-1").strip(" \t")
