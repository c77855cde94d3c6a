"""A stretch of a document as plain text, and the way between its indices and Qt's positions."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clashreader.ui.reader.view import from_utf16, to_utf16, utf16_positions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QTextCursor, QTextDocument


@dataclass(frozen=True, slots=True)
class Region:
    """`text` begins at index `offset` of the whole text, whose wide characters are `wide`."""

    text: str
    offset: int
    wide: list[int]

    def positions(self, span: tuple[int, int]) -> tuple[int, int]:
        """Turn indices into `text` into positions of the document (UTF-16 units)."""
        start, end = span
        return to_utf16(start + self.offset, self.wide), to_utf16(end + self.offset, self.wide)

    def index(self, position: int) -> int:
        """Turn a position of the document into an index into `text`."""
        return from_utf16(position, self.wide) - self.offset


EMPTY = Region("", 0, [])
_NOTHING = " \u00a0\ufffc"
"""What a paragraph holds that is a picture and nothing else."""


Span = tuple[int, int]
_LOOKED_THROUGH = "\ufffc"
"""Stands for what is no text of the article; `quotations` looks through it."""


def region(document: QTextDocument, first: int, last: int, asides: Sequence[Span] = ()) -> Region:
    """Return the text between two positions, with line ends between the cells of a table.

    Of the stretches `asides` (in order) nothing can be read: they say what a picture is, or offer
    something to click.
    """
    raw = document.toRawText().replace("\ufdd0", "\n").replace("\ufdd1", "\n")
    wide = utf16_positions(raw)
    start = from_utf16(first, wide)
    raw = _without(raw, [(from_utf16(one, wide), from_utf16(two, wide)) for one, two in asides])
    return Region(raw[start : from_utf16(last, wide)], start, wide)


def _without(text: str, asides: Sequence[Span]) -> str:
    """Return `text` of the same length in which what stands in `asides` cannot be seen."""
    pieces: list[str] = []
    place = 0
    for start, end in asides:
        pieces += (text[place:start], _LOOKED_THROUGH * (end - start))
        place = end
    return "".join(pieces) + text[place:] if pieces else text


def selected(cursor: QTextCursor) -> tuple[int, int]:
    """Return where a selection begins and ends; of whole cells Qt itself tells the first only."""
    if not cursor.hasComplexSelection():
        return cursor.selectionStart(), cursor.selectionEnd()
    table = cursor.currentTable()
    row, rows, column, columns = _four(cursor.selectedTableCells())
    first, last = table.cellAt(row, column), table.cellAt(row + rows - 1, column + columns - 1)
    return first.firstPosition(), last.lastPosition()


def within_blocks(
    document: QTextDocument, start: int, end: int, asides: Sequence[Span] = ()
) -> Iterator[Span]:
    """Yield the parts of a span that lie in one paragraph each, without what separates these.

    Qt would draw the ground of a separator as a stub behind the paragraph's last word, and that of
    a picture around its corners. `asides` are left out, too.
    """
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        first = max(start, block.position())
        last = min(end, block.position() + block.length() - 1)
        if first < last and block.text().strip(_NOTHING) and not _is_aside(first, asides):
            yield first, last
        block = block.next()


def _is_aside(position: int, asides: Sequence[Span]) -> bool:
    place = bisect_right(asides, position, key=lambda aside: aside[0])
    return place > 0 and position < asides[place - 1][1]


def _four(numbers: Any) -> tuple[int, int, int, int]:
    """Return the four numbers that PySide gives as a tuple, and types as one object."""
    row, rows, column, columns = numbers
    return row, rows, column, columns
