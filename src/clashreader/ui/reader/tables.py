"""Tables: in the text where they fit the column, else laid out apart and drawn smaller."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QTextFrameFormat,
    QTextLength,
    QTextTableCellFormat,
    QTextTableFormat,
)

from clashreader.content.blocks import (
    Block,
    Cell,
    Code,
    DefinitionList,
    Embed,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Table,
)
from clashreader.ui.reader.documents import SealedDocument
from clashreader.ui.reader.links import Link, LinkKind
from clashreader.ui.reader.objects import Setting, WideTable
from clashreader.ui.reader.typography import Role
from clashreader.ui.reader.words import is_right_to_left, tr
from clashreader.ui.reader.writer import Place, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QTextDocument, QTextTable

    Fill = Callable[[Sequence[Block], Place], None]

ROWS_AT_ONCE: Final = 60
"""Rows written between two looks at the clock; a longer table is cut into several of these."""
MAX_COLUMNS: Final = 100
MAX_SPAN: Final = 1000
_PAD_X: Final = 8.0
_PAD_Y: Final = 6.0
_WIDEST_COLUMN: Final = 300.0
_NARROWEST_COLUMN: Final = 24.0
_SAMPLED_ROWS: Final = 400
_MOST_ON_PAPER: Final = 1.3
"""How much wider than its room a table on paper may be: drawn smaller than that, nobody reads it.
"""
_WHOLE: Final = 130.0
"""Pixels at 100 % up to which a line is not broken in a table that is drawn smaller anyway."""
_ALIGN: Final[dict[str | None, Qt.AlignmentFlag]] = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute,
    "center": Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(slots=True)
class Slot:
    """A cell and where it stands in the grid."""

    row: int
    column: int
    rows: int
    columns: int
    cell: Cell


@dataclass(slots=True)
class Grid:
    """A table with every cell's place worked out."""

    rows: int
    columns: int
    slots: list[Slot]


def lay_grid(table: Table) -> Grid:
    """Place the cells as HTML does: each takes the next column not spanned from above."""
    taken: dict[int, int] = {}
    slots: list[Slot] = []
    width = 0
    height = len(table.rows)
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while taken.get(column, 0) > number:
                column += 1
            if column >= MAX_COLUMNS:
                break
            columns = max(1, min(cell.columns, MAX_COLUMNS - column))
            free = 1
            while free < columns and taken.get(column + free, 0) <= number:
                free += 1
            rows = max(1, min(cell.rows, MAX_SPAN, height - number))
            slots.append(Slot(number, column, rows, free, cell))
            for offset in range(free):
                taken[column + offset] = number + rows
            column += free
            width = max(width, column)
    return Grid(height, width, slots)


def plain_text(blocks: Sequence[Block]) -> str:
    """Return the text of `blocks`, for measuring and for tables within tables."""
    parts: list[str] = []
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                parts.append("".join(span.text for span in block.spans))
            case Quote():
                parts.append(plain_text(block.blocks))
            case ListBlock():
                parts += [plain_text(item) for item in block.items]
            case DefinitionList():
                for term, definitions in block.items:
                    parts += ["".join(span.text for span in term), plain_text(definitions)]
            case Code():
                parts.append(block.text)
            case Figure():
                parts += [block.alt, "".join(span.text for span in block.caption)]
            case Embed():
                parts.append(block.title)
            case Table():
                parts.append("".join(span.text for span in block.caption))
                parts += [" · ".join(plain_text(cell.blocks) for cell in row) for row in block.rows]
            case _:
                pass
    return "\n".join(part for part in parts if part)


def _widths(writer: Writer, grid: Grid) -> tuple[list[float], list[float]]:
    """Return, for each column, the width its longest word and its longest text ask for."""
    body = QFontMetricsF(writer.typography.font(Role.CELL, bold=True))
    pad = 2 * writer.px(_PAD_X)
    least = [writer.px(_NARROWEST_COLUMN)] * grid.columns
    wanted = list(least)
    widest = writer.px(_WIDEST_COLUMN)
    longest_words = [""] * grid.columns
    longest_lines = [""] * grid.columns
    for slot in grid.slots:
        if slot.columns > 1 or slot.row > _SAMPLED_ROWS:
            continue
        text = plain_text(slot.cell.blocks)
        word = max(text.split(), key=len, default="")
        line = max(text.split("\n"), key=len, default="")
        if len(word) > len(longest_words[slot.column]):
            longest_words[slot.column] = word
        if len(line) > len(longest_lines[slot.column]):
            longest_lines[slot.column] = line
        if any(isinstance(block, Figure) for block in slot.cell.blocks):
            least[slot.column] = max(least[slot.column], writer.px(120))
    for column in range(grid.columns):
        # A word without any break (an address) may be broken: it must not blow up the table.
        unbroken = min(body.horizontalAdvance(longest_words[column]) + pad, widest)
        whole = min(body.horizontalAdvance(longest_lines[column]) + pad, widest)
        least[column] = max(least[column], unbroken)
        wanted[column] = max(least[column], whole)
    return least, wanted


