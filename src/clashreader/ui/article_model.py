"""The list's model: an array of ids, and the rows that are being looked at."""

from __future__ import annotations

import logging
import re
import time
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from clashreader.errors import ReaderError
from clashreader.library.which_file import unexpected
from clashreader.model import ArticleRow
from clashreader.ui.dates import day_title, short_date, time_of_day
from clashreader.ui.day_heads import day_of
from clashreader.ui.fold_words import fold_text
from clashreader.ui.folds import Folds

log = logging.getLogger(__name__)

PAGE = 128
"""Rows that are fetched together."""

PAGES_KEPT = 32
"""Pages in memory; a screen never shows more than two of them."""

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
"""The whole `ArticleRow`, or None while it is not there."""

HEAD_ROLE = ROW_ROLE + 1
"""The head above the row that is the first of its day, or None."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ArticleModel(QAbstractTableModel):
    """A snapshot of a view: its ids in order, and an LRU of pages of rows.

    Ids come in order of a query at one moment and stay until the next `show`: an article just read
    stays in Unread, and nothing that a sync brings moves what is on the screen.
    """

    failed = Signal(object)
    """Rows could not be read; carries the `ReaderError`."""

    lost = Signal(object)
    """The ids of rows whose articles have been deleted; they show what they did."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[ArticleRow | None]] = OrderedDict()
        self._first: dict[int, ArticleRow] = {}
        self._stale: dict[int, ArticleRow] = {}
        self._fetch: Callable[[Sequence[int]], list[ArticleRow]] | None = None
        self._clock = clock
        self._heads: dict[int, int] = {}
        self._rows_of_heads: list[int] | None = None
        self._found = -1
        """The row that `position` found last."""
        self.folds = Folds()
        """Which rows stand for several reports."""
        self.edition = 0
        """Grows whenever rows move: places that a job found before mean nothing then."""

    # --- filling ---

    def attach(self, fetch: Callable[[Sequence[int]], list[ArticleRow]]) -> None:
        """Fetch rows by `fetch` from now on; those that were missing are asked for again."""
        self._fetch = fetch
        incomplete = [page for page, rows in self._pages.items() if None in rows]
        for page in incomplete:
            self._drop(page)

    def show(
        self,
        ids: array[int],
        rows: Iterable[ArticleRow] = (),
        heads: Mapping[int, int] = MappingProxyType({}),
        folds: Folds | None = None,
    ) -> None:
        """Show `ids` in place of all others; `rows` are those that are known already.

        `heads` are the rows that begin a day, with the day (`day_heads.find_heads`), `folds` the
        copies that have no rows of their own. The model keeps `ids` and `folds`, and changes them.
        """
        self.beginResetModel()
        self.edition += 1
        self.folds = Folds() if folds is None else folds
        self._ids = ids
        self._heads = dict(heads)
        self._rows_of_heads = None
        self._pages.clear()
        self._first = {row.id: row for row in rows}
        self._stale = {}
        self.endResetModel()

    def extend(
        self,
        ids: array[int],
        heads: Mapping[int, int] = MappingProxyType({}),
        whole: array[int] | None = None,
        folds: Folds | None = None,
    ) -> None:
        """Add `ids` at the end, in one go, and the heads of their days.

        `whole` is all that is shown then, where somebody has put it together already: at a million
        that takes its milliseconds. `folds` are the copies behind all rows, earlier ones included.
        """
        if folds is not None:
            self.folds = folds
        if not ids:
            return
        self._heads.update(heads)
        self._rows_of_heads = None
        count = len(self._ids)
        last_page = count // PAGE
        self.beginInsertRows(_ROOT, count, count + len(ids) - 1)
        self._ids = self._ids + ids if whole is None else whole
        self._pages.pop(last_page, None)
        self.endInsertRows()

    # --- folding ---

    def unfold(self, row: int) -> bool:
        """Give the copies behind a row rows below it; False where there are none to be shown."""
        leader = self.id_at(row)
        if leader is None:
            return False
        fold = self.folds.of(leader)
        if not fold.others or fold.unfolded:
            return False
        count = fold.others
        self.beginInsertRows(_ROOT, row + 1, row + count)
        # In place: a million ids take 6 ms to be copied.
        self._ids[row + 1 : row + 1] = self.folds.unfold(leader)
        self._shift(row + 1, count)
        self.endInsertRows()
        self._say_changed(row)
        return True

    def fold(self, row: int) -> bool:
        """Take the rows of the copies below a row away again; False where there are none."""
        leader = self.id_at(row)
        if leader is None or not self.folds.of(leader).unfolded:
            return False
        count = len(self.folds.others_of(leader))
        self.beginRemoveRows(_ROOT, row + 1, row + count)
        self.folds.fold(leader)
        del self._ids[row + 1 : row + 1 + count]
        self._shift(row + 1, -count)
        self.endRemoveRows()
        self._say_changed(row)
        return True

    def remove(self, gone: set[int]) -> None:
        """Take articles out of the list: few of them, for each has to be found.

        One behind the first of its group takes that one's row where it goes.
        """
        heirs = self.folds.without(gone)
        for article in gone:
            row = self.position(article)
            if row < 0:
                continue
            if article in heirs:
                self._ids[row] = heirs[article]
                self._drop(row // PAGE)
                continue
            day = self._heads.pop(row, None)
            self.beginRemoveRows(_ROOT, row, row)
            del self._ids[row]
            self._shift(row, -1)
            if day is not None and row < len(self._ids) and row not in self._heads:
                self._heads = dict(sorted({**self._heads, row: day}.items()))
            self.endRemoveRows()

    def _shift(self, start: int, by: int) -> None:
        """Rows have come or gone at `start`: what is known of those behind it moves along."""
        self.edition += 1
        self._heads = {row if row < start else row + by: day for row, day in self._heads.items()}
        self._rows_of_heads = None
        for page in [page for page in self._pages if (page + 1) * PAGE > start]:
            del self._pages[page]

    def _say_changed(self, row: int) -> None:
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)

    def leader_row(self, row: int) -> int:
        """Return the row of the first one of the group among whose rows this is, or `row`."""
        article = self.id_at(row)
        if article is None:
            return row
        leader = self.folds.leader_of(article)
        while row > 0 and self._ids[row] != leader:
            row -= 1
        return row

    # --- reading ---

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Have rows fetched again: those of `ids`, or all. Nothing moves."""
        some = () if ids is None else tuple(ids)
        # Of very many it is quicker to read all that is kept than to find out which they are.
        wanted = None if ids is None or len(some) > PAGE * PAGES_KEPT else set(some)
        self._first = (
            {} if wanted is None else {k: r for k, r in self._first.items() if k not in wanted}
        )
        for page in list(self._pages):
            start = page * PAGE
            if wanted is None or not wanted.isdisjoint(self._ids[start : start + PAGE]):
                self._drop(page)

    def _drop(self, page: int) -> None:
        self._keep_stale(self._pages.pop(page, ()))
        first = page * PAGE
        last = min(first + PAGE, len(self._ids)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def _keep_stale(self, rows: Iterable[ArticleRow | None]) -> None:
        """Rows that are read again: one that is not there any more shows what it did."""
        if len(self._stale) > PAGE * PAGES_KEPT:
            self._stale.clear()
        self._stale.update((row.id, row) for row in rows if row is not None)

    # --- asking ---

    def rows_of(self, ids: Sequence[int]) -> list[ArticleRow]:
        """Read the rows of articles that need not be in the list; none where that fails."""
        try:
            return [] if self._fetch is None else self._fetch(ids)
        except ReaderError as error:
            self.failed.emit(error)
            return []

    @property
    def ids(self) -> array[int]:
        """The ids shown, in order; not to be changed."""
        return self._ids

    @property
    def heads(self) -> Mapping[int, int]:
        """The rows that begin a day, in order, with the day."""
        return self._heads

    @property
    def last_day(self) -> int | None:
        """The day that begins last."""
        return self._heads[next(reversed(self._heads))] if self._heads else None

    @property
    def total(self) -> int:
        """How many articles the list has, those without a row of their own included."""
        return len(self._ids) + self.folds.hidden

    def head_text(self, day: int) -> str:
        """Return what stands above the rows of a day."""
        return day_title(day, self._clock())

    def id_at(self, row: int) -> int | None:
        """Return the id in `row`, or None where there is no such row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def position(self, article_id: int) -> int:
        """Return the row of an article, or -1.

        The bytes are searched, which takes 2 ms in a million ids; `array.index` makes an object of
        each, and takes 20. One that is asked for again is where it was.
        """
        if self.id_at(self._found) == article_id:
            return self._found
        size = self._ids.itemsize
        wanted = re.compile(re.escape(array("q", (article_id,)).tobytes()), re.DOTALL)
        found = wanted.search(self._ids)
        while found is not None and found.start() % size:  # across two ids
            found = wanted.search(self._ids, found.start() + 1)
        if found is None:
            return -1
        self._found = found.start() // size
        return self._found

    def row_at(self, row: int) -> ArticleRow | None:
        """Return what row `row` shows, fetching its page if need be."""
        if not 0 <= row < len(self._ids):
            return None
        page, place = divmod(row, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            rows = self._load(page)
        else:
            self._pages.move_to_end(page)
        return rows[place]

    def _load(self, page: int) -> list[ArticleRow | None]:
        ids = self._ids[page * PAGE : (page + 1) * PAGE]
        known = self._first
        if self._fetch is not None and not (known and all(i in known for i in ids)):
            try:
                known = {row.id: row for row in self._fetch(ids)}
            except ReaderError as error:
                log.warning("Rows could not be read: %s", error.message, exc_info=unexpected(error))
                self.failed.emit(error)
                return [None] * len(ids)  # not kept: the next look tries again
        rows = [known.get(i) or self._stale.get(i) for i in ids]
        if self._fetch is not None and (lost := [i for i in ids if i not in known]):
            self.lost.emit(lost)
        self._pages[page] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return rows

    # --- Qt ---

    def rowCount(self, parent: Index = _ROOT) -> int:
        """All of them: the scroll bar is exact."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """One."""
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be dragged onto the sidebar."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """The row itself under `ROW_ROLE`; its title; what a screen reader says."""
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self.row_at(index.row())
        if role == HEAD_ROLE:
            day = self._heads.get(index.row())
            return None if day is None else self.head_text(day)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row_at(index.row())
            if row is None:
                return ""
            return row.title if role == Qt.ItemDataRole.DisplayRole else self.spoken(row)
        return None

    def spoken(self, row: ArticleRow) -> str:
        """Return ``unread, bookmarked, annotated, title, outlet, date`` for a screen reader.

        Then how many other sources have it, and whether they are shown.
        """
        parts = [] if row.read else [self.tr("unread")]
        if row.bookmarked:
            parts.append(self.tr("bookmarked"))
        if row.annotated:
            parts.append(self.tr("annotated"))
        fold = self.folds.of(row.id)
        parts += [row.title, row.outlet, self.date_text(row), fold_text(fold.others)]
        if fold.member:
            parts.append(self.tr("another source of the report above"))
        elif fold.others:
            parts.append(self.tr("unfolded") if fold.unfolded else self.tr("folded"))
        return ", ".join(part for part in parts if part)

    def date_text(self, row: ArticleRow) -> str:
        """Return the row's date for the list; an article without one says so."""
        if row.published is None:
            return self.tr("undated")
        return short_date(row.published, self._clock())

    def date_in_list(self, row: ArticleRow, place: int) -> str:
        """Return the row's date as it stands below the head of its day: the time alone.

        A date without a time of day says no more than the head; one of another day is written out.
        """
        if not self._heads or row.published is None or row.published != row.sort_time:
            return self.date_text(row)
        rows = list(self._heads) if self._rows_of_heads is None else self._rows_of_heads
        self._rows_of_heads = rows
        head = bisect_right(rows, place) - 1
        if head < 0 or self._heads[rows[head]] != day_of(row.published):
            return self.date_text(row)
        return time_of_day(row.published)

    def edited_text(self, row: ArticleRow) -> str:
        """Return when the row's article was last edited by its source, for the list."""
        return "" if row.edited is None else short_date(row.edited, self._clock())
