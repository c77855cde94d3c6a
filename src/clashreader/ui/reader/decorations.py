"""Bars, boxes, rules, list markers and chips, painted on the viewport below the text.

They are found through an index made while the document is built: looking at all blocks in every
frame cost 12 ms in a document with a big table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from clashreader.ui.colours import blend

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QTextBlock, QTextDocument

    from clashreader.ui.theme import Theme

BAR_WIDTH: Final = 3.0
MARKER_GAP: Final = 10.0
"""Room between a bullet or number and the text it hangs from, pixels at 100 %."""
_RIGHT_TO_LEFT: Final = "\u200f"


class Shape(Enum):
    """What is painted."""

    BAR = auto()
    """A vertical bar at the leading edge of a quotation."""
    BOX = auto()
    """A quiet ground below a listing."""
    CARD = auto()
    """A hairline frame around an embed."""
    RULE = auto()
    """A short centred rule."""
    HAIRLINE = auto()
    """A rule as wide as the column."""
    MARKER = auto()
    """A bullet or a number in the margin."""
    CHIP = auto()
    """A rounded ground below a few words."""


@dataclass(frozen=True, slots=True)
class Decoration:
    """One shape and the text it belongs to, positions `first` to `last` (UTF-16 units).

    `left` and `right` are the margins, inside the column, of what is decorated; `pad` is room
    around the text, in pixels. `cell` is set inside a table, where the column says nothing.
    """

    shape: Shape
    first: int
    last: int
    left: float = 0.0
    right: float = 0.0
    pad: float = 0.0
    rtl: bool = False
    cell: bool = False
    text: str = ""
    font: QFont | None = None


class DecorationPainter:
    """Paints what of the index is in sight."""

    def __init__(self, document: QTextDocument, theme: Theme, zoom: int) -> None:
        self._document = document
        self._theme = theme
        self._scale = zoom / 100
        self._bar = blend(theme.hairline, theme.secondary, 0.35)
        self._box = blend(theme.page, theme.selection, 0.42)
        self._chip = blend(theme.page, theme.selection, 0.62)

    def paint(
        self,
        painter: QPainter,
        decorations: Iterable[Decoration],
        visible: tuple[int, int],
    ) -> None:
        """Paint those of `decorations` that touch the positions `visible`, first and last.

        The painter's coordinates are those of the document.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = visible
        for decoration in decorations:
            if decoration.last >= first and decoration.first <= last:
                self._paint_one(painter, decoration, first, last)

    def _paint_one(self, painter: QPainter, item: Decoration, first: int, last: int) -> None:
        document = self._document
        # Never ask for the place of a block beyond the window: it would be laid out for that.
        top = document.findBlock(max(item.first, first))
        bottom = document.findBlock(min(item.last, last))
        if not top.isValid() or not bottom.isValid() or not top.layout().lineCount():
            return
        if item.shape is Shape.CHIP:
            self._paint_chip(painter, item, top)
            return
        if item.shape is Shape.MARKER:
            self._paint_marker(painter, item, document.findBlock(item.first))
            return
        area = self._area(item, top, bottom)
        if item.shape is Shape.BAR:
            self._paint_bar(painter, item, area)
        elif item.shape in (Shape.RULE, Shape.HAIRLINE):
            self._paint_rule(painter, item, area)
        else:
            self._paint_box(painter, item, area)

    def _area(self, item: Decoration, top: QTextBlock, bottom: QTextBlock) -> QRectF:
        layout = self._document.documentLayout()
        first = layout.blockBoundingRect(top)
        last = layout.blockBoundingRect(bottom)
        if item.cell:
            line = top.layout().lineAt(0)
            left = first.x() + line.x() - top.blockFormat().leftMargin() + item.left
            width = line.width() + top.blockFormat().leftMargin() - item.left
        else:
            frame = self._document.rootFrame().frameFormat()
            left = frame.leftMargin() + item.left
            page = self._document.textWidth()
            width = page - frame.leftMargin() - frame.rightMargin() - item.left - item.right
        return QRectF(left, first.top(), width, last.bottom() - first.top())

    def _paint_bar(self, painter: QPainter, item: Decoration, area: QRectF) -> None:
        width = max(1.0, BAR_WIDTH * self._scale)
        x = area.right() - width if item.rtl else area.left()
        bar = QRectF(x, area.top() + item.pad, width, area.height() - item.pad)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._bar)
        painter.drawRoundedRect(bar, width / 2, width / 2)

    def _paint_rule(self, painter: QPainter, item: Decoration, area: QRectF) -> None:
        width = area.width() if item.shape is Shape.HAIRLINE else 96 * self._scale
        x = area.center().x() - width / 2
        y = round(area.center().y())
        painter.fillRect(QRectF(round(x), y, round(width), 1), self._theme.hairline)

    def _paint_box(self, painter: QPainter, item: Decoration, area: QRectF) -> None:
        box = area.adjusted(0, -item.pad, 0, item.pad)
        if item.shape is Shape.BOX:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._box)
        else:
            box = box.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(blend(self._theme.hairline, self._theme.secondary, 0.15), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 6, 6)

    def _paint_marker(self, painter: QPainter, item: Decoration, block: QTextBlock) -> None:
        if item.font is None or not block.layout().lineCount():
            return
        rect = self._document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineAt(0)
        metrics = QFontMetricsF(item.font)
        width = metrics.horizontalAdvance(item.text)
        gap = MARKER_GAP * self._scale
        start = rect.x() + line.x()
        x = start + line.width() + gap if item.rtl else start - gap - width
        y = rect.y() + line.y() + line.ascent()
        painter.setFont(item.font)
        painter.setPen(self._theme.secondary)
        # A full stop after a number stands at its left in a list that runs right to left.
        painter.drawText(QPointF(x, y), _isolated(item))

    def _paint_chip(self, painter: QPainter, item: Decoration, block: QTextBlock) -> None:
        layout = block.layout()
        line = layout.lineForTextPosition(item.first - block.position())
        if not line.isValid():
            return
        rect = self._document.documentLayout().blockBoundingRect(block)
        x0 = cursor_x(line, item.first - block.position())
        x1 = cursor_x(line, item.last - block.position())
        left, right = min(x0, x1) + rect.x(), max(x0, x1) + rect.x()
        height = 22 * self._scale
        y = rect.y() + line.y() + (line.height() - height) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._chip)
        painter.drawRoundedRect(QRectF(left, y, right - left, height), height / 2, height / 2)


def _isolated(item: Decoration) -> str:
    """Return a marker with marks of direction around it, where its list runs right to left."""
    return f"{_RIGHT_TO_LEFT}{item.text}{_RIGHT_TO_LEFT}" if item.rtl else item.text


def cursor_x(line: object, position: int) -> float:
    """Return the x of `position` in a QTextLine; some bindings return a pair of x and position."""
    x = line.cursorToX(position)  # type: ignore[attr-defined]
    return float(x[0] if isinstance(x, tuple) else x)
