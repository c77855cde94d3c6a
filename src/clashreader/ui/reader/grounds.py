"""The soft grounds below highlighted text, and the signs beside those that carry a note."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QTextCharFormat

from clashreader.ui.colours import blend
from clashreader.ui.theme import pixmap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPainter

    from clashreader.model import Highlight
    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView
    from clashreader.ui.theme import Theme

SIGN: Final = 14
"""Side of the sign of a note, pixels."""
_BESIDE: Final = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """A highlight and where it is in the document, in UTF-16 units."""

    highlight: Highlight
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A stretch of text and how it is drawn."""

    start: int
    end: int
    format: QTextCharFormat


def grounds(placed: Sequence[Placed], theme: Theme, emphasised: int | None = None) -> list[Ground]:
    """Return the stretches to be drawn, none over another: where highlights overlap, their
    colours mix, and a line of dots says that there is more than one.

    The mix of two grounds lies between them, so that text on it reads no worse than on either.
    """
    edges = sorted({edge for item in placed for edge in (item.start, item.end)})
    made: list[Ground] = []
    waiting = sorted(placed, key=lambda item: item.start)
    here: list[Placed] = []
    for start, end in pairwise(edges):
        here = [item for item in here if item.end > start]
        while waiting and waiting[0].start <= start:
            here.append(waiting.pop(0))
        if here:
            made.append(Ground(start, end, _format(here, theme, emphasised)))
    return made


def _format(here: Sequence[Placed], theme: Theme, emphasised: int | None) -> QTextCharFormat:
    shape = QTextCharFormat()
    shape.setBackground(ground_of([item.highlight.colour for item in here], theme))
    if any(item.highlight.id == emphasised for item in here):
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        shape.setUnderlineColor(theme.accent)
    elif len(here) > 1:
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        shape.setUnderlineColor(theme.secondary)
    return shape


def ground_of(colours: Sequence[int], theme: Theme) -> QColor:
    """Return the ground for highlights of `colours` (indices), mixed where there are several."""
    ground = theme.highlights[colours[0] % len(theme.highlights)]
    for count, colour in enumerate(colours[1:], start=2):
        ground = blend(ground, theme.highlights[colour % len(theme.highlights)], 1 / count)
    return ground


class NoteSigns:
    """Draws a small sign in the margin beside each highlight that carries a note."""

    def __init__(self, view: ArticleView) -> None:
        self._view = view
        self._drawn: list[tuple[QRect, int]] = []

    def at(self, point: QPoint) -> list[int]:
        """Return the highlights whose sign is at `point` of the viewport."""
        return [number for area, number in self._drawn if area.contains(point)]

    def paint(
        self,
        painter: QPainter,
        placed: Iterable[Placed],
        visible: tuple[int, int],
        theme: Theme,
        sheet: Sheet,
    ) -> None:
        """Draw those of `placed` that begin within the positions `visible`."""
        self._drawn.clear()
        document = self._view.document()
        frame = document.rootFrame().frameFormat()
        scrolled = self._view.verticalScrollBar().value()
        width = self._view.viewport().width()
        sign = pixmap("note", theme.secondary, SIGN, self._view.devicePixelRatioF())
        for item in placed:
            if not item.highlight.note or not visible[0] <= item.start <= visible[1]:
                continue
            block = document.findBlock(item.start)
            line = block.layout().lineForTextPosition(item.start - block.position())
            if not line.isValid():
                continue
            y = round(sheet.y_of(item.start) - scrolled + (line.height() - SIGN) / 2)
            if block.blockFormat().layoutDirection() == Qt.LayoutDirection.RightToLeft:
                x = max(3, round(frame.leftMargin()) - _BESIDE - SIGN)
                step = -(SIGN + 2)
            else:
                x = min(width - SIGN - 3, round(width - frame.rightMargin()) + _BESIDE)
                step = SIGN + 2
            area = QRect(x, y, SIGN, SIGN)
            while any(area.intersects(other) for other, _ in self._drawn):
                area.translate(step, 0)
            if area.left() >= 0 and area.right() < width:
                painter.drawPixmap(area.topLeft(), sign)
                self._drawn.append((area.adjusted(-4, -4, 4, 4), item.highlight.id))
