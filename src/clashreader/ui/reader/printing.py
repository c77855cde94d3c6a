"""Articles on paper: pages painted one by one, in steps of a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFontMetricsF,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextCursor,
)

from clashreader.content.anchors import Quotation, find_all
from clashreader.ui.reader.decorations import Decoration, DecorationPainter, Shape, cursor_x
from clashreader.ui.reader.documents import SealedDocument
from clashreader.ui.reader.links import is_web_address
from clashreader.ui.reader.pages import Page, RowFinder, fill_pages, in_table, picture_to_fit
from clashreader.ui.reader.paper import POINTS_A_PIXEL, PaperPictures, Set, encoded
from clashreader.ui.reader.portions import Portion, bearable
from clashreader.ui.reader.regions import region
from clashreader.ui.reader.typography import Role, TypeChoice
from clashreader.ui.reader.words import date_words, tr
from clashreader.ui.theme import THEMES

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import (
        QColor,
        QPagedPaintDevice,
        QPageLayout,
        QTextBlock,
        QTextDocument,
        QTextLine,
    )

    from clashreader.content.blocks import Document
    from clashreader.model import Article
    from clashreader.ui.reader.writer import Writer

_FITTED: Final = 3
"""How many pictures of an article are made smaller to fill a page: for each it is laid out anew."""
_FITTED_PAGES: Final = 30
_FOOT_GAP: Final = 30.0
"""Points from the end of the column to the line of the foot."""

Selection = QAbstractTextDocumentLayout.Selection
Marks = Callable[["QTextDocument"], "list[tuple[int, int, QColor]]"]
"""Gives the reader's highlights in a document: start, end (UTF-16 units), ground."""


