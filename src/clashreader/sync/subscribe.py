"""Subscribing: to a feed, to the feed of a page, to a folder or a file, to a list of feeds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import (
    CancelledError,
    ChoiceNeededError,
    FetchError,
    ParseError,
    ReaderError,
    UsageError,
)
from clashreader.model import Changes, FeedLink, NewSource, ParsedFeed, Source, SourceKind
from clashreader.sync import logins, schedule
from clashreader.sync.addresses import (
    join,
    read_address,
    same_feed_key,
    stripped,
    without_credentials,
)
from clashreader.sync.apart import read_feed
from clashreader.sync.network import Network
from clashreader.sync.pipeline import Run, reader_of
from clashreader.sync.places import (
    kept_form,
    local_path,
    new_folder,
    refuse_known,
    refuse_known_folder,
    web_candidates,
)
from clashreader.sync.reach import same_place
from clashreader.sync.report import SourceReport, SyncProgress
from clashreader.sync.rests import Rests
from clashreader.sync.sources import Downloaded
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetched, Fetcher

CLASH_REPORT = "https://clashreport.com/rss.xml"
"""The first source that the program offers."""

COMMON_PLACES = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")
"""Where feeds usually lie; tried only where a page names none, and only few."""

_GUESS_SECONDS = 10.0
_MOST_CHOICES = 100  # feeds of a page that are listed
_BATCH = 500  # subscriptions that go into one transaction


@dataclass(frozen=True, slots=True)
class Added:
    """A new subscription, and how its first reading went."""

    source: Source
    report: SourceReport


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list of feeds brought: new subscriptions, and how many were there already.

    `refused` are the addresses of what was left out: commands, files, other lists. `passwords`
    counts the feeds whose name and password were left out, `cut` says that not all were taken.
    """

    added: tuple[Source, ...]
    known: int
    refused: tuple[str, ...] = ()
    passwords: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A feed that was read, or (for `anyway`) the address of one that could not be.

    `typed` is what the reader typed, where the feed was found at another address.
    """

    url: str
    downloaded: Downloaded
    feed: ParsedFeed | None
    typed: str | None = None


def add(
    library: Library,
    target: str,
    *,
    section: str | None = None,
    title: str | None = None,
    full_text: bool = False,
    images: bool = True,
    anyway: bool = False,
    pick: int | None = None,
    fetcher: Callable[[], Fetcher] | None = None,
    clock: Callable[[], float] = time.time,
    progress: Callable[[SyncProgress], None] | None = None,
    cancel: threading.Event | None = None,
    login: str | None = None,
) -> Added:
    """Subscribe to `target` and read it once.

    `target` is the address of a feed or of a page that names one, a bare host name, a folder or a
    file. A name and a password in an address go to the system's keyring, and so does `login`,
    which is percent-encoded ``name:password``. Nothing is stored where nothing could be read,
    unless `anyway`. `pick` chooses, from 1, among the feeds of a page.
    Raises `UsageError` (`ChoiceNeededError` where a page offers several feeds), `FetchError`,
    `ParseError`, `CancelledError`, `LibraryError`.
    """
    target = target.strip()
    network = Network(fetcher, Rests(library, clock))
    try:
        path = local_path(target, anyway)
        if path is not None:
            refuse_known_folder(library, path)
            new = new_folder(path, anyway)
            downloaded = Downloaded(int(clock()))
        else:
            candidates, login = _without_login(target, login)
            finder = _Finder(library, network, clock, cancel, login)
            found = finder.find(candidates, pick=pick, anyway=anyway)
            new = replace(_new_feed(found), login=login is not None)
            downloaded = found.downloaded
        new = replace(
            new,
            title=title or new.title,
            title_chosen=bool(title),
            section=section,
            full_text=full_text,
            images=images,
        )
        if cancel is not None and cancel.is_set():
            raise CancelledError("Stopped.")
        if new.login and login:
            logins.keep(new.typed or new.url, login)
        source = library.add_source(new)
        run = Run(library, clock=clock, network=network, total=1, progress=progress, cancel=cancel)
        report = run.take_in(reader_of(source, clock), downloaded)
        run.keep_pages([source])
        if images:
            run.keep_images([source])
        return Added(library.source(source.id), report)
    finally:
        network.close()


def _without_login(target: str, login: str | None) -> tuple[list[str], str | None]:
    """Return the addresses that `target` may mean, and `login` or the one that it carries.

    Raises `UsageError` where these could not be kept: they have no place in the library.
    """
    found = [logins.split(url) for url in web_candidates(target)]
    login = login or found[0][1]
    if login is not None:
        logins.require()
    return [url for url, _ in found], login


def import_opml(library: Library, data: bytes) -> Imported:
    """Subscribe to every feed of an OPML list; the next sync reads them.

    A folder of the list becomes the section of its feeds: filing them was the reader's choice.
    Raises `ParseError` where `data` is no such list.
    """
    from clashreader.parse import read_list

    known = {same_feed_key(source.url) for source in library.sources()}
    news: list[NewSource] = []
    repeated, passwords = 0, 0
    found = read_list(data)
    for link in found.links.values():
        url, login = _of_list(link.url)
        key = same_feed_key(url)
        if key in known:
            repeated += 1
            continue
        known.add(key)
        passwords += login is not None
        news.append(
            NewSource(
                SourceKind.FEED,
                url,
                link.title if link.title not in ("", link.url) else _host_name(url),
                site_url=link.site_url,
                section=link.section,
            )
        )
    added: list[Source] = []
    for start in range(0, len(news), _BATCH):
        added += library.add_sources(news[start : start + _BATCH])
    return Imported(tuple(added), repeated, tuple(found.refused), passwords, found.cut)


def leave(library: Library, source: Source, *, delete_articles: bool) -> Changes:
    """End a subscription, and forget its password. See `Library.remove_source`."""
    changes = library.remove_source(source.id, delete_articles=delete_articles)
    logins.forget_of(source)
    return changes


def _of_list(text: str) -> tuple[str, str | None]:
    """Return the address of a feed of a list, and its login: a list is no place for passwords."""
    url, login = logins.split(kept_form(text))
    try:
        read_address(url)
    except FetchError:
        url = stripped(url)
    return url, login


def add_welcome(
    library: Library, folder: Path, *, clock: Callable[[], float] = time.time
) -> Source:
    """Put the articles that come with the program into the library, as a source that rests."""
    source = library.add_source(NewSource(SourceKind.FOLDER, schedule.WELCOME, "Welcome"))
    network = Network()
    try:
        run = Run(library, clock=clock, network=network, total=1)
        there = replace(source, url=str(folder))
        run.take_in(reader_of(there, clock), Downloaded(int(clock())))
        run.keep_images([there])
    finally:
        network.close()
    library.edit_source(source.id, paused=True)
    return library.source(source.id)


# --- the web --------------------------------------------------------------------------------------


class _Finder:
    """Looks for a feed at an address, or on the page that is there."""

    def __init__(
        self,
        library: Library,
        network: Network,
        clock: Callable[[], float],
        cancel: threading.Event | None,
        login: str | None,
    ) -> None:
        self._library = library
        self._network = network
        self._clock = clock
        self._cancel = cancel
        self._login = login
        self._typed: str | None = None

    def find(self, candidates: list[str], *, pick: int | None, anyway: bool) -> _Found:
        """Return the feed at the first of `candidates` that answers."""
        for url in candidates:
            refuse_known(self._library, url)
        try:
            url, fetched = self._first_answer(candidates)
            self._typed = url
            return self._look(url, fetched, pick)
        except (FetchError, ParseError) as error:
            if not anyway:
                raise
            return _Found(candidates[0], Downloaded(int(self._clock()), error=error), None)

    def _first_answer(self, candidates: list[str]) -> tuple[str, Fetched]:
        problem: FetchError | None = None
        for url in candidates:
            try:
                return url, self._fetch(url)
            except FetchError as error:
                # The first failure tells most, unless only the second address exists at all.
                problem = problem or error
                if error.status is not None:
                    problem = error
                    break
        raise problem or FetchError("There is no address to try.")

    def _fetch(self, url: str, deadline: float = 30.0) -> Fetched:
        own = self._typed is None or same_place(read_address(url), self._typed)
        return self._network().fetch(
            url,
            deadline=deadline,
            cancel=self._cancel,
            typed=self._typed,
            login=self._login if own else None,
        )

    def _look(self, url: str, fetched: Fetched, pick: int | None) -> _Found:
        from clashreader.parse import Kind, find_feeds, sniff

        body = fetched.body
        kind = sniff(body, fetched.content_type)
        if kind in {Kind.FEED_XML, Kind.FEED_JSON}:
            return self._read(url, fetched)
        if kind is Kind.OPML:
            raise UsageError("This is a list of feeds: save it and import it instead.")
        if kind is not Kind.HTML:
            raise ParseError(f"There is neither a feed nor a page at {fetched.url}.")
        links = find_feeds(body, url=fetched.url, content_type=fetched.content_type)
        # Without a login: a page may not have us use one, nor has it a place in the library.
        bare = (replace(link, url=logins.split(kept_form(link.url))[0]) for link in links)
        unique: dict[str, FeedLink] = {}
        # A page that names itself names no feed: it is being read, and is none.
        itself = {kept_form(url), kept_form(fetched.url)}
        for link in (one for one in bare if one.url not in itself):
            unique.setdefault(same_feed_key(link.url), link)
        if not unique:
            return self._guess(fetched.url)
        chosen = _choose([*unique.values()], pick).url
        refuse_known(self._library, chosen)
        try:
            return self._read(chosen, self._fetch(chosen))
        except (FetchError, ParseError) as error:
            left_alone = isinstance(error, FetchError) and (
                error.status is None or error.retry_after
            )
            if len(unique) > 1 or left_alone:
                raise
            return self._guess_instead(fetched.url, error)

    def _read(self, url: str, fetched: Fetched) -> _Found:
        if same_feed_key(fetched.url) != same_feed_key(without_credentials(url)):
            refuse_known(self._library, fetched.url)  # another address led to it
        feed = read_feed(fetched.kept, url=fetched.url, content_type=fetched.content_type)
        content_hash = fetched.kept.sha256()
        typed = self._typed if self._typed != url else None
        downloaded = Downloaded(int(self._clock()), fetched, content_hash)
        return _Found(url, downloaded, feed, typed and without_credentials(typed))

    def _guess_instead(self, page: str, problem: FetchError | ParseError) -> _Found:
        """Try the usual places for a page whose one feed is not there, or is none."""
        try:
            return self._guess(page)
        except ParseError:
            raise problem from None

    def _guess(self, page: str) -> _Found:
        """Try the usual places of a feed for a page that names none."""
        from clashreader.parse import Kind, sniff

        for place in COMMON_PLACES:
            url = kept_form(join(page, place))
            refuse_known(self._library, url)
            try:
                fetched = self._fetch(url, _GUESS_SECONDS)
                if sniff(fetched.body, fetched.content_type) in {Kind.FEED_XML, Kind.FEED_JSON}:
                    return self._read(url, fetched)
            except ParseError:
                continue
            except FetchError as error:
                if error.retry_after:
                    raise  # it wants to be left alone
                if error.status is None:
                    break  # not even reached: the other places are on the same server
        raise ParseError(f"The page at {page} names no feed, and none was found near it.")


def _choose(links: list[FeedLink], pick: int | None) -> FeedLink:
    if pick is not None:
        if not 1 <= pick <= len(links):
            raise UsageError(f"There is no feed number {pick}; the page offers {len(links)}.")
        return links[pick - 1]
    if len(links) == 1:
        return links[0]
    choices = tuple((link.title, link.url) for link in links[:_MOST_CHOICES])
    some = f" The first {len(choices)} are listed." if len(choices) < len(links) else ""
    raise ChoiceNeededError(f"The page offers {len(links):,} feeds: pick one.{some}", choices)


def _new_feed(found: _Found) -> NewSource:
    feed = found.feed
    if feed is None:
        return NewSource(SourceKind.FEED, found.url, _host_name(found.url))
    return NewSource(
        SourceKind.FEED,
        found.url,
        feed.title or _host_name(found.url),
        site_url=feed.site_url,
        default_section=feed.section,
        typed=found.typed,
    )


def _host_name(url: str) -> str:
    try:
        return read_address(url).host.removeprefix("www.")
    except ReaderError:
        return without_credentials(url)
