"""Builds the QTextDocument of an article, block by block, without any HTML.

`build` is a generator: it stops after each top-level block, so that the first screen of a long
article can be shown while the rest is still to be written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

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
    Spans,
    Table,
)
from clashreader.content.directions import first_strong
from clashreader.content.leads import lead_figure, without_shown_files
from clashreader.content.numbering import marks
from clashreader.model import StoredImage
from clashreader.ui.reader import furniture, tables
from clashreader.ui.reader.decorations import MARKER_GAP, Shape
from clashreader.ui.reader.furniture import NOTHING, Further
from clashreader.ui.reader.links import Link, LinkKind, is_web_address
from clashreader.ui.reader.objects import PictureObject
from clashreader.ui.reader.typography import HEADINGS, Role
from clashreader.ui.reader.words import is_right_to_left, tr
from clashreader.ui.reader.writer import Place, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from clashreader.model import Article

LEAD_LENGTHS: Final = range(40, 700)
"""How many characters a first paragraph may have to be set as the lead."""
CODE_LINES: Final = 200
"""Lines of a listing that go into one block: one of 100,000 lines would be laid out at once."""
MAX_DEPTH: Final = 12
"""Nesting from which quotations and lists are no longer indented further."""
_STEP_SHARE: Final = 0.07
"""The most of the column's width that one step inwards takes: large type in a narrow window."""
_DEEPEST_SHARE: Final = 0.6
"""What of the column's width all steps may take; the words need the rest."""
_BULLETS: Final = ("•", "◦", "–")
_BOXES: Final = ("☐", "☑")


@dataclass(slots=True)
class Subject:
    """What is to be shown."""

    article: Article
    document: Document
    further: Further = NOTHING
    opening: bool = False
    """Whether `document` is the beginning only, or nothing: the body is still to come."""
    head: bool = True
    tail: bool = True
    """Whether `document` begins and ends the article: paper takes long ones in portions."""


def build(writer: Writer, subject: Subject) -> Iterator[None]:
    """Write the whole article, yielding after each part that can be shown by itself."""
    body = BodyBuilder(writer)
    place = Place(rtl=subject.document.rtl)
    if subject.head:
        furniture.write_head(writer, subject.article, subject.document, place)
    if subject.opening and not subject.document.blocks:
        return
    first = writer.next_position()
    if not subject.opening:
        writer.body = first, None
    blocks = subject.document.blocks
    if subject.head:
        blocks = _without_repeated_title(subject.article, blocks)
    lead = lead_figure(subject.article, subject.document) if subject.head else None
    if lead is not None and not (subject.opening and lead.url in subject.article.body):
        body.write(lead, place)
    yield
    lead_index = _lead_paragraph(blocks) if subject.head else None
    for index, block in enumerate(blocks):
        for _ in body.write_in_slices(block, replace(place), lead=index == lead_index):
            yield
    if subject.opening:
        return
    writer.body = first, writer.cursor.position()
    if not subject.tail:
        return
    article = without_shown_files(subject.article, subject.document)
    furniture.write_tail(writer, article, subject.further, place)
    yield


def _lead_paragraph(blocks: Sequence[Block]) -> int | None:
    """Return the index of the paragraph to be set as the lead, if there is one worth it."""
    if sum(isinstance(block, Paragraph) for block in blocks[:8]) < 2:
        return None
    for index, block in enumerate(blocks[:3]):
        if isinstance(block, Paragraph):
            length = sum(len(span.text) for span in block.spans)
            return index if length in LEAD_LENGTHS else None
        if not isinstance(block, Figure):
            return None
    return None


def _plain(spans: Spans) -> str:
    return " ".join("".join(span.text for span in spans).split())


