"""Subscribing: to a feed, to the feed of a page, to a folder or a file, to a list of feeds."""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from clashreader.errors import (
    CancelledError,
    ChoiceNeededError,
    FetchError,
    ParseError,
    ReaderError,
    UsageError,
)
from clashreader.model import FeedLink, NewSource, ParsedFeed, Source, SourceKind
from clashreader.sync import schedule
from clashreader.sync.addresses import (
    feed_address,
    join,
    read_address,
    same_feed_key,
    without_credentials,
)
from clashreader.sync.folder import folder_path, folder_url, list_files, storable
from clashreader.sync.pipeline import Network, Run, reader_of
from clashreader.sync.report import SourceReport, SyncProgress
from clashreader.sync.sources import Downloaded

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetched, Fetcher

CLASH_REPORT = "https://clashreport.com/rss.xml"
"""The first source that the program offers."""

COMMON_PLACES = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json")
"""Where feeds usually lie; tried only where a page names none, and only few."""

_GUESS_SECONDS = 10.0
_PATH_LIKE = re.compile(r"^(?:[/~\\]|\.{1,2}(?:[/\\]|$)|[A-Za-z]:[\\/]|file:)")
_FILE_LIKE = re.compile(
    r"(?!www\.)[^/\\:?#]+\.(?:xml|rss|atom|json|md|txt|html?|opml)", re.IGNORECASE
)
_HOST_LIKE = re.compile(r"^(?:[^\s/@:]+(?:\.[^\s/@:]+)+|localhost)(?::\d+)?(?:[/?].*)?$")


@dataclass(frozen=True, slots=True)
class Added:
    """A new subscription, and how its first reading went."""

    source: Source
    report: SourceReport


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list of feeds brought: new subscriptions, and how many were there already."""

    added: tuple[Source, ...]
    known: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A feed that was read, or (for `anyway`) the address of one that could not be."""

    url: str
    downloaded: Downloaded
    feed: ParsedFeed | None


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
) -> Added:
    """Subscribe to `target` and read it once.

    `target` is the address of a feed or of a page that names one, a bare host name, a folder or a
    file. Nothing is stored where nothing could be read, unless `anyway`. `pick` chooses, from 1,
    among the feeds of a page. Raises `UsageError` (`ChoiceNeededError` where a page offers several
    feeds), `FetchError`, `ParseError`, `CancelledError`, `LibraryError`.
    """
    target = target.strip()
    network = Network(fetcher)
    try:
        path = _local_path(target, anyway)
        if path is not None:
            _refuse_known_folder(library, path)
            new = _new_folder(path, anyway)
            downloaded = Downloaded(int(clock()))
        else:
            finder = _Finder(library, network, clock, cancel)
            found = finder.find(_web_candidates(target), pick=pick, anyway=anyway)
            new = _new_feed(found)
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
        source = library.add_source(new)
        run = Run(library, clock=clock, network=network, total=1, progress=progress, cancel=cancel)
        report = run.take_in(reader_of(source, clock), downloaded)
        run.keep_pages([source])
        if images:
            run.keep_images([source])
        return Added(library.source(source.id), report)
    finally:
        network.close()


def import_opml(library: Library, data: bytes) -> Imported:
    """Subscribe to every feed of an OPML list; the next sync reads them.

    A folder of the list becomes the section of its feeds: filing them was the reader's choice.
    Raises `ParseError` where `data` is no such list.
    """
    from clashreader.parse import parse_opml

    known = {same_feed_key(source.url) for source in library.sources()}
    added: list[Source] = []
    repeated = 0
    for link in parse_opml(data):
        url = _kept_form(link.url)
        key = same_feed_key(url)
        if key in known:
            repeated += 1
            continue
        known.add(key)
        added.append(
            library.add_source(
                NewSource(
                    SourceKind.FEED,
                    url,
                    link.title if link.title not in ("", link.url) else _host_name(url),
                    site_url=link.site_url,
                    section=link.section,
                )
            )
        )
    return Imported(tuple(added), repeated)


def new_address(library: Library, source: Source, text: str) -> str:
    """Return the address under which `source` shall be read from now on, as it is stored.

    Raises `UsageError` where `text` is none, or where another source is read from there.
    """
    url = address_for(source.kind, text)
    if source.kind is SourceKind.FOLDER:
        _refuse_known_folder(library, folder_path(url), but=source.id)
    else:
        _refuse_known(library, url, but=source.id)
    return url


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


