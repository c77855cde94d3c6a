"""Finding a feed: at an address, among those that a page names, in the usual places near it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from clashreader.errors import (
    ChoiceNeededError,
    FetchError,
    ParseError,
    ReaderError,
    UsageError,
)
from clashreader.model import FeedLink, NewSource, ParsedFeed, SourceKind
from clashreader.sync import logins
from clashreader.sync.addresses import join, read_address, same_feed_key, without_credentials
from clashreader.sync.apart import read_feed
from clashreader.sync.network import Network
from clashreader.sync.places import kept_form, refuse_known, web_candidates
from clashreader.sync.reach import same_place
from clashreader.sync.sources import Downloaded
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetched

COMMON_PLACES = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")
"""Where feeds usually lie; tried only where a page names none, and only few."""

_GUESS_SECONDS = 10.0
_MOST_CHOICES = 100  # feeds of a page that are listed
_NOBODY = ""  # stands for what the reader typed, where the reader typed nothing


@dataclass(frozen=True, slots=True)
class Found:
    """What can be subscribed to: the subscription as it would be, and what was brought already.

    `feed` is what was read, or None for a folder and (with `anyway`) for what could not be had.
    `login` is the percent-encoded ``name:password`` that its server wants.
    """

    new: NewSource
    downloaded: Downloaded
    feed: ParsedFeed | None = None
    login: str | None = None


@dataclass(frozen=True, slots=True)
class PageFeeds:
    """The feeds that one page names; `typed` is the address that led there, `url` the page's."""

    url: str
    links: tuple[FeedLink, ...]
    typed: str
    login: str | None = None

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Title and address of each, in the order in which they are counted."""
        return tuple((link.title, link.url) for link in self.links[:_MOST_CHOICES])


def without_login(target: str, login: str | None) -> tuple[list[str], str | None]:
    """Return the addresses that `target` may mean, and `login` or the one that it carries.

    Raises `UsageError` where these could not be kept: they have no place in the library.
    """
    found = [logins.split(url) for url in web_candidates(target)]
    login = login or found[0][1]
    if login is not None:
        logins.require()
    return [url for url, _ in found], login


class Finder:
    """Looks for a feed at an address, or on the page that is there."""

    def __init__(
        self,
        library: Library,
        network: Network,
        clock: Callable[[], float],
        cancel: threading.Event | None,
        login: str | None,
        *,
        trusted: bool = True,
    ) -> None:
        """`trusted`: the reader typed the address, or confirmed it.

        Otherwise it came from outside, as a ``feed:`` link of a page does, and may not lead into
        this computer or a private network.
        """
        self._library = library
        self._network = network
        self._clock = clock
        self._cancel = cancel
        self._login = login
        self._trusted = trusted
        self._typed: str | None = None if trusted else _NOBODY

    def find(self, candidates: list[str], *, pick: int | None, anyway: bool) -> Found:
        """Return the feed at the first of `candidates` that answers.

        Raises `ChoiceNeededError` where a page offers several and `pick` names none of them.
        """
        try:
            found = self.look(candidates)
            if isinstance(found, PageFeeds):
                return self.take(found, _chosen(found, pick))
            return found
        except (FetchError, ParseError) as error:
            if not anyway:
                raise
            return self.unread(candidates[0], error)

    def look(self, candidates: list[str]) -> Found | PageFeeds:
        """Return the feed at the first of `candidates` that answers, or what its page names.

        A page that names one feed is as good as that feed.
        """
        for url in candidates:
            refuse_known(self._library, url)
        url, fetched = self._first_answer(candidates)
        if self._trusted:
            self._typed = url
        return self._look(url, fetched)

    def unread(self, url: str, error: Exception) -> Found:
        """Return the subscription to an address that could not be read, to be tried again."""
        new = NewSource(SourceKind.FEED, url, host_name(url), login=self._login is not None)
        return Found(new, Downloaded(int(self._clock()), error=error), None, self._login)

    def followed(self, page: PageFeeds) -> frozenset[int]:
        """Return the places of those feeds of a page that are followed already."""
        known = {same_feed_key(source.url) for source in self._library.sources()}
        return frozenset(
            place for place, (_, url) in enumerate(page.choices) if same_feed_key(url) in known
        )

    def take(self, page: PageFeeds, place: int) -> Found:
        """Return a feed of a page, by its place from 0."""
        if self._trusted:
            self._typed = page.typed
        chosen = page.links[place].url
        refuse_known(self._library, chosen)
        try:
            return self._read(chosen, self._fetch(chosen))
        except (FetchError, ParseError) as error:
            left_alone = isinstance(error, FetchError) and (
                error.status is None or error.retry_after
            )
            if len(page.links) > 1 or left_alone:
                raise
            return self._guess_instead(page.url, error)

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
        own = not self._typed or same_place(read_address(url), self._typed)
        return self._network().fetch(
            url,
            deadline=deadline,
            cancel=self._cancel,
            typed=self._typed,
            login=self._login if own else None,
        )

    def _look(self, url: str, fetched: Fetched) -> Found | PageFeeds:
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
        page = PageFeeds(fetched.url, tuple(unique.values()), self._typed or _NOBODY, self._login)
        return page if len(unique) > 1 else self.take(page, 0)

    def _read(self, url: str, fetched: Fetched) -> Found:
        if same_feed_key(fetched.url) != same_feed_key(without_credentials(url)):
            refuse_known(self._library, fetched.url)  # another address led to it
        feed = read_feed(
            fetched.kept, url=fetched.url, content_type=fetched.content_type, cancel=self._cancel
        )
        downloaded = Downloaded(int(self._clock()), fetched, fetched.kept.sha256())
        typed = self._typed if self._typed != url else None
        new = NewSource(
            SourceKind.FEED,
            url,
            feed.title or host_name(url),
            site_url=feed.site_url,
            default_section=feed.section,
            typed=without_credentials(typed) if typed else None,
            login=self._login is not None,
        )
        return Found(new, downloaded, feed, self._login)

    def _guess_instead(self, page: str, problem: FetchError | ParseError) -> Found:
        """Try the usual places for a page whose one feed is not there, or is none."""
        try:
            return self._guess(page)
        except ParseError:
            raise problem from None

    def _guess(self, page: str) -> Found:
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


def _chosen(page: PageFeeds, pick: int | None) -> int:
    links, choices = page.links, page.choices
    if pick is not None:
        if not 1 <= pick <= len(links):
            raise UsageError(f"There is no feed number {pick}; the page offers {len(links)}.")
        return pick - 1
    some = f" The first {len(choices)} are listed." if len(choices) < len(links) else ""
    raise ChoiceNeededError(f"The page offers {len(links):,} feeds: pick one.{some}", choices)


def host_name(url: str) -> str:
    """Return the name of an address's host, for a source that has no other name yet."""
    try:
        return read_address(url).host.removeprefix("www.")
    except ReaderError:
        return without_credentials(url)
