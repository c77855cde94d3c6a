"""Feeds: fetched over HTTP, read only where something changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from clashreader.errors import FetchError, GoneError, ParseError, ReaderError
from clashreader.model import FetchRecord, Known, ParsedArticle, ParsedFeed, Prepared, Source
from clashreader.sync import logins, schedule
from clashreader.sync.addresses import read_address, same_feed_key, short, without_credentials
from clashreader.sync.report import SourceReport
from clashreader.sync.sources import BATCH, Context, Downloaded, Intake, prepare
from clashreader.sync.spool import NOTHING, Kept
from clashreader.values import replace

if TYPE_CHECKING:
    from clashreader.sync.http import Fetched, Fetcher
    from clashreader.sync.wire import Wish

_TRUSTED = 8 * 86_400
"""Seconds for which validators are believed: some servers say "not modified" for ever."""

_HEAD = 100
_TAIL = 20_000  # bytes of a feed that are looked at for its end
GONE = (
    "The server says that this feed is gone for good (410). Updates have stopped; what was read "
    "stays. Take it up again by turning its pause off, or give it its new address."
)

_CUT_OFF = (
    "The feed breaks off before its end: what is whole was taken, and all of it is asked for again."
)

log = logging.getLogger(__name__)


class FeedReader:
    """One feed on its way into the library."""

    def __init__(self, source: Source, clock: Callable[[], float]) -> None:
        self.source = source
        self._clock = clock

    def download(self, network: Callable[[], Fetcher], cancel: Wish | None) -> Downloaded:
        """Fetch the feed with its validators, byte for byte as the server gave them."""
        at = int(self._clock())
        source = self.source
        fresh = source.validated is not None and abs(at - source.validated) < _TRUSTED
        try:
            fetched = network().fetch(
                source.url,
                etag=source.etag if fresh else None,
                last_modified=source.last_modified if fresh else None,
                cancel=cancel,
                typed=source.typed,
                login=logins.of_source(source),
            )
        except ReaderError as error:
            return Downloaded(at, error=error)
        if fetched.not_modified:
            return Downloaded(at, fetched)
        content_hash = fetched.kept.sha256()
        if content_hash == self.source.content_hash:
            fetched = replace(fetched, kept=NOTHING)  # of no more use; frees the memory at once
        return Downloaded(at, fetched, content_hash)

    def take_in(self, downloaded: Downloaded, context: Context) -> SourceReport:
        """Store what is new or changed, and last how the fetch went."""
        fetched = downloaded.fetched
        if fetched is None:
            return self._failed(downloaded, context)
        record = self._record(downloaded, fetched)
        if fetched.not_modified or downloaded.content_hash == self.source.content_hash:
            return self._unchanged(record, fetched, context)
        from clashreader.sync.apart import read_feed

        try:
            parsed = read_feed(
                fetched.kept,
                url=fetched.url,
                content_type=fetched.content_type,
                cancel=context.cancel,
            )
        except ParseError as error:
            told = ParseError(error.message + self._led(fetched))
            return self._failed(replace(downloaded, error=told), context)
        if breaks_off(fetched.kept, parsed):
            # What is whole is taken, and the rest asked for again: no 304, no "the same bytes".
            record = replace(
                record, etag=None, last_modified=None, content_hash=None, notice=_CUT_OFF
            )
        else:
            record = self._moved(record, fetched, context)
        return self._store(parsed, record, fetched, context)

    # --- the four ways it can go ------------------------------------------------------------------

    def _failed(self, downloaded: Downloaded, context: Context) -> SourceReport:
        error, fetched = downloaded.error, downloaded.fetched
        pause = error.retry_after if isinstance(error, FetchError) else None
        status = error.status if isinstance(error, FetchError) else None
        message = error.message if isinstance(error, ReaderError) else str(error)
        if isinstance(error, GoneError):
            message = GONE
        record = FetchRecord(
            at=downloaded.at,
            url=without_credentials(self.source.url),
            source_url=self.source.url,
            url_reached=fetched.url if fetched else None,
            status=fetched.status if fetched else status,
            seconds=fetched.seconds if fetched else 0.0,
            size=fetched.size if fetched else 0,
            error=message,
            next_check=schedule.next_check_after_error(
                self.source,
                int(self._clock()),
                retry_after=pause,
                unreachable=isinstance(error, FetchError) and status is None,
            ),
            retry_at=int(self._clock()) + pause if pause else None,
            stop=isinstance(error, GoneError),
        )
        context.stored(context.library.record_fetch(self.source.id, record), 0)
        return self._report(error=message)

    def _unchanged(self, record: FetchRecord, fetched: Fetched, context: Context) -> SourceReport:
        record = replace(record, next_check=self._next_check(fetched), notice=self.source.notice)
        record = self._moved(record, fetched, context)
        context.record_quiet(self.source.id, record)
        return self._report(unchanged=self.source.articles, not_modified=True)

    def _store(
        self, parsed: ParsedFeed, record: FetchRecord, fetched: Fetched, context: Context
    ) -> SourceReport:
        from clashreader.sync import decide
        from clashreader.sync.doubts import Doubts

        known = context.library.known(self.source.id)
        news, same, names = decide.pick(known, parsed.articles)
        listed = [one.id for one in same]
        listed += [known[item.uid].id for item, _ in news if item.uid in known]
        doubts = Doubts(
            known,
            listed,
            told=partial(_told, context),
            names=names,
            history=partial(_history, context),
        )
        intake = Intake(context, self.source.id, record)
        flapping, unreadable = 0, 0
        for start in range(0, len(news), BATCH):
            picked = decide.articles_of(news[start : start + BATCH], parsed.articles)
            batch, failed = self._prepare(picked, known, context)
            intents = decide.decide(known, batch, doubts)
            flapping += decide.keeps_flapping(known, batch, doubts)
            unreadable += failed
            intake.add(intents)
        intake.finish()
        self._describe(parsed, context)
        error = _unread(unreadable, len(parsed.articles)) if unreadable else None
        notices = [*parsed.notices, *([_flaps(flapping)] if flapping else [])]
        notices += [record.notice] if record.notice else []
        record = replace(
            record,
            new=intake.new,
            updated=intake.updated,
            error=error,
            next_check=self._next_check(
                fetched, parsed.ttl, context.library.arrivals(self.source.id)
            ),
            notice=" ".join(notices) or None,
        )
        context.stored(context.library.record_fetch(self.source.id, record), 0)
        return self._report(
            title=None if self.source.title_chosen else parsed.title,
            new=intake.new,
            updated=intake.updated,
            unchanged=max(0, self.source.articles - intake.updated),
            error=error,
        )

    def _led(self, fetched: Fetched) -> str:
        """Say where a redirect led to, as to a page to log in at; nothing where there was none."""
        if same_feed_key(fetched.url) == same_feed_key(without_credentials(self.source.url)):
            return ""
        there = read_address(fetched.url)
        path = there.target.partition("?")[0]  # what is asked for may be nobody's business
        return f" The address redirects to {short(there.authority + path)}."

    # --- parts of them ----------------------------------------------------------------------------

    def _prepare(
        self,
        news: Iterable[tuple[ParsedArticle, str]],
        known: Mapping[str, Known],
        context: Context,
    ) -> tuple[list[Prepared], int]:
        """Return the articles ready to be stored, and how many could not be made sense of."""
        ready: list[Prepared] = []
        failed = 0
        for article, hash_now in news:
            context.stop_if_asked()
            try:
                there = known.get(article.uid)
                if there is not None and article.title_derived:
                    article = _with_headline(article, there, context)
                ready.append(prepare(article, hash_now))
            except Exception:
                # A fault in one item must not cost the others.
                log.exception("article %r of %s", article.uid, without_credentials(self.source.url))
                failed += 1
        return ready, failed

    def _describe(self, parsed: ParsedFeed, context: Context) -> None:
        source = self.source
        title = None if source.title_chosen else parsed.title or None
        news = (
            (title is not None and title != source.title)
            or (parsed.site_url is not None and parsed.site_url != source.site_url)
            or (parsed.section is not None and parsed.section != source.default_section)
        )
        if news:
            changes = context.library.describe_source(
                source.id,
                title=title,
                site_url=parsed.site_url,
                default_section=parsed.section or source.default_section,
            )
            context.stored(changes, 0)

    def _moved(self, record: FetchRecord, fetched: Fetched, context: Context) -> FetchRecord:
        """Return `record` with the address that the feed, which was just read, has moved to."""
        if fetched.moved_to is None or read_address(self.source.url).credentials:
            return record
        key = same_feed_key(fetched.moved_to)
        for other in context.library.sources():
            if other.id != self.source.id and same_feed_key(other.url) == key:
                return replace(record, notice=_twice(other))
        return replace(record, moved_to=fetched.moved_to)

    def _next_check(
        self,
        fetched: Fetched,
        ttl: int | None = None,
        arrivals: Sequence[int] = (),
    ) -> int:
        return schedule.next_check(
            self.source,
            int(self._clock()),
            arrivals=arrivals,
            ttl=ttl,
            max_age=fetched.max_age,
        )

    def _record(self, downloaded: Downloaded, fetched: Fetched) -> FetchRecord:
        return FetchRecord(
            at=downloaded.at,
            url=without_credentials(self.source.url),
            source_url=self.source.url,
            url_reached=fetched.url,
            status=fetched.status,
            seconds=fetched.seconds,
            size=fetched.size,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            content_hash=downloaded.content_hash,
            not_modified=fetched.not_modified,
        )

    def _report(
        self,
        *,
        title: str | None = None,
        new: int = 0,
        updated: int = 0,
        unchanged: int = 0,
        not_modified: bool = False,
        error: str | None = None,
    ) -> SourceReport:
        source = self.source
        return SourceReport(
            source.id,
            source.url,
            title or source.title,
            new,
            updated,
            unchanged,
            not_modified,
            error,
        )


def _with_headline(article: ParsedArticle, there: Known, context: Context) -> ParsedArticle:
    """Return an item that lost its headline with the one that it had, as an emptied text stays."""
    from clashreader.sync.identity import same_address

    if there.deleted or (there.url and article.url and not same_address(there.url, article.url)):
        return article
    before = context.library.article(there.id)
    if before.title_derived or not before.title:
        return article
    return replace(article, title=before.title, title_derived=False)


def _told(context: Context, there: Known) -> tuple[str, str, int | None]:
    """Return headline, text and date of an article as the library has them."""
    from clashreader.content import Body, digest

    now = context.library.article(there.id)
    body = Body(now.body, now.media_type, base_url=now.base_url, span=now.body_span)
    return now.title, digest(body).text, now.published


def _history(context: Context, there: Known) -> list[str]:
    """Return the hashes of the texts that an article had, the oldest first."""
    return [version.text_hash for version in context.library.versions(there.id)]


def breaks_off(body: Kept, parsed: ParsedFeed) -> bool:
    """Return whether the end of an XML feed is missing: some servers hang up without a word."""
    if parsed.format.startswith("json"):
        return False
    from clashreader.parse.endings import has_end
    from clashreader.parse.rarecharsets import is_ebcdic

    tail = body.tail(_TAIL)
    if is_ebcdic(body.head(_HEAD)):
        return not has_end(tail.decode("cp037"))
    # Of wide encodings the zeros are left out: the tags are ASCII in all of them.
    return not has_end(tail.replace(b"\0", b"").decode("latin-1"))


def _twice(other: Source) -> str:
    return (
        f"This feed has moved to an address that you follow already (number {other.id}):"
        " one of the two can be removed."
    )


def _flaps(count: int) -> str:
    from clashreader.sync import decide

    what = "One article keeps" if count == 1 else f"{count} articles keep"
    return (
        f"{what} changing; a text that comes back again and again makes no new version, and no more"
        f" than {decide.MAX_VERSIONS} versions of each are kept."
    )


def _unread(count: int, total: int) -> str:
    return f"{count} of {total} articles could not be read; the log says why."