def _without_repeated_title(article: Article, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Leave out a first heading that says what the title block says already."""
    if blocks and isinstance(blocks[0], Heading):
        same = _plain(blocks[0].spans).casefold() == " ".join(article.title.split()).casefold()
        if same:
            return blocks[1:]
    return blocks


class BodyBuilder:
    """Writes the blocks of a body."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._depth = 0
        self._lists = 0
        """How many lists are open: a quotation between them changes no bullet."""

    def write_in_slices(self, block: Block, place: Place, *, lead: bool) -> Iterator[None]:
        """Write a top-level block, yielding wherever a long one can be interrupted."""
        if isinstance(block, Paragraph) and lead:
            self._paragraph(block, replace(place, role=Role.LEAD))
        elif isinstance(block, Table):
            yield from tables.write(self._writer, block, place, self.write_all)
        elif isinstance(block, ListBlock):
            yield from self._list(block, place)
        elif isinstance(block, Code):
            yield from self._code(block, place)
        elif isinstance(block, Quote):
            yield from self._quote(block, place)
        else:
            self.write(block, place)
        yield

    def write_all(self, blocks: Sequence[Block], place: Place) -> None:
        """Write `blocks` at `place`."""
        for block in blocks:
            self.write(block, place)

    def write(self, block: Block, place: Place) -> None:
        """Write one block at `place`."""
        match block:
            case Paragraph():
                self._paragraph(block, place)
            case Heading():
                self._heading(block, place)
            case Quote():
                _drain(self._quote(block, place))
            case ListBlock():
                _drain(self._list(block, place))
            case DefinitionList():
                self._definitions(block, place)
            case Code():
                _drain(self._code(block, place))
            case Figure():
                self._figure(block, place)
            case Table():
                _drain(tables.write(self._writer, block, place, self.write_all))
            case Rule():
                self._rule(place)
            case Embed():
                self._embed(block, place)

    def _paragraph(self, block: Paragraph, place: Place) -> None:
        self._writer.start_block(place.role, place, rtl=_runs_left(block, place))
        self._writer.spans(block.spans, place.role)

    def _heading(self, block: Heading, place: Place) -> None:
        role = HEADINGS[min(max(block.level, 1), 6) - 1]
        before = {1: 40, 2: 38, 3: 32}.get(block.level, 28)
        self._writer.start_block(
            role, place, before=min(before, place.gap * 2.4), rtl=_runs_left(block, place)
        )
        self._writer.spans(block.spans, role)

    def _indented(self, place: Place, by: float, *, rtl: bool, least: float = 0.0) -> Place:
        """Return the place further in, at the side where lines that run so begin.

        It is `by` pixels at 100 % where there is room, but at least `least` pixels as they are.
        """
        column = self._writer.setting.column
        step = max(least, min(self._writer.px(by), column * _STEP_SHARE))
        if self._depth > MAX_DEPTH or place.indent + step > column * _DEEPEST_SHARE:
            step = 0.0
        return place.indented(step, rtl=rtl)

    def _quote(self, block: Quote, place: Place) -> Iterator[None]:
        writer = self._writer
        inner = self._indented(place, 22, rtl=_first_runs_left(block.blocks, place))
        if inner.role is Role.LEAD:
            inner = replace(inner, role=Role.BODY)
        first = writer.next_position()
        self._depth += 1
        for index, child in enumerate(block.blocks):
            self.write(child, replace(inner, gap=24 if index == 0 and self._depth == 1 else 13))
            if index % 8 == 7:
                yield
        self._depth -= 1
        if block.blocks:
            bar = replace(place, rtl=inner.rtl)
            writer.decorate(Shape.BAR, first, bar, rtl=inner.rtl)

    def _list(self, block: ListBlock, place: Place) -> Iterator[None]:
        writer = self._writer
        markers = self._markers(block)
        widest = max(markers, key=len, default="")
        metrics = QFontMetricsF(writer.typography.font(place.role))
        gap = MARKER_GAP * writer.typography.zoom / 100
        needed = metrics.horizontalAdvance(widest) + gap
        indent = max(26.0, needed * 100 / writer.typography.zoom + 4)
        loose = any(len(item) > 1 for item in block.items)
        self._depth += 1
        self._lists += 1
        rtl = _list_runs_left(block, place)
        for index, item in enumerate(block.items):
            inner = self._indented(place, indent, rtl=rtl, least=needed + 4)
            inner = replace(inner, side=rtl)
            first_gap = place.gap if index == 0 else (10.0 if loose else 6.0)
            if block.ordered or not _is_task(item):
                writer.hang(markers[index], rtl=rtl)
            else:
                writer.outdent(metrics.horizontalAdvance(f"{_BOXES[0]} "))
            if not item or not isinstance(item[0], Paragraph | Heading | Figure | Code):
                writer.start_block(place.role, replace(inner, gap=first_gap))
            for number, child in enumerate(item):
                nested = isinstance(child, ListBlock)
                space = first_gap if number == 0 else (6.0 if nested else 10.0)
                self.write(child, replace(inner, gap=space))
            if index % 16 == 15 and self._depth == 1:
                self._depth, self._lists = 0, 0
                yield
                self._depth, self._lists = 1, 1
        self._depth -= 1
        self._lists -= 1

    def _markers(self, block: ListBlock) -> list[str]:
        if block.ordered:
            return marks(block)
        return [_BULLETS[min(self._lists, len(_BULLETS) - 1)]] * len(block.items)

    def _definitions(self, block: DefinitionList, place: Place) -> None:
        writer = self._writer
        for index, (term, blocks) in enumerate(block.items):
            rtl = is_right_to_left(_plain(term))
            if term:
                gap = place.gap if index == 0 else 14.0
                writer.start_block(place.role, replace(place, gap=gap), rtl=rtl)
                writer.spans(tuple(replace(span, bold=True) for span in term), place.role)
            inner = self._indented(place, 26, rtl=_first_runs_left(blocks, place))
            for child in blocks:
                self.write(child, replace(inner, gap=3.0))

    def _code(self, block: Code, place: Place) -> Iterator[None]:
        writer = self._writer
        pad = writer.px(16)
        inner = replace(place, left=place.left + pad, right=place.right + pad, rtl=False)
        lines = block.text.rstrip("\n").split("\n")
        first = writer.next_position()
        for start in range(0, len(lines), CODE_LINES):
            last = start + CODE_LINES >= len(lines)
            writer.start_block(
                Role.CODE, inner, before=32 if start == 0 else 0, after=34 if last else 0
            )
            writer.code("\n".join(lines[start : start + CODE_LINES]))
            if not last:
                yield
        writer.decorate(Shape.BOX, first, replace(place, rtl=False), pad=13)

    def _figure(self, block: Figure, place: Place) -> None:
        writer = self._writer
        image = writer.images.get(block.url) or StoredImage(block.url, None, None, None, None, None)
        item = PictureObject(
            writer.loader,
            image,
            alt=block.alt,
            indent=place.indent,
            hint=(block.width, block.height),
            caption=_plain(block.caption),
            link=block.link,
        )
        centre = Qt.AlignmentFlag.AlignHCenter
        before = max(26.0, place.gap) if not place.cell else place.gap
        after = 26.0 if not place.cell else 0.0
        has_caption = bool(_plain(block.caption))
        space = 0 if has_caption else after
        paper = writer.setting.paper  # on which nothing is said, so that the space comes at once
        writer.start_block(
            Role.CAPTION, place, before=before, after=space if paper else 0,
            fixed=False, align=centre,
        )  # fmt: skip
        writer.insert_object(item, link=True, hint=block.alt)
        writer.say(item.words(), place, after=space, aside=True)
        if has_caption:
            rtl = is_right_to_left(_plain(block.caption))
            small = item.size(writer.setting).width() < (writer.setting.column - place.indent) * 0.6
            writer.start_block(
                Role.CAPTION, place, before=9, after=after, rtl=rtl,
                align=centre if small else None,
            )  # fmt: skip
            writer.spans(block.caption, Role.CAPTION)

    def _rule(self, place: Place) -> None:
        writer = self._writer
        writer.start_block(Role.BODY, place, before=14)
        writer.decorate(Shape.RULE, writer.cursor.position(), place)

    def _embed(self, block: Embed, place: Place) -> None:
        writer = self._writer
        pad = writer.px(18)
        inner = replace(place, left=place.left + pad, right=place.right + pad)
        first = writer.next_position()
        link = Link(LinkKind.WEB, block.url) if is_web_address(block.url) else None
        title = block.title or block.site or block.url
        rtl = is_right_to_left(title)
        writer.start_block(Role.CARD_TITLE, inner, before=38, rtl=rtl)
        writer.text(title, Role.CARD_TITLE, link=link)
        writer.start_block(Role.CARD_TEXT, inner, before=2, after=40, rtl=rtl)
        if block.site and block.site != title:
            writer.text(f"{block.site}\u00a0· ", Role.CARD_TEXT)
        if link is not None:
            writer.text(tr("Open in browser"), Role.CARD_TEXT, link=link, underline=True)
        writer.close_aside(first)
        writer.decorate(Shape.CARD, first, place, pad=14)


def _runs_left(block: Paragraph | Heading, place: Place) -> bool:
    """Which way a block runs: figures and signs alone run as what stands around them does."""
    if block.rtl or not place.rtl:
        return block.rtl
    return first_strong(_plain(block.spans)) is None


def _first_runs_left(blocks: Sequence[Block], place: Place) -> bool:
    """Which way the first text of `blocks` runs."""
    return next((b.rtl for b in blocks if isinstance(b, Paragraph | Heading)), place.rtl)


def _list_runs_left(block: ListBlock, place: Place) -> bool:
    """Which way a list runs: all its marks stand at one side, whatever an item begins with.

    In a text from the right it does so as soon as one item does, else if most of its text does.
    """
    balance, any_left = 0, False
    for item in block.items:
        for inner in item:
            if isinstance(inner, Paragraph | Heading):
                words = _plain(inner.spans)
                if inner.rtl or first_strong(words) is not None:
                    any_left = any_left or inner.rtl
                    balance += len(words) if inner.rtl else -len(words)
    if place.rtl and (any_left or not balance):
        return True
    return balance > 0


def _is_task(item: Sequence[Block]) -> bool:
    """Whether an item of a list begins with the box of a task."""
    first = item[0] if item else None
    return isinstance(first, Paragraph) and _plain(first.spans)[:1] in _BOXES


def _drain(steps: Iterator[None]) -> None:
    for _ in steps:
        pass
