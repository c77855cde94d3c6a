"""Two blocks that are much alike, as one with its inserted and deleted words marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from clashreader.content.aligning import Cancelled, align
from clashreader.content.blocks import (
    Block,
    Cell,
    Code,
    DefinitionList,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Span,
    Spans,
    Table,
)
from clashreader.content.marked import (
    Mark,
    MarkedCode,
    content_of,
    marked_all,
    marked_cell,
    marked_spans,
    text_of,
)
from clashreader.content.pairing import alike
from clashreader.content.worddiff import word_runs
from clashreader.values import replace

Inner = Callable[[Sequence[Block], Sequence[Block]], tuple[Block, ...]]
"""Compares what stands inside of two blocks."""


def signature(block: Block) -> str:
    """Return what is equal for blocks that show the same and are of the same kind."""
    return f"{type(block).__name__.removeprefix('Marked')} {content_of(block)}"


def merge(old: Block, new: Block, inner: Inner, cancelled: Cancelled) -> Block | None:
    """Return both as one block in the form of `new`, or None where they are of two kinds."""
    match old, new:
        case ((Paragraph() | Heading()), (Paragraph() | Heading())):
            return replace(new, spans=merge_spans(old.spans, new.spans, cancelled))
        case Quote(), Quote():
            return Quote(inner(old.blocks, new.blocks))
        case ListBlock(), ListBlock():
            return _list(old, new, inner)
        case DefinitionList(), DefinitionList():
            return _definitions(old, new, inner, cancelled)
        case Code(), Code():
            return _code(old, new, cancelled)
        case Figure(), Figure() if old.url.split("?")[0] == new.url.split("?")[0]:
            return replace(new, caption=merge_spans(old.caption, new.caption, cancelled))
        case Table(), Table():
            return _table(old, new, inner, cancelled)
        case _:
            return None


def merge_spans(old: Spans, new: Spans, cancelled: Cancelled) -> Spans:
    """Return the words of both: what is in both in the form it has in `new`."""
    before, after = _Reader(old), _Reader(new)
    merged: list[Span] = []
    for run in word_runs(before.text, after.text, cancelled):
        gone = before.take(len(run.old))
        came = after.take(len(run.new))
        merged += marked_spans(gone, "delete") if run.change == "delete" else ()
        merged += marked_spans(came, "insert") if run.change == "insert" else ()
        merged += came if not run.change else ()
    return tuple(merged) + after.take(0, rest=True)


class _Reader:
    """Cuts spans at any place. Those without a text (anchors) go with what follows them."""

    def __init__(self, spans: Spans) -> None:
        self.text = "".join(span.text for span in spans)
        self._spans = list(spans)
        self._index = 0
        self._offset = 0

    def take(self, length: int, *, rest: bool = False) -> Spans:
        taken: list[Span] = []
        while self._index < len(self._spans) and (length or rest):
            span = self._spans[self._index]
            left = len(span.text) - self._offset
            if left <= length or rest:
                taken.append(self._cut(span, len(span.text)))
                self._index, self._offset = self._index + 1, 0
                length -= min(left, length)
            else:
                taken.append(self._cut(span, self._offset + length))
                self._offset += length
                length = 0
        return tuple(taken)

    def _cut(self, span: Span, end: int) -> Span:
        if not self._offset and end == len(span.text):
            return span
        # Half of a picture's alternative text is no picture, and an anchor stands once.
        anchor = None if self._offset else span.anchor
        return replace(span, text=span.text[self._offset : end], image=None, anchor=anchor)


def _list(old: ListBlock, new: ListBlock, inner: Inner) -> ListBlock:
    """Return the items of two lists: equal ones, edited ones, and those of one list only.

    Each keeps the number that it has in its own list.
    """
    merged: list[tuple[Block, ...]] = []
    numbers: list[int] = []
    places = _matched([_item_text(i) for i in old.items], [_item_text(i) for i in new.items])
    for gone, came in places:
        if came is None and gone is not None:
            merged.append(marked_all(old.items[gone], "delete"))
            numbers.append(_number(old, gone))
        elif came is not None:
            numbers.append(_number(new, came))
            if gone is None:
                merged.append(marked_all(new.items[came], "insert"))
            else:
                merged.append(inner(old.items[gone], new.items[came]))
    return replace(new, items=tuple(merged), numbers=tuple(numbers) if new.ordered else ())


def _number(block: ListBlock, item: int) -> int:
    return block.numbers[item] if item < len(block.numbers) else block.start + item


def _matched(old: Sequence[str], new: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Return places that belong together, in order; None where the other side has nothing."""
    found: list[tuple[int | None, int | None]] = []
    for one in align(old, new):
        if one.same:
            length = one.end - one.start
            found += [(one.start + n, one.new_start + n) for n in range(length)]
            continue
        pairs = alike(old[one.start : one.end], new[one.new_start : one.new_end])
        here, new_here = one.start, one.new_start
        ends = [(one.start + i, one.new_start + j) for i, j in pairs]
        for place, new_place in [*ends, (one.end, one.new_end)]:
            found += [(at, None) for at in range(here, place)]
            found += [(None, at) for at in range(new_here, new_place)]
            if place < one.end:
                found.append((place, new_place))
            here, new_here = place + 1, new_place + 1
    return found


