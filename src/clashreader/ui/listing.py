"""Which view the list shows: reading its ids in the background, searching, announcing new ones."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from clashreader.errors import CancelledError, QueryError, ReaderError
from clashreader.model import AnyOf, ArticleQuery, Changes, Node, Sort, Term
from clashreader.ui.article_list import ArticlePane
from clashreader.ui.day_heads import Times
from clashreader.ui.emptiness import Emptiness
from clashreader.ui.filling import Filling
from clashreader.ui.jobs import Jobs
from clashreader.ui.leaving import Leaving
from clashreader.ui.list_words import count_words, title_of
from clashreader.ui.new_articles import NewArticles
from clashreader.ui.row_layout import Shape
from clashreader.ui.saved_view import find_saved, meaning_of
from clashreader.ui.unread_steps import UnreadSteps
from clashreader.ui.view_reading import (
    FIRST,
    First,
    Heads,
    Rest,
    ViewReading,
    count_days,
    head_finder,
    no_heads,
)
from clashreader.ui.views import View, ViewKind, day_start, has_days

if TYPE_CHECKING:
    from clashreader.library.glance import Glance
    from clashreader.library.library import Library
    from clashreader.library.stopping import Stop
    from clashreader.model import Overview


class Listing(QObject):
    """Drives the article pane. The list is a snapshot: it changes when the reader asks for it."""

    view_changed = Signal(object)
    """Another `View` is shown."""

    loaded = Signal()
    """All ids of the view are there."""

    failed = Signal(object)
    """A `ReaderError` of reading the list."""

    query_refused = Signal(str, object)
    """A search text and its `QueryError`."""

    query_accepted = Signal()

    emptied = Signal()
    """The last article has left the list."""

    nothing_unread = Signal()
    """There is no unread article in that direction."""

    def __init__(
        self, pane: ArticlePane, jobs: Jobs, view: View, sort: Sort, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.pane = pane
        self.view = view
        self.sort = self._sort_before = sort
        self.overview: Overview | None = None
        self._library: Library | None = None
        self.jobs = jobs
        self._before = view
        self._where: Node | None = None
        self._wanted: int | None = None
        self._kept: int | None = None
        self.emptiness = Emptiness(self)
        self.opened: Callable[[], int | None] = lambda: None
        """Which article is open: choosing its row again opens and marks nothing."""
        self._scroll = True
        self._offset_before = 0
        self._offset: int | None = None
        """Where the list is to be scrolled to when it is whole again, after a search."""
        self._complete = False
        self._day_heads = True
        self._fold = False
        self._unfolded: frozenset[int] = frozenset()
        """Articles of groups that were unfolded before the list was read again."""
        self.newcomers = NewArticles(self)
        self.filling = Filling(pane.view, self)
        self._leaving = Leaving(self)
        self.steps = UnreadSteps(self)
        pane.view.chosen.connect(self._reader_chose)
        pane.new_wanted.connect(self.bring_in_new)
        pane.sort_changed.connect(self.set_sort)

    # --- what is shown ---

    @property
    def view_to_keep(self) -> View:
        """The view for the next start: a search is not kept, the view before it is."""
        return self._before if self.searching else self.view

    @property
    def sort_to_keep(self) -> Sort:
        """The order for the next start."""
        borrowed = self.searching or self.view.kind is ViewKind.SAVED
        return self._sort_before if borrowed else self.sort

    @property
    def library(self) -> Library | None:
        """The library, once it is open."""
        return self._library

    @property
    def searching(self) -> bool:
        """Whether a search is shown."""
        return self.view.kind is ViewKind.SEARCH

    @property
    def _asks_for_words(self) -> bool:
        return self.view.kind in (ViewKind.SEARCH, ViewKind.SAVED)

    @property
    def query(self) -> ArticleQuery:
        """The query of the view shown."""
        if self.searching:
            return ArticleQuery(self._where, self.sort)
        if self.view.kind is ViewKind.SAVED:
            search = find_saved(self.view, self.overview, self._library)
            return ArticleQuery(meaning_of(search, self.failed.emit), self.sort)
        query = self.view.query(self.sort, day_start=day_start())
        if self._kept is None or query.where is None:
            return query
        return ArticleQuery(AnyOf((query.where, Term(str(self._kept), "id"))), self.sort)

    def keep(self, article_id: int | None) -> None:
        """Leave an article in Unread though it was read, until the view is left."""
        self._kept = article_id if self.view.kind is ViewKind.UNREAD else None

    @property
    def complete(self) -> bool:
        """Whether all ids of the view are in the list."""
        return self._complete

    def show_glance(self, seen: Glance) -> None:
        """Show the first screen before the library is open."""
        self.overview = seen.overview
        times = {row.id: row.sort_time for row in seen.rows}
        known = all(i in times for i in seen.ids)
        heads = self._finder(lambda ids: [times[i] for i in ids])
        found = heads(seen.ids, 0, None) if known else {}
        self.pane.show_ids(seen.ids, seen.rows, found)
        self._show_bars(count_days(found, len(seen.ids)))
        self.describe()

    def set_rows(self, shape: Shape, *, day_heads: bool, fold: bool) -> None:
        """Show rows of another shape, with heads above the days or without; `fold` copies."""
        if (shape, day_heads, fold) == (self.pane.delegate.shape, self._day_heads, self._fold):
            return
        self._day_heads, self._fold = day_heads, fold
        place = self.pane.view.place()
        self.pane.set_shape(shape)
        self.pane.view.take_place(place)
        if self._library is not None:
            self.reload_in_place()

    @property
    def _by_day(self) -> bool:
        return self._day_heads and has_days(self.view, self.sort)

    def _finder(self, times: Times) -> Heads:
        """Return what finds the heads of the days of this view; to be called in a job."""
        return head_finder(times, newest=self.sort is Sort.NEWEST) if self._by_day else no_heads

    def _show_bars(self, days: Mapping[int, int]) -> None:
        self.pane.bars.show_month(self.view.month if self._by_day else "", days)

    def attach(self, library: Library) -> None:
        """The library is open: read what the first screen left out."""
        self._library = library
        self.pane.model.attach(library.rows)
        if self.view.kind is ViewKind.SAVED:
            self.show(self.view)  # its order is known only now
        elif not self._complete:
            self.reload(quiet=self.pane.model.rowCount() > 0)

    def show(self, view: View, *, select: int | None = None) -> None:
        """Show `view` from its top, and select an article of it."""
        borrowed = self.view.kind in (ViewKind.SEARCH, ViewKind.SAVED)
        if borrowed and view.kind is not ViewKind.SEARCH:
            self.sort = self._sort_before
        self.view = view
        if view.kind is ViewKind.SAVED:
            search = find_saved(view, self.overview, self._library)
            self._sort_before = self.sort
            self.sort = self.sort if search is None else search.sort
        self._offset = None
        self._unfolded = frozenset()
        self._leaving.forget()
        self.keep(select)
        # The open article's row is chosen in every view that has it: J goes on from there.
        self._wanted = self.opened() if select is None else select
        self._scroll = select is not None
        self.view_changed.emit(view)
        self.reload()

    _sort_of_searches = Sort.RELEVANCE
    """The order chosen last while a search was shown."""

    def search(self, text: str) -> None:
        """Show what a query finds, best first; an empty one goes back to the view before."""
        if not text:
            self.query_accepted.emit()
            if self.searching:
                offset = self._offset_before
                self.show(self._before, select=self.opened())
                self._offset = offset
            return
        from clashreader.library.grammar import parse_query

        try:
            where = parse_query(text)
        except QueryError as error:
            self.query_refused.emit(text, error)
            return
        self.query_accepted.emit()
        self._where = where
        if not self.searching:
            self._before = self.view
            self._offset_before = self.pane.view.verticalScrollBar().value()
            if self.view.kind is not ViewKind.SAVED:
                self._sort_before = self.sort
            self.sort = self._sort_of_searches
        self.show(View(ViewKind.SEARCH, text))

    def set_sort(self, sort: Sort) -> None:
        """Order the list otherwise; the selected article stays selected."""
        if sort is not self.sort:
            self.sort = sort
            if self.searching:
                self._sort_of_searches = sort
            self._wanted = self.pane.current_id
            self._unfolded = self.pane.model.folds.unfolded
            self.reload()

    def reload(self, *, quiet: bool = False) -> None:
        """Read the view again; `quiet`: what is shown is right, only the rest is missing."""
        library = self._library
        if library is None:
            return
        self._complete = False
        self.filling.stop()
        if not quiet:
            self.emptiness.forget()
            self.pane.begin_loading()
            title = title_of(self.view, self.overview)
            self.pane.describe(title, "", self.sort, searching=self.searching)
        reading = self._reading(library)

        def rest(cancel: Stop) -> Rest:
            model = self.pane.model
            return reading.rest(model.ids, model.last_day, cancel)

        def show_first(first: First) -> None:
            if quiet and first.ids == self.pane.model.ids[:FIRST]:
                self.pane.model.extend(array("q"), folds=first.folds)
                self._select_wanted()
            elif first.ids or first.exact:
                self.pane.show_ids(first.ids, heads=first.heads, folds=first.folds)
            self._show_bars(first.days)
            if first.complete:
                self._finish(first.unfold)
            else:
                self._select_wanted()
                self.describe()
                self.jobs.submit(rest, self._show_rest, self._fail, key="list")

        self.jobs.submit(reading.first, show_first, self._fail, key="list")

    def _reading(self, library: Library) -> ViewReading:
        wanted = () if self._wanted is None else (self._wanted,)
        unfolded = self._unfolded.union(wanted)
        return ViewReading(
            library, self.query, self._finder(library.sort_times), searching=self._asks_for_words,
            fold=self._fold, unfolded=unfolded, by_month=bool(self.view.month),
        )  # fmt: skip

    def reload_in_place(self) -> None:
        """Read the view again, and leave what is on the screen where it is."""
        library = self._library
        if library is None:
            return
        self.filling.stop()
        if self._complete:
            self._unfolded = self.pane.model.folds.unfolded
            self._wanted = self.pane.current_id
        self._scroll = False
        place = self.pane.view.place()

        def show(found: First) -> None:
            self.pane.show_ids(found.ids, heads=found.heads, folds=found.folds)
            self._show_bars(found.days)
            self._finish(found.unfold)
            self.pane.view.take_place(place)

        self.jobs.submit(self._reading(library).whole, show, self._fail, key="list")

    def _show_rest(self, rest: Rest) -> None:
        self._show_bars(rest.days)
        untouched = self.pane.current_id is None and not self.pane.view.verticalScrollBar().value()
        # Better hits come before those shown at once, and nobody has touched these yet.
        if self._asks_for_words and not (self._complete or rest.follows) and untouched:
            self.pane.show_ids(rest.all, heads=rest.heads_anew, folds=rest.folds_anew)
            self._finish(rest.unfold)
        else:
            self.filling.begin(rest, lambda: self._finish(rest.unfold))

    def _finish(self, unfold: Iterable[int] = ()) -> None:
        self._complete = True
        self.pane.end_loading()
        for leader in unfold:
            self.pane.model.unfold(self.pane.model.position(leader))
        self._select_wanted()
        if self._offset is not None:
            self.pane.view.verticalScrollBar().setValue(self._offset)
            self._offset = None
        self.describe()
        self.emptiness.show()
        self.loaded.emit()

    def _fail(self, error: ReaderError) -> None:
        if isinstance(error, CancelledError):
            return  # a newer one is on its way
        self._complete = True
        self.pane.end_loading()
        self.failed.emit(error)

    def fail_aside(self, error: ReaderError) -> None:
        """Something beside the list could not be read: say so, and leave the list as it is."""
        if not isinstance(error, CancelledError):
            self.failed.emit(error)

    def _select_wanted(self) -> None:
        wanted = self._wanted
        if wanted is not None and self.pane.select(
            wanted, scroll=self._scroll, quiet=wanted == self.opened()
        ):
            self._wanted = None
        if self._complete:
            self._scroll = True

    def _reader_chose(self, _: int) -> None:
        """Another row is chosen: the one that was waited for is of no interest any more."""
        self._wanted = None
        self._leaving.move_on()

    def want(self, article_id: int) -> None:
        """Select an article as soon as the list has it."""
        self._wanted = article_id
        self._select_wanted()

    def describe(self) -> None:
        """Refresh the header's words."""
        more = not self._complete and self.pane.model.rowCount() >= FIRST
        shown, meaning = count_words(self.pane.model, self.pane.locale(), more=more)
        title, searching = title_of(self.view, self.overview), self.searching
        self.pane.describe(title, shown, self.sort, searching=searching, meaning=meaning)
        self.emptiness.refresh()

    # --- what has gone ---

    def take(self, changes: Changes) -> None:
        """Take out of the list what has left the view, and read what is back in it.

        All else that changed stays in its place: an article just read is still in Unread.
        """
        gone, back = changes.removed, changes.returned
        if self.view.kind in (ViewKind.BIN, ViewKind.HIDDEN):
            gone, back = back, gone
        if back:
            self.reload_in_place()
            left = self._leaving.last_left(back)
            if left is not None:
                self._wanted, self._scroll = left, True
        elif gone:
            self._leaving.remove(gone)

    # --- new articles ---

    def bring_in_new(self) -> None:
        """Read the view again, from its top; the selected article stays selected."""
        current = self.pane.current_id
        self.pane.announce(0)
        self._wanted, self._scroll = current, False
        self._unfolded = self.pane.model.folds.unfolded
        self.reload()
