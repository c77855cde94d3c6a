"""Blocks that say what was inserted and deleted: an article with the traces of its editing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

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
    Rule,
    Span,
    Spans,
    Table,
)
from clashreader.content.worddiff import Change
from clashreader.values import dataclass, fields, replace

Mark = Change | Literal[""]


@dataclass(frozen=True, slots=True)
class MarkedSpan(Span):
    """A run of text that only one of two versions has."""

    change: Mark = ""


@dataclass(frozen=True, slots=True)
class MarkedFigure(Figure):
    """A picture that only one of two versions has."""

    change: Mark = ""


@dataclass(frozen=True, slots=True)
class MarkedEmbed(Embed):
    """Embedded media that only one of two versions has."""

    change: Mark = ""


@dataclass(frozen=True, slots=True)
class MarkedCode(Code):
    """A listing of both versions; `parts` are whole lines in order, and joined are its text."""

    parts: tuple[tuple[Mark, str], ...] = ()


def marked_spans(spans: Iterable[Span], change: Mark) -> Spans:
    """Return `spans` as inserted or deleted."""
    return tuple(MarkedSpan(**_values(span), change=change) for span in spans)


def marked(block: Block, change: Mark) -> Block:
    """Return `block`, all of it, as inserted or deleted."""
    match block:
        case Paragraph() | Heading():
            return replace(block, spans=marked_spans(block.spans, change))
        case Quote():
            return Quote(marked_all(block.blocks, change))
        case ListBlock():
            return replace(block, items=tuple(marked_all(item, change) for item in block.items))
        case DefinitionList():
            return DefinitionList(
                tuple(
                    (marked_spans(term, change), marked_all(blocks, change))
                    for term, blocks in block.items
                )
            )
        case Code():
            return MarkedCode(block.text, block.language, ((change, block.text),))
        case Figure():
            values = _values(block) | {"caption": marked_spans(block.caption, change)}
            return MarkedFigure(**values, change=change)
        case Table():
            rows = tuple(tuple(marked_cell(cell, change) for cell in row) for row in block.rows)
            return Table(rows, marked_spans(block.caption, change))
        case Embed():
            return MarkedEmbed(**_values(block), change=change)
        case Rule():
            return block


def marked_all(blocks: Iterable[Block], change: Mark) -> tuple[Block, ...]:
    """Return all of `blocks` as inserted or deleted."""
    return tuple(marked(block, change) for block in blocks)


def marked_cell(cell: Cell, change: Mark) -> Cell:
    """Return a table cell as inserted or deleted."""
    return replace(cell, blocks=marked_all(cell.blocks, change))


def _values(item: Span | Figure | Embed) -> dict[str, Any]:
    return {f.name: getattr(item, f.name) for f in fields(item) if f.name != "change"}


# --- reading them ---


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or a picture or card, in the order of reading.

    `text` is a card's title, and empty for a picture, whose caption follows. `address` is that of
    either, without its query, which often says only how large a picture is wanted.
    """

    change: Mark
    text: str
    figure: Figure | None = None
    address: str = ""
    block_start: bool = False


def pieces(blocks: Iterable[Block]) -> Iterator[Piece]:
    """Yield what `blocks` show, in order; the first piece of each paragraph says that it is one."""
    waiting: list[Block | Spans] = [*blocks]
    waiting.reverse()
    while waiting:  # no recursion: each piece would pass through all that it lies in
        match waiting.pop():
            case tuple(spans):
                yield from _of_spans(spans)
            case Quote(blocks=inner):
                waiting.extend(reversed(inner))
            case ListBlock(items=items):
                waiting.extend(inner for item in reversed(items) for inner in reversed(item))
            case DefinitionList(items=terms):
                for term, definition in reversed(terms):
                    waiting.extend(reversed(definition))
                    waiting.append(term)
            case Table(rows=rows, caption=caption):
                cells = [cell for row in rows for cell in row]
                waiting.extend(inner for cell in reversed(cells) for inner in reversed(cell.blocks))
                waiting.append(caption)
            case block:
                yield from _of_leaf(block)


def _of_leaf(block: Block) -> Iterator[Piece]:
    change: Mark = block.change if isinstance(block, MarkedFigure | MarkedEmbed) else ""
    match block:
        case Paragraph() | Heading():
            yield from _of_spans(block.spans)
        case Code():
            parts = block.parts if isinstance(block, MarkedCode) else (("", block.text),)
            for index, (mark, text) in enumerate(parts):
                yield Piece(mark, text, block_start=index == 0)
        case Figure():
            yield Piece(change, "", block, _address(block.url), block_start=True)
            yield from _of_spans(block.caption)
        case Embed():
            yield Piece(change, block.title, None, _address(block.url), block_start=True)


def _address(url: str) -> str:
    return url.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]


def _of_spans(spans: Spans) -> Iterator[Piece]:
    for index, span in enumerate(spans):
        change: Mark = span.change if isinstance(span, MarkedSpan) else ""
        yield Piece(change, span.text, block_start=index == 0)


def text_of(block: Block) -> str:
    """Return the words of `block`, parts separated by one newline."""
    parts: list[str] = []
    for piece in pieces((block,)):
        if piece.block_start and parts:
            parts.append("\n")
        parts.append(piece.text)
    return "".join(parts)


def content_of(block: Block) -> str:
    """Return the words of `block` and the addresses of its pictures and cards: what is equal for
    blocks that show the same.
    """
    parts: list[str] = []
    for piece in pieces((block,)):
        if piece.block_start:
            parts.append(" ")
        parts += [f" <{piece.address}> ", piece.text] if piece.address else [piece.text]
    return " ".join("".join(parts).split())
