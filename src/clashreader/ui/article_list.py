"""The middle pane: the view's name, the word that new articles wait, and the list."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from PySide6.QtCore import (
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QFont,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from clashreader.model import ArticleRow, Sort
from clashreader.ui.article_delegate import (
    ArticleDelegate,
)
from clashreader.ui.article_model import ArticleModel
from clashreader.ui.article_view import ArticleView
from clashreader.ui.day_bars import DayBars
from clashreader.ui.folds import Folds
from clashreader.ui.language import plural
from clashreader.ui.row_layout import Shape
from clashreader.ui.speaking import say
from clashreader.ui.theme import Theme, icon, interface_font
from clashreader.ui.widgets import (
    ElidedLabel,
    EmptyState,
    IconButton,
    LinkButton,
    QuietButton,
    hairline,
    quiet_label,
)

_ROOM_FOR_RULE = 370
"""Pixels of the list from which on its head offers to make a rule of a search."""

LOADING_AFTER = 150
"""Milliseconds after which rows in outline show that a view is being read."""


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
    def selected_ids(self) -> array[int]:
        """The articles of all selected rows, in order: as slices, for there may be a million."""
        found = array("q")
        for first, last in self.view.selected_ranges:
            part = self.model.ids[first : last + 1]
            if found:
                found.extend(part)
            else:
                found = part
        return found

    def is_selected(self, article_id: int) -> bool:
        """Whether an article's row is among the selected ones."""
        if article_id == self.current_id:
            return True
        row = self.model.position(article_id)
        return row >= 0 and self.view.is_selected(row)

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
