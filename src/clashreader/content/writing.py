"""Documents as plain text: for reading, and as lines for the index and for comparing."""

from __future__ import annotations

from clashreader.content.blocks import (
    Block,
    Code,
    DefinitionList,
    Document,
    Embed,
    Figure,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from clashreader.content.embeds import GENERAL_TITLES
from clashreader.content.frames import texts_of
from clashreader.content.numbering import marks
from clashreader.content.styles import plain_text

_INDENT = "  "
_MARKED = 40
"""Quotations and lists deeper than this get no further marks: lines would be all marks."""


def lines_of(document: Document) -> list[str]:
    """Return the text as lines with white space folded: what is indexed and compared."""
    blocks = list(document.blocks)
    if document.lead is not None:
        blocks.insert(0, document.lead)
    lines: list[str] = []
    for spans in texts_of(blocks):
        for line in plain_text(spans).split("\n"):
            folded = " ".join(line.split())
            if folded:
                lines.append(folded)
    return lines


def text_of(document: Document) -> str:
    """Return the text for reading: a line a paragraph, blank lines between, marks for lists."""
    writer = _Writer()
    if document.lead is not None:
        writer.block(document.lead, "")
    for block in document.blocks:
        writer.block(block, "")
    return "\n\n".join(part for part in writer.parts if part)


class _Writer:
    """Writes blocks; recursion is bounded, as the depth of documents is."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def block(self, block: Block, margin: str) -> None:
        if len(margin) > _MARKED:
            margin = margin[:_MARKED]
        match block:
            case Paragraph(spans=spans) | Heading(spans=spans) | Figure(caption=spans):
                self.put(plain_text(spans), margin)
            case Code(text=text):
                self.put(text, margin)
            case Embed(title=title):
                self.put("" if title in GENERAL_TITLES else f"[{title}]", margin)
            case Quote(blocks=blocks):
                self.all(blocks, margin + "> ")
            case ListBlock():
                self.list(block, margin)
            case DefinitionList(items=items):
                for term, blocks in items:
                    self.put(plain_text(term), margin)
                    self.all(blocks, margin + _INDENT)
            case Table():
                self.table(block, margin)
            case Rule():
                self.put("* * *", margin)

    def all(self, blocks: tuple[Block, ...], margin: str) -> None:
        for block in blocks:
            self.block(block, margin)

    def put(self, text: str, margin: str) -> None:
        if text.strip():
            self.parts.append("\n".join(margin + line for line in text.split("\n")))

    def list(self, block: ListBlock, margin: str) -> None:
        """Write a list: its items without blank lines between, if they are single lines."""
        inner = _Writer()
        close = all(len(item) == 1 and isinstance(item[0], Paragraph) for item in block.items)
        numbers = marks(block) if block.ordered else []
        for index, item in enumerate(block.items):
            before = len(inner.parts)
            mark = f"{numbers[index]} " if block.ordered else "• "
            indent = margin + " " * len(mark)
            for each in item:
                inner.block(each, indent)
            if len(inner.parts) > before:
                first = inner.parts[before]
                if len(indent) <= _MARKED:
                    inner.parts[before] = margin + mark + first[len(indent) :]
        self.parts.extend(["\n".join(inner.parts)] if close and inner.parts else inner.parts)

    def table(self, table: Table, margin: str) -> None:
        self.put(plain_text(table.caption), margin)
        rows = []
        for row in table.rows:
            cells = (" ".join(map(plain_text, texts_of(list(cell.blocks)))) for cell in row)
            rows.append(" | ".join(" ".join(cell.split()) for cell in cells))
        self.put("\n".join(row for row in rows if row.strip(" |")), margin)
