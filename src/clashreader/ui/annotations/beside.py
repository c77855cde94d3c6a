"""The panel beside the article: what its rows do, and which place is gone to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.errors import ReaderError
from clashreader.ui.annotations.panel import AnnotationsPanel
from clashreader.ui.annotations.rows import Kind, Row
from clashreader.ui.annotations.words import joined, kept_elsewhere, same
from clashreader.ui.layout import Mode

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.model import Article, Highlight, HighlightPlace
    from clashreader.ui.annotations.annotator import Annotator
    from clashreader.ui.main_window import MainWindow

_KEY = "highlight-places"


class Beside(QObject):
    """Wires the panel to the window; made when the panel is first wanted."""

    def __init__(self, window: MainWindow, library: Library, annotator: Annotator) -> None:
        super().__init__(annotator)
        self._window = window
        self._library = library
        self._annotator = annotator
        self._marks = window.reader().marks
        self._wanted: Highlight | None = None
        """What is to be gone to as soon as it is found."""
        self._places: dict[int, HighlightPlace] = {}
        self._places_of: tuple[int, int, int] | None = None
        self.panel = AnnotationsPanel(library, window.jobs, window.theme)
        here, every = self.panel.here, self.panel.all
        for page in (here, every):
            page.list.taken.connect(self._go)
            page.list.version_wanted.connect(self._open_version)
            page.tools.version_wanted.connect(self._open_version)
            page.list.delete_wanted.connect(self._delete)
            page.tools.delete_wanted.connect(self._delete)
            page.list.colour_wanted.connect(self._recolour)
            page.tools.colour_wanted.connect(self._recolour)
            page.tools.source_wanted.connect(self._copy)
            page.tools.note_written.connect(self._write_note)
        here.note_typed.connect(self._keep_note)
        here.note.done.connect(window.reader().setFocus)
        here.merged.connect(lambda: window.status.notice(kept_elsewhere()))
        every.failed.connect(window.report)
        every.note_wanted.connect(self.write_note)
        self.panel.closed.connect(self.close_panel)
        self.panel.shown.connect(annotator.writes.new_session)

    # --- coming and going ---

    @property
    def is_open(self) -> bool:
        """Whether the panel is beside the article, or in its stead where there is no room."""
        return self._window.reader_area().side is self.panel

    def open_panel(self) -> None:
        """Show the panel, with the open article or, where none is, with all."""
        window = self._window
        if window.panes.mode is Mode.SINGLE:
            window.panes.show_reader(True)
        self.show_article(window.reading.article)
        window.reader_area().show_side(self.panel)
        if window.reading.article is None:
            self.panel.show_all()

    def close_panel(self) -> None:
        """Put the panel away; what is typed is written."""
        self.panel.flush()
        if self.is_open:
            self._window.reader_area().close_side()

    def toggle(self) -> None:
        """Ctrl+H: show the panel and go there, or put it away."""
        if self.is_open and self.panel.isVisible():
            self.close_panel()
            return
        self.open_panel()
        page = self.panel.all if self.panel.on_all else self.panel.here
        if page.list.isVisible():
            if page.list.current is None:
                page.list.choose(0)
            page.list.setFocus()
        elif self.panel.on_all:
            self.panel.all.field.setFocus()
        else:
            self.panel.here.note.setFocus()

    def write_note(self) -> None:
        """Shift+N: go to the note on the open article."""
        if self._window.reading.article is None:
            self._window.status.notice(self.tr("Open an article first to write a note on it."))
            return
        self.open_panel()
        self.panel.show_here()
        self.panel.here.note.setFocus()
        self.panel.here.note.to_end()

    # --- what is shown ---

    def show_article(self, article: Article | None) -> None:
        """Another article is open, or the same has changed."""
        wanted = self._wanted
        if wanted is not None and (article is None or article.id != wanted.article_id):
            self._wanted = None  # the reader went elsewhere
        self.panel.show_article(article)
        self.show_places()

    def show_places(self) -> None:
        """List the highlights of the open article as they are found in its text."""
        article, marks = self._window.reading.article, self._marks
        if article is None or self._window.reader().article_id != article.id:
            self.panel.here.show_highlights((), (), {})
            return
        of = article.id, article.version, article.versions
        if of != self._places_of:
            self._places_of, self._places = of, {}
        self.panel.here.show_highlights(marks.highlights, list(marks.placed), self._places)
        if not marks.settled:
            return
        missing = [
            item
            for item in marks.highlights
            if item.id not in marks.placed and item.id not in self._places
        ]
        if missing:
            self._ask_for_places(missing, of)
        self._try_to_go()

    def _ask_for_places(self, missing: list[Highlight], of: tuple[int, int, int]) -> None:
        def done(places: dict[int, HighlightPlace]) -> None:
            if of == self._places_of:
                self._places |= places
                self.show_places()

        self._window.jobs.submit(
            lambda _: self._library.place_highlights(missing), done, self._window.report, key=_KEY
        )

    # --- going to a place ---

    def _go(self, row: Row) -> None:
        window = self._window
        self._wanted = row.highlight
        if window.panes.mode is Mode.SINGLE or not window.reader_area().pane.isVisible():
            self.close_panel()
        article = window.reading.article
        if article is None or article.id != row.article_id:
            window.open_article(row.article_id)
        else:
            self._try_to_go()

    def _open_version(self, row: Row) -> None:
        if row.highlight is not None and row.version is not None:
            self._wanted = row.highlight
            self._window.reading.open(row.article_id, version=row.version)

    def _try_to_go(self) -> None:
        wanted = self._wanted
        if wanted is None or self._marks.highlight(wanted.id) is None:
            return
        if self._marks.bring_into_sight(wanted.id):
            self._wanted = None
        elif self._marks.settled:
            self._wanted = None
            if self.is_open:
                self.panel.show_here()
                self.panel.here.choose(wanted.id)
            self._window.status.notice(self.tr("These words are not in the version that is open."))

    # --- what a row's tools do ---

    def _delete(self, row: Row) -> None:
        writes = self._annotator.writes
        if row.highlight is not None:
            self._annotator.delete(row.highlight)
        elif row.kind is Kind.NOTE:
            writes.new_session()
            writes.set_note(row.article_id, "", row.text)

    def _recolour(self, row: Row, colour: int) -> None:
        if row.highlight is not None and row.highlight.colour != colour:
            self._annotator.writes.recolour(row.highlight, colour)

    def _copy(self, row: Row) -> None:
        if row.highlight is None:
            return
        article = self._window.reading.article
        if article is None or article.id != row.article_id:
            try:
                article = self._library.article(row.article_id)
            except ReaderError as error:
                self._window.report(error)
                return
        self._annotator.copy_with_source(row.highlight.exact, article)

    def _write_note(self, row: Row, text: str) -> None:
        page = self.panel.all if self.panel.on_all else self.panel.here
        if row.highlight is not None:
            self._annotator.keep_highlight_note(page.tools.note, row.highlight.id, text)

    def _keep_note(self, article_id: int, text: str, stored: str) -> None:
        """Write the note of an article; one that was written elsewhere meanwhile is kept too."""
        box = self.panel.here.note
        try:
            theirs = self._library.annotations([article_id])[0].note or ""
        except ReaderError as error:
            self._window.report(error)
            return
        if not same(theirs, stored):
            text = joined(text, theirs)
            box.put(text, theirs)
            self._window.status.notice(kept_elsewhere())
        box.kept(text)
        if not self._annotator.writes.set_note(article_id, text, theirs):
            box.kept(theirs)
