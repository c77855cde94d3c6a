"""How each fetch of a source went, and what follows for the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.library.ddl import LIVE
from clashreader.model import FetchRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clashreader.library.rows import Run

_KEPT_FETCHES = 50


def arrivals(run: Run, source: int, limit: int) -> tuple[int, ...]:
    """Return when the newest articles of a source were first seen, deleted ones left out."""
    found = run(
        f"SELECT first_seen FROM articles WHERE source_id = ? AND state = {LIVE} "
        "ORDER BY sort_time DESC, id DESC LIMIT ?", (source, limit),
    )  # fmt: skip
    return tuple(row[0] for row in found)


def fetches(run: Run, source: int, limit: int) -> tuple[FetchRecord, ...]:
    """Return the log of a source that there is, newest first."""
    found = run(
        "SELECT at, url, url_reached, status, seconds, size, new, updated, not_modified, error "
        "FROM fetch_log WHERE source_id = ? ORDER BY id DESC LIMIT ?", (source, limit),
    )  # fmt: skip
    return tuple(
        FetchRecord(
            at=at, url=url, url_reached=reached, status=status, seconds=seconds, size=size,
            new=new, updated=updated, not_modified=bool(not_modified), error=error,
        )
        for at, url, reached, status, seconds, size, new, updated, not_modified, error in found
    )  # fmt: skip


def record_fetches(run: Run, fetches: Sequence[tuple[int, FetchRecord]]) -> None:
    """Log fetches; take over validators only of an answer that was read and stored whole.

    What an address answered says nothing of the one that the reader has put in its place meanwhile.

    Plain SQL, since this is most of what a sync does when nothing is new.
    """
    for source, f in fetches:
        run(_LOG, (
            source, f.at, f.url, f.url_reached, f.status, f.seconds, f.size, f.new, f.updated,
            f.not_modified, f.error,
        ))  # fmt: skip
        run(_FORGET_OLD, (source, source))
        asked = source, f.source_url or f.url
        run(_OUTCOME, (f.at, f.next_check, f.retry_at, f.error, f.error, *asked))
        if f.error is None and not f.not_modified:
            run(_VALIDATORS, (f.etag, f.last_modified, f.content_hash, f.at, f.notice, *asked))
        if f.stop:
            run(_STOP, asked)
        if f.moved_to and f.moved_to != asked[1]:
            run(_MOVE, (f.moved_to, *asked))


_LOG = """
INSERT INTO fetch_log (source_id, at, url, url_reached, status, seconds, size, new, updated,
  not_modified, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_FORGET_OLD = f"""
DELETE FROM fetch_log WHERE source_id = ? AND id <= (
  SELECT id FROM fetch_log WHERE source_id = ? ORDER BY id DESC LIMIT 1 OFFSET {_KEPT_FETCHES}
)
"""
_OUTCOME = """
UPDATE sources SET last_sync = ?, next_sync = ?, retry_at = ?, error = ?,
  failures = CASE WHEN ? IS NULL THEN 0 ELSE failures + 1 END
WHERE id = ? AND url = ? AND removed_at IS NULL
"""
_STOP = "UPDATE sources SET paused = 1 WHERE id = ? AND url = ? AND removed_at IS NULL"
# An address that another source has, be it one that was left, stays with that one.
_MOVE = """
UPDATE OR IGNORE sources SET typed = coalesce(typed, url), url = ?
WHERE id = ? AND url = ? AND removed_at IS NULL
"""
_VALIDATORS = """
UPDATE sources SET etag = ?, last_modified = ?, content_hash = ?, validated_at = ?, notice = ?
WHERE id = ? AND url = ? AND removed_at IS NULL
"""
