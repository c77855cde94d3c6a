"""Paints a row of the article list, all of it, by the measures of look.md."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

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
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from clashreader.model import ArticleRow
from clashreader.ui.article_model import HEAD_ROLE, ROW_ROLE, ArticleModel
from clashreader.ui.excerpts import title_marks
from clashreader.ui.folds import ALONE, Fold
from clashreader.ui.row_layout import (
    GUTTER,
    INDENT,
    MARGIN,
    Chip,
    FoldSign,
    Line,
    RowLayout,
    RowLayouter,
    Shape,
)
from clashreader.ui.tag_colours import NO_COLOURS, tag_colour
from clashreader.ui.theme import Theme, interface_font, pixmap
from clashreader.ui.thumbnails import RADIUS

if TYPE_CHECKING:
    from clashreader.library.snippets import Excerpt
    from clashreader.model import Term

HEAD_HEIGHT = 24
"""Of the head above the first row of a day."""

_KEPT = 2_000
_DIRECTIONS = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)


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
        self._cache: OrderedDict[tuple[int, int], RowLayout] = OrderedDict()
        self._layouter = RowLayouter()
        self.shape = Shape()
        self.tag_colours = NO_COLOURS
        """The colours of tags, by name."""
        self.excerpt: Callable[[int], Excerpt | None] = lambda _: None
        """What a search has found in an article, shown in place of its summary."""
        self.title_terms: Callable[[], tuple[Term, ...]] = tuple
        """What a search looks for in titles: it is underlined there, since titles may be bold."""

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme

    def set_shape(self, shape: Shape) -> None:
        """Lay rows out otherwise from now on."""
        if shape != self.shape:
            self.shape = shape
            self._cache.clear()

    def date_edits(self, wanted: bool) -> None:
        """Say, or say no more, when an article was edited last: where the list goes by that."""
        self.set_shape(replace(self.shape, dates_edits=wanted))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Fixed height, with room for a head above the first row of a day."""
        head = HEAD_HEIGHT if index.data(HEAD_ROLE) else 0
        return QSize(option.rect.width(), self.shape.height + head)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint all of it: ground, marks, lines, chips, picture, and the hairline below."""
        whole, theme = QRectF(option.rect), self._theme
        head = index.data(HEAD_ROLE)
        rect = whole.adjusted(0, HEAD_HEIGHT, 0, 0) if head else whole
        if head:
            paint_head(painter, QRectF(whole.topLeft(), rect.topRight()), head, theme)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, theme.selection)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.hover)
        row = index.data(ROW_ROLE)
        mirrored = self.shape.mirrored
        if isinstance(row, ArticleRow):
            painter.save()
            layout = self._layout(row, int(rect.width()), index)
            if layout.fold.member or layout.fold.unfolded:
                self._paint_thread(painter, rect, layout, index)
            back = INDENT if layout.fold.member and not mirrored else 0
            painter.translate(rect.topLeft() + QPointF(back, 0))
            self._paint_row(painter, layout, selected)
            painter.restore()
        else:
            paint_outline(painter, rect, theme, compact=self.shape.compact)
        if state & QStyle.StateFlag.State_HasFocus and selected:
            x = rect.right() - 2 if mirrored else rect.left()
            painter.fillRect(QRectF(x, rect.top(), 2, rect.height()), theme.accent)
        if not selected:
            back = INDENT if _fold_of(index).member else 0
            x = rect.left() + (MARGIN if mirrored else GUTTER + back)
            rule = QRectF(x, rect.bottom() - 1, rect.width() - GUTTER - MARGIN - back, 1)
            painter.fillRect(rule, theme.hairline)

    # --- painting ---

    def _paint_row(self, painter: QPainter, layout: RowLayout, selected: bool) -> None:
        theme = self._theme
        row = layout.row
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not row.read:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawEllipse(layout.dot, 3.5, 3.5)
        signs = [("bookmark-filled", theme.bookmark)] if row.bookmarked else []
        signs += [("note", theme.secondary)] if row.annotated else []
        if self.shape.compact:
            signs = signs[:1]  # there is room for one
        ratio = painter.device().devicePixelRatioF() if signs else 1.0
        for (name, colour), place in zip(signs, layout.signs, strict=False):
            painter.drawPixmap(place, pixmap(name, colour, 14, ratio))
        for line in layout.lines:
            painter.setFont(self._layouter.fonts[line.kind])
            painter.setPen(self._colour(line.kind))
            # The line's own direction: the ellipsis of a text from the right stands at its left.
            painter.setLayoutDirection(_DIRECTIONS[line.rtl])
            painter.drawText(QPointF(line.x, line.baseline), line.text)
            if line.kind in ("title", "unread"):
                self._paint_hits(painter, line)
        painter.setLayoutDirection(_DIRECTIONS[False])
        if layout.found is not None:
            layout.found.draw(painter, layout.found_at, theme)
        if layout.fold_sign is not None:
            self._paint_fold(painter, layout.fold_sign, unfolded=layout.fold.unfolded)
        for chip in layout.chips:
            self._paint_chip(painter, chip, selected)
        if layout.picture is not None and row.lead_image is not None:
            self._paint_picture(painter, layout.picture, row.lead_image, selected)

    def _paint_hits(self, painter: QPainter, line: Line) -> None:
        terms = self.title_terms()
        font = self._layouter.fonts[line.kind]
        for left, right in title_marks(line.text, terms, font, rtl=line.rtl) if terms else ():
            below = QRectF(line.x + left, line.baseline + 2, right - left, 2)
            painter.fillRect(below, self._theme.accent)

    def _paint_thread(
        self, painter: QPainter, rect: QRectF, layout: RowLayout,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:  # fmt: skip
        """Tie the rows of a group together by a line along their dots."""
        middle = rect.top() + layout.dot.y()
        below = index.sibling(index.row() + 1, 0)
        last = not (below.isValid() and _fold_of(below).member)
        bottom = middle if last else rect.bottom()
        top = rect.top() if layout.fold.member else rect.bottom() - 12
        x = rect.right() - GUTTER / 2 - 1 if self.shape.mirrored else rect.left() + GUTTER / 2
        painter.fillRect(QRectF(x, top, 1, bottom - top), self._theme.hairline)
        if layout.fold.member:
            side = QRectF(x - 8 if self.shape.mirrored else x, middle, 9, 1)
            painter.fillRect(side, self._theme.hairline)

    def _paint_fold(self, painter: QPainter, sign: FoldSign, *, unfolded: bool) -> None:
        painter.setFont(self._layouter.fonts["meta"])
        pen = QPen(self._theme.secondary, 1.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawText(QPointF(sign.x, sign.baseline), sign.text)
        tip = -1.6 if sign.rtl else 1.6
        arrow = [QPointF(-tip, -3.2), QPointF(tip, 0), QPointF(-tip, 3.2)]
        if unfolded:
            arrow = [QPointF(-3.2, -1.6), QPointF(0, 1.6), QPointF(3.2, -1.6)]
        painter.drawPolyline(QPolygonF([sign.sign + point for point in arrow]))

    def _paint_picture(
        self, painter: QPainter, rect: QRectF, content_hash: str, selected: bool
    ) -> None:
        picture = self._thumbnail(content_hash)
        if picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.hairline if selected else self._theme.selection)
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        elif self.shape.compact:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(rect, picture, QRectF(picture.rect()))
        else:
            painter.drawPixmap(rect.topLeft(), picture)

    def _colour(self, kind: str) -> QColor:
        return self._theme.text if kind in ("title", "unread") else self._theme.secondary

    def _paint_chip(self, painter: QPainter, chip: Chip, selected: bool) -> None:
        theme = self._theme
        painter.setBrush(theme.surface if selected else theme.window)
        painter.setPen(theme.hairline)
        painter.drawRoundedRect(chip.rect, 4, 4)
        painter.setFont(self._layouter.fonts["chip"])
        ink = tag_colour(theme, self.tag_colours.get(chip.tag)) or theme.secondary
        painter.setPen(theme.accent if chip.loud else ink)
        painter.drawText(QPointF(chip.rect.left() + 6, chip.baseline), chip.text)

    def on_edits(self, rect: QRect, index: QModelIndex, point: QPoint) -> bool:
        """Tell whether `point` is on the chip "Edited" of the row painted in `rect`."""
        found = self._at(rect, index, point)
        return found is not None and any(
            chip.edits and chip.rect.contains(found[1]) for chip in found[0].chips
        )

    def on_fold(self, rect: QRect, index: QModelIndex, point: QPoint) -> bool:
        """Tell whether `point` is on the words that unfold the row painted in `rect`."""
        found = self._at(rect, index, point)
        if found is None or found[0].fold_sign is None:
            return False
        return found[0].fold_sign.rect.contains(found[1])

    def _at(
        self, rect: QRect, index: QModelIndex, point: QPoint
    ) -> tuple[RowLayout, QPointF] | None:
        """Return the layout of the row painted in `rect`, and where in it a point is."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, ArticleRow):
            return None
        layout = self._layout(row, rect.width(), index)
        top = rect.topLeft() + QPoint(0, HEAD_HEIGHT if index.data(HEAD_ROLE) else 0)
        if layout.fold.member and not self.shape.mirrored:
            top += QPoint(INDENT, 0)
        return layout, QPointF(point - top)

    def _layout(
        self, row: ArticleRow, width: int, index: QModelIndex | QPersistentModelIndex
    ) -> RowLayout:
        key = (row.id, width)
        known = self._cache.get(key)
        excerpt = self.excerpt(row.id)
        shown = known.found.excerpt if known is not None and known.found is not None else None
        fold = _fold_of(index)
        same = known is not None and known.row is row and known.fold == fold
        if known is not None and same and (shown is excerpt or self.shape.compact):
            self._cache.move_to_end(key)
            return known
        model = index.model()
        date = model.date_in_list(row, index.row()) if isinstance(model, ArticleModel) else ""
        edited = model.edited_text(row) if isinstance(model, ArticleModel) else ""
        shape = self.shape
        words = edited if shape.dates_edits else ""
        room = width - INDENT if fold.member else width
        made = self._layouter.lay_out(row, room, shape, date, words, excerpt, fold)
        self._cache[key] = made
        while len(self._cache) > _KEPT:
            self._cache.popitem(last=False)
        return made


