"""An article set for paper: the measures, the light theme, and a document without a window."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QMarginsF, QSize, QSizeF, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPixmap,
    QTextCharFormat,
    QTextOption,
)

from clashreader.ui.reader import fonts
from clashreader.ui.reader.builder import Subject, build
from clashreader.ui.reader.documents import SealedDocument
from clashreader.ui.reader.links import LinkKind, LinkTable, is_web_address
from clashreader.ui.reader.objects import PictureObject, Setting, TextObject
from clashreader.ui.reader.pictures import Picture, decode
from clashreader.ui.reader.typography import Role, Style, TypeChoice, Typography
from clashreader.ui.reader.writer import Place, Writer
from clashreader.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtCore import Qt

    from clashreader.content.blocks import Span
    from clashreader.model import Article
    from clashreader.ui.reader.pictures import Decoded
    from clashreader.ui.reader.portions import Portion

POINTS_A_PIXEL: Final = 11 / 18
"""Text of 18 pixels in the pane is text of 11 points on paper; everything else in step."""
CHARACTERS: Final = 76
"""Width of the column: what leaves an A4 page margins to hold it by."""
PICTURE_PIXELS: Final = 2.4
"""Pixels of a picture for each of the layout's: about 280 an inch."""
MIN_MARGIN: Final = 40.0
TOP_MARGIN: Final = 62.0
BOTTOM_MARGIN: Final = 80.0
"""Points; the foot stands in the bottom one."""
MAX_BLEED: Final = 90.0
"""Points of either margin that a wide table may take."""
_SLICE_SECONDS: Final = 0.004

# Where paper is US Letter, by the supplemental data of Unicode's CLDR.
_LETTER: Final = frozenset(
    {
        QLocale.Country.Belize, QLocale.Country.Canada, QLocale.Country.Chile,
        QLocale.Country.Colombia, QLocale.Country.CostaRica, QLocale.Country.ElSalvador,
        QLocale.Country.Guatemala, QLocale.Country.Mexico, QLocale.Country.Nicaragua,
        QLocale.Country.Panama, QLocale.Country.Philippines, QLocale.Country.PuertoRico,
        QLocale.Country.UnitedStates, QLocale.Country.Venezuela,
    }
)  # fmt: skip


def page_layout(locale: QLocale | None = None) -> QPageLayout:
    """Return the paper of the reader's country, upright; the margins are our own business."""
    country = (locale or QLocale()).territory()
    letter = country in _LETTER
    size = QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())


@dataclass(frozen=True, slots=True)
class Measures:
    """A page in points, from its upper left corner; `column` and `height` in layout pixels."""

    page: QSizeF
    left: float
    top: float
    column: float
    height: float
    bleed: float

    @property
    def width(self) -> float:
        """Width of the column in points."""
        return self.column * POINTS_A_PIXEL


def measures(layout: QPageLayout, typography: Typography) -> Measures:
    """Return where the column stands on the pages of `layout`."""
    page = QSizeF(layout.fullRect(QPageLayout.Unit.Point).size())
    margin = min(MIN_MARGIN, page.width() / 8)
    room = page.width() - 2 * margin
    column = min(typography.column(), room / POINTS_A_PIXEL)
    left = (page.width() - column * POINTS_A_PIXEL) / 2
    top = min(TOP_MARGIN, page.height() / 8)
    bottom = min(BOTTOM_MARGIN, page.height() / 6)
    bleed = max(0.0, min(MAX_BLEED, left - margin)) / POINTS_A_PIXEL
    height = max(60.0, (page.height() - top - bottom) / POINTS_A_PIXEL)
    return Measures(page, left, top, column, height, bleed)


class PaperTypography(Typography):
    """Type as in the pane, but for the ligatures: a file says of some of them no letters at all."""

    def _make(self, style: Style, *, bold: bool, italic: bool, mono: bool, small: bool) -> QFont:
        font = super()._make(style, bold=bold, italic=italic, mono=mono, small=small)
        font.setFeature(QFont.Tag("liga"), 0)
        return font

    def _set_figures(self, font: QFont, *, tabular: bool) -> None:
        """Leave them as the font has them: a file says nothing of what others mean."""


class PaperLinks(LinkTable):
    """Links as a file carries them: by their addresses, and only those that lead outside."""

    def add_address(self, address: str) -> str | None:
        """Return what stands in the file for a link of a body; places in it are not kept."""
        if not is_web_address(address):
            return None
        super().add_address(address)
        return encoded(address)


def encoded(address: str) -> str:
    """Return `address` as PDF wants it: ASCII, everything else in per cent."""
    return bytes(QUrl(address).toEncoded().data()).decode("ascii") or address


