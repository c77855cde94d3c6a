"""From one unread article of the list to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.model import AllOf, ArticleQuery, Term
from clashreader.ui.view_reading import set_of

if TYPE_CHECKING:
    from clashreader.library.stopping import Stop
    from clashreader.ui.listing import Listing

_NEAR = 512
"""Rows that are looked through for the next unread before the library is asked."""


class UnreadSteps(QObject):
    """Selects the next unread article of a listing, however far away it is."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing)
        self._listing = listing

    def step(self, by: int) -> None:
        """Select the next (`by` 1) or previous (-1) unread article."""
        listing = self._listing
        model = listing.pane.model
        here = listing.pane.view.chosen_row
        edge = 0 if by > 0 else model.rowCount() - 1
        start = here + by if here >= 0 else edge
        stop = start + by * _NEAR
        row = start
        while row != stop and 0 <= row < model.rowCount():
            found = model.row_at(row)
            if found is not None and not found.read:
                listing.pane.view.select_row(row)
                return
            row += by
        if not 0 <= row < model.rowCount():
            listing.nothing_unread.emit()
            return
        self._find_unread(row, by)

    def _find_unread(self, start: int, by: int) -> None:
        """Beyond the near rows: ask the library which of the view's articles are unread."""
        listing = self._listing
        library = listing.library
        if library is None:
            return
        model = listing.pane.model
        query, ids, edition = listing.query, model.ids, model.edition
        unread = Term("unread", "is")
        where = unread if query.where is None else AllOf((query.where, unread))

        def work(cancel: Stop) -> int:
            wanted = set_of(library.ids(ArticleQuery(where, query.sort), stop=cancel))
            rows = range(start, len(ids) if by > 0 else -1, by)
            return next((row for row in rows if ids[row] in wanted), -1)

        def done(row: int) -> None:
            if row < 0:
                listing.nothing_unread.emit()
            elif edition == model.edition:
                listing.pane.view.select_row(row)

        listing.jobs.submit(work, done, listing.fail_aside, key="unread")
