"""An article's blocks as XHTML that is HTML too: well-formed, valid, with nothing that runs.

Addresses of pictures are whatever the caller says; nothing else is loaded by what is written.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from clashreader.content.blocks import (
    Block,
    Cell,
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
    Span,
    Spans,
    Table,
)
from clashreader.content.document import spans_of, walk
from clashreader.export import xml
from clashreader.export.grids import grid
from clashreader.quotations import Quotation, find_all
from clashreader.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clashreader.model import Highlight

_TAGS = (
    ("code", "code"), ("bold", "strong"), ("italic", "em"), ("strike", "s"), ("underline", "u"),
    ("mark", "mark"), ("superscript", "sup"), ("subscript", "sub"), ("small", "small"),
)  # fmt: skip
_ALIGNED = frozenset({"left", "right", "center"})
_NOT_IN_A_CLASS = re.compile(r"[^A-Za-z0-9_+#.-]")

Marked = tuple[int, int, int]
"""Start and end of a highlight in the text of a document, and its colour."""


class Flow:
    """Writes the body of one article.

    `picture` returns the address of a picture as the document has it, or None where it does not
    have it. `prefix` stands before all ids, which are the document's; `level` is that of the
    article's own headings, the highest of them.
    """

    def __init__(
        self, picture: Callable[[str], str | None], *, prefix: str, level: int, missing: str
    ) -> None:
        self._picture = picture
        self._prefix = prefix
        self._level = level
        self._missing = missing
        self._shift = 0
        self._rtl = False
        self._anchors: set[str] = set()
        self._placed: set[str] = set()
        self._offset = 0
        self._text: list[str] = []
        self._marks: Sequence[Marked] = ()

    def body(self, document: Document, highlights: Sequence[Highlight] = ()) -> str:
        """Return the blocks of `document`, the words of `highlights` marked where they stand."""
        if highlights:
            marks = self._places(document, highlights)
            self._marks = marks
        return self._write(document)

    def _places(self, document: Document, highlights: Sequence[Highlight]) -> list[Marked]:
        """Write it once for its text alone: places in it are those of the writing that follows."""
        picture, self._picture = self._picture, lambda _: None
        self._write(document)
        self._picture = picture
        wanted = [Quotation(h.exact, h.prefix, h.suffix, h.earlier) for h in highlights]
        found = find_all("".join(self._text), wanted)
        places = sorted(
            (*place, mark.colour)
            for place, mark in zip(found, highlights, strict=True)
            if place is not None
        )
        apart: list[Marked] = []
        for start, end, colour in places:  # of two that overlap, the rest of the second
            begin = max(start, apart[-1][1]) if apart else start
            if begin < end:
                apart.append((begin, end, colour))
        return apart

    def _write(self, document: Document) -> str:
        blocks = document.blocks if document.lead is None else (document.lead, *document.blocks)
        levels = [block.level for block in walk(blocks) if isinstance(block, Heading)]
        self._shift = self._level - min(levels, default=1)
        self._anchors = {
            span.anchor for block in walk(blocks) for span in spans_of(block) if span.anchor
        }
        self._rtl = document.rtl
        self._placed = set()
        self._offset, self._text = 0, []
        return "".join(map(self.block, blocks))

    # --- blocks ---

    def block(self, block: Block) -> str:
        """Return one block, with a newline."""
        match block:
            case Paragraph(spans=spans, rtl=rtl):
                return f"<p{self._direction(rtl)}>{self.spans(spans)}</p>\n"
            case Heading(level=level, spans=spans, rtl=rtl):
                name = f"h{min(max(level + self._shift, self._level), 6)}"
                return f"<{name}{self._direction(rtl)}>{self.spans(spans)}</{name}>\n"
            case Quote(blocks=blocks):
                return f"<blockquote>{''.join(map(self.block, blocks))}</blockquote>\n"
            case ListBlock():
                return self._list(block)
            case DefinitionList():
                return self._definitions(block)
            case Code(text=text, language=language):
                name = _NOT_IN_A_CLASS.sub("", language or "")
                kind = f' class="language-{xml.attribute(name)}"' if name else ""
                written = self.spans((Span(text),), verbatim=True)
                return f'<pre dir="ltr"><code{kind}>{written}</code></pre>\n'
            case Figure():
                return self._figure(block)
            case Table():
                return self._table(block)
            case Rule():
                return "<hr/>\n"
            case Embed():
                return self._embed(block)

    def _direction(self, rtl: bool) -> str:
        return "" if rtl is self._rtl else f' dir="{"rtl" if rtl else "ltr"}"'

    def _list(self, block: ListBlock) -> str:
        name, more = ("ol" if block.ordered else "ul"), ""
        if block.ordered:
            more += f' start="{block.start}"' if block.start != 1 else ""
            more += f' type="{block.numbering}"' if block.numbering != "1" else ""
        numbers = block.numbers if block.ordered else ()
        items = []
        for index, item in enumerate(block.items):
            value = f' value="{numbers[index]}"' if numbers else ""
            items.append(f"<li{value}>{self._tight(item)}</li>\n")
        return f"<{name}{more}>\n{''.join(items)}</{name}>\n"

    def _tight(self, blocks: tuple[Block, ...]) -> str:
        """Write what an item or a cell holds; one paragraph stands there without its tags."""
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph) and blocks[0].rtl is self._rtl:
            return self.spans(blocks[0].spans)
        return "".join(map(self.block, blocks))

    def _definitions(self, block: DefinitionList) -> str:
        parts, last = [], len(block.items) - 1
        for index, (term, blocks) in enumerate(block.items):
            if term or not index:
                parts.append(f"<dt>{self.spans(term)}</dt>\n")
            if blocks or not term or index == last:  # terms without one share the next definition
                parts.append(f"<dd>{self._tight(blocks)}</dd>\n")
        return f"<dl>\n{''.join(parts)}</dl>\n"

    def _figure(self, figure: Figure) -> str:
        shown = self._picture(figure.url)
        alt = " ".join(figure.alt.split())
        if shown is None:
            words = f"{alt} · {self._missing}" if alt else self._missing
            inner = f'<p class="missing">{xml.line(words)}</p>'
        else:
            inner = f'<img src="{xml.attribute(shown)}" alt="{xml.attribute(alt)}"/>'
        link = xml.address(figure.link)
        if link is not None and shown is not None:
            inner = f'<a href="{link}">{inner}</a>'
        caption = self.spans(figure.caption) if figure.caption else ""
        caption = f"<figcaption>{caption}</figcaption>" if caption.strip() else ""
        return f"<figure>{inner}{caption}</figure>\n"

    def _table(self, table: Table) -> str:
        caption = f"<caption>{self.spans(table.caption)}</caption>\n" if table.caption else ""
        rows = []
        for row in grid(table):
            cells = "".join(
                self._cell(one.cell, one.columns, one.rows) if one.cell else "<td></td>"
                for one in row
            )
            rows.append(f"<tr>{cells}</tr>\n")
        body = f"<table>\n{caption}<tbody>\n{''.join(rows)}</tbody>\n</table>"
        return f'<div class="table">{body}</div>\n'

    def _cell(self, cell: Cell, columns: int, rows: int) -> str:
        name = "th" if cell.header else "td"
        more = f' colspan="{columns}"' if columns > 1 else ""
        more += f' rowspan="{rows}"' if rows > 1 else ""
        more += f' class="{cell.align}"' if cell.align in _ALIGNED else ""
        return f"<{name}{more}>{self._tight(cell.blocks)}</{name}>"

    def _embed(self, embed: Embed) -> str:
        title = self.spans((Span(embed.title or embed.site),))
        link = xml.address(embed.url)
        if link is not None:
            title = f'<a href="{link}">{title}</a>'
        site = f" <small>{xml.line(embed.site)}</small>" if embed.site else ""
        return f'<p class="embed">{title}{site}</p>\n'

    # --- runs of text ---

    def spans(self, spans: Spans, *, verbatim: bool = False) -> str:
        """Return a run of text; `verbatim` keeps line ends as they are."""
        parts = []
        for link, group in groupby(self._cut(spans), key=lambda pair: pair[0].link):
            pieces = list(group)
            inner = "".join(self._span(span, colour, verbatim) for span, colour in pieces)
            target = self._target(link) if inner else None
            if target is not None:
                title = next((span.hint for span, _ in pieces if span.hint), None)
                hint = f' title="{xml.attribute(title)}"' if title else ""
                inner = f'<a href="{target}"{hint}>{inner}</a>'
            parts.append(inner)
        return "".join(parts)

    def _cut(self, spans: Spans) -> list[tuple[Span, int | None]]:
        """Cut a run where highlights begin and end; the colour of each piece, or None."""
        pieces: list[tuple[Span, int | None]] = []
        for span in spans:
            start, self._offset = self._offset, self._offset + len(span.text)
            self._text.append(span.text)
            at = start
            for first, last, colour in self._marks:
                if last <= at or first >= self._offset or span.image:
                    continue
                if first > at:
                    pieces.append((_part(span, at - start, first - start), None))
                    at = first
                end = min(last, self._offset)
                pieces.append((_part(span, at - start, end - start), colour))
                at = end
            if at < self._offset or at == start:
                pieces.append((_part(span, at - start, None), None))
        self._offset += 1
        self._text.append("\n")
        return pieces

    def _span(self, span: Span, colour: int | None, verbatim: bool) -> str:
        if span.image:
            shown = self._picture(span.image)
            alt = xml.attribute(span.text)
            if shown is None:
                written = xml.text(span.text)
            else:
                written = f'<img class="inline" src="{xml.attribute(shown)}" alt="{alt}"/>'
        else:
            written = xml.text(span.text)
            if not verbatim:
                written = written.replace("\n", "<br/>")
        for name, tag in _TAGS:
            if getattr(span, name) and written:
                written = f"<{tag}>{written}</{tag}>"
        if colour is not None:
            written = f'<mark class="own c{colour}">{written}</mark>'
        if span.hint and not span.link:
            written = f'<abbr title="{xml.attribute(span.hint)}">{written}</abbr>'
        if span.anchor and span.anchor not in self._placed:
            self._placed.add(span.anchor)
            written = f'<span id="{self._prefix}{xml.attribute(span.anchor)}">{written}</span>'
        return written

    def _target(self, link: str | None) -> str | None:
        if link is not None and link.startswith("#"):
            known = link[1:] in self._anchors
            return f"#{self._prefix}{xml.attribute(link[1:])}" if known else None
        return xml.address(link)


def _part(span: Span, start: int, end: int | None) -> Span:
    if start == 0 and (end is None or end == len(span.text)):
        return span
    return replace(span, text=span.text[start:end], anchor=span.anchor if start == 0 else None)
