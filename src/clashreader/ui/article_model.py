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
from clashreader.model import ArticleRow
from clashreader.ui.dates import day_title, short_date, time_of_day
from clashreader.ui.day_heads import day_of

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
        self._fetch: Callable[[Sequence[int]], list[ArticleRow]] | None = None
        self._clock = clock
        self._heads: dict[int, int] = {}
        self._rows_of_heads: list[int] | None = None

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
    ) -> None:
        """Show `ids` in place of all others; `rows` are those that are known already.

        `heads` are the rows that begin a day, with the day (`day_heads.find_heads`).
        """
        self.beginResetModel()
        self._ids = ids
        self._heads = dict(heads)
        self._rows_of_heads = None
        self._pages.clear()
        self._first = {row.id: row for row in rows}
        self.endResetModel()

    def extend(
        self,
        ids: array[int],
        heads: Mapping[int, int] = MappingProxyType({}),
        whole: array[int] | None = None,
    ) -> None:
        """Add `ids` at the end, in one go, and the heads of their days.

        `whole` is all that is shown then, where somebody has put it together already: at a million
        that takes its milliseconds.
        """
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

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Have rows fetched again: those of `ids`, or all. Nothing moves."""
        wanted = None if ids is None else set(ids)
        self._first = (
            {} if wanted is None else {k: r for k, r in self._first.items() if k not in wanted}
        )
        for page in list(self._pages):
            start = page * PAGE
            if wanted is None or not wanted.isdisjoint(self._ids[start : start + PAGE]):
                self._drop(page)

    def _drop(self, page: int) -> None:
        self._pages.pop(page, None)
        first = page * PAGE
        last = min(first + PAGE, len(self._ids)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    # --- asking ---

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

    def head_text(self, day: int) -> str:
        """Return what stands above the rows of a day."""
        return day_title(day, self._clock())

    def id_at(self, row: int) -> int | None:
        """Return the id in `row`, or None where there is no such row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def position(self, article_id: int) -> int:
        """Return the row of an article, or -1.

        The bytes are searched, which takes 2 ms in a million ids; `array.index` makes an object of
        each, and takes 20.
        """
        size = self._ids.itemsize
        wanted = re.compile(re.escape(array("q", (article_id,)).tobytes()), re.DOTALL)
        found = wanted.search(self._ids)
        while found is not None and found.start() % size:  # across two ids
            found = wanted.search(self._ids, found.start() + 1)
        return -1 if found is None else found.start() // size

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
                log.warning("Rows could not be read: %s", error.message, exc_info=error)
                self.failed.emit(error)
                return [None] * len(ids)  # not kept: the next look tries again
        rows = [known.get(i) for i in ids]
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
        """Return ``unread, bookmarked, annotated, title, outlet, date`` for a screen reader."""
        parts = [] if row.read else [self.tr("unread")]
        if row.bookmarked:
            parts.append(self.tr("bookmarked"))
        if row.annotated:
            parts.append(self.tr("annotated"))
        parts += [row.title, row.outlet, self.date_text(row)]
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