def _fold_of(index: QModelIndex | QPersistentModelIndex) -> Fold:
    model = index.model()
    if not isinstance(model, ArticleModel):
        return ALONE
    article = model.id_at(index.row())
    return ALONE if article is None else model.folds.of(article)


def paint_head(painter: QPainter, rect: QRectF, text: str, theme: Theme) -> None:
    """Paint the head of a day: quiet letters on the list's ground."""
    painter.save()
    painter.fillRect(rect, theme.window)
    painter.setFont(interface_font(11, QFont.Weight.DemiBold))
    painter.setPen(theme.secondary)
    words = rect.adjusted(GUTTER, 0, -MARGIN, 0)
    if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        words = rect.adjusted(MARGIN, 0, -GUTTER, 0)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
    painter.drawText(words, int(flags), text)
    painter.restore()


def paint_outline(painter: QPainter, rect: QRectF, theme: Theme, *, compact: bool = False) -> None:
    """Paint the outline of a row whose content is still being read."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.selection)
    left = rect.left() + GUTTER
    width = rect.width() - GUTTER - MARGIN
    bars = ((0.86, 14.0, 11.0), (0.42, 38.0, 8.0), (0.94, 56.0, 8.0), (0.7, 72.0, 8.0))
    for share, top, height in ((0.86, 12.0, 11.0), (0.42, 32.0, 8.0)) if compact else bars:
        painter.drawRoundedRect(QRectF(left, rect.top() + top, width * share, height), 3, 3)
    painter.restore()
