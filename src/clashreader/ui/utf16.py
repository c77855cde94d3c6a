"""Places in a text: Qt counts UTF-16 units, Python code points."""

from __future__ import annotations


def from_utf16(text: str, units: int) -> int:
    """Return how many characters of `text` take `units` of Qt's places."""
    if len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return units  # nothing beyond the basic plane, as nearly always
    place = 0
    for count, character in enumerate(text):
        if place >= units:
            return count
        place += 2 if ord(character) > 0xFFFF else 1
    return len(text)


def to_utf16(text: str, characters: int) -> int:
    """Return the place in Qt's counting behind so many `characters` of `text`."""
    return len(text[:characters].encode("utf-16-le", "surrogatepass")) // 2
