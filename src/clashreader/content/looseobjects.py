"""Object literals of JavaScript, read as data: keys without quotes, trailing commas, ``void 0``.

Nothing is run. What is no literal (a call, a function) is skipped over and read as None.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

_DEEPEST: Final = 200
_BLANK = re.compile(r"(?:\s++|//[^\n]*+)*+")
_STRING = re.compile(
    r""""(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+'|`(?:[^`\\]++|\\.)*+`""", re.DOTALL
)
_NUMBER = re.compile(r"-?(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][+-]?\d++)?+")
_NAME = re.compile(r"[A-Za-z_$][\w$]*+")
_CONSTANTS: Final[dict[str, object]] = {"true": True, "false": False}
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|.)", re.DOTALL)
_SINGLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "",
                  "\n": "", "\r\n": ""}  # fmt: skip


class UnreadableError(ValueError):
    """It is no literal, or one without an end; `at` is where that was found."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def read_literal(
    source: str, start: int = 0, names: Mapping[str, object] | None = None
) -> tuple[object, int]:
    """Return the value of the literal at `start`, and where it ends.

    `names` are what variables stand for. Raises `UnreadableError`.
    """
    return _Reader(source, names or {}).value(start, 0)


def read_arguments(source: str, start: int) -> tuple[list[object], int]:
    """Return the arguments of a call whose bracket opens before `start`, and where they end."""
    return _Reader(source, {}).sequence(start, ")", 0)


def text_of_literal(written: str) -> str:
    """Return the text of a string literal, quotes included."""
    inside = written[1:-1]
    if "\\" not in inside:
        return inside
    text = _ESCAPE.sub(lambda found: _escaped(found.group(1)), inside)
    # Characters beyond the first plane are two escapes.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(sign: str) -> str:
    if sign[0] in "ux" and len(sign) > 1:
        number = int(sign[1:].strip("{}"), 16)
        return chr(number) if number < 0x110000 else ""
    return _SINGLE.get(sign, sign)


class _Reader:
    def __init__(self, source: str, names: Mapping[str, object]) -> None:
        self.source = source
        self.names = names
        self.comments_end = True

    def blank(self, at: int) -> int:
        if self.source[at : at + 1] > "/":
            return at
        while (found := _BLANK.match(self.source, at)) is not None:
            at = found.end()
            if not self.source.startswith("/*", at):
                break
            end = self.source.find("*/", at) if self.comments_end else -1
            self.comments_end = end >= 0
            if end < 0:
                raise UnreadableError(len(self.source))
            at = end + 2
        return at

    def value(self, at: int, depth: int) -> tuple[object, int]:
        at = self.blank(at)
        sign = self.source[at : at + 1]
        if depth > _DEEPEST or not sign:
            raise UnreadableError(at)
        if sign == "{":
            return self.object(at + 1, depth + 1)
        if sign == "[":
            return self.array(at + 1, depth + 1)
        if sign in "\"'`":
            found = _STRING.match(self.source, at)
            if found is None:
                raise UnreadableError(at)
            return text_of_literal(found.group()), found.end()
        if sign == "!":
            inner, end = self.value(at + 1, depth + 1)
            return not inner, end
        if (found := _NUMBER.match(self.source, at)) is not None:
            return json.loads(_plain_number(found.group())), found.end()
        return self.named(at, depth)

    def named(self, at: int, depth: int) -> tuple[object, int]:
        """A variable, a constant, or something that is no literal."""
        found = _NAME.match(self.source, at)
        if found is None:
            raise UnreadableError(at)
        name, end = found.group(), found.end()
        if name in ("void", "new", "typeof"):
            return None, self.value(end, depth + 1)[1]
        value = self.names.get(name, _CONSTANTS.get(name))
        while self.source[end : end + 1] in (".", "("):
            if self.source[end] == ".":
                member = _NAME.match(self.source, end + 1)
                if member is None:
                    raise UnreadableError(at)
                value, end = None, member.end()
            else:
                arguments, end = self.sequence(end + 1, ")", depth + 1)
                value = arguments[0] if len(arguments) == 1 else None
        return value, end

    def array(self, at: int, depth: int) -> tuple[object, int]:
        return self.sequence(at, "]", depth)

    def sequence(self, at: int, closing: str, depth: int) -> tuple[list[object], int]:
        """Return the values up to `closing`."""
        values: list[object] = []
        while True:
            at = self.blank(at)
            sign = self.source[at : at + 1]
            if sign == closing:
                return values, at + 1
            if sign == ",":
                at += 1
                continue
            value, at = self.value(at, depth)
            values.append(value)

    def object(self, at: int, depth: int) -> tuple[dict[str, object], int]:
        members: dict[str, object] = {}
        while True:
            at = self.blank(at)
            sign = self.source[at : at + 1]
            if sign == "}":
                return members, at + 1
            if sign == ",":
                at += 1
                continue
            found = _STRING.match(self.source, at) or _NAME.match(self.source, at)
            found = found or _NUMBER.match(self.source, at)
            if found is None:
                raise UnreadableError(at)
            written = found.group()
            key = text_of_literal(written) if written[0] in "\"'`" else written
            at = self.blank(found.end())
            if self.source[at : at + 1] != ":":
                members[key] = self.names.get(key)  # {title} says {title: title}
                continue
            members[key], at = self.value(at + 1, depth)


def _plain_number(written: str) -> str:
    """Return a number as JSON writes it: ``.5`` and ``5.`` are none there."""
    sign = "-" if written[0] == "-" else ""
    whole = written.lstrip("-")
    if whole.startswith("."):
        whole = "0" + whole
    whole = re.sub(r"\.(?=$|[eE])", "", whole)
    return sign + (re.sub(r"^0+(?=\d)", "", whole))