class PaperWriter(Writer):
    """Remembers where what stands, and leaves out whatever only a window can do."""

    def __init__(
        self,
        document: SealedDocument,
        setting: Setting,
        pictures: PaperPictures,
        article: Article,
    ) -> None:
        images = {image.url: image for image in article.images}
        super().__init__(document, setting, pictures, images)
        self.links = PaperLinks()
        self.roles: dict[int, Role] = {}
        self.pictures: list[tuple[int, PictureObject]] = []
        """Figures by their position in the document, in its order."""
        self.shown: dict[str, str | None] = {}
        """The content hash of each picture by its address; None of one that is missing."""

    def start_block(
        self,
        role: Role,
        place: Place,
        *,
        before: float | None = None,
        after: float = 0.0,
        rtl: bool | None = None,
        fixed: bool = True,
        align: Qt.AlignmentFlag | None = None,
    ) -> None:
        """Begin a paragraph, and remember what it is."""
        super().start_block(
            role, place, before=before, after=after, rtl=rtl, fixed=fixed, align=align
        )
        self.roles[self.cursor.position()] = role

    def insert_object(self, item: TextObject, *, link: bool, hint: str = "") -> int:
        """Insert an object, which nobody can click."""
        if isinstance(item, PictureObject):
            self.pictures.append((self.cursor.position(), item))
            self.shown[item.image.url] = item.image.hash
        return super().insert_object(item, link=False, hint=hint)

    def _inline_picture(self, span: Span, role: Role) -> bool:
        done = super()._inline_picture(span, role)
        if span.image:
            self.shown[span.image] = self.images[span.image].hash if done else None
        return done

    def _span_format(self, span: Span, text: str, role: Role) -> QTextCharFormat:
        # A place to jump to would become a link to nowhere in the file.
        return super()._span_format(replace(span, anchor=None) if span.anchor else span, text, role)

    def _make_link(self, shape: QTextCharFormat, anchor: str, *, underline: bool) -> None:
        link = self.links.find(anchor)
        if link is not None:
            if link.kind is not LinkKind.WEB:
                return
            anchor = encoded(link.address)
        super()._make_link(shape, anchor, underline=underline)


class PaperPictures:
    """Pixels for one page at a time, read in a worker where they are known beforehand."""

    def __init__(self, path_of: Callable[[str], Path]) -> None:
        self._path_of = path_of
        self._pool: ThreadPoolExecutor | None = None
        self._coming: dict[tuple[str, int, int], Future[Decoded | None]] = {}
        self._here: dict[tuple[str, int, int], Picture | None] = {}
        self._unreadable: set[str] = set()

    def want(self, content_hash: str, size: QSize) -> None:
        """Set out to read a picture that is painted soon; `size` as the layout has it."""
        key = (content_hash, size.width(), size.height())
        if key in self._here or key in self._coming:
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, thread_name_prefix="paper")
        self._coming[key] = self._pool.submit(self._read, key)

    @property
    def waiting(self) -> bool:
        """Whether a picture that is wanted has not been read yet."""
        return any(not future.done() for future in self._coming.values())

    def picture(self, content_hash: str, size: QSize) -> Picture | None:
        """Return the pixels at the resolution of paper; waits for them."""
        key = (content_hash, size.width(), size.height())
        if key not in self._here:
            coming = self._coming.pop(key, None)
            decoded = coming.result() if coming is not None else self._read(key)
            if decoded is None:
                self._unreadable.add(content_hash)
                self._here[key] = None
            else:
                pixmap = QPixmap.fromImage(decoded.image)
                self._here[key] = Picture(pixmap, decoded.brightness)
        return self._here[key]

    def is_unreadable(self, content_hash: str) -> bool:
        """Tell whether the file turned out to be missing or no picture."""
        return content_hash in self._unreadable

    def forget(self) -> None:
        """Let go of the pixels of a page that is done."""
        self._here.clear()
        self._coming.clear()

    def close(self) -> None:
        """Stop and join the worker."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _read(self, key: tuple[str, int, int]) -> Decoded | None:
        content_hash, width, height = key
        size = QSize(round(width * PICTURE_PIXELS), round(height * PICTURE_PIXELS))
        return decode(self._path_of(content_hash), size)


class Set:
    """One article's document on paper, written step by step."""

    def __init__(
        self,
        portion: Portion,
        layout: QPageLayout,
        pictures: PaperPictures,
        choice: TypeChoice,
    ) -> None:
        fonts.load()
        article = portion.article
        typography = PaperTypography(100, CHARACTERS, article.language, choice)
        self.measures = measures(layout, typography)
        theme = replace(THEMES["light"], page=QColor("#FFFFFF"))
        self.setting = Setting(
            theme, typography, self.measures.column, paper=True, bleed=self.measures.bleed
        )
        self.document = SealedDocument()
        option = QTextOption(self.document.defaultTextOption())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document.setDefaultTextOption(option)
        self.document.setTextWidth(self.measures.column)
        self.writer = PaperWriter(self.document, self.setting, pictures, article)
        # What the page offered to read next, and labels to click, are of no use on paper.
        self._subject = Subject(
            replace(article, related=()), portion.body, head=portion.first, tail=portion.last
        )

    def steps(self) -> Iterator[None]:
        """Write the article; yields every few milliseconds."""
        rest = build(self.writer, self._subject)
        done = False
        while not done:
            end = time.perf_counter() + _SLICE_SECONDS
            self.writer.cursor.beginEditBlock()
            while not done and time.perf_counter() < end:
                done = next(rest, self) is self
            self.writer.cursor.endEditBlock()
            yield
