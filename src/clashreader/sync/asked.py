"""Pictures of one article, fetched because the reader asked for them while reading it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clashreader.model import Changes
from clashreader.sync.images import ImageKeeper
from clashreader.sync.pipeline import Network
from clashreader.sync.report import merge_changes
from clashreader.sync.sources import Context

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

    A source for which the reader switched pictures off is no hindrance: this was asked for by
    hand. Raises `NotFoundError` for an unknown article, and `CancelledError`.
    """
    source = library.source(library.article(article_id).source_id)
    wanted = [one for one in library.missing_images(article_id) if urls is None or one.url in urls]
    changes: list[Changes] = []
    network = Network(fetcher)
    keeper = ImageKeeper(Context(library, clock, cancel), network, changes.append)
    try:
        keeper.fetch(wanted, source)
    finally:
        network.close()
    return PicturesReport(
        keeper.stored,
        len(wanted) - keeper.stored,
        keeper.reason,
        merge_changes(changes) if changes else Changes(),
    )
