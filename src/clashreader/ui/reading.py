"""Which article is open: fetching it when its row is chosen, and when it counts as read."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from clashreader.errors import NotFoundError, ReaderError
from clashreader.model import Article, Changes
from clashreader.ui.commands import Carry, at_once
from clashreader.ui.jobs import Jobs

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.settings import Settings
    from clashreader.ui.reader.furniture import Further
    from clashreader.ui.reader.pane import ReaderPane

log = logging.getLogger(__name__)

_HURRY = 0.12
"""Seconds: a second article within this time is opened only if it stays chosen (held keys)."""


class Reading(QObject):
    """Opens articles in the pane and marks them read after continuous selection."""

    opened = Signal(object)
    """An `Article` is shown, or None."""

    changed = Signal(object)
    """`Changes` of a read mark."""

    failed = Signal(object)
    """A `ReaderError`."""

    def __init__(
        self,
        pane: Callable[[], ReaderPane],
        settings: Settings,
        jobs: Jobs,
        parent: QObject | None = None,
    ) -> None:
        """`pane` makes the reading pane when the first article is opened."""
        super().__init__(parent)
        self._pane = pane
        self._settings = settings
        self._jobs = jobs
        self._library: Library | None = None
        self._wanted: int | None = None
        self._wanted_version: int | None = None
        self._held: int | None = None
        self._last_opened = 0.0
        self.article: Article | None = None
        self.older = False
        """Whether the reader asked for a version that is not the newest."""
        self.marking = True
        """Off for pictures of the window: nothing is written then."""
        self.carry: Carry = at_once
        """Carries out the write of a read mark."""
        self._open_timer = QTimer(self, singleShot=True)
        self._open_timer.timeout.connect(self._open_wanted)
        self._read_timer = QTimer(self, singleShot=True)
        self._read_timer.timeout.connect(self._mark_read)

    def attach(self, library: Library) -> None:
        """The library is open."""
        self._library = library
        if self._wanted is not None:
            self._open_timer.start(0)

    def set_settings(self, settings: Settings) -> None:
        """Other rules for read marks from now on."""
        self._settings = settings

    @property
    def article_id(self) -> int | None:
        """The open article, or the one that is about to be."""
        if self._wanted is not None:
            return self._wanted
        return None if self.article is None else self.article.id

    def open(self, article_id: int, version: int | None = None) -> None:
        """Show an article; while keys are held down only the last one is really opened.

        `version` (from 1) is one of its versions, and stays open through every refresh. Without it
        the newest is shown, unless the article is open already: then its text stays as it is.
        """
        self._read_timer.stop()
        self._wanted, self._wanted_version = article_id, version
        hurried = time.monotonic() - self._last_opened < _HURRY
        self._last_opened = time.monotonic()
        if self._library is not None:
            self._open_timer.start(round(_HURRY * 1000) if hurried else 0)

    def _open_wanted(self) -> None:
        library, wanted, version = self._library, self._wanted, self._wanted_version
        if library is None or wanted is None:
            return
        if self._shows(wanted, version):
            self._wanted = None
            self._start_read_timer()
            return

        def work(cancel: threading.Event) -> tuple[Article, Further]:
            from clashreader.ui.reader.furniture import Further

            article = library.article(wanted, version=version)
            same = library.related(wanted)
            if same:
                return article, Further(same)
            return article, Further(library.nearby(wanted), same_story=False)

        refused = self._refused if version is None else self._version_refused
        self._jobs.submit(work, self._arrived, refused, key="article", lane="article")

    def _shows(self, article_id: int, version: int | None) -> bool:
        article = self.article
        if article is None or article.id != article_id:
            return False
        return not self.older if version is None else version == article.version

    def _arrived(self, found: tuple[Article, Further]) -> None:
        article, further = found
        if self._wanted is not None and self._wanted != article.id:
            return  # the reader has moved on, and that one is on its way
        self._wanted = self._held = None
        self.older = article.version < article.versions
        self.article = article
        self._pane().show_article(article, further)
        self._start_read_timer()
        self.opened.emit(article)

    def _refused(self, error: ReaderError) -> None:
        self._wanted = None
        if isinstance(error, NotFoundError):
            self.show_nothing()
        else:
            self.failed.emit(error)

    def _version_refused(self, error: ReaderError) -> None:
        """What is open stays: there is no such version, or its text is damaged."""
        self._wanted = None
        self.failed.emit(error)

    def show_nothing(self) -> None:
        """Close the article."""
        self._read_timer.stop()
        self._wanted = None
        self.article, self.older = None, False
        self._pane().show_article(None)
        self.opened.emit(None)

    def refresh(self, changes: Changes) -> None:
        """Take over what changed about the open article, without moving its text."""
        library, article = self._library, self.article
        if library is None or article is None:
            return
        # Among very many it is quicker to read the article than to look for it.
        touched = changes.touches_many or article.id in changes.touched
        if not (touched or changes.images or changes.everything):
            return
        try:
            # The version that is read stays, whatever has come in since.
            fresh = library.article(article.id, version=article.version)
        except NotFoundError:
            return  # deleted meanwhile: what is on the screen stays until the reader moves on
        except ReaderError as error:
            self.failed.emit(error)
            return
        self.article = fresh
        if (fresh.tags, fresh.section) != (article.tags, article.section):
            self._pane().refresh_head(fresh)
        if fresh.images != article.images:
            self._pane().refresh_images(fresh)
        self.opened.emit(fresh)

    # --- read marks ---

    def _start_read_timer(self) -> None:
        article = self.article
        if not self.marking or article is None or article.read or article.id == self._held:
            return
        if not self._pane().isVisible():
            return
        if self._settings.mark_read == "never":
            return
        at_once = self._settings.mark_read == "at-once"
        self._read_timer.start(0 if at_once else round(self._settings.mark_read_delay * 1000))

    def look(self) -> None:
        """The pane may have come into sight: what is seen counts, and nothing else does."""
        self._read_timer.stop()
        self._start_read_timer()

    def hold(self) -> None:
        """Do not mark the open article as read of itself: the reader has just said otherwise."""
        self._read_timer.stop()
        self._held = None if self.article is None else self.article.id

    def _mark_read(self) -> None:
        library, article = self._library, self.article
        if library is None or article is None or not self._pane().isVisible():
            return
        self.carry(
            lambda: library.set_read([article.id], True), self.changed.emit, self.failed.emit
        )
