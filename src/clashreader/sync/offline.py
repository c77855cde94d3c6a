"""Preparing for offline: whole texts and pictures that are missing, fetched now.

The reader asked for it: pauses after failures do not count, a server's wish to be left alone does.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from clashreader.errors import CancelledError, NotFoundError, PictureFolderError
from clashreader.model import Changes, Gap, Source, WantedImage, WantedPage
from clashreader.sync import schedule
from clashreader.sync.images import ImageKeeper
from clashreader.sync.network import Network
from clashreader.sync.pages import PageKeeper
from clashreader.sync.report import merge_changes
from clashreader.sync.rests import Rests
from clashreader.sync.sources import Context
from clashreader.sync.wording import status_words
from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetcher

log = logging.getLogger(__name__)

PAGE: Final = 2_000
"""Gaps that are listed at once."""


@dataclass(frozen=True, slots=True)
class OfflineProgress:
    """Where it stands: `done` of `total` texts and pictures, and what was stored since the last."""

    done: int
    total: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class OfflineReport:
    """What came in, what could not be had, and whether it was stopped before the end."""

    texts: int = 0
    texts_failed: int = 0
    images: int = 0
    images_failed: int = 0
    stopped: bool = False


def reason_of(gap: Gap) -> str:
    """Return the sentence that says why something is missing."""
    if gap.reason:
        return gap.reason
    if not gap.tries:
        return "It was not fetched yet."
    if gap.status is None:
        return "Its server could not be reached."
    if gap.status < 400:
        return "The page did not show the article when it was asked for."
    return f"The server answers {status_words(gap.status)}."


def look_at_files(library: Library, *, asked: bool = True) -> Changes:
    """Have pictures fetched again whose files are gone, unless their whole folder cannot be used,
    or, where nobody `asked` for it, is empty. Raises `LibraryError`.
    """
    if library.only_read is not None:
        return Changes()
    try:
        return library.want_missing_images(asked=asked)
    except PictureFolderError as error:
        log.warning("the pictures were not looked for: %s", error)
        return Changes()


def prepare_offline(
    library: Library,
    article_ids: Sequence[int] | None = None,
    *,
    clock: Callable[[], float] = time.time,
    fetcher: Callable[[], Fetcher] | None = None,
    progress: Callable[[OfflineProgress], None] | None = None,
    cancel: threading.Event | None = None,
) -> OfflineReport:
    """Fetch what is missing of the articles `article_ids`, or of all: texts first, then pictures.

    Whole texts are those that a full-text source promises. Stopped by `cancel`, it returns what was
    done until then; everything stored stays. Raises `LibraryError`.
    """
    network = Network(fetcher, Rests(library, clock))
    try:
        work = _Preparation(
            library, article_ids, Context(library, clock, cancel), network, progress
        )
        return work.run()
    finally:
        network.close()


class _Preparation:
    """One preparation under way."""

    def __init__(
        self,
        library: Library,
        ids: Sequence[int] | None,
        context: Context,
        network: Network,
        progress: Callable[[OfflineProgress], None] | None,
    ) -> None:
        self._library = library
        self._ids = ids
        self._context = context
        self._tell = progress
        self._pages = PageKeeper(context, network, lambda done, _: self._told(done), set())
        self._images = ImageKeeper(context, network, self._told)
        self._sources: dict[int, Source] = {}

    def run(self) -> OfflineReport:
        stopped = False
        try:
            self._told(look_at_files(self._library))
            self._texts()
            self._pictures()
        except CancelledError:
            stopped = True
        pages, images = self._pages, self._images
        return OfflineReport(
            pages.taken, pages.total - pages.taken if not stopped else pages.done - pages.taken,
            images.stored, images.failed, stopped,
        )  # fmt: skip

    def _texts(self) -> None:
        gaps = self._library.text_gaps(PAGE, self._ids)
        for source, found in self._by_source(gaps):
            self._pages.fetch([WantedPage(g.article_id, g.url, g.tries) for g in found], source)

    def _pictures(self) -> None:
        before: int | None = None
        while True:
            gaps = self._library.image_gaps(PAGE, self._ids, before=before)
            for source, found in self._by_source(gaps):
                wanted = [
                    WantedImage(g.image, g.url, g.tries) for g in found if g.image is not None
                ]
                self._images.fetch(wanted, source)
            if len(gaps) < PAGE:
                return
            before = gaps[-1].image

    def _by_source(self, gaps: Sequence[Gap]) -> list[tuple[Source, list[Gap]]]:
        """Return what is missing by its source; what its server asked to be left alone stays."""
        found: defaultdict[int, list[Gap]] = defaultdict(list)
        for gap in gaps:
            found[gap.source_id].append(gap)
        now = self._context.clock()
        known = ((self._source(number), missing) for number, missing in found.items())
        return [
            (source, missing)
            for source, missing in known
            if source is not None and not schedule.asked_to_wait(source, now)
        ]

    def _source(self, number: int) -> Source | None:
        if number not in self._sources:
            try:
                self._sources[number] = self._library.source(number)
            except NotFoundError:
                return None  # its articles stayed when it was left; nobody may be asked for them
        return self._sources[number]

    def _told(self, changes: Changes) -> None:
        if self._tell is not None:
            done = self._pages.done + self._images.done
            total = self._pages.total + self._images.total
            self._tell(OfflineProgress(done, total, merge_changes([changes])))