class PagesJob:
    """The pages of one article; `steps` paints them.

    `path_of` gives the file of a stored picture by its hash. The reader's highlights are drawn.
    """

    def __init__(
        self,
        article: Article,
        body: Document,
        path_of: Callable[[str], Path],
        layout: QPageLayout,
        choice: TypeChoice = TypeChoice(),  # noqa: B008 (it never changes)
        *,
        portion: Portion | None = None,
    ) -> None:
        """`portion` says what of the article `body` is, where it is not all of it."""
        portion = portion or Portion(article, bearable(body))
        body = portion.body
        self._told = portion.foot
        self.article = article
        self._rtl = body.rtl
        self._pictures = PaperPictures(path_of)
        self._set = Set(portion, layout, self._pictures, choice)
        self._marks = highlights_of(article, self._set.writer)
        self._finder = self._new_finder()
        self.pages: list[Page] = []
        self.done = 0
        """Pages that are painted."""
        self.before = 0
        """Pages of the same document that come before these, for the numbers at their foot."""
        self.total = 0
        """How many pages the whole document has; 0 where these are all."""

    def prepare(self) -> Iterator[bool]:
        """Write and lay out the article and cut it into `pages`, in steps.

        Yields True where there is nothing to do but to wait for a moment.
        """
        for _ in self._set.steps():
            yield False
        yield from self._fill()
        for _ in range(_FITTED):
            if len(self.pages) > _FITTED_PAGES or not self._fit_picture():
                break
            self._finder = self._new_finder()
            yield from self._fill()

    def _new_finder(self) -> RowFinder:
        return RowFinder(
            self._set.document,
            self._set.setting,
            self._set.writer.handler.objects,
            self._set.writer.roles,
            self._set.measures.height,
        )

    def _fill(self) -> Iterator[bool]:
        for _ in self._finder.find(self._set.writer.decorations):
            yield False
        self.pages = list(fill_pages(self._finder.rows, self._set.measures.height))

    def _fit_picture(self) -> bool:
        """Make the first picture smaller that went to the next page though most of it had room:
        a large part of the page would stay empty above it.
        """
        found = picture_to_fit(
            self._finder.rows, self.pages, self._set.measures.height,
            {at: item.size(self._set.setting).height() for at, item in self._set.writer.pictures
             if item.most_height is None},
        )  # fmt: skip
        if found is None:
            return False
        position, height = found
        for at, item in self._set.writer.pictures:
            if at == position:
                item.most_height = height
        self._set.document.markContentsDirty(position, 1)
        return True

    def paint(
        self, painter: QPainter, device: QPagedPaintDevice, wanted: Sequence[int] | None = None
    ) -> Iterator[bool]:
        """Paint the pages `wanted` (counted from 0; all of them) on `device`, in steps."""
        chosen = range(len(self.pages)) if wanted is None else wanted
        selections = self._selections()
        for index, number in enumerate(chosen):
            page = self.pages[number]
            self._want_pictures(page)
            while self._pictures.waiting:
                yield True
            if index:
                device.newPage()
            painter.save()
            painter.scale(device.logicalDpiX() / 72, device.logicalDpiY() / 72)
            self._paint_page(painter, page, selections)
            self._paint_foot(painter, number)
            painter.restore()
            self._pictures.forget()
            self.done = index + 1
            yield False

    def close(self) -> None:
        """Stop and join the worker that reads pictures."""
        self._pictures.close()

    @property
    def pictures(self) -> dict[str, bool | None]:
        """Whether each picture, by its address, could be painted, once all pages are; None for
        those that the library has not got.
        """
        return {
            url: None if content_hash is None else not self._pictures.is_unreadable(content_hash)
            for url, content_hash in self._set.writer.shown.items()
        }

    # --- one page ---

    def _span(self, page: Page) -> tuple[float, float, int, int]:
        """Return upper and lower edge, and the first position of and the one after `page`."""
        rows = self._finder.rows
        last = rows[page.end].first if page.end < len(rows) else None
        end = self._set.document.characterCount() if last is None else last
        first = rows[page.start].first
        return rows[page.start].top, rows[page.end - 1].bottom, first, max(first + 1, end)

    def _want_pictures(self, page: Page) -> None:
        _, _, first, end = self._span(page)
        for position, item in self._set.writer.pictures:
            if first <= position < end and item.image.hash is not None:
                size = item.size(self._set.setting)
                self._pictures.want(
                    item.image.hash, QSize(round(size.width()), round(size.height()))
                )

    def _selections(self) -> list[Selection]:
        found = []
        for start, end, ground in self._marks(self._set.document) if self._marks else ():
            mark = QAbstractTextDocumentLayout.Selection()
            cursor = QTextCursor(self._set.document)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            shape = QTextCharFormat()
            shape.setBackground(ground)
            mark.cursor, mark.format = cursor, shape
            found.append(mark)
        return found

    def _paint_page(
        self,
        painter: QPainter,
        page: Page,
        selections: list[Selection],
    ) -> None:
        top, bottom, first, end = self._span(page)
        place = self._set.measures
        painter.save()
        painter.translate(place.left, place.top)
        painter.scale(POINTS_A_PIXEL, POINTS_A_PIXEL)
        painter.translate(0, -top)
        # A pixel of air at either side: the edge of a box must not be cut in half.
        area = QRectF(-place.bleed, top, place.column + 2 * place.bleed, bottom - top)
        painter.setClipRect(area.adjusted(-1, 0, 1, 0))
        shapes = DecorationPainter(self._set.document, self._set.setting.theme, 100)
        visible = (first, end - 1)
        here = [d for d in self._set.writer.decorations if d.last >= first and d.first < end]
        markers = [d for d in here if d.shape is Shape.MARKER]
        shapes.paint(painter, [d for d in here if d.shape is not Shape.MARKER], visible)
        start = self._paint_begun(painter, page, selections)
        if start < page.end:
            self._paint_rows(painter, Page(start, page.end), area, (shapes, markers), selections)
        painter.restore()

    def _paint_begun(self, painter: QPainter, page: Page, selections: list[Selection]) -> int:
        """Paint the rest of a paragraph begun on the page before; return the row after it.

        Qt paints the line above what is asked for as well (QTextLayout::draw): nobody would see
        it, but its words would stand in the file twice.
        """
        rows = self._finder.rows
        block = self._set.document.findBlock(rows[page.start].first)
        if rows[page.start].first == block.position() or in_table(block):
            return page.start
        place = block.layout().position()
        end = page.start
        while end < page.end and rows[end].first < block.position() + block.length():
            line = block.layout().lineForTextPosition(rows[end].first - block.position())
            if not line.isValid():
                return page.start
            for mark in selections:
                _paint_ground(painter, line, block, mark)
            line.draw(painter, place)
            end += 1
        return end

    def _paint_rows(
        self,
        painter: QPainter,
        page: Page,
        area: QRectF,
        around: tuple[DecorationPainter, list[Decoration]],
        selections: list[Selection],
    ) -> None:
        """Paint rows that begin with a block, each list item after its marker."""
        shapes, markers = around
        context = QAbstractTextDocumentLayout.PaintContext()
        context.selections = selections
        palette = QPalette(context.palette)
        palette.setColor(QPalette.ColorRole.Text, self._set.setting.theme.text)
        context.palette = palette
        _, _, first, end = self._span(page)
        for upper, lower, hung in self._bands(page, markers):
            shapes.paint(painter, hung, (first, end - 1))
            # Lines that merely touch the edge belong to the band, or page, beside it.
            context.clip = QRectF(area.left(), upper + 1, area.width(), lower - upper - 2)
            self._set.document.documentLayout().draw(painter, context)

    def _bands(
        self, page: Page, markers: list[Decoration]
    ) -> Iterator[tuple[float, float, list[Decoration]]]:
        """Cut a page where list items begin: in the file a marker stands before its item."""
        rows = self._finder.rows
        upper = rows[page.start].top
        hung: list[Decoration] = []
        waiting = list(markers)
        for number in range(page.start, page.end):
            row = rows[number]
            after = rows[number + 1].first if number + 1 < len(rows) else row.first + 1
            mine = [m for m in waiting if row.first <= m.first < max(after, row.first + 1)]
            if not mine:
                continue
            waiting = [m for m in waiting if m not in mine]
            if row.top > upper:
                yield upper, row.top, hung
                upper, hung = row.top, mine
            else:
                hung = [*hung, *mine]
        yield upper, rows[page.end - 1].bottom, [*hung, *waiting]

    def _paint_foot(self, painter: QPainter, number: int) -> None:
        """Paint the rule, where the article comes from, and ``3 / 7``."""
        place, setting = self._set.measures, self._set.setting
        painter.save()
        base = place.top + place.height * POINTS_A_PIXEL + _FOOT_GAP
        painter.translate(place.left, min(base, place.page.height() - 34))
        painter.scale(POINTS_A_PIXEL, POINTS_A_PIXEL)
        painter.fillRect(QRectF(0, 0, place.column, 1), setting.theme.hairline)
        font = setting.typography.font(Role.NOTICE)
        here, last = self.before + number + 1, self.total or len(self.pages)
        count = f"{QLocale().toString(here)}\u00a0/\u00a0{QLocale().toString(last)}"
        width = QFontMetricsF(font).horizontalAdvance(count)
        foot = self._foot(place.column - width - 28)
        painter.translate(0, 9)
        painter.save()
        if self._rtl:
            painter.translate(place.column - foot.idealWidth(), 0)
        foot.drawContents(painter)
        painter.restore()
        painter.setFont(font)
        painter.setPen(setting.theme.secondary)
        line = QRectF(0, 0, place.column, QFontMetricsF(font).lineSpacing())
        side = Qt.AlignmentFlag.AlignLeft if self._rtl else Qt.AlignmentFlag.AlignRight
        painter.drawText(line, side | Qt.AlignmentFlag.AlignTop, count)
        painter.restore()

    def _foot(self, room: float) -> SealedDocument:
        """Return the source line as a document of one line, no wider than `room`."""
        setting, article = self._set.setting, self.article
        font = setting.typography.font(Role.NOTICE)
        metrics = QFontMetricsF(font)
        words = self._told or source_words(article)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        document = SealedDocument()
        cursor = QTextCursor(document)
        shape = QTextCharFormat()
        shape.setFont(font)
        shape.setForeground(setting.theme.secondary)
        cursor.insertText(words, shape)
        address = None if self._told else article.url
        left = room - metrics.horizontalAdvance(words + " · ")
        if address and is_web_address(address) and left > 60:
            cursor.insertText(" · ", shape)
            shape.setAnchor(True)
            shape.setAnchorHref(encoded(address))
            shown = address.split("://", 1)[-1].removesuffix("/")
            cursor.insertText(metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, left), shape)
        return document


