"""Messages of D-Bus as bytes, and back: as much as a client needs ("D-Bus Specification").

PySide's own binding can neither send an unsigned number, which a notification begins with, nor
hear a signal. Values are Python's: numbers, texts, lists, tuples for structures, dictionaries, and
`Variant` for what says its own type. Pure.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

CALL, REPLY, ERROR, SIGNAL = 1, 2, 3, 4
LARGEST = 1_000_000
"""Bytes of a message; nobody has a reason to send us one that is larger."""
_DEEPEST = 32
_FIXED = {
    "y": ("B", 1), "b": ("I", 4), "n": ("h", 2), "q": ("H", 2), "i": ("i", 4), "u": ("I", 4),
    "x": ("q", 8), "t": ("Q", 8), "d": ("d", 8), "h": ("I", 4),
}  # fmt: skip
_PATH, _INTERFACE, _MEMBER, _ERROR, _REPLY_TO, _TO, _SENDER, _SIGNATURE = range(1, 9)
_FIELD_TYPES = {_PATH: "o", _REPLY_TO: "u", _SIGNATURE: "g"}


@dataclass(frozen=True, slots=True)
class Variant:
    """A value with its type."""

    signature: str
    value: Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `reply_to` is the serial of the call that it answers."""

    kind: int
    serial: int
    path: str = ""
    interface: str = ""
    member: str = ""
    destination: str = ""
    sender: str = ""
    error: str = ""
    reply_to: int = 0
    signature: str = ""
    body: tuple[Any, ...] = ()


def types_of(signature: str) -> list[str]:
    """Return the complete types that `signature` consists of. Raises `ValueError`."""
    found, place = [], 0
    while place < len(signature):
        end = _end_of_type(signature, place, 0)
        found.append(signature[place:end])
        place = end
    return found


def _end_of_type(signature: str, place: int, depth: int) -> int:
    if depth > _DEEPEST or place >= len(signature):
        raise ValueError("not a signature")
    first = signature[place]
    if first == "a":
        return _end_of_type(signature, place + 1, depth + 1)
    closing = {"(": ")", "{": "}"}.get(first)
    if closing is None:
        if first not in _FIXED and first not in "sogv":
            raise ValueError("not a signature")
        return place + 1
    place += 1
    while signature[place : place + 1] != closing:
        place = _end_of_type(signature, place, depth + 1)
    return place + 1


def _alignment(kind: str) -> int:
    if kind in _FIXED:
        return _FIXED[kind][1]
    return {"s": 4, "o": 4, "a": 4, "(": 8, "{": 8}.get(kind[0], 1)


# --- writing -----------------------------------------------------------------------------------


def encode(message: Message) -> bytes:
    """Return the bytes of a message, little-endian."""
    body = bytearray()
    for kind, value in zip(types_of(message.signature), message.body, strict=True):
        _write(body, kind, value)
    fields = [
        (number, Variant(_FIELD_TYPES.get(number, "s"), value))
        for number, value in (
            (_PATH, message.path),
            (_INTERFACE, message.interface),
            (_MEMBER, message.member),
            (_ERROR, message.error),
            (_REPLY_TO, message.reply_to),
            (_TO, message.destination),
            (_SENDER, message.sender),
            (_SIGNATURE, message.signature),
        )
        if value
    ]
    out = bytearray(struct.pack("<cBBBII", b"l", message.kind, 0, 1, len(body), message.serial))
    _write(out, "a(yv)", fields)
    _pad(out, 8)
    return bytes(out + body)


def _pad(out: bytearray, to: int) -> None:
    out.extend(b"\0" * (-len(out) % to))