def _item_text(blocks: Sequence[Block]) -> str:
    return " ".join(" ".join(text_of(block).split()) for block in blocks)


def _definitions(
    old: DefinitionList, new: DefinitionList, inner: Inner, cancelled: Cancelled
) -> DefinitionList:
    items: list[tuple[Spans, tuple[Block, ...]]] = []
    for gone, came in _matched(
        [_words(t) for t, _ in old.items], [_words(t) for t, _ in new.items]
    ):
        if came is None and gone is not None:
            term, blocks = old.items[gone]
            items.append((marked_spans(term, "delete"), marked_all(blocks, "delete")))
        elif gone is None and came is not None:
            term, blocks = new.items[came]
            items.append((marked_spans(term, "insert"), marked_all(blocks, "insert")))
        elif gone is not None and came is not None:
            before, after = old.items[gone], new.items[came]
            spans = merge_spans(before[0], after[0], cancelled)
            items.append((spans, inner(before[1], after[1])))
    return DefinitionList(tuple(items))


def _code(old: Code, new: Code, cancelled: Cancelled) -> Code:
    before, after = old.text.rstrip("\n").split("\n"), new.text.rstrip("\n").split("\n")
    parts: list[tuple[Mark, str]] = []
    for one in align(before, after, cancelled):
        gone, came = before[one.start : one.end], after[one.new_start : one.new_end]
        if one.same:
            parts.append(("", "\n".join(came)))
        else:
            parts += [("delete", "\n".join(gone))] if gone else []
            parts += [("insert", "\n".join(came))] if came else []
    lines = tuple(
        (change, text + ("\n" if index + 1 < len(parts) else ""))
        for index, (change, text) in enumerate(parts)
    )
    return MarkedCode("".join(text for _, text in lines), new.language, lines)


def _table(old: Table, new: Table, inner: Inner, cancelled: Cancelled) -> Table | None:
    """Return both tables as one, row by row; None where cells reach over several rows."""
    if any(cell.rows > 1 for table in (old, new) for row in table.rows for cell in row):
        return None
    rows: list[tuple[Cell, ...]] = []
    for gone, came in _matched([_row_text(r) for r in old.rows], [_row_text(r) for r in new.rows]):
        if came is None and gone is not None:
            rows.append(tuple(marked_cell(cell, "delete") for cell in old.rows[gone]))
        elif gone is None and came is not None:
            rows.append(tuple(marked_cell(cell, "insert") for cell in new.rows[came]))
        elif gone is not None and came is not None:
            rows.append(_row(old.rows[gone], new.rows[came], inner))
    return Table(tuple(rows), merge_spans(old.caption, new.caption, cancelled))


def _row(old: Sequence[Cell], new: Sequence[Cell], inner: Inner) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for before, after in zip_longest(old, new):
        if after is None:
            cells.append(marked_cell(before, "delete"))
        elif before is None:
            cells.append(marked_cell(after, "insert"))
        else:
            cells.append(replace(after, blocks=inner(before.blocks, after.blocks)))
    return tuple(cells)


def _row_text(row: Sequence[Cell]) -> str:
    return " ".join(_item_text(cell.blocks) for cell in row)


def _words(spans: Spans) -> str:
    return " ".join("".join(span.text for span in spans).split())
