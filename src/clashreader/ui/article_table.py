"""The table of the list: rows of one height, room for the heads of days, and keeping its place."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Container, Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from clashreader.ui.article_delegate import HEAD_HEIGHT, paint_head, paint_outline
from clashreader.ui.article_model import ArticleModel, Index
from clashreader.ui.folds import Folds
from clashreader.ui.row_layout import COMPACT_HEIGHT, ROW_HEIGHT, Shape
from clashreader.ui.theme import Theme, ThinScrollBar


class ArticleTable(QTableView):
    """Where rows are and how they are painted; what is done with them is told by `ArticleView`."""

    def __init__(self, model: ArticleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._loading = False
        self._shape = Shape()
        self._roomy: list[int] = []
        """Rows of the list before that had room for the head of a day."""
        self._set_up_frame()
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._remember_room)
        model.rowsRemoved.connect(self._make_room_below)
        model.modelReset.connect(self._make_room_anew)

    def _set_up_frame(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(ThinScrollBar())
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        heights = self.verticalHeader()
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heights.setMinimumSectionSize(COMPACT_HEIGHT)
        heights.setDefaultSectionSize(ROW_HEIGHT)
        heights.hide()
        widths = self.horizontalHeader()
        widths.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        widths.hide()
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT // 3)

    def set_theme(self, theme: Theme) -> None:
        """Colours of the rows in outline."""
        self._theme = theme
        self.viewport().update()

    def set_shape(self, shape: Shape) -> None:
        """Show rows of another height; the list is to be shown anew."""
        self._shape = shape
        self.verticalHeader().setDefaultSectionSize(shape.height)
        self.verticalScrollBar().setSingleStep(shape.height // 3)

    def _remember_room(self) -> None:
        model = self.model()
        self._roomy = list(model.heads) if isinstance(model, ArticleModel) else []

    def _make_room_anew(self) -> None:
        """Another list: its heads, and none where the one before had them.

        Qt keeps the heights where as many rows come as have gone.
        """
        model = self.model()
        heads = model.heads if isinstance(model, ArticleModel) else {}
        count = model.rowCount()
        self._resize([row for row in self._roomy if row < count and row not in heads], 0)
        self._roomy = []
        self._resize(list(heads), HEAD_HEIGHT)

    def _make_room_below(self, _: Index, row: int) -> None:
        """A row has gone: if it had the head of its day, the one below has it now."""
        model = self.model()
        if isinstance(model, ArticleModel) and row in model.heads:
            self._resize([row], HEAD_HEIGHT)

    def _resize(self, rows: Sequence[int], more: int) -> None:
        if not rows:
            return
        header, height = self.verticalHeader(), self._shape.height + more
        # One by one they would each be announced and painted.
        header.setUpdatesEnabled(False)
        blocked = header.blockSignals(True)
        for row in rows:
            header.resizeSection(row, height)
        header.blockSignals(blocked)
        header.setUpdatesEnabled(True)
        self.updateGeometries()
        self.viewport().update()

    def extend(
        self,
        ids: array[int],
        heads: Mapping[int, int],
        whole: array[int] | None = None,
        folds: Folds | None = None,
    ) -> None:
        """Add rows at the end, and room for the heads among them; see `ArticleModel.extend`."""
        model = self.model()
        if isinstance(model, ArticleModel):
            model.extend(ids, heads, whole, folds)
            self._resize(list(heads), HEAD_HEIGHT)

    # --- keeping the place ---

    def place(self, gone: Container[int] = ()) -> tuple[int, int] | None:
        """Return the article at the top of what is seen that is not `gone`, and how far down it
        begins; None at the very top, or where there is none.
        """
        model, bar = self.model(), self.verticalScrollBar()
        row = self.rowAt(0)
        if not isinstance(model, ArticleModel) or row < 0 or not bar.value():
            return None
        while (article := model.id_at(row)) is not None:
            if article not in gone:
                return article, self.rowViewportPosition(row)
            row += 1
        return None

    def take_place(self, place: tuple[int, int] | None) -> None:
        """Scroll so that an article is where `place` said it was."""
        model = self.model()
        if place is None or not isinstance(model, ArticleModel):
            return
        row = model.position(place[0])
        if row >= 0:
            self.updateGeometries()
            # Rows may be lower now than it was far above the edge: it is to be seen still.
            top = max(place[1], 1 - self.rowHeight(row))
            self.verticalScrollBar().setValue(self.verticalHeader().sectionPosition(row) - top)

    @property
    def head_at_top(self) -> tuple[str, int]:
        """The head of the day at the top of the list, and how far it is pushed up by the next."""
        model = self.model()
        row = self.rowAt(0)
        if not isinstance(model, ArticleModel) or row < 0 or not model.heads:
            return "", 0
        rows = list(model.heads)
        place = bisect_right(rows, row) - 1
        if place < 0:
            return "", 0
        below = rows[place + 1] if place + 1 < len(rows) else None
        top = HEAD_HEIGHT if below is None else self.rowViewportPosition(below)
        return model.head_text(model.heads[rows[place]]), min(0, top - HEAD_HEIGHT)

    def set_loading(self, loading: bool) -> None:
        """Show rows in outline where there are none yet."""
        if loading != self._loading:
            self._loading = loading
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or their outline while they are being read."""
        super().paintEvent(event)
        if self._theme is None:
            return
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(self.layoutDirection())
        width, height = self.viewport().width(), self._shape.height
        if self.model().rowCount():
            text, shift = self.head_at_top
            if text and self.verticalScrollBar().value() > 0:
                paint_head(painter, QRectF(0, shift, width, HEAD_HEIGHT), text, self._theme)
        elif self._loading:
            for top in range(0, self.viewport().height(), height):
                rect = QRectF(0, top, width, height)
                paint_outline(painter, rect, self._theme, compact=self._shape.compact)
        painter.end()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Leave no row half below the head of its day, which stays at the top."""
        super().scrollTo(index, hint)
        model = self.model()
        if not isinstance(model, ArticleModel) or not model.heads or index.row() in model.heads:
            return
        hidden = HEAD_HEIGHT - self.visualRect(index).top()
        if 0 < hidden <= HEAD_HEIGHT:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - hidden)
