"""Several articles as one PDF file: a list of contents with page numbers, then one after another.

Written twice, the first time for the number of pages alone: so one article is in memory at a time.
Needs a `QGuiApplication`.
"""

from __future__ import annotations

import time
from array import array
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QLocale, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPdfWriter

import clashreader
from clashreader.content.blocks import Document
from clashreader.errors import CancelledError, UsageError
from clashreader.export import Step, Written
from clashreader.export.articles import Tally
from clashreader.export.articles import read as read_entry
from clashreader.export.contents import contents
from clashreader.export.targets import whole_file
from clashreader.ui.language import plural
from clashreader.ui.reader import fonts
from clashreader.ui.reader.bodies import document_of
from clashreader.ui.reader.paper import (
    CHARACTERS,
    POINTS_A_PIXEL,
    PaperTypography,
    measures,
    page_layout,
)
from clashreader.ui.reader.pdf import DPI, name_characters
from clashreader.ui.reader.printing import PagesJob
from clashreader.ui.reader.typography import Role, TypeChoice
from clashreader.ui.reader.words import is_right_to_left, month_name, tr
from clashreader.ui.theme import THEMES
from clashreader.values import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from PySide6.QtGui import QPageLayout

    from clashreader.library.library import Library
    from clashreader.model import Article

MOST: Final = 5_000
"""Articles of one file: that is some hours of work, and more pages than anybody leafs through."""
_Found = TypeVar("_Found")
_GAP: Final = 24.0
"""Pixels between a title and the number of its page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents; `page` is counted from 1 after the contents, 0 for a head."""

    text: str
    role: Role
    page: int
    space: float
    """Pixels above it."""


@dataclass(frozen=True, slots=True)
class BookOptions:
    """What is in the file besides the texts, and how they are set."""

    title: str = ""
    pictures: bool = True
    annotations: bool = True
    choice: TypeChoice = TypeChoice()  # noqa: RUF009 (it never changes)


