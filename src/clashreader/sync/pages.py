"""Pages behind the items of full-text feeds: fetched, read, and taken where they are better."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from clashreader.errors import (
    CancelledError,
    FetchError,
    LibraryError,
    NotFoundError,
    ParseError,
    ReaderError,
)
from clashreader.model import (
    Article,
    Changes,
    FetchRecord,
    MediaType,
    Prepared,
    Source,
    SourceKind,
    WantedPage,
)
from clashreader.sync.addresses import Address, read_address, without_credentials
from clashreader.sync.better import Text, Verdict, judge
from clashreader.sync.decide import MAX_VERSIONS
from clashreader.sync.downloads import AnyOf, Downloads
from clashreader.sync.patience import PutOffError
from clashreader.sync.reach import PrivateAddressError, names_private, same_place
from clashreader.sync.sources import Context, prepare
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.sync.http import Fetched, Fetcher

log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""Pages fetched for one source in one run, so that a long feed does not become a flood."""
MAX_BYTES: Final = 6_000_000

_PER_HOST = 2
_DEADLINE = 30.0
_GIVE_UP = 3  # failures of the network after which a host is left alone for this time
_WHY_NOT: Final = {
    Verdict.LATER: "The page does not show the article now: it asks for something first, tells of"
    " an error, or says something else.",
    Verdict.KEEP: "The text that is here has more of the article than the page.",
}
_TOO_MANY: Final = f"The article has {MAX_VERSIONS} versions already; no more are kept."


@dataclass(frozen=True, slots=True)
class _Job:
    wanted: WantedPage
    source: Source
    address: Address | None
    """None where there is none that could be asked."""


class _RestingError(ReaderError):
    """The page's server asked to be left alone until `until`, in seconds since 1970."""

    def __init__(self, until: int) -> None:
        super().__init__("The server asked to be left alone.")
        self.until = until


