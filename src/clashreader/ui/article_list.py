"""The middle pane: the view's name, the word that new articles wait, and the list."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from clashreader.model import ArticleRow, Sort
from clashreader.ui.article_delegate import (
    HEAD_HEIGHT,
    ArticleDelegate,
    paint_head,
    paint_outline,
)
from clashreader.ui.article_model import ArticleModel, Index
from clashreader.ui.day_bars import DayBars
from clashreader.ui.folds import Folds
from clashreader.ui.language import plural
from clashreader.ui.row_layout import COMPACT_HEIGHT, ROW_HEIGHT, Shape
from clashreader.ui.speaking import say
from clashreader.ui.theme import Theme, ThinScrollBar, icon, interface_font
from clashreader.ui.widgets import (
    ElidedLabel,
    EmptyState,
    IconButton,
    LinkButton,
    QuietButton,
    hairline,
    quiet_label,
)

_NO_MODIFIER = Qt.KeyboardModifier.NoModifier

_ROOM_FOR_RULE = 370
"""Pixels of the list from which on its head offers to make a rule of a search."""

LOADING_AFTER = 150
"""Milliseconds after which rows in outline show that a view is being read."""


class ArticleView(QTableView):
    """The table of one column. All rows are of one height and are painted by the delegate."""

    chosen = Signal(int)
    """The row of this article became the current one."""

    escaped = Signal()

    changes_wanted = Signal(int)
    """The chip "Edited" in the row of this article was clicked."""

    menu_wanted = Signal(int, QPoint)
    """The reader wants the menu of this row, at a place of the screen."""

    drag_wanted = Signal()
    """The selected rows are being dragged off."""

    activated_row = Signal()
    """The reader wants the current article itself: Enter, or a second click."""

    def __init__(
        self, model: ArticleModel, delegate: ArticleDelegate, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("articleList")
        self.setAccessibleName(self.tr("Articles"))
        self._theme: Theme | None = None
        self._loading = False
        self._folding = False
        """Whether the mouse was pressed on words that unfold a row."""
        self._shape = Shape()
        self._roomy: list[int] = []
        """Rows of the list before that had room for the head of a day."""
        self._set_up_frame()
        self.setModel(model)
        self.setItemDelegate(delegate)
        self._chosen: int | None = None
        self.selectionModel().currentRowChanged.connect(self._choose)
        self.selectionModel().selectionChanged.connect(self._choose)
        model.modelAboutToBeReset.connect(self._forget_chosen)
        model.rowsRemoved.connect(self._make_room_below)
        model.modelReset.connect(self._make_room_anew)
        self.activated.connect(self.activated_row)

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

    # --- folding ---

    def toggle_fold(self, row: int) -> bool:
        """Unfold the copies behind a row, or fold them again; False where there are none.

        The row and all above it stay where they are. Among the rows that go may be the current
        one: then the first of the group is current.
        """
        model = self.model()
        if not isinstance(model, ArticleModel):
            return False
        row = model.leader_row(row)
        if model.unfold(row):
            return True
        current, article = self.currentIndex(), model.id_at(row)
        if article is None or not model.folds.of(article).unfolded:
            return False
        if current.isValid() and current.row() != row and model.leader_row(current.row()) == row:
            self.select_row(row)
        return model.fold(row)

    def _turn(self, *, further: bool) -> None:
        """Right unfolds a row or goes into it; Left goes back to its first, or folds it."""
        model, row = self.model(), self.chosen_row
        article = model.id_at(row) if isinstance(model, ArticleModel) else None
        if not isinstance(model, ArticleModel) or article is None:
            return
        fold = model.folds.of(article)
        if further and fold.unfolded:
            self.select_row(row + 1)
        elif not further and fold.member:
            self.select_row(model.leader_row(row))
        elif fold.others and further is not fold.unfolded:
            self.toggle_fold(row)

    # --- the menu, and what is selected ---

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the pointer; by key, of the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.chosen_row if by_key else self.indexAt(event.pos()).row()
        if row < 0:
            return
        place = event.globalPos()
        if by_key:
            rect = self.visualRect(self.model().index(row, 0)) & self.viewport().rect()
            middle = rect.center() if rect.isValid() else self.viewport().rect().center()
            place = self.viewport().mapToGlobal(middle)
        self.menu_wanted.emit(row, place)

    @property
    def selected_ranges(self) -> list[tuple[int, int]]:
        """The first and the last row of each run of selected rows, in order.

        A million selected rows are one run; as indices they would take seconds.
        """
        chosen = self.selectionModel().selection()
        ranges = [chosen.at(place) for place in range(chosen.count())]
        return sorted((one.top(), one.bottom()) for one in ranges)

    @property
    def selected_count(self) -> int:
        """How many rows are selected."""
        return sum(last - first + 1 for first, last in self.selected_ranges)

    def selected_rows(self) -> Sequence[int]:
        """Return the selected rows, in order."""
        ranges = self.selected_ranges
        if len(ranges) == 1:
            return range(ranges[0][0], ranges[0][1] + 1)
        return [row for first, last in ranges for row in range(first, last + 1)]

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

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Let the window say what goes along: articles, not the cells of a table."""
        self.drag_wanted.emit()

    def keyboardSearch(self, search: str) -> None:
        """Letters are commands of the window; searching a million rows for one is not wanted."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on "+4 sources" unfolds them, and chooses nothing."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        self._folding = event.button() == Qt.MouseButton.LeftButton and self._on_fold(index, point)
        if self._folding:
            self.toggle_fold(index.row())
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks on "+4 sources" are two, whatever is under the second."""
        if self._on_fold(self.indexAt(event.position().toPoint()), event.position().toPoint()):
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a click on the current row ask for the article once more (narrow windows)."""
        if self._folding:
            self._folding = False
            return
        super().mouseReleaseEvent(event)
        plain = event.modifiers() == _NO_MODIFIER
        if event.button() == Qt.MouseButton.LeftButton and plain:
            index = self.indexAt(event.position().toPoint())
            if index.isValid() and index.row() == self.chosen_row:
                self.activated_row.emit()
                if self._on_edits(index, event.position().toPoint()):
                    self.changes_wanted.emit(self._chosen)

    def _on_edits(self, index: QModelIndex, point: QPoint) -> bool:
        delegate = self.itemDelegate()
        return isinstance(delegate, ArticleDelegate) and delegate.on_edits(
            self.visualRect(index), index, point
        )

    def _on_fold(self, index: QModelIndex, point: QPoint) -> bool:
        delegate = self.itemDelegate()
        return (
            index.isValid()
            and isinstance(delegate, ArticleDelegate)
            and delegate.on_fold(self.visualRect(index), index, point)
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over the chip that can be clicked."""
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        hand = index.isValid() and (self._on_edits(index, point) or self._on_fold(index, point))
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and the last row, Right and Left unfold one and fold it
        again, Esc takes a search back.
        """
        plain = event.modifiers() in (_NO_MODIFIER, Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif plain and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            right = event.key() == Qt.Key.Key_Right
            self._turn(further=right is not self.isRightToLeft())
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.model().rowCount() - 1
            self.select_row(0 if event.key() == Qt.Key.Key_Home else last)
        else:
            super().keyPressEvent(event)

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

    def select_row(self, row: int, *, scroll: bool = True, quiet: bool = False) -> None:
        """Make `row` the current and only selected one; `quiet`: its article is open already."""
        model = self.model()
        index = model.index(row, 0)
        if not index.isValid():
            return
        if quiet and isinstance(model, ArticleModel):
            self._chosen = model.id_at(row)
        self.selectionModel().setCurrentIndex(
            index,
            QItemSelectionModel.SelectionFlag.ClearAndSelect
            | QItemSelectionModel.SelectionFlag.Rows,
        )
        if scroll:
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Getting the focus chooses nothing (Qt would make the first row the current one)."""
        super().focusInEvent(event)
        current = self.currentIndex()
        if current.isValid() and not self.selectionModel().isSelected(current):
            self.selectionModel().clearCurrentIndex()

    @property
    def chosen_row(self) -> int:
        """The current row if it is selected, or -1."""
        current = self.currentIndex()
        chosen = current.isValid() and self.selectionModel().isSelected(current)
        return current.row() if chosen else -1

    def _choose(self) -> None:
        """Current and selected change one after the other, in either order: wait for both."""
        model = self.model()
        found = model.id_at(self.chosen_row) if isinstance(model, ArticleModel) else None
        if found is not None and found != self._chosen:
            self._chosen = found
            self.chosen.emit(found)

    def _forget_chosen(self) -> None:
        self._chosen = None
        model = self.model()
        self._roomy = list(model.heads) if isinstance(model, ArticleModel) else []


