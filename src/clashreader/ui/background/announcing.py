"""Tells of what a sync brought, if the reader wants it, and not at every time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.model import ArticleRow, Changes
from clashreader.ui.background.hours import minute_of, within
from clashreader.ui.background.notes import Note, notes_of
from clashreader.ui.background.notifier import Notifier
from clashreader.ui.showing import show_article

if TYPE_CHECKING:
    from clashreader.library.stopping import Stop
    from clashreader.ui.background.background import Background
    from clashreader.ui.background.tray import Tray
    from clashreader.ui.main_window import MainWindow
    from clashreader.ui.sync_controller import SyncController

_AT_ONCE = 500
"""Rows that are read together."""


class Announcing(QObject):
    """Gathers while a sync runs, and tells at its end."""

    def __init__(
        self,
        window: MainWindow,
        syncing: SyncController,
        background: Background,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(background)
        self._window = window
        self._syncing = syncing
        self._background = background
        self._clock = clock
        self._new: dict[int, None] = {}
        self._rules: dict[int, str] = {}
        self._last: Note | None = None
        """What the tray said last: it does not say what is clicked."""
        self._tray: Tray | None = None
        self.notifier = Notifier(self._by_tray, self)
        self.notifier.chosen.connect(self.follow)
        syncing.started.connect(self._forget)
        syncing.changed.connect(self._gather)
        syncing.finished.connect(lambda _: self._tell())
        syncing.failed.connect(lambda _: self._tell())

    def _forget(self) -> None:
        self._new.clear()
        self._rules.clear()

    def _gather(self, changes: Changes) -> None:
        if self._syncing.running:
            self._new.update(dict.fromkeys(changes.inserted))
            for one in changes.announced:
                self._rules.setdefault(one.article_id, one.rule)

    @property
    def quiet(self) -> bool:
        """Whether nothing is told now: the reader is here, or wants it quiet."""
        settings = self._window.settings
        if settings.notifications == "off" or self._window.isActiveWindow():
            return True
        minute = minute_of(self._clock())
        return settings.quiet_hours and within(minute, settings.quiet_from, settings.quiet_to)

    def _tell(self) -> None:
        window, library = self._window, self._window.library
        rules, ids = dict(self._rules), list(self._new)
        self._forget()
        only_announced = window.settings.notifications != "all"
        if only_announced:
            ids = [number for number in ids if number in rules]
        if not ids or library is None or self.quiet:
            return

        def work(cancel: Stop) -> list[ArticleRow]:
            rows: list[ArticleRow] = []
            for place in range(0, len(ids), _AT_ONCE):
                if not cancel.is_set():
                    rows += library.rows(ids[place : place + _AT_ONCE])
            return rows

        def done(rows: list[ArticleRow]) -> None:
            self.notifier.show(
                notes_of(
                    rows,
                    rules,
                    only_announced=only_announced,
                    earlier=self.notifier.still_shown,
                )
            )

        window.jobs.submit(work, done, window.report)

    # --- what becomes of it ---

    def _by_tray(self, note: Note) -> bool:
        tray = self._background.tray
        if tray is None:
            return False
        if tray is not self._tray:
            self._tray = tray
            tray.message_clicked.connect(self._clicked)
        self._last = note
        tray.say(note.title, note.body)
        return True

    def _clicked(self) -> None:
        if self._last is not None:
            self.follow(self._last)

    def follow(self, note: Note, token: str = "") -> None:
        """Bring the window to the front, with the article, or with the articles, of a note."""
        window = self._window
        if window.library is None:
            return
        self._background.come(token)
        if len(note.ids) == 1:
            show_article(window, note.ids[0])
        else:
            window.show_view(note.view)
            window.articles.view.setFocus()

    def close(self) -> None:
        """Take back what is shown."""
        self.notifier.close()
