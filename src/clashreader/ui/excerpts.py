"""What a search has found in an article: some words of it in the list's row, the hits marked."""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from clashreader.ui.utf16 import to_utf16

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter

    from clashreader.library.library import Library
    from clashreader.library.snippets import Excerpt
    from clashreader.library.stopping import Stop
    from clashreader.model import Node, Term
    from clashreader.ui.jobs import Jobs
    from clashreader.ui.theme import Theme

_KEPT = 2_000
_AT_ONCE = 32
_SIDES = (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)


class Excerpts(QObject):
    """Reads them in a job, those of the rows that are painted, and keeps them for a while."""

    arrived = Signal()
    """Rows can be painted with theirs."""

    def __init__(
        self, jobs: Jobs, library: Callable[[], Library | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._library = library
        self._where: Node | None = None
        self.title_terms: tuple[Term, ...] = ()
        """What the search looks for in titles, to be marked there."""
        self._known: OrderedDict[int, Excerpt | None] = OrderedDict()
        self._wanted: dict[int, None] = {}
        self._busy = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._read)

    def look_for(self, where: Node | None) -> None:
        """Show what `where` finds from now on; None shows nothing of it."""
        if where != self._where:
            from clashreader.library.search import words_of

            self._where = where
            self.title_terms = tuple(term for term in words_of(where) if term.field != "text")
            self.forget()

    def forget(self) -> None:
        """Read them anew: articles have changed."""
        self._known.clear()
        self._wanted.clear()

    def of(self, article_id: int) -> Excerpt | None:
        """Return that of an article, or None; it is read then, where a search is shown."""
        if self._where is None:
            return None
        if article_id in self._known:
            return self._known[article_id]
        self._wanted[article_id] = None
        if not self._busy and not self._timer.isActive():
            self._timer.start()
        return None

    def _read(self) -> None:
        library, where = self._library(), self._where
        ids = list(self._wanted)[-_AT_ONCE:]  # what was painted last is still on the screen
        self._wanted.clear()
        if library is None or where is None or not ids:
            return
        self._busy = True

        def work(cancel: Stop) -> dict[int, Excerpt]:
            return library.excerpts(ids, where, stop=cancel)

        def done(found: dict[int, Excerpt]) -> None:
            self._busy = False
            if where == self._where:
                self._known.update((one, found.get(one)) for one in ids)
                while len(self._known) > _KEPT:
                    self._known.popitem(last=False)
            self.arrived.emit()

        def failed(_: object) -> None:  # the summary stays; the list says what is wrong itself
            self._busy = False

        self._jobs.submit(work, done, failed)


class ExcerptLines:
    """An excerpt broken into lines, its hits in bold; drawn as often as its row is."""

    def __init__(
        self, excerpt: Excerpt, font: QFont, space: float, lines: int, *, line: float, rtl: bool
    ) -> None:
        self.excerpt = excerpt
        self._line = line
        self._text = excerpt.text if lines > 0 else ""
        self._layout = self._lay_out(font, space, rtl=rtl)
        if self._text and self._layout.lineCount() > lines:
            last = self._layout.lineAt(lines - 1)
            units = self._text.encode("utf-16-le")[: 2 * (last.textStart() + last.textLength())]
            kept = units.decode("utf-16-le", "ignore").rstrip()[:-2]
            whole = kept.rpartition(" ")[0]
            self._text = (whole if 2 * len(whole) > len(kept) else kept).rstrip() + " …"
            self._layout = self._lay_out(font, space, rtl=rtl)

    def _lay_out(self, font: QFont, space: float, *, rtl: bool) -> QTextLayout:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(_SIDES[rtl])
        layout = QTextLayout(self._text, font)
        layout.setTextOption(option)
        layout.setFormats(self._formats())
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(space)
            line.setPosition(QPointF(0, top + (self._line - line.height()) / 2))
            top += self._line
        layout.endLayout()
        return layout

    def _formats(self) -> list[QTextLayout.FormatRange]:
        shape = QTextCharFormat()
        shape.setFontWeight(QFont.Weight.Bold)
        formats = []
        for start, end in self.excerpt.hits:
            if self._text != self.excerpt.text and end > len(self._text) - 2:
                break  # it was cut off
            one = QTextLayout.FormatRange()
            one.start = to_utf16(self._text, start)
            one.length = to_utf16(self._text, end) - one.start
            one.format = shape
            if one.length > 0:
                formats.append(one)
        return formats

    def draw(self, painter: QPainter, place: QPointF, theme: Theme) -> None:
        """Draw the lines, the hits in the colour of text."""
        painter.setPen(theme.secondary)
        strong = []
        for one in self._layout.formats():
            shape = QTextCharFormat(one.format)
            shape.setForeground(theme.text)
            marked = QTextLayout.FormatRange()
            marked.start, marked.length, marked.format = one.start, one.length, shape
            strong.append(marked)
        self._layout.draw(painter, place, strong)


@lru_cache(maxsize=2_000)
def title_marks(
    text: str, terms: tuple[Term, ...], font: QFont, *, rtl: bool
) -> tuple[tuple[float, float], ...]:
    """Return where a line of a title has `terms`: the left and right end of each, in pixels."""
    from clashreader.library.snippets import hits_in

    hits = hits_in(text, terms)
    if not hits:
        return ()
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTextDirection(_SIDES[rtl])
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(math.ceil(QFontMetricsF(font).horizontalAdvance(text)))
    layout.endLayout()
    ends = [[_x(line, to_utf16(text, place)) for place in hit] for hit in hits]
    return tuple((min(one), max(one)) for one in ends)


def _x(line: QTextLine, place: int) -> float:
    found: Any = line.cursorToX(place)  # with the place itself, which its stub does not say
    return float(found[0] if isinstance(found, tuple) else found)
