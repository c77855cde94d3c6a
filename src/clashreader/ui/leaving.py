"""Taking articles out of the list that have left its view, and finding them when they are back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from clashreader.model import MANY_CHANGES
from clashreader.ui.stepping import step_off

if TYPE_CHECKING:
    from clashreader.ui.listing import Listing

_LEFT = 200
"""Articles gone from the list that would be chosen again: as many as deeds can be undone."""

_WORTH_FINDING = 3_000_000
"""Rows that are looked through for those to be taken out, all in all: 6 ms."""


class Leaving(QObject):
    """Belongs to a listing. Nothing jumps: the row at the top of what is seen stays there."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing)
        self._listing = listing
        self._lost: set[int] = set()
        """Articles that were deleted by another program while they were open."""
        self._left: list[int] = []
        """Articles that were chosen when they left the list: chosen again when they come back."""
        listing.pane.model.lost.connect(self._lose, Qt.ConnectionType.QueuedConnection)

    def forget(self) -> None:
        """Another view is shown."""
        self._lost.clear()

    def move_on(self) -> None:
        """Another row is chosen: what only stayed because it was open can go."""
        if self._lost:
            QTimer.singleShot(0, lambda: self._lose(()))

    def last_left(self, back: Sequence[int]) -> int | None:
        """Return which of the articles that are back was chosen last when it left."""
        if len(back) > MANY_CHANGES:  # a deed on very many: what was chosen then was among them
            return self._left[-1] if self._left else None
        returned = set(back)
        return next((one for one in reversed(self._left) if one in returned), None)

    def _lose(self, ids: Iterable[int]) -> None:
        """Rows were looked at whose articles are not there any more, or are in the bin.

        That of the open article stays until the reader moves on: nothing jumps.
        """
        self._lost.update(ids)
        selected = self._listing.pane.current_id
        gone = {one for one in self._lost if one != selected}
        self._lost -= gone
        if gone:
            self.remove(gone)

    def remove(self, ids: Collection[int]) -> None:
        """Take rows out; where that are many, the list is read again: each has to be found."""
        listing = self._listing
        pane = listing.pane
        model, view = pane.model, pane.view
        if len(ids) * model.rowCount() > _WORTH_FINDING:
            listing.reload_in_place()
            return
        gone = set(ids)
        listing.filling.finish()
        left = step_off(pane, gone)
        if left is not None:
            self._left = [*self._left[-_LEFT:], left]
        place = view.place(gone)
        model.remove(gone)
        view.take_place(place)
        listing.describe()
        if not model.rowCount():
            listing.emptiness.show()
            listing.emptied.emit()
