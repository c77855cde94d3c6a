"""What columns may hold where somebody, or a failing disk, wrote into the file behind our backs:
anything. Here it becomes what it should be, or None.
"""

from __future__ import annotations

from collections.abc import Sequence

MOST = 2**62


def text(value: object) -> str | None:
    """Return a text, read as bytes or as such; None where it is none."""
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return None
    return value if isinstance(value, str) else None


def number(value: object) -> int | None:
    """Return a whole number; None where it is none."""
    return value if isinstance(value, int) and abs(value) < MOST else None


def hexadecimal(value: object) -> str | None:
    """Return bytes as hexadecimal digits; what else stands there is told in its own words."""
    if isinstance(value, bytes):
        return value.hex() or None
    return None if value is None else repr(value)[:100]


def told(value: object) -> object:
    """Return a value as JSON can have it."""
    if isinstance(value, bytes):
        return f"bytes {value[:1000].hex()}"
    if isinstance(value, float):
        return repr(value)
    return value


def ids(numbers: Sequence[int]) -> str:
    """Return numbers as SQLite's json_each takes them."""
    return f"[{','.join(map(str, numbers))}]"
