"""Where an article set for paper is cut into pages: never within a line, a picture or a row.

The text is one endless column. It is read as rows that must stay whole, each with what holds it
to the next one; then pages are filled with as many rows as fit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextCursor

from clashreader.ui.reader.decorations import Shape
from clashreader.ui.reader.objects import OBJECT_NUMBER, TextObject, WideTable
from clashreader.ui.reader.typography import Role

if TYPE_CHECKING:
    from PySide6.QtGui import QTextBlock, QTextDocument, QTextTable

    from clashreader.ui.reader.decorations import Decoration
    from clashreader.ui.reader.objects import Setting

_LEAST_FILLED: Final = 0.6
"""Share of a page that is filled before a looser tie is broken rather than more room left."""
_MUCH: Final = 0.25
"""Share of a page that must not stay empty where a picture can be made smaller to fill it."""
_SMALLEST: Final = 0.5
"""Share of its height that a picture keeps in any case."""
_OBJECT: Final = "\ufffc"
_HELD: Final = frozenset(
    {
        Role.TITLE, Role.LONG_TITLE, Role.META, Role.CHIP, Role.NOTICE, Role.SECTION_HEAD,
        Role.HEADING_1, Role.HEADING_2, Role.HEADING_3, Role.HEADING_4, Role.HEADING_5,
        Role.CARD_TITLE,
    }
)  # fmt: skip
"""What must not be the last thing on a page."""


class Tie(IntEnum):
    """How firmly a row holds on to the one after it."""

    FREE = 0
    LOOSE = 1
    """A page would end with a paragraph's first line, or begin with its last."""
    FIRM = 2
    """A heading, a picture with its caption, a line of the title block."""


@dataclass(slots=True)
class Row:
    """What stays whole, from `top` to `bottom` in pixels; `first` is its first position."""

    top: float
    bottom: float
    first: int
    tie: Tie = Tie.FREE


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its rows, of all rows those from `start` up to `end`."""

    start: int
    end: int


class RowFinder:
    """Reads a document, laid out as one column, as rows."""

    def __init__(
        self,
        document: QTextDocument,
        setting: Setting,
        objects: Sequence[TextObject],
        roles: Mapping[int, Role],
        height: float,
    ) -> None:
        """`roles` has the role of blocks by position; `height` is that of a page, in pixels."""
        self._document = document
        self._layout = document.documentLayout()
        self._setting = setting
        self._objects = objects
        self._roles = roles
        self._height = height
        self.rows: list[Row] = []

    def find(self, decorations: Sequence[Decoration] = ()) -> Iterator[None]:
        """Fill `rows`, a block or a table at a time."""
        block = self._document.begin()
        last: Role | None = None
        while block.isValid():
            table = _table_at(block)
            if table is not None:
                if self.rows and last in (Role.CAPTION, Role.GAP):
                    self.rows[-1].tie = Tie.FIRM
                self._take_table(table)
                block = table.lastCursorPosition().block().next()
                last = None
            else:
                last = self._take_block(block)
                block = block.next()
            yield
        self._drop_blank_end()
        self._make_room(decorations)

    def _take_block(self, block: QTextBlock) -> Role | None:
        role = self._roles.get(block.position())
        shows_object = block.length() > 1 and block.text()[:1] == _OBJECT
        top = self._layout.blockBoundingRect(block).top()
        layout = block.layout()
        count = layout.lineCount()
        firm = role in _HELD
        under = block.next()
        if shows_object and self._roles.get(under.position()) is Role.CAPTION:
            firm = firm or under.text()[:1] != _OBJECT
        start = len(self.rows)
        for index in range(count):
            line = layout.lineAt(index)
            upper = top + line.y()
            first = block.position() + line.textStart()
            self.rows.append(Row(upper, upper + line.height(), first))
        made = self.rows[start:]
        if shows_object and made:
            self._take_object(block, made[0])
        _tie_lines(made, role)
        if made and firm:
            for row in self.rows[start:]:
                row.tie = Tie.FIRM
        return role

    def _take_object(self, block: QTextBlock, row: Row) -> None:
        """Cut a table that is drawn as an object between its own rows, if it is a long one."""
        number = QTextCursor(block)
        number.movePosition(QTextCursor.MoveOperation.NextCharacter)
        index = number.charFormat().property(OBJECT_NUMBER)
        item = self._objects[index] if isinstance(index, int) else None
        if not isinstance(item, WideTable) or row.bottom - row.top <= self._height:
            return
        inner = RowFinder(
            item.document(), self._setting, (), {}, self._height / item.scale(self._setting)
        )
        for _ in inner.find():
            pass
        scale = item.scale(self._setting)
        del self.rows[-1]
        for part in inner.rows:
            upper, lower = row.top + part.top * scale, row.top + part.bottom * scale
            self.rows.append(Row(upper, lower, row.first, part.tie))

    def _take_table(self, table: QTextTable) -> None:
        """Take a table row by row; one that is higher than a page line by line."""
        area = self._layout.frameBoundingRect(table)
        tops: dict[int, float] = {}
        firsts: dict[int, int] = {}
        reach = 0
        for number in range(table.rows()):
            held = reach > number
            for column in range(table.columns()):
                cell = table.cellAt(number, column)
                if cell.row() != number or cell.column() != column:
                    continue
                reach = max(reach, number + cell.rowSpan())
                if not held and number not in tops:
                    block = cell.firstCursorPosition().block()
                    pad = cell.format().toTableCellFormat().topPadding()
                    tops[number] = self._layout.blockBoundingRect(block).top() - pad
                    firsts[number] = block.position()
        numbers = sorted(tops)
        for index, number in enumerate(numbers):
            end = numbers[index + 1] if index + 1 < len(numbers) else None
            bottom = area.bottom() if end is None else tops[end]
            row = Row(tops[number], bottom, firsts[number])
            if bottom - row.top > self._height:
                self._take_lines(table, row, number, table.rows() if end is None else end)
            else:
                self.rows.append(row)
        if len(numbers) > 1 and self.rows:
            # The heads of the columns, or whatever stands first, go with the next row.
            index = len(self.rows) - 1
            while index > 0 and self.rows[index].first > firsts[numbers[0]]:
                index -= 1
            self.rows[index].tie = Tie.FIRM

    def _take_lines(self, table: QTextTable, row: Row, start: int, end: int) -> None:
        """Cut one high row of a table where no line of any of its cells is cut."""
        spans: list[tuple[float, float]] = []
        for number in range(start, end):
            for column in range(table.columns()):
                cell = table.cellAt(number, column)
                if cell.row() != number or cell.column() != column:
                    continue
                block = cell.firstCursorPosition().block()
                last = cell.lastCursorPosition().block().position()
                while block.isValid() and block.position() <= last:
                    top = self._layout.blockBoundingRect(block).top()
                    layout = block.layout()
                    for index in range(layout.lineCount()):
                        line = layout.lineAt(index)
                        spans.append((top + line.y(), top + line.y() + line.height()))
                    block = block.next()
        upper = row.top
        for lower in _gaps(spans):
            self.rows.append(Row(upper, lower, row.first))
            upper = lower
        self.rows.append(Row(upper, row.bottom, row.first))

    def _drop_blank_end(self) -> None:
        """Leave out empty lines below the last one: they would make a page of nothing."""
        while self.rows:
            block = self._document.findBlock(self.rows[-1].first)
            if block.text().strip() or self._roles.get(block.position()) is not Role.GAP:
                break
            del self.rows[-1]

    def _make_room(self, decorations: Sequence[Decoration]) -> None:
        """Give the rows at the edges of a box the room that the box takes."""
        firsts = [row.first for row in self.rows]
        for item in decorations:
            if item.shape not in (Shape.BOX, Shape.CARD) or item.cell or not firsts:
                continue
            upper = max(0, bisect_right(firsts, item.first) - 1)
            lower = max(0, bisect_right(firsts, item.last) - 1)
            self.rows[upper].top -= item.pad
            self.rows[lower].bottom += item.pad + 1


def _table_at(block: QTextBlock) -> QTextTable | None:
    return QTextCursor(block).currentTable()


def in_table(block: QTextBlock) -> bool:
    """Tell whether `block` stands in a cell."""
    return _table_at(block) is not None


def _tie_lines(rows: Sequence[Row], role: Role | None) -> None:
    """Tie a paragraph's first line to its second, and its last one to the one before."""
    if len(rows) > 1 and role is not Role.CODE:
        rows[0].tie = Tie.LOOSE
        rows[-2].tie = Tie.LOOSE


