"""Sanitised HTML as a tree of blocks. No recursion; the depth is bounded by the sanitiser."""

from __future__ import annotations

import re
from typing import Final

from clashreader.content import policy
from clashreader.content.addresses import pixels, site_name
from clashreader.content.blocks import (
    Block,
    Code,
    Embed,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Rule,
    Spans,
)
from clashreader.content.directions import runs_left
from clashreader.content.frames import (
    CellFrame,
    DefinitionsFrame,
    FigureFrame,
    Frame,
    ItemFrame,
    ListFrame,
    TableFrame,
    figure_blocks,
    list_block,
    table_blocks,
)
from clashreader.content.markup import Token, attributes, tokens
from clashreader.content.styles import (
    LOOKS,
    PLAIN,
    Run,
    Style,
    plain_text,
    restyle,
    split_paragraphs,
)
from clashreader.references import characters

_NO_ATTRIBUTES: Final[dict[str, str]] = {}
_EXPLAINED = frozenset({"abbr", "dfn"})
_NUMBERINGS = frozenset({"1", "a", "A", "i", "I"})


def blocks_of(html: str) -> tuple[Block, ...]:
    """Return the blocks of sanitised HTML (with our own marks) in their order."""
    builder = _Builder()
    for token in tokens(html):
        builder.take(token)
    return builder.finish()


class _Open:
    """An element that is open, with what to restore when it ends."""

    __slots__ = ("direction", "frame", "heading", "name", "style")

    def __init__(
        self, name: str, style: Style, heading: int, direction: str | None, frame: Frame | None
    ) -> None:
        self.name = name
        self.style = style
        self.heading = heading
        self.direction = direction
        self.frame = frame


