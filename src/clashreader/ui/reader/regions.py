"""A stretch of a document as plain text, and the way between its indices and Qt's positions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clashreader.ui.reader.view import from_utf16, to_utf16, utf16_positions

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def region(document: QTextDocument, first: int, last: int) -> Region:
    """Return the text between two positions, with line ends between the cells of a table."""
    raw = document.toRawText().replace("\ufdd0", "\n").replace("\ufdd1", "\n")
    wide = utf16_positions(raw)
    start = from_utf16(first, wide)
    return Region(raw[start : from_utf16(last, wide)], start, wide)


def selected(cursor: QTextCursor) -> tuple[int, int]:
    """Return where a selection begins and ends; of whole cells Qt itself tells the first only."""
    if not cursor.hasComplexSelection():
        return cursor.selectionStart(), cursor.selectionEnd()
    table = cursor.currentTable()
    row, rows, column, columns = _four(cursor.selectedTableCells())
    first, last = table.cellAt(row, column), table.cellAt(row + rows - 1, column + columns - 1)
    return first.firstPosition(), last.lastPosition()


def within_blocks(document: QTextDocument, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a span that lie in one paragraph each, without what separates these.

    Qt would draw the ground of a separator as a stub behind the paragraph's last word.
    """
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        first = max(start, block.position())
        last = min(end, block.position() + block.length() - 1)
        if first < last:
            yield first, last
        block = block.next()


def _four(numbers: Any) -> tuple[int, int, int, int]:
    """Return the four numbers that PySide gives as a tuple, and types as one object."""
    row, rows, column, columns = numbers
    return row, rows, column, columns
