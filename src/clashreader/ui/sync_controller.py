"""Everything that brings articles in, off the UI thread: sync, adding, importing, watching.

One sync at a time, in its own lane. Every write arrives as a `Changes`, in the UI thread.
"""

from __future__ import annotations

import enum
import logging
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from clashreader.errors import CancelledError, ReaderError
from clashreader.model import Changes, SourceKind
from clashreader.ui.jobs import Job, Jobs

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.settings import Settings
    from clashreader.sync.asked import PicturesReport
    from clashreader.sync.report import SyncProgress, SyncReport
    from clashreader.sync.watch import FolderWatcher

log = logging.getLogger(__name__)

DUE_EVERY = 60_000
"""Milliseconds between two looks at what is due."""


class Held(enum.Enum):
    """What does not sync by itself at the moment; what the reader asks for always does."""

    NOTHING = enum.auto()
    NETWORK = enum.auto()
    """All that needs the network: what lies on this computer syncs, without its pictures."""
    ALL = enum.auto()


class SyncController(QObject):
    """Runs syncs, adds and imports, and watches folders while the window is open."""

    started = Signal()
    progressed = Signal(object)
    """A `SyncProgress`."""

    finished = Signal(object)
    """A `SyncReport`."""

    failed = Signal(object)
    """A `ReaderError` that ended a sync."""

    changed = Signal(object)
    """`Changes` that are on the disk."""

    def __init__(
        self, library: Library, jobs: Jobs, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._jobs = jobs
        self._settings = settings
        self.held: Callable[[], Held] = lambda: Held.NOTHING
        self._job: Job | None = None
        self._queued: set[int] = set()
        self._watcher: FolderWatcher | None = None
        self._watched: dict[Path, int] = {}
        self._due_timer = QTimer(self, interval=DUE_EVERY)
        self._due_timer.timeout.connect(self._look_at_time)

    @property
    def jobs(self) -> Jobs:
        """Where its work is done."""
        return self._jobs

    @property
    def library(self) -> Library:
        """What everything is brought into."""
        return self._library

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    def set_settings(self, settings: Settings) -> None:
        """Go by `settings` from the next sync on."""
        self._settings = settings

    # --- syncing ---

    @property
    def running(self) -> bool:
        """Whether a sync is under way."""
        return self._job is not None

    def begin(self) -> None:
        """Start the rhythm: now if the settings say so, then whatever is due."""
        self._due_timer.start()
        self.watch()
        if self._settings.sync_on_start:
            self.sync_due()

    def _look_at_time(self) -> None:
        if self._settings.sync_on_schedule:
            self.sync_due()

    def sync_due(self) -> None:
        """Sync the sources whose time has come, if there are any and nothing holds them."""
        held = self.held()
        if self.running or held is Held.ALL:
            return
        local = held is Held.NETWORK

        def work(cancel: threading.Event) -> list[int]:
            return self._find_due(local=local)

        def found(ids: list[int]) -> None:
            if ids:
                self.sync(ids, images=not local)

        self._jobs.submit(work, found, key="due")

    def _find_due(self, *, local: bool) -> list[int]:
        import time

        from clashreader.sync.schedule import due, is_local

        now = int(time.time())
        return [
            source.id
            for source in self._library.sources()
            if due(source, now) and (is_local(source) or not local)
        ]

    def sync(
        self, ids: Sequence[int] | None = None, *, force: bool = False, images: bool = True
    ) -> None:
        """Sync `ids`, or all; while one is running, these follow it.

        Pictures are fetched unless `images` is off, or the settings say so.
        """
        if self.running:
            self._queued.update(ids or ())
            return
        images, edits = images and self._settings.images, self._settings.mark_edited_unread

        def work(cancel: threading.Event) -> SyncReport:
            from clashreader.sync.pipeline import Syncer

            return Syncer(self._library, unread_edits=edits).run(
                ids, force=force, images=images, progress=self._relay, cancel=cancel
            )

        self._job = self._jobs.submit(work, self._end, self._fail, lane="sync")
        self.started.emit()

    def stop(self) -> None:
        """Ask the running sync to end; what it stored stays."""
        self._queued.clear()
        if self._job is not None:
            self._job.cancel.set()
            self._job.done = self._job.failed = None
            self._job = None
            self.failed.emit(CancelledError(self.tr("Sync stopped.")))

    def _relay(self, progress: SyncProgress) -> None:
        """From the sync thread to the UI thread."""
        self._jobs.post(lambda: self._on_progress(progress))

    def _on_progress(self, progress: SyncProgress) -> None:
        if progress.changes is not None:
            self.changed.emit(progress.changes)
        if self.running:
            self.progressed.emit(progress)

    def _end(self, report: SyncReport) -> None:
        self._job = None
        self.finished.emit(report)
        self.watch()
        if self._queued:
            following = sorted(self._queued)
            self._queued.clear()
            self.sync(following, force=True)

    def _fail(self, error: ReaderError) -> None:
        self._job = None
        self.failed.emit(error)

    # --- adding ---

    def add_welcome(self, folder: Path, done: Callable[[], None]) -> None:
        """Put the welcome articles into an empty library."""

        def work(cancel: threading.Event) -> None:
            import time

            from clashreader.sync.subscribe import add_welcome

            add_welcome(self._library, folder, clock=time.time)

        def arrived(_: None) -> None:
            self.changed.emit(Changes(everything=True))
            done()

        self._jobs.submit(work, arrived, self.failed.emit)

    def fetch_pictures(
        self,
        article_id: int,
        urls: Sequence[str] | None,
        done: Callable[[PicturesReport], None],
        failed: Callable[[ReaderError], None],
    ) -> Job:
        """Fetch missing pictures of an article, those at `urls` or all of them, beside any sync."""

        def work(cancel: threading.Event) -> PicturesReport:
            from clashreader.sync.asked import fetch_pictures

            return fetch_pictures(self._library, article_id, urls, cancel=cancel)

        def arrived(report: PicturesReport) -> None:
            self.changed.emit(report.changes)
            done(report)

        return self._jobs.submit(work, arrived, failed, lane="fetch")

    # --- watching folders ---

    def watch(self) -> None:
        """Watch the folders of all sources; a change in one syncs it."""
        self._jobs.submit(self._find_folders, self._watch_found, key="watch")

    def _find_folders(self, cancel: threading.Event) -> dict[Path, int]:
        from clashreader.sync.folder import folder_path

        folders = {
            folder_path(source.url): source.id
            for source in self._library.sources()
            if source.kind is SourceKind.FOLDER
            and not source.paused
            and not source.url.startswith("clashreader:")
        }
        # Unlike Path's own, os.path.exists never raises.
        return {path: number for path, number in folders.items() if os.path.exists(path)}  # noqa: PTH110

    def _watch_found(self, folders: dict[Path, int]) -> None:
        if folders == self._watched:
            return
        self.unwatch()
        self._watched = folders
        if not folders:
            return
        from clashreader.sync.watch import FolderWatcher

        self._watcher = FolderWatcher(tuple(folders), self._folder_changed)
        self._watcher.start()

    def unwatch(self) -> None:
        """Stop watching, and wait for the thread."""
        watcher, self._watcher = self._watcher, None
        self._watched = {}
        if watcher is not None:
            watcher.stop()

    def _folder_changed(self, folder: Path) -> None:
        """In the watcher's thread."""
        source_id = self._watched.get(folder)
        if source_id is not None:
            self._jobs.post(lambda: self._sync_folder(source_id))

    def _sync_folder(self, source_id: int) -> None:
        held = self.held()
        if held is not Held.ALL:  # after a pause all folders are looked at
            self.sync([source_id], force=True, images=held is Held.NOTHING)

    def close(self) -> None:
        """End the rhythm and the watching; the threads of jobs are joined by `Jobs.close`."""
        self._due_timer.stop()
        if self._job is not None:
            self._job.cancel.set()
        self.unwatch()
