"""The field in which a rule's query is written: completion, and the place of what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPalette
from PySide6.QtWidgets import QWidget

from clashreader.errors import QueryError
from clashreader.library.grammar import parse_query
from clashreader.ui.completion import Completer
from clashreader.ui.listing import Listing
from clashreader.ui.query_marks import underline
from clashreader.ui.search_box import QueryMessage
from clashreader.ui.utf16 import to_utf16
from clashreader.ui.widgets import Field

_CALM = 350
"""Milliseconds without a key after which a half-written query is told what is wrong with it."""


class QueryField(Field):
    """Says of each text whether it is a query; what is wrong is said below, once one pauses."""

    asks = Signal(str)
    """A query that can be read."""

    refused = Signal()
    """What is written cannot be read."""

    def __init__(self, listing: Listing, dialog: QWidget) -> None:
        super().__init__(dialog)
        self.setMaxLength(20_000)
        self.error: QueryError | None = None
        """What is wrong with the text, or None."""
        self._message = QueryMessage(dialog)
        self._message.accepted.connect(self._accept)
        self._saying = QTimer(self, singleShot=True, interval=_CALM)
        self._saying.timeout.connect(self.say)
        self.textChanged.connect(self._look)
        self.completer_list = Completer(self, listing)
        self.completer_list.shown.connect(self._message.hide)
        self.completer_list.hidden.connect(self._saying.start)

    def _look(self) -> None:
        underline(self, None, self._ink())
        self._message.hide()
        text = self.text().strip()
        try:
            parse_query(text)
        except QueryError as error:
            self.error = error
            self._saying.start()
            self.refused.emit()
            return
        self.error = None
        self._saying.stop()
        self.asks.emit(text)

    def _ink(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.Accent)

    def say(self) -> None:
        """Say what is wrong, and where."""
        if self.error is None or self.completer_list.visible or not self.isVisible():
            return
        underline(self, self._shifted(self.error), self._ink())
        self._message.say(self.text().strip(), self.error, self)

    def _shifted(self, error: QueryError) -> QueryError:
        """The same error, where blanks stand before the query."""
        text = self.text()
        before = len(text) - len(text.lstrip())
        return QueryError(error.message, error.position + before, error.length, error.suggestion)

    def insist(self) -> None:
        """Lead the reader to what is wrong."""
        self.setFocus()
        self.completer_list.leave()
        if self.error is not None:
            error = self._shifted(self.error)
            self.setCursorPosition(to_utf16(self.text(), error.position + error.length))
        self.say()

    def _accept(self) -> None:
        """Put what is suggested in the place of what is wrong; Ctrl+Z takes it back."""
        if self.error is None or self.error.suggestion is None:
            return
        error = self._shifted(self.error)
        start = to_utf16(self.text(), error.position)
        end = to_utf16(self.text(), error.position + error.length)
        self.setFocus()
        self.setSelection(start, end - start)
        self.insert(error.suggestion or "")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing lies over what is looked at next."""
        super().focusOutEvent(event)
        self._message.hide()
