"""The marks over the text of an article: the reader's highlights, and what find has found.

One owner of the view's extra selections, so that neither wipes the other. A highlight is looked for
again whenever the document was written anew, and while a long one is still being written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from clashreader.quotations import Quotation, count_earlier, find_all, quote
from clashreader.ui.reader.find import Hit, selections
from clashreader.ui.reader.grounds import NoteSigns, Placed, grounds
from clashreader.ui.reader.objects import UNSEEN
from clashreader.ui.reader.regions import EMPTY, Region, region, selected, within_blocks
from clashreader.ui.reader.seeking import Seeker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter, QTextDocument

    from clashreader.model import Highlight
    from clashreader.ui.reader.sheet import Sheet
    from clashreader.ui.reader.view import ArticleView
    from clashreader.ui.theme import Theme

SHORT: Final = 60_000
"""Characters of an article up to which its highlights are found at once; more go to a worker."""
AROUND: Final = 6_000
"""Characters above and below what is in sight in which highlights are drawn, of a long article or
of one with many of them."""
MANY: Final = 200
GROWING_MS: Final = 250
"""Pause between two looks at an article that is still being written."""
EMPHASIS_MS: Final = 1_400


Anchor = tuple[int, str, str, str, int | None]
"""What says where a highlight is: its id, its words, those around it, and how many alike before."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What a worker looks through: it may be of no interest any more when it has."""

    document: QTextDocument | None
    highlights: tuple[Highlight, ...]
    body: Region


