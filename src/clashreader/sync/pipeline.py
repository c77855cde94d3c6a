"""`Syncer`: downloads side by side; one thread, the caller's, parses, decides and stores.

A source that fails, hangs or makes the program stumble holds up none of the others; only a library
that fails ends the sync. Everything stored so far stays when it is stopped.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from clashreader.errors import CancelledError, FetchError, LibraryError, UsageError
from clashreader.model import Changes, FetchRecord, Source, SourceKind
from clashreader.sync import logins, schedule
from clashreader.sync.addresses import read_address, without_credentials
from clashreader.sync.downloads import AnyOf, Downloads
from clashreader.sync.feed import GONE, FeedReader
from clashreader.sync.network import Network
from clashreader.sync.patience import Patience, PutOffError
from clashreader.sync.report import SourceReport, SyncProgress, SyncReport, merge_changes
from clashreader.sync.rests import Rests
from clashreader.sync.sources import Context, Downloaded, SourceReader
from clashreader.values import replace

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetcher
    from clashreader.sync.images import ImageKeeper
    from clashreader.sync.pages import PageKeeper

log = logging.getLogger(__name__)

_PER_HOST = 2
_OUR_FAULT = "The program stumbled over this source; the log says more."


class Run:
    """One sync under way: what it has done, and the telling of it."""

    def __init__(
        self,
        library: Library,
        *,
        clock: Callable[[], float],
        network: Network,
        total: int,
        progress: Callable[[SyncProgress], None] | None = None,
        cancel: threading.Event | None = None,
        unread_edits: bool = False,
    ) -> None:
        self._clock = clock
        self._network = network
        self._progress = progress
        self._total = total
        self._done = 0
        self._new = 0
        self._title = ""
        self._changes: list[Changes] = []
        self._cancel = cancel
        self._context = Context(library, clock, cancel, self._stored, unread_edits)
        self._images: ImageKeeper | None = None
        self._pages: PageKeeper | None = None
        self._fresh: set[int] = set()
        self.reports: list[SourceReport] = []

    @property
    def images_stored(self) -> int:
        """How many pictures came in."""
        return self._images.stored if self._images else 0

    @property
    def images_failed(self) -> int:
        """How many pictures could not be had."""
        return self._images.failed if self._images else 0

    def sources(self, sources: Sequence[Source]) -> None:
        """Take in `sources`, in the order in which they arrive."""
        stop = threading.Event()
        wish = AnyOf(self._cancel, stop)
        patience = Patience()

        def work(reader: SourceReader) -> Downloaded:
            if stop.is_set():
                return Downloaded(0)
            host = _host(reader)
            patience.check(host)
            downloaded = reader.download(self._network, wish)
            patience.note(host, downloaded.error)
            return downloaded

        downloads = Downloads[SourceReader, Downloaded](
            work, host_of=_host, per_host=_PER_HOST, wish=wish
        )
        # Whatever failed the last time comes last: where many servers are silent, they have to wait
        # for each other and nobody else for them.
        ordered = sorted(sources, key=lambda source: source.failures > 0)
        readers = (reader_of(source, self._clock) for source in ordered)
        results = downloads.results(readers)
        try:
            for reader, result in results:
                self._context.stop_if_asked()
                self.take_in(reader, result)
        finally:
            stop.set()
            results.close()
            self._context.finish()
        self.tell()

    def take_in(self, reader: SourceReader, result: Downloaded | BaseException) -> SourceReport:
        """Take in one source; whatever happens to it becomes its report."""
        self._title = reader.source.title
        try:
            if isinstance(result, BaseException):
                raise result
            if isinstance(result.error, CancelledError | PutOffError):
                raise result.error
            report = reader.take_in(result, self._context)
        except PutOffError as error:
            report = _put_off(reader.source, error.message)
        except (LibraryError, CancelledError):
            raise
        except Exception:
            log.exception("source %s", without_credentials(reader.source.url))
            report = self._stumbled(reader.source)
        self.reports.append(report)
        self._title = report.title
        self._done += 1
        self.tell()
        return report

    def keep_pages(self, sources: Sequence[Source]) -> None:
        """Bring in the pages behind the items of those of `sources` that are full-text ones.

        A page that gives an article its whole text counts as an update of its source, unless this
        run counted the article already, as new or as updated by its feed.
        """
        library = self._context.library
        ids = {source.id for source in sources if source.full_text}
        if not ids or not library.wanted_pages(1):
            return
        now = self._clock()
        # As they are now: a server may have asked for a pause a moment ago.
        wanting = [
            source
            for source in library.sources()
            if source.id in ids and not schedule.asked_to_wait(source, now)
        ]
        from clashreader.sync.pages import PageKeeper

        self._pages = PageKeeper(self._context, self._network, self._page_settled, self._fresh)
        try:
            self._pages.keep(wanting)
        finally:
            self._count_pages(wanting, self._pages)

    def _count_pages(self, sources: Sequence[Source], pages: PageKeeper) -> None:
        """Add what the pages changed to the reports, of sources not due this time as well."""
        places = {report.id: place for place, report in enumerate(self.reports)}
        for source in sources:
            count = pages.updated[source.id]
            if not count:
                continue
            if source.id in places:
                old = self.reports[places[source.id]]
                self.reports[places[source.id]] = replace(
                    old, updated=old.updated + count, unchanged=max(0, old.unchanged - count)
                )
            else:
                report = SourceReport(source.id, source.url, source.title, updated=count)
                self.reports.append(report)

    def check_bookmarked(self) -> None:
        """Ask the pages of bookmarked articles, once a week, whether they are still there."""
        library = self._context.library
        if not library.presence_wanted(1, due_only=True):
            return
        from clashreader.sync.presence import PresenceChecker, bookmarked

        wanted = bookmarked(library, self._clock(), due_only=True)
        PresenceChecker(self._context, self._network).check(wanted)

    def keep_images(self, sources: Sequence[Source], *, others: bool = False) -> None:
        """Bring in the pictures of `sources`, with `others` those of all others as well."""
        if not self._context.library.wanted_images(1):
            return  # the usual case; spares the import
        from clashreader.sync.images import ImageKeeper

        self._images = ImageKeeper(self._context, self._network, self._image_stored)
        self._images.keep(sources, others=others)

    def tell(self) -> None:
        """Report progress, with what changed since the last time."""
        changes = merge_changes(self._changes) if self._changes else None
        self._changes = []
        if self._progress is not None:
            self._progress(
                SyncProgress(
                    self._done,
                    self._total,
                    self._title,
                    self._new,
                    self._images.done if self._images else 0,
                    self._images.total if self._images else 0,
                    changes,
                    self._pages.done if self._pages else 0,
                    self._pages.total if self._pages else 0,
                )
            )

    def _stored(self, changes: Changes, new: int) -> None:
        self._changes.append(changes)
        self._fresh.update(changes.inserted, changes.updated)
        self._new += new
        if new:
            self.tell()

    def _page_settled(self, changes: Changes, title: str) -> None:
        self._title = title
        self._changes.append(changes)
        self.tell()

    def _image_stored(self, changes: Changes) -> None:
        self._changes.append(changes)
        self.tell()

    def _stumbled(self, source: Source) -> SourceReport:
        now = int(self._clock())
        record = FetchRecord(
            at=now,
            url=without_credentials(source.url),
            source_url=source.url,
            error=_OUR_FAULT,
            next_check=schedule.next_check_after_error(source, now),
        )
        self._changes.append(self._context.library.record_fetch(source.id, record))
        return SourceReport(source.id, source.url, source.title, error=_OUR_FAULT)


class Syncer:
    """Brings sources up to date."""

    def __init__(
        self,
        library: Library,
        *,
        clock: Callable[[], float] = time.time,
        fetcher: Callable[[], Fetcher] | None = None,
        unread_edits: bool = False,
    ) -> None:
        """With `unread_edits` an article that its source edits is unread again."""
        self._unread_edits = unread_edits
        self._library = library
        self._clock = clock
        self._make_fetcher = fetcher

    def run(
        self,
        source_ids: Sequence[int] | None = None,
        *,
        force: bool = False,
        images: bool = True,
        progress: Callable[[SyncProgress], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> SyncReport:
        """Sync the sources named, or all, as far as they are due; with `force` due or not.

        A server's wish to be left alone is heeded even then. All texts come first, then the pages
        behind the items of full-text sources (those not due, too), pictures last.
        Stopped by `cancel`, it returns what was done until then. Raises `NotFoundError` for an id
        that does not exist, `LibraryError` where the library fails.
        """
        start = time.monotonic()
        asked = self._asked(source_ids)
        chosen, waiting = self._choose(asked, force)
        network = Network(self._make_fetcher, Rests(self._library, self._clock))
        run = Run(
            self._library,
            clock=self._clock,
            network=network,
            total=len(chosen),
            progress=progress,
            cancel=cancel,
            unread_edits=self._unread_edits,
        )
        try:
            run.sources(chosen)
            run.keep_pages(asked)
            if source_ids is None:
                run.check_bookmarked()
            if images:
                run.keep_images(chosen, others=source_ids is None)
        except CancelledError:
            log.info("the sync was stopped")
        finally:
            network.close()
        order = {source.id: position for position, source in enumerate(asked)}
        reports = sorted(run.reports, key=lambda report: order[report.id])
        return sum_up([*reports, *waiting], run, time.monotonic() - start)

    def _asked(self, source_ids: Sequence[int] | None) -> list[Source]:
        """Return the sources that are meant, due or not."""
        for source in self._library.sources():
            if source.kind is SourceKind.FEED and "@" in source.url:
                _put_away_login(self._library, source)
        if source_ids is None:
            asked = [source for source in self._library.sources() if not source.paused]
        else:
            asked = [self._library.source(number) for number in dict.fromkeys(source_ids)]
        return [source for source in asked if source.url != schedule.WELCOME]

    def _choose(
        self, asked: Sequence[Source], force: bool
    ) -> tuple[list[Source], list[SourceReport]]:
        """Return the sources to sync, and reports of those that would be due but have to wait."""
        now = self._clock()
        wanted = [
            source
            for source in asked
            if source.kind is not SourceKind.IMPORT and (force or schedule.due(source, now))
        ]
        waiting = [source for source in wanted if schedule.asked_to_wait(source, now)]
        reports = [
            SourceReport(source.id, source.url, source.title, error=_wait(source, now))
            for source in waiting
        ]
        # Its server said that it is gone for good: the reader takes it up again, nobody else.
        gone = [one for one in wanted if one.paused and one.error == GONE and one not in waiting]
        reports += [SourceReport(one.id, one.url, one.title, error=GONE) for one in gone]
        return [one for one in wanted if one not in waiting and one not in gone], reports


def reader_of(source: Source, clock: Callable[[], float]) -> SourceReader:
    """Return what reads a source of its kind."""
    if source.kind is SourceKind.FOLDER:
        from clashreader.sync.folder import FolderReader

        return FolderReader(source, clock)
    return FeedReader(source, clock)


def sum_up(reports: Iterable[SourceReport], run: Run, seconds: float) -> SyncReport:
    """Return the report of a whole sync."""
    reports = tuple(reports)
    return SyncReport(
        reports,
        new=sum(report.new for report in reports),
        updated=sum(report.updated for report in reports),
        failed=sum(report.error is not None for report in reports),
        images_stored=run.images_stored,
        images_failed=run.images_failed,
        seconds=seconds,
    )


def _put_off(source: Source, why: str) -> SourceReport:
    """Return the report of a source that was not asked: it stays due, and its pause as it is."""
    log.info("source %s: %s", without_credentials(source.url), why)
    return SourceReport(source.id, source.url, source.title, error=why)


def _host(reader: SourceReader) -> str | None:
    """Return the host and port that a source burdens; None for folders."""
    if reader.source.kind is SourceKind.FOLDER:
        return None
    try:
        address = read_address(reader.source.url)
    except FetchError:
        return None
    return address.authority


def _put_away_login(library: Library, source: Source) -> None:
    """Move a password that an older program left in the library into the keyring."""
    url, login = logins.split(source.url)
    if login is None:
        return
    try:
        logins.keep(url, login)
        library.edit_source(source.id, url=url)
    except UsageError as error:  # no keyring, or another source is read from there: it stays
        log.warning("source %d keeps its password in the library: %s", source.id, error.message)
        return
    library.set_login(source.id, True)


def _wait(source: Source, now: float) -> str:
    return schedule.wait_words((source.retry_at or now) - now)
