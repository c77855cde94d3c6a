"""Looking at what the reader wants to follow, and following it, off the UI thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from clashreader.errors import CancelledError, LibraryError, ReaderError
from clashreader.library.stopping import Stop
from clashreader.model import Changes, NewSource, Source, SourceKind
from clashreader.ui.jobs import Job
from clashreader.ui.sync_controller import SyncController

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.finder import Found, PageFeeds
    from clashreader.sync.preview import Preview
    from clashreader.sync.report import SourceReport, SyncProgress
    from clashreader.sync.sources import Downloaded
    from clashreader.sync.subscribe import Imported

LANE = "looks"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to follow: what was found, one feed of a page, a list, or a bare address."""

    title: str
    found: Found | None = None
    page: PageFeeds | None = None
    place: int = 0
    listed: Preview | None = None
    address: str = ""
    section: str | None = None
    full_text: bool = False


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of some wishes: new sources, lists that were taken in, and what failed."""

    sources: tuple[Source, ...]
    imported: tuple[Imported, ...] = ()
    failed: tuple[tuple[str, ReaderError], ...] = ()

    @property
    def all_sources(self) -> tuple[Source, ...]:
        """Those of the lists, too."""
        return (*self.sources, *(source for one in self.imported for source in one.added))


@dataclass(frozen=True, slots=True)
class _Kept:
    followed: Followed
    brought: tuple[tuple[Source, Downloaded], ...]


class Following(QObject):
    """Does the work of the dialog that adds sources."""

    def __init__(self, syncing: SyncController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._syncing = syncing
        self._library: Library = syncing.library
        self._calls: dict[str, Callable[..., None]] = {}
        self._stopping = threading.Event()
        self._so_far: Followed | None = None

    def look(
        self,
        target: str,
        done: Callable[[Preview], None],
        failed: Callable[[ReaderError], None],
        *,
        login: tuple[str, str] | None = None,
        trusted: bool = True,
    ) -> Job:
        """See what is at `target`; nothing of it is stored."""
        library = self._library

        def work(cancel: threading.Event) -> Preview:
            from clashreader.sync.logins import encoded
            from clashreader.sync.preview import look

            return look(
                library, target, login=login and encoded(*login), trusted=trusted, cancel=cancel
            )

        return self._syncing.jobs.submit(work, done, failed, lane=LANE)

    def tell_failures(self, followed: Followed) -> None:
        """Say which of several could not be followed, in the status bar."""
        title, error = followed.failed[0]
        self._syncing.failed.emit(ReaderError(f"{title}: {error.message}"))

    def follow(
        self,
        wishes: Sequence[Wish],
        ready: Callable[[Followed], None],
        failed: Callable[[ReaderError], None],
    ) -> Job:
        """Subscribe to what is wished for, then read it.

        `ready` is called once, when the first articles are there or nothing more is to be had;
        reading goes on behind it. `failed` is called where nothing at all could be followed.
        """
        library, images = self._library, self._syncing.settings.images
        syncing = self._syncing
        calls = self._calls = {"ready": ready, "failed": failed}
        stopping = self._stopping = threading.Event()
        self._so_far = None

        def call(name: str, what: object) -> None:
            if name in calls:
                calls[name](what)

        def work(cancel: Stop) -> _Kept:
            # The job's own stop drops its result; what is stored by then has to be shown and read.
            with cancel.breaking(stopping.set):
                if cancel.is_set():
                    stopping.set()
                return _keep(library, wishes, images, stopping)

        def kept(result: _Kept) -> None:
            followed = self._so_far = result.followed
            call("stopped", followed)
            if not followed.all_sources and not followed.imported and followed.failed:
                call("failed", followed.failed[0][1])
                return
            syncing.changed.emit(Changes(sources=True, sections=True))
            syncing.watch()
            brought = {source.id for source, _ in result.brought}
            rest = [one.id for one in followed.all_sources if one.id not in brought]
            if rest:
                syncing.sync(rest)
            FirstReading(syncing, library, result, lambda it: call("ready", it)).begin()

        return syncing.jobs.submit(work, kept, lambda error: call("failed", error), lane=LANE)

    def stop(self, heard: Callable[[Followed], None] | None = None) -> None:
        """Follow nothing more, and call neither `ready` nor `failed`.

        `heard` is called with what is followed by then: it stays, and is read all the same.
        """
        self._calls.clear()
        self._stopping.set()
        if heard is None:
            return
        followed = self._so_far
        if followed is None:
            self._calls["stopped"] = heard
        else:
            self._syncing.jobs.post(lambda: heard(followed))


class FirstReading(QObject):
    """The first reading of new sources; says once that there is something to see."""

    def __init__(
        self,
        syncing: SyncController,
        library: Library,
        kept: _Kept,
        ready: Callable[[Followed], None],
    ) -> None:
        super().__init__(syncing)  # the dialog may be gone before the pictures are there
        self._syncing = syncing
        self._library = library
        self._kept = kept
        self._ready: Callable[[Followed], None] | None = ready

    def begin(self) -> None:
        """Read, in a thread."""
        brought, library, jobs = self._kept.brought, self._library, self._syncing.jobs
        if not brought:
            self._say_ready()
            self.deleteLater()
            return

        def relay(step: SyncProgress) -> None:
            jobs.post(lambda: self._progressed(step))

        def work(cancel: threading.Event) -> tuple[SourceReport, ...]:
            from clashreader.sync.subscribe import take_in

            return take_in(library, brought, progress=relay, cancel=cancel)

        jobs.submit(work, self._ended, self._failed, lane="fetch")

    def _progressed(self, step: SyncProgress) -> None:
        if step.changes is None:
            return
        self._syncing.changed.emit(step.changes)
        if step.changes.inserted:
            self._say_ready()

    def _ended(self, _: tuple[SourceReport, ...]) -> None:
        self._syncing.changed.emit(Changes(sources=True))
        self._say_ready()
        self.deleteLater()

    def _failed(self, error: ReaderError) -> None:
        self._say_ready()
        if not isinstance(error, CancelledError):
            self._syncing.failed.emit(error)
        self.deleteLater()

    def _say_ready(self) -> None:
        ready, self._ready = self._ready, None
        if ready is not None:
            ready(self._kept.followed)


def _keep(library: Library, wishes: Sequence[Wish], images: bool, cancel: threading.Event) -> _Kept:
    """Subscribe to each; what fails holds up none of the others."""
    brought: list[tuple[Source, Downloaded]] = []
    sources: list[Source] = []
    imported: list[Imported] = []
    failed: list[tuple[str, ReaderError]] = []
    for wish in wishes:
        if cancel.is_set():
            break
        try:
            if wish.listed is not None and wish.listed.path is not None:
                from clashreader.sync.preview import import_list

                imported.append(import_list(library, wish.listed.path, cancel=cancel))
                continue
            source, downloaded = _keep_one(library, wish, images, cancel)
        except CancelledError:
            break
        except LibraryError:
            raise
        except ReaderError as error:
            failed.append((wish.title, error))
            continue
        sources.append(source)
        if downloaded is not None:
            brought.append((source, downloaded))
    followed = Followed(tuple(sources), tuple(imported), tuple(failed))
    return _Kept(followed, tuple(brought))


def _keep_one(
    library: Library, wish: Wish, images: bool, cancel: threading.Event
) -> tuple[Source, Downloaded | None]:
    from clashreader.sync.finder import Found
    from clashreader.sync.preview import choose
    from clashreader.sync.sources import Downloaded
    from clashreader.sync.subscribe import keep

    found = wish.found
    if wish.page is not None:
        found = choose(library, wish.page, wish.place, cancel=cancel)
    if found is None:
        found = Found(NewSource(SourceKind.FEED, wish.address, wish.title), Downloaded(0))
    source = keep(library, found, section=wish.section, full_text=wish.full_text, images=images)
    return source, None if wish.address else found.downloaded