def write(writer: Writer, table: Table, place: Place, fill: Fill) -> Iterator[None]:
    """Write `table`, yielding between groups of rows; `fill` writes the blocks of a cell."""
    grid = lay_grid(table)
    if not grid.slots:
        return
    if place.cell:  # a table within a table: its text, row by row
        _write_as_lines(writer, table, place)
        return
    writer.has_tables = True
    least, wanted = _widths(writer, grid)
    room = writer.setting.column - place.indent
    if sum(least) <= room:
        _write_caption(writer, table, place)
        yield from _write_rows(writer, grid, place, _shares(least, wanted, room), fill)
        return
    # It is drawn smaller, and read at full size: there is no need to break short lines.
    whole = writer.px(_WHOLE)
    least = [max(n, min(w, whole)) for n, w in zip(least, wanted, strict=True)]
    most = (room + 2 * writer.setting.bleed) * _MOST_ON_PAPER
    if writer.setting.paper and grid.columns > 2 and sum(least) > most:
        for part in _side_by_side(table, grid, least, room):
            yield from write(writer, part, place, fill)
        return
    _write_caption(writer, table, place)
    width = min(sum(wanted), max(sum(least), room * 1.6))
    shares = _shares(least, wanted, width)
    item = WideTable(
        lambda: _document(writer, grid, place, shares), width, place.indent, rtl=place.rtl
    )
    writer.start_block(
        Role.CAPTION, place, before=12, fixed=False, align=Qt.AlignmentFlag.AlignLeading
    )
    if writer.setting.paper:
        writer.insert_object(item, link=False)
        writer.start_block(Role.GAP, place, before=0, after=24)
        return
    number = writer.insert_object(item, link=True, hint=tr("Show the table at full size"))
    writer.say(_as_text(table), place, after=6)
    writer.start_block(Role.CAPTION, place, before=6, after=24)
    link = Link(LinkKind.OBJECT, number=number)
    first = writer.cursor.position()
    writer.text(tr("Show the table at full size"), Role.CAPTION, link=link, underline=True)
    writer.close_aside(first)


def _side_by_side(table: Table, grid: Grid, least: list[float], room: float) -> Iterator[Table]:
    """Cut a table between columns into such as are at most `room` wide, to stand one below the
    other: each begins with the first column, which says what a row is about.
    """
    start = 1
    while start < grid.columns:
        end, width = start + 1, least[0] + least[start]
        while end < grid.columns and width + least[end] <= room:
            width += least[end]
            end += 1
        rows: list[list[Cell]] = [[] for _ in range(grid.rows)]
        for slot in grid.slots:
            taken = [c for c in range(slot.column, slot.column + slot.columns)
                     if c == 0 or start <= c < end]  # fmt: skip
            if taken:
                rows[slot.row].append(replace(slot.cell, columns=len(taken), rows=slot.rows))
        yield Table(tuple(map(tuple, rows)), table.caption if start == 1 else ())
        start = end


def _as_text(table: Table) -> str:
    """Return the words of a table, a line a row, with tabs as spreadsheets read them."""
    rows = ("\t".join(" ".join(plain_text(c.blocks).split()) for c in row) for row in table.rows)
    return "\n".join(rows)


def _shares(least: list[float], wanted: list[float], room: float) -> list[float]:
    """Divide `room` among the columns; no column gets less than `least`.

    A table that needs less than there is stays as narrow as its text, up to a third more.
    """
    total = sum(wanted)
    if total <= room:
        grow = min(room / total, 1.34)
        return [width * grow for width in wanted]
    spare = room - sum(least)
    wish = sum(w - n for w, n in zip(wanted, least, strict=True)) or 1.0
    return [n + spare * (w - n) / wish for w, n in zip(wanted, least, strict=True)]


def _write_as_lines(writer: Writer, table: Table, place: Place) -> None:
    if table.caption:
        _write_caption(writer, table, place)
    for row in table.rows:
        text = " · ".join(plain_text(cell.blocks) for cell in row)
        writer.start_block(place.role, place, rtl=is_right_to_left(text))
        writer.spans((Span(text),), place.role)


