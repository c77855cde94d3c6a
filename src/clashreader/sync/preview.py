"""What stands at an address, in a folder or in a file, before any of it is kept.

A preview stores nothing, and brings nothing twice: what was fetched for it is taken in when the
reader decides to follow it.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from clashreader.errors import FetchError, ParseError, ReaderError, UsageError
from clashreader.sync.finder import Finder, Found, PageFeeds, host_name, without_login
from clashreader.sync.folder import folder_path, list_files, storable
from clashreader.sync.network import Network
from clashreader.sync.places import local_path, new_folder, refuse_known_folder, web_candidates
from clashreader.sync.reach import PrivateAddressError
from clashreader.sync.rests import Rests
from clashreader.sync.sources import Downloaded
from clashreader.values import dataclass

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Sequence

    from clashreader.library.library import Library
    from clashreader.model import ParsedArticle
    from clashreader.sync.http import Fetcher
    from clashreader.sync.subscribe import Imported

TITLES: Final = 3
_FILES: Final = 60
"""Files of a folder that are looked into; of a larger one only the newest."""
_SAMPLE: Final = 8
_WHOLE: Final = 120
"""Words of the middle one of some articles from which on they count as whole texts."""
_CUT: Final = ("…", "...", "[…]", "[...]", "[&#8230;]")
_MOST: Final = 20_000_000


class What(StrEnum):
    """What was found."""

    FEED = "feed"
    PAGE = "page"
    """A page that names several feeds."""
    FOLDER = "folder"
    ARTICLE = "article"
    LIST = "list"
    """A list of feeds (OPML)."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found at a target.

    `count` is the number of articles, of a page or a list that of its feeds; `known` how many of
    these feeds are followed already, `followed` the places of those of a page. `newest` is the
    time of the newest article, in seconds since 1970 UTC, where all were looked at and one has a
    date. `section` is what most articles name as theirs. `summaries` says that a feed has the
    beginnings of its articles only.
    """

    what: What
    title: str
    place: str
    count: int
    titles: tuple[str, ...] = ()
    newest: int | None = None
    language: str | None = None
    section: str | None = None
    summaries: bool = False
    known: int = 0
    found: Found | None = None
    page: PageFeeds | None = None
    followed: frozenset[int] = frozenset()
    path: Path | None = None


class UnreachableError(FetchError):
    """Nothing came from an address, which can be followed all the same: `found`."""

    def __init__(self, error: FetchError, found: Found) -> None:
        super().__init__(error.message, status=error.status, retry_after=error.retry_after)
        self.found = found


def look(
    library: Library,
    target: str,
    *,
    login: str | None = None,
    trusted: bool = True,
    fetcher: Callable[[], Fetcher] | None = None,
    clock: Callable[[], float] = time.time,
    cancel: threading.Event | None = None,
) -> Preview:
    """Return what is at `target`: an address, a folder or a file.

    `trusted` says that the reader typed the address or confirmed it: only then it may lead into a
    private network. Raises `UsageError` (`FollowedError` where it is followed already),
    `UnreachableError` where an address could be tried again later, `ParseError`,
    `CancelledError`, `LibraryError`.
    """
    target = target.strip()
    network = Network(fetcher, Rests(library, clock))
    try:
        path = local_path(target)
        if path is None:
            candidates, login = without_login(target, login)
            finder = Finder(library, network, clock, cancel, login, trusted=trusted)
            return _web(finder, candidates)
        if path.is_file():
            return _file(library, path, int(clock()), lambda: Finder(
                library, network, clock, cancel, None, trusted=False
            ))  # fmt: skip
        refuse_known_folder(library, path)
        return _folder(path, int(clock()), cancel)
    finally:
        network.close()


def choose(
    library: Library,
    page: PageFeeds,
    place: int,
    *,
    fetcher: Callable[[], Fetcher] | None = None,
    clock: Callable[[], float] = time.time,
    cancel: threading.Event | None = None,
) -> Found:
    """Return one feed of a page, by its place from 0. Raises as `look` does."""
    network = Network(fetcher, Rests(library, clock))
    try:
        finder = Finder(library, network, clock, cancel, page.login, trusted=bool(page.typed))
        return finder.take(page, place)
    finally:
        network.close()


def import_list(library: Library, path: Path, *, cancel: threading.Event | None = None) -> Imported:
    """Subscribe to what an OPML file lists. Raises `ParseError`, `ReaderError`."""
    from clashreader.sync.subscribe import import_opml

    return import_opml(library, _read(path), cancel=cancel)


# --- the web --------------------------------------------------------------------------------------


def _web(finder: Finder, candidates: list[str]) -> Preview:
    try:
        found = finder.look(candidates)
    except PrivateAddressError:
        raise
    except FetchError as error:
        raise UnreachableError(error, finder.unread(candidates[0], error)) from error
    if isinstance(found, PageFeeds):
        followed = finder.followed(found)
        return Preview(
            What.PAGE, host_name(found.url), found.url, len(found.links),
            known=len(followed), page=found, followed=followed,
        )  # fmt: skip
    return _of_feed(found)


def _of_feed(found: Found) -> Preview:
    feed = found.feed
    if feed is None:
        return Preview(What.FEED, found.new.title, found.new.url, 0, found=found)
    newest = _newest_first(feed.articles)
    return Preview(
        What.FEED,
        found.new.title,
        found.new.url,
        len(feed.articles),
        titles=_titles(newest),
        newest=_newest_date(feed.articles),
        language=feed.language or _commonest(one.language for one in newest),
        section=feed.section or _commonest(one.section for one in newest),
        summaries=only_summaries(newest),
        found=found,
    )


def only_summaries(articles: Sequence[ParsedArticle]) -> bool:
    """Return whether these articles are but the beginnings of texts: short, or cut off."""
    from clashreader.content import Body, digest

    words, cut = [], 0
    for one in articles:
        body = Body(one.body, one.media_type, one.base_url or one.url, one.body_span)
        found = digest(body, summary=one.summary)
        words.append(found.words)
        cut += found.text.rstrip().endswith(_CUT)
    return bool(words) and (median(words) < _WHOLE or cut * 2 > len(words))


# --- folders and files ----------------------------------------------------------------------------


def _folder(path: Path, now: int, cancel: threading.Event | None) -> Preview:
    new = new_folder(path, anyway=False)
    files = list_files(path)
    newest = sorted(files.seen, key=lambda name: _written(files.seen[name]), reverse=True)
    read: list[ParsedArticle] = []
    for name in newest[:_FILES]:
        if cancel is not None and cancel.is_set():
            break
        article = _article(Path(files.paths[name]), name)
        if article is not None:
            read.append(article)
    whole = len(newest) <= _FILES
    ordered = _newest_first(read)
    return Preview(
        What.FOLDER,
        new.title,
        storable(str(folder_path(new.url))),
        len(files.seen),
        titles=_titles(ordered),
        newest=_newest_date(read) if whole else None,
        language=_commonest(one.language for one in read),
        section=_commonest(one.section for one in read),
        found=Found(new, Downloaded(now)),
        path=path,
    )


def _written(fingerprint: str) -> int:
    return int(fingerprint.partition(":")[0])


def _article(path: Path, name: str) -> ParsedArticle | None:
    from clashreader.parse import parse_file

    try:
        return parse_file(_read(path), path=name, base_url=path.absolute().as_uri(), modified=0)
    except ReaderError:
        return None  # it will be named when the folder is read; the others are worth a look


def _file(library: Library, path: Path, now: int, finder: Callable[[], Finder]) -> Preview:
    from clashreader.parse import Kind, sniff

    data = _read(path)
    kind = sniff(data)
    if kind is Kind.OPML:
        return _list(library, path, data)
    if kind in (Kind.FEED_XML, Kind.FEED_JSON):
        return _feed_file(path, data, finder)
    refuse_known_folder(library, path)
    new = new_folder(path, anyway=False)
    article = _article(path, storable(path.name))
    if article is None:
        raise ParseError(f"{storable(path.name)} could not be read as an article.")
    return Preview(
        What.ARTICLE, article.title or new.title, storable(str(path)), 1,
        newest=article.published, language=article.language, section=article.section,
        found=Found(new, Downloaded(now)), path=path,
    )  # fmt: skip


def _list(library: Library, path: Path, data: bytes) -> Preview:
    from clashreader.parse import read_list
    from clashreader.sync.addresses import same_feed_key
    from clashreader.sync.subscribe import of_list

    links = read_list(data).links.values()
    followed = {same_feed_key(source.url) for source in library.sources()}
    known = [same_feed_key(of_list(link.url)[0]) in followed for link in links]
    titles = [link.title for link, there in zip(links, known, strict=True) if not there]
    return Preview(
        What.LIST, storable(path.name), storable(str(path)), len(links),
        titles=tuple(titles[:TITLES]), known=sum(known), path=path,
        section=_commonest(link.section for link in links),
    )  # fmt: skip


def _feed_file(path: Path, data: bytes, finder: Callable[[], Finder]) -> Preview:
    """A feed that was saved names where it comes from: that is what can be followed.

    One that does not, as many of RSS, names its site: the feeds of that page are as good.
    """
    from clashreader.sync.apart import read_feed

    feed = read_feed(data, url=path.absolute().as_uri())
    address = _web_address(feed.feed_url)
    if address is not None:
        return _web(finder(), [address])
    site = _web_address(feed.site_url)
    if site is None:
        raise UsageError(
            f"{storable(path.name)} is a feed that does not say where it comes from. "
            "Give its address on the web instead."
        )
    try:
        return _web(finder(), [site])
    except ParseError as error:
        raise UsageError(
            f"{storable(path.name)} is a feed that does not say where it comes from, and its site,"
            f" {site}, names no feed. Give its address on the web instead."
        ) from error


def _web_address(text: str | None) -> str | None:
    try:
        return web_candidates(text)[0] if text else None
    except UsageError:
        return None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise UsageError(f"{storable(str(path))} cannot be read: {error.strerror}.") from error
    if len(data) > _MOST:
        raise UsageError(f"{storable(str(path))} is larger than {_MOST // 1_000_000} MB.")
    return data


# --- what articles have in common -----------------------------------------------------------------


def _newest_first(articles: Iterable[ParsedArticle]) -> list[ParsedArticle]:
    """Return the first few by date; those without one keep their order, behind the others.

    A large feed's articles are not all in memory, and do not come into it here.
    """
    return heapq.nlargest(_SAMPLE, articles, key=lambda one: one.published or one.updated or 0)


def _newest_date(articles: Iterable[ParsedArticle]) -> int | None:
    dates = [one.published or one.updated for one in articles]
    return max((date for date in dates if date is not None), default=None)


def _titles(articles: Iterable[ParsedArticle]) -> tuple[str, ...]:
    titled = dict.fromkeys(one.title for one in articles if one.title)
    return tuple(titled)[:TITLES]


def _commonest(values: Iterable[str | None]) -> str | None:
    """Return what most of the values are, if more than half of them are it."""
    counted = Counter(values)
    if not counted:
        return None
    value, times = counted.most_common(1)[0]
    return value if times * 2 > counted.total() else None
