"""What collects the blocks of an element that holds blocks, and what becomes of it at its end."""

from __future__ import annotations

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
    Spans,
    Table,
)
from clashreader.content.embeds import GENERAL_TITLES
from clashreader.content.styles import restyled
from clashreader.values import replace

_LONG_CELL = 400
"""Characters in a cell beyond which a table without headers is taken to be one of layout."""


class Frame:
    """Blocks in order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def take(self, found: list[Block]) -> None:
        """Add blocks."""
        self.blocks.extend(found)


class ItemFrame(Frame):
    """The blocks of a list item, a term or a definition; `value` is an item's own number."""

    def __init__(self, value: int | None = None) -> None:
        super().__init__()
        self.value = value


class ListFrame(Frame):
    """A list; text that stands outside of its items belongs to the item before.

    `start` is None where the source does not say; `step` is -1 for one that counts down.
    """

    def __init__(
        self, ordered: bool, start: int | None, *, numbering: str = "1", step: int = 1
    ) -> None:
        super().__init__()
        self.ordered = ordered
        self.start = start
        self.numbering = numbering
        self.step = step
        self.items: list[list[Block]] = []
        self.values: dict[int, int] = {}
        """Numbers that items say themselves, by index."""

    def add(self, item: ItemFrame) -> None:
        """Add a finished item."""
        if item.value is not None:
            self.values[len(self.items)] = item.value
        self.items.append(item.blocks)

    def take(self, found: list[Block]) -> None:
        """Add blocks that stand outside of the items."""
        if not found:
            return
        if self.items and not isinstance(found[0], Paragraph):
            self.items[-1].extend(found)
        else:
            self.items.append(list(found))


class DefinitionsFrame(Frame):
    """Terms and their definitions; a term may have several, several terms one."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[tuple[Spans, list[Block]]] = []

    def take(self, found: list[Block]) -> None:
        """Add blocks that stand outside of terms and definitions."""
        if found:
            self.add("dd", found)

    def add(self, name: str, found: list[Block]) -> None:
        """Add the blocks of a ``dt`` or ``dd``."""
        if name == "dt":
            self.items.append((_words_of(found), _figures_of(found)))
        elif self.items:
            self.items[-1][1].extend(found)
        else:
            self.items.append(((), list(found)))

    def finished(self) -> list[Block]:
        """Return the list, or nothing."""
        items = tuple((term, tuple(found)) for term, found in self.items if term or found)
        return [DefinitionList(items)] if items else []


class FigureFrame(Frame):
    """A figure: pictures or whatever else, and a caption."""

    def __init__(self, *, embed: bool) -> None:
        super().__init__()
        self.embed = embed
        self.caption: list[Block] = []


class CellFrame(Frame):
    """A cell, or a table's caption."""

    def __init__(self, header: bool, columns: int, rows: int, align: str | None) -> None:
        super().__init__()
        self.align = align
        self.header = header
        self.columns = columns
        self.rows = rows


