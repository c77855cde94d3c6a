"""Paints the rows of the panel: quotations on the ground of their colour, notes below them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clashreader.ui.annotations.rows import ROW_ROLE, Index, Kind, Row
from clashreader.ui.row_layout import is_rtl
from clashreader.ui.theme import Theme, ThinScrollBar, interface_font, pixmap

SIDE = 14
_TRAILING = SIDE - ThinScrollBar.BREADTH
"""What is left of the margin beside the scroll bar, which is always there."""
_APART = 8
"""Room above an article, besides what its line needs."""
_PAD = 9
_NOTE_INDENT = 20
_LINE = {"title": 18, "quote": 19, "note": 17, "detail": 16, "offer": 17}
_MOST = {"title": 2, "quote": 5, "note": 4, "detail": 1, "offer": 2}
_LONGEST = 1_500
"""Characters of a text that can be shown at all in its few lines."""
_KEPT = 5_000
"""Layouts kept: a list asks for the height of every row each time it is laid out."""


@dataclass(frozen=True, slots=True)
class _Line:
    x: float
    baseline: float
    kind: str
    text: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    row: Row
    height: int
    lines: tuple[_Line, ...]
    ground: QRectF | None
    sign: QPointF | None
    offer: QRect | None


class RowDelegate(QStyledItemDelegate):
    """Rows are as high as their words need, within bounds; each is laid out once for a width."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cache: OrderedDict[tuple[object, int], _Layout] = OrderedDict()
        self._fonts = {
            "title": interface_font(13, QFont.Weight.DemiBold),
            "quote": interface_font(13),
            "note": interface_font(12.5),
            "detail": interface_font(12),
            "offer": interface_font(12),
        }
        self._metrics = {name: QFontMetricsF(font) for name, font in self._fonts.items()}

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the words."""
        row = index.data(ROW_ROLE)
        width = self._width(option)
        if width <= 2 * SIDE:
            return QSize(width, 20)  # it has no place yet: nothing to lay out words for
        return QSize(width, self._layout(row, width).height if isinstance(row, Row) else 20)

    def _width(self, option: QStyleOptionViewItem) -> int:
        view = self.parent()
        viewport = getattr(view, "viewport", None)
        return int(viewport().width()) if viewport is not None else option.rect.width()

    def offer_area(self, row: Row, width: int) -> QRect | None:
        """Return where, within its row, stand the words that open another version, or None."""
        return self._layout(row, width).offer

    # --- painting ---

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, words and signs."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            return
        theme, rect = self._theme, QRectF(option.rect)
        layout = self._layout(row, option.rect.width())
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.fillRect(rect, theme.selection)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.hover)
        if row.kind is Kind.ARTICLE and index.row() > 0:
            painter.fillRect(
                QRectF(rect.left() + SIDE, rect.top() + _APART, rect.width() - SIDE, 1),
                theme.hairline,
            )
        painter.translate(rect.topLeft())
        if layout.ground is not None and row.highlight is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.highlights[row.highlight.colour % len(theme.highlights)])
            painter.drawRoundedRect(layout.ground, 6, 6)
        if layout.sign is not None:
            ratio = painter.device().devicePixelRatioF()
            painter.drawPixmap(layout.sign, pixmap("note", theme.secondary, 14, ratio))
        for line in layout.lines:
            painter.setFont(self._fonts[line.kind])
            painter.setPen(self._colour(line.kind))
            # The line's own direction: the ellipsis of a text from the right stands at its left.
            painter.setLayoutDirection(
                Qt.LayoutDirection.RightToLeft if line.rtl else Qt.LayoutDirection.LeftToRight
            )
            painter.drawText(QPointF(line.x, line.baseline), line.text)
        painter.restore()
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            left = rect.left() if not option.direction.value else rect.right() - 1
            painter.fillRect(QRectF(left, rect.top(), 2, rect.height()), theme.accent)

    def _colour(self, kind: str) -> QColor:
        if kind == "offer":
            return self._theme.accent
        return self._theme.secondary if kind == "detail" else self._theme.text

    # --- layout ---

    def _layout(self, row: Row, width: int) -> _Layout:
        key = (row.key, width)
        known = self._cache.get(key)
        if known is not None and known.row == row:
            self._cache.move_to_end(key)
            return known
        made = self._lay_out(row, width)
        self._cache[key] = made
        while len(self._cache) > _KEPT:
            self._cache.popitem(last=False)
        return made

    def _lay_out(self, row: Row, width: int) -> _Layout:
        lines: list[_Line] = []
        space = float(max(60, width - SIDE - _TRAILING))
        if row.kind is Kind.ARTICLE:
            rtl = is_rtl(row.text)
            y = self._write(lines, row.text, "title", SIDE, _APART + 11.0, space)
            if row.detail:
                y = self._write(lines, row.detail, "detail", SIDE, y + 1, space, rtl=rtl)
            return _Layout(row, round(y + 5), tuple(lines), None, None, None)
        if row.kind is Kind.NOTE:
            sign, y = self._note(lines, row.text, 6.0, space)
            return _Layout(row, round(y + 6), tuple(lines), None, sign, None)
        words = " ".join(row.text.split())
        y = self._write(lines, words, "quote", SIDE + _PAD, 5 + 6.0, space - 2 * _PAD)
        ground = QRectF(SIDE, 5, space, y + 6 - 5)
        y += 6
        mark = offer = None
        highlight = row.highlight
        if highlight is not None and highlight.note:
            mark, y = self._note(lines, highlight.note, y + 5, space)
        if row.absence:
            y = self._write(lines, row.absence, "detail", SIDE, y + 4, space, most=3)
        if row.offer:
            top = y + 2
            y = self._write(lines, row.offer, "offer", SIDE, top, space)
            offer = QRect(SIDE, round(top), round(space), round(y - top))
        return _Layout(row, round(y + 5), tuple(lines), ground, mark, offer)

    def _note(
        self, lines: list[_Line], text: str, top: float, space: float
    ) -> tuple[QPointF, float]:
        """Lay out a note with its sign in front; returns the sign's place and the lower edge."""
        rtl = is_rtl(text)
        x = SIDE if rtl else SIDE + _NOTE_INDENT
        y = self._write(lines, text, "note", x, top, space - _NOTE_INDENT)
        return QPointF(SIDE + space - 14 if rtl else SIDE, top + 2), y

    def _write(
        self,
        lines: list[_Line],
        text: str,
        kind: str,
        x: float,
        top: float,
        space: float,
        *,
        most: int = 0,
        rtl: bool | None = None,
    ) -> float:
        """Lay out `text` and return its lower edge."""
        metrics, height = self._metrics[kind], _LINE[kind]
        rtl = is_rtl(text) if rtl is None else rtl
        for line in self._break(text[:_LONGEST], kind, space, most or _MOST[kind]):
            baseline = top + (height + metrics.ascent() - metrics.descent()) / 2
            indent = max(space - metrics.horizontalAdvance(line), 0.0) if rtl else 0.0
            lines.append(_Line(x + indent, round(baseline), kind, line, rtl))
            top += height
        return top

    def _break(self, text: str, kind: str, space: float, most: int) -> list[str]:
        """Break `text`, which may have several paragraphs, into at most `most` lines."""
        metrics = self._metrics[kind]
        broken: list[str] = []
        for paragraph in text.splitlines():
            if paragraph.strip():
                broken += self._lines_of(" ".join(paragraph.split()), kind, space, most + 1)
            if len(broken) > most:
                last = f"{broken[most - 1]} …"
                elided = metrics.elidedText(last, Qt.TextElideMode.ElideRight, space)
                return [*broken[: most - 1], elided]
        return broken

    def _lines_of(self, text: str, kind: str, space: float, most: int) -> list[str]:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(text, self._fonts[kind])
        layout.setTextOption(option)
        layout.beginLayout()
        units = text.encode("utf-16-le")  # Qt counts UTF-16 units, Python code points
        lines: list[str] = []
        while len(lines) < most:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(space)
            first, after = line.textStart(), line.textStart() + line.textLength()
            lines.append(units[2 * first : 2 * after].decode("utf-16-le", "replace").strip())
        layout.endLayout()
        return lines