class Marks(QObject):
    """Where the highlights of the open article are, and what is marked over its text."""

    placed_changed = Signal()
    """Highlights have been found, or lost; `placed` tells."""

    def __init__(self, view: ArticleView, sheet: Sheet, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._sheet = sheet
        self._theme = theme
        self._hits: list[Hit] = []
        self._current: int | None = None
        self._highlights: tuple[Highlight, ...] = ()
        self._placed: dict[int, Placed] = {}
        self._at: dict[Anchor, tuple[int, int] | None] = {}
        """Where each highlight that was looked for is in the document; None for nowhere."""
        self._made: tuple[str, tuple[int, int]] | None = None
        self._settled = False
        self._marked: tuple[int, int] | None = None
        """The part of a long article in which highlights are drawn; None for all of a short one."""
        self._document: QTextDocument | None = None
        self._emphasised: int | None = None
        self._seeker = Seeker(self)
        self._seeker.found.connect(self._take_found)
        self._growing = QTimer(self, singleShot=True, interval=GROWING_MS)
        self._growing.timeout.connect(self._look_at_more)
        self._calm = QTimer(self, singleShot=True, interval=EMPHASIS_MS)
        self._calm.timeout.connect(lambda: self.emphasise(None))
        self._signs = NoteSigns(view)
        view.overlay = self._paint_signs
        view.verticalScrollBar().valueChanged.connect(self._scrolled)
        sheet.written.connect(self._take_document)

    # --- what there is to mark ---

    def expect(self, highlights: Sequence[Highlight]) -> None:
        """Mark `highlights` as soon as their article, which comes next, is on the sheet."""
        self._highlights = tuple(highlights)
        self._placed, self._at = {}, {}
        self._settled = False

    def show_highlights(self, highlights: Sequence[Highlight]) -> None:
        """Mark `highlights` of the article that is shown, in place of those before."""
        fresh = tuple(highlights)
        if fresh == self._highlights:
            return
        self._highlights = fresh
        for item in fresh:
            if self._made is not None and item.exact == self._made[0]:
                self._at.setdefault(_anchor(item), self._made[1])
        self._made = None
        self._arrange()
        # Where some are gone, or have another colour or note, none need be looked for.
        if any(_anchor(item) not in self._at for item in fresh):
            self._look(every=False)

    def expect_at(self, exact: str, span: tuple[int, int]) -> None:
        """Say where a highlight that is just being made will be, so that it is drawn at once."""
        self._made = exact, span

    def show_hits(self, hits: list[Hit], current: int | None) -> None:
        """Mark what find has found, the `current` one more strongly."""
        self._hits, self._current = hits, current
        self._mark()

    def set_theme(self, theme: Theme) -> None:
        """Mark in the colours of `theme`."""
        self._theme = theme
        self._mark()

    def close(self) -> None:
        """Stop and join the worker."""
        self._growing.stop()
        self._seeker.close()

    @property
    def highlights(self) -> tuple[Highlight, ...]:
        """The highlights of the article, found or not."""
        return self._highlights

    @property
    def placed(self) -> dict[int, Placed]:
        """The highlights that are found, by id, in the order of the text."""
        return self._placed

    @property
    def settled(self) -> bool:
        """Whether all of the article was looked through, and what is missing is not there."""
        return self._settled

    def highlight(self, highlight_id: int) -> Highlight | None:
        """Return a highlight of the article by its id."""
        return next((item for item in self._highlights if item.id == highlight_id), None)

    # --- finding them again ---

    def _take_document(self) -> None:
        """The document is another one, or has grown."""
        if self._sheet.document is not self._document:
            self._document = self._sheet.document
            self._placed, self._at, self._hits, self._current = {}, {}, [], None
            self._growing.stop()
            self._look()
        elif self._sheet.writing:
            if self._highlights and not self._growing.isActive():
                self._growing.start()
        else:
            self._growing.stop()
            self._look()

    def _look_at_more(self) -> None:
        if self._seeker.busy:
            self._growing.start()
        else:
            self._look()

    def _look(self, *, every: bool = True) -> None:
        """Look for the highlights, `every` one, or those whose place is not known."""
        every = every or self._seeker.busy
        self._settled = False
        self._seeker.forget()
        wanted = tuple(h for h in self._highlights if every or _anchor(h) not in self._at)
        body = self._body() if wanted else EMPTY
        quotations = [_quotation(item) for item in wanted]
        if not body.text:
            self._take_spans(wanted, [None] * len(wanted), body)
        elif len(body.text) <= SHORT:
            self._take_spans(wanted, find_all(body.text, quotations), body)
        else:
            self._seeker.start(body.text, quotations, _Look(self._document, wanted, body))
            self._arrange()

    @Slot(object, object)
    def _take_found(self, spans: list[tuple[int, int] | None], look: _Look) -> None:
        if look.document is self._document:
            self._take_spans(look.highlights, spans, look.body)

    def _take_spans(
        self, wanted: Sequence[Highlight], spans: list[tuple[int, int] | None], body: Region
    ) -> None:
        lost = [item for item, span in zip(wanted, spans, strict=True) if span is None]
        lost += self._of_title(
            [item for item, span in zip(wanted, spans, strict=True) if span], body
        )
        for item, span in zip(wanted, spans, strict=True):
            self._at[_anchor(item)] = None if span is None else body.positions(span)
        if lost and self._document is not None:
            title = region(self._document, *self._sheet.title)
            for item, span in zip(
                lost, find_all(title.text, [_quotation(h) for h in lost]), strict=True
            ):
                self._at[_anchor(item)] = None if span is None else title.positions(span)
        self._settled = not self._sheet.writing and self._sheet.body is not None
        self._arrange()

    def _of_title(self, found: Sequence[Highlight], body: Region) -> list[Highlight]:
        """Return which of those `found` in the text belong to the title: it alone has their words
        with all that stood around them.
        """
        if self._document is None or not found:
            return []
        title = region(self._document, *self._sheet.title)
        most = 2 * len(title.text)  # letters may be spelled with more characters, or fewer
        short = [h for h in found if len(h.prefix) + len(h.exact) + len(h.suffix) <= most]
        wholes = [Quotation(h.prefix + h.exact + h.suffix) for h in short]
        places = zip(short, wholes, find_all(title.text, wholes), strict=True)
        own = [(item, whole) for item, whole, place in places if place is not None]
        in_text = find_all(body.text, [whole for _, whole in own]) if own else []
        return [item for (item, _), span in zip(own, in_text, strict=True) if span is None]

    def _arrange(self) -> None:
        """Draw the highlights whose places are known, and tell."""
        found: list[Placed] = []
        for item in self._highlights:
            place = self._at.get(_anchor(item))
            if place is not None:
                found.append(Placed(item, *place))
        found.sort(key=lambda item: (item.start, -item.end))
        self._placed = {item.highlight.id: item for item in found}
        self._mark()
        self.placed_changed.emit()

    def _body(self) -> Region:
        document, body = self._sheet.document, self._sheet.body
        return (
            EMPTY
            if document is None or body is None
            else region(document, *body, self._sheet.asides)
        )

    # --- the selection ---

    def selected_span(self) -> tuple[int, int] | None:
        """Return what is selected of the article's own text (UTF-16 units), or None.

        A selection within the title is one too; one that goes on into the text begins there.
        """
        cursor, body = self._view.textCursor(), self._sheet.body
        if self._sheet.document is None or body is None or not self._view.has_selection():
            return None
        first, last = selected(cursor)
        title = self._sheet.title
        for low, high in (body, title) if last > title[1] else (title, body):
            start, end = max(first, low), min(last, high)
            if start < end:
                return start, end
        return None

    def quotation(self) -> Quotation | None:
        """Return what is selected of the article's own text, with its surroundings, or None."""
        around, (start, end) = self._selection()
        made = quote(around.text, start, end)
        if not made.exact:
            return None
        return replace(made, earlier=count_earlier(around.text, start, end))

    def selected_words(self) -> str:
        """Return what is selected of the article's own text, as a highlight would hold it."""
        around, (start, end) = self._selection()
        return quote(around.text, start, end, 0).exact

    def _selection(self) -> tuple[Region, tuple[int, int]]:
        """Return the title or the text, and the indices of what is selected there."""
        span, document = self.selected_span(), self._sheet.document
        if span is None or document is None:
            return EMPTY, (0, 0)
        title = self._sheet.title
        around = region(document, *title) if span[1] <= title[1] else self._body()
        return around, (around.index(span[0]), around.index(span[1]))

    # --- places ---

    def at(self, point: QPoint) -> list[int]:
        """Return the highlights below `point` of the viewport, the shortest first."""
        document = self._sheet.document
        if document is None or not self._placed:
            return []
        place = QPointF(point) + QPointF(0, self._view.verticalScrollBar().value())
        position = document.documentLayout().hitTest(place, Qt.HitTestAccuracy.ExactHit)
        if position < 0:
            return self._signs.at(point)
        found = [item for item in self._placed.values() if item.start <= position <= item.end]
        found.sort(key=lambda item: item.end - item.start)
        return [item.highlight.id for item in found] or self._signs.at(point)

    def covering(self, start: int, end: int) -> list[Placed]:
        """Return the highlights that hold all of the positions `start` to `end`, shortest first."""
        found = [p for p in self._placed.values() if p.start <= start and p.end >= end]
        return sorted(found, key=lambda item: item.end - item.start)

    def area(self, start: int, end: int) -> QRect:
        """Return the rectangle around the positions `start` to `end`, in the viewport."""
        first = self._rect(start)
        last = self._rect(end)
        area = first.united(last)
        if first.top() != last.top():
            area.setLeft(0)
            area.setRight(self._view.viewport().width())
        return area

    def _rect(self, position: int) -> QRect:
        cursor = self._view.textCursor()
        cursor.setPosition(min(position, self._view.document().characterCount() - 1))
        return self._view.cursorRect(cursor)

    def bring_into_sight(self, highlight_id: int) -> bool:
        """Scroll to a highlight and let it stand out for a moment; False where it is not found."""
        if highlight_id not in self._placed and self._sheet.writing:
            self._sheet.finish()
        placed = self._placed.get(highlight_id)
        if placed is None:
            return False
        self._sheet.forget_fraction()
        y = self._sheet.y_of(placed.start)
        top, height = self._view.verticalScrollBar().value(), self._view.viewport().height()
        if not top + 8 <= y <= top + height - 80:
            self._view.scroll_to(round(y - height * 0.3))
        self.emphasise(highlight_id)
        return True

    def emphasise(self, highlight_id: int | None) -> None:
        """Let a highlight stand out for a moment."""
        self._emphasised = highlight_id
        self._calm.stop()
        if highlight_id is not None:
            self._calm.start()
        self._mark()

    # --- painting ---

    @Slot()
    def _scrolled(self) -> None:
        if not self._placed or self._marked is None:
            return
        first, last = self._view.in_sight()
        if first < self._marked[0] or last > self._marked[1]:
            self._mark()

    def _near(self) -> list[Placed]:
        """Return the highlights to be drawn: of many, or in a long article, those around what is in
        sight.

        Qt lays a document out as far as the last mark on it, at once; and each mark takes its time.
        """
        placed, self._marked = list(self._placed.values()), None
        short = self._view.document().characterCount() <= SHORT and len(placed) <= MANY
        if not placed or short:
            return placed
        first, last = self._view.in_sight()
        last = min(last, first + 3 * AROUND)  # all is in sight while nothing is laid out yet
        first, last = first - AROUND, last + AROUND
        self._marked = first, last
        return [item for item in placed if item.start <= last and item.end >= first]

    def _mark(self) -> None:
        document = self._sheet.document
        if document is None:
            return
        marks: list[QTextEdit.ExtraSelection] = []
        asides = self._sheet.asides
        near = grounds(self._near(), self._theme, self._emphasised)
        low, high = self._marked or (0, document.characterCount())
        for ground in near:
            first, last = max(ground.start, low), min(ground.end, high)
            for start, end in within_blocks(document, first, last, asides):
                mark = QTextEdit.ExtraSelection()
                cursor = QTextCursor(document)
                # The text still grows: what is written at its end is not of the highlight.
                cursor.setKeepPositionOnInsert(True)
                cursor.setPosition(start)
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                mark.cursor = cursor
                if not cursor.blockFormat().property(UNSEEN):
                    mark.format = ground.format  # a wide table marks its words where they are seen
                marks.append(mark)
        marks += selections(document, self._hits, self._current, self._theme)
        self._view.setExtraSelections(marks)
        self._view.viewport().update()

    def _paint_signs(self, painter: QPainter, visible: tuple[int, int]) -> None:
        self._signs.paint(painter, self._placed.values(), visible, self._theme, self._sheet)


def _quotation(highlight: Highlight) -> Quotation:
    h = highlight
    return Quotation(h.exact, h.prefix, h.suffix, h.earlier)


def _anchor(highlight: Highlight) -> Anchor:
    """Return what says where a highlight is."""
    h = highlight
    return h.id, h.exact, h.prefix, h.suffix, h.earlier
