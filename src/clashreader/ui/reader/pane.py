"""`ReaderPane`: the article that is open, and everything the reader does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from clashreader.content.blocks import Document
from clashreader.ui.reader import fonts
from clashreader.ui.reader.bodies import LONG, LongBody, document_of, opening_of
from clashreader.ui.reader.builder import Subject
from clashreader.ui.reader.context_menu import ContextMenu
from clashreader.ui.reader.find import Finder
from clashreader.ui.reader.furniture import NOTHING, Further, describe
from clashreader.ui.reader.link_deeds import LinkDeeds
from clashreader.ui.reader.marks import Marks
from clashreader.ui.reader.page_colours import PageColours
from clashreader.ui.reader.paging import Pager
from clashreader.ui.reader.picture_deeds import PictureDeeds
from clashreader.ui.reader.pictures import PictureLoader
from clashreader.ui.reader.returning import Place, Returner
from clashreader.ui.reader.sheet import Sheet
from clashreader.ui.reader.typography import MAX_ZOOM, MIN_ZOOM
from clashreader.ui.reader.view import ArticleView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QAction, QShowEvent
    from PySide6.QtWidgets import QMenu

    from clashreader.model import Article
    from clashreader.ui.reader.typography import TypeChoice, Typography
    from clashreader.ui.tag_colours import Colours
from clashreader.ui.theme import Theme

ZOOM_STEP: Final = 10
"""Percent for one step of the wheel."""
MIN_CHARACTERS: Final = 50
MAX_CHARACTERS: Final = 100


class ReaderPane(QWidget):
    """Shows an article; loads nothing but pictures of the library, by their hash."""

    linkActivated = Signal(str)
    """An http, https or mailto address was clicked."""
    linkOutside = Signal(str)
    """Such an address was clicked to be opened in the browser, in any case."""
    articleRequested = Signal(int)
    """A related article, by id."""
    sectionRequested = Signal(str, object)
    """A section's name and a month (as 202506) or None."""
    tagRequested = Signal(str)
    changesRequested = Signal()
    """What changed between the versions of the open article."""
    linkHovered = Signal(str)
    """The address below the pointer, or ""."""
    spacePressedAtEnd = Signal()
    spacePressedAtStart = Signal()
    leaving = Signal()
    """Another article is about to be shown, or none."""
    jumping = Signal()
    """The reader is about to jump within the article, to a footnote or a heading."""
    skipping = Signal()
    """The reader is about to pass over a part of the article, by a jump or to its end."""
    moved = Signal()
    """The text was scrolled, or has grown: `place` and `read_share` may say something else."""
    zoomChanged = Signal(int)
    """The reader zoomed with the wheel; percent."""

    fetchRequested = Signal(str)
    """The address of a missing picture that the reader wants now."""
    fetchAllRequested = Signal(object)
    """The addresses of all pictures that the article lacks, as a tuple."""
    uselessMet = Signal(object)
    """As of `PictureDeeds`."""

    def __init__(
        self,
        theme: Theme,
        image_path: Callable[[str], Path],
        parent: QWidget | None = None,
        *,
        body: Callable[[Article], Document] = document_of,
        sheet: type[Sheet] = Sheet,
    ) -> None:
        """Make an empty pane.

        `image_path` gives the file of a stored picture, by content hash; it is called from worker
        threads too. `body` gives an article's blocks, `sheet` sets them.
        """
        super().__init__(parent)
        self.setObjectName("readerPane")
        self.setAccessibleName(self.tr("Article"))
        self.setAutoFillBackground(True)  # below the scroll bar too, which has no ground
        self._image_path = image_path
        self._body = body
        self._article: Article | None = None
        self._further = NOTHING
        self._long = LongBody(body, self)
        self._long.ready.connect(self._show_body)
        self._loader = PictureLoader(image_path, self)
        self._view = ArticleView(self)
        self._view.setAccessibleName(self.tr("Article"))
        self._sheet = sheet(self._view, self._loader, theme)
        self.marks = Marks(self._view, self._sheet, theme)
        """The reader's highlights in the text, and what find has found."""
        self._pictures = PictureDeeds(self, self._sheet, self._loader, image_path)
        self._links = LinkDeeds(self._view, self._sheet)
        self._context_menu = ContextMenu(self, self._view, self._sheet, self._links, self._pictures)
        self._pager = Pager(self._view, self._sheet)
        self._returner = Returner(self._view, self._sheet)
        self.finder = Finder(self._view, self._sheet, self.marks)
        """What was looked for in the text, and found."""
        self._empty = QLabel(self.tr("Choose an article."), self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._colours = PageColours(self, self._view, self._sheet, theme)
        self._connect()

    def _connect(self) -> None:
        view = self._view
        view.zoomStepped.connect(self._step_zoom)
        view.verticalScrollBar().actionTriggered.connect(self._sheet.forget_fraction)
        view.scrolled.connect(self._sheet.forget_fraction)
        view.verticalScrollBar().valueChanged.connect(self.moved)
        self._sheet.written.connect(self.moved)
        self._loader.arrived.connect(self._repaint)
        self._pictures.fetchRequested.connect(self.fetchRequested)
        self._pictures.fetchAllRequested.connect(self.fetchAllRequested)
        self._pictures.uselessMet.connect(self.uselessMet)
        self._pictures.linkActivated.connect(self.linkActivated)
        self._connect_links()
        self._pager.skipping.connect(self.skipping)
        self._pager.spacePressedAtEnd.connect(self.spacePressedAtEnd)
        self._pager.spacePressedAtStart.connect(self.spacePressedAtStart)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.shutdown)

    def _connect_links(self) -> None:
        links = self._links
        links.linkActivated.connect(self.linkActivated)
        links.linkOutside.connect(self.linkOutside)
        links.linkHovered.connect(self.linkHovered)
        links.articleRequested.connect(self.articleRequested)
        links.sectionRequested.connect(self.sectionRequested)
        links.tagRequested.connect(self.tagRequested)
        links.changesRequested.connect(self.changesRequested)
        links.objectPressed.connect(self._pictures.activate)
        links.jumping.connect(self.jumping)
        links.jumping.connect(self.skipping)

    # --- what is shown ---

    @property
    def article_id(self) -> int | None:
        """The id of the article that is shown, or None."""
        return self._article.id if self._article else None

    @property
    def view(self) -> ArticleView:
        """The text itself: what takes the focus."""
        return self._view

    def show_article(self, article: Article | None, further: Further = NOTHING) -> None:
        """Show `article` from its beginning, with `further` below it; None shows a hint."""
        if self._article is not None:
            self.leaving.emit()
        self._returner.forget()
        self._loader.drop_waiting()
        self._loader.forget_failures()
        self.finder.clear()
        self._long.forget()
        self._article = article
        if article is None:
            self._sheet.clear()
            self._stack.setCurrentWidget(self._empty)
            return
        # Before it is built: only the widget on top of the stack knows its width.
        self._stack.setCurrentWidget(self._view)
        self._view.setAccessibleDescription(describe(article))
        self._further = further
        self.marks.expect(article.highlights)
        if len(article.body) < LONG:
            self._sheet.show(Subject(article, self._body(article), self._further))
        else:
            opening = opening_of(article)
            begun = self._body(opening) if opening is not None else Document()
            self._sheet.show(Subject(article, begun, opening=True))
            self._long.expect(article)

    @Slot(object, object)
    def _show_body(self, article: Article, document: Document) -> None:
        """Show the body of a long article, which a worker has read."""
        now = self._article
        if now is None or (article.id, article.body) != (now.id, now.body):
            return
        place, fraction = self._long.place, self._long.fraction
        self._long.forget()
        self._sheet.go_on(Subject(now, document, self._further))
        if place is not None:
            self._returner.go_to(place)
        elif fraction is not None:
            self._sheet.set_fraction(fraction)

    @property
    def busy(self) -> bool:
        """Whether something of the article, or a picture in sight, is still on its way."""
        moving = self._sheet.writing or self._sheet.waits_for_hyphens or self._returner.busy
        return self._long.waiting or moving or self._loader.busy

    def _take(self, article: Article) -> None:
        self._article = article
        self._long.renew(article)

    def refresh_images(self, article: Article) -> None:
        """Take over pictures of `article` that have arrived; what is read stays where it is."""
        if article.id != self.article_id:
            return
        self._take(article)
        if self._long.waiting:
            return
        self._loader.forget_failures()
        self._sheet.take_images(article)
        self._repaint()

    def end_fetching(self) -> None:
        """What the reader asked for is no longer under way, whatever came of it."""
        self._pictures.end_fetching()
        self._loader.forget_failures()  # the file may be whole again, under the same name
        self._repaint()

    def refresh_head(self, article: Article) -> None:
        """Take over tags and section of the open `article`; what is read stays where it is."""
        if article.id != self.article_id:
            return
        self._take(article)
        if not self._long.waiting:
            self._sheet.take_head(article)
            self.finder.refresh()

    def set_tag_colours(self, colours: Colours) -> None:
        """Show tags in their colours; the head of the open article follows where it has some."""
        before, self._sheet.tag_colours = self._sheet.tag_colours, colours
        article = self._article
        if article is not None and any(before.get(t) != colours.get(t) for t in article.tags):
            self.refresh_head(article)

    def refresh_highlights(self, article: Article) -> None:
        """Take over highlights of the open `article`; what is read stays where it is."""
        if article.id == self.article_id:
            self._take(article)
            self.marks.show_highlights(article.highlights)

    @Slot()
    def shutdown(self) -> None:
        """Stop and join the workers; the pane is of no use afterwards."""
        self._sheet.stop()
        self._returner.forget()
        self.marks.close()
        self._loader.close()
        self._long.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the fonts ready before anybody asks for an article."""
        super().showEvent(event)
        fonts.load()

    # --- looks ---

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of `theme`; the reader keeps the place."""
        self._sheet.theme = theme
        self._colours.expect(theme)
        self.marks.set_theme(theme)
        self._rebuild()
        self._colours.settle()

    @property
    def zoom(self) -> int:
        """The zoom in percent."""
        return self._sheet.zoom

    def set_zoom(self, percent: int) -> None:
        """Set the zoom, 50 to 300 percent; the reader keeps the place."""
        percent = max(MIN_ZOOM, min(MAX_ZOOM, percent))
        if percent != self._sheet.zoom:
            self._sheet.zoom = percent
            self._rebuild()

    def set_column(self, characters: int) -> None:
        """Set the width of the column, 50 to 100 characters of an average line."""
        characters = max(MIN_CHARACTERS, min(MAX_CHARACTERS, characters))
        if characters != self._sheet.characters:
            self._sheet.characters = characters
            self._rebuild()

    @property
    def type_choice(self) -> TypeChoice:
        """What the reader has chosen for the text."""
        return self._sheet.choice

    def set_type(self, choice: TypeChoice, *, zoom: int, characters: int) -> None:
        """Set the text as the reader has chosen, all at once; the place in it is kept."""
        sheet = self._sheet
        if (choice, zoom, characters) != (sheet.choice, sheet.zoom, sheet.characters):
            sheet.choice, sheet.zoom, sheet.characters = choice, zoom, characters
            self._rebuild()

    def typography(self, language: str | None = None) -> Typography:
        """Return the measures of now, for a text in `language` (BCP 47)."""
        return self._sheet.typography(language)

    def _rebuild(self) -> None:
        self._sheet.rebuild()
        self.finder.refresh()

    @Slot(int)
    def _step_zoom(self, step: int) -> None:
        before = self.zoom
        self.set_zoom(before + step * ZOOM_STEP)
        if self.zoom != before:
            self.zoomChanged.emit(self.zoom)

    @Slot()
    def _repaint(self) -> None:
        self._view.viewport().update()

    # --- the place ---

    def page_down(self) -> bool:
        """Scroll one screen down, a line overlapping; False at the end."""
        return self._pager.down()

    def page_up(self) -> bool:
        """Scroll one screen up, a line overlapping; False at the beginning."""
        return self._pager.up()

    def place(self) -> Place | None:
        """Return where the reader is in the article, or None at its beginning."""
        return self._long.place if self._long.waiting else self._returner.place()

    def go_to(self, place: Place | None) -> None:
        """Scroll to a place of the article, or to its beginning; a long one takes a moment."""
        self._sheet.forget_fraction()
        self._view.stop_gliding()
        if self._long.waiting:
            self._long.place = place
        elif place is None:
            self._returner.forget()
            self._view.verticalScrollBar().setValue(0)
        else:
            self._returner.go_to(place)

    def read_share(self) -> float | None:
        """Return how much of the article has been seen, 0 to 1; None while that is not known."""
        return None if self._long.waiting or self._article is None else self._returner.read()

    def scroll_fraction(self) -> float:
        """Return how far down the article is scrolled, 0 to 1."""
        if self._long.waiting:
            return self._long.fraction or 0.0
        return self._sheet.fraction()

    def set_scroll_fraction(self, fraction: float) -> None:
        """Scroll to `fraction` of the article, 0 to 1; where it is still being written, then."""
        if self._long.waiting:
            self._long.fraction = max(0.0, min(1.0, fraction))
            return
        self._sheet.set_fraction(fraction)

    # --- text ---

    def find(self, text: str, backwards: bool = False) -> int:  # type: ignore[override]
        """Mark all places where `text` occurs and go to the next one; returns how many there are.

        In a long article that is how many were found so far, and `finder` goes on. The same text
        again goes on to the next (or, `backwards`, the one before), round and round. An empty text
        takes the marks away.
        """
        return self.finder.find(text, backwards=backwards) if self._article else 0

    @property
    def find_position(self) -> int:
        """Which of the places found is shown, from 1; 0 for none."""
        return self.finder.position

    def selected_text(self) -> str:
        """Return what the reader has selected, as it would be copied."""
        return self._view.selected_text() if self._view.has_selection() else ""

    # --- the context menu ---

    def offer(self, actions: Sequence[QAction]) -> None:
        """Have the context menu offer commands of the window besides the pane's own."""
        self._context_menu.offer(actions)

    def make_menu(self, point: QPoint) -> QMenu:
        """Return the context menu for `point`, in coordinates of the text's viewport."""
        return self._context_menu.make(point)
