"""The document of one article on an `ArticleView`: written in slices, fitted, kept in its place."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal, Slot

from clashreader.ui.reader import fonts
from clashreader.ui.reader.builder import Subject, build
from clashreader.ui.reader.documents import SealedDocument
from clashreader.ui.reader.hyphens import (
    Dictionaries,
    bare_place,
    language_for,
    position_of,
)
from clashreader.ui.reader.objects import PictureObject, Setting, TextObject
from clashreader.ui.reader.typography import MIN_MARGIN, Role, TypeChoice, Typography
from clashreader.ui.reader.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QTextDocument

    from clashreader.model import Article, StoredImage
    from clashreader.ui.reader.hyphens import Hyphenator
    from clashreader.ui.reader.pictures import PictureLoader
    from clashreader.ui.reader.view import ArticleView
    from clashreader.ui.theme import Theme

FIRST_SCREEN: Final = 12_000
"""Characters written before the article is shown."""
ONE_SCREEN: Final = 2_000
"""Characters written at any rate."""
FIRST_SECONDS: Final = 0.012
SLICE_SECONDS: Final = 0.008
"""How long the UI thread writes on at a time."""
BIG: Final = 150_000
"""Characters from which a change of width waits for the reader to stop dragging."""
NEAR: Final = 100_000
"""Characters down to the place of the reader that may be written anew, or laid out, at once."""
RESIZE_DELAY_MS: Final = 50
TOP_MARGIN: Final = 44
NARROW: Final = 480
"""Width of a pane, in pixels, up to which the margins are halved."""

Anchor = tuple[int, float]
"""A position in the document, and how many pixels its line lies below the window's edge."""


@dataclass(slots=True)
class Built:
    """The document that is shown and what belongs to it; `rest` is still to be written."""

    document: QTextDocument
    writer: Writer
    setting: Setting
    rest: Iterator[None] | None