def address_for(kind: SourceKind, text: str) -> str:
    """Return the address that `text` names for a source of `kind`, as a subscription keeps it.

    For a feed that is an http(s) address, for a folder an absolute path at which there is
    something. Raises `UsageError` for anything else.
    """
    text = text.strip()
    if kind is SourceKind.FOLDER:
        path = _local_path(text)
        if path is None:
            raise UsageError(f"There is no folder or file at {storable(text)}.")
        return folder_url(path)
    try:
        url = _web_candidates(text)[0]
    except UsageError as error:
        shown = without_credentials(text) or "nothing"
        raise UsageError(f"This is not the address of a feed: {shown}.") from error
    return url


# --- folders and files ----------------------------------------------------------------------------


def _local_path(target: str, anyway: bool = False) -> Path | None:
    """Return the folder or file that `target` names, or None where it names something else.

    With `anyway` it need not be there, if it can be nothing else.
    """
    name = _without_scheme(target)
    try:
        path = Path(name).expanduser()
        there = bool(name) and path.exists()
    except (OSError, ValueError, RuntimeError):
        return None
    is_path = name != target or _PATH_LIKE.match(target) is not None
    if there or (is_path and name and anyway):
        return _absolute(name)
    if is_path:
        raise UsageError(f"There is no folder or file at {storable(name)}.")
    return None


def _without_scheme(target: str) -> str:
    """Return the path that a file: address names; anything else as it is."""
    if not target.lower().startswith("file:"):
        return target
    rest = target[5:].removeprefix("//")
    if os.name == "nt":
        from urllib.request import url2pathname

        return url2pathname(rest)
    return os.fsdecode(unquote_to_bytes(rest))  # names need not be UTF-8


def _absolute(name: str) -> Path:
    try:
        path = Path(name).expanduser()
        return Path(os.path.abspath(path))  # noqa: PTH100 - links stay as the reader named them
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError(f"This is no folder or file: {storable(name)}.") from error


def _refuse_known_folder(library: Library, path: Path, *, but: int | None = None) -> None:
    """Raise where `path` leads to a followed folder, be it over links."""
    real = os.path.normcase(os.path.realpath(path))
    for source in library.sources():
        if source.kind is not SourceKind.FOLDER or source.id == but:
            continue
        if os.path.normcase(os.path.realpath(folder_path(source.url))) == real:
            raise _followed(source)


def _followed(source: Source) -> UsageError:
    return UsageError(f"You follow this already (number {source.id}): {source.title}.")


def _new_folder(path: Path, anyway: bool) -> NewSource:
    from clashreader.parse import ARTICLE_SUFFIXES, sniff
    from clashreader.parse import Kind as ContentKind

    if path.is_file():
        try:
            with path.open("rb") as file:
                head = file.read(65_536)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
        if sniff(head) is ContentKind.OPML:
            raise UsageError(f"{storable(path.name)} is a list of feeds: import it instead.")
        if path.suffix.lower() not in ARTICLE_SUFFIXES:
            known = ", ".join(sorted(ARTICLE_SUFFIXES))
            raise UsageError(f"{storable(path.name)} is not an article: these are ({known}).")
    elif not anyway and not list_files(path).seen:
        raise UsageError(f"There are no articles in {storable(str(path))}.")
    title = path.stem if path.is_file() else path.name
    return NewSource(SourceKind.FOLDER, folder_url(path), storable(title))


# --- the web --------------------------------------------------------------------------------------


def _web_candidates(target: str) -> list[str]:
    """Return the addresses that `target` may mean, likeliest first."""
    if target != storable(target):
        raise UsageError(f"This is no address, folder or file: {storable(target)}.")
    if target[:5].lower() == "feed:":
        rest = target[5:]
        target = rest if re.match(r"https?://", rest, re.IGNORECASE) else rest.lstrip("/")
    if re.match(r"https?://", target, re.IGNORECASE):
        return [_checked(target)]
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", target):
        shown = without_credentials(target)
        raise UsageError(f"Only http and https addresses can be subscribed to, not {shown}.")
    if _FILE_LIKE.fullmatch(target):
        raise UsageError(
            f"There is no file {target} here. If it is a site, write https://{target}."
        )
    if _HOST_LIKE.match(target):
        return [_checked(f"https://{target}"), _checked(f"http://{target}")]
    raise UsageError(f"This is no address, folder or file: {target or 'nothing'}.")


