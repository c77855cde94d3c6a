"""Coming back to a place in an article, and going far in a long one without a freeze."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QTimer, Slot

from clashreader.ui.reader.view import from_utf16, to_utf16, utf16_positions

if TYPE_CHECKING:
    from collections.abc import Callable

    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView

WORDS: Final = 48
"""Characters at the upper edge by which a place is known."""
AT_ONCE: Final = 30_000
"""Characters that are written at once to come back to a place; beyond, it is waited for."""
SLICE_SECONDS: Final = 0.006
PATIENCE_MS: Final = 30
"""Pause between two looks whether a place is written."""
STRIDE: Final = 4_000
"""Characters that are laid out between two looks at the clock."""
_UNSEEN: Final = "\u00ad\u200b\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader is in an article, so that other type, width or version do no harm.

    `words` stand at the window's upper edge, `at` counts the characters of the article's own text
    before them and `share` says the same as a share of it all, 0 to 1. `below` is how many pixels
    the line is below the edge, negative where it is cut. `read` is the share that has been seen.
    """

    words: str
    at: int
    share: float
    below: float = 0.0
    read: float = 0.0


class Returner(QObject):
    """Finds places in the text, and scrolls to positions that are not written or laid out yet."""

    def __init__(self, view: ArticleView, sheet: Sheet) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = sheet
        self._wanted: Place | None = None
        self._aim: tuple[int, Callable[[], None]] | None = None
        self._reached = 0
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._go_on)
        view.scrolled.connect(self.forget)
        view.verticalScrollBar().actionTriggered.connect(self.forget)

    # --- where the reader is ---

    def place(self) -> Place | None:
        """Return where the reader is, or None at the beginning."""
        body, document = self._sheet.body, self._sheet.document
        if self._wanted is not None:
            return self._wanted  # it was not come back to yet
        bar = self._view.verticalScrollBar()
        if body is None or document is None or bar.value() <= 0:
            return None
        position, below = self._sheet.top()
        if position <= body[0]:
            return None
        first, last = body
        block = document.findBlock(position)
        line = block.layout().lineForTextPosition(position - block.position())
        start = block.position() + (line.textStart() if line.isValid() else 0)
        words = ""
        while block.isValid() and len(words) < WORDS:
            text = block.text()
            wide = utf16_positions(text)
            begin = from_utf16(max(0, start - block.position()), wide)
            words += text[begin : begin + 2 * WORDS].translate(dict.fromkeys(map(ord, _UNSEEN)))
            block = block.next()
            if len(words) < WORDS:
                words += " "
        share = (start - first) / max(1, last - first)
        read = self.read() or 0.0
        return Place(words[:WORDS].strip(), start - first, min(1.0, share), below, read)

    def read(self) -> float | None:
        """Return how much of the article's own text has been seen, 0 to 1; None if unknown yet."""
        body = self._sheet.body
        if body is None or self._sheet.writing:
            return None
        view = self._view
        corner = QPoint(view.viewport().width() // 2, view.viewport().height() - 1)
        seen = view.cursorForPosition(corner).position()
        bar = view.verticalScrollBar()
        if bar.value() >= bar.maximum():
            seen = max(seen, body[1])
        return max(0.0, min(1.0, (seen - body[0]) / max(1, body[1] - body[0])))

    # --- going there ---

    def go_to(self, place: Place) -> None:
        """Scroll to `place`: at once, or as soon as the text has come so far."""
        self.forget()
        self._wanted = place
        body = self._sheet.body
        if body is not None and place.at <= AT_ONCE:
            self._sheet.write_to(body[0] + place.at + STRIDE)
        self._seek()

    def reach(self, position: int, then: Callable[[], None]) -> None:
        """Call `then` when the document is laid out as far as `position`: at once, if it is."""
        self.forget()
        self._aim = (position, then)
        self._go_on()

    @property
    def busy(self) -> bool:
        """Whether a place is still on its way."""
        return self._wanted is not None or self._aim is not None

    @Slot()
    def forget(self) -> None:
        """Go nowhere any more: the reader has scrolled, or another article is shown."""
        self._wanted = self._aim = None
        self._reached = 0
        self._slices.stop()

    def _seek(self) -> None:
        place = self._wanted
        if place is None:
            return
        position = self._find(place)
        if position is None:
            self._slices.start(PATIENCE_MS)  # not written so far yet
            return
        self._aim = (position, lambda: self._arrive(position, place))
        self._go_on()

    def _find(self, place: Place) -> int | None:
        """Return the position of `place` in the document, or None where it may still come."""
        body, document = self._sheet.body, self._sheet.document
        if body is None or document is None:
            return None
        first, last = body
        if self._sheet.writing and last < first + place.at + WORDS:
            return None
        guess = first + place.at
        if not self._sheet.writing:
            guess = first + round(place.share * (last - first))
        if not place.words:
            return guess
        raw = document.toRawText()
        wide = utf16_positions(raw)
        letters = f"[{_UNSEEN}]*".join(
            r"\s" if letter.isspace() else re.escape(letter) for letter in place.words
        )
        low = from_utf16(first, wide)
        found = [match.start() for match in re.finditer(letters, raw) if match.start() >= low]
        if found:
            aim = from_utf16(guess, wide)
            return to_utf16(min(found, key=lambda start: abs(start - aim)), wide)
        return None if self._sheet.writing else guess

    def _arrive(self, position: int, place: Place) -> None:
        self._wanted = None
        self._sheet.return_to((position, min(0.0, place.below)))

    @Slot()
    def _go_on(self) -> None:
        if self._aim is None:
            self._slices.stop()
            if self._wanted is not None:
                self._seek()
            return
        position, then = self._aim
        document = self._sheet.document
        if document is None:
            self.forget()
            return
        if self._sheet.writing and document.characterCount() <= position:
            self._slices.start(0)
            return
        if not self._laid_out(position):
            self._slices.start(0)
            return
        self._aim = None
        self._slices.stop()
        then()

    def _laid_out(self, position: int) -> bool:
        """Lay the document out for a moment; whether it is as far as `position` then."""
        document = self._sheet.document
        if document is None:
            return False
        layout = document.documentLayout()
        end = time.perf_counter() + SLICE_SECONDS
        here = self._reached
        aim = min(position, document.characterCount() - 1)
        while here < aim:
            here = min(aim, here + STRIDE)
            layout.blockBoundingRect(document.findBlock(here))
            if time.perf_counter() >= end:
                break
        self._reached = here
        return here >= aim
