"""Older articles of a feed: from its archives, its pages, or those that WordPress has unsaid.

Nothing is fetched before the reader was told how much there is, as far as a feed tells. Then one
page after the other, with a pause between them; stopped or cut off, it goes on where it was.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from clashreader.errors import CancelledError, FetchError, ParseError, ReaderError, UsageError
from clashreader.model import (
    Changes,
    FetchRecord,
    Insert,
    ParsedArticle,
    ParsedFeed,
    Source,
    SourceKind,
)
from clashreader.sync import logins, schedule
from clashreader.sync.addresses import read_address, same_item_key, without_credentials
from clashreader.sync.apart import read_feed
from clashreader.sync.decide import item_hash
from clashreader.sync.feed import breaks_off
from clashreader.sync.identity import Index
from clashreader.sync.network import Network
from clashreader.sync.reach import same_place
from clashreader.sync.report import merge_changes
from clashreader.sync.rests import Rests
from clashreader.sync.sources import BATCH, Context, prepare
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.parse.paging import Paging
    from clashreader.sync.http import Fetched, Fetcher

log = logging.getLogger(__name__)

PAGES: Final = 50
"""Pages that are fetched at one go, unless the reader says otherwise."""
MOST_PAGES: Final = 1_000
PAUSE: Final = 1.0
"""Seconds between two pages."""
_EMPTY = 24  # pages in a row without an item (archives of silent months), after which it is the end
_CUT_OFF = "A page breaks off before its end: what is whole was taken, and it is fetched again."
_PAGE = re.compile(r"[?&/](?:paged?|page|p)[=/](\d{1,6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a feed says of its older articles, before any of them is fetched.

    `start` is where fetching would begin, None where there is nothing older to be had. `here`
    counts the items of the feed itself. `pages` and `articles` are what is to come as the feed
    tells it, None where it does not. `goes_on` is set where an earlier filling was stopped.
    """

    start: str | None
    here: int
    pages: int | None = None
    articles: int | None = None
    goes_on: bool = False

    def at_most(self, pages: int) -> int:
        """Return how many articles `pages` pages would bring, roughly, at most."""
        pages = min(pages, MOST_PAGES)
        count = pages if self.pages is None else min(pages, self.pages)
        most = count * max(1, self.here)
        return most if self.articles is None else min(most, self.articles)


@dataclass(frozen=True, slots=True)
class BackfillProgress:
    """Where it stands: pages read so far, of how many at most, and articles that are new."""

    pages: int
    most: int
    new: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """How it went. `done` is set at the oldest page; `reason` says why it ended before that."""

    pages: int
    new: int
    done: bool
    reason: str = ""


def plan_backfill(
    library: Library,
    source_id: int,
    *,
    fetcher: Callable[[], Fetcher] | None = None,
    clock: Callable[[], float] = time.time,
    cancel: threading.Event | None = None,
) -> Plan:
    """Ask the feed itself, and nothing else, how much older there is.

    Raises `UsageError` for a source that is no feed, `FetchError` and `ParseError` where it cannot
    be read, `CancelledError`.
    """
    network = Network(fetcher, Rests(library, clock))
    try:
        return _Backfill(library, source_id, network, clock, cancel).plan()
    finally:
        network.close()


