"""Moving about: places that are kept, the way back, links, and how much is left to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QMouseEvent

from clashreader.errors import ReaderError
from clashreader.ui.addresses import open_address, readable_address
from clashreader.ui.layout import Mode
from clashreader.ui.places import Places
from clashreader.ui.reader.patterns import any_of
from clashreader.ui.reader.words import reading_time
from clashreader.ui.trail import Step, Trail
from clashreader.ui.views import ViewKind

if TYPE_CHECKING:
    from clashreader.model import Article
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.reader.pane import ReaderPane
    from clashreader.ui.reader.returning import Place

KEEP_AFTER: Final = 2_000
"""Milliseconds from scrolling to the disk; further scrolling does not put it off."""
SAY_AFTER: Final = 80
"""Milliseconds between two looks at how much has been read."""
READ: Final = 0.995
"""The share of an article from which it counts as read to its end."""
READ_ON: Final = 6_000
"""Characters read from where a jump ended, after which the place that it left is given up."""


class Moving(QObject):
    """Follows what is opened and scrolled in a window, and carries out back and forward."""

    def __init__(self, window: MainWindow, pane: ReaderPane) -> None:
        super().__init__(window)
        self._window = window
        self._pane = pane
        self._article: Article | None = None
        self._left = True
        """Whether the article shown next is shown from its beginning, and not just refreshed."""
        self._by_link = False
        self._going: Step | None = None
        self._skipped: Place | None = None
        """Where the reader was before jumping over a part of the article, as long as that counts:
        its end was seen then, but was not read as far as there."""
        self._landed: int | None = None
        self.places = Places(window.home.places)
        self.places.writes = window.keeper.writes
        self.trail = Trail()
        self._keep_timer = QTimer(self, singleShot=True, interval=KEEP_AFTER)
        self._keep_timer.timeout.connect(self.keep)
        self._say_timer = QTimer(self, singleShot=True, interval=SAY_AFTER)
        self._say_timer.timeout.connect(self._say_progress)
        pane.leaving.connect(self._leave)
        pane.jumping.connect(self._jump)
        pane.skipping.connect(self._skip)
        pane.moved.connect(self._moved)
        pane.linkActivated.connect(self.follow)
        pane.linkOutside.connect(self.open_outside)
        pane.linkHovered.connect(self._hover)
        pane.articleRequested.connect(self._open_linked)
        window.reading.opened.connect(self._opened)
        window.panes.mode_changed.connect(self._offer)
        for part in (pane.view, window.articles.view, window.sidebar):
            part.viewport().installEventFilter(self)
        self._offer()

    # --- places ---

    @Slot()
    def _leave(self) -> None:
        """The article is still shown: this is the last moment to see where the reader was."""
        self.keep()
        self._left = True

    @Slot()
    def keep(self) -> None:
        """Write down where the reader is."""
        self._keep_timer.stop()
        article = self._article
        if article is None or self._pane.article_id != article.id:
            return
        place = self._pane.place()
        self.trail.leave_mark(place)
        if article.version < article.versions:
            return  # an older version has another text, and is a visit only
        self._look_back(place)
        finished = place is not None and place.read >= READ
        self.places.keep(article, self._skipped if finished else place)

    @Slot()
    def _skip(self) -> None:
        if self._skipped is None:
            self._skipped = self._pane.place()
        self._landed = None

    def _look_back(self, place: Place | None) -> None:
        """Give up the place before a jump when the reader goes on reading somewhere else."""
        at = 0 if place is None else place.at
        if self._landed is None:
            self._landed = at
        elif abs(at - self._landed) > READ_ON:
            self._skipped = None

    @Slot(object)
    def _opened(self, article: Article | None) -> None:
        self._article = article
        if article is None or not self._left:
            self._say_timer.start()
            return
        self._left = False
        self._skipped = self._landed = None
        going, self._going = self._going, None
        if going is not None and going.article == article.id:
            self._pane.go_to(going.place)
        else:
            self._arrive(article)
        self._by_link = False
        self._mark_searched()
        self._offer()
        self._say_timer.start()

    def _arrive(self, article: Article) -> None:
        here = self.trail.here
        if here is None or here.article != article.id:
            view = self._window.listing.view
            self.trail.visit(Step(article.id, view, by_link=self._by_link))
        place = self.places.of(article)
        if place is not None and self.places.writes:  # a picture begins at the beginning
            self._pane.go_to(place)

    @Slot()
    def _moved(self) -> None:
        if not self._keep_timer.isActive():
            self._keep_timer.start()
        if not self._say_timer.isActive():
            self._say_timer.start()

    @Slot()
    def _say_progress(self) -> None:
        """Say how much has been read, and how long the rest will take."""
        article, share = self._article, self._pane.read_share()
        status = self._window.status
        if article is None or share is None or self._pane.place() is None:
            status.show_place("", "")
            return
        percent = self._percent(round(share * 100))
        if share >= READ:
            status.show_place(percent, self.tr("Read to the end"))
            return
        left = reading_time(round(article.words * (1 - share)), article.language)
        words = self.tr("{0} \N{MIDDLE DOT} {1} left").format(percent, left)
        status.show_place(words, self.tr("{0} read, {1} left").format(percent, left))

    def _percent(self, number: int) -> str:
        return self.tr("{0}\N{NO-BREAK SPACE}%").format(self._window.locale().toString(number))

    def close(self) -> None:
        """Write a last time."""
        self.keep()
        self._say_timer.stop()

    def _mark_searched(self) -> None:
        """In an article that a search has found, mark what was searched for."""
        listing = self._window.listing
        if not listing.searching and listing.view.kind is not ViewKind.SAVED:
            return
        from clashreader.library.search import words_of

        terms = words_of(listing.query.where)
        begun = {term.value for term in terms if term.prefix}
        wanted = any_of((term.value for term in terms), whole=True, open_end=begun)
        if wanted is None:
            return
        words = " ".join(dict.fromkeys(term.value for term in terms))
        self._pane.finder.mark(words, wanted)

    # --- back and forward ---

    @Slot()
    def _jump(self) -> None:
        """Within the article, to a footnote: there is a way back from there."""
        here = self.trail.here
        if here is not None:
            self.trail.leave_mark(self._pane.place())
            self.trail.visit(Step(here.article, here.view, by_link=True))
            self._offer()

    def go(self, by: int) -> None:
        """Go back (-1) or forward (1); one pane at a time, back leads to the list too."""
        window = self._window
        here = self.trail.here
        to_list = by < 0 and window.panes.reading and not window.panes.alone
        if to_list and (here is None or not here.by_link):
            window.panes.show_reader(False)
            return
        self.trail.leave_mark(self._pane.place())
        step = self.trail.go(by, self._exists)
        self._offer()
        if step is None:
            if to_list:
                window.panes.show_reader(False)
            return
        if self._pane.article_id == step.article and window.reading.article_id == step.article:
            self._skipped = None
            self._pane.go_to(step.place)
        else:
            self._going = step
            window.reading.open(step.article)  # first: its row is then chosen without opening it
        self._show_row(step)

    def _exists(self, article_id: int) -> bool:
        library = self._window.library
        try:
            return library is not None and bool(library.rows([article_id]))
        except ReaderError:
            return True  # opening it will say what is wrong

    def _show_row(self, step: Step) -> None:
        window, view = self._window, step.view
        if view == window.listing.view:
            if not window.articles.select(step.article, quiet=True):
                window.articles.view.selectionModel().clear()
        elif view.kind is ViewKind.SEARCH:
            window.toolbar.search.show_text(view.value)
            window.listing.search(view.value)
        else:
            window.listing.show(view, select=step.article)
        if window.panes.mode is Mode.SINGLE:
            window.panes.show_reader(True)

    @Slot()
    def _offer(self) -> None:
        commands = self._window.commands
        reading = self._window.panes.reading
        commands["historyBackAction"].setEnabled(reading or self.trail.can(-1))
        commands["historyForwardAction"].setEnabled(self.trail.can(1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The two extra buttons of a mouse go back and forward."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            by = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}.get(
                event.button(), 0
            )
            if by:
                self.go(by)
                return True
        return super().eventFilter(watched, event)

    # --- links ---

    def _in_library(self, address: str) -> int | None:
        library = self._window.library
        if library is None:
            return None
        try:
            found = library.find_article(address)
        except ReaderError:
            return None
        return None if found == self._window.reading.article_id else found

    @Slot(str)
    def follow(self, address: str) -> None:
        """Open the article of the library that has this address, or else the browser."""
        found = self._in_library(address)
        if found is None:
            self.open_outside(address)
        else:
            self._open_linked(found)

    @Slot(str)
    def open_outside(self, address: str) -> None:
        """Open the reader's browser or mail program, and say so where there is none."""
        if not open_address(address):
            self._window.status.notice(
                self.tr("No program could be started for this address."),
                self.tr("Copy it"),
                lambda: QGuiApplication.clipboard().setText(address),
            )

    @Slot(int)
    def _open_linked(self, article_id: int) -> None:
        self._by_link = True
        self._window.open_article(article_id)

    @Slot(str)
    def _hover(self, address: str) -> None:
        words = readable_address(address) if address else ""
        if words and self._in_library(address) is not None:
            words = self.tr("{0} \N{MIDDLE DOT} in your library").format(words)
        self._window.status.show_link(words)
