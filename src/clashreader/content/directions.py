"""Which way text runs, by its first strong character.

See https://www.unicode.org/reports/tr9/ (P2, P3).
"""

from __future__ import annotations

from unicodedata import bidirectional

_LOOKED_AT = 500


def first_strong(text: str) -> bool | None:
    """Whether the first letter with a direction runs right to left; None where there is none."""
    if text.isascii():
        return False if any(map(str.isalpha, text[:_LOOKED_AT])) else None
    for character in text[:_LOOKED_AT]:
        kind = bidirectional(character)
        if kind == "L":
            return False
        if kind in ("R", "AL"):
            return True
    return None