def _checked(text: str) -> str:
    """Return an address as it is kept. Raises `UsageError`: what is none is a wrong request."""
    try:
        return feed_address(text)
    except FetchError as error:
        raise UsageError(error.message) from error


def _kept_form(url: str) -> str:
    """Return an address that a page or a list names as it is kept; what is none stays as it is."""
    try:
        return feed_address(url)
    except FetchError:
        return url


def _refuse_known(library: Library, url: str, *, but: int | None = None) -> None:
    """Raise where a feed is followed that has this address, in whatever way it is written."""
    key = same_feed_key(url)
    for source in library.sources():
        if source.id != but and same_feed_key(source.url) == key:
            raise _followed(source)


class _Finder:
    """Looks for a feed at an address, or on the page that is there."""

    def __init__(
        self,
        library: Library,
        network: Network,
        clock: Callable[[], float],
        cancel: threading.Event | None,
    ) -> None:
        self._library = library
        self._network = network
        self._clock = clock
        self._cancel = cancel

    def find(self, candidates: list[str], *, pick: int | None, anyway: bool) -> _Found:
        """Return the feed at the first of `candidates` that answers."""
        for url in candidates:
            _refuse_known(self._library, url)
        try:
            return self._look(self._first_answer(candidates), pick)
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
        return self._network().fetch(url, deadline=deadline, cancel=self._cancel)

    def _look(self, answer: tuple[str, Fetched], pick: int | None) -> _Found:
        from clashreader.parse import Kind, find_feeds, sniff

        url, fetched = answer
        kind = sniff(fetched.body, fetched.content_type)
        if kind in {Kind.FEED_XML, Kind.FEED_JSON}:
            return self._read(url, fetched)
        if kind is Kind.OPML:
            raise UsageError("This is a list of feeds: save it and import it instead.")
        if kind is not Kind.HTML:
            raise ParseError(f"There is neither a feed nor a page at {fetched.url}.")
        links = find_feeds(fetched.body, url=fetched.url, content_type=fetched.content_type)
        unique = list({link.url: link for link in links}.values())
        if not unique:
            return self._guess(fetched.url)
        chosen = _kept_form(_choose(unique, pick).url)
        _refuse_known(self._library, chosen)
        return self._read(chosen, self._fetch(chosen))

    def _read(self, url: str, fetched: Fetched) -> _Found:
        from clashreader.parse import parse_feed

        if same_feed_key(fetched.url) != same_feed_key(without_credentials(url)):
            _refuse_known(self._library, fetched.url)  # another address led to it
        feed = parse_feed(fetched.body, url=fetched.url, content_type=fetched.content_type)
        content_hash = sha256(fetched.body).hexdigest()
        return _Found(url, Downloaded(int(self._clock()), fetched, content_hash), feed)

    def _guess(self, page: str) -> _Found:
        """Try the usual places of a feed for a page that names none."""
        from clashreader.parse import Kind, sniff

        for place in COMMON_PLACES:
            url = _kept_form(join(page, place))
            _refuse_known(self._library, url)
            try:
                fetched = self._fetch(url, _GUESS_SECONDS)
                if sniff(fetched.body, fetched.content_type) in {Kind.FEED_XML, Kind.FEED_JSON}:
                    return self._read(url, fetched)
            except (FetchError, ParseError):
                continue
        raise ParseError(f"The page at {page} names no feed, and none was found near it.")


def _choose(links: list[FeedLink], pick: int | None) -> FeedLink:
    if pick is not None:
        if not 1 <= pick <= len(links):
            raise UsageError(f"There is no feed number {pick}; the page offers {len(links)}.")
        return links[pick - 1]
    if len(links) == 1:
        return links[0]
    choices = tuple((link.title, link.url) for link in links)
    raise ChoiceNeededError(f"The page offers {len(links)} feeds: pick one.", choices)


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
    )


def _host_name(url: str) -> str:
    try:
        return read_address(url).host.removeprefix("www.")
    except ReaderError:
        return without_credentials(url)
