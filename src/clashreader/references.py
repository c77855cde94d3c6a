"""References to characters (``&amp;``, ``&#x41;``) as what they stand for, whatever they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

_ENDLESS: Final = re.compile(r"&#(?:[0-9]{9,}+|[xX][0-9a-fA-F]{9,}+);?")
"""More digits than any character's number has; Python refuses to read thousands of them."""
_PIECE: Final = 100_000
_NO_CHARACTER: Final = "\ufffd"


def characters(text: str) -> str:
    """Return `text` with its references put as characters, as browsers do; never raises.

    https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
    """
    if "&" not in text:
        return text
    if len(text) <= 2 * _PIECE:
        return unescape(bounded(text))
    return "".join(unescape(bounded(piece)) for piece in parted(text))


def bounded(text: str) -> str:
    """Return `text` with no reference longer than any character's number needs."""
    return _ENDLESS.sub(_read, text) if "&#" in text else text


def parted(text: str) -> Iterator[str]:
    """Yield pieces that end before a reference: millions of them at once are hundreds of MB."""
    start = 0
    while start < len(text):
        end = text.find("&", start + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end


def _read(match: re.Match[str]) -> str:
    """Return a reference without its leading zeros, or what stands for no character."""
    written = match.group().rstrip(";")
    hexadecimal = written[2] in "xX"
    digits = written[3 if hexadecimal else 2 :].lstrip("0") or "0"
    if len(digits) > 8:
        return _NO_CHARACTER
    return f"&#{'x' if hexadecimal else ''}{digits};"