class PageKeeper:
    """Fetches the wanted pages of some sources, and keeps count.

    `updated` counts, by source, articles whose text a page changed. An article that is in `fresh`
    is counted already, as new or as updated by its feed, in this very run.
    """

    def __init__(
        self,
        context: Context,
        network: Callable[[], Fetcher],
        report: Callable[[Changes, str], None],
        fresh: set[int],
    ) -> None:
        self._context = context
        self._network = network
        self._report = report
        self._fresh = fresh
        self._unreachable: Counter[str] = Counter()
        self._resting: dict[str, int] = {}
        self._wish: AnyOf = AnyOf(context.cancel)
        self.total = 0
        self.done = 0
        self.updated: Counter[int] = Counter()
        self.taken = 0
        """Pages that became the text of their article, or read as it does."""
        self.reason = ""
        """Why the last page that was not taken was not."""

    def fetch(self, wanted: Sequence[WantedPage], source: Source) -> None:
        """Bring in the pages `wanted`, of articles of `source`: the reader asked for them."""
        jobs = [
            _Job(one, source, page_address(one.url, typed_for(source, one.url))) for one in wanted
        ]
        self.total += len(jobs)
        if jobs:
            self._run(iter(jobs))

    def keep(self, sources: Sequence[Source]) -> None:
        """Bring in the pages that `sources` want, the newest articles' first."""
        jobs = [
            _Job(wanted, source, page_address(wanted.url, typed_for(source, wanted.url)))
            for source in sources
            for wanted in self._context.library.wanted_pages(AT_ONCE, source.id)
        ]
        self.total += len(jobs)
        if jobs:
            self._run(iter(jobs))

    def _run(self, jobs: Iterator[_Job]) -> None:
        stop = threading.Event()
        self._wish = AnyOf(self._context.cancel, stop)
        downloads = Downloads[_Job, "Fetched"](
            self._load, host_of=_host, per_host=_PER_HOST, wish=self._wish
        )
        results = downloads.results(jobs)
        try:
            for job, result in results:
                self._context.stop_if_asked()
                changes = self._settle(job, result)
                self.done += 1
                self._report(changes, job.source.title)
        finally:
            stop.set()
            results.close()

    def _load(self, job: _Job) -> Fetched:
        """Bring one page, on a network thread."""
        if self._wish.is_set():
            raise CancelledError("The download was stopped.")
        address = job.address
        if address is None:
            raise ParseError(why_no_page(job.wanted.url))
        if (until := self._resting.get(address.authority)) is not None:
            raise _RestingError(until)
        if self._unreachable[address.authority] >= _GIVE_UP:
            raise CancelledError("Its server cannot be reached.")
        from clashreader.sync.http import ACCEPT_PAGE

        try:
            return self._network().fetch(
                without_credentials(job.wanted.url),  # a feed may not have us log in anywhere
                typed=typed_for(job.source, job.wanted.url),
                limit=MAX_BYTES,
                deadline=_DEADLINE,
                accept=ACCEPT_PAGE,
                cancel=self._wish,
            )
        except PutOffError as error:
            until = int(self._context.clock()) + (error.retry_after or 0)
            raise _RestingError(until) from error
        except PrivateAddressError as error:
            raise ParseError(error.message) from error
        except FetchError as error:
            if error.status is None:
                self._unreachable[address.authority] += 1
            elif error.retry_after:
                until = int(self._context.clock()) + error.retry_after
                self._resting[address.authority] = until
            raise

    # --- what came, on the sync thread ------------------------------------------------------------

    def _settle(self, job: _Job, result: Fetched | BaseException) -> Changes:
        library, number = self._context.library, job.wanted.article_id
        if isinstance(result, ReaderError):
            self.reason = result.message
        try:
            if not isinstance(result, BaseException):
                return self._read(job, result)
            if isinstance(result, CancelledError):
                return Changes()  # not tried: it stays wanted
            if isinstance(result, _RestingError):
                return library.fail_page(number, status=None, retry_at=result.until, counts=False)
            if isinstance(result, FetchError):
                return self._failed(job, result)
            if isinstance(result, ParseError):
                return library.fail_page(number, status=None, final=True)
            raise result
        except NotFoundError:
            return Changes()  # deleted meanwhile
        except (LibraryError, CancelledError):
            raise
        except Exception:
            # A fault over one page must not cost the others.
            log.exception("page %s", without_credentials(job.wanted.url))
            self.reason = "A fault of this program; the log says more."
            return library.fail_page(number, status=None)

    def _failed(self, job: _Job, error: FetchError) -> Changes:
        log.info("page %s: %s", without_credentials(job.wanted.url), error.message)
        if error.status is None and not self._network().answered:
            return Changes()  # this computer is offline: that says nothing about the page
        retry_at = int(self._context.clock()) + error.retry_after if error.retry_after else None
        return self._context.library.fail_page(
            job.wanted.article_id,
            status=error.status,
            retry_at=retry_at,
            final=error.status == 410,
        )

    def _read(self, job: _Job, fetched: Fetched) -> Changes:
        """Take a page where it is better than what is there."""
        from clashreader.parse import parse_page

        library, number = self._context.library, job.wanted.article_id
        article = library.article(number)
        try:
            parsed = parse_page(fetched.body, url=fetched.url, content_type=fetched.content_type)
        except ParseError as error:
            log.info("page %s: %s", without_credentials(job.wanted.url), error.message)
            self.reason = error.message
            return library.fail_page(number, status=fetched.status, final=True)
        title = parsed.title if article.title_derived and not parsed.title_derived else None
        page = prepare(
            replace(
                parsed,
                uid=article.uid,
                url=article.url,
                title=title or article.title,
                title_derived=article.title_derived and title is None,
                section=None if article.section else parsed.section,
                lead_image=article.lead_image or parsed.lead_image,
                outlet=article.outlet,
                enclosures=article.enclosures,
                related=article.related,
            ),
            item_hash="",
        )
        now = _text_of(article)
        verdict = judge(now, Text(parsed.title, page.digest.text, page.digest.words))
        if verdict is not Verdict.TAKE or article.versions >= MAX_VERSIONS:
            url = without_credentials(job.wanted.url)
            log.info("page %s: the text that is there is better (%s)", url, verdict)
            final = verdict is not Verdict.LATER
            self.reason = _WHY_NOT.get(verdict, _TOO_MANY)
            return library.fail_page(number, status=fetched.status, final=final)
        return self._take(job, page, fetched)

    def _take(self, job: _Job, page: Prepared, fetched: Fetched) -> Changes:
        record = FetchRecord(
            at=int(self._context.clock()),
            url=without_credentials(job.wanted.url),
            url_reached=fetched.url,
            status=fetched.status,
            seconds=fetched.seconds,
            size=fetched.size,
            etag=fetched.etag,
            last_modified=fetched.last_modified,
            content_hash=fetched.kept.sha256(),
            extractor=_extractor(),
        )
        changes = self._context.library.take_page(job.wanted.article_id, page, record)
        self.taken += 1
        self.updated[job.source.id] += sum(one not in self._fresh for one in changes.updated)
        return changes


@cache
def _extractor() -> str:
    """Say what finds the article in a page: its text is as good as the version of that."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"page reader (trafilatura {version('trafilatura')})"
    except PackageNotFoundError:  # a build that left the facts about its parts out
        return "page reader"


def _text_of(article: Article) -> Text:
    """Return what the article says now, as the library would read it."""
    from clashreader.content import Body, digest

    found = digest(
        Body(
            article.body,
            article.media_type,
            base_url=article.base_url,
            span=article.body_span,
            title=article.title,
            lead_image=article.lead_image,
        )
    )
    from_page = article.media_type is MediaType.PAGE
    return Text(article.title, found.text, found.words, from_page)


def page_address(url: str, typed: str) -> Address | None:
    """Return the address of a page, or None where no feed may make us fetch it.

    A stranger's feed must not reach into the reader's own network: addresses of this computer and
    of private networks are asked only where the reader typed that very host and port. Names are
    held against that where they are looked up.
    """
    try:
        address = read_address(url)
    except FetchError:
        return None
    return address if same_place(address, typed) or not names_private(address.host) else None


def typed_for(source: Source, url: str) -> str:
    """Return the address that the reader typed for a source, whose page `url` is.

    In another reader's export they kept each address with their own hand.
    """
    return url if source.kind is SourceKind.IMPORT else source.typed or source.url


def why_no_page(url: str) -> str:
    """Return the sentence for an address that is not asked for a feed (`page_address`)."""
    try:
        return PrivateAddressError(read_address(url).host).message
    except FetchError as error:
        return error.message


def _host(job: _Job) -> str | None:
    return None if job.address is None else job.address.authority
