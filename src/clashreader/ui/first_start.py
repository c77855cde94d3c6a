"""The first start: welcome articles come in behind the open window, and a card offers sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from clashreader.paths import resources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clashreader.model import Overview, Source
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.welcome_card import WelcomeCard

WELCOME = "clashreader:welcome"
GUIDE = "start-here"
"""A part of the uid of the article that is opened first."""


class FirstStart(QObject):
    """Seeds an empty home, and shows the card until something is followed or it is dismissed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._card: WelcomeCard | None = None

    def begin(self, fresh: bool) -> None:
        """`fresh`: there was no library before this start."""
        window = self._window
        if fresh and window.syncing is not None:
            window.listing.emptiness.hold()  # there is something to read in a moment
            window.syncing.failed.connect(self._let_go)
            window.syncing.add_welcome(resources() / "welcome", self._open_guide)
        if not window.state.welcomed:
            library = window.library
            sources = library.sources() if library is not None else ()
            if not _followed(sources):
                self._show_card()

    def _let_go(self) -> None:
        """They could not be stored: the list says that there is nothing."""
        listing = self._window.listing
        if listing.emptiness.held:
            listing.emptiness.release()
            listing.pane.end_loading()
            listing.emptiness.show()

    def _open_guide(self) -> None:
        """Open the guide, so that the first screen is something to read."""
        window = self._window
        window.listing.emptiness.release()
        library = window.library
        if library is None or window.reading.article_id is not None:
            return
        from clashreader.model import ArticleQuery

        ids = library.ids(ArticleQuery(), limit=100)
        details = library.details(ids)
        guide = next((detail.row.id for detail in details if GUIDE in detail.uid), None)
        if guide is not None:
            window.listing.want(guide)
            window.open_article(guide)

    def _show_card(self) -> None:
        from clashreader.ui.welcome_card import WelcomeCard

        window = self._window
        card = WelcomeCard(window.theme)
        card.chosen.connect(self._chosen)
        card.dismissed.connect(self._dismiss)
        window.looks.changed.connect(card.set_theme)
        window.counted.connect(self._counted)
        window.articles.insert_banner(card)
        self._card = card

    def _counted(self, overview: Overview) -> None:
        """The offer goes when something is followed, wherever that was done."""
        if self._card is not None and self._card.isVisible() and _followed(overview.sources):
            self._card.hide()

    def _dismiss(self) -> None:
        self._window.state.welcomed = True
        if self._card is not None:
            self._card.hide()

    def _chosen(self, what: str) -> None:
        from clashreader.ui.welcome_card import SUGGESTIONS

        window = self._window
        if what == SUGGESTIONS:
            window.deeds.add(suggest=True)
            return
        if what == "folder":
            target = QFileDialog.getExistingDirectory(window, self.tr("A folder of articles"))
        elif what == "file":
            target, _ = QFileDialog.getOpenFileName(
                window, self.tr("A list of feeds"), "", self.tr("Lists of feeds (*.opml);;All (*)")
            )
        else:
            target = what
        if target or not what:
            window.deeds.add(target)


def _followed(sources: Sequence[Source]) -> bool:
    """Whether there is a source which did not come with the program."""
    return any(source.url != WELCOME for source in sources)
