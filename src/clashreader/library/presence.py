"""Whether the pages behind articles are still on their sites: which are to be asked, what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError
from clashreader.library.ddl import LIVE
from clashreader.model import Changes, WantedPage

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run

WEEK = 7 * 86_400
"""Seconds between two looks at the page of a bookmarked article."""

# The planner keeps no statistics, and would go through every article; the short index is named.
_BOOKMARKED = f"""
SELECT a.id, a.url, 0
FROM articles a INDEXED BY articles_bookmarked JOIN sources o ON o.id = a.source_id
WHERE a.state = {LIVE} AND a.bookmarked_at IS NOT NULL AND o.kind <> 'folder'
  AND o.removed_at IS NULL AND (a.url LIKE 'http://%' OR a.url LIKE 'https://%')
  AND (? OR coalesce(a.page_checked_at, a.first_seen) NOT BETWEEN ? - {WEEK} AND ?)
  AND (? IS NULL OR a.source_id = ?)
ORDER BY coalesce(a.page_checked_at, 0), a.id LIMIT ?
"""


def wanted(
    run: Run, limit: int, source_id: int | None, now: int, *, due_only: bool
) -> tuple[WantedPage, ...]:
    """Return pages of bookmarked articles, those asked longest ago first."""
    parameters = (int(not due_only), now, now, source_id, source_id, limit)
    return tuple(WantedPage(*row) for row in run(_BOOKMARKED, parameters))


def record(
    connection: sa.Connection, article_id: int, now: int, *, status: int, gone: bool | None
) -> Changes:
    """Note what a page answered; None where that says neither that it is there nor that not."""
    found = connection.exec_driver_sql(
        f"SELECT gone_since FROM articles WHERE id = ? AND state = {LIVE}", (article_id,)
    ).first()
    if found is None:
        raise NotFoundError(f"There is no article {article_id}.")
    was_gone = found[0] is not None
    since = found[0] if gone is None or gone == was_gone else (now if gone else None)
    connection.exec_driver_sql(
        "UPDATE articles SET page_checked_at = ?, page_status = ?, gone_since = ? WHERE id = ?",
        (now, status, since, article_id),
    )
    return Changes() if gone is None or gone == was_gone else Changes(articles=(article_id,))
