"""Finding words in the article that is shown."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtWidgets import QTextEdit

from clashreader.ui.reader.objects import CHOSEN, UNSEEN
from clashreader.ui.reader.patterns import pattern
from clashreader.ui.reader.returning import Returner
from clashreader.ui.reader.view import to_utf16, utf16_positions

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock

    from clashreader.ui.reader.marks import Marks
    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView
    from clashreader.ui.theme import Theme

MAX_HITS: Final = 5000
AT_ONCE: Final = 60_000
"""Characters that are written at once to be looked through; beyond, they are waited for."""
FIRST_SECONDS: Final = 0.03
SLICE_SECONDS: Final = 0.006
FEW: Final = 300
"""Hits that are all marked at once; of more, those near what is in sight."""
AROUND: Final = 6_000
"""Characters above and below what is in sight in which hits are marked, where there are many."""
MARK_MS: Final = 50
TICKS: Final = 400
"""Places on the scroll bar that can be told from one another."""

Hit = tuple[int, int]
"""Start and end, in UTF-16 units as QTextDocument counts."""


def find_in(text: str, wanted: re.Pattern[str]) -> Iterator[Hit]:
    """Yield where `wanted` occurs in `text`."""
    wide: list[int] | None = None
    for match in wanted.finditer(text):
        if match.end() > match.start():
            wide = utf16_positions(text) if wide is None else wide
            yield to_utf16(match.start(), wide), to_utf16(match.end(), wide)


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
        mark.cursor = cursor
        mark.format = mark_format(theme, current=index == current)
        if cursor.blockFormat().property(UNSEEN):
            # Words of a picture or a wide table: that marks them where they are seen.
            mark.format = QTextCharFormat()
            mark.format.setProperty(CHOSEN, index == current)
        marks.append(mark)
    return marks


def mark_format(theme: Theme, *, current: bool) -> QTextCharFormat:
    """Return how a place is marked."""
    shape = QTextCharFormat()
    if current:
        shape.setBackground(theme.accent)
        shape.setForeground(theme.page)
        shape.setProperty(QTextFormat.Property.TextUnderlineStyle.value, 0)
    else:
        shape.setBackground(theme.highlights[0])
        shape.setForeground(theme.text)
        # The line tells a place found from a highlight of the reader's.
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        shape.setUnderlineColor(theme.accent)
    return shape


class Finder(QObject):
    """The places found in the article that is shown, and which of them is in sight.

    A long article is looked through in slices, while it is still being written, too.
    """

    changed = Signal()
    """More has been found, all has been looked through, or another place is in sight."""

    cleared = Signal()
    """Another article is shown, and nothing is looked for in it yet."""

    def __init__(self, view: ArticleView, sheet: Sheet, marks: Marks) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = sheet
        self._marks = marks
        self._returner = Returner(view, sheet)
        self._key: tuple[str, bool, bool] = ("", False, False)
        self._wanted: re.Pattern[str] | None = None
        self._found: list[Hit] = []
        self._current: int | None = None
        self._next = 0
        """The number of the block that is to be looked at next."""
        self._done = True
        self._entering = 0
        """1 or -1 while the first place below or above the window's edge is still wanted."""
        self._top = 0
        self.wrapped = False
        """Whether the last step went round the end, or the beginning."""
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._look_on)
        self._marking = QTimer(self, singleShot=True, interval=MARK_MS)
        self._marking.timeout.connect(self._mark)
        view.verticalScrollBar().valueChanged.connect(self._scrolled)
        sheet.written.connect(self._document_changed)
        self._document: QTextDocument | None = None

    @property
    def text(self) -> str:
        """What is looked for."""
        return self._key[0]

    @property
    def ready(self) -> bool:
        """Whether there is anything to look through."""
        return self._sheet.document is not None

    @property
    def busy(self) -> bool:
        """Whether it is on its way to a place."""
        return self._returner.busy

    @property
    def count(self) -> int:
        """How many places have been found, at most `MAX_HITS`."""
        return len(self._found)

    @property
    def done(self) -> bool:
        """Whether all of the article has been looked through."""
        return self._done

    @property
    def position(self) -> int:
        """Which place is shown, from 1; 0 for none."""
        return 0 if self._current is None else self._current + 1

    def clear(self) -> None:
        """Forget what was looked for."""
        self._slices.stop()
        self._returner.forget()
        self._key, self._wanted, self._done = ("", False, False), None, True
        self._drop()
        self._view.marked_bar.set_marks(())
        self.cleared.emit()

    def _drop(self) -> None:
        self._found, self._current, self._next, self._entering = [], None, 0, 0

    def find(self, text: str, *, backwards: bool, exact: bool = False, whole: bool = False) -> int:
        """Mark all places of `text`, go to the next one, and return how many are found so far."""
        key = (text, exact, whole)
        self.wrapped = False
        if key != self._key:
            self.mark(text, pattern(text, exact=exact, whole=whole), key, -1 if backwards else 1)
        elif self._current is None:
            self._entering = -1 if backwards else 1
            self._top = self._sheet.top()[0]
            self._enter()
        else:
            self._step(-1 if backwards else 1)
        self._mark()
        self.changed.emit()
        return len(self._found)

    def mark(
        self,
        text: str,
        wanted: re.Pattern[str] | None,
        key: tuple[str, bool, bool] | None = None,
        entering: int = 0,
    ) -> None:
        """Mark all places of `wanted`, for which `text` is the word; stay where the reader is."""
        self._drop()
        self._key = key or (text, False, False)
        self._wanted = wanted
        self._entering = entering
        self._top = self._sheet.top()[0]
        self._document = self._sheet.document
        self._done = wanted is None
        if wanted is not None:
            self._sheet.write_to(AT_ONCE)
            self._look(FIRST_SECONDS)
        self._mark()

    def refresh(self) -> None:
        """Mark the places again: the document was written anew."""
        if self._wanted is None:
            return
        current = self._current
        self.mark(self._key[0], self._wanted, self._key)
        if current is not None and current < len(self._found):
            self._current = current
            self._mark()
        self.changed.emit()

    @Slot()
    def _document_changed(self) -> None:
        if self._wanted is None or self._sheet.document is self._document:
            return
        if self._sheet.document is not None:
            self.refresh()

    # --- looking ---

    def _look(self, seconds: float) -> None:
        document, wanted = self._sheet.document, self._wanted
        if document is None or wanted is None:
            self._done = True
            return
        end = time.perf_counter() + seconds
        block = document.findBlockByNumber(self._next)
        while block.isValid() and len(self._found) < MAX_HITS:
            if self._sheet.writing and not block.next().isValid():
                break  # it may not be whole yet
            self._look_at(block, wanted)
            self._next += 1
            block = block.next()
            if time.perf_counter() >= end:
                break
        over = not block.isValid() or len(self._found) >= MAX_HITS
        self._done = over and not (self._sheet.writing and len(self._found) < MAX_HITS)
        if self._done:
            self._slices.stop()
            self._tick()
        elif not self._slices.isActive():
            self._slices.start()
        self._enter()

    @Slot()
    def _look_on(self) -> None:
        before = len(self._found), self._done, self._current
        self._look(SLICE_SECONDS)
        if (len(self._found), self._done, self._current) != before:
            if not self._marking.isActive():
                self._marking.start()
            self.changed.emit()

    def _look_at(self, block: QTextBlock, wanted: re.Pattern[str]) -> None:
        here = block.position()
        self._found += [(here + start, here + end) for start, end in find_in(block.text(), wanted)]
        del self._found[MAX_HITS:]

    def _enter(self) -> None:
        """Choose the first place at or below the window's upper edge, or the last above it."""
        if not self._entering:
            return
        found, below = self._found, self._entering > 0
        known = bool(found) and found[-1][0] >= self._top
        if not known and not self._done:
            return
        first = next((n for n, one in enumerate(found) if one[0] >= self._top), len(found))
        self._entering = 0
        if not found:
            return
        chosen = first if below else first - 1
        self.wrapped = not 0 <= chosen < len(found)
        self._current = chosen % len(found)
        self._bring_into_sight(found[self._current])

    def _step(self, by: int) -> None:
        if self._current is None or not self._found:
            return
        there = self._current + by
        self.wrapped = not 0 <= there < len(self._found)
        if self.wrapped and not self._done:
            self.wrapped = False
            return  # what comes next is still being looked for
        self._current = there % len(self._found)
        self._bring_into_sight(self._found[self._current])

    # --- showing ---

    @Slot()
    def _scrolled(self) -> None:
        if len(self._found) > FEW and not self._marking.isActive():
            self._marking.start()

    @Slot()
    def _mark(self) -> None:
        places = self._near()
        numbers = [number for number, _ in places]
        current = numbers.index(self._current) if self._current in numbers else None
        self._marks.show_hits([hit for _, hit in places], current)
        if not self._found:
            self._view.marked_bar.set_marks(())

    def _near(self) -> list[tuple[int, Hit]]:
        places = list(enumerate(self._found))
        if len(places) <= FEW:
            return places
        first, last = self._view.in_sight()
        return [
            (number, found) for number, found in places
            if first - AROUND <= found[0] <= last + AROUND or number == self._current
        ]  # fmt: skip

    def _tick(self) -> None:
        """Show on the scroll bar where the places are."""
        document = self._sheet.document
        if document is None or not self._found:
            self._view.marked_bar.set_marks(())
            return
        length = max(1, document.characterCount())
        # Heights are exact but have to be asked for one by one; characters are nearly as good.
        exact = len(self._found) <= FEW and length <= AT_ONCE
        height = max(1.0, document.size().height()) if exact else 1.0
        self._view.marked_bar.set_marks(
            round((self._sheet.y_of(one[0]) / height if exact else one[0] / length) * TICKS) / TICKS
            for one in self._found
        )

    def _bring_into_sight(self, found: Hit) -> None:
        self._view.scrolled.emit()  # whatever else was on its way is so no more
        self._returner.reach(found[0], lambda: self._scroll(found))

    def _scroll(self, found: Hit) -> None:
        y = self._sheet.y_of(found[0])
        start = self._view.glider.goal
        height = self._view.viewport().height()
        if not start + 8 <= y <= start + height - 90:
            self._view.scroll_to(round(y - height * 0.3))
