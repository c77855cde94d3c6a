"""Pictures and the whole text of one article, fetched because the reader asked for them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from clashreader.errors import FetchError, NotFoundError
from clashreader.model import Changes, Source, WantedPage
from clashreader.sync.addresses import read_address
from clashreader.sync.images import ImageKeeper
from clashreader.sync.network import Network
from clashreader.sync.pages import PageKeeper
from clashreader.sync.reach import same_place
from clashreader.sync.report import merge_changes
from clashreader.sync.rests import Rests
from clashreader.sync.schedule import asked_to_wait
from clashreader.sync.sources import Context
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetcher


@dataclass(frozen=True, slots=True)
class PicturesReport:
    """How it went: pictures stored, pictures that could not be had, and why the last of these.

    `changes` is what was written, failures included.
    """

    stored: int
    failed: int
    reason: str
    changes: Changes


def fetch_pictures(
    library: Library,
    article_id: int,
    urls: Collection[str] | None = None,
    *,
    clock: Callable[[], float] = time.time,
    fetcher: Callable[[], Fetcher] | None = None,
    cancel: threading.Event | None = None,
) -> PicturesReport:
    """Fetch what of an article's pictures is missing, those at `urls` or all, pause or no pause.

    A stored one whose file is damaged counts as missing, too; one at `urls` whose file is as it
    was stored stays what it is until there is another.
    A source for which the reader switched pictures off is no hindrance: this was asked for by
    hand. Raises `NotFoundError` for an unknown article, and `CancelledError`.
    """
    source = library.source(library.article(article_id).source_id)
    changes = [library.want_damaged_images(article_id, urls)]
    missing = library.missing_images(article_id, urls or ())
    wanted = [one for one in missing if urls is None or one.url in urls]
    network = Network(fetcher, Rests(library, clock))
    keeper = ImageKeeper(Context(library, clock, cancel), network, changes.append)
    try:
        keeper.fetch(wanted, source)
    finally:
        network.close()
    return PicturesReport(
        keeper.stored,
        len(wanted) - keeper.stored,
        keeper.reason,
        merge_changes(changes),
    )


@dataclass(frozen=True, slots=True)
class TextReport:
    """How it went with the page of an article.

    `taken` says that it is the article's text now, `same` that it reads as the text before did;
    else `reason` is a sentence. `changes` is what was written.
    """

    article_id: int
    taken: bool
    same: bool
    reason: str
    changes: Changes


def fetch_text(
    library: Library,
    article_id: int,
    *,
    clock: Callable[[], float] = time.time,
    fetcher: Callable[[], Fetcher] | None = None,
    cancel: threading.Event | None = None,
) -> TextReport:
    """Fetch the page behind an article now, and take its text where that is better.

    The text that was there stays as a version. It is no matter whether the source is a full-text
    one, or the page was given up before. Raises `NotFoundError`, and `CancelledError`.
    """
    article = library.article(article_id)
    try:
        source = library.source(article.source_id)
        refused = _refused(article.url, source, clock())
    except NotFoundError:
        refused = "The source of the article is not followed any more."
    if refused:
        return TextReport(article_id, taken=False, same=False, reason=refused, changes=Changes())
    changes: list[Changes] = []
    network = Network(fetcher, Rests(library, clock))
    context = Context(library, clock, cancel)
    keeper = PageKeeper(context, network, lambda done, _: changes.append(done), set())
    try:
        keeper.fetch([WantedPage(article_id, article.url or "", 0)], source)
    finally:
        network.close()
    context.stop_if_asked()
    merged = merge_changes(changes)
    taken = keeper.taken > 0
    return TextReport(
        article_id,
        taken=taken,
        same=taken and article_id not in merged.updated,
        reason="" if taken else keeper.reason or "The page could not be fetched.",
        changes=merged,
    )


def _refused(url: str | None, source: Source, now: float) -> str:
    """Return why a page is not asked for at all, or ""."""
    if not url or url.partition(":")[0].lower() not in ("http", "https"):
        return "The article has no address on the web."
    try:
        address = read_address(url)
    except FetchError as error:
        return error.message
    if asked_to_wait(source, now) and same_place(address, source.url):
        return "The server asked to be left alone for now."
    return ""
