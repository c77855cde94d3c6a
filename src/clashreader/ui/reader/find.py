"""Finding words in the article that is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextEdit

from clashreader.ui.reader.view import to_utf16, utf16_positions

if TYPE_CHECKING:
    from clashreader.ui.reader.marks import Marks
    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView
    from clashreader.ui.theme import Theme

MAX_HITS: Final = 5000
_INVISIBLE = "[\u00ad\u200b]*"
_ALIKE: Final = {
    "'": "['\u2018\u2019\u02bc]", "\u2019": "['\u2018\u2019\u02bc]",
    '"': '["\u201c\u201d\u201e\u00ab\u00bb]', "-": "[-\u2010\u2011\u2012\u2013]",
}  # fmt: skip

Hit = tuple[int, int]
"""Start and end, in UTF-16 units as QTextDocument counts."""


def find_all(document: QTextDocument, text: str) -> list[Hit]:
    """Return where `text` occurs, whatever its case and whatever blanks separate its words.

    Straight and curly quotation marks are alike, and soft hyphens are looked through.
    """
    pattern = _pattern(text)
    if pattern is None:
        return []
    raw = document.toRawText()
    wide = utf16_positions(raw)
    hits: list[Hit] = []
    for match in pattern.finditer(raw):
        if match.end() > match.start():
            hits.append((to_utf16(match.start(), wide), to_utf16(match.end(), wide)))
        if len(hits) >= MAX_HITS:
            break
    return hits


def _pattern(text: str) -> re.Pattern[str] | None:
    words = text.split()
    if not words:
        return None
    spelled = [_INVISIBLE.join(_ALIKE.get(c, re.escape(c)) for c in word) for word in words]
    return re.compile("[\\s\u00a0]+".join(spelled), re.IGNORECASE)


def selections(
    document: QTextDocument, hits: list[Hit], current: int | None, theme: Theme
) -> list[QTextEdit.ExtraSelection]:
    """Return what marks all `hits`, and the `current` one more strongly."""
    marks: list[QTextEdit.ExtraSelection] = []
    for index, (start, end) in enumerate(hits):
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(document)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        shape = mark.format
        if index == current:
            shape.setBackground(theme.accent)
            shape.setForeground(theme.page)
            shape.setProperty(QTextFormat.Property.TextUnderlineStyle.value, 0)
        else:
            shape.setBackground(theme.highlights[0])
            shape.setForeground(theme.text)
        mark.cursor = cursor
        mark.format = shape
        marks.append(mark)
    return marks


class Finder:
    """The places found in the article that is shown, and which of them is in sight."""

    def __init__(self, view: ArticleView, sheet: Sheet, marks: Marks) -> None:
        self._view = view
        self._sheet = sheet
        self._marks = marks
        self._text = ""
        self._hits: list[Hit] = []
        self._current: int | None = None

    @property
    def position(self) -> int:
        """Which place is shown, from 1; 0 for none."""
        return 0 if self._current is None else self._current + 1

    def clear(self) -> None:
        """Forget what was looked for."""
        self._text, self._hits, self._current = "", [], None

    def find(self, text: str, *, backwards: bool) -> int:
        """Mark all places of `text`, go to the next one, and return how many there are."""
        if text != self._text:
            self._text = text
            self._look()
            self._current = self._first(backwards=backwards)
        elif self._hits and self._current is not None:
            self._current = (self._current + (-1 if backwards else 1)) % len(self._hits)
        self._mark()
        if self._current is not None:
            self._bring_into_sight(self._hits[self._current][0])
        return len(self._hits)

    def refresh(self) -> None:
        """Mark the places again: the document was written anew."""
        if self._text:
            self._look()
            if self._current is not None and self._current >= len(self._hits):
                self._current = None
            self._mark()

    def _look(self) -> None:
        self._sheet.finish()
        document = self._sheet.document
        self._hits = find_all(document, self._text) if document is not None else []

    def _first(self, *, backwards: bool) -> int | None:
        """Return the first place at or below the window's upper edge, or the last above it."""
        if not self._hits:
            return None
        top = self._sheet.top()[0]
        above = sum(start < top for start, _ in self._hits)
        return (above - 1 if backwards else above) % len(self._hits)

    def _mark(self) -> None:
        self._marks.show_hits(self._hits, self._current)

    def _bring_into_sight(self, position: int) -> None:
        y = self._sheet.y_of(position)
        start = self._view.verticalScrollBar().value()
        height = self._view.viewport().height()
        if not start + 8 <= y <= start + height - 60:
            self._view.scroll_to(round(y - height * 0.3))