class PdfBook:
    """Writes articles into one PDF file, in steps of a few milliseconds.

    `tell` gets how far it is. The file appears under its name only when it is whole. Raises
    `UsageError` where there is one already and it may not be replaced, or too many articles are
    asked for; `WriteError` where it cannot be written.
    """

    def __init__(
        self,
        library: Library,
        ids: Sequence[int],
        path: Path,
        *,
        options: BookOptions = BookOptions(),
        replace: bool = False,
        tell: Callable[[Step], None] = lambda _: None,
        layout: QPageLayout | None = None,
    ) -> None:
        if len(ids) > MOST:
            raise UsageError(
                f"A PDF holds {MOST:,} articles at most, not {len(ids):,}. Ask for fewer, or "
                "write an EPUB or an HTML file."
            )
        self._library = library
        self._ids = ids
        self._path = path
        self._options = options
        self._replace = replace
        self._tell = tell
        self._layout = layout or page_layout()
        self._tally = Tally()
        self._pages: dict[int, int] = {}
        """How many pages each article has that could be read."""
        self._pool: ThreadPoolExecutor | None = None
        self._done = 0
        self.written: Written | None = None
        """What was written, once the steps are at their end."""

    def steps(self) -> Generator[bool, None, None]:
        """Do it, step by step; yields True where there is nothing to do but to wait a moment."""
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="book")
        try:
            with whole_file(self._path, replace=self._replace) as file:
                yield from self._write(Path(file.name))
                size = Path(file.name).stat().st_size
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self.written = Written(
            self._path, len(self._pages), self._tally.pictures, self._tally.pictures_missing, size,
            self._tally.remarks(), len(self._tally.gone) + len(self._tally.damaged),
        )  # fmt: skip

    def _write(self, half: Path) -> Iterator[bool]:
        order, lines = yield from self._measured()
        typography = PaperTypography(100, CHARACTERS, None, self._options.choice)
        front = _Contents(self._title(), lines, self._layout, typography) if lines else None
        total = sum(self._pages.values()) + (front.count if front else 0)
        writer = QPdfWriter(str(half))
        writer.setPageLayout(self._layout)
        writer.setPageMargins(QMarginsF())
        writer.setResolution(DPI)
        writer.setTitle(self._title())
        writer.setCreator(f"Clash Reader {clashreader.__version__}")
        painter = QPainter()
        if not painter.begin(writer):
            raise OSError("the file cannot be opened")
        try:
            before = 0
            if front is not None:
                yield from front.paint(painter, writer, total)
                before = front.count
            for number, article_id in enumerate(order):
                if before:
                    writer.newPage()
                before += yield from self._paint(painter, writer, article_id, before, total)
                self._advance(number + 1, len(order))
        finally:
            ended = painter.end()
        if not ended:
            raise OSError("the pages could not be written")
        yield False
        name_characters(half)
        yield False

    def _title(self) -> str:
        title = " ".join(self._options.title.split())
        return title or plural("Reader", "%Ln article", "%Ln articles", len(self._ids))

    def _advance(self, done: int, half: int) -> None:
        """Say how far it is: articles are gone through twice, where there is a contents."""
        whole = len(self._ids)
        self._done = done if half == whole == 1 else (whole + done) // 2
        self._tell(Step(min(self._done, whole), whole, ""))

    # --- what it will be ---

    def _measured(self) -> Generator[bool, None, tuple[array[int], list[Line]]]:
        """Lay out all articles for their pages; return their order and the contents' lines."""
        waiting = self._later(lambda: contents(self._library, self._ids))
        yield from _until(waiting)
        sections = waiting.result()
        order = array("q")
        for section in sections:
            for month in section.months:
                order.extend(month.ids)
        known = set(order)
        self._tally.gone += [one for one in self._ids if one not in known]
        titles: dict[int, str] = {}
        for number, article_id in enumerate(order):
            self._tell(Step(number // 2, len(self._ids), ""))
            pages = yield from self._job(article_id)
            if pages is None:
                continue
            try:
                yield from pages.prepare()
                self._pages[article_id] = len(pages.pages)
                titles[article_id] = " ".join(pages.article.title.split()) or tr("Untitled")
                images = [image.hash for image in pages.article.images]
                self._tally.pictures += sum(one is not None for one in images)
                self._tally.pictures_missing += sum(one is None for one in images)
            finally:
                pages.close()
        kept = array("q", (one for one in order if one in self._pages))
        if len(self._ids) == 1:
            return kept, []
        lines: list[Line] = []
        page = 1
        for section in sections:
            if len(sections) > 1:
                lines.append(Line(section.name or tr("No section"), Role.HEADING_3, 0, 26))
            for month in section.months:
                here = [one for one in month.ids if one in self._pages]
                if len(sections) > 1 or len(section.months) > 1:
                    name = month_name(month.month) or tr("Undated")
                    lines.append(Line(name, Role.NOTICE, 0, 14))
                for one in here:
                    lines.append(Line(titles[one], Role.CELL, page, 5))
                    page += self._pages[one]
        return kept, lines

    # --- one article ---

    def _job(self, article_id: int) -> Generator[bool, None, PagesJob | None]:
        """Read an article in the worker; return its pages, None where it cannot be had."""
        waiting = self._later(lambda: self._read(article_id))
        yield from _until(waiting)
        found = waiting.result()
        if found is None:
            return None
        article, body = found
        return PagesJob(article, body, self._library.image_path, self._layout, self._options.choice)

    def _read(self, article_id: int) -> tuple[Article, Document] | None:
        details = self._library.details([article_id])
        entry = read_entry(self._library, details[0], self._tally) if details else None
        if entry is None:
            return None
        article = entry.article
        if not self._options.annotations:
            article = replace(article, highlights=(), note=None)
        if not self._options.pictures:
            article = replace(
                article, images=tuple(replace(image, hash=None) for image in article.images)
            )
        return article, document_of(article)

    def _paint(
        self, painter: QPainter, writer: QPdfWriter, article_id: int, before: int, total: int
    ) -> Generator[bool, None, int]:
        pages = yield from self._job(article_id)
        if pages is None:  # it was there a moment ago
            return 0
        try:
            pages.before, pages.total = before, total
            yield from pages.prepare()
            yield from pages.paint(painter, writer)
        finally:
            pages.close()
        return len(pages.pages)

    def _later(self, work: Callable[[], _Found]) -> Future[_Found]:
        if self._pool is None:
            raise RuntimeError("the steps have not begun")
        return self._pool.submit(work)


def _until(waiting: Future[_Found]) -> Iterator[bool]:
    while not waiting.done():
        yield True


class _Contents:
    """The first pages: title, heads of sections and months, each article with its page."""

    def __init__(
        self, title: str, lines: list[Line], layout: QPageLayout, typography: PaperTypography
    ) -> None:
        self._title = title
        self._typography = typography
        self._place = measures(layout, typography)
        self._pages: list[list[tuple[float, Line]]] = [[]]
        y = self._height(Role.TITLE) * (1 + len(title) // 34) + 30
        for index, line in enumerate(lines):
            height = line.space + self._height(line.role)
            follows = lines[index + 1] if index + 1 < len(lines) else line
            # A head never stands alone at the foot of a page.
            needed = height + (self._height(follows.role) + follows.space) * (not line.page)
            if y + needed > self._place.height and self._pages[-1]:
                self._pages.append([])
                y = 0.0
            self._pages[-1].append((y + line.space, line))
            y += height

    @property
    def count(self) -> int:
        """How many pages it has."""
        return len(self._pages)

    def paint(self, painter: QPainter, writer: QPdfWriter, total: int) -> Iterator[bool]:
        """Paint them, page by page; `total` is how many pages the file has."""
        for number, lines in enumerate(self._pages):
            if number:
                writer.newPage()
            painter.save()
            painter.scale(writer.logicalDpiX() / 72, writer.logicalDpiY() / 72)
            painter.translate(self._place.left, self._place.top)
            painter.scale(POINTS_A_PIXEL, POINTS_A_PIXEL)
            if number == 0:
                self._paint_title(painter)
            for y, line in lines:
                self._paint_line(painter, y, line)
            self._paint_foot(painter, number, total)
            painter.restore()
            yield False

    def _height(self, role: Role) -> float:
        return QFontMetricsF(self._typography.font(role)).lineSpacing()

    def _paint_title(self, painter: QPainter) -> None:
        font = QFont(self._typography.font(Role.TITLE))
        # Drawn line by line, as it is here, tighter letters would eat the blanks between words.
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0)
        painter.setFont(font)
        painter.setPen(THEMES["light"].text)
        area = QRectF(0, 0, self._place.column, self._place.height)
        side = (
            Qt.AlignmentFlag.AlignRight
            if is_right_to_left(self._title)
            else Qt.AlignmentFlag.AlignLeft
        )
        painter.drawText(
            area, side | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self._title
        )

    def _paint_line(self, painter: QPainter, y: float, line: Line) -> None:
        font = self._typography.font(line.role)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        theme = THEMES["light"]
        head = line.role is Role.NOTICE
        painter.setPen(theme.accent if head else theme.text)
        room = self._place.column
        if line.page:
            told = QLocale().toString(line.page + self.count)
            width = metrics.horizontalAdvance(told)
            painter.drawText(QPointF(room - width, y + metrics.ascent()), told)
            room -= width + _GAP
        words = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room)
        area = QRectF(0, y, room, metrics.lineSpacing())
        # Letters of other scripts come from fonts that may be higher than the line.
        how = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip
        painter.drawText(area, how, words)

    def _paint_foot(self, painter: QPainter, number: int, total: int) -> None:
        theme = THEMES["light"]
        font = self._typography.font(Role.NOTICE)
        painter.setFont(font)
        painter.setPen(theme.secondary)
        y = self._place.height + 30 / POINTS_A_PIXEL
        painter.fillRect(QRectF(0, y, self._place.column, 1), theme.hairline)
        told = f"{QLocale().toString(number + 1)}\u00a0/\u00a0{QLocale().toString(total)}"
        area = QRectF(0, y + 9, self._place.column, QFontMetricsF(font).lineSpacing())
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, told)


def write_pdf_book(
    library: Library,
    ids: Sequence[int],
    path: Path,
    *,
    options: BookOptions = BookOptions(),
    replace: bool = False,
    tell: Callable[[Step], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Written:
    """Write articles into a PDF file at once; raises as `PdfBook` does, and `CancelledError` soon
    after `stop` says so.
    """
    fonts.load()
    book = PdfBook(library, ids, path, options=options, replace=replace, tell=tell)
    steps = book.steps()
    try:
        for waits in steps:
            if stop():
                raise CancelledError("Stopped; nothing was written.")
            if waits:
                time.sleep(0.001)
    finally:
        steps.close()
    if book.written is None:
        raise RuntimeError("the steps are not at their end")
    return book.written
