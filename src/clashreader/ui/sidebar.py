"""The left pane: the tree of views."""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from clashreader.model import Overview
from clashreader.ui.sidebar_model import ENTRY_ROLE, Entry, SidebarModel
from clashreader.ui.theme import Theme, ThinScrollBar, interface_font, pixmap
from clashreader.ui.views import View

ROW_HEIGHT = 28
HEAD_HEIGHT = 36
_ICON_EDGE = 20.0
_NAME_EDGE = 44.0
_STEP = 12.0
_END = 12.0
_FEW_TAGS = 20
"""Up to so many tags are open at the first start; more would hide the sources below them."""

_Index = QModelIndex | QPersistentModelIndex


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

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Heads have air above them."""
        entry = index.data(ENTRY_ROLE)
        head = isinstance(entry, Entry) and entry.view is None
        return QSize(120, HEAD_HEIGHT if head else ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
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
        words = self._at(_ICON_EDGE, rect.top() + 8, rect.width() - 40, rect.height() - 8)
        align = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight if self._mirror else Qt.AlignmentFlag.AlignLeft
        )
        painter.drawText(words, int(align | Qt.AlignmentFlag.AlignAbsolute), entry.name)
        self._paint_chevron(painter, 8.0, words.center().y(), expanded=expanded)

    def _paint_entry(
        self, painter: QPainter, rect: QRectF, entry: Entry, *, expanded: bool
    ) -> None:
        theme = self._theme
        name_left = _NAME_EDGE + max(entry.depth - 1, 0) * _STEP
        if entry.children:
            left = 8.0 if entry.depth == 0 else name_left - _STEP
            self._paint_chevron(painter, left, rect.center().y(), expanded=expanded)
        if entry.icon:
            ratio = painter.device().devicePixelRatioF()
            place = self._at(_ICON_EDGE, rect.center().y() - 8, 16, 16)
            painter.drawPixmap(place.topLeft(), pixmap(entry.icon, theme.secondary, 16, ratio))
        right = self._paint_count(painter, rect, entry)
        if entry.failed:
            ratio = painter.device().devicePixelRatioF()
            place = self._at(right - 16, rect.center().y() - 7, 14, 14)
            painter.drawPixmap(place.topLeft(), pixmap("error", theme.accent, 14, ratio))
            right -= 20
        painter.setFont(self._name_font)
        painter.setPen(theme.text)
        space = right - name_left - 8
        text = self._name_metrics.elidedText(entry.name, Qt.TextElideMode.ElideMiddle, space)
        side = Qt.AlignmentFlag.AlignRight if self._mirror else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(
            self._at(name_left, rect.top(), space + 4, rect.height()),
            int(flags) | int(Qt.TextFlag.TextSingleLine),
            text,
        )

    def _paint_count(self, painter: QPainter, rect: QRectF, entry: Entry) -> float:
        """Paint ``14/312`` at the end of the row; returns where it begins."""
        right = rect.width() - _END
        if not entry.total:
            return right
        locale = self._view.locale()
        whole = locale.toString(entry.total)
        unread = locale.toString(entry.unread) if entry.unread else ""
        if entry.unread == entry.total:
            whole = ""
        elif unread:
            whole = "/" + whole
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
        return right - 4

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


class Sidebar(QTreeView):
    """The tree of views. Choosing one emits `view_chosen`; refreshes keep what is open."""

    view_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Library"))
        self.setMinimumWidth(180)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setAnimated(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ThinScrollBar())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self._delegate = SidebarDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self._model = SidebarModel(self)
        self.setModel(self._model)
        self._expanded: set[str] = {"head\tsections", "head\tsources"}
        self._fresh = True
        self._restoring = False
        self._wanted = View()
        self.expanded.connect(self._remember_expanded)
        self.collapsed.connect(self._remember_collapsed)
        self.selectionModel().currentChanged.connect(self._current_changed)
        self.clicked.connect(self._clicked)

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self._delegate.set_theme(theme)
        self.viewport().update()

    def show_overview(self, overview: Overview) -> None:
        """Refresh the counts; selection, expansion and scroll position stay."""
        scrolled = self.verticalScrollBar().value()
        if self._fresh and len(overview.tags) <= _FEW_TAGS:
            self._expanded.add("head\ttags")
        self._fresh = False
        if self._model.update(overview):
            self._restore()
            self.verticalScrollBar().setValue(scrolled)

    def select_view(self, view: View) -> None:
        """Mark `view` as the one shown, without announcing it; opens the rows above it."""
        self._wanted = view
        self._restoring = True
        index = self._find(view)
        if index.isValid():
            above = index.parent()
            while above.isValid():
                self.setExpanded(above, True)
                entry = self._model.entry(above)
                if entry is not None:
                    self._expanded.add(entry.key)
                above = above.parent()
            self.setCurrentIndex(index)
        else:
            self.selectionModel().clear()
        self._restoring = False

    @property
    def expanded_keys(self) -> list[str]:
        """The keys of the open entries, for the next start."""
        return sorted(self._expanded)

    def set_expanded_keys(self, keys: list[str]) -> None:
        """Open just these entries."""
        self._fresh = False
        self._expanded = set(keys)
        self._restore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Getting the focus chooses nothing (Qt would make the first row the current one)."""
        self._restoring = True
        super().focusInEvent(event)
        current = self.currentIndex()
        if current.isValid() and not self.selectionModel().isSelected(current):
            self.selectionModel().clearCurrentIndex()
        self._restoring = False

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the window."""

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        """Nothing: the delegate paints the chevrons."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open and close by the chevron, or anywhere on a head."""
        index = self.indexAt(event.position().toPoint())
        entry = self._model.entry(index)
        if (
            entry is not None
            and entry.children
            and event.button() == Qt.MouseButton.LeftButton
            and (entry.view is None or self._on_chevron(entry, event.position().x()))
        ):
            self.setExpanded(index, not self.isExpanded(index))
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open and close by a double click, too."""
        index = self.indexAt(event.position().toPoint())
        entry = self._model.entry(index)
        if entry is None or not entry.children:
            return
        if entry.view is not None and not self._on_chevron(entry, event.position().x()):
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.mousePressEvent(event)

    def _on_chevron(self, entry: Entry, x: float) -> bool:
        if self.isRightToLeft():
            x = self.viewport().width() - x
        edge = _ICON_EDGE if entry.depth == 0 else _NAME_EDGE + (entry.depth - 1) * _STEP
        return x < edge

    def _restore(self) -> None:
        self._restoring = True
        for key in self._expanded:
            index = self._model.find(key)
            if index.isValid():
                self.setExpanded(index, True)
        index = self._find(self._wanted)
        if index.isValid():
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect
            )
        self._restoring = False

    def _remember_expanded(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is not None:
            self._expanded.add(entry.key)

    def _remember_collapsed(self, index: QModelIndex) -> None:
        entry = self._model.entry(index)
        if entry is not None:
            self._expanded.discard(entry.key)

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        entry = self._model.entry(current)
        if self._restoring or entry is None or entry.view is None:
            return
        self._choose(entry.view)

    def _clicked(self, index: QModelIndex) -> None:
        """Let a click on the row that stands for a narrower view choose the row's own view."""
        entry = self._model.entry(index)
        if entry is not None and entry.view is not None and entry.view != self._wanted:
            self._choose(entry.view)

    def _choose(self, view: View) -> None:
        self._wanted = view
        self.view_chosen.emit(view)

    def _find(self, view: View) -> QModelIndex:
        """The row of `view`, or of the nearest view around it: its year, or without a month."""
        for month in dict.fromkeys((view.month, view.month.partition("-")[0], "")):
            index = self._model.find(View(view.kind, view.value, month).key)
            if index.isValid():
                return index
        return QModelIndex()
