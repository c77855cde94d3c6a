"""Tags as a whole: renamed, merged, deleted, coloured."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from clashreader.errors import UsageError
from clashreader.library.folding import fold_name
from clashreader.library.names import clean_name, find_tag, forget
from clashreader.library.undoing import Journal, chunks
from clashreader.model import TAG_COLOURS, Changes, Deed

if TYPE_CHECKING:
    import sqlalchemy as sa

_CARRIED = "article_id IN (SELECT value FROM json_each(?)) AND tag_id IN (?, ?)"


def rename_tag(connection: sa.Connection, name: str, new_name: str) -> Changes:
    """Rename a tag; a name that another tag has already merges the two."""
    tag = find_tag(connection, name)
    plain = clean_name(new_name, "tag")
    other = connection.exec_driver_sql(
        "SELECT id FROM tags WHERE folded = ? AND id <> ?", (fold_name(plain), tag)
    ).first()
    if other is not None:
        return _merge(connection, tag, other[0])
    before = _name(connection, tag)
    journal = Journal(connection)
    with journal.watching("tags", "id = ?", (tag,)):
        connection.exec_driver_sql(
            "UPDATE tags SET name = ?, folded = ? WHERE id = ?", (plain, fold_name(plain), tag)
        )
    return journal.changes(Deed.RENAME_TAG, (before, plain))


def merge_tags(connection: sa.Connection, name: str, into: str) -> Changes:
    """Put the tag `into` on all articles of `name`, which is no more."""
    tag, target = find_tag(connection, name), find_tag(connection, into)
    if tag == target:
        raise UsageError("A tag cannot be merged with itself.")
    return _merge(connection, tag, target)


def _merge(connection: sa.Connection, tag: int, target: int) -> Changes:
    names = _name(connection, tag), _name(connection, target)
    journal = Journal(connection)
    with journal.watching("tags", "id = ?", (tag,)):
        for chunk in chunks(_carriers(connection, tag)):
            with journal.watching("article_tags", _CARRIED, (chunk, tag, target)):
                connection.exec_driver_sql(
                    "INSERT INTO article_tags SELECT article_id, ?, by_reader FROM article_tags "
                    "WHERE tag_id = ? AND article_id IN (SELECT value FROM json_each(?)) "
                    "ON CONFLICT (article_id, tag_id) "
                    "DO UPDATE SET by_reader = max(by_reader, excluded.by_reader)",
                    (target, tag, chunk),
                )
                _take_off(connection, tag, chunk)
        forget(connection, "tags", tag)
    return journal.changes(Deed.MERGE_TAGS, names)


def delete_tag(connection: sa.Connection, name: str) -> Changes:
    """Take a tag off all its articles and forget it."""
    tag = find_tag(connection, name)
    called = _name(connection, tag)
    journal = Journal(connection)
    with journal.watching("tags", "id = ?", (tag,)):
        for chunk in chunks(_carriers(connection, tag)):
            with journal.watching("article_tags", _CARRIED, (chunk, tag, tag)):
                _take_off(connection, tag, chunk)
        forget(connection, "tags", tag)
    return journal.changes(Deed.DELETE_TAG, (called,))


def colour_tag(connection: sa.Connection, name: str, colour: str | None) -> Changes:
    """Give a tag one of `TAG_COLOURS`, or take its colour away."""
    if colour is not None and colour not in TAG_COLOURS:
        raise UsageError(f"A tag can be {', '.join(TAG_COLOURS)}; not {colour!r}.")
    tag = find_tag(connection, name)
    journal = Journal(connection)
    with journal.watching("tags", "id = ?", (tag,)):
        connection.exec_driver_sql("UPDATE tags SET colour = ? WHERE id = ?", (colour, tag))
    return journal.changes(Deed.COLOUR_TAG, (_name(connection, tag),))


def _name(connection: sa.Connection, tag: int) -> str:
    found = connection.exec_driver_sql("SELECT name FROM tags WHERE id = ?", (tag,))
    return str(found.scalar_one())


def _carriers(connection: sa.Connection, tag: int) -> array[int]:
    found = connection.exec_driver_sql(
        "SELECT article_id FROM article_tags WHERE tag_id = ?", (tag,)
    )
    return array("q", found.scalars())


def _take_off(connection: sa.Connection, tag: int, chunk: str) -> None:
    connection.exec_driver_sql(
        "DELETE FROM article_tags WHERE tag_id = ? "
        "AND article_id IN (SELECT value FROM json_each(?))", (tag, chunk),
    )  # fmt: skip