class TableFrame(Frame):
    """A table, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[Cell]] = []
        self.caption: list[Block] = []
        self.align: str | None = None
        """Where the text of this row stands, if its cells do not say."""

    def add(self, cell: CellFrame, *, caption: bool) -> None:
        """Add a finished cell, or the caption."""
        if caption:
            self.caption.extend(cell.blocks)
            return
        if not self.rows:
            self.rows.append([])
        align = cell.align or self.align
        self.rows[-1].append(Cell(tuple(cell.blocks), cell.header, cell.columns, cell.rows, align))


def flat_spans(found: list[Block]) -> Spans:
    """Return the text of blocks as one run, a line each."""
    spans: list[Span] = []
    for block in texts_of(found):
        if spans and block:
            spans[-1] = restyled(spans[-1], spans[-1].text + "\n")
        spans.extend(block)
    return tuple(spans)


def _words_of(found: list[Block]) -> Spans:
    """Return the text of blocks as one run, but for pictures, which keep their own captions.

    Said in both places, the words of captions in captions would double with each.
    """
    return flat_spans([block for block in found if not isinstance(block, Figure)])


def _figures_of(found: list[Block]) -> list[Block]:
    return [block for block in found if isinstance(block, Figure)]


def texts_of(found: list[Block]) -> list[Spans]:
    """Return the runs of text in blocks, in order."""
    texts: list[Spans] = []
    queue: list[Block | Spans] = list(reversed(found))
    while queue:
        block = queue.pop()
        if isinstance(block, tuple):
            texts.append(block)
        elif isinstance(block, Paragraph | Heading):
            texts.append(block.spans)
        elif isinstance(block, Figure):
            texts.append(block.caption)
        elif isinstance(block, Code):
            texts.append((Span(block.text, code=True),))
        elif isinstance(block, Embed):
            texts.append(() if block.title in GENERAL_TITLES else (Span(block.title),))
        elif isinstance(block, Quote):
            queue.extend(reversed(block.blocks))
        elif isinstance(block, ListBlock):
            queue.extend(inner for item in reversed(block.items) for inner in reversed(item))
        elif isinstance(block, DefinitionList):
            for term, inner in reversed(block.items):
                queue.extend(reversed(inner))
                queue.append(term)
        elif isinstance(block, Table):
            queue.extend(b for row in reversed(block.rows) for c in reversed(row)
                         for b in reversed(c.blocks))  # fmt: skip
            queue.append(block.caption)
    return [spans for spans in texts if spans]


def list_block(frame: ListFrame) -> list[Block]:
    """Return a list without its empty items."""
    items = tuple(tuple(item) for item in frame.items if item)
    if not items:
        return []
    if not frame.ordered:
        return [ListBlock(False, items)]
    numbers = _numbers(frame)
    start = numbers[0]
    if numbers == tuple(range(start, start + len(numbers))):
        numbers = ()
    return [ListBlock(True, items, start, frame.numbering, numbers)]


def _numbers(frame: ListFrame) -> tuple[int, ...]:
    """Return the numbers of the items that are not empty; those are counted all the same."""
    number = frame.start
    if number is None:
        number = len(frame.items) if frame.step < 0 else 1
    found: list[int] = []
    for index, item in enumerate(frame.items):
        number = frame.values.get(index, number)
        if item:
            found.append(number)
        number += frame.step
    return tuple(found)


def figure_blocks(frame: FigureFrame) -> list[Block]:
    """Return the blocks of a figure, its caption with the picture, table or else below."""
    blocks = list(frame.blocks)
    caption = _words_of(frame.caption)
    inner = _figures_of(frame.caption)
    if not caption:
        return blocks + inner
    last = blocks[-1] if blocks else None
    if isinstance(last, Figure | Table) and not last.caption:
        blocks[-1] = replace(last, caption=caption)
    else:
        first = next(b for b in frame.caption if not isinstance(b, Figure) and texts_of([b]))
        rtl = isinstance(first, Paragraph | Heading) and first.rtl
        blocks.append(Paragraph(caption, rtl))
    return blocks + inner


def table_blocks(frame: TableFrame) -> list[Block]:
    """Return a table of data as such; one of layout as the blocks of its cells."""
    rows = tuple(tuple(row) for row in frame.rows if row)
    caption = _words_of(frame.caption)
    stray = frame.blocks + _figures_of(frame.caption)
    if not any(cell.blocks for row in rows for cell in row):
        return stray + ([Paragraph(caption)] if caption else [])
    if is_layout(rows):
        loose: list[Block] = [Paragraph(caption)] if caption else []
        return stray + loose + [b for row in rows for cell in row for b in cell.blocks]
    return [*stray, Table(rows, caption)]


def is_layout(rows: tuple[tuple[Cell, ...], ...]) -> bool:
    """Whether a table only arranges things: one column, or blocks that no data has."""
    cells = [cell for row in rows for cell in row]
    if any(cell.header for cell in cells):
        return len(cells) == 1
    if max(len(row) for row in rows) == 1:
        return True
    for cell in cells:
        if any(isinstance(block, Table | Heading | Quote) for block in cell.blocks):
            return True
        texts = texts_of(list(cell.blocks))
        if len(texts) > 1 and sum(len(s.text) for t in texts for s in t) > _LONG_CELL:
            return True
    return False
