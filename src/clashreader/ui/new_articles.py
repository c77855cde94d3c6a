"""Looking whether the view that is shown has new articles, while a sync is writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from clashreader.ui.view_reading import set_of

if TYPE_CHECKING:
    from clashreader.library.stopping import Stop
    from clashreader.ui.listing import Listing

_QUIET = 400
"""Milliseconds between two looks for new articles while a sync is writing."""


class NewArticles(QObject):
    """Counts what a listing would show beyond what it shows, and has the pane announce it."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing)
        self._listing = listing
        self._timer = QTimer(self, singleShot=True, interval=_QUIET)
        self._timer.timeout.connect(self._look)

    @property
    def waiting(self) -> bool:
        """Whether a look is still to come."""
        return self._timer.isActive()

    def look_soon(self) -> None:
        """Something was written: look, once for all that is written within a moment."""
        if not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        listing = self._listing
        library = listing.library
        if library is None or not listing.complete:
            return
        if listing.pane.model.rowCount() == 0:
            listing.reload(quiet=True)
            return
        query, model = listing.query, listing.pane.model
        shown, behind = model.ids, model.folds.behind

        def work(cancel: Stop) -> int:
            ids = library.ids(query, stop=cancel)
            known = set_of(shown)
            for others in behind.values():
                known.update(others)
            return sum(1 for i in ids if i not in known)

        def done(count: int) -> None:
            if shown is model.ids:
                listing.pane.announce(count)

        listing.jobs.submit(work, done, listing.fail_aside, key="new")
