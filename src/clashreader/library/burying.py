"""Emptying the bin: the content of articles goes, a light row stays so that none comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from clashreader.library import index
from clashreader.library.ddl import BINNED, DELETED
from clashreader.library.undoing import IN_IDS

if TYPE_CHECKING:
    import threading

    import sqlalchemy as sa

    from clashreader.library.connection import Connections
    from clashreader.library.rows import Run

BATCH = 200
"""Articles that are buried in one transaction, which takes some 100 ms."""
_TABLES = (
    "article_images", "article_tags", "highlights", "notes", "versions", "sketches", "ungrouped",
    "duplicates",
)  # fmt: skip


def bury(connection: sa.Connection, ids: Sequence[int], now: int) -> None:
    """Delete articles: the content goes, the light row stays as a tombstone. Pictures that no
    other article shows are forgotten; their files are cleaned up later.
    """
    if not ids:
        return
    for article_id in ids:
        columns = index.columns(connection, article_id)
        if columns:
            index.forget(connection, article_id, columns)
    images = _images(connection, ids)
    wanted = [(article_id,) for article_id in ids]
    for table in _TABLES:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE article_id = ?", wanted)
    connection.exec_driver_sql(
        f"UPDATE articles SET state = {DELETED}, deleted_at = ?, summary = '', own_tags = NULL, "
        "lead_image = NULL, bookmarked_at = NULL WHERE id = ?",
        [(now, article_id) for article_id in ids],
    )
    connection.exec_driver_sql(
        "DELETE FROM images WHERE id IN (SELECT value FROM json_each(?)) "
        "AND NOT EXISTS (SELECT 1 FROM article_images p WHERE p.image_id = images.id) "
        "AND NOT EXISTS (SELECT 1 FROM articles a WHERE a.lead_image = images.id)",
        (json.dumps(images),),
    )


def _images(connection: sa.Connection, ids: Sequence[int]) -> list[int]:
    chunk = json.dumps(list(ids))
    found = connection.exec_driver_sql(
        "SELECT image_id FROM article_images WHERE article_id IN (SELECT value FROM json_each(?)) "
        "UNION SELECT lead_image FROM articles WHERE id IN (SELECT value FROM json_each(?)) "
        "AND lead_image IS NOT NULL", (chunk, chunk),
    )  # fmt: skip
    return list(found.scalars())


def binned(run: Run) -> list[int]:
    """Return what is in the bin, deleted last comes first."""
    found = run(
        f"SELECT id FROM articles WHERE state = {BINNED} ORDER BY deleted_at DESC, id DESC", ()
    )
    return [row[0] for row in found]


def empty(
    connections: Connections,
    now: int,
    progress: Callable[[int, int], None] | None,
    cancel: threading.Event | None,
) -> int:
    """Bury what is in the bin, in batches; return how many articles."""
    with connections.read() as run:
        ids = binned(run)
    done = 0
    for start in range(0, len(ids), BATCH):
        if cancel is not None and cancel.is_set():
            break
        chunk = json.dumps(ids[start : start + BATCH])
        with connections.write(durable=True) as connection:
            still = connection.exec_driver_sql(  # some may have been restored meanwhile
                f"SELECT id FROM articles WHERE {IN_IDS} AND state = {BINNED}", (chunk,)
            )
            buried = still.scalars().all()
            bury(connection, buried, now)
        done += len(buried)
        if progress is not None:
            progress(min(start + BATCH, len(ids)), len(ids))
    return done
