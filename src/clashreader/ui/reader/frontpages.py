"""The first pages of a PDF file of several articles: title, and each article with its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPdfWriter

from clashreader.ui.reader.paper import POINTS_A_PIXEL, PaperTypography, measures
from clashreader.ui.reader.typography import Role
from clashreader.ui.reader.words import is_right_to_left
from clashreader.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPageLayout

_GAP: Final = 24.0
"""Pixels between a title and the number of its page."""
_UNDER_TITLE: Final = 30.0
_TALL: Final = 100_000.0
_LONG_WORD: Final = 30
"""Characters of a word from which it is broken rather than cut off."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the contents; `page` is counted from 1 after the contents, 0 for a head."""

    text: str
    role: Role
    page: int
    space: float
    """Pixels above it."""


@dataclass(frozen=True, slots=True)
class Front:
    """What stands above the contents: a word over the title, and lines below it."""

    title: str
    kicker: str = ""
    told: tuple[str, ...] = ()
    contents: str = ""
    """The head of the contents, where it needs one."""


class FrontPages:
    """Lays them out, and paints them once it is known how many pages there are."""

    def __init__(
        self, front: Front, lines: list[Line], layout: QPageLayout, typography: PaperTypography
    ) -> None:
        self._typography = typography
        self._place = measures(layout, typography)
        self._head, y = self._laid(front)
        self._pages: list[list[tuple[float, Line]]] = [[]]
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
            for area, role, text in self._head if number == 0 else ():
                self._paint_head(painter, area, role, text)
            for y, line in lines:
                self._paint_line(painter, y, line)
            self._paint_foot(painter, number, total)
            painter.restore()
            yield False

    def _height(self, role: Role) -> float:
        return QFontMetricsF(self._typography.font(role)).lineSpacing()

    def _laid(self, front: Front) -> tuple[list[tuple[QRectF, Role, str]], float]:
        """Return what stands above the contents, each with its place, and where that ends."""
        y = 0.0
        laid = []
        parts = [(front.kicker, Role.SECTION_HEAD, 8.0), (front.title, Role.TITLE, 12.0)]
        parts += [(one, Role.NOTICE, 4.0) for one in front.told]
        if front.contents:
            parts += [(front.contents, Role.HEADING_3, 6.0)]
        for text, role, below in parts:
            if not text:
                continue
            y += 28.0 if role is Role.HEADING_3 else 0.0
            room = QRectF(0, y, self._place.column, _TALL)
            area = QFontMetricsF(self._font(role)).boundingRect(room, _wrap(text), text)
            area = QRectF(0, y, self._place.column, min(area.height(), self._place.height - y))
            laid.append((area, role, text))
            y = area.bottom() + below
        return laid, y + (0.0 if front.contents else _UNDER_TITLE - 12)

    def _font(self, role: Role) -> QFont:
        font = QFont(self._typography.font(role))
        # Drawn line by line, as it is here, tighter letters would eat the blanks between words.
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0)
        return font

    def _paint_head(self, painter: QPainter, area: QRectF, role: Role, text: str) -> None:
        theme = THEMES["light"]
        colours = {Role.TITLE: theme.text, Role.SECTION_HEAD: theme.accent}
        painter.setFont(self._font(role))
        painter.setPen(colours.get(role, theme.secondary if role is Role.NOTICE else theme.text))
        painter.drawText(area, _wrap(text), text)

    def _paint_line(self, painter: QPainter, y: float, line: Line) -> None:
        font = self._typography.font(line.role)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        theme = THEMES["light"]
        head = line.role is Role.NOTICE
        painter.setPen(theme.accent if head else theme.text)
        room = self._place.column
        base = y + metrics.ascent()
        if line.page:
            told = QLocale().toString(line.page + self.count)
            width = metrics.horizontalAdvance(told)
            painter.drawText(QPointF(room - width, base), told)
            room -= width + _GAP
        # On the line, not in a box: letters of other scripts come from fonts that are higher than
        # ours, and a box would set them lower than the rest.
        words = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(0, base), words)

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


def _wrap(text: str) -> int:
    right = Qt.AlignmentFlag.AlignRight if is_right_to_left(text) else Qt.AlignmentFlag.AlignLeft
    longest = max(map(len, text.split()), default=0)
    wrap = Qt.TextFlag.TextWrapAnywhere if longest > _LONG_WORD else Qt.TextFlag.TextWordWrap
    return int(right | Qt.AlignmentFlag.AlignTop | wrap)