def _write_caption(writer: Writer, table: Table, place: Place) -> None:
    text = "".join(span.text for span in table.caption)
    if text.strip():
        writer.start_block(Role.CAPTION, place, before=26, after=8, rtl=is_right_to_left(text))
        writer.spans(table.caption, Role.CAPTION)
    else:
        # QTextDocument keeps an empty block before a table; this one is small on purpose.
        writer.start_block(Role.GAP, place, before=14)


def _cuts(grid: Grid) -> list[int]:
    """Return the rows at which the table may be cut in two: where no cell spans the cut."""
    cuts = [0]
    reach = 0
    by_row: dict[int, int] = {}
    for slot in grid.slots:
        by_row[slot.row] = max(by_row.get(slot.row, 0), slot.row + slot.rows)
    for row in range(grid.rows):
        if row - cuts[-1] >= ROWS_AT_ONCE and reach <= row:
            cuts.append(row)
        reach = max(reach, by_row.get(row, 0))
    return [*cuts, grid.rows]


def _write_rows(
    writer: Writer, grid: Grid, place: Place, widths: list[float], fill: Fill
) -> Iterator[None]:
    cuts = _cuts(grid)
    if place.rtl:
        widths.reverse()
    slots = iter(grid.slots)
    slot = next(slots, None)
    for start, end in itertools.pairwise(cuts):
        table = _insert(writer, end - start, place, widths, first=start == 0)
        while slot is not None and slot.row < end:
            _fill_cell(writer, table, slot, start, place, fill)
            slot = next(slots, None)
        writer.cursor.setPosition(table.lastCursorPosition().position() + 1)
        # QTextDocument keeps an empty block after a table.
        writer.mark_fresh()
        writer.start_block(Role.GAP, place, before=0, after=16 if end == grid.rows else 0)
        if end != grid.rows:
            yield


def _insert(
    writer: Writer, rows: int, place: Place, widths: list[float], *, first: bool
) -> QTextTable:
    shape = QTextTableFormat()
    shape.setBorder(0)
    shape.setBorderCollapse(True)
    shape.setCellSpacing(0)
    shape.setCellPadding(0)
    # QTextTable knows no right-to-left: the table is put to the right, its columns mirrored.
    spare = max(0.0, writer.setting.column - place.indent - sum(widths)) if place.rtl else 0.0
    shape.setLeftMargin(place.left + spare)
    shape.setRightMargin(place.right)
    shape.setTopMargin(writer.px(8) if first else 0)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    fixed = QTextLength.Type.FixedLength
    shape.setColumnWidthConstraints([QTextLength(fixed, width) for width in widths])
    return writer.cursor.insertTable(rows, len(widths), shape)


def _fill_cell(
    writer: Writer, table: QTextTable, slot: Slot, start: int, place: Place, fill: Fill
) -> None:
    row = slot.row - start
    column = table.columns() - slot.column - slot.columns if place.rtl else slot.column
    if slot.rows > 1 or slot.columns > 1:
        table.mergeCells(row, column, slot.rows, slot.columns)
    cell = table.cellAt(row, column)
    shape = QTextTableCellFormat()
    shape.setLeftPadding(writer.px(_PAD_X))
    shape.setRightPadding(writer.px(_PAD_X))
    shape.setTopPadding(writer.px(_PAD_Y))
    shape.setBottomPadding(writer.px(_PAD_Y))
    shape.setBottomBorder(1)
    shape.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    colour = writer.theme.secondary if slot.cell.header and slot.row == 0 else writer.theme.hairline
    shape.setBottomBorderBrush(colour)
    cell.setFormat(shape)
    writer.cursor.setPosition(cell.firstCursorPosition().position())
    writer.mark_fresh()
    role = Role.CELL_HEAD if slot.cell.header else Role.CELL
    inside = Place(rtl=place.rtl, role=role, gap=0.0, cell=True, align=_ALIGN.get(slot.cell.align))
    for index, block in enumerate(slot.cell.blocks):
        fill((block,), replace(inside, gap=6.0 if index else 0.0))
    if writer.fresh:
        writer.start_block(role, inside)


def _document(writer: Writer, grid: Grid, place: Place, widths: list[float]) -> QTextDocument:
    """Lay the table out in a document of its own, at full size."""
    from clashreader.ui.reader.builder import BodyBuilder  # it imports this module

    document = SealedDocument()
    width = sum(widths)
    setting = Setting(writer.theme, writer.typography, width)
    inner = writer.for_part(document, setting)
    body = BodyBuilder(inner)
    # One edit: laid out after each cell, a table of four rows took 120 ms.
    inner.cursor.beginEditBlock()
    inner.start_block(Role.GAP, Place(), before=0)
    for _ in _write_rows(inner, grid, Place(rtl=place.rtl), widths, body.write_all):
        pass
    inner.cursor.endEditBlock()
    document.setTextWidth(width)
    return document
