"""Paints a row of the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from clashreader.ui.sidebar_model import ENTRY_ROLE, Entry
from clashreader.ui.tag_colours import tag_colour
from clashreader.ui.theme import Theme, interface_font, pixmap

ROW_HEIGHT = 28
HEAD_HEIGHT = 36
ICON_EDGE = 20.0
NAME_EDGE = 44.0
STEP = 12.0
_END = 12.0

Index = QModelIndex | QPersistentModelIndex


class SidebarDelegate(QStyledItemDelegate):
    """Paints a row of the sidebar across its whole width."""

    def __init__(self, theme: Theme, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._theme = theme
        self._name_font = interface_font()
        self._count_font = interface_font(12)
        self._count_font.setFeature(QFont.Tag("tnum"), 1)
        self._head_font = interface_font(11, QFont.Weight.Medium)
        self._head_font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
        self._head_font.setCapitalization(QFont.Capitalization.AllUppercase)
        self._name_metrics = QFontMetricsF(self._name_font)
        self._count_metrics = QFontMetricsF(self._count_font)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Heads have air above them."""
        entry = index.data(ENTRY_ROLE)
        head = isinstance(entry, Entry) and entry.view is None
        return QSize(120, HEAD_HEIGHT if head else ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint ground, chevron, icon, name, mark and count."""
        entry = index.data(ENTRY_ROLE)
        if not isinstance(entry, Entry):
            return
        inner: QRect = option.rect
        width = self._view.viewport().width()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(0, inner.top(), width, inner.height())
        self._paint_ground(painter, rect, option)
        if entry.key == self.drop[0]:
            self._paint_drop(painter, rect)
        if self._view.isRightToLeft():
            self._mirror = float(width)
        else:
            self._mirror = 0.0
        expanded = self._view.isExpanded(index)
        if entry.view is None:
            self._paint_head(painter, rect, entry, expanded=expanded)
        else:
            self._paint_entry(painter, rect, entry, expanded=expanded)
        painter.restore()

    _mirror = 0.0

    drop: tuple[str | None, int] = (None, 0)
    """The key of the row that a drop would go to, and whether to a line above or below it."""

    def _paint_drop(self, painter: QPainter, rect: QRectF) -> None:
        line, accent = self.drop[1], self._theme.accent
        if line:
            y = rect.top() if line < 0 else rect.bottom() - 2
            painter.fillRect(QRectF(12, y, rect.width() - 24, 2), accent)
            return
        painter.setPen(QPen(accent, 1.5))
        painter.setBrush(self._theme.selection)
        painter.drawRoundedRect(rect.adjusted(5, 1, -5, -1), 5, 5)

    def _at(self, left: float, top: float, width: float, height: float) -> QRectF:
        """A rectangle, mirrored where the interface runs right to left."""
        if self._mirror:
            left = self._mirror - left - width
        return QRectF(left, top, width, height)

    def _paint_ground(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem) -> None:
        state = option.state
        theme = self._theme
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.selection)
            if state & QStyle.StateFlag.State_HasFocus:
                painter.fillRect(QRectF(0, rect.top(), 2, rect.height()), theme.accent)
        elif state & QStyle.StateFlag.State_MouseOver:
            ground = theme.selection.toRgb()
            ground.setAlphaF(0.5)
            painter.fillRect(rect, ground)

    def _paint_head(self, painter: QPainter, rect: QRectF, entry: Entry, *, expanded: bool) -> None:
        painter.setFont(self._head_font)
        painter.setPen(self._theme.secondary)
        words = self._at(ICON_EDGE, rect.top() + 8, rect.width() - 40, rect.height() - 8)
        align = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight if self._mirror else Qt.AlignmentFlag.AlignLeft
        )
        painter.drawText(words, int(align | Qt.AlignmentFlag.AlignAbsolute), entry.name)
        self._paint_chevron(painter, 8.0, words.center().y(), expanded=expanded)

    def _paint_entry(
        self, painter: QPainter, rect: QRectF, entry: Entry, *, expanded: bool
    ) -> None:
        theme = self._theme
        name_left = NAME_EDGE + max(entry.depth - 1, 0) * STEP
        if entry.children:
            left = 8.0 if entry.depth == 0 else name_left - STEP
            self._paint_chevron(painter, left, rect.center().y(), expanded=expanded)
        if entry.icon:
            ratio = painter.device().devicePixelRatioF()
            place = self._at(ICON_EDGE, rect.center().y() - 8, 16, 16)
            ink = tag_colour(theme, entry.colour) or theme.secondary
            painter.drawPixmap(place.topLeft(), pixmap(entry.icon, ink, 16, ratio))
        self._paint_count(painter, rect, entry)
        if entry.failed:
            right = rect.width() - _END - self._count_width(entry)
            ratio = painter.device().devicePixelRatioF()
            place = self._at(right - 16, rect.center().y() - 7, 14, 14)
            painter.drawPixmap(place.topLeft(), pixmap("error", theme.accent, 14, ratio))
        painter.setFont(self._name_font)
        painter.setPen(theme.text)
        space = self._name_space(entry, rect.width())
        text = self._name_metrics.elidedText(entry.name, Qt.TextElideMode.ElideMiddle, space)
        side = Qt.AlignmentFlag.AlignRight if self._mirror else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(
            self._at(name_left, rect.top(), space + 4, rect.height()),
            int(flags) | int(Qt.TextFlag.TextSingleLine),
            text,
        )

    def is_cut(self, entry: Entry) -> bool:
        """Whether there is no room for the whole name."""
        space = self._name_space(entry, self._view.viewport().width())
        return entry.view is not None and self._name_metrics.horizontalAdvance(entry.name) > space

    def mark_edge(self, entry: Entry, width: float) -> float:
        """Return where the mark of a failed fetch begins; from there on a click is meant for it."""
        return width - _END - self._count_width(entry) - 20

    def _name_space(self, entry: Entry, width: float) -> float:
        taken = self._count_width(entry) + (20 if entry.failed else 0)
        return width - _END - taken - NAME_EDGE - max(entry.depth - 1, 0) * STEP - 8

    def _count_width(self, entry: Entry) -> float:
        texts = self._count_texts(entry)
        widths = [self._count_metrics.horizontalAdvance(text) for text in texts if text]
        return sum(widths) + 4 if widths else 0.0

    def _count_texts(self, entry: Entry) -> tuple[str, str]:
        """The total and the unread number, as they are painted from the end of the row."""
        if not entry.total:
            return "", ""
        locale = self._view.locale()
        whole = locale.toString(entry.total)
        unread = locale.toString(entry.unread) if entry.unread else ""
        if entry.unread == entry.total:
            whole = ""
        elif unread:
            whole = "/" + whole
        return whole, unread

    def _paint_count(self, painter: QPainter, rect: QRectF, entry: Entry) -> None:
        """Paint ``14/312`` at the end of the row."""
        right = rect.width() - _END
        whole, unread = self._count_texts(entry)
        painter.setFont(self._count_font)
        align = int(Qt.AlignmentFlag.AlignCenter)
        for text, colour in ((whole, self._theme.secondary), (unread, self._theme.accent)):
            if text:
                breadth = self._count_metrics.horizontalAdvance(text)
                right -= breadth
                painter.setPen(colour)
                painter.drawText(
                    self._at(right - 2, rect.top(), breadth + 4, rect.height()), align, text
                )

    def _paint_chevron(
        self, painter: QPainter, left: float, middle: float, *, expanded: bool
    ) -> None:
        if expanded:
            points = [QPointF(left, middle - 2), QPointF(left + 4, middle + 2),
                      QPointF(left + 8, middle - 2)]  # fmt: skip
        else:
            points = [QPointF(left + 2, middle - 4), QPointF(left + 6, middle),
                      QPointF(left + 2, middle + 4)]  # fmt: skip
        if self._mirror:
            points = [QPointF(self._mirror - p.x(), p.y()) for p in points]
        pen = QPen(self._theme.secondary, 1.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
