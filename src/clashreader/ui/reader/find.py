"""Finding words in the article that is shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextEdit

from clashreader.ui.reader.view import to_utf16, utf16_positions

if TYPE_CHECKING:
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