def fill_back(
    library: Library,
    source_id: int,
    *,
    pages: int = PAGES,
    start: str | None = None,
    pause: float = PAUSE,
    fetcher: Callable[[], Fetcher] | None = None,
    clock: Callable[[], float] = time.time,
    progress: Callable[[BackfillProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> BackfillReport:
    """Fetch up to `pages` older pages, from `start` as a `Plan` gives it (or plan first).

    Articles that are not here yet are stored as read: they are no news. Those that are here stay
    as they are, since an archive may hold an older text. Raises as `plan_backfill` does; failures
    on the way are the report's `reason`.
    """
    network = Network(fetcher, Rests(library, clock))
    try:
        work = _Backfill(library, source_id, network, clock, cancel)
        start = start or work.plan().start
        if start is None:
            return BackfillReport(0, 0, done=True)
        return work.fill(start, min(pages, MOST_PAGES), pause, progress)
    finally:
        network.close()


class _Backfill:
    """One source being filled up."""

    def __init__(
        self,
        library: Library,
        source_id: int,
        network: Network,
        clock: Callable[[], float],
        cancel: threading.Event | None,
    ) -> None:
        self._library = library
        self._source: Source = library.source(source_id)
        if self._source.kind is not SourceKind.FEED:
            raise UsageError("Only a feed has older articles that could be fetched.")
        self._network = network
        self._context = Context(library, clock, cancel)
        self._cancel = cancel

    def plan(self) -> Plan:
        source = self._source
        parsed, paging, fetched = self._page(source.url)
        here = len(parsed.articles)
        start = paging.previous or paging.following
        if start is None and paging.wordpress and here:
            start = _numbered(fetched.url, 2)
        if start is None:
            return Plan(None, here)
        kept = self._library.backfill_place(source.id)
        pages = _number_of(paging.last) if paging.last else None
        articles = None if paging.total is None else max(0, paging.total - here)
        if pages is None and articles is not None and here:
            pages = -(-articles // here)
        elif pages is not None:
            pages = max(0, pages - 1)
        return Plan(kept or start, here, pages, articles, goes_on=kept is not None)

    def fill(
        self,
        start: str,
        most: int,
        pause: float,
        progress: Callable[[BackfillProgress], None] | None,
    ) -> BackfillReport:
        seen: set[str] = set()
        visited: set[str] = set()
        new, url, count, empty = 0, start, 0, 0
        while count < most:
            if count and self._waits(pause):
                return BackfillReport(count, new, done=False, reason="It was stopped.")
            visited.add(url)
            try:
                parsed, paging, fetched = self._page(url)
                cut_off = breaks_off(fetched.kept, parsed)
                names = [same_item_key(item.uid) for item in parsed.articles]
                fresh = [number for number, name in enumerate(names) if name not in seen]
                seen.update(names)
                changes = self._store(fresh, parsed.articles, fetched)
            except CancelledError:
                return BackfillReport(count, new, done=False, reason="It was stopped.")
            except (FetchError, ParseError) as error:
                if isinstance(error, FetchError) and error.status in (404, 410):
                    return self._ended(count, new)
                return BackfillReport(count, new, done=False, reason=error.message)
            new += len(changes.inserted)
            if cut_off:
                return BackfillReport(count, new, done=False, reason=_CUT_OFF)
            count += 1
            empty = 0 if parsed.articles else empty + 1
            if progress is not None:
                progress(BackfillProgress(count, most, new, changes))
            following = self._following(url, paging, bool(fresh) or 0 < empty < _EMPTY)
            if following is None or without_credentials(following) in visited:
                return self._ended(count, new)
            url = without_credentials(following)
            self._library.keep_backfill_place(self._source.id, url)
        return BackfillReport(count, new, done=False)

    # --- parts of it ------------------------------------------------------------------------------

    def _page(self, url: str) -> tuple[ParsedFeed, Paging, Fetched]:
        """Fetch and read one page of the feed."""
        from clashreader.parse.paging import feed_paging

        source = self._source
        if schedule.asked_to_wait(source, self._context.clock()):
            raise FetchError("The server asked to be left alone for now.")
        at_home = same_place(read_address(url), source.url)
        fetched = self._network().fetch(
            url,
            typed=source.typed or source.url,
            login=logins.of_source(source) if at_home else None,
            cancel=self._cancel,
        )
        parsed = read_feed(
            fetched.kept, url=fetched.url, content_type=fetched.content_type, cancel=self._cancel
        )
        return parsed, feed_paging(fetched.body, url=fetched.url), fetched

    def _store(self, fresh: list[int], items: Sequence[ParsedArticle], fetched: Fetched) -> Changes:
        """Store which of `items` is `fresh` and not here yet, as read; what is here stays."""
        source, index = self._source, Index(self._library.known(self._source.id))
        record = FetchRecord(
            at=int(self._context.clock()),
            url=without_credentials(fetched.url),
            url_reached=fetched.url,
            status=fetched.status,
            seconds=fetched.seconds,
            size=fetched.size,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            content_hash=fetched.kept.sha256(),
        )
        new = [number for number in fresh if index.find(items[number].uid) is None]
        changes: list[Changes] = []
        for place in range(0, len(new), BATCH):
            self._context.stop_if_asked()
            intents: list[Insert] = []
            for item in map(items.__getitem__, new[place : place + BATCH]):
                try:
                    intents.append(Insert(prepare(item, item_hash(item)), read=True))
                except ReaderError:
                    raise
                except Exception:
                    # A fault in one item must not cost the others.
                    log.exception("article %r of %s", item.uid, without_credentials(source.url))
            changes.append(self._library.apply(source.id, intents, fetch=record))
        return merge_changes(changes)

    def _following(self, url: str, paging: Paging, brought: bool) -> str | None:
        """Return the page after this one; None at the oldest, or where pages repeat themselves."""
        if not brought:
            return None
        stated = paging.previous or paging.following
        if stated is not None:
            return stated
        number = _number_of(url)
        return _numbered(url, number + 1) if paging.wordpress and number else None

    def _ended(self, pages: int, new: int) -> BackfillReport:
        self._library.keep_backfill_place(self._source.id, None)
        return BackfillReport(pages, new, done=True)

    def _waits(self, seconds: float) -> bool:
        """Wait between two pages; return whether the reader stopped it."""
        if self._cancel is None:
            time.sleep(seconds)
            return False
        return self._cancel.wait(seconds)


def _number_of(url: str) -> int | None:
    found = _PAGE.search(url)
    return int(found.group(1)) if found else None


def _numbered(url: str, number: int) -> str:
    """Return the address of a page of a WordPress feed."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query, True) if key != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(number))])))
