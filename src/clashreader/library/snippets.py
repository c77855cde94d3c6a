"""A few words around what a search found, from the stored text."""

from __future__ import annotations

from collections.abc import Sequence

from clashreader.library.folding import fold
from clashreader.model import Term

_LENGTH = 220
_BEFORE = 70
_WINDOW = 20_000


def snippet(text: str, terms: Sequence[Term]) -> str:
    """Return about 220 characters of `text` around its first hit, or its beginning.

    Hits are found as the index finds them: in folded text.
    """
    needles = ["".join(fold(term.value).split()) for term in terms]
    place = _first(text, [needle for needle in needles if needle])
    start = 0 if place is None or place <= _BEFORE else _word_start(text, place - _BEFORE)
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        space = text.rfind(" ", start + _LENGTH // 2, end)
        end = space if space > 0 else end
    cut = " ".join(text[start:end].split())
    return ("… " if start else "") + cut + (" …" if end < len(text) else "")


def _word_start(text: str, place: int) -> int:
    space = text.find(" ", place, place + 30)
    return space + 1 if space >= 0 else place


def _first(text: str, needles: Sequence[str]) -> int | None:
    """Return where the first needle begins; line by line, since folding moves places."""
    base = 0
    for line in text.split("\n"):
        folded = "".join(fold(line).split())
        if any(needle in folded for needle in needles):
            place = _place_in_line(line, needles)
            if place is not None:
                return base + place
        base += len(line) + 1
    return None


def _place_in_line(line: str, needles: Sequence[str]) -> int | None:
    """Return where a needle begins in `line`, looked for in windows, so that a hit early in a text
    without line breaks costs little.
    """
    overlap = max(map(len, needles))
    for start in range(0, len(line), _WINDOW):
        place = _place_in_window(line, start, start + _WINDOW + overlap, needles)
        if place is not None:
            return place
    return None


def _place_in_window(line: str, start: int, end: int, needles: Sequence[str]) -> int | None:
    folded: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(line[start:end], start):
        plain = "".join(fold(character).split())
        folded.append(plain)
        origin.extend([index] * len(plain))
    joined = "".join(folded)
    places: list[int] = []
    for needle in needles:
        place = joined.find(needle)
        while place >= 0:
            before = origin[place] - 1
            # A word begins here, or a script without spaces: "rain" is not found in "train".
            if before < 0 or not line[before].isalnum() or not needle.isascii():
                places.append(origin[place])
                break
            place = joined.find(needle, place + 1)
    return min(places, default=None)
