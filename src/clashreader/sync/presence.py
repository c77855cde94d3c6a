"""Is it still there? The page behind an article is asked, and nothing but its answer counts.

Only 404 and 410 say that an article is no longer on its site. Sliding out of a feed says nothing,
nor does a server that fails, forbids or is silent. Whatever the answer, the article stays here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from clashreader.errors import (
    CancelledError,
    FetchError,
    NotFoundError,
    ReaderError,
)
from clashreader.model import Changes, Source, SourceKind, WantedPage
from clashreader.sync.addresses import Address, without_credentials
from clashreader.sync.downloads import AnyOf, Downloads
from clashreader.sync.pages import page_address, typed_for, why_no_page
from clashreader.sync.patience import Patience
from clashreader.sync.report import merge_changes
from clashreader.sync.schedule import asked_to_wait
from clashreader.sync.sources import Context
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetcher
    from clashreader.sync.wire import Wish

log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""Pages asked in one go, so that a long list of bookmarks does not become a flood."""

_GONE: Final = frozenset((404, 410))
_PER_HOST = 2
_DEADLINE = 20.0
_BYTES = 6_000_000


@dataclass(frozen=True, slots=True)
class Presence:
    """How it went: pages that answered, articles gone or back since, and what was written.

    `reason` says why the last page that told nothing did not.
    """

    checked: int
    gone: tuple[int, ...]
    back: tuple[int, ...]
    reason: str
    changes: Changes


@dataclass(frozen=True, slots=True)
class _Job:
    wanted: WantedPage
    source: Source
    address: Address | None


class PresenceChecker:
    """Asks pages, two at once a host."""

    def __init__(self, context: Context, network: Callable[[], Fetcher]) -> None:
        self._context = context
        self._network = network
        self._wish: Wish = AnyOf(context.cancel)
        self._resting: set[str] = set()
        self._patience = Patience()
        self._checked = 0
        self._gone: list[int] = []
        self._back: list[int] = []
        self._reason = ""
        self._changes: list[Changes] = []

    def check(self, wanted: Sequence[tuple[WantedPage, Source]]) -> Presence:
        """Ask each page. Raises `CancelledError`; what was learned until then is kept."""
        jobs = [
            _Job(one, source, page_address(one.url, typed_for(source, one.url)))
            for one, source in wanted
        ]
        stop = threading.Event()
        self._wish = AnyOf(self._context.cancel, stop)
        downloads = Downloads[_Job, int](
            self._ask,
            host_of=lambda job: job.address.authority if job.address else None,
            per_host=_PER_HOST,
            wish=self._wish,
        )
        results = downloads.results(iter(jobs))
        try:
            for job, result in results:
                self._context.stop_if_asked()
                self._settle(job, result)
        finally:
            stop.set()
            results.close()
        changes = merge_changes(self._changes) if self._changes else Changes()
        return Presence(self._checked, tuple(self._gone), tuple(self._back), self._reason, changes)

    def _ask(self, job: _Job) -> int:
        """Return the status with which a page answers, on a network thread."""
        if job.address is None:
            raise FetchError(why_no_page(job.wanted.url))
        if job.address.authority in self._resting:
            raise FetchError("The server asked to be left alone for now.")
        self._patience.check(job.address.authority)
        from clashreader.sync.http import ACCEPT_PAGE

        try:
            fetched = self._network().fetch(
                without_credentials(job.wanted.url),
                typed=typed_for(job.source, job.wanted.url),
                limit=_BYTES,
                deadline=_DEADLINE,
                accept=ACCEPT_PAGE,
                cancel=self._wish,
            )
        except FetchError as error:
            self._patience.note(job.address.authority, error)
            if error.retry_after:
                self._resting.add(job.address.authority)
            if error.status is None:
                raise
            return self._noted(error)
        self._patience.note(job.address.authority, None)
        return fetched.status

    def _noted(self, error: FetchError) -> int:
        if error.status not in _GONE:
            self._reason = error.message
        return error.status or 0

    def _settle(self, job: _Job, result: int | BaseException) -> None:
        number = job.wanted.article_id
        if isinstance(result, BaseException):
            if not isinstance(result, ReaderError):
                raise result
            self._reason = result.message
            log.info("presence of %s: %s", without_credentials(job.wanted.url), result.message)
            return
        gone = True if result in _GONE else (False if 200 <= result < 300 else None)
        try:
            changes = self._context.library.record_presence(number, status=result, gone=gone)
        except NotFoundError:
            return  # deleted meanwhile
        self._checked += gone is not None
        if changes.articles:
            (self._gone if gone else self._back).append(number)
            self._changes.append(changes)
            self._context.stored(changes, 0)


def bookmarked(
    library: Library, now: float, source_ids: Sequence[int] | None = None, *, due_only: bool
) -> list[tuple[WantedPage, Source]]:
    """Return the pages of bookmarked articles, all or those not asked for a week."""
    chosen = [
        source
        for source in library.sources()
        if source.kind is not SourceKind.FOLDER
        and (source_ids is None or source.id in source_ids)
        and not (source.paused and source_ids is None)
        and not asked_to_wait(source, now)
    ]
    found = [
        (one, source)
        for source in chosen
        for one in library.presence_wanted(AT_ONCE, source.id, due_only=due_only)
    ]
    return found[:AT_ONCE] if due_only else found


def check_presence(
    library: Library,
    article_ids: Sequence[int] | None = None,
    *,
    source_ids: Sequence[int] | None = None,
    clock: Callable[[], float] = time.time,
    fetcher: Callable[[], Fetcher] | None = None,
    cancel: threading.Event | None = None,
) -> Presence:
    """Ask the pages of `article_ids`, or of all bookmarked articles, whether they are still there.

    Raises `NotFoundError` for an unknown article, and `CancelledError`.
    """
    from clashreader.sync.network import Network
    from clashreader.sync.rests import Rests

    if article_ids is None:
        wanted = bookmarked(library, clock(), source_ids, due_only=False)
    else:
        articles = [library.article(number) for number in article_ids]
        wanted = [
            (WantedPage(one.id, one.url, 0), library.source(one.source_id))
            for one in articles
            if one.url
        ]
        if not wanted:
            return Presence(0, (), (), "The article has no address on the web.", Changes())
    network = Network(fetcher, Rests(library, clock))
    context = Context(library, clock, cancel)
    try:
        presence = PresenceChecker(context, network).check(wanted)
    finally:
        network.close()
    if cancel is not None and cancel.is_set():
        raise CancelledError("Stopped. What was learned is kept.")
    return presence
