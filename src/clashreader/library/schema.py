"""The tables as SQLAlchemy Core knows them, and the statements that are built from them.

The schema itself is laid down in `ddl`; a test holds these names against it. SQLAlchemy is imported
by the first statement: whoever only reads does without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.statements import Statements

COLUMNS = {
    "sources": "id kind url title title_chosen site_url section_id default_section full_text "
    "images paused interval added_at removed_at last_sync next_sync retry_at failures error notice "
    "etag last_modified content_hash validated_at articles unread typed login",
    "articles": "id source_id uid state read read_at bookmarked_at hidden section_id "
    "section_own section_fixed published updated first_seen sort_time month "
    "versions edits edited_at gone_since deleted_at words language lead_image title "
    "title_derived author outlet url url_key item_hash text_hash fingerprint "
    "own_tags page_state page_tries page_checked_at page_next_try page_status "
    "summary",
    "captures": "id source_id at url url_reached status etag last_modified content_hash program "
    "extractor",
    "versions": "id article_id number seen_at capture_id words media_type span_start span_end "
    "text_hash title base_url lead_image details body_hash plain_hash file_hash hashed_at",
    "bodies": "version_id body text",
    "tags": "id name folded colour total unread",
    "article_tags": "article_id tag_id by_reader",
    "images": "id url state hash media_type bytes width height error attempts next_try fetched_at",
    "article_images": "article_id version_id position image_id",
    "sections": "id name folded position hidden",
    "section_aliases": "folded name section_id",
    "saved_searches": "id name query sort position",
    "rules": "id name query actions enabled position error",
}
"""The columns of each table that is written this way."""


@cache
def table(name: str) -> sa.TableClause:
    """Return a table by name."""
    import sqlalchemy as sa

    return sa.table(name, *(sa.column(column) for column in COLUMNS[name].split()))


def insert(connection: Statements, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows, which all have the same columns in the same order, to a table."""
    columns = ", ".join(rows[0])
    insert_tuples(connection, f"{name} ({columns})", [tuple(row.values()) for row in rows])


_TOGETHER = 100
"""Rows that one statement adds."""


def insert_tuples(
    connection: Statements, into: str, rows: Sequence[tuple[object, ...]], then: str = ""
) -> None:
    """Add rows of all columns of a table, or of those named with it.

    SQLite keeps a copy of each page that a statement touches, since it may have to take it back:
    with a statement for each row these are a dozen pages an article, indexes and counts included.
    A hundred rows a statement take a third of the time.
    """
    for start in range(0, len(rows), _TOGETHER):
        some = rows[start : start + _TOGETHER]
        connection.exec_driver_sql(
            _insertion(into, len(some[0]), len(some), then),
            tuple(value for row in some for value in row),
        )


@lru_cache(maxsize=64)
def _insertion(into: str, width: int, count: int, then: str) -> str:
    row = f"({', '.join('?' * width)})"
    return f"INSERT INTO {into} VALUES {', '.join([row] * count)} {then}"


def insert_one(connection: sa.Connection, name: str, values: Mapping[str, Any]) -> int:
    """Add one row to a table; return its id."""
    to = table(name)
    statement = to.insert().values(**values).returning(to.c.id)
    return int(connection.execute(statement).scalar_one())


def update(connection: Statements, name: str, row: int, values: Mapping[str, Any]) -> None:
    """Set columns of the row with that id."""
    connection.exec_driver_sql(_setting(name, tuple(values)), (*values.values(), row))


@lru_cache(maxsize=64)
def _setting(name: str, columns: tuple[str, ...]) -> str:
    unknown = set(columns) - set(COLUMNS[name].split())
    if unknown:
        raise KeyError(f"{name} has no {unknown}")
    return f"UPDATE {name} SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?"
