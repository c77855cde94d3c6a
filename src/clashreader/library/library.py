"""`Library`: everything that the rest of the program can ask of the store, in one file.

Every method either answers or raises a `ReaderError`: a disk that is full, a file that is locked,
damaged or gone is a `LibraryError`; an id or a name that does not exist is a `NotFoundError`.
Methods may be called from any thread. Those that write return a `Changes`: the disk comes first,
then the announcement. What the reader did is durable when the method returns, even if the power
fails; what a sync stores can be fetched again and costs less.

When you add a public method, add it to the tests of a locked and of a full disk.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from array import array
from typing import TYPE_CHECKING, Self

from clashreader.errors import CancelledError, LibraryError
from clashreader.later import later
from clashreader.library.connection import BUSY_SECONDS, Connections, run_on
from clashreader.library.counting import SearchCounts
from clashreader.library.failures import failures_in_words
from clashreader.library.stopping import Stop
from clashreader.library.which_file import await_exchange, missed_it
from clashreader.model import (
    Annotations,
    Article,
    ArticleDetail,
    ArticleQuery,
    ArticleRow,
    BackupPlan,
    Changes,
    Compared,
    FetchRecord,
    Finding,
    FoldedIds,
    Gap,
    Highlight,
    HighlightPlace,
    Intent,
    Known,
    Marks,
    NewSource,
    Node,
    Overview,
    Prepared,
    Provenance,
    Rule,
    RuleActions,
    RuleTrial,
    SavedSearch,
    SearchCount,
    SearchHit,
    SectionCount,
    Sort,
    Source,
    StoredImage,
    TagCount,
    Undo,
    Verified,
    VersionInfo,
    WantedImage,
    WantedPage,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from clashreader.library import (
        archives,
        asides,
        backups,
        burying,
        care,
        carrying,
        carrying_in,
        cleaning,
        collecting,
        fetch_log,
        finding,
        gaps,
        groups,
        log_file,
        marks,
        migrations,
        mirrors,
        names,
        notes,
        page_store,
        pages,
        pictures,
        presence,
        reading,
        readying,
        restoring,
        rests,
        rows,
        saved,
        sections,
        standing,
        storage,
        store,
        subscriptions,
        tags,
        undoing,
    )
    from clashreader.library.piecing import Loss
    from clashreader.library.snippets import Excerpt
else:
    globals().update(
        later(
            "clashreader.library",
            "asides burying carrying cleaning collecting fetch_log finding gaps groups log_file "
            "marks migrations mirrors names notes "
            "page_store pages pictures presence reading readying rests rows saved sections "
            "standing storage store subscriptions tags undoing",
        )
    )

log = logging.getLogger(__name__)


class Library:
    """One reader's archive: a SQLite file and a folder of pictures."""

    def __init__(self, connections: Connections, images: Path, clock: Callable[[], float]) -> None:
        """Use `open` instead."""
        self._connections = connections
        self._images = images
        self._clock = clock
        self._foreign = connections.data_version()
        self._counted = SearchCounts()
        self.warning: str | None = None
        """What opening it found and mended, if the reader has lost something by it: a sentence."""

    @classmethod
    def open(
        cls,
        path: Path,
        images: Path,
        *,
        clock: Callable[[], float] = time.time,
        busy_seconds: float = BUSY_SECONDS,
    ) -> Self:
        """Open the library at `path`: made where there is none, migrated where it is older.

        `images` is the folder of pictures; `clock` gives the time in seconds since 1970;
        `busy_seconds` is how long a write waits for another program to let go. Raises
        `LibraryError` where the file is damaged, foreign, newer than this program, or cannot be
        read; it is left untouched then. One that can only be read is opened all the same, and
        whatever would write raises: see `only_read`.
        """
        await_exchange(path)
        logs = log_file.kept(path)
        try:
            only_read = migrations.prepare(path)
            connections = Connections(path, busy_seconds, only_read)
        except LibraryError as error:
            if not missed_it(error, path):
                raise
            only_read = migrations.prepare(path)
            connections = Connections(path, busy_seconds, only_read)
        if only_read is not None:
            log.warning("the library can only be read: %s", only_read)
        library = cls(connections, images, clock)
        library.warning = log_file.warning(path, logs)
        return library

    def close(self) -> None:
        """Close all connections; the object is of no use afterwards. May be called twice."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return self._connections.path

    @property
    def only_read(self) -> str | None:
        """The sentence that says why the library can only be read, or None."""
        return self._connections.only_read

    def _now(self) -> int:
        return int(self._clock())

    # --- sources -------------------------------------------------------------------------------

    def sources(self) -> tuple[Source, ...]:
        """Return the subscriptions, by title."""
        with self._connections.read() as run:
            return rows.all_sources(run)

    def source(self, source_id: int) -> Source:
        """Return one subscription; raises `NotFoundError`."""
        with self._connections.read() as run:
            return subscriptions.one_source(run, source_id)

    def find_source(self, text: str) -> Source:
        """Return the subscription that `text` means: its id, its url or its title (any case).

        Raises `NotFoundError`, or `UsageError` where several sources have that title.
        """
        with self._connections.read() as run:
            return subscriptions.find_source(run, text)

    def sources_of(self, ids: Sequence[int]) -> set[int]:
        """Return the ids of the sources that have any of these articles."""
        with self._connections.read() as run:
            return rows.sources_of(run, ids)

    def add_source(self, new: NewSource) -> Source:
        """Subscribe. One that was left before is taken up again with its articles.

        Raises `UsageError` where the url is a source already.
        """
        with self._connections.write(durable=True) as connection:
            return subscriptions.add_source(connection, new, self._now())

    def add_sources(self, news: Sequence[NewSource]) -> tuple[Source, ...]:
        """Do what `add_source` does for many in one transaction: all or none."""
        with self._connections.write(durable=True) as connection:
            now = self._now()
            return tuple(subscriptions.add_source(connection, new, now) for new in news)

    def edit_source(
        self,
        source_id: int,
        *,
        title: str | None = None,
        section: str | None = None,
        url: str | None = None,
        full_text: bool | None = None,
        images: bool | None = None,
        interval: int | None = None,
        paused: bool | None = None,
    ) -> Changes:
        """Change a subscription; None leaves a value as it is.

        `section` "" takes the reader's choice back; all articles of the source that were not
        moved by hand follow. `interval` is in seconds, 0 is automatic again. A new `url` drops
        the validators, and keeps every article.
        """
        values: dict[str, object | None] = {}
        if title is not None:
            values |= {"title": names.clean_name(title, "source"), "title_chosen": 1}
        if interval is not None:
            values["interval"] = interval or None
            values["next_sync"] = None
        for name, value in (
            ("url", url), ("full_text", full_text), ("images", images), ("paused", paused),
        ):  # fmt: skip
            if value is not None:
                values[name] = int(value) if isinstance(value, bool) else value
        with self._connections.write(durable=True) as connection:
            return subscriptions.edit_source(connection, source_id, values, section)

    def describe_source(
        self, source_id: int, *, title: str | None, site_url: str | None,
        default_section: str | None,
    ) -> Changes:  # fmt: skip
        """Take over what a source says of itself; a title that the reader chose stays."""
        with self._connections.write_in_bulk() as connection:
            return subscriptions.describe_source(
                connection, source_id, title=title, site_url=site_url,
                default_section=default_section,
            )  # fmt: skip

    def set_login(self, source_id: int, login: bool) -> Changes:
        """Note whether the system's keyring has a name and password for a source."""
        with self._connections.write(durable=True) as connection:
            return subscriptions.edit_source(
                connection, source_id, {"login": int(login), "next_sync": None}, None
            )

    def remove_source(self, source_id: int, *, delete_articles: bool) -> Changes:
        """Unsubscribe. Articles stay, or are deleted but for those bookmarked, tagged by the
        reader or annotated; deleted ones leave a light row, so that they do not come back.
        """
        with self._connections.write(durable=True) as connection:
            return subscriptions.remove_source(
                connection, source_id, self._now(), delete_articles=delete_articles
            )

    # --- syncing -------------------------------------------------------------------------------

    def known(self, source_id: int) -> dict[str, Known]:
        """Return every article of a source by uid, deleted ones included; one query."""
        with self._connections.read() as run:
            return rows.known_articles(run, source_id)

    def apply(
        self,
        source_id: int,
        intents: Sequence[Intent],
        *,
        fetch: FetchRecord | None = None,
        unread_edits: bool = False,
    ) -> Changes:
        """Carry out `intents`, about 100 at a time, in one short transaction: all or none.

        They are held against what is there now: an article that another process stored meanwhile
        is not stored twice, and one that the reader deleted stays deleted. Raises `NotFoundError`
        where the source has been removed.
        `fetch` is the provenance of new versions; `record_fetch` logs it. With `unread_edits` an
        article that was edited is unread again.
        """
        if not intents:
            return Changes()
        intents, readied = readying.make_all_ready(intents)
        now = self._now()
        with self._connections.write_in_bulk() as bulk:
            if not standing.has_rules(bulk):
                going_in = store.Store(bulk, source_id, now, readied, unread_edits=unread_edits)
                return going_in.apply(intents, fetch)
        with self._connections.write(durable=False) as connection:
            going_in = store.Store(connection, source_id, now, readied, unread_edits=unread_edits)
            return going_in.apply(intents, fetch)

    def arrivals(self, source_id: int, limit: int = 100) -> tuple[int, ...]:
        """Return when the newest articles of a source were first seen here, in no order.

        They tell its rhythm; what a feed says of its dates does not.
        """
        with self._connections.read() as run:
            return fetch_log.arrivals(run, source_id, limit)

    def fetches(self, source_id: int, limit: int = 50) -> tuple[FetchRecord, ...]:
        """Return how the last fetches of a source went, newest first; 50 are kept.

        Raises `NotFoundError`. Validators and what followed are not part of the log.
        """
        with self._connections.read() as run:
            subscriptions.one_source(run, source_id)
            return fetch_log.fetches(run, source_id, limit)

    def backfill_place(self, source_id: int) -> str | None:
        """Return the address at which filling up a source with older articles goes on, or None."""
        with self._connections.read() as run:
            return subscriptions.backfill_place(run, source_id)

    def keep_backfill_place(self, source_id: int, url: str | None) -> Changes:
        """Note where filling up goes on the next time; None takes the note away."""
        with self._connections.write_plainly(durable=False) as run:
            subscriptions.keep_backfill_place(run, source_id, url)
        return Changes()

    def rests(self) -> dict[str, int]:
        """Return until when (seconds of UTC) hosts asked to be left alone, over or not."""
        with self._connections.read() as run:
            return rests.rests(run)

    def keep_rests(self, until: Mapping[str, int]) -> Changes:
        """Note until when hosts (with their port, where it is not the usual one) are to be left
        alone; those whose time is over are forgotten.
        """
        with self._connections.write_plainly(durable=False) as run:
            rests.keep_rests(run, until, self._now())
        return Changes()

    def record_fetch(self, source_id: int, fetch: FetchRecord) -> Changes:
        """Log a fetch, and set the source's error and next check.

        Validators and content hash are taken over only of an answer without error that was not a
        "not modified": that is, one that was stored whole.
        """
        return self.record_fetches([(source_id, fetch)])

    def record_fetches(self, fetches: Sequence[tuple[int, FetchRecord]]) -> Changes:
        """Do what `record_fetch` does for many sources in one transaction."""
        if not fetches:
            return Changes()
        with self._connections.write_plainly(durable=False) as run:
            fetch_log.record_fetches(run, fetches)
        return Changes(sources=True)

    def wanted_pages(self, limit: int, source_id: int | None = None) -> tuple[WantedPage, ...]:
        """Return pages behind articles of full-text sources that are worth a try now, those of the
        newest articles first.
        """
        with self._connections.read() as run:
            return pages.wanted(run, limit, source_id, self._now())

    def take_page(self, article_id: int, page: Prepared, fetch: FetchRecord) -> Changes:
        """Store the page behind an article as its newest version; the feed's text stays before it.

        `fetch` is where it came from. What the feed says of author, date and section outranks the
        page, and the reader's marks stay. A page that reads as the article does already makes no
        version: `Changes.updated` names the article only where it did. Raises `NotFoundError`.
        """
        ready = readying.make_ready(
            readying.storable(page)
        )  # before the lock is taken: compressing takes its time
        with self._connections.write(durable=False) as connection:
            source_id = pages.source_of(connection, article_id)
            going_in = page_store.PageStore(connection, source_id, self._now())
            return going_in.take(article_id, ready, fetch)

    def fail_page(
        self, article_id: int, *, status: int | None, retry_at: int | None = None,
        final: bool = False, counts: bool = True,
    ) -> Changes:  # fmt: skip
        """Note that a page could not be had, or was no better than the text that is there.

        It is tried again after a pause that grows, not before `retry_at`, and after eight tries no
        more; with `final` not at all until the item changes. `status` is that of the answer, if one
        came. Without `counts` it was only put off. Raises `NotFoundError`.
        """
        with self._connections.write(durable=False) as connection:
            pages.record_failed(
                connection, article_id, self._now(), status=status, retry_at=retry_at, final=final,
                counts=counts,
            )  # fmt: skip
        return Changes()

    def presence_wanted(
        self, limit: int, source_id: int | None = None, *, due_only: bool
    ) -> tuple[WantedPage, ...]:
        """Return the pages of bookmarked articles of feeds, those asked longest ago first; with
        `due_only` those that were not asked for a week.
        """
        with self._connections.read() as run:
            return presence.wanted(run, limit, source_id, self._now(), due_only=due_only)

    def record_presence(self, article_id: int, *, status: int, gone: bool | None) -> Changes:
        """Note what the page of an article answered when it was asked whether it is still there.

        `gone` None says neither. The article stays whatever comes; `Changes.articles` names it
        where it has gone or is back. Raises `NotFoundError`.
        """
        with self._connections.write(durable=False) as connection:
            return presence.record(connection, article_id, self._now(), status=status, gone=gone)

    def wanted_images(
        self,
        limit: int,
        *,
        source_id: int | None = None,
        before: int | None = None,
        web: bool | None = None,
    ) -> tuple[WantedImage, ...]:
        """Return pictures that are not stored and worth a try now, those met last first.

        `before` is the id below which to go on. `web` True are those of http(s) addresses only,
        False those of files only.
        """
        with self._connections.read() as run:
            return pictures.wanted(run, limit, source_id, self._now(), before=before, web=web)

    def missing_images(
        self, article_id: int, again: Collection[str] = ()
    ) -> tuple[WantedImage, ...]:
        """Return the pictures of an article that are not stored, whenever they were tried last:
        what the reader may ask for in person. Those of the addresses `again` are among them even
        if they are stored: they may be of no use.
        """
        with self._connections.read() as run:
            return pictures.missing(run, article_id, again)

    def want_missing_images(self, *, asked: bool = True) -> Changes:
        """Look whether the files of all stored pictures are there, and have those that are not
        fetched again. Where it was not `asked` for, nothing is changed as long as not one of them
        is there: their disk may be away. Raises `PictureFolderError` where their folder is none.
        """
        self._connections.check_there()
        pictures.check_folder(self._images)
        if not asked and pictures.is_away(self._images):
            return Changes()
        with failures_in_words(self._images), self._connections.read() as run:
            lost = pictures.missing_files(run, self._images)
        if not lost:
            return Changes()
        from clashreader.library import repairs

        with self._connections.write_plainly(durable=False) as run:
            repairs.want_again(run, lost)
        return Changes(images=True)

    def want_damaged_images(
        self, article_id: int, urls: Collection[str] | None = None, *, asked: bool = True
    ) -> Changes:
        """Take an article's stored pictures (those at `urls`, or all) for missing whose files are
        gone, or are not what was stored: they can be fetched again, and do not count as stored.
        `asked` as for `want_missing_images`.
        """
        self._connections.check_there()  # else every picture would be gone
        with failures_in_words(self._images), self._connections.read() as run:
            if not asked and pictures.is_away(self._images):
                return Changes()
            lost = pictures.damaged(run, self._images, article_id, urls)
        if not lost:
            return Changes()
        from clashreader.library import repairs  # seldom needed

        with self._connections.write_plainly(durable=False) as run:
            repairs.want_again(run, lost)
        return Changes(images=True)

    def text_gaps(self, limit: int, ids: Sequence[int] | None = None) -> tuple[Gap, ...]:
        """Return what of whole texts is still to be fetched, of the articles `ids` or of all: the
        pages of full-text sources that were not taken yet, those of the newest articles first.
        """
        with self._connections.read() as run:
            return gaps.texts(run, limit, ids)

    def image_gaps(
        self, limit: int, ids: Sequence[int] | None = None, *, before: int | None = None
    ) -> tuple[Gap, ...]:
        """Return the pictures of the articles `ids`, or of all, that are not stored, each once,
        those met last first. `before` is the `Gap.image` below which to go on.
        """
        with self._connections.read() as run:
            return gaps.images(run, limit, ids, before)

    def store_images(self, found: Sequence[pictures.Picture]) -> Changes:
        """Keep pictures: ``(image id, bytes, media type, width, height)`` each.

        Files are written first, whole or not at all, and named by the SHA-256 of their bytes.
        Raises `PictureFolderError` where their folder is none.
        """
        if not found:
            return Changes()
        self._connections.check_there()  # else the folders would be made where the disk was
        pictures.check_folder(self._images)
        with failures_in_words(self._images):
            hashes = pictures.write_files(self._images, found)
        with self._connections.write_in_bulk() as connection:
            with failures_in_words(self._images):
                pictures.write_lost(self._images, found, hashes)
            pictures.record_stored(connection, found, hashes, self._now())
        return Changes(images=True)

    def fail_images(self, failures: Sequence[tuple[int, str]]) -> Changes:
        """Note why pictures could not be had; each is tried again after a growing pause."""
        if not failures:
            return Changes()
        with self._connections.write_in_bulk() as connection:
            pictures.record_failed(connection, failures, self._now())
        return Changes(images=True)

    def ignore_images(self, images: Sequence[tuple[int, str]]) -> Changes:
        """Note addresses that are no pictures to show (tracking pixels), and why: they are
        neither counted nor tried again.
        """
        if not images:
            return Changes()
        with self._connections.write_in_bulk() as connection:
            pictures.record_ignored(connection, images)
        return Changes(images=True)

    def image_path(self, content_hash: str) -> Path:
        """Return where the picture with `content_hash` (SHA-256, hex) lies."""
        return pictures.place(self._images, content_hash)

    def image(self, url: str) -> StoredImage | None:
        """Return the picture that has the address `url`, or None."""
        with self._connections.read() as run:
            return pictures.by_url(run, url)

    # --- lists ---------------------------------------------------------------------------------

    def ids(
        self, query: ArticleQuery, *, limit: int | None = None, offset: int = 0,
        stop: Stop | None = None,
    ) -> array[int]:  # fmt: skip
        """Return the ids that `query` means, in its order, as ``array('q')``.

        Raises `CancelledError` soon after `stop` is set.
        """
        with self._connections.read(*([stop] if stop else [])) as run:
            return finding.query_ids(run, query, self._now(), limit, offset)

    def in_order(self, ids: Sequence[int], sort: Sort, *, stop: Stop | None = None) -> array[int]:
        """Return `ids`, however many, in the order `sort`; those hidden and in the bin as well.

        What is not there any more is left out. Raises `CancelledError` soon after `stop` is set.
        """
        with self._connections.read(*([stop] if stop else [])) as run:
            return finding.in_order(run, ids, sort)

    def first_ids(
        self, query: ArticleQuery, *, limit: int = 500, stop: Stop | None = None
    ) -> tuple[array[int], bool]:
        """Return what a first screen can show at once, and whether that is what `ids` returns.

        A million articles or whatever words: it takes about a tenth of a second. If not True, they
        are hits all the same, the newest of them first, but there may be more between and behind.
        """
        stops = [stop] if stop else []
        with self._connections.read(*stops) as run:
            if (found := finding.is_quick(run, query, self._now())) is not None:
                return found, False
            seconds = finding.patience(run)
        late = Stop()
        try:
            with late.within(seconds), self._connections.read(late, *stops) as run:
                return finding.query_ids(run, query, self._now(), limit), True
        except CancelledError:
            if stop is not None and stop.is_set():
                raise
        late = Stop()  # for whatever has to be waited for before the first article is read
        with late.within(4 * seconds), self._connections.read(late, *stops) as run:
            found = finding.meanwhile(run, query, self._now())
        if stop is not None and stop.is_set():
            raise CancelledError("Stopped.")
        return found, False

    def folded_ids(self, query: ArticleQuery, *, stop: Stop | None = None) -> FoldedIds:
        """Return the ids that `query` means with copies of one report folded: of each group the one
        that comes first in this list stands for all. For a job: 0.1 s more than `ids` at a million.
        """
        return self.fold(self.ids(query, stop=stop), stop=stop)

    def fold(self, ids: array[int], *, stop: Stop | None = None) -> FoldedIds:
        """Fold a list of ids, as `folded_ids` does.

        What the beginning of a list folds to is the beginning of what the whole of it folds to.
        """
        with self._connections.read(*([stop] if stop else [])) as run:
            return groups.folded(run, ids)

    def copies(self, article_id: int) -> array[int]:
        """Return the ids of the other copies of the same report, newest first."""
        with self._connections.read() as run:
            return array("q", groups.members(run, article_id))

    def group_copies(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancel: threading.Event | None = None,
        *,
        ease: float = 0.0,
    ) -> int:
        """Find the copies of what is new or changed since the last time; return how many articles
        were looked at.

        For a job, after a sync and at the start: 0.3 ms an article, in short steps, the newest
        first; after each it rests `ease` seconds for each second of work. `progress` gets how many
        of how many are done; what `cancel` breaks off goes on next time.
        """
        from clashreader.library import copies

        return copies.group(self._connections, progress, cancel, ease=ease)

    def count(self, query: ArticleQuery) -> int:
        """Return how many articles `query` means."""
        with self._connections.read() as run:
            return finding.count(run, query, self._now())

    def rows(self, ids: Sequence[int]) -> list[ArticleRow]:
        """Return the rows of `ids` in their order; ids that are gone are left out. Two queries."""
        with self._connections.read() as run:
            return rows.article_rows(run, ids)

    def sort_times(self, ids: Sequence[int]) -> list[int]:
        """Return the time by which each article is in order by date, in seconds since 1970 UTC.

        That is its date, or when it was first seen; 0 for an id that is not there.
        """
        with self._connections.read() as run:
            return rows.sort_times(run, ids)

    def details(self, ids: Sequence[int]) -> list[ArticleDetail]:
        """Return rows with what the command line says beyond them. Three queries."""
        with self._connections.read() as run:
            return rows.article_details(run, ids)

    def search(self, query: ArticleQuery, *, limit: int = 50, offset: int = 0) -> list[SearchHit]:
        """Return what `query` finds, in its order, with scores (more is better) and snippets."""
        with self._connections.read() as run:
            return reading.search_hits(run, query, self._now(), limit, offset)

    def excerpts(
        self, ids: Sequence[int], where: Node | None, *, stop: Stop | None = None
    ) -> dict[int, Excerpt]:
        """Return the snippets of `ids` for the search `where`, each with the places of its hits.

        About 0.3 ms each. None where it looks for no words. Raises `CancelledError` soon after
        `stop` is set.
        """
        with self._connections.read(*([stop] if stop else [])) as run:
            return reading.excerpts(run, ids, where)

    def article(self, article_id: int, *, version: int | None = None) -> Article:
        """Return an article with the body of its newest version, or of `version` (from 1)."""
        with self._connections.read() as run:
            return reading.article(run, article_id, version)

    def find_article(self, url: str) -> int | None:
        """Return the id of the article that has the address `url`, or None.

        Scheme, ``www.``, a trailing slash, the fragment and tracking parameters make no
        difference. Of several the newest is meant.
        """
        with self._connections.read() as run:
            return reading.find_article(run, url)

    def versions(self, article_id: int) -> tuple[VersionInfo, ...]:
        """Return the versions of an article, oldest first."""
        with self._connections.read() as run:
            return reading.versions(run, article_id)

    def related(self, article_id: int, limit: int = 6) -> list[ArticleRow]:
        """Return articles of the same story; none for an article that does not exist. See
        `library.related`.
        """
        from clashreader.library import related  # its patterns take 5 ms, of which a sync has none

        with self._connections.read() as run:
            return rows.article_rows(run, related.related(run, article_id, limit))

    def nearby(self, article_id: int, limit: int = 6) -> list[ArticleRow]:
        """Return the articles of the same section (or, like it, of none) nearest in time."""
        from clashreader.library import related  # as above

        with self._connections.read() as run:
            return rows.article_rows(run, related.nearby(run, article_id, limit))

    def overview(self, *, day_start: int) -> Overview:
        """Return all counts; `day_start` is when the reader's day began, for Today."""
        with self._connections.read() as run:
            return rows.overview(run, day_start)

    def sections(self, *, hidden: bool = False) -> tuple[SectionCount, ...]:
        """Return the sections in the reader's order, each with its months, newest first; those that
        the reader took out of the sidebar only with `hidden`.
        """
        with self._connections.read() as run:
            return rows.all_sections(run, hidden=hidden)

    def languages(self) -> tuple[tuple[str, int], ...]:
        """Return the languages of the articles stored last, some thousands, and how many have each;
        the commonest first.
        """
        with self._connections.read() as run:
            return rows.languages(run)

    def tags(self) -> tuple[TagCount, ...]:
        """Return the tags that articles carry, by name."""
        with self._connections.read() as run:
            return rows.all_tags(run)

    # --- what the reader does ------------------------------------------------------------------

    def check_ids(self, ids: Sequence[int], *, binned: bool = False) -> None:
        """Raise `NotFoundError` for the first of `ids` that names no article, or with `binned` none
        in the bin.
        """
        with self._connections.read() as run:
            marks.check_ids(run, ids, binned=binned)

    def gone(self, ids: Sequence[int]) -> set[int]:
        """Return those of `ids` that name no article, or one in the bin."""
        with self._connections.read() as run:
            return marks.missing(run, ids)

    def set_read(self, ids: Sequence[int], read: bool) -> Changes:
        """Mark articles read or unread; `Changes.articles` are those that were not so before.

        This, and all that the reader does here, comes with `Changes.undo`: see `undo`.
        """
        with self._connections.write(durable=True) as connection:
            return marks.set_read(connection, ids, read, self._now())

    def set_bookmarked(self, ids: Sequence[int], bookmarked: bool) -> Changes:
        """Bookmark articles or take the bookmark off."""
        with self._connections.write(durable=True) as connection:
            return marks.set_bookmarked(connection, ids, bookmarked, self._now())

    def tag(
        self, ids: Sequence[int], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> Changes:
        """Put tags on articles, made where they are new, and take others off."""
        with self._connections.write(durable=True) as connection:
            return marks.tag(connection, ids, add, remove, self._now())

    def add_marks(self, marks: Sequence[Marks]) -> Changes:
        """Add what the reader did elsewhere, in one transaction; nothing is taken away.

        `Changes.articles` are those that it changed: what is there already is not done again.
        """
        from clashreader.library import bringing

        with self._connections.write(durable=True) as connection:
            return bringing.add_marks(connection, marks, self._now())

    def move(self, ids: Sequence[int], section: str | None) -> Changes:
        """Put articles into a section by hand, where every later sync leaves them; it is made where
        it is new. "" is no section; None lets the source of each decide again.
        """
        with self._connections.write(durable=True) as connection:
            return marks.move(connection, ids, section, self._now())

    def set_hidden(self, ids: Sequence[int], hidden: bool) -> Changes:
        """Take articles out of all views and counts, or back into them; ``is:hidden`` finds them,
        and a sync goes on with them.
        """
        with self._connections.write(durable=True) as connection:
            return marks.hide(connection, ids, hidden, self._now())

    def undo(self, undo: Undo) -> Changes:
        """Take a deed back, down to the time of a bookmark; what was changed since stays as it is.

        `Changes.undo` of what this returns does the deed again; it is None where nothing was left
        to be taken back.
        """
        with self._connections.write(durable=True) as connection:
            return undoing.take_back(connection, undo)

    # --- the bin -------------------------------------------------------------------------------

    def delete(self, ids: Sequence[int]) -> Changes:
        """Put articles into the bin: out of all views and counts, with all that is theirs."""
        with self._connections.write(durable=True) as connection:
            return marks.delete(connection, ids, self._now())

    def restore(self, ids: Sequence[int]) -> Changes:
        """Take articles out of the bin, as they were."""
        with self._connections.write(durable=True) as connection:
            return marks.restore(connection, ids, self._now())

    def binned(self) -> array[int]:
        """Return the ids of what is in the bin, deleted last comes first."""
        with self._connections.read() as run:
            return array("q", burying.binned(run))

    def empty_bin(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> int:
        """Delete for good what is in the bin now, in short transactions; return how many articles.

        Their texts, versions, notes and pictures go. A light row of each stays, so that no sync
        brings it back. `progress` gets how many of how many are done; `cancel` breaks it off.
        """
        return burying.empty(self._connections, self._now(), progress, cancel)

    # --- room ----------------------------------------------------------------------------------

    def plan_clean_up(
        self, wish: cleaning.CleanUp, *, stop: Stop | None = None
    ) -> cleaning.CleanPlan:
        """Return which articles a clean-up would delete now, and what that frees; for a worker.

        Bookmarked ones, those with tags of the reader's own, notes or highlights are never among
        them. Raises `CancelledError` soon after `stop` is set.
        """
        with self._connections.read(*([stop] if stop else [])) as run:
            return cleaning.plan(run, wish, self._now())

    def clean_up(
        self,
        ids: Sequence[int],
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> int:
        """Delete articles for good, as `plan_clean_up` named them; return how many went.

        Each is looked at once more: what has been bookmarked, tagged or annotated since, stays. A
        light row of each stays, so that no sync brings it back. Short transactions; `progress` gets
        how many of how many are done.
        """
        return cleaning.clean_up(
            self._connections, self._images, ids, self._now(), progress, cancelled
        )

    def collect_pictures(
        self,
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> collecting.Collected:
        """Delete stored pictures that no article shows; return how many, and their bytes."""
        self._connections.check_there()
        with failures_in_words(self._images):
            return collecting.collect_pictures(self._connections, self._images, progress, cancelled)

    def make_room(self, ids: Sequence[int] = ()) -> collecting.Collected:
        """Delete files of pictures for a library that can only be read because its disk is full.

        Those that nothing shows go, and those that only articles of `ids` show which a clean-up
        would delete. Nothing else is changed: open the library again, and clean up. Raises
        `BusyLibraryError` where another program has it open.
        """
        with failures_in_words(self.path):
            chunk = json.dumps(list(ids))
            return collecting.make_room(self.path, self._images, chunk, cleaning.may_go)

    def storage(self, *, stop: Stop | None = None) -> storage.Storage:
        """Return what takes how much room; for a worker: a walk over texts and pictures.

        Raises `CancelledError` soon after `stop` is set.
        """
        with self._connections.read(*([stop] if stop else [])) as run:
            return storage.storage(run, self.path, self._images)

    def kept_aside(self, folders: Iterable[Path] = ()) -> tuple[asides.Aside, ...]:
        """Return what restores and repairs kept of libraries before, the newest first.

        `folders` are those of other parts of a backup, the settings for instance.
        """
        return asides.found(self.path, (self._images.parent, *folders))

    def delete_kept_aside(self, those: Sequence[asides.Aside]) -> int:
        """Delete what `kept_aside` returned, for good; return the bytes that this frees.

        Raises `BusyLibraryError` while a backup is being restored, and `WriteError`.
        """
        folders = {path.parent for one in those for path in one.paths}
        return asides.delete(self.path, those, self.kept_aside(folders))

    def compact(self, *, stop: Stop | None = None) -> int:
        """Give free room within the library's file back to the disk; return how many bytes.

        The file is written anew, so nobody can write meanwhile. Raises `CancelledError` soon after
        `stop` is set, with nothing changed.
        """
        return cleaning.compact(self._connections, stop or Stop())

    # --- tags and sections ---------------------------------------------------------------------

    def rename_tag(self, name: str, new_name: str) -> Changes:
        """Rename a tag; a name that another tag has already merges the two."""
        with self._connections.write(durable=True) as connection:
            return tags.rename_tag(connection, name, new_name)

    def merge_tags(self, name: str, into: str) -> Changes:
        """Put the tag `into` on all articles of the tag `name`, which is no more."""
        with self._connections.write(durable=True) as connection:
            return tags.merge_tags(connection, name, into)

    def delete_tag(self, name: str) -> Changes:
        """Take a tag off all its articles and forget it."""
        with self._connections.write(durable=True) as connection:
            return tags.delete_tag(connection, name)

    def set_tag_colour(self, name: str, colour: str | None) -> Changes:
        """Give a tag one of `TAG_COLOURS`; None takes its colour away. Raises `UsageError`."""
        with self._connections.write(durable=True) as connection:
            return tags.colour_tag(connection, name, colour)

    def rename_section(self, name: str, new_name: str) -> Changes:
        """Rename a section; the old name becomes an alias, so later articles follow.

        Raises `UsageError` where another section has the new name.
        """
        with self._connections.write(durable=True) as connection:
            return sections.rename_section(connection, name, new_name)

    def merge_sections(self, name: str, into: str) -> Changes:
        """Move the articles of section `name`, and all later ones of that name, to `into`."""
        with self._connections.write(durable=True) as connection:
            return sections.merge_sections(connection, name, into)

    def order_sections(self, section_names: Sequence[str]) -> Changes:
        """Put the named sections first, in this order; the others follow as they were."""
        with self._connections.write(durable=True) as connection:
            return sections.order_sections(connection, section_names)

    def set_section_hidden(self, name: str, hidden: bool) -> Changes:
        """Take a section out of `sections` and the sidebar, or put it back; its articles stay in
        every other view.
        """
        with self._connections.write(durable=True) as connection:
            return sections.hide_section(connection, name, hidden)

    def delete_alias(self, alias: str) -> Changes:
        """Forget a name that a section had once: later articles of that name make it anew.

        Raises `NotFoundError`.
        """
        with self._connections.write(durable=True) as connection:
            return sections.delete_alias(connection, alias)

    # --- saved searches ------------------------------------------------------------------------

    def searches(self) -> tuple[SavedSearch, ...]:
        """Return the saved searches in the reader's order."""
        with self._connections.read() as run:
            return saved.all_searches(run)

    def find_search(self, name: str) -> SavedSearch:
        """Return the saved search of that name, any case; raises `NotFoundError`."""
        from clashreader.library import searches

        with self._connections.read() as run:
            return searches.find(run, name)

    def count_searches(self) -> dict[int, SearchCount | None]:
        """Count what each saved search finds, by its id; None where it cannot be read any more.

        For a job: at a million articles a common word takes a tenth of a second. What was counted
        is kept until something in the library changes.
        """
        return self._counted.counts(self._connections, self._now())

    def add_search(self, name: str, query: str, sort: Sort = Sort.NEWEST) -> SavedSearch:
        """Save a search, at the end of the order.

        Raises `QueryError` where it cannot be read, `UsageError` where the name is taken.
        """
        from clashreader.library import searches

        with self._connections.write(durable=True) as connection:
            return searches.add(connection, name, query, sort)

    def edit_search(
        self, search_id: int, *, name: str | None = None, query: str | None = None,
        sort: Sort | None = None,
    ) -> Changes:  # fmt: skip
        """Change a saved search; None leaves a value as it is. Raises as `add_search` does."""
        from clashreader.library import searches

        with self._connections.write(durable=True) as connection:
            return searches.edit(connection, search_id, name, query, sort)

    def order_searches(self, search_ids: Sequence[int]) -> Changes:
        """Put these saved searches first, in this order; the others follow as they were."""
        from clashreader.library import searches

        with self._connections.write(durable=True) as connection:
            return searches.order(connection, search_ids)

    def delete_search(self, search_id: int) -> Changes:
        """Forget a saved search; `undo` brings it back to its place. Raises `NotFoundError`."""
        from clashreader.library import searches

        with self._connections.write(durable=True) as connection:
            return searches.delete(connection, search_id)

    def export_searches(self) -> str:
        """Return the saved searches as the text of a file, for `import_searches`."""
        from clashreader.library import searches

        return searches.as_text(self.searches())

    def import_searches(self, text: str) -> tuple[SavedSearch, ...]:
        """Save the searches of a file's text; return those that were not there already.

        Raises `UsageError` where it is none, or a query in it cannot be read; none is saved then.
        """
        from clashreader.library import searches

        found = searches.read_text(text)
        with self._connections.write(durable=True) as connection:
            return searches.add_all(connection, found)

    # --- rules ---------------------------------------------------------------------------------

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules in the order in which they act on new articles."""
        from clashreader.library import rules

        with self._connections.read() as run:
            return rules.all_rules(run)

    def find_rule(self, name: str) -> Rule:
        """Return the rule of that name, any case; raises `NotFoundError`."""
        from clashreader.library import rules

        with self._connections.read() as run:
            return rules.find(run, name)

    def add_rule(
        self, name: str, query: str, actions: RuleActions, *, enabled: bool = True
    ) -> Rule:
        """Make a rule, which acts after all others.

        Raises `QueryError` where its query cannot be read, `UsageError` where the name is taken or
        it does nothing.
        """
        from clashreader.library import rules

        with self._connections.write(durable=True) as connection:
            return rules.add(connection, name, query, actions, enabled=enabled)

    def edit_rule(
        self, rule_id: int, *, name: str | None = None, query: str | None = None,
        actions: RuleActions | None = None, enabled: bool | None = None,
    ) -> Changes:  # fmt: skip
        """Change a rule; None leaves a value as it is. Raises as `add_rule` does."""
        from clashreader.library import rules

        with self._connections.write(durable=True) as connection:
            return rules.edit(
                connection, rule_id, name=name, query=query, actions=actions, enabled=enabled
            )

    def order_rules(self, rule_ids: Sequence[int]) -> Changes:
        """Let these rules act first, in this order; the others follow as they were."""
        from clashreader.library import rules

        with self._connections.write(durable=True) as connection:
            return rules.order(connection, rule_ids)

    def delete_rule(self, rule_id: int) -> Changes:
        """Forget a rule; what it did stays. Raises `NotFoundError`."""
        from clashreader.library import rules

        with self._connections.write(durable=True) as connection:
            return rules.delete(connection, rule_id)

    def try_rule(self, query: str, limit: int = 10) -> RuleTrial:
        """Return what a rule of that query would act on now, with the newest `limit` rows of it.

        Raises `QueryError`.
        """
        from clashreader.library import rules

        with self._connections.read() as run:
            return rules.trial(run, query, self._now(), limit)

    def apply_rule(self, rule_id: int) -> Changes:
        """Do what a rule does, enabled or not, with every article that it finds now.

        Nothing of it is announced. Raises `NotFoundError`, or `QueryError` or `UsageError` where
        the rule cannot act.
        """
        from clashreader.library import rules

        with self._connections.write(durable=True) as connection:
            return rules.apply_to_all(connection, rule_id, self._now())

    # --- notes and highlights ------------------------------------------------------------------

    def set_note(self, article_id: int, text: str) -> Changes:
        """Write the reader's note on an article, 100,000 characters at most; "" takes it away.

        Raises `NotFoundError`, or `UsageError` where it is too long.
        """
        with self._connections.write(durable=True) as connection:
            return notes.set_note(connection, article_id, text, self._now())

    def add_highlight(
        self, article_id: int, exact: str, *, prefix: str = "", suffix: str = "",
        earlier: int | None = None, version: int | None = None, colour: int = 0,
        note: str | None = None,
    ) -> Highlight:  # fmt: skip
        """Mark the words `exact`, which stand between `prefix` and `suffix`, in a version (the
        newest unless told), after so many `earlier` places of the same words.

        Raises `NotFoundError`, or `UsageError` where there are no words, or more than 20,000
        characters, or where there is no such colour.
        """
        from clashreader.quotations import Quotation

        with self._connections.write(durable=True) as connection:
            return notes.add_highlight(
                connection, article_id, Quotation(exact, prefix, suffix, earlier),
                version=version, colour=colour, note=note, now=self._now(),
            )  # fmt: skip

    def edit_highlight(
        self, highlight_id: int, *, colour: int | None = None, note: str | None = None
    ) -> Changes:
        """Change colour or note of a highlight; note "" takes it away. Raises `NotFoundError`."""
        with self._connections.write(durable=True) as connection:
            return notes.edit_highlight(
                connection, highlight_id, colour=colour, note=note, now=self._now()
            )

    def delete_highlight(self, highlight_id: int) -> Changes:
        """Take a highlight away; `restore_highlight` brings it back. Raises `NotFoundError`."""
        with self._connections.write(durable=True) as connection:
            return notes.delete_highlight(connection, highlight_id)

    def restore_highlight(self, highlight: Highlight) -> Changes:
        """Put a deleted highlight back as it was, under its own id unless that has been given to
        another since. Raises `NotFoundError` where its article has gone.
        """
        with self._connections.write(durable=True) as connection:
            return notes.restore_highlight(connection, highlight)

    def highlights(
        self, article_id: int | None = None, *, limit: int | None = None, offset: int = 0
    ) -> tuple[Highlight, ...]:
        """Return the highlights of one article, oldest first, or of all, newest first.

        Raises `NotFoundError` for an article that does not exist.
        """
        with self._connections.read() as run:
            return notes.highlights(run, article_id, limit, offset)

    def highlight(self, highlight_id: int) -> Highlight:
        """Return one highlight; raises `NotFoundError`."""
        with self._connections.read() as run:
            return notes.highlight(run, highlight_id)

    def annotated(self, *, limit: int | None = None, offset: int = 0) -> array[int]:
        """Return the ids of the articles with a note or a highlight, newest annotation first."""
        with self._connections.read() as run:
            return notes.annotated(run, limit, offset)

    def annotations(self, article_ids: Sequence[int]) -> list[Annotations]:
        """Return note and highlights of each of the articles, in that order, but no texts.

        One that is not there has neither.
        """
        with self._connections.read() as run:
            return notes.of_articles(run, article_ids)

    def place_highlight(self, highlight_id: int) -> HighlightPlace:
        """Return whether the newest version has the words of a highlight, and else which one has.

        Unpacks texts, the newest first, until it has found them. Raises `NotFoundError`.
        """
        with self._connections.read() as run:
            return notes.place(run, highlight_id)

    def place_highlights(self, found: Sequence[Highlight]) -> dict[int, HighlightPlace]:
        """Do what `place_highlight` does for many, by id; each text is unpacked once."""
        with self._connections.read() as run:
            return notes.places(run, found)

    # --- carrying to another library ------------------------------------------------------------

    def carried(self, ids: Sequence[int], *, stop: Stop | None = None) -> list[carrying.Carried]:
        """Return articles with all that is known of them but their texts, in the order of `ids`.

        Some hundreds at a time: each is held whole.
        """
        with self._connections.read(*([stop] if stop else [])) as run:
            return carrying.carried(run, ids)

    def carried_texts(self, versions: Sequence[carrying.CarriedVersion]) -> list[tuple[str, str]]:
        """Return the body as received and the plain text of each of the versions."""
        with self._connections.read() as run:
            return carrying.texts(run, versions)

    def carried_whole(self) -> carrying.CarriedWhole:
        """Return what belongs to no single article: sources, sections, searches, rules."""
        with self._connections.read() as run:
            return carrying.whole(run)

    def carried_keys(self) -> dict[str, tuple[int, int]]:
        """Return id and state (`ddl`) of every article by `Carried.key`, deleted ones included."""
        with self._connections.read() as run:
            return carrying.known(run)

    def mirrors(self) -> tuple[str, ...]:
        """Return the names of the mirrors that this library may write into; the first is its own.
        They say nothing of a place.
        """
        with self._connections.read() as run:
            return mirrors.known(run)

    def know_mirror(self, name: str) -> None:
        """Note that this library may write into the mirrors of a name."""
        with self._connections.write_plainly(durable=False) as run:
            mirrors.know(run, name)

    def mirror_left(self, place: str) -> str | None:
        """Return what `leave_mirror` kept of the mirror in a place, or None."""
        with self._connections.read() as run:
            return mirrors.left(run, place)

    def leave_mirror(self, place: str, said: str) -> None:
        """Keep a note of what this library last wrote into, or read from, the mirror in a place."""
        with self._connections.write_plainly(durable=False) as run:
            mirrors.leave(run, place, said)

    def carry_in_whole(self, whole: carrying.CarriedWhole) -> Changes:
        """Add the sources, sections, colours of tags, searches and rules of another library; what
        has the same address or name here stays as it is. Raises `UsageError` where one is damaged.
        """
        from clashreader.library import carrying_in

        with self._connections.write(durable=True) as connection:
            columns = carrying_in.tables(run_on(connection))
            carrying_in.take_whole(connection, columns, whole, self._now())
        return Changes(
            sources=True, sections=True, tags=True, searches=True, rules=True, everything=True
        )

    def carry_in(
        self,
        articles: Sequence[tuple[carrying.Carried, carrying_in.Texts]],
        picture: Callable[[str], bytes | None],
    ) -> Changes:
        """Store articles of another library with all that is theirs, in one transaction; those that
        are here already, deleted ones too, stay as they are.

        `picture` gives the bytes of a picture by its SHA-256 (hex), or None: it is fetched again
        then. Raises `UsageError` where an article is not whole, or its source unknown.
        """
        from clashreader.library import carrying_in

        with self._connections.read() as run:
            columns = carrying_in.tables(run)
        ready = [carrying_in.make_ready(columns, one, texts) for one, texts in articles]
        self._connections.check_there()
        pictures.check_folder(self._images)
        with failures_in_words(self._images):
            carrying_in.keep_pictures(self._images, ready, picture)
        with self._connections.write(durable=True) as connection:
            going_in = carrying_in.CarryingIn(connection, self._now())
            for one in ready:
                going_in.take(one)
        return Changes(
            inserted=tuple(going_in.inserted), sources=True, sections=True, tags=True, images=True,
            annotations=True,
        )  # fmt: skip

    # --- care ----------------------------------------------------------------------------------

    def stats(self) -> care.Stats:
        """Return how much the library holds and takes on the disk."""
        from clashreader.library import care

        with self._connections.read() as run:
            return care.stats(run, self.path, self._images)

    def foreign_changes(self) -> bool:
        """Return whether another program wrote since the last call; takes microseconds."""
        version = self._connections.data_version()
        if version is None or version == self._foreign:
            return False
        self._foreign = version
        return True

    def check(self) -> list[str]:
        """Return what is wrong with the library, a sentence each; empty where it is sound.

        Runs SQLite's integrity and foreign key checks, the index's own, recounts, unpacks every
        text and looks for the file of every picture. The index's check writes, and is left out of
        a library that can only be read.
        """
        from clashreader.library import care

        with self._connections.read() as run:
            found = care.problems(run) + care.problems_of_the_log(run, self.path)
        if self.only_read is None:  # the only part of it that others have to wait for
            found += care.problems_of_the_index(self._connections)
        with self._connections.read() as run:
            return found + care.problems_of_contents(run, self._images)

    def remarks(self) -> list[str]:
        """Return what is worth knowing of the library and no problem, a sentence each."""
        from clashreader.library import care

        with self._connections.read() as run:
            return care.remarks(run, self.path, self._images)

    def repair(self, losses: list[Loss] | None = None) -> list[str]:
        """Rebuild what can be rebuilt (`check` says what is wrong), and say what was done.

        The library is copied first. What the reader made is never taken away. Where tables are
        damaged, what can be read of them is carried into a new file, the damaged one is kept, and
        what is lost is said and added to `losses`. Raises `LibraryError`, for instance where there
        is no room for the copy; nothing is changed then.
        """
        from clashreader.library import care

        done = []
        if found := self.check():
            mending = care.Mending(self._connections, self._images)
            done = mending.mend(found)
            if losses is not None:
                losses += mending.losses
        if entered := care.build_index(self._connections):
            done.append(f"The search index was completed: {entered:,} articles.")
        self._connections.fold_log()
        return done

    def build_index(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancel: threading.Event | None = None,
    ) -> int:
        """Go on building the full-text index, where that is under way, and return how many
        articles were entered. Takes minutes at a million; searches and writes go on meanwhile.

        `progress` gets how many of how many are done; what `cancel` breaks off goes on next time.
        """
        from clashreader.library import care

        return care.build_index(self._connections, progress, cancel)

    def provenance(self, article_id: int) -> tuple[Provenance, ...]:
        """Return where each version of an article comes from, oldest first.

        Raises `NotFoundError`.
        """
        from clashreader.library import provenance

        with self._connections.read() as run:
            return provenance.of_article(run, article_id)

    def verify(
        self,
        ids: Sequence[int] | None = None,
        *,
        found: Callable[[Finding], None] = lambda _: None,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
        record: bool = False,
    ) -> Verified:
        """Compute every hash of the articles `ids` (of all, unless told) anew, and say how many
        copies are as they were taken; `found` gets what is not. Nothing is changed.

        With `record`, versions that were taken before hashes were recorded get theirs now. Raises
        `CancelledError` soon after `stop` says so.
        """
        from clashreader.library.verifying import Verifying

        verifying = Verifying(
            self._connections, self._images, ids, found=found, progress=progress, stop=stop
        )
        return verifying.run(self._now() if record else None)

    def every_id(self) -> array[int]:
        """Return the ids of all articles that are not deleted for good: hidden and binned ones,
        too.
        """
        from clashreader.library import verifying

        with self._connections.read() as run:
            return verifying.every_id(run)

    def manifest(
        self,
        ids: Sequence[int],
        *,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[bytes]:
        """Yield the lines of a manifest of articles: what each version is known by now."""
        from clashreader.library import manifests

        return manifests.lines(self._connections, ids, progress, stop)

    def compare(
        self,
        manifest: Iterable[bytes],
        *,
        found: Callable[[Finding], None] = lambda _: None,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Compared:
        """Hold the library against the lines of a manifest; `found` gets what is not as it has it.

        Raises `ParseError` where they are none.
        """
        from clashreader.library import manifests

        return manifests.compare(self._connections, manifest, found, progress, stop)

    def backup_due(self, plan: BackupPlan | None = None) -> bool:
        """Whether the time of the last automatic backup is over (a day, unless planned otherwise),
        and there is something new.
        """
        from clashreader.library import backups, scheduled

        if self.only_read is not None:
            return False
        now = self._clock()
        due = backups.is_due(self.path, now) if plan is None else (
            scheduled.is_due(self.path, plan, now)
        )  # fmt: skip
        if not due:
            return False
        with self._connections.read() as run:
            return bool(rows.all_sources(run))

    @property
    def has_written(self) -> bool:
        """Whether anything was written, or tried to, since the library was opened here."""
        return self._connections.written > 0

    def back_up(self, *, keep: int = 3, stop: Callable[[], bool] = lambda: False) -> backups.Backup:
        """Make an automatic backup and check it; the newest `keep` stay. Others may write on.

        Raises `LibraryError` (no room for twice its size, damaged), or `CancelledError` soon after
        `stop` says so; the older ones stay then.
        """
        from clashreader.library import backups

        with self._connections.raw() as connection:
            return backups.make(connection, self.path, keep=keep, stop=stop)

    def backup_size(self, plan: BackupPlan) -> int:
        """Return the bytes that a backup by that plan takes, about."""
        from clashreader.library import archives, backups

        size = backups.size_of(self.path)
        if plan.pictures:
            with self._connections.read() as run:
                size += archives.bytes_of_pictures(run)
        return size

    def back_up_by(
        self, plan: BackupPlan, *, extras: Mapping[str, Path],
        stop: Callable[[], bool] = lambda: False,
    ) -> backups.Backup:  # fmt: skip
        """Do what `back_up` does as the reader planned it; `extras` go along with pictures."""
        from clashreader.library import scheduled

        with self._connections.raw() as connection:
            return scheduled.make(
                connection, self.path, self._images, plan, extras=extras, stop=stop
            )

    def write_backup(
        self, target: Path, *, extras: Mapping[str, Path], overwrite: bool = False,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> archives.Facts:  # fmt: skip
        """Write the library, its pictures and the files `extras` into one file, and check it by
        reading it back. Others may write on.

        Raises `UsageError` where `target` is there and may not be replaced, `WriteError` where it
        cannot be written, `LibraryError` where the library is damaged, or `CancelledError` soon
        after `stop` says so; nothing is left lying then.
        """
        from clashreader.library import archives

        with self._connections.raw() as connection:
            return archives.write(
                connection, self.path, self._images, target, extras=extras, overwrite=overwrite,
                progress=progress, stop=stop,
            )  # fmt: skip

    def stage_backup(
        self, file: Path, *,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> restoring.Staged:  # fmt: skip
        """Unpack a backup beside this library and its pictures, and verify all of it.

        Nothing is touched yet: see `take_staged`. Raises `LibraryError`, `WriteError`,
        `CancelledError`.
        """
        from clashreader.library import restoring

        return restoring.stage(
            file, self.path, self._images, extras={}, progress=progress, stop=stop
        )

    def take_staged(self, staged: restoring.Staged) -> tuple[Path, ...]:
        """Let what was staged take the place of this library and its pictures; return the folders
        where the old ones are kept. This object goes on with the new ones.
        """
        from clashreader.library import restoring

        with self._connections.let_go():
            return restoring.put_in_place(staged, self.path)

    def go_back(self, backup: Path) -> Path | None:
        """Put a copy of the library alone in the place of this one; return where that is kept.

        This object goes on with what came back. Raises `LibraryError`.
        """
        from clashreader.library import backups

        with self._connections.let_go():
            return backups.restore(self.path, backup)

    def tell_waiting(self, tell: Callable[[], None]) -> None:
        """Have `tell` called, from the thread that waits, by each write that has waited a second
        for another program to let go of the library.
        """
        self._connections.tell_waiting = tell

    def hurry(self) -> None:
        """Let no write wait for another program any more: the program ends."""
        self._connections.hurry()

    @property
    def ready_to_write(self) -> bool:
        """Whether a write is quick. The first of a process loads what writing needs: 0.2 s."""
        return self._connections.ready_to_write

    def at_once(self, seconds: float = 0.0) -> AbstractContextManager[None]:
        """Within it, a write of this thread that does not get its turn in `seconds` raises
        `BusyLibraryError`: for the thread of the window, which must not wait.
        """
        return self._connections.patience(seconds)
