"""Front matter as text: YAML that every parser reads the same way, and people can edit.

Texts are in double quotes, as JSON writes them, which is YAML too (YAML 1.2, section 7.3.1);
those of several lines are blocks, where a block can hold them. Times, numbers and yes or no stand
bare. It is read with every scalar as a text, so that a tag may be called ``no``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = -62_135_596_800, 253_402_300_799
# What YAML does not take as it is (5.1), or would take for the end of a line (YAML 1.1, 4.2).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BLOCK = re.compile(r"[^\n \t#-][^\n]*(?:\n[^\n]*)*[^\n \t]")
_MOST_ENTRIES = 500_000
_LARGE = 300_000
"""Characters of a head whose entries are counted first: each may take hundreds of bytes."""
_MOST_EVENTS = 300_000


class Bare(str):
    """A text that is written without quotes."""

    __slots__ = ()


def moment(seconds: int) -> Bare:
    """Return a time as RFC 3339 in UTC; beyond the calendar as seconds since 1970."""
    if not _FIRST <= seconds <= _LAST:
        return Bare(seconds)
    return Bare((_EPOCH + timedelta(seconds=seconds)).isoformat()[:19] + "Z")


def seconds_of(text: str) -> int:
    """Return the seconds since 1970 of a time as `moment` writes it; raises `ValueError`."""
    try:
        return int(text)
    except ValueError:
        found = datetime.fromisoformat(text)
    zoned = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    gone = zoned - _EPOCH
    return gone.days * 86_400 + gone.seconds


def dump(values: Mapping[str, Any]) -> str:
    """Return a mapping as YAML; ends with a newline."""
    lines: list[str] = []
    _mapping(values, "", lines)
    return "\n".join(lines) + "\n"


def _mapping(values: Mapping[str, Any], indent: str, lines: list[str], first: str = "") -> None:
    lead = first or indent
    for key, value in values.items():
        _entry(f"{lead}{key}:", value, indent, lines)
        lead = indent


def _entry(head: str, value: Any, indent: str, lines: list[str]) -> None:
    if isinstance(value, dict):
        lines.append(head if value else f"{head} {{}}")
        _mapping(value, indent + "  ", lines)
    elif isinstance(value, list | tuple):
        lines.append(head if value else f"{head} []")
        for item in value:
            if isinstance(item, dict):
                _mapping(item, indent + "    ", lines, f"{indent}  - ")
            else:
                lines.append(f"{indent}  - {scalar(item)}")
    elif isinstance(value, str) and "\n" in value and _is_block(value):
        lines.append(f"{head} |-")
        lines += [f"{indent}  {line}" if line else "" for line in value.split("\n")]
    else:
        lines.append(f"{head} {scalar(value)}")


def _is_block(text: str) -> bool:
    return _BLOCK.fullmatch(text) is not None and _UNPRINTABLE.search(text) is None


def scalar(value: object) -> str:
    """Return one value as it stands behind a key."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Bare):
        return str.__str__(value)
    if isinstance(value, int):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() and "\x7f" not in text else _UNPRINTABLE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def as_loaded(value: Any) -> Any:
    """Return a value as `load` gives it back: every scalar a text."""
    if isinstance(value, dict):
        return {key: as_loaded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_loaded(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def load(text: str) -> dict[str, Any]:
    """Read YAML with every scalar as a text; raises `ValueError` where it is no mapping."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    # Deeper than anything of ours, and what overflows the stack of the parser in C.
    if re.search(r"(?:[-?:][ \t]+){30}|^[ \t]{300}|[\[{]{30}", text, re.MULTILINE):
        raise ValueError("it is nested too deeply")
    try:
        if len(text) > _LARGE and _is_vast(text, loader):
            raise ValueError("its front matter has too many entries")
        found = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 2}" if mark is not None else "not YAML"
        raise ValueError(f"its front matter cannot be read ({place})") from error
    except (RecursionError, TypeError, AttributeError) as error:
        raise ValueError("its front matter cannot be read") from error
    if not isinstance(found, dict):
        raise ValueError("its front matter holds no names and values")  # noqa: TRY004 - the file's fault
    if "&" in text and _is_endless(found):
        raise ValueError("its front matter has too many entries")
    return {str(key): value for key, value in found.items()}


def _is_vast(text: str, loader: Any) -> bool:
    """Whether there is more in it than would fit into memory."""
    import yaml

    return any(met > _MOST_EVENTS for met, _ in enumerate(yaml.parse(text, Loader=loader)))


def _is_endless(value: Any) -> bool:
    """Whether a few lines stand for more than could be read, by referring to one another."""
    waiting, met = [value], 0
    while waiting:
        one = waiting.pop()
        met += 1
        if met > _MOST_ENTRIES:
            return True
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return False
