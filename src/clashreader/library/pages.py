"""Pages behind the articles of full-text sources: which are wanted, and what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError
from clashreader.library.ddl import (
    LIVE,
    PAGE_GIVEN_UP,
    PAGE_TAKEN,
    PAGE_UNASKED,
    PAGE_WANTED,
)
from clashreader.model import MediaType, WantedPage

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run

_HOUR = 3600
_LONGEST_PAUSE = 14 * 24 * _HOUR
MAX_TRIES = 8

_WANTED = f"""
SELECT a.id, a.url, a.page_tries
FROM articles a INDEXED BY articles_page JOIN sources o ON o.id = a.source_id
WHERE a.state = {LIVE} AND a.page_state = {PAGE_WANTED}
  AND a.page_next_try NOT BETWEEN ? + 1 AND ? + {_LONGEST_PAUSE}
  AND o.full_text = 1 AND o.removed_at IS NULL {{source}}
ORDER BY a.sort_time DESC, a.id DESC LIMIT ?
"""
FROM_PAGE = f"""
EXISTS (SELECT 1 FROM versions v WHERE v.article_id = articles.id
  AND v.number = articles.versions AND v.media_type = '{MediaType.PAGE.value}')
"""
"""Whether the newest version of an article is a page, in SQL."""


def wanted(run: Run, limit: int, source_id: int | None, now: int) -> tuple[WantedPage, ...]:
    """Return pages that are worth a try now, those of the newest articles first."""
    source = "AND a.source_id = ?" if source_id is not None else ""
    parameters = (now, now, limit) if source_id is None else (now, now, source_id, limit)
    return tuple(WantedPage(*row) for row in run(_WANTED.format(source=source), parameters))


def follow_source(connection: sa.Connection, source_id: int) -> None:
    """Make the articles of a source want their pages, or not, as its `full_text` says now.

    Turned on, what was never taken is wanted, what was given up included; turned off, what waits
    is let go. Texts that are there stay as they are.
    """
    row = connection.exec_driver_sql(
        "SELECT full_text AND kind <> 'folder' FROM sources WHERE id = ?", (source_id,)
    ).one()
    if row[0]:
        connection.exec_driver_sql(
            f"UPDATE articles SET page_state = {PAGE_WANTED}, page_tries = 0, page_next_try = 0 "
            f"WHERE source_id = ? AND state = {LIVE} AND page_state IN "
            f"({PAGE_UNASKED}, {PAGE_GIVEN_UP}) AND (url LIKE 'http://%' OR url LIKE 'https://%')",
            (source_id,),
        )
        return
    connection.exec_driver_sql(
        f"UPDATE articles SET page_state = CASE WHEN {FROM_PAGE} THEN {PAGE_TAKEN} "
        f"ELSE {PAGE_UNASKED} END, page_tries = 0, page_next_try = 0 "
        f"WHERE source_id = ? AND page_state = {PAGE_WANTED}",
        (source_id,),
    )


def record_failed(
    connection: sa.Connection,
    article_id: int,
    now: int,
    *,
    status: int | None,
    retry_at: int | None,
    final: bool,
    counts: bool,
) -> None:
    """Note that a page could not be had; the pause doubles from an hour to two weeks."""
    found = connection.exec_driver_sql(
        "UPDATE articles SET page_checked_at = ?, page_status = ?, page_tries = page_tries + ?, "
        f"page_next_try = max(?, ? + ? * min({_LONGEST_PAUSE}, {_HOUR} << min(page_tries, 16))), "
        f"page_state = CASE WHEN ? OR page_tries + ? >= {MAX_TRIES} THEN {PAGE_GIVEN_UP} "
        f"ELSE {PAGE_WANTED} END WHERE id = ? AND state = {LIVE} AND page_state = {PAGE_WANTED}",
        (now, status, counts, retry_at or 0, now, counts, final, counts, article_id),
    )
    if not found.rowcount and not _exists(connection, article_id):
        raise _missing(article_id)


def _exists(connection: sa.Connection, article_id: int) -> bool:
    sql = f"SELECT 1 FROM articles WHERE id = ? AND state = {LIVE}"
    return connection.exec_driver_sql(sql, (article_id,)).first() is not None


def _missing(article_id: int) -> NotFoundError:
    return NotFoundError(f"There is no article {article_id}.")


def source_of(connection: sa.Connection, article_id: int) -> int:
    """Return the id of the source that an article belongs to; raises `NotFoundError`."""
    found = connection.exec_driver_sql(
        f"SELECT source_id FROM articles WHERE id = ? AND state = {LIVE}", (article_id,)
    ).scalar_one_or_none()
    if found is None:
        raise _missing(article_id)
    return int(found)
