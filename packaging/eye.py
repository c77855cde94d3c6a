"""Finding things in pictures of the window: where a button is, whether two pictures are alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QImage

_DARK = 120
_TOOLBAR = range(8, 38)
"""Rows of pixels that cross every button of the toolbar."""
_GAP = 9
"""Columns without ink between two buttons, at least."""


def buttons(picture: Path) -> list[tuple[int, int]]:
    """Return the middle of every drawing on the right of the toolbar, from left to right."""
    image = QImage(str(picture))
    inked = _inked(image, image.width() * 3 // 4)
    return [((columns.start + columns.stop) // 2, 21) for columns in inked]


def _inked(image: QImage, left: int) -> Iterator[range]:
    start = last = None
    for x in range(left, image.width()):
        if any(image.pixelColor(x, y).lightness() < _DARK for y in _TOOLBAR):
            start = x if start is None else start
            last = x
        elif start is not None and last is not None and x - last > _GAP:
            yield range(start, last + 1)
            start = None
    if start is not None and last is not None:
        yield range(start, last + 1)


def difference(one: Path, other: Path, left: int) -> float:
    """Return the share of pixels, right of `left`, that differ between two pictures, 0 to 1."""
    first, second = QImage(str(one)), QImage(str(other))
    if first.size() != second.size():
        return 1.0
    points = [(x, y) for x in range(left, first.width(), 3) for y in range(0, first.height(), 3)]
    return sum(first.pixel(x, y) != second.pixel(x, y) for x, y in points) / len(points)
