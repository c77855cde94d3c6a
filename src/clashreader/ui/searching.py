"""The search box, the line that says what is wrong with a query, and the list they drive."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from clashreader.errors import QueryError
from clashreader.ui.completion import Completer
from clashreader.ui.excerpts import Excerpts
from clashreader.ui.listing import Listing
from clashreader.ui.search_box import QueryMessage, SearchBox
from clashreader.ui.views import View, ViewKind

_CALM = 350
"""Milliseconds without a key after which a half-typed query is told what is wrong with it."""


class Searching(QObject):
    """Carries what is typed to the list, and what is wrong with it back to the box."""

    def __init__(self, box: SearchBox, message: QueryMessage, listing: Listing) -> None:
        super().__init__(box)
        self._box = box
        self._message = message
        self._listing = listing
        self.completer = Completer(box, listing)
        self._excerpts = Excerpts(listing.jobs, lambda: listing.library, self)
        self._excerpts.arrived.connect(listing.pane.view.viewport().update)
        listing.pane.delegate.excerpt = self._excerpts.of
        listing.pane.delegate.title_terms = lambda: self._excerpts.title_terms
        listing.pane.model.dataChanged.connect(self._excerpts.forget)
        self._wrong: tuple[str, QueryError] | None = None
        self._saying = QTimer(self, singleShot=True, interval=_CALM)
        self._saying.timeout.connect(self._say)
        box.asked.connect(listing.search)
        box.left.connect(self._leave)
        box.blurred.connect(message.hide)
        box.blurred.connect(self._saying.stop)
        box.insisted.connect(self._say)
        box.textEdited.connect(self._typed)
        message.accepted.connect(self._accept)
        self.completer.shown.connect(message.hide)
        self.completer.hidden.connect(self._say_later)
        listing.query_accepted.connect(self._accepted)
        listing.query_refused.connect(self._refused)
        listing.view_changed.connect(self._view_changed)
        listing.pane.view.escaped.connect(self._escaped)

    def _accepted(self) -> None:
        self._wrong = None
        self._saying.stop()
        self._box.underline(None)
        self._message.hide()

    def _refused(self, text: str, error: QueryError) -> None:
        self._box.refused = True
        self._wrong = text, error
        if self._message.isVisible() or not self._box.hasFocus():
            self._say()
        else:
            self._say_later()

    def _typed(self) -> None:
        """What was wrong may be mended by what is typed: nothing is said before that is known."""
        self._saying.stop()
        self._box.underline(None)

    def _say_later(self) -> None:
        if self._wrong is not None:
            self._saying.start()

    def _say(self) -> None:
        if self._wrong is None or self.completer.visible:
            return  # what is offered is what is missing
        self._box.underline(self._wrong[1])
        self._message.say(*self._wrong, self._box)

    def _accept(self) -> None:
        """Put what is suggested in the place of what is wrong."""
        if self._wrong is None or self._wrong[1].suggestion is None:
            return
        error = self._wrong[1]
        self._box.setFocus()
        self._box.replace(error.position, error.length, error.suggestion or "")
        self._box.ask_now()

    def _view_changed(self, view: View) -> None:
        found = view.kind in (ViewKind.SEARCH, ViewKind.SAVED)
        self._excerpts.look_for(self._listing.query.where if found else None)
        if view.kind is not ViewKind.SEARCH:
            self._box.show_text("")
            self._accepted()

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
