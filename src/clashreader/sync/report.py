"""What a sync tells: while it runs, and at its end."""

from __future__ import annotations

from collections.abc import Iterable

from clashreader.model import Changes
from clashreader.values import dataclass


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How one source went. `error` is a sentence or None; with one, others may still be new.

    `unchanged` counts the articles which the source had before and which stay as they were,
    whether or not the answer named them; of a folder, the files that are neither new nor updated.
    """

    id: int
    url: str
    title: str
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    not_modified: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How a sync went. `failed` counts sources with an error; `seconds` is wall time."""

    sources: tuple[SourceReport, ...] = ()
    new: int = 0
    updated: int = 0
    failed: int = 0
    images_stored: int = 0
    images_failed: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SyncProgress:
    """Where a sync stands: `done` of `total` sources, the title of the one that was last.

    `new` counts articles so far. `changes` is what was stored since the last progress, or None.
    Pages are those behind the items of full-text sources.
    """

    done: int
    total: int
    source: str
    new: int
    images_done: int
    images_total: int
    changes: Changes | None
    pages_done: int = 0
    pages_total: int = 0


def merge_changes(parts: Iterable[Changes]) -> Changes:
    """Return one `Changes` that says what all of `parts` say."""
    parts = tuple(parts)
    return Changes(
        articles=_together(part.articles for part in parts),
        inserted=_together(part.inserted for part in parts),
        updated=_together(part.updated for part in parts),
        sources=any(part.sources for part in parts),
        sections=any(part.sections for part in parts),
        tags=any(part.tags for part in parts),
        images=any(part.images for part in parts),
        everything=any(part.everything for part in parts),
        removed=_together(part.removed for part in parts),
        returned=_together(part.returned for part in parts),
        rules=any(part.rules for part in parts),
        announced=tuple(one for part in parts for one in part.announced),
    )


def _together(parts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for part in parts for number in part))
