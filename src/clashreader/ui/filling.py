"""Adding the rest of a long view to the list: in several turns, for Qt makes room for each row."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from clashreader.ui.article_table import ArticleTable
from clashreader.ui.view_reading import Rest

STEP = 100_000
"""Rows that are added in one turn: 1 to 2 ms. A million at once take 6 to 14."""


class Filling(QObject):
    """Belongs to a listing. The reader can scroll and choose meanwhile: rows come at the end."""

    def __init__(self, table: ArticleTable, parent: QObject) -> None:
        super().__init__(parent)
        self._table = table
        self._rest: Rest | None = None
        self._done: Callable[[], None] = lambda: None
        self._at = self._expected = 0
        self._heads: list[tuple[int, int]] = []
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._step)

    def begin(self, rest: Rest, done: Callable[[], None]) -> None:
        """Add `rest`, the first of it now, and call `done` when it is there."""
        self._rest, self._done, self._at = rest, done, 0
        self._expected = len(rest.whole) - len(rest.others)
        self._heads = list(rest.heads.items())
        self._step()

    def finish(self) -> None:
        """Add now what is still missing: rows are about to be moved."""
        while self._rest is not None:
            self._step()

    def stop(self) -> None:
        """Another list is on its way."""
        self._rest = None
        self._heads = []
        self._timer.stop()

    def _step(self) -> None:
        rest, first = self._rest, self._at
        if rest is None:
            return
        part = rest.others[first : first + STEP]
        self._at = first + len(part)
        # A group that was unfolded or folded meanwhile has moved the end of the list.
        moved = self._table.model().rowCount() - self._expected - first
        begin, end = (bisect_left(self._heads, (self._expected + at,)) for at in (first, self._at))
        heads = {row + moved: day for row, day in self._heads[begin:end]}
        last = self._at >= len(rest.others)
        whole = rest.whole if last and not moved else None
        self._table.extend(part, heads, whole, None if first else rest.folds)
        if last:
            self.stop()
            self._done()
        else:
            self._timer.start()