class Sheet(QObject):
    """Writes a subject into a new document, and puts that on the view."""

    replaced = Signal()
    """Another document is shown."""
    written = Signal()
    """Another document is shown, or the one that is shown has grown."""

    def __init__(self, view: ArticleView, loader: PictureLoader, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._loader = loader
        self.theme = theme
        self.zoom = 100
        self.characters = 70
        self.choice = TypeChoice()
        self._language: str | None = None
        """What the words of the subject are broken by."""
        self._dictionaries = Dictionaries(self)
        self._dictionaries.ready.connect(self._hyphenate)
        self._subject: Subject | None = None
        self._built: Built | None = None
        self._next: Built | None = None
        """Written in place of what is shown, and shown when it has reached the reader's place."""
        self._settling: Anchor | None = None
        """Where the reader is to be when what is shown is laid out as far."""
        self._settled = 0
        self._held = 0.0
        self._after: Callable[[], None] | None = None
        self._fraction: float | None = None
        self._blank = SealedDocument(self)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._write_on)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(RESIZE_DELAY_MS)
        self._resized.timeout.connect(self.fit_column)
        view.viewport().installEventFilter(self)

    # --- writing ---

    @property
    def built(self) -> Built | None:
        """What is shown, or None."""
        return self._built

    @property
    def document(self) -> QTextDocument | None:
        """The document that is shown, or None."""
        return self._built.document if self._built else None

    @property
    def body(self) -> tuple[int, int] | None:
        """Where the article's own text begins and ends in the document, as far as it is written.

        What stands above (title, date) and below (related articles) is none of it.
        """
        if self._built is None:
            return None
        first, last = self._built.writer.body
        if first is None:
            return None
        return first, self._end() - 1 if last is None else last

    @property
    def asides(self) -> list[tuple[int, int]]:
        """Where in the article's own text words stand that are none of it: see `Region`."""
        return self._built.writer.asides if self._built else []

    @property
    def title(self) -> tuple[int, int]:
        """Where the title begins and ends in the document; nowhere while nothing is shown."""
        return self._built.writer.title if self._built else (0, 0)

    @property
    def writing(self) -> bool:
        """Whether part of the article is still to be written."""
        now = self._built
        waits = self._next is not None or self._settling is not None or self._opening
        return waits or (now is not None and now.rest is not None)

    @property
    def long(self) -> bool:
        """Whether writing all that is missing at once would stop the window for a while."""
        return self.writing and self._subject is not None and len(self._subject.article.body) > BIG

    def when_written(self, call: Callable[[], None]) -> None:
        """Call when all is written: at once, but for a long article. Only the last call counts."""
        if self.long:
            self._after = call
            return
        self.finish()
        call()

    @property
    def replacing(self) -> bool:
        """Whether what is shown is still the text of before."""
        return self._next is not None or self._settling is not None

    @property
    def _opening(self) -> bool:
        """Whether what is shown is the beginning only, as long as the rest is being read."""
        return self._subject is not None and self._subject.opening

    def show(self, subject: Subject) -> None:
        """Show `subject` from its beginning."""
        self._subject = subject
        self._fraction = None
        self._after = None
        self._rebuild(subject)

    def go_on(self, subject: Subject) -> None:
        """Show all of `subject` in the place of its opening; the reader keeps the place."""
        self._subject = subject
        self.rebuild()

    def clear(self) -> None:
        """Show nothing."""
        self._stop_writing()
        self._subject = None
        self._fraction = None
        self._after = None
        old, self._built = self._built, None
        if old is not None:
            self._view.show_document(self._blank, [], self.theme, self.zoom)
            old.document.deleteLater()

    def typography(self, language: str | None) -> Typography:
        """Return the measures of now, for a text in `language`."""
        return Typography(self.zoom, self.characters, language, self.choice)

    def _hyphenator(self, subject: Subject) -> Hyphenator | None:
        """Return what breaks the words of `subject`, if they are to be broken and it is there."""
        self._language = None
        if not self.choice.hyphenate or (subject.opening and not subject.document.blocks):
            return None
        self._language = language_for(subject.article.language, subject.document)
        return self._dictionaries.get(self._language) if self._language else None

    @Slot(str)
    def _hyphenate(self, language: str) -> None:
        """The patterns that the text waited for are there."""
        if self.choice.hyphenate and language == self._language:
            self.rebuild()

    @property
    def waits_for_hyphens(self) -> bool:
        """Whether the text will be set anew as soon as its language's patterns are there."""
        return self.choice.hyphenate and self._dictionaries.busy

    def close(self) -> None:
        """Stop and join the worker."""
        self.stop()
        self._dictionaries.close()

    def stop(self) -> None:
        """Write no further."""
        self._stop_writing()
        self._resized.stop()

    def _stop_writing(self) -> None:
        self._slices.stop()
        self._end_settling()
        dropped, self._next = self._next, None
        if dropped is not None:
            dropped.document.deleteLater()

    def rebuild(self) -> None:
        """Write the same subject anew in the looks of now; the reader keeps the place.

        Far down in a long article what is shown stays until the new text has come as far.
        """
        if self._subject is None or self._built is None:
            return
        position, below = self.top()
        self._stop_writing()
        built = self._begin(self._subject)
        if position > NEAR:
            self._next = built
            self._slices.start()
            return
        # Not the position itself: words may get hyphens, or lose them.
        place = bare_place(self._built.document, position)
        if position > 0:
            self._write(lambda: not _reaches(built, place), built)
            # A screen more, or the place could not be brought to the window's upper edge.
            end = _length(built) + self._screenful()
            self._write(lambda: _length(built) < end, built)
        self._show(built)
        self.return_to((position_of(built.document, place) if position > 0 else 0, below))

    def _screenful(self) -> int:
        """Return how many characters fill the window, at the most."""
        if self._built is None:
            return 0
        typography = self._built.setting.typography
        lines = self._view.viewport().height() / max(1.0, typography.line(Role.BODY))
        return round(lines * typography.characters * 1.4) + 1

    def finish(self) -> None:
        """Write all that is missing, at once."""
        writing = self.writing
        if self._next is not None:
            self._write(lambda: True, self._next)
            self._exchange(self._next)
        self._settle(at_once=True)
        self._write(lambda: True, self._built)
        self._slices.stop()
        if writing:
            self.written.emit()

    def write_to(self, position: int) -> None:
        """Write at once what is missing as far as `position`."""
        if self._built is not None and self._built.rest is not None and self._end() <= position:
            self._write(lambda: self._end() <= position, self._built)
            self.written.emit()

    def _exchange(self, built: Built) -> None:
        """Show what was written in the place of what is shown, as soon as it is laid out.

        Qt lays a document out anew that is put on a view. Until that has come down to the place
        of the reader, the picture of before stays on the screen.
        """
        if self._built is None:
            return
        self._held = self.fraction()
        position, below = self.top()
        place = bare_place(self._built.document, position)
        self._settling = position_of(built.document, place) if position > 0 else 0, below
        self._settled = 0
        self._next = None
        self._view.setUpdatesEnabled(False)
        self._show(built)
        self._slices.start()

    def _settle(self, *, at_once: bool = False) -> bool:
        """Lay out a piece of what is to be shown; at the place of the reader, show it.

        Returns whether it is shown.
        """
        if self._settling is None or self._built is None:
            return True
        anchor, document = self._settling, self._built.document
        self._settled = anchor[0] if at_once else min(self._settled + NEAR // 2, anchor[0])
        document.documentLayout().blockBoundingRect(document.findBlock(self._settled))
        if self._settled >= anchor[0]:
            self._end_settling()
            self.return_to(anchor)
        return self._settling is None

    def _end_settling(self) -> None:
        if self._settling is not None:
            self._settling = None
            self._view.setUpdatesEnabled(True)

    def _rebuild(self, subject: Subject) -> None:
        self._stop_writing()
        self._show(self._begin(subject))

    def _begin(self, subject: Subject) -> Built:
        """Return a document with the first screen of `subject`."""
        fonts.load()
        typography = self.typography(subject.article.language)
        setting = Setting(self.theme, typography, typography.column())
        document = SealedDocument(self)
        option = document.defaultTextOption()
        option.setWrapMode(self._view.wordWrapMode())
        document.setDefaultTextOption(option)
        # Without a width here Qt would lay the text out as one long line first.
        self._set_width(document, setting)
        images = {image.url: image for image in subject.article.images}
        writer = self.make_writer(document, setting, images)
        writer.handler.selections = self._view.extraSelections
        writer.hyphenator = self._hyphenator(subject)
        built = Built(document, writer, setting, self.steps(writer, subject))
        end = time.perf_counter() + FIRST_SECONDS
        self._write(
            lambda: (
                document.characterCount() < ONE_SCREEN
                or (document.characterCount() < FIRST_SCREEN and time.perf_counter() < end)
            ),
            built,
        )
        return built

    def _show(self, built: Built) -> None:
        """Put `built` on the view, from its beginning; what is missing follows in slices."""
        old, self._built = self._built, built
        view, theme = self._view, built.setting.theme
        view.show_document(
            built.document, built.writer.decorations, theme, built.setting.typography.zoom
        )
        # After the exchange: the old document, maybe a long one, would be laid out for nothing.
        view.setLineWrapColumnOrWidth(max(1, view.viewport().width()))
        if old is not None:
            old.document.deleteLater()
        view.verticalScrollBar().setValue(0)
        if built.rest is not None:
            self._slices.start()
        self.replaced.emit()
        self.written.emit()

    def make_writer(
        self, document: QTextDocument, setting: Setting, images: dict[str, StoredImage]
    ) -> Writer:
        """Return what writes into `document`."""
        return Writer(document, setting, self._loader, images)

    def steps(self, writer: Writer, subject: Subject) -> Iterator[None]:
        """Write `subject`, yielding wherever it can be interrupted."""
        return build(writer, subject)

    def _end(self) -> int:
        return _length(self._built) if self._built else 0

    def _write(self, more: Callable[[], bool], built: Built | None) -> bool:
        """Write on while `more`, in one edit, so that the layout hears of it once.

        Returns whether all is written.
        """
        if built is None or built.rest is None:
            return True
        rest = built.rest
        built.writer.cursor.beginEditBlock()
        while more():
            try:
                next(rest)
            except StopIteration:
                built.rest = None
                break
        built.writer.cursor.endEditBlock()
        return built.rest is None

    @Slot()
    def _write_on(self) -> None:
        if self._settling is not None:
            if self._settle() and not self.writing:
                self._slices.stop()
                self._scroll_at_last()
            return
        end = time.perf_counter() + SLICE_SECONDS
        coming = self._next
        written = self._write(lambda: time.perf_counter() < end, coming or self._built)
        if coming is not None:
            # Looked at anew: the reader may have moved on meanwhile.
            if not written and not self._has_come(coming):
                return
            self._exchange(coming)
            return
        if written:
            self._slices.stop()
            self._scroll_at_last()
        self.written.emit()

    def _has_come(self, coming: Built) -> bool:
        """Tell whether `coming` is written as far as the reader is, and a screen more."""
        if self._built is None:
            return True
        position = self.top()[0]
        place = bare_place(self._built.document, position)
        if not _reaches(coming, place):
            return False
        return _length(coming) > position_of(coming.document, place) + self._screenful()

    def _scroll_at_last(self) -> None:
        if self._opening:
            return
        if self._fraction is not None:
            self.set_fraction(self._fraction)
        call, self._after = self._after, None
        if call is not None:
            call()

    def take_images(self, article: Article) -> bool:
        """Take over pictures that have arrived; what is read stays where it is."""
        if self._built is None or self._subject is None:
            return False
        self._subject = replace(self._subject, article=article)
        stored = {image.url: image for image in article.images}
        self._built.writer.images = stored
        changed = False
        for item in self._built.writer.handler.objects:
            if isinstance(item, PictureObject):
                new = stored.get(item.image.url)
                if new is not None and new != item.image:
                    item.image = new
                    changed = True
                item.fetching = False
        self._built.writer.handler.respeak(self._built.document)
        if changed and (self._next is not None or self._end() > NEAR):
            self.rebuild()
        elif changed:
            anchor = self.top()
            self._built.document.markContentsDirty(0, self._built.document.characterCount())
            self.return_to(anchor)
        return changed

    def take_head(self, article: Article) -> None:
        """Write the title block anew (tags came or went); what is read stays where it is."""
        if self._built is None or self._subject is None:
            return
        position, below = self.top()
        if self.writing or self._end() > NEAR:
            self._subject = replace(self._subject, article=article)
            self.rebuild()
            return
        before = self._end()
        self._rebuild(replace(self._subject, article=article))
        self._subject = replace(self._subject, article=article)
        if position > 0:
            self.finish()
            self.return_to((position + self._end() - before, below))

    def object(self, number: int) -> TextObject | None:
        """Return the object with that number."""
        objects = self._built.writer.handler.objects if self._built else []
        return objects[number] if 0 <= number < len(objects) else None

    # --- the column ---

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the width of the viewport."""
        if event.type() == QEvent.Type.Resize and self._built is not None:
            wait = self._built.writer.has_tables or self._end() > BIG
            if wait and self._view.isVisible():
                self._resized.start()
            else:
                self.fit_column()
        return super().eventFilter(watched, event)

    @Slot()
    def fit_column(self) -> None:
        """Centre the column in the window of now."""
        built = self._next or self._built
        if built is None or self._fits(built):
            return
        narrower = self._column(built.setting) != built.setting.column
        if (built.writer.has_tables and narrower) or self._next is not None or self._end() > NEAR:
            # The widths of a table's columns, and whether it fits at all, hang on the column; and
            # a long text is written anew in less time at a stretch than it is laid out in.
            self.rebuild()
            return
        column, old = self._column(built.setting), built.setting.column
        justifies = built.setting.typography.justifies
        if justifies(Role.BODY, column) != justifies(Role.BODY, old):
            self.rebuild()
            return
        anchor = self.top()
        if self._set_width(built.document, built.setting):
            self._view.setLineWrapColumnOrWidth(max(1, self._view.viewport().width()))
            self.return_to(anchor)

    def _fits(self, built: Built) -> bool:
        """Tell whether `built` was laid out for the width of now."""
        width = max(1, self._view.viewport().width())
        return built.document.textWidth() == width and built.setting.column == self._column(
            built.setting
        )

    def _column(self, setting: Setting) -> float:
        width = self._view.viewport().width()
        least = MIN_MARGIN if width > NARROW else MIN_MARGIN / 2
        return min(setting.typography.column(), max(120.0, width - 2 * least))

    def _set_width(self, document: QTextDocument, setting: Setting) -> bool:
        """Set the margins of `document`; returns whether anything changed."""
        width = max(1, self._view.viewport().width())
        column = self._column(setting)
        margin = max(0, (width - column) // 2)
        frame = document.rootFrame()
        shape = frame.frameFormat()
        if (
            shape.leftMargin() == margin
            and setting.column == column
            and document.textWidth() == width
        ):
            return False
        setting.column = column
        shape.setTopMargin(setting.typography.px(TOP_MARGIN))
        shape.setLeftMargin(margin)
        shape.setRightMargin(max(0, width - column - margin))
        frame.setFrameFormat(shape)
        document.setTextWidth(width)
        return True

    # --- the place ---

    def top(self) -> Anchor:
        """Return where the window's upper edge is in the text."""
        if self._settling is not None:
            return self._settling
        bar = self._view.verticalScrollBar()
        if bar.value() <= 0:
            return 0, 0.0
        middle = self._view.viewport().width() // 2
        position = self._view.cursorForPosition(QPoint(middle, 1)).position()
        return position, self.y_of(position) - bar.value()

    def y_of(self, position: int) -> float:
        """Return the upper edge of the line at `position`, in pixels from the document's."""
        if self._built is None:
            return 0.0
        document = self._built.document
        block = document.findBlock(position)
        if not block.isValid():
            return 0.0
        rect = document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineForTextPosition(position - block.position())
        return rect.top() + (line.y() if line.isValid() else 0.0)

    def return_to(self, anchor: Anchor) -> None:
        """Put the line at the anchor where it was, as `top` gave it."""
        position, below = anchor
        bar = self._view.verticalScrollBar()
        value = round(self.y_of(position) - below) if position > 0 else 0
        if value > bar.maximum():
            self._view.fit_bar()
        if value > bar.maximum():
            self._view.lay_out()
        bar.setValue(value)

    def fraction(self) -> float:
        """Return how far down the article is scrolled, 0 to 1."""
        if self._fraction is not None:
            return self._fraction
        if self._settling is not None:
            return self._held
        bar = self._view.verticalScrollBar()
        return bar.value() / bar.maximum() if self._built and bar.maximum() > 0 else 0.0

    def set_fraction(self, fraction: float) -> None:
        """Scroll to `fraction`, 0 to 1: at once, or as soon as the article is written."""
        if self._built is None:
            return
        self._fraction = max(0.0, min(1.0, fraction))
        if self.writing:
            return
        self._view.lay_out()
        bar = self._view.verticalScrollBar()
        bar.setValue(round(self._fraction * bar.maximum()))
        self._fraction = None

    @Slot()
    def forget_fraction(self) -> None:
        """Wait no longer to scroll: the reader has scrolled."""
        self._fraction = None


def _length(built: Built) -> int:
    return built.document.characterCount()


def _reaches(built: Built, place: tuple[int, int]) -> bool:
    """Tell whether `built` has the whole block of a bare place."""
    return built.document.blockCount() > place[0] + 1
