"""What the reader does to articles: read marks, bookmarks, tags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError
from clashreader.library.ddl import LIVE
from clashreader.library.folding import fold_name
from clashreader.library.names import clean_name, tag_ids
from clashreader.model import Changes

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run

_IDS = "id IN (SELECT value FROM json_each(?))"


def check_ids(run: Run, ids: Sequence[int]) -> None:
    """Raise `NotFoundError` for the first of `ids` that names no article."""
    sql = f"SELECT id FROM articles WHERE {_IDS} AND state = {LIVE}"
    known = {row[0] for row in run(sql, (json.dumps(list(ids)),))}
    for article_id in ids:
        if article_id not in known:
            raise NotFoundError(f"There is no article {article_id}.")


def _changed(
    connection: sa.Connection, sql: str, parameters: tuple[object, ...]
) -> tuple[int, ...]:
    return tuple(connection.exec_driver_sql(sql + " RETURNING id", parameters).scalars().all())


def set_read(connection: sa.Connection, ids: Sequence[int], read: bool, now: int) -> Changes:
    """Mark articles read or unread."""
    changed = _changed(
        connection,
        f"UPDATE articles SET read = ?, read_at = ? WHERE {_IDS} AND state = {LIVE} AND read <> ?",
        (int(read), now if read else None, json.dumps(list(ids)), int(read)),
    )
    touched = bool(changed)
    return Changes(articles=changed, sources=touched, sections=touched, tags=touched)


def set_bookmarked(
    connection: sa.Connection, ids: Sequence[int], bookmarked: bool, now: int
) -> Changes:
    """Bookmark articles or take the bookmark off."""
    changed = _changed(
        connection,
        f"UPDATE articles SET bookmarked_at = ? WHERE {_IDS} AND state = {LIVE} "
        "AND (bookmarked_at IS NOT NULL) <> ?",
        (now if bookmarked else None, json.dumps(list(ids)), int(bookmarked)),
    )
    return Changes(articles=changed)


def tag(
    connection: sa.Connection, ids: Sequence[int], add: Iterable[str], remove: Iterable[str]
) -> Changes:
    """Put tags on articles and take others off."""
    names = [clean_name(name, "tag") for name in add]
    wanted = json.dumps(list(ids))
    changed: set[int] = set()
    for tag_id in tag_ids(connection, names).values():
        changed |= set(
            connection.exec_driver_sql(
                f"INSERT INTO article_tags SELECT id, ?, 1 FROM articles WHERE {_IDS} "
                f"AND state = {LIVE} ON CONFLICT (article_id, tag_id) DO UPDATE SET by_reader = 1 "
                "WHERE by_reader = 0 RETURNING article_id",
                (tag_id, wanted),
            ).scalars()
        )
    keys = [fold_name(name) for name in remove]
    if keys:
        changed |= set(
            connection.exec_driver_sql(
                "DELETE FROM article_tags WHERE article_id IN (SELECT value FROM json_each(?)) "
                "AND tag_id IN (SELECT id FROM tags WHERE folded IN "
                "(SELECT value FROM json_each(?))) RETURNING article_id",
                (wanted, json.dumps(keys)),
            ).scalars()
        )
    return Changes(articles=tuple(sorted(changed)), tags=bool(changed))
