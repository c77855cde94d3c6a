"""What every kind of source has in common: the protocol, and the way into the library."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from clashreader.errors import CancelledError
from clashreader.model import (
    Changes,
    FetchRecord,
    Insert,
    Intent,
    ParsedArticle,
    Prepared,
    Revise,
    Source,
    Stamp,
)
from clashreader.sync.report import SourceReport
from clashreader.values import dataclass, field

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.sync.http import Fetched, Fetcher
    from clashreader.sync.wire import Wish

log = logging.getLogger(__name__)

BATCH = 100
"""Intents that go into one transaction."""
_BATCH_WEIGHT = 1_000_000
"""Characters of bodies after which a batch is stored: a click waits for a transaction."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What a network thread brought: bytes only, or the error that came instead.

    `content_hash` is the SHA-256 (hex) of the body; `at` when it was asked for.
    """

    at: int
    fetched: Fetched | None = None
    content_hash: str | None = None
    error: Exception | None = None


@dataclass(slots=True)
class Context:
    """What a source needs while it is taken in."""

    library: Library
    clock: Callable[[], float]
    cancel: threading.Event | None = None
    stored: Callable[[Changes, int], None] = field(default=lambda _changes, _new: None)
    """Called after each transaction, with what changed and how many articles are new."""
    unread_edits: bool = False
    """An article that its source edits is unread again."""

    _quiet: list[tuple[int, FetchRecord]] = field(default_factory=list)

    def record_quiet(self, source_id: int, fetch: FetchRecord) -> None:
        """Log a fetch that brought nothing; many of them share a transaction."""
        self._quiet.append((source_id, fetch))
        if len(self._quiet) >= BATCH:
            self.finish()

    def finish(self) -> None:
        """Log what still waits to be logged."""
        waiting, self._quiet = self._quiet, []
        if waiting:
            self.stored(self.library.record_fetches(waiting), 0)

    def stop_if_asked(self) -> None:
        """Raise `CancelledError` where the reader wants to stop."""
        if self.cancel is not None and self.cancel.is_set():
            raise CancelledError("The sync was stopped.")


class SourceReader(Protocol):
    """A kind of source: knows how to bring its bytes, and what they mean."""

    source: Source

    def download(self, network: Callable[[], Fetcher], cancel: Wish | None) -> Downloaded:
        """Bring the bytes, on a network thread; failures are part of the result."""

    def take_in(self, downloaded: Downloaded, context: Context) -> SourceReport:
        """Parse, decide and store, on the sync thread.

        Raises `LibraryError`, and `CancelledError` after storing what was decided until then.
        """


class Intake:
    """Brings one source's intents into the library, batch by batch, and counts them."""

    def __init__(self, context: Context, source_id: int, fetch: FetchRecord) -> None:
        self._context = context
        self._source_id = source_id
        self._fetch = fetch
        self._waiting: list[Intent] = []
        self._weight = 0
        self.new = 0
        self.updated = 0
        self.noticed = 0
        """Intents of every kind but stamps, which nobody can see."""

    def add(self, intents: Iterable[Intent]) -> None:
        """Take in intents; every hundred, or a megabyte of them, are stored in one transaction."""
        for intent in intents:
            self._waiting.append(intent)
            if isinstance(intent, Insert | Revise):
                self._weight += len(intent.article.parsed.body)
            if len(self._waiting) >= BATCH or self._weight >= _BATCH_WEIGHT:
                self.finish()

    def finish(self) -> None:
        """Store what is left."""
        if self._waiting:
            batch, self._waiting, self._weight = self._waiting, [], 0
            self._store(batch)

    def _store(self, batch: list[Intent]) -> None:
        changes = self._context.library.apply(
            self._source_id, batch, fetch=self._fetch, unread_edits=self._context.unread_edits
        )
        new = len(changes.inserted)
        self.new += new
        self.updated += len(changes.updated)
        self.noticed += sum(not isinstance(intent, Stamp) for intent in batch)
        self._context.stored(changes, new)


def prepare(parsed: ParsedArticle, item_hash: str, fingerprint: str | None = None) -> Prepared:
    """Return an article with everything that the library wants to know of its body."""
    from clashreader.content import Body, digest
    from clashreader.library.folding import fold, text_hash

    found = digest(
        Body(
            text=parsed.body,
            media_type=parsed.media_type,
            base_url=parsed.base_url or parsed.url,
            span=parsed.body_span,
            title=parsed.title,
            lead_image=parsed.lead_image,
        ),
        summary=parsed.summary,
    )
    folded = fold(found.text)
    text_key = text_hash(parsed.title, found.text, folded=folded)
    return Prepared(parsed, found, item_hash, text_key, fingerprint, folded)


def name_some(problems: list[str], most: int = 3) -> str:
    """Return problems as one sentence part: the first few, and how many more."""
    text = "; ".join(problems[:most])
    return text if len(problems) <= most else f"{text}; and {len(problems) - most} more"
