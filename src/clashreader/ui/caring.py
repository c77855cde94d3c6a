"""The window's care of its library: the reader's writes, backups, pictures, the index, damage."""

from __future__ import annotations

import logging
import math
import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from clashreader.errors import CancelledError, ReaderError, UnusableLibraryError
from clashreader.model import Changes
from clashreader.ui.writing import WAIT_AT_END, Writing

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.ui.main_window import MainWindow

log = logging.getLogger(__name__)

BACKUP_AFTER = 180_000
"""Milliseconds from the start until it is first looked whether a backup is due."""
BACKUP_EVERY = 1_800_000
INDEX_AFTER = 3_000
PICTURES_EVERY = 24 * 3600
"""Seconds between two looks at whether the files of the stored pictures are there."""
_QUIT_BYTES = 64_000_000
"""Up to this size a backup that is due is made when the window closes: it takes a moment."""
_QUIT_SECONDS = 2.0


class Caring(QObject):
    """Belongs to a window with an open library."""

    def __init__(self, window: MainWindow, library: Library) -> None:
        super().__init__(window)
        self._window = window
        self._library = library
        self.writing = Writing(library, window.jobs, self)
        self.writing.waits.connect(self._say_waits)
        window.reading.carry = self.writing.write
        self._notice = 0
        self._offered = False
        self._failed_backup = ""
        self._looked_at_pictures = -math.inf
        self._closing_since: float | None = None
        self._close_timer = QTimer(self, interval=200)
        self._close_timer.timeout.connect(self._try_to_close)
        self._backup_timer = QTimer(self, interval=BACKUP_AFTER)
        self._backup_timer.timeout.connect(self._look_for_backup)
        self._index_timer = QTimer(self, singleShot=True, interval=INDEX_AFTER)
        self._index_timer.timeout.connect(self.build_index)

    def begin(self) -> None:
        """Start what goes on beside the reading."""
        self._backup_timer.start()
        self._index_timer.start()

    # --- the reader's writes ---

    def _say_waits(self, waits: bool) -> None:
        status = self._window.status
        if waits:
            self._notice = status.notice(
                self.tr("Another program holds the library. What you change is kept in turn.")
            )
        else:
            status.withdraw(self._notice)

    def may_close(self) -> bool:
        """Whether all that the reader did is on the disk; else the window closes when it is."""
        if self._window.annotations is not None:
            self._window.annotations.close()  # what is being typed
        if not self.writing.pending:
            return True
        now = time.monotonic()
        if self._closing_since is None:
            self._closing_since = now
            self._close_timer.start()
            self._window.status.progress(
                self.tr(
                    "Waiting for another program to let go of the library; "
                    "the window closes when your changes are written."
                )
            )
        return now - self._closing_since > WAIT_AT_END

    def _try_to_close(self) -> None:
        self._window.close()

    # --- backups ---

    def _look_for_backup(self) -> None:
        self._backup_timer.setInterval(BACKUP_EVERY)
        syncing = self._window.syncing
        if syncing is not None and syncing.running:
            return
        if self._window.settings.backups:
            self.back_up()
        now = time.monotonic()
        if now - self._looked_at_pictures >= PICTURES_EVERY:
            self._looked_at_pictures = now
            self.look_at_pictures()

    def back_up(self) -> None:
        """Make a backup in the background, if one is due."""
        library, plan = self._library, self._window.settings.backup_plan
        extras = self._window.home.beside_library

        def work(cancel: threading.Event) -> bool:
            due = library.backup_due(plan)
            if due:
                library.back_up_by(plan, extras=extras, stop=cancel.is_set)
            return due

        self._window.jobs.submit(work, self._backed_up, self._no_backup, key="backup")

    def _backed_up(self, made: bool) -> None:
        if made:
            self._failed_backup = ""

    def _no_backup(self, error: ReaderError) -> None:
        """Said once: it is tried again every half hour."""
        if not isinstance(error, CancelledError) and error.message != self._failed_backup:
            self._failed_backup = error.message
            self._window.report(error)

    def _back_up_at_end(self) -> None:
        window, library = self._window, self._library
        plan = window.settings.backup_plan
        if not window.settings.backups or not window.keeper.writes:
            return
        deadline = time.monotonic() + _QUIT_SECONDS
        try:
            if library.backup_size(plan) <= _QUIT_BYTES and library.backup_due(plan):
                library.back_up_by(
                    plan, extras=window.home.beside_library,
                    stop=lambda: time.monotonic() > deadline,
                )  # fmt: skip
        except ReaderError as error:
            log.warning("no backup at the end: %s", error.message)

    # --- pictures ---

    def look_at_pictures(self) -> None:
        """Have pictures fetched again, in the background, whose files are gone."""
        library = self._library

        def work(_: threading.Event) -> Changes:
            from clashreader.sync.offline import look_at_files

            return look_at_files(library, asked=False)

        self._window.jobs.submit(work, self.pictures_wanted, self.not_looked, key="files")

    def look_at_damaged(self, article: int, urls: tuple[str, ...]) -> None:
        """Have pictures of an article fetched again that turned out to be gone, or damaged."""
        library = self._library
        if library.only_read is None:
            self._window.jobs.submit(
                lambda _: library.want_damaged_images(article, urls, asked=False),
                self.pictures_wanted, self.not_looked,
            )  # fmt: skip

    def pictures_wanted(self, changes: Changes) -> None:
        """Show and count as missing what is."""
        if changes != Changes():
            self._window.apply_changes(changes)

    def not_looked(self, error: ReaderError) -> None:
        """Nobody asked for it: it is for the log."""
        if not isinstance(error, CancelledError):
            log.warning("the pictures were not looked for: %s", error.message)

    # --- the index ---

    def build_index(self) -> None:
        """Go on building the search index, where other rules of folding ask for it."""
        window, library = self._window, self._library

        def tell(done: int, total: int) -> None:
            window.jobs.post(lambda: self._say_index(done, total))

        window.jobs.submit(
            lambda cancel: library.build_index(tell, cancel), self._index_built, window.report,
            key="index",
        )  # fmt: skip

    def _say_index(self, done: int, total: int) -> None:
        words = self.tr("Building the search index: {0} %")
        self._window.status.progress(words.format(100 * done // max(total, 1)))

    def _index_built(self, entered: int) -> None:
        if entered:
            self._window.status.progress("")
            self._window.apply_changes(Changes(everything=True))

    # --- damage ---

    def look_at(self, error: ReaderError) -> None:
        """Offer to go back to a backup, once, where what went wrong is a damaged library."""
        if not isinstance(error, UnusableLibraryError) or self._offered:
            return
        self._offered = True
        from clashreader.ui.rescue_dialog import offer_backup

        offer_backup(self._window, error, self.restored, self._library.go_back)

    def restored(self) -> None:
        """Show what a backup brought that has taken the library's place."""
        self._offered = False
        self._window.deeds.undo_stack.clear()  # its numbers may mean other articles now
        self._window.apply_changes(Changes(everything=True, images=True, annotations=True))
        self._window.listing.show(self._window.listing.view)

    # --- the end ---

    def end(self) -> None:
        """The jobs have ended: write what waits, and back up if that is due and short."""
        self._close_timer.stop()
        self._backup_timer.stop()
        self._index_timer.stop()
        self.writing.finish()
        self._back_up_at_end()
