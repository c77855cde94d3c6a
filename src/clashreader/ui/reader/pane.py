"""`ReaderPane`: the article that is open, and everything the reader does with it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPalette, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QStackedLayout, QWidget

from clashreader.content.blocks import Document
from clashreader.ui.reader import fonts
from clashreader.ui.reader.builder import Subject, build
from clashreader.ui.reader.find import Hit, find_all, selections
from clashreader.ui.reader.links import Link, LinkKind
from clashreader.ui.reader.objects import PictureObject, Setting, WideTable
from clashreader.ui.reader.pictures import PictureLoader
from clashreader.ui.reader.typography import MAX_ZOOM, MIN_MARGIN, MIN_ZOOM, Typography
from clashreader.ui.reader.view import ArticleView
from clashreader.ui.reader.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from PySide6.QtGui import QResizeEvent, QShowEvent

    from clashreader.model import Article, ArticleRow
    from clashreader.ui.theme import Theme

FIRST_SCREEN: Final = 12_000
"""Characters written before the article is shown."""
SLICE_SECONDS: Final = 0.008
"""How long the UI thread writes on at a time."""
BIG: Final = 150_000
"""Characters from which a change of width waits for the reader to stop dragging."""
RESIZE_DELAY_MS: Final = 50
ZOOM_STEP: Final = 10


@dataclass(slots=True)
class Built:
    """The document that is shown and what belongs to it."""

    document: QTextDocument
    writer: Writer
    setting: Setting
    rest: Iterator[None] | None


def document_of(article: Article) -> Document:
    """Return the body of `article`, cleaned, as blocks."""
    from clashreader.content import Body, to_document

    return to_document(
        Body(
            article.body,
            article.media_type,
            article.base_url,
            article.body_span,
            article.title,
            article.lead_image,
        )
    )


class ReaderPane(QWidget):
    """Shows an article; loads nothing but pictures of the library, by their hash."""

    linkActivated = Signal(str)
    """An http, https or mailto address was clicked."""
    articleRequested = Signal(int)
    """A related article, by id."""
    sectionRequested = Signal(str, object)
    """A section's name and a month (as 202506) or None."""
    tagRequested = Signal(str)
    linkHovered = Signal(str)
    """The address below the pointer, or ""."""
    spacePressedAtEnd = Signal()
    spacePressedAtStart = Signal()
    zoomChanged = Signal(int)
    """The reader zoomed with the wheel; percent."""

    def __init__(
        self,
        theme: Theme,
        image_path: Callable[[str], Path],
        parent: QWidget | None = None,
        *,
        body: Callable[[Article], Document] = document_of,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("readerPane")
        self.setAccessibleName(self.tr("Article"))
        self._theme = theme
        self._image_path = image_path
        self._body = body
        self._zoom = 100
        self._characters = 70
        self._article: Article | None = None
        self._document: Document = Document()
        self._related: Sequence[ArticleRow] = ()
        self._built: Built | None = None
        self._fraction: float | None = None
        self._needle = ""
        self._hits: list[Hit] = []
        self._hit: int | None = None

        self._loader = PictureLoader(image_path, self)
        self._loader.arrived.connect(self._repaint)
        self._view = ArticleView(self)
        self._blank = QTextDocument(self)
        self._view.setAccessibleName(self.tr("Article"))
        self._empty = QLabel(self.tr("Choose an article."), self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setAutoFillBackground(True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._view)
        self.setFocusProxy(self._view)

        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._write_on)
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.setInterval(RESIZE_DELAY_MS)
        self._resized.timeout.connect(self._fit_column)
        self._connect_view()
        self._colour()
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.shutdown)

    def _connect_view(self) -> None:
        view = self._view
        view.anchorPressed.connect(self._activate)
        view.anchorHovered.connect(self._hover)
        view.zoomStepped.connect(self._step_zoom)
        view.spaceAtEnd.connect(self.spacePressedAtEnd)
        view.spaceAtStart.connect(self.spacePressedAtStart)
        view.customContextMenuRequested.connect(self._show_menu)
        view.verticalScrollBar().actionTriggered.connect(self._forget_fraction)
        view.viewport().installEventFilter(self)

    # --- what is shown ---

    @property
    def article_id(self) -> int | None:
        """The id of the article that is shown, or None."""
        return self._article.id if self._article else None

    @property
    def view(self) -> ArticleView:
        """The text itself: what takes the focus."""
        return self._view

    def show_article(self, article: Article | None, related: Sequence[ArticleRow] = ()) -> None:
        """Show `article` from its beginning, with `related` below it; None shows a hint."""
        self._loader.drop_waiting()
        self._loader.forget_failures()
        self._needle, self._hits, self._hit = "", [], None
        self._fraction = None
        self._article = article
        self._related = tuple(related)
        if article is None:
            self._drop()
            self._stack.setCurrentWidget(self._empty)
            return
        self._document = self._body(article)
        self._rebuild()
        self._stack.setCurrentWidget(self._view)

    def refresh_images(self, article: Article) -> None:
        """Take over pictures of `article` that have arrived; what is read stays where it is."""
        if self._article is None or article.id != self._article.id or self._built is None:
            return
        self._article = article
        self._loader.forget_failures()
        stored = {image.url: image for image in article.images}
        built = self._built
        built.writer.images = stored
        changed: set[int] = set()
        for number, item in enumerate(built.writer.handler.objects):
            if isinstance(item, PictureObject):
                new = stored.get(item.image.url)
                if new is not None and new != item.image:
                    item.image = new
                    changed.add(number)
        if changed:
            anchor = self._top()
            built.document.markContentsDirty(0, built.document.characterCount())
            self._return_to(anchor)
        self._repaint()

    def shutdown(self) -> None:
        """Stop and join the workers; the pane is of no use afterwards."""
        self._slices.stop()
        self._loader.close()

    # --- looks ---

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of `theme`; the reader keeps the place."""
        self._theme = theme
        self._colour()
        self._rebuild_in_place()

    @property
    def zoom(self) -> int:
        """The zoom in percent."""
        return self._zoom

    def set_zoom(self, percent: int) -> None:
        """Set the zoom, 50 to 300 percent; the reader keeps the place."""
        percent = max(MIN_ZOOM, min(MAX_ZOOM, percent))
        if percent != self._zoom:
            self._zoom = percent
            self._rebuild_in_place()

    def set_column(self, characters: int) -> None:
        """Set the width of the column, 50 to 100 characters of an average line."""
        characters = max(50, min(100, characters))
        if characters != self._characters:
            self._characters = characters
            self._rebuild_in_place()

    def _colour(self) -> None:
        self._view.set_theme(self._theme)
        palette = QPalette(self._empty.palette())
        palette.setColor(QPalette.ColorRole.Window, self._theme.page)
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.secondary)
        self._empty.setPalette(palette)

    @Slot(int)
    def _step_zoom(self, step: int) -> None:
        before = self._zoom
        self.set_zoom(before + step * ZOOM_STEP)
        if self._zoom != before:
            self.zoomChanged.emit(self._zoom)

    # --- building ---

    def _drop(self) -> None:
        self._slices.stop()
        old, self._built = self._built, None
        if old is not None:
            self._view.show_document(self._blank, [], self._theme, self._zoom)
            old.document.deleteLater()

    def _rebuild(self) -> None:
        article = self._article
        if article is None:
            return
        self._slices.stop()
        fonts.load()
        old = self._built
        typography = Typography(self._zoom, self._characters, article.language)
        setting = Setting(self._theme, typography, typography.column())
        document = QTextDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(0)
        # Without a width here Qt would lay the text out as one long line first.
        self._set_width(document, setting)
        images = {image.url: image for image in article.images}
        writer = Writer(document, setting, self._loader, images)
        rest = build(writer, Subject(article, self._document, self._related))
        self._built = Built(document, writer, setting, rest)
        self._write(lambda: document.characterCount() < FIRST_SCREEN)
        self._view.setLineWrapColumnOrWidth(max(1, self._view.viewport().width()))
        self._view.show_document(document, writer.decorations, self._theme, self._zoom)
        option = document.defaultTextOption()
        option.setWrapMode(self._view.wordWrapMode())
        document.setDefaultTextOption(option)
        if old is not None:
            old.document.deleteLater()
        self._view.verticalScrollBar().setValue(0)
        if self._built.rest is not None:
            self._slices.start()

    def _rebuild_in_place(self) -> None:
        if self._article is None or self._built is None:
            return
        anchor = self._top()
        needle, hit = self._needle, self._hit
        self._rebuild()
        self._write(lambda: self._built is not None and self._end() <= anchor[0])
        self._return_to(anchor)
        if needle:
            self._needle = needle
            self._finish()
            self._hits = find_all(self._built.document, needle)
            self._hit = hit if hit is not None and hit < len(self._hits) else None
            self._mark_hits()

    def _end(self) -> int:
        return self._built.document.characterCount() if self._built else 0

    def _write(self, more: Callable[[], bool]) -> None:
        """Write on while `more`; in one edit, so that the layout hears of it once."""
        built = self._built
        if built is None or built.rest is None:
            return
        built.writer.cursor.beginEditBlock()
        while more():
            if next(built.rest, built) is built:
                built.rest = None
                break
        built.writer.cursor.endEditBlock()

    @Slot()
    def _write_on(self) -> None:
        if self._built is None or self._built.rest is None:
            self._slices.stop()
            return
        end = time.perf_counter() + SLICE_SECONDS
        self._write(lambda: time.perf_counter() < end)
        if self._built.rest is None:
            self._slices.stop()
            if self._fraction is not None:
                self.set_scroll_fraction(self._fraction)

    def _finish(self) -> None:
        self._write(lambda: True)
        self._slices.stop()

    # --- the column ---

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Centre the column anew."""
        super().resizeEvent(event)
        self._width_changed()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Make the fonts ready before anybody asks for an article."""
        super().showEvent(event)
        fonts.load()

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the width of the viewport."""
        if event.type() == QEvent.Type.Resize and watched is self._view.viewport():
            self._width_changed()
        return False

    def _width_changed(self) -> None:
        if self._built is None:
            return
        if self._built.document.characterCount() > BIG:
            self._resized.start()
        else:
            self._fit_column()

    def _set_width(self, document: QTextDocument, setting: Setting) -> bool:
        """Set the margins of `document`; returns whether anything changed."""
        width = max(1, self._view.viewport().width())
        least = MIN_MARGIN if width > 480 else 16  # noqa: PLR2004
        column = min(setting.typography.column(), max(120, width - 2 * least))
        margin = max(0, (width - column) // 2)
        frame = document.rootFrame()
        shape = frame.frameFormat()
        same = (
            shape.leftMargin() == margin
            and setting.column == column
            and document.textWidth() == width
        )
        if same:
            return False
        setting.column = column
        shape.setLeftMargin(margin)
        shape.setRightMargin(width - column - margin)
        frame.setFrameFormat(shape)
        document.setTextWidth(width)
        return True

    @Slot()
    def _fit_column(self) -> None:
        built = self._built
        if built is None:
            return
        anchor = self._top()
        if self._set_width(built.document, built.setting):
            self._view.setLineWrapColumnOrWidth(max(1, self._view.viewport().width()))
            self._return_to(anchor)

    # --- the place ---

    def _top(self) -> tuple[int, float]:
        """Return the position of the first line in sight, and how far it is above the edge."""
        bar = self._view.verticalScrollBar()
        if bar.value() <= 0:
            return 0, 0.0
        middle = self._view.viewport().width() // 2
        cursor = self._view.cursorForPosition(QPoint(middle, 1))
        return cursor.position(), self._y_of(cursor.position()) - bar.value()

    def _y_of(self, position: int) -> float:
        if self._built is None:
            return 0.0
        document = self._built.document
        block = document.findBlock(position)
        if not block.isValid():
            return 0.0
        rect = document.documentLayout().blockBoundingRect(block)
        line = block.layout().lineForTextPosition(position - block.position())
        return rect.top() + (line.y() if line.isValid() else 0.0)

    def _return_to(self, anchor: tuple[int, float]) -> None:
        position, above = anchor
        if position <= 0:
            self._view.verticalScrollBar().setValue(0)
            return
        self._view.verticalScrollBar().setValue(round(self._y_of(position) - above))

    def page_down(self) -> bool:
        """Scroll one screen down, a line overlapping; False at the end."""
        if self._built is None:
            return False
        self._forget_fraction()
        if self._view.scroll_by_page(1):
            return True
        if self._built.rest is None:
            return False
        self._finish()
        return self._view.scroll_by_page(1)

    def page_up(self) -> bool:
        """Scroll one screen up, a line overlapping; False at the beginning."""
        self._forget_fraction()
        return self._built is not None and self._view.scroll_by_page(-1)

    def scroll_fraction(self) -> float:
        """Return how far down the article is scrolled, 0 to 1."""
        if self._fraction is not None:
            return self._fraction
        bar = self._view.verticalScrollBar()
        return bar.value() / bar.maximum() if self._built and bar.maximum() > 0 else 0.0

    def set_scroll_fraction(self, fraction: float) -> None:
        """Scroll to `fraction` of the article, 0 to 1; where it is still being written, then."""
        fraction = max(0.0, min(1.0, fraction))
        if self._built is None:
            return
        self._fraction = fraction
        if self._built.rest is not None:
            return
        self._built.document.size()  # lays all of it out: only then is the end known
        bar = self._view.verticalScrollBar()
        bar.setValue(round(fraction * bar.maximum()))
        self._fraction = None

    @Slot()
    def _forget_fraction(self) -> None:
        self._fraction = None

    # --- finding ---

    def find(self, text: str, backwards: bool = False) -> int:
        """Mark all places where `text` occurs and go to the next one; returns how many there are.

        The same text again goes on to the next (or, `backwards`, the one before), round and round.
        An empty text takes the marks away.
        """
        if self._built is None:
            return 0
        if text != self._needle:
            self._needle = text
            self._finish()
            self._hits = find_all(self._built.document, text)
            self._hit = self._first_hit(backwards)
        elif self._hits:
            step = -1 if backwards else 1
            self._hit = ((self._hit or 0) + step) % len(self._hits)
        self._mark_hits()
        if self._hit is not None:
            self._show_position(self._hits[self._hit][0])
        return len(self._hits)

    @property
    def find_position(self) -> int:
        """Which of the places found is shown, from 1; 0 for none."""
        return 0 if self._hit is None else self._hit + 1

    def _first_hit(self, backwards: bool) -> int | None:
        if not self._hits:
            return None
        top = self._top()[0]
        after = next((n for n, (start, _) in enumerate(self._hits) if start >= top), None)
        if backwards:
            return (len(self._hits) if after is None else after) - 1 if after != 0 else -1 % len(
                self._hits
            )
        return after or 0

    def _mark_hits(self) -> None:
        if self._built is not None:
            marks = selections(self._built.document, self._hits, self._hit, self._theme)
            self._view.setExtraSelections(marks)

    def _show_position(self, position: int) -> None:
        """Scroll so that `position` is in sight, in the upper third unless it already is."""
        y = self._y_of(position)
        bar = self._view.verticalScrollBar()
        height = self._view.viewport().height()
        if not bar.value() + 8 <= y <= bar.value() + height - 60:
            self._view.scroll_to(round(y - height * 0.3))

    # --- text ---

    def selected_text(self) -> str:
        """Return what is selected, as it would be copied."""
        return self._view.selected_text()

    # --- links ---

    def _link(self, anchor: str) -> Link | None:
        return self._built.writer.links.find(anchor) if self._built else None

    @Slot(str)
    def _activate(self, anchor: str) -> None:
        link = self._link(anchor)
        if link is None:
            return
        if link.kind is LinkKind.WEB:
            self.linkActivated.emit(link.address)
        elif link.kind is LinkKind.ARTICLE and link.number is not None:
            self.articleRequested.emit(link.number)
        elif link.kind is LinkKind.SECTION:
            self.sectionRequested.emit(link.address, link.number)
        elif link.kind is LinkKind.TAG:
            self.tagRequested.emit(link.address)
        elif link.kind is LinkKind.PLACE:
            self._jump(link.address)
        elif link.number is not None:
            self._enlarge(link.number)

    @Slot(str)
    def _hover(self, anchor: str) -> None:
        link = self._link(anchor)
        self.linkHovered.emit(link.address if link and link.kind is LinkKind.WEB else "")

    def _jump(self, name: str) -> None:
        if self._built is None:
            return
        if name not in self._built.writer.anchors:
            self._finish()
        if name in self._built.writer.anchors:
            self._view.stop_gliding()
            self._view.scrollToAnchor(name)

    def _enlarge(self, number: int) -> None:
        if self._built is None:
            return
        item = self._built.writer.handler.objects[number]
        from clashreader.ui.reader.enlarge import Enlargement

        if isinstance(item, PictureObject) and item.image.hash is not None:
            path = self._image_path(item.image.hash)
            Enlargement.of_picture(self.window(), self._theme, path, item.alt)
        elif isinstance(item, WideTable):
            Enlargement.of_document(self.window(), self._theme, item.document())

    @Slot(QPoint)
    def _show_menu(self, point: QPoint) -> None:
        menu = self.make_menu(point)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._view.viewport().mapToGlobal(point))

    def make_menu(self, point: QPoint) -> QMenu:
        """Return the context menu for `point`, in coordinates of the text's viewport."""
        menu = QMenu(self)
        link = self._link(self._view.anchorAt(point))
        web = link.address if link and link.kind is LinkKind.WEB else None
        copy = QAction(self.tr("Copy"), menu)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self._view.textCursor().hasSelection())
        copy.triggered.connect(self._view.copy)
        menu.addAction(copy)
        if web is not None:
            address = web
            open_link = menu.addAction(self.tr("Open link"))
            open_link.triggered.connect(lambda: self.linkActivated.emit(address))
            copy_link = menu.addAction(self.tr("Copy link"))
            copy_link.triggered.connect(lambda: QGuiApplication.clipboard().setText(address))
        menu.addSeparator()
        everything = QAction(self.tr("Select all"), menu)
        everything.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
        everything.triggered.connect(self._view.selectAll)
        menu.addAction(everything)
        return menu

    @Slot()
    def _repaint(self) -> None:
        self._view.viewport().update()