def _gaps(spans: list[tuple[float, float]]) -> Iterator[float]:
    """Yield the heights at which no span is cut."""
    reach: float | None = None
    for upper, lower in sorted(spans):
        if reach is not None and upper >= reach - 0.01:
            yield upper
        reach = lower if reach is None else max(reach, lower)


def fill_pages(rows: Sequence[Row], height: float) -> Iterator[Page]:
    """Yield the pages, at most `height` high unless a single row is higher."""
    start = 0
    while start < len(rows):
        end = _fitting(rows, start, height)
        if end < len(rows):
            end = _best_break(rows, start, end, height)
        yield Page(start, end)
        start = end


def _fitting(rows: Sequence[Row], start: int, height: float) -> int:
    limit = rows[start].top + height + 0.01
    end = start + 1
    while end < len(rows) and rows[end].bottom <= limit:
        end += 1
    return end


def _best_break(rows: Sequence[Row], start: int, end: int, height: float) -> int:
    """Return the last place up to `end` to break at, where as little as possible is torn."""
    for allowed in (Tie.FREE, Tie.LOOSE):
        for place in range(end, start, -1):
            filled = rows[place - 1].bottom - rows[start].top
            if filled < height * (_LEAST_FILLED if allowed is Tie.FREE else 0.0):
                break
            if rows[place - 1].tie <= allowed:
                return place
    return end


def picture_to_fit(
    rows: Sequence[Row], pages: Sequence[Page], height: float, pictures: Mapping[int, float]
) -> tuple[int, float] | None:
    """Return the position of the first picture that left much of a page empty, and how high it may
    be to stand on that page with its caption; None where there is none.

    `pictures` has the height of each that may be made smaller, by position.
    """
    for page in pages:
        if page.end >= len(rows) or rows[page.end].first not in pictures:
            continue
        top = rows[page.start].top
        if rows[page.end - 1].bottom - top > height * (1 - _MUCH):
            continue
        last = page.end
        while last + 1 < len(rows) and rows[last].tie is Tie.FIRM:
            last += 1
        now = pictures[rows[page.end].first]
        room = now - (rows[last].bottom - top - height) - 2
        if now * _SMALLEST <= room < now:
            return rows[page.end].first, room
    return None