def _write(out: bytearray, kind: str, value: Any) -> None:
    _pad(out, _alignment(kind))
    if kind in _FIXED:
        out.extend(struct.pack(f"<{_FIXED[kind][0]}", value))
    elif kind in ("s", "o"):
        text = str(value).replace("\0", "").encode("utf-8", "replace")
        out.extend(struct.pack("<I", len(text)) + text + b"\0")
    elif kind == "g":
        out.extend(bytes([len(value)]) + value.encode("ascii") + b"\0")
    elif kind == "v":
        _write(out, "g", value.signature)
        _write(out, value.signature, value.value)
    elif kind[0] == "a":
        _write_array(out, kind[1:], value)
    else:  # a structure, or an entry of a dictionary
        for part, one in zip(types_of(kind[1:-1]), value, strict=True):
            _write(out, part, one)


def _write_array(out: bytearray, kind: str, values: Any) -> None:
    place = len(out)
    out.extend(b"\0\0\0\0")
    _pad(out, _alignment(kind))
    begin = len(out)
    for one in values.items() if kind[0] == "{" else values:
        _write(out, kind, one)
    struct.pack_into("<I", out, place, len(out) - begin)


# --- reading -----------------------------------------------------------------------------------


def length_of(head: bytes) -> int | None:
    """Return how long the message is that begins so, or None where 16 bytes are not there yet.

    Raises `ValueError` for what is none, or too long.
    """
    if len(head) < 16:
        return None
    order = {b"l": "<", b"B": ">"}.get(head[:1])
    if order is None:
        raise ValueError("not a message")
    body, _, fields = struct.unpack_from(f"{order}III", head, 4)
    length: int = 16 + fields + (-fields % 8) + body
    if length > LARGEST:
        raise ValueError("too long")
    return length


def decode(data: bytes) -> Message:
    """Return the message in `data`, which is all of it. Raises `ValueError`."""
    reader = _Reader(data)
    try:
        return reader.message()
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError("not a message") from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0
        self._order = "<" if data[:1] == b"l" else ">"

    def message(self) -> Message:
        _, kind, _, _ = (self._read("y") for _ in range(4))
        self._read("u")
        serial = self._read("u")
        fields = {number: variant.value for number, variant in self._read("a(yv)")}
        self._align(8)
        signature = str(fields.get(_SIGNATURE, ""))
        body = tuple(self._read(one) for one in types_of(signature))
        answered = fields.get(_REPLY_TO, 0)

        def text(number: int) -> str:
            return str(fields.get(number, ""))

        return Message(
            kind,
            serial,
            path=text(_PATH),
            interface=text(_INTERFACE),
            member=text(_MEMBER),
            destination=text(_TO),
            sender=text(_SENDER),
            error=text(_ERROR),
            reply_to=answered if isinstance(answered, int) else 0,
            signature=signature,
            body=body,
        )

    def _align(self, to: int) -> None:
        self._place += -self._place % to

    def _take(self, count: int) -> bytes:
        part = self._data[self._place : self._place + count]
        if len(part) < count:
            raise ValueError("cut off")
        self._place += count
        return part

    def _read(self, kind: str, depth: int = 0) -> Any:
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        self._align(_alignment(kind))
        if kind in _FIXED:
            code, size = _FIXED[kind]
            value = struct.unpack(self._order + code, self._take(size))[0]
            return bool(value) if kind == "b" else value
        if kind in ("s", "o", "g"):
            size = self._take(1)[0] if kind == "g" else self._read("u")
            return self._take(size + 1)[:-1].decode("utf-8")
        if kind == "v":
            signature = self._read("g")
            if len(types_of(signature)) != 1:
                raise ValueError("not one value")
            return Variant(signature, self._read(signature, depth + 1))
        if kind[0] == "a":
            return self._read_array(kind[1:], depth)
        return tuple(self._read(one, depth + 1) for one in types_of(kind[1:-1]))

    def _read_array(self, kind: str, depth: int) -> Any:
        size = self._read("u")
        self._align(_alignment(kind))
        end = self._place + size
        if end > len(self._data):
            raise ValueError("cut off")
        found = []
        while self._place < end:
            found.append(self._read(kind, depth + 1))
        return dict(found) if kind[0] == "{" else found
