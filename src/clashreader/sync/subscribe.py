"""Subscribing: to a feed, to the feed of a page, to a folder or a file, to a list of feeds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clashreader.errors import CancelledError, FetchError
from clashreader.model import Changes, FeedLink, NewSource, Source, SourceKind
from clashreader.sync import logins, schedule
from clashreader.sync.addresses import read_address, same_feed_key, stripped
from clashreader.sync.finder import Finder, Found, host_name, without_login
from clashreader.sync.folder import folder_path
from clashreader.sync.network import Network
from clashreader.sync.pipeline import Run, reader_of
from clashreader.sync.places import (
    kept_form,
    local_path,
    new_folder,
    refuse_known,
    refuse_known_folder,
)
from clashreader.sync.report import SourceReport, SyncProgress
from clashreader.sync.rests import Rests
from clashreader.sync.sources import Downloaded
from clashreader.values import dataclass, replace

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetcher

CLASH_REPORT = "https://clashreport.com/rss.xml"
"""The first source that the program offers."""

_BATCH = 50  # subscriptions that go into one transaction; between two of them one may stop


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
            found = Found(new_folder(path, anyway), Downloaded(int(clock())))
        else:
            candidates, login = without_login(target, login)
            finder = Finder(library, network, clock, cancel, login)
            found = finder.find(candidates, pick=pick, anyway=anyway)
        if title:
            found = replace(found, new=replace(found.new, title=title, title_chosen=True))
        if cancel is not None and cancel.is_set():
            raise CancelledError("Stopped.")
        source = keep(library, found, section=section, full_text=full_text, images=images)
        run = Run(library, clock=clock, network=network, total=1, progress=progress, cancel=cancel)
        report = _take_in(run, source, found.downloaded, clock)
        return Added(library.source(source.id), report)
    finally:
        network.close()


def keep(
    library: Library,
    found: Found,
    *,
    section: str | None = None,
    full_text: bool = False,
    images: bool = True,
) -> Source:
    """Subscribe to what was found, and keep its password; `take_in` reads it.

    Raises `UsageError` where it is followed by now, or there is no keyring; `LibraryError`.
    """
    if found.new.kind is SourceKind.FEED:
        refuse_known(library, found.new.url)
    else:
        refuse_known_folder(library, folder_path(found.new.url))
    new = replace(found.new, section=section, full_text=full_text, images=images)
    if found.login:
        logins.keep(new.typed or new.url, found.login)
    return library.add_source(new)


def take_in(
    library: Library,
    brought: Sequence[tuple[Source, Downloaded]],
    *,
    fetcher: Callable[[], Fetcher] | None = None,
    clock: Callable[[], float] = time.time,
    progress: Callable[[SyncProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> tuple[SourceReport, ...]:
    """Read new sources for the first time: their articles, then the pages and pictures of these.

    Raises `CancelledError`, what was done until then being kept, and `LibraryError`.
    """
    network = Network(fetcher, Rests(library, clock))
    try:
        run = Run(
            library, clock=clock, network=network, total=len(brought), progress=progress,
            cancel=cancel,
        )  # fmt: skip
        for source, downloaded in brought:
            run.take_in(reader_of(source, clock), downloaded)
        sources = [source for source, _ in brought]
        run.keep_pages(sources)
        run.keep_images([source for source in sources if source.images])
        return tuple(run.reports)
    finally:
        network.close()


def _take_in(
    run: Run, source: Source, downloaded: Downloaded, clock: Callable[[], float]
) -> SourceReport:
    report = run.take_in(reader_of(source, clock), downloaded)
    run.keep_pages([source])
    if source.images:
        run.keep_images([source])
    return report


def import_opml(
    library: Library, data: bytes, *, cancel: threading.Event | None = None
) -> Imported:
    """Subscribe to every feed of an OPML list; the next sync reads them.

    A folder of the list becomes the section of its feeds: filing them was the reader's choice.
    Where it is stopped by `cancel`, what was added until then stays and is told.
    Raises `ParseError` where `data` is no such list.
    """
    from clashreader.parse import read_list

    known = {same_feed_key(source.url) for source in library.sources()}
    news: list[NewSource] = []
    repeated, passwords = 0, 0
    found = read_list(data)
    for link in found.links.values():
        url, login = of_list(link.url)
        key = same_feed_key(url)
        if key in known:
            repeated += 1
            continue
        known.add(key)
        passwords += login is not None
        news.append(_listed(link, url))
    added: list[Source] = []
    for start in range(0, len(news), _BATCH):
        if cancel is not None and cancel.is_set():
            break
        added += library.add_sources(news[start : start + _BATCH])
    return Imported(tuple(added), repeated, tuple(found.refused), passwords, found.cut)


def _listed(link: FeedLink, url: str) -> NewSource:
    """Return the subscription to a feed of a list; a list of ours has the reader's choices."""
    chosen = link.choices
    if chosen is None:
        title = link.title if link.title not in ("", link.url) else host_name(url)
        return NewSource(SourceKind.FEED, url, title, site_url=link.site_url, section=link.section)
    return NewSource(
        SourceKind.FEED,
        url,
        link.title,
        site_url=link.site_url,
        section=link.section,
        default_section=chosen.default_section,
        title_chosen=chosen.title_chosen,
        full_text=chosen.full_text,
        images=chosen.images,
        paused=chosen.paused,
        interval=chosen.interval,
    )


def leave(library: Library, source: Source, *, delete_articles: bool) -> Changes:
    """End a subscription, and forget its password. See `Library.remove_source`."""
    changes = library.remove_source(source.id, delete_articles=delete_articles)
    logins.forget_of(source)
    return changes


def of_list(text: str) -> tuple[str, str | None]:
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
