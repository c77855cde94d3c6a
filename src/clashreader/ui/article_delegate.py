"""Paints a row of the article list, all of it, by the measures of look.md."""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPixmap,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clashreader.model import ArticleRow
from clashreader.ui.article_model import ROW_ROLE, ArticleModel
from clashreader.ui.theme import Theme, interface_font, pixmap
from clashreader.ui.thumbnails import RADIUS, SIDE

ROW_HEIGHT = 96
GUTTER = 24
"""Where the text begins; the dot and the star stand in front of it."""

_TOP = 11.0
_TITLE_LINE = 19.0
_META_LINE = 17.0
_SUMMARY_LINE = 17.0
_CHIP_HEIGHT = 16.0
_BOTTOM = ROW_HEIGHT - 9.0
_MARGIN = 12.0
_KEPT = 2_000
_DIRECTIONS = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)
_SEPARATOR = " \N{MIDDLE DOT} "


@dataclass(frozen=True, slots=True)
class _Line:
    """A line ready to paint: where, which font of the three, what."""

    x: float
    baseline: float
    kind: str
    text: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class _Chip:
    rect: QRectF
    baseline: float
    text: str
    loud: bool
    edits: bool = False


@dataclass(frozen=True, slots=True)
class _Layout:
    row: ArticleRow
    lines: tuple[_Line, ...]
    chips: tuple[_Chip, ...]
    picture: QRectF | None