def _paint_ground(painter: QPainter, line: QTextLine, block: QTextBlock, mark: Selection) -> None:
    """Paint the ground of what of `mark` is in `line`."""
    cursor: QTextCursor = mark.cursor
    begin = block.position() + line.textStart()
    first = max(cursor.selectionStart(), begin)
    last = min(cursor.selectionEnd(), begin + line.textLength())
    if first >= last:
        return
    edges = sorted(cursor_x(line, place - block.position()) for place in (first, last))
    corner = block.layout().position() + line.position()
    ground = QRectF(corner.x() + edges[0], corner.y(), edges[1] - edges[0], line.height())
    # A line's own place is part of its x already.
    ground.translate(-line.x(), 0)
    painter.fillRect(ground, mark.format.background())


def source_words(article: Article) -> str:
    """Return outlet, date and, where there is more than one, the version of `article`."""
    parts = [" ".join((article.outlet or article.source_title).split())]
    parts.append(date_words(article.published) if article.published is not None else tr("Undated"))
    if article.versions > 1:
        words = tr("Version %1 of %2")
        parts.append(words.replace("%1", str(article.version)).replace("%2", str(article.versions)))
    return " · ".join(part for part in parts if part)


def highlights_of(article: Article, writer: Writer) -> Marks | None:
    """Return what finds the reader's highlights in the document of `article`, if there are any.

    `writer` knows, once it is written, where its title and its text are.
    """
    highlights = article.highlights
    if not highlights:
        return None

    def find(document: QTextDocument) -> list[tuple[int, int, QColor]]:
        colours = THEMES["light"].highlights
        first, last = writer.body
        end = document.characterCount() - 1 if last is None else last
        parts = [region(document, first or 0, end, writer.asides), region(document, *writer.title)]
        wanted = [Quotation(h.exact, h.prefix, h.suffix, h.earlier) for h in highlights]
        in_text, in_title = (find_all(part.text, wanted) for part in parts)
        places = [
            parts[0].positions(text) if text else title and parts[1].positions(title)
            for text, title in zip(in_text, in_title, strict=True)
        ]
        return [
            (*place, colours[mark.colour])
            for mark, place in zip(highlights, places, strict=True)
            if place is not None
        ]

    return find
