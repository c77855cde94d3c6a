"""The document of one article on an `ArticleView`: written in slices, fitted, kept in its place."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from clashreader.ui.reader import fonts
from clashreader.ui.reader.anchors import Anchors
from clashreader.ui.reader.builder import Subject, build
from clashreader.ui.reader.built import BIG, NEAR, Built
from clashreader.ui.reader.column import Column, WidthFollower
from clashreader.ui.reader.documents import SealedDocument
from clashreader.ui.reader.exchange import Exchange
from clashreader.ui.reader.hyphens import Hyphenation, bare_place, position_of
from clashreader.ui.reader.objects import Setting
from clashreader.ui.reader.typography import TypeChoice, Typography
from clashreader.ui.reader.writer import Writer
from clashreader.ui.tag_colours import NO_COLOURS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QTextDocument

    from clashreader.model import Article, StoredImage
    from clashreader.ui.reader.anchors import Anchor
    from clashreader.ui.reader.hyphens import Hyphenator
    from clashreader.ui.reader.objects import TextObject
    from clashreader.ui.reader.pictures import PictureLoader
    from clashreader.ui.reader.view import ArticleView
from clashreader.ui.theme import Theme

SLICE_SECONDS: Final = 0.008
"""How long the UI thread writes on at a time."""


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
        self.tag_colours = NO_COLOURS
        self._hyphenation = Hyphenation(self)
        self._hyphenation.arrived.connect(self._hyphenate)
        self._subject: Subject | None = None
        self._built: Built | None = None
        self._column = Column(view)
        self._anchors = Anchors(view)
        self._exchange = Exchange(view, self._anchors, NEAR // 2)
        self._after: Callable[[], None] | None = None
        self._fraction: float | None = None
        self._blank = SealedDocument(self)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._write_on)
        self._follower = WidthFollower(view, self, self._column)

    # --- writing ---

    @property
    def built(self) -> Built | None:
        """What is shown, or None."""
        return self._built

    @property
    def coming(self) -> Built | None:
        """What is being written to be shown in place of that, or None."""
        return self._exchange.coming

    @property
    def document(self) -> QTextDocument | None:
        """The document that is shown, or None."""
        return self._built.document if self._built else None

    @property
    def body(self) -> tuple[int, int] | None:
        """Where the article's own text begins and ends in the document, as far as it is written.

        What stands above (title, date) and below (related articles) is none of it.
        """
        return self._built.body if self._built else None

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
        waits = self._exchange.under_way or self._opening
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
        return self._exchange.under_way

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
        if not self.choice.hyphenate or (subject.opening and not subject.document.blocks):
            self._hyphenation.stop()
            return None
        return self._hyphenation.find(subject.article.language, subject.document)

    @Slot()
    def _hyphenate(self) -> None:
        """The patterns that the text waited for are there."""
        if self.choice.hyphenate:
            self.rebuild()

    @property
    def waits_for_hyphens(self) -> bool:
        """Whether the text will be set anew as soon as its language's patterns are there."""
        return self.choice.hyphenate and self._hyphenation.busy

    def close(self) -> None:
        """Stop and join the worker."""
        self.stop()
        self._hyphenation.close()

    def stop(self) -> None:
        """Write no further."""
        self._stop_writing()
        self._follower.stop()

    def _stop_writing(self) -> None:
        self._slices.stop()
        self._exchange.drop()

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
            self._exchange.coming = built
            self._slices.start()
            return
        # Not the position itself: words may get hyphens, or lose them.
        place = bare_place(self._built.document, position)
        if position > 0:
            built.write(lambda: not built.reaches(place))
            # A screen more, or the place could not be brought to the window's upper edge.
            end = built.length + self._built.screenful(self._view.viewport().height())
            built.write(lambda: built.length < end)
        self._show(built)
        self.return_to((position_of(built.document, place) if position > 0 else 0, below))

    def finish(self) -> None:
        """Write all that is missing, at once."""
        writing = self.writing
        if self._exchange.coming is not None:
            self._exchange.coming.write(lambda: True)
            self._show_coming()
        if self._built is not None:
            self._exchange.settle(self._built, at_once=True)
            self._built.write(lambda: True)
        self._slices.stop()
        if writing:
            self.written.emit()

    def write_to(self, position: int) -> None:
        """Write at once what is missing as far as `position`."""
        built = self._built
        if built is not None and built.rest is not None and built.length <= position:
            built.write(lambda: built.length <= position)
            self.written.emit()

    def _show_coming(self) -> None:
        """Put on the view what was coming; it is seen as soon as it is laid out."""
        if self._built is None:
            return
        built = self._exchange.begin_settling(self._built, self.top(), self.fraction())
        if built is not None:
            self._show(built)
            self._slices.start()

    def _rebuild(self, subject: Subject) -> None:
        self._stop_writing()
        self._show(self._begin(subject))

    def _begin(self, subject: Subject) -> Built:
        """Return a document with the first screen of `subject`."""
        fonts.load()
        typography = self.typography(subject.article.language)
        setting = Setting(self.theme, typography, typography.column())
        document = SealedDocument(self)
        document.wrap(self._view.wordWrapMode())
        # Without a width here Qt would lay the text out as one long line first.
        self._column.fit(document, setting)
        images = {image.url: image for image in subject.article.images}
        writer = self.make_writer(document, setting, images)
        writer.handler.selections = self._view.extraSelections
        writer.hyphenator = self._hyphenator(subject)
        built = Built(document, writer, setting, self.steps(writer, subject))
        built.write_first_screen()
        return built

    def _show(self, built: Built) -> None:
        """Put `built` on the view, from its beginning; what is missing follows in slices."""
        old, self._built = self._built, built
        view, theme = self._view, built.setting.theme
        view.show_document(
            built.document, built.writer.decorations, theme, built.setting.typography.zoom
        )
        # After the exchange: the old document, maybe a long one, would be laid out for nothing.
        self._column.take()
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
        writer = Writer(document, setting, self._loader, images)
        writer.tag_colours = self.tag_colours
        return writer

    def steps(self, writer: Writer, subject: Subject) -> Iterator[None]:
        """Write `subject`, yielding wherever it can be interrupted."""
        return build(writer, subject)

    @Slot()
    def _write_on(self) -> None:
        """Write, or lay out, for a moment."""
        built, coming = self._built, self._exchange.coming
        if built is None:
            self._slices.stop()
            return
        if self._exchange.settling is not None:
            if self._exchange.settle(built) and not self.writing:
                self._slices.stop()
                self._scroll_at_last()
            return
        end = time.perf_counter() + SLICE_SECONDS
        written = (coming or built).write(lambda: time.perf_counter() < end)
        if coming is not None:
            # Looked at anew: the reader may have moved on meanwhile.
            if written or self._exchange.has_come(built, self.top()[0]):
                self._show_coming()
            return
        if written:
            self._slices.stop()
            self._scroll_at_last()
        self.written.emit()

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
        changed = self._built.take_images({image.url: image for image in article.images})
        if changed and (self._exchange.coming is not None or self._built.length > NEAR):
            self.rebuild()
        elif changed:
            anchor = self.top()
            self._built.document.markContentsDirty(0, self._built.length)
            self.return_to(anchor)
        return changed

    def take_head(self, article: Article) -> None:
        """Write the title block anew (tags came or went); what is read stays where it is."""
        if self._built is None or self._subject is None:
            return
        position, below = self.top()
        if self.writing or self._built.length > NEAR:
            self._subject = replace(self._subject, article=article)
            self.rebuild()
            return
        before = self._built.length
        self._rebuild(replace(self._subject, article=article))
        self._subject = replace(self._subject, article=article)
        if position > 0:
            self.finish()
            self.return_to((position + self._built.length - before, below))

    def object(self, number: int) -> TextObject | None:
        """Return the object with that number."""
        objects = self._built.writer.handler.objects if self._built else []
        return objects[number] if 0 <= number < len(objects) else None

    # --- the place ---

    def top(self) -> Anchor:
        """Return where the window's upper edge is in the text."""
        settling = self._exchange.settling
        return self._anchors.top() if settling is None else settling

    def y_of(self, position: int) -> float:
        """Return the upper edge of the line at `position`, in pixels from the document's."""
        return self._anchors.y_of(position) if self._built else 0.0

    def return_to(self, anchor: Anchor) -> None:
        """Put the line at the anchor where it was, as `top` gave it."""
        self._anchors.return_to(anchor)

    def fraction(self) -> float:
        """Return how far down the article is scrolled, 0 to 1."""
        if self._fraction is not None:
            return self._fraction
        if self._exchange.settling is not None:
            return self._exchange.fraction
        return self._anchors.fraction() if self._built else 0.0

    def set_fraction(self, fraction: float) -> None:
        """Scroll to `fraction`, 0 to 1: at once, or as soon as the article is written."""
        if self._built is None:
            return
        self._fraction = max(0.0, min(1.0, fraction))
        if self.writing:
            return
        self._anchors.go_to_fraction(self._fraction)
        self._fraction = None

    @Slot()
    def forget_fraction(self) -> None:
        """Wait no longer to scroll: the reader has scrolled."""
        self._fraction = None
