"""UTF-8 that is damaged in places: told from other encodings, and read but for these places."""

from __future__ import annotations

import re

WESTERN = frozenset("‘’“”–—…€£©®°·«»§ÀÁÂÃÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÙÚÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒ\xa0¿¡")
"""Letters and signs that western languages use beyond ASCII."""
SIGNS = frozenset("‘’‚“”„–—…«»·•°§€£\xa0、。「」『』！？：；（），・")
"""Signs that texts in any script may have."""

_PAIRS = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_SPOT = 4  # bytes of one damaged place; a longer one is text of another encoding
_PARTS = re.compile(rb"[^<>\n]*[\x80-\xff][^<>\n]*")
"""What stands between tags or in a line, and has other characters than ASCII."""
_BROKEN = re.compile("\ufffd+")


def joined_pairs(data: bytes) -> bytes:
    """Return `data` with pairs of surrogates in UTF-8 (CESU-8, Unicode report 26) as they belong.

    Databases and old Java programs write emoji so.
    """
    return _PAIRS.sub(_join, data)


def _join(match: re.Match[bytes]) -> bytes:
    pair = match[0].decode("utf-8", "surrogatepass")
    return pair.encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode()


def damaged_utf_8(data: bytes, *, declared: bool | None) -> str | None:
    """Decode UTF-8 of which a few characters are damaged; None where it is another encoding.

    `declared` tells whether UTF-8 is, None that something else may be. In text of other encodings
    sequences that are sound UTF-8 are rare chances: three to one bad byte settle it. Among much
    ASCII one to one damaged place does, where they are usual characters and nothing else was
    declared; half as many where UTF-8 is declared. So does a share of the parts between tags
    without any damage: what is wrong with one item does not make the others unreadable.
    """
    data = joined_pairs(data)
    text = data.decode("utf-8", "replace")
    runs = [match[0] for match in _BROKEN.finditer(text)]
    told = data.count(b"\xef\xbf\xbd")  # damaged before, and sound now
    broken = sum(map(len, runs)) - told
    sound = len(text) - len(text.encode("ascii", "ignore")) - broken - told
    if broken <= 0 or sound >= 3 * broken:
        return text
    spots = sum(-(-len(run) // _SPOT) for run in runs)
    if declared is not None and 0 < spots <= sound * (1 + declared) and _usual(text):
        return text
    return text if _wholeness(data) >= _ENOUGH[declared] else None


_ENOUGH = {True: 0.25, False: 0.5, None: 0.75}


def _wholeness(data: bytes) -> float:
    """The share of undamaged parts among those of a document that have more than ASCII."""
    whole = count = 0
    for match in _PARTS.finditer(data):
        count += 1
        try:
            match[0].decode("utf-8")
            whole += 1
        except UnicodeDecodeError:
            pass
    return whole / count if count else 0.0


def _usual(text: str) -> bool:
    """A few letters and signs beyond ASCII among much of it; none of phonetics or loose accents."""
    high = [sign for sign in text if sign > "\x7f" and sign != "\ufffd"]
    usual = all(
        sign in WESTERN or sign in SIGNS or (sign.isalpha() and not "\u0250" <= sign < "\u0386")
        for sign in high
    )
    return usual and len(high) < len(text) * 0.25
