"""The search box, the line that says what is wrong with a query, and the list they drive."""

from __future__ import annotations

from PySide6.QtCore import QObject

from clashreader.errors import QueryError
from clashreader.ui.listing import Listing
from clashreader.ui.search_box import QueryMessage, SearchBox
from clashreader.ui.views import View, ViewKind


class Searching(QObject):
    """Carries what is typed to the list, and what is wrong with it back to the box."""

    def __init__(self, box: SearchBox, message: QueryMessage, listing: Listing) -> None:
        super().__init__(box)
        self._box = box
        self._message = message
        self._listing = listing
        box.asked.connect(listing.search)
        box.left.connect(self._leave)
        box.blurred.connect(message.hide)
        listing.query_accepted.connect(message.hide)
        listing.query_refused.connect(self._refused)
        listing.view_changed.connect(self._view_changed)
        listing.pane.view.escaped.connect(self._escaped)

    def _refused(self, text: str, error: QueryError) -> None:
        self._box.refused = True
        self._message.say(text, error, self._box)

    def _view_changed(self, view: View) -> None:
        if view.kind is not ViewKind.SEARCH:
            self._box.show_text("")
            self._message.hide()

    def _leave(self, to_list: bool) -> None:
        if not to_list:
            return
        pane = self._listing.pane
        pane.view.setFocus()
        if pane.current_id is None and pane.model.rowCount():
            pane.view.select_row(0)

    def _escaped(self) -> None:
        """Esc in the list ends the search, and clears a text that could not be read."""
        self._box.take_back()