def is_rtl(text: str) -> bool:
    """Whether `text` runs right to left: by its first letter that has a direction."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


class ArticleDelegate(QStyledItemDelegate):
    """Row painter. Lines are broken and elided once for each article and width."""

    def __init__(
        self,
        theme: Theme,
        thumbnail: Callable[[str], QPixmap | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnail = thumbnail
        self._cache: OrderedDict[tuple[int, int], _Layout] = OrderedDict()
        self._dates_edits = False
        self._make_fonts()

    def _make_fonts(self) -> None:
        self._fonts = {
            "unread": interface_font(14, QFont.Weight.DemiBold),
            "title": interface_font(14),
            "meta": interface_font(12),
            "summary": interface_font(12.5),
            "chip": interface_font(11),
        }
        self._metrics = {name: QFontMetricsF(font) for name, font in self._fonts.items()}

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme

    def date_edits(self, wanted: bool) -> None:
        """Say, or say no more, when an article was edited last: where the list goes by that."""
        if wanted != self._dates_edits:
            self._dates_edits = wanted
            self._cache.clear()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Fixed height; the width is the view's."""
        return QSize(option.rect.width(), ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint all of it: ground, marks, lines, chips, picture, and the hairline below."""
        rect = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        theme = self._theme
        if selected:
            painter.fillRect(rect, theme.selection)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.hover)
        row = index.data(ROW_ROLE)
        if isinstance(row, ArticleRow):
            painter.save()
            painter.translate(rect.topLeft())
            self._paint_row(painter, self._layout(row, int(rect.width()), index), selected)
            painter.restore()
        else:
            paint_outline(painter, rect, theme)
        if state & QStyle.StateFlag.State_HasFocus and selected:
            painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), theme.accent)
        if not selected:
            rule = QRectF(
                rect.left() + GUTTER, rect.bottom() - 1, rect.width() - GUTTER - _MARGIN, 1
            )
            painter.fillRect(rule, theme.hairline)

    # --- painting ---

    def _paint_row(self, painter: QPainter, layout: _Layout, selected: bool) -> None:
        theme = self._theme
        row = layout.row
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not row.read:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawEllipse(QPointF(GUTTER / 2 + 1, _TOP + _TITLE_LINE / 2), 3.5, 3.5)
        if row.bookmarked:
            ratio = painter.device().devicePixelRatioF()
            star = pixmap("bookmark-filled", theme.bookmark, 14, ratio)
            painter.drawPixmap(QPointF(GUTTER / 2 - 6, _TOP + _TITLE_LINE + 3), star)
        if row.annotated:
            ratio = painter.device().devicePixelRatioF()
            sign = pixmap("note", theme.secondary, 14, ratio)
            below = _TITLE_LINE if row.bookmarked else 0.0  # the star's place, or the one below it
            painter.drawPixmap(QPointF(GUTTER / 2 - 6, _TOP + _TITLE_LINE + 3 + below), sign)
        for line in layout.lines:
            painter.setFont(self._fonts[line.kind])
            painter.setPen(self._colour(line.kind, row))
            # The line's own direction: the ellipsis of a text from the right stands at its left.
            painter.setLayoutDirection(_DIRECTIONS[line.rtl])
            painter.drawText(QPointF(line.x, line.baseline), line.text)
        painter.setLayoutDirection(_DIRECTIONS[False])
        for chip in layout.chips:
            self._paint_chip(painter, chip, selected)
        if layout.picture is not None and row.lead_image is not None:
            picture = self._thumbnail(row.lead_image)
            if picture is not None:
                painter.drawPixmap(layout.picture.topLeft(), picture)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.hairline if selected else theme.selection)
                painter.drawRoundedRect(layout.picture, RADIUS, RADIUS)

    def _colour(self, kind: str, row: ArticleRow) -> QColor:
        return self._theme.text if kind in ("title", "unread") else self._theme.secondary

    def _paint_chip(self, painter: QPainter, chip: _Chip, selected: bool) -> None:
        theme = self._theme
        painter.setBrush(theme.surface if selected else theme.window)
        painter.setPen(theme.hairline)
        painter.drawRoundedRect(chip.rect, 4, 4)
        painter.setFont(self._fonts["chip"])
        painter.setPen(theme.accent if chip.loud else theme.secondary)
        painter.drawText(QPointF(chip.rect.left() + 6, chip.baseline), chip.text)

    def on_edits(self, rect: QRect, index: QModelIndex, point: QPoint) -> bool:
        """Tell whether `point` is on the chip "Edited" of the row painted in `rect`."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, ArticleRow) or not row.edits:
            return False
        layout = self._layout(row, rect.width(), index)
        place = QPointF(point - rect.topLeft())
        return any(chip.edits and chip.rect.contains(place) for chip in layout.chips)

    # --- layout ---

    def _layout(
        self, row: ArticleRow, width: int, index: QModelIndex | QPersistentModelIndex
    ) -> _Layout:
        key = (row.id, width)
        known = self._cache.get(key)
        if known is not None and known.row is row:
            self._cache.move_to_end(key)
            return known
        model = index.model()
        date = model.date_text(row) if isinstance(model, ArticleModel) else ""
        edited = model.edited_text(row) if isinstance(model, ArticleModel) else ""
        made = self._lay_out(row, width, date, edited if self._dates_edits else "")
        self._cache[key] = made
        while len(self._cache) > _KEPT:
            self._cache.popitem(last=False)
        return made

    def _lay_out(self, row: ArticleRow, width: int, date: str, edited: str = "") -> _Layout:
        right = width - _MARGIN
        picture = None
        if row.lead_image is not None:
            picture = QRectF(right - SIDE, 12, SIDE, SIDE)
            right = picture.left() - _MARGIN
        space = max(right - GUTTER, 40.0)
        rtl = is_rtl(row.title)
        kind = "title" if row.read else "unread"
        lines: list[_Line] = []
        top = _TOP
        for text in self._break(row.title, kind, space, 2):
            lines.append(self._line(text, kind, top, _TITLE_LINE, space, rtl=rtl))
            top += _TITLE_LINE
        meta = _SEPARATOR.join(part for part in (row.outlet, date) if part)
        meta = self._shorten_meta(meta, row.outlet, date, space)
        lines.append(self._line(meta, "meta", top, _META_LINE, space, rtl=rtl))
        top += _META_LINE + 1
        chips: tuple[_Chip, ...] = ()
        labels = self._chip_labels(row, edited)
        bottom = _BOTTOM
        if labels:
            bottom -= _CHIP_HEIGHT + 2
            chips = self._chips(labels, bottom + 1, space, rtl=rtl, edits=row.edits > 0)
        left = int((bottom - top + 1) // _SUMMARY_LINE)
        if left > 0 and row.summary:
            summary_rtl = is_rtl(row.summary)
            for text in self._break(row.summary, "summary", space, left):
                lines.append(
                    self._line(text, "summary", top, _SUMMARY_LINE, space, rtl=summary_rtl)
                )
                top += _SUMMARY_LINE
        return _Layout(row, tuple(lines), chips, picture)

    def _line(
        self, text: str, kind: str, top: float, height: float, space: float, *, rtl: bool
    ) -> _Line:
        metrics = self._metrics[kind]
        baseline = top + (height + metrics.ascent() - metrics.descent()) / 2
        x = float(GUTTER)
        if rtl:
            x += max(space - metrics.horizontalAdvance(text), 0.0)
        return _Line(x, round(baseline), kind, text, rtl)

    def _shorten_meta(self, meta: str, outlet: str, date: str, space: float) -> str:
        """Cut the outlet, not the date, where both do not fit."""
        metrics = self._metrics["meta"]
        if metrics.horizontalAdvance(meta) <= space:
            return meta
        tail = _SEPARATOR + date if date else ""
        room = space - metrics.horizontalAdvance(tail)
        return metrics.elidedText(outlet, Qt.TextElideMode.ElideRight, max(room, 20.0)) + tail

    def _break(self, text: str, kind: str, space: float, most: int) -> list[str]:
        """Break `text` into at most `most` lines, the last one elided."""
        metrics = self._metrics[kind]
        text = text[:400]
        if metrics.horizontalAdvance(text) <= space:
            return [text]
        if most == 1:
            return [metrics.elidedText(text, Qt.TextElideMode.ElideRight, space)]
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout = QTextLayout(text, self._fonts[kind])
        layout.setTextOption(option)
        layout.beginLayout()
        starts: list[int] = []
        while len(starts) < most:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(space)
            starts.append(line.textStart())
        layout.endLayout()
        units = text.encode("utf-16-le")  # Qt counts UTF-16 units, Python code points
        lines = [
            units[2 * first : 2 * after].decode("utf-16-le", "replace").strip()
            for first, after in zip(starts, [*starts[1:], len(units) // 2], strict=True)
        ]
        lines[-1] = metrics.elidedText(lines[-1], Qt.TextElideMode.ElideRight, space)
        return lines

    def _chip_labels(self, row: ArticleRow, edited: str) -> list[tuple[str, bool]]:
        labels: list[tuple[str, bool]] = []
        if row.edits:
            text = self.tr("Edited ×{0}").format(row.edits)
            labels.append((f"{text}{_SEPARATOR}{edited}" if edited else text, True))
        if row.gone:
            labels.append((self.tr("gone"), True))
        labels += [(tag, False) for tag in row.tags]
        return labels

    def _chips(
        self, labels: list[tuple[str, bool]], top: float, space: float, *, rtl: bool, edits: bool
    ) -> tuple[_Chip, ...]:
        metrics = self._metrics["chip"]
        baseline = round(top + (_CHIP_HEIGHT + metrics.ascent() - metrics.descent()) / 2)
        chips: list[_Chip] = []
        x = 0.0
        for text, loud in labels:
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, 180 if loud else 140)
            breadth = metrics.horizontalAdvance(shown) + 12
            if x + breadth > space:
                break
            left = GUTTER + (space - x - breadth if rtl else x)
            rect = QRectF(left + 0.5, top + 0.5, breadth - 1, _CHIP_HEIGHT - 1)
            chips.append(_Chip(rect, baseline, shown, loud, edits and not chips))
            x += breadth + 4
        return tuple(chips)


def paint_outline(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Paint the outline of a row whose content is still being read."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.selection)
    left = rect.left() + GUTTER
    width = rect.width() - GUTTER - _MARGIN
    bars = ((0.86, 14.0, 11.0), (0.42, 38.0, 8.0), (0.94, 56.0, 8.0), (0.7, 72.0, 8.0))
    for share, top, height in bars:
        painter.drawRoundedRect(QRectF(left, rect.top() + top, width * share, height), 3, 3)
    painter.restore()