class ArticlePane(QWidget):
    """Header, announcement, list, and what stands in for an empty list."""

    sort_changed = Signal(object)
    """The reader chose a `Sort`."""

    new_wanted = Signal()
    """The reader wants the announced articles."""

    save_wanted = Signal()
    """The reader wants the search that is shown to have a name."""

    rule_wanted = Signal()
    """The reader wants a rule made of the search that is shown."""

    choices_wanted = Signal(object)
    """The menu of orders opens: what else can be chosen of the list is to be added to it."""

    empty_action = Signal()
    """The button of the empty state was pressed."""

    def __init__(
        self,
        model: ArticleModel,
        delegate: ArticleDelegate,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setMinimumWidth(300)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.model = model
        self.delegate = delegate
        self.view = ArticleView(model, delegate)
        self._loading_timer = QTimer(self, singleShot=True, interval=LOADING_AFTER)
        self._loading_timer.timeout.connect(lambda: self.view.set_loading(True))
        self._sort_actions: dict[Sort, QAction] = {}
        self._empty: EmptyState | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(self._make_header())
        self._box.addWidget(hairline())
        self.bars = DayBars(theme)
        self.bars.wanted.connect(self.go_to_day)
        self._box.addWidget(self.bars)
        self._box.addWidget(self.view, 1)
        self.set_theme(theme)

    # --- parts ---

    def _make_header(self) -> QWidget:
        header = QWidget()
        header.setFixedHeight(43)
        row = QHBoxLayout(header)
        row.setContentsMargins(*((8, 0, 24, 0) if self.isRightToLeft() else (24, 0, 8, 0)))
        row.setSpacing(8)
        self._title = ElidedLabel()
        self._title.setFont(interface_font(14, QFont.Weight.DemiBold))
        self._count = quiet_label()
        self._sort_button = IconButton()
        self._sort_button.setIconSize(QSize(16, 16))
        self._sort_button.setToolTip(self.tr("Order and look of the list"))
        self._sort_button.setAccessibleName(self.tr("Order and look of the list"))
        self._sort_button.clicked.connect(self._open_sort_menu)
        # In the header, where it moves no row: a hand may be on its way to one.
        self._new_button = LinkButton("")
        self._new_button.setObjectName("newArticles")
        self._new_button.setToolTip(self.tr("Show the new articles"))
        self._new_button.clicked.connect(self.new_wanted)
        self._new_button.hide()
        self._save_button = LinkButton(self.tr("Save"))
        self._save_button.setObjectName("saveShown")
        self._save_button.setToolTip(self.tr("Keep this search in the sidebar"))
        self._save_button.clicked.connect(self.save_wanted)
        self._save_button.hide()
        self._rule_button = LinkButton(self.tr("Rule …"))
        self._rule_button.setObjectName("ruleOfShown")
        self._rule_button.setToolTip(self.tr("Make a rule of this search"))
        self._rule_button.clicked.connect(self.rule_wanted)
        self._rule_button.hide()
        row.addWidget(self._title, 1)
        row.addWidget(self._save_button)
        row.addWidget(self._rule_button)
        row.addWidget(self._new_button)
        # A choice of its own, in sight, while a search is shown; all orders are in the menu.
        self._order_button = QuietButton("")
        self._order_button.setObjectName("searchOrder")
        self._order_button.setFont(interface_font(12))
        self._order_button.clicked.connect(self._turn_order)
        self._order_button.hide()
        row.addWidget(self._count)
        row.addWidget(self._order_button)
        row.addWidget(self._sort_button)
        return header

    def _turn_order(self) -> None:
        best = self._sort is Sort.RELEVANCE
        self.sort_changed.emit(Sort.NEWEST if best else Sort.RELEVANCE)

    def _describe_order(self) -> None:
        best = self._sort is Sort.RELEVANCE
        names = {
            Sort.RELEVANCE: self.tr("Best first"), Sort.NEWEST: self.tr("Newest first"),
            Sort.OLDEST: self.tr("Oldest first"), Sort.TITLE: self.tr("By title"),
        }  # fmt: skip
        name = names.get(self._sort, "")
        other = self.tr("Show the newest first") if best else self.tr("Show the best hits first")
        self._order_button.setText(name)
        self._order_button.setToolTip(other)
        self._order_button.setAccessibleName(f"{name}. {other}")
        self._order_button.setVisible(self._searching)

    def _open_sort_menu(self) -> None:
        menu = QMenu(self)
        group = QActionGroup(menu)
        names = {
            Sort.NEWEST: self.tr("Newest first"),
            Sort.OLDEST: self.tr("Oldest first"),
            Sort.TITLE: self.tr("By title"),
        }
        if self._sort is Sort.RELEVANCE or self._searching:
            names = {Sort.RELEVANCE: self.tr("Best first"), **names}
        for sort, name in names.items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(sort is self._sort)
            action.triggered.connect(lambda _=False, chosen=sort: self.sort_changed.emit(chosen))
            group.addAction(action)
        menu.setObjectName("orderMenu")
        self.choices_wanted.emit(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = self._sort_button.mapToGlobal(self._sort_button.rect().bottomLeft())
        menu.popup(corner)

    _sort = Sort.NEWEST
    _searching = False

    def insert_banner(self, banner: QWidget) -> None:
        """Put `banner` above the list."""
        self._box.insertWidget(2, banner)
        banner.show()

    # --- what it shows ---

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self.delegate.set_theme(theme)
        self.view.set_theme(theme)
        self.bars.set_theme(theme)
        self._sort_button.setIcon(icon("sort", theme, 16))

    def set_shape(self, shape: Shape) -> None:
        """Lay rows out otherwise; the list is to be shown anew."""
        self.delegate.set_shape(shape)
        self.view.set_shape(shape)

    def go_to_day(self, day: int) -> None:
        """Bring the head of a day to the top."""
        heads = self.model.heads
        if heads:  # all articles of a day may be copies, which stand behind those of another one
            row = min(heads, key=lambda row: abs(heads[row] - day))
            bar = self.view.verticalScrollBar()
            bar.setValue(bar.value() + self.view.rowViewportPosition(row))

    def describe(
        self, title: str, count: str, sort: Sort, *, searching: bool, meaning: str = ""
    ) -> None:
        """Say which view this is; `meaning` says what is counted, where it is not the rows."""
        self._title.setText(title)
        self._count.setText(count)
        self._count.setToolTip(meaning)
        self._count.setAccessibleName(meaning)
        self._sort = sort
        self._searching = searching
        self._describe_order()
        self._save_button.setVisible(searching)
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow list the name of the view goes before the rule, which the menu has too."""
        self._rule_button.setVisible(self._searching and self.width() >= _ROOM_FOR_RULE)

    def begin_loading(self) -> None:
        """The ids of a view are being read; outline rows come if it takes a while."""
        self.hide_empty()
        self._loading_timer.start()

    def end_loading(self) -> None:
        """The ids are there."""
        self._loading_timer.stop()
        self.view.set_loading(False)

    def show_ids(
        self,
        ids: array[int],
        rows: Iterable[ArticleRow] = (),
        heads: Mapping[int, int] = MappingProxyType({}),
        folds: Folds | None = None,
    ) -> None:
        """Show a view from its top; `heads` are the rows that begin a day, with the day, `folds`
        what stands behind others.
        """
        self.end_loading()
        self.model.show(ids, rows, heads, folds)
        self.view.scrollToTop()
        self.announce(0)

    def announce(self, count: int) -> None:
        """Say that `count` new articles wait above the list; 0 takes it back."""
        if count:
            self._new_button.setText(plural("ArticlePane", "%Ln new", "%Ln new", count))
            spoken = plural("ArticlePane", "%Ln new article", "%Ln new articles", count)
            if spoken != self._new_button.accessibleName() or not self.announced:
                say(self._new_button, spoken)
            self._new_button.setAccessibleName(spoken)
        self._new_button.setVisible(count > 0)

    @property
    def announced(self) -> bool:
        """Whether new articles are announced."""
        return not self._new_button.isHidden()

    def show_empty(self, sentence: str, action: str) -> None:
        """Show one sentence and one action instead of rows."""
        if self._empty is None:
            self._empty = EmptyState(self.view)
            self._empty.setObjectName("emptyState")
            self._empty.action.connect(self.empty_action)
        self._empty.say(sentence, action)
        self._place_empty()
        self._empty.show()

    def hide_empty(self) -> None:
        """Let the rows be seen."""
        if self._empty is not None:
            self._empty.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state over the list."""
        super().resizeEvent(event)
        self._make_room()
        self._place_empty()

    def _place_empty(self) -> None:
        if self._empty is not None:
            self._empty.setGeometry(self.view.rect())

    # --- selection ---

    @property
    def current_id(self) -> int | None:
        """The article of the current row."""
        return self.model.id_at(self.view.chosen_row)

    @property
    def selected_ids(self) -> list[int]:
        """The articles of all selected rows, in order."""
        found = array("q")
        for first, last in self.view.selected_ranges:
            found.extend(self.model.ids[first : last + 1])
        return found.tolist()

    def select(self, article_id: int, *, scroll: bool = True, quiet: bool = False) -> bool:
        """Select an article's row; False where the list does not have it."""
        row = self.model.position(article_id)
        if row < 0:
            return False
        self.view.select_row(row, scroll=scroll, quiet=quiet)
        return True

    def step(self, by: int) -> bool:
        """Move the current row; False at the end."""
        here = self.view.chosen_row
        row = here + by if here >= 0 else 0
        if not 0 <= row < self.model.rowCount():
            return False
        self.view.select_row(row)
        return True
