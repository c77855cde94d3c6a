"""Which way text runs, by its first strong character.

See https://www.unicode.org/reports/tr9/ (P2, P3).
"""

from __future__ import annotations

from unicodedata import bidirectional

_LOOKED_AT = 500


def runs_left(text: str) -> bool | None:
    """Whether a paragraph reads right to left; None where no letter says.

    The first letter decides, as HTML has it, but for a Latin name at the start of what is
    otherwise Arabic or Hebrew: such a paragraph would be read in the wrong order.
    """
    strong = first_strong(text)
    if strong is not False or text.isascii():
        return strong
    kinds = [bidirectional(character) for character in text[:_LOOKED_AT]]
    return kinds.count("R") + kinds.count("AL") > kinds.count("L")


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