class _Builder:
    def __init__(self) -> None:
        self.root = Frame()
        self.frame = self.root
        self.frames: list[Frame] = []
        self.stack: list[_Open] = []
        self.style = PLAIN
        self.heading = 0
        self.direction: str | None = None
        self.run = Run()
        self.waiting: list[Block] = []
        self.listing: list[str] | None = None
        self.language: str | None = None
        self.readings: list[bool] = []

    def finish(self) -> tuple[Block, ...]:
        while self.stack:
            self.end(self.stack[-1].name)
        self.flush()
        return tuple(self.root.blocks)

    def take(self, token: Token) -> None:
        if not token.name:
            self.text(token.text)
        elif token.closing:
            self.end(token.name)
        else:
            self.start(token.name, attributes(token.text) if token.text else _NO_ATTRIBUTES)

    def text(self, text: str) -> None:
        if "&" in text:
            text = characters(text)
        if self.listing is not None:
            self.listing.append(text)
        else:
            self.run.add(text, self.style)

    # --- start tags ------------------------------------------------------------------------------

    def start(self, name: str, found: dict[str, str]) -> None:
        if self.listing is not None:
            self.start_in_listing(name, found)
            return
        if name in policy.VOID:
            self.void(name, found)
            return
        mark = found.get(policy.OWN, "")
        if name in policy.BLOCKS:
            self.flush()
        target, _, place = mark.partition("at-")
        if place:
            self.run.anchor = self.run.anchor or f"at-{place}"
        opened = _Open(name, self.style, self.heading, self.direction, None)
        self.stack.append(opened)
        self.direction = found.get("dir") or self.direction
        if name in LOOKS or name in _EXPLAINED:
            self.restyle(name, found)
        elif name == "a":
            link = "#at-" + target[3:].strip() if target[:3] == "to-" else found.get("href")
            self.style = self.style._replace(link=link)
        elif name in policy.HEADINGS:
            self.heading = int(name[1])
        elif name == "pre":
            self.listing, self.language = [], _language(found)
        elif name == "q":
            self.run.add("“", self.style)
        else:
            opened.frame = self.new_frame(name, found, mark)
            if opened.frame is not None:
                self.frames.append(self.frame)
                self.frame = opened.frame
                self.heading = 0

    def start_in_listing(self, name: str, found: dict[str, str]) -> None:
        if name == "br" and self.listing is not None:
            self.listing.append("\n")
        elif name not in policy.VOID:
            self.stack.append(_Open(name, self.style, self.heading, self.direction, None))
            self.language = self.language or _language(found)

    def restyle(self, name: str, found: dict[str, str]) -> None:
        """Take on the looks of an inline element."""
        if name in LOOKS:
            self.style = restyle(self.style, name)
        if name in _EXPLAINED and found.get("title"):
            self.style = self.style._replace(hint=" ".join(found["title"].split())[:300])
        if name == "rt":
            self.begin_reading()

    def begin_reading(self) -> None:
        """Set the reading of a character (ruby) in brackets, unless the source has done so."""
        before = self.run.pieces[-1][0] if self.run.pieces else ""
        bracket = not before.rstrip().endswith(("(", "（"))
        self.readings.append(bracket)
        if bracket:
            self.run.add("(", self.style)

    def new_frame(self, name: str, found: dict[str, str], mark: str) -> Frame | None:
        """Return what collects the blocks of an element that holds blocks; None for others."""
        frame: Frame | None = None
        if name == "blockquote":
            frame = Frame()
        elif name in ("ul", "ol"):
            numbering = found.get("type", "1")
            frame = ListFrame(
                name == "ol",
                _whole_number(found.get("start")),
                numbering=numbering if numbering in _NUMBERINGS else "1",
                step=-1 if "reversed" in found else 1,
            )
        elif name == "li" and isinstance(self.frame, ListFrame):
            frame = ItemFrame(_whole_number(found.get("value")))
        elif name == "dl":
            frame = DefinitionsFrame()
        elif name in ("dt", "dd") and self.definitions() is not None:
            frame = ItemFrame()
        elif name == "figure":
            frame = FigureFrame(embed=mark == "embed")
        elif name == "figcaption" and isinstance(self.frame, FigureFrame):
            frame = Frame()
        elif name == "table":
            frame = TableFrame()
        elif name in ("td", "th", "caption") and isinstance(self.frame, TableFrame):
            columns, rows = pixels(found.get("colspan")), pixels(found.get("rowspan"))
            align = found.get("align")
            frame = CellFrame(name == "th", min(columns or 1, 100), min(rows or 1, 1000), align)
        elif name == "tr" and isinstance(self.frame, TableFrame):
            self.frame.rows.append([])
            self.frame.align = found.get("align")
        return frame

    def definitions(self) -> DefinitionsFrame | None:
        return self.frame if isinstance(self.frame, DefinitionsFrame) else None

    def void(self, name: str, found: dict[str, str]) -> None:
        if name == "br":
            self.run.line_break()
            if self.waiting:
                self.flush()
        elif name == "hr":
            self.flush()
            self.add_all([Rule()])
        elif name == "img" and found.get("src"):
            self.picture(found)
        elif name == "wbr":
            self.run.add("\u200b", self.style)

    def picture(self, found: dict[str, str]) -> None:
        alt = found.get("alt", "")
        if found.get(policy.OWN) == "inline":
            self.run.image(found["src"], alt, self.style)
            return
        if self.run.ends_line:
            self.flush()
        link = self.style.link
        figure = Figure(
            found["src"], alt, (), pixels(found.get("width")), pixels(found.get("height")),
            None if link is None or link.startswith("#") else link,
        )  # fmt: skip
        self.waiting.append(figure)
        if not self.run.pieces:
            self.flush()

    # --- end tags --------------------------------------------------------------------------------

    def end(self, name: str) -> None:
        if not any(opened.name == name for opened in reversed(self.stack)):
            return
        while True:
            opened = self.stack.pop()
            self.close(opened)
            if opened.name == name:
                return

    def close(self, opened: _Open) -> None:
        name = opened.name
        if self.listing is not None:
            if name == "pre":
                self.end_listing()
            return
        if name == "q":
            self.run.add("”", self.style)
        elif name == "rt" and self.readings.pop():
            self.run.add(")", self.style)
        if name in policy.BLOCKS:
            self.flush()
        self.style, self.heading, self.direction = opened.style, opened.heading, opened.direction
        if opened.frame is not None:
            inner, self.frame = self.frame, self.frames.pop()
            self.settle(name, inner)

    def end_listing(self) -> None:
        text = "".join(self.listing or ())
        self.listing = None
        if text.strip():
            self.add_all([Code(text.strip("\n").rstrip(), self.language)])

    def settle(self, name: str, inner: Frame) -> None:
        """Put what an element has collected into what surrounds it."""
        outer = self.frame
        if name == "blockquote":
            if inner.blocks:
                self.add_all([Quote(tuple(inner.blocks))])
        elif isinstance(inner, ListFrame):
            self.add_all(list_block(inner))
        elif isinstance(inner, CellFrame) and isinstance(outer, TableFrame):
            outer.add(inner, caption=name == "caption")
        elif isinstance(inner, TableFrame):
            self.add_all(table_blocks(inner))
        elif isinstance(inner, DefinitionsFrame):
            self.add_all(inner.finished())
        elif isinstance(inner, FigureFrame):
            self.add_all(self.embed(inner) if inner.embed else figure_blocks(inner))
        elif isinstance(outer, FigureFrame) and name == "figcaption":
            outer.caption.extend(inner.blocks)
        elif isinstance(outer, ListFrame) and isinstance(inner, ItemFrame):
            outer.add(inner)
        elif isinstance(outer, DefinitionsFrame):
            outer.add(name, inner.blocks)

    def add_all(self, found: list[Block]) -> None:
        self.frame.take(found)

    def embed(self, frame: FigureFrame) -> list[Block]:
        for block in frame.blocks:
            if isinstance(block, Paragraph):
                for span in block.spans:
                    if span.link and not span.link.startswith("#"):
                        return [Embed(span.link, plain_text(block.spans), site_name(span.link))]
        return list(frame.blocks)

    # --- blocks of text --------------------------------------------------------------------------

    def flush(self) -> None:
        """End the block of text that is being read, and put waiting pictures after it."""
        run = self.run
        if run.pieces or self.waiting:
            self.run = Run()
            self.run.anchor = run.anchor
            spans = run.spans()
            if any(span.text.strip() or span.image for span in spans):
                self.frame.take(self.text_blocks(spans))
            elif spans and spans[0].anchor:
                self.run.anchor = self.run.anchor or spans[0].anchor
            self.frame.take(self.waiting)
            self.waiting = []

    def text_blocks(self, spans: Spans) -> list[Block]:
        if self.heading:
            return [Heading(self.heading, spans, self.runs_left(spans))]
        return [Paragraph(part, self.runs_left(part)) for part in split_paragraphs(spans)]

    def runs_left(self, spans: Spans) -> bool:
        """Whether a block runs right to left: by its letters, else by `dir`."""
        strong = runs_left(plain_text(spans))
        return self.direction == "rtl" if strong is None else strong


def _whole_number(text: str | None) -> int | None:
    """Return the number of a list's start or an item; None for nonsense and beyond a million."""
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else None


def _language(found: dict[str, str]) -> str | None:
    return found.get("class", "").removeprefix("language-") or None
