"""Sections and tags by name: found without regard to case and accents, made at first use."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError, UsageError
from clashreader.library.folding import cut_name, fold_name

if TYPE_CHECKING:
    from clashreader.library.statements import Statements


def clean_name(name: str, what: str) -> str:
    """Return `name` on one line, cut at 200 characters; an empty one raises `UsageError`."""
    plain = cut_name(name)
    if not fold_name(plain):
        raise UsageError(f"A {what} needs a name.")
    return plain


def _next(table: str) -> str:
    """Return SQL for the next id of a tag or section. None is given out twice: what can be undone
    speaks of rows that have been deleted.
    """
    return (
        f"(SELECT 1 + max(coalesce((SELECT max(id) FROM {table}), 0), coalesce("
        f"(SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'highest of {table}'), 0)))"
    )


def forget(connection: Statements, table: str, identity: int) -> None:
    """Delete a tag or section; no other will get its number."""
    connection.exec_driver_sql(
        f"INSERT OR REPLACE INTO meta VALUES ('highest of {table}', {_next(table)} - 1)"
    )
    connection.exec_driver_sql(f"DELETE FROM {table} WHERE id = ?", (identity,))


class Sections:
    """Finds the section of an article: the reader's choice for the source, the item's own, the
    source's default, in this order.
    """

    def __init__(self, connection: Statements, source_id: int, *, left: bool = False) -> None:
        """Raises `NotFoundError` where the reader has left the source, unless `left` is said."""
        self._connection = connection
        self._cache: dict[str, int | None] = {}
        row = connection.exec_driver_sql(
            "SELECT section_id, default_section FROM sources WHERE id = ? "
            "AND (? OR removed_at IS NULL)",
            (source_id, left),
        ).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no source {source_id}.")
        self._chosen: int | None = row[0]
        self._default: str | None = row[1]

    def for_article(self, own: str | None) -> int | None:
        """Return the id of the section for an article that says `own` of itself, or None."""
        if self._chosen is not None:
            return self._chosen
        name = own if own and fold_name(own) else self._default
        if not name:
            return None
        if name not in self._cache:
            self._cache[name] = section_id(self._connection, name)
        return self._cache[name]


def find_section(connection: Statements, name: str) -> int | None:
    """Return the id of the section called `name` now or once, or None."""
    key = fold_name(name)
    row = connection.exec_driver_sql(
        "SELECT id FROM sections WHERE folded = ? UNION ALL "
        "SELECT section_id FROM section_aliases WHERE folded = ?", (key, key),
    ).first()  # fmt: skip
    return int(row[0]) if row else None


def section_id(connection: Statements, name: str) -> int | None:
    """Return the id of section `name`, made at the end of the order if it is new; None if empty."""
    if not fold_name(name):
        return None
    found = find_section(connection, name)
    if found is not None:
        return found
    plain = clean_name(name, "section")
    row = connection.exec_driver_sql(
        "INSERT INTO sections (id, name, folded, position) "
        f"SELECT {_next('sections')}, ?, ?, coalesce(max(position), 0) + 1 FROM sections "
        "RETURNING id",
        (plain, fold_name(plain)),
    ).one()
    return int(row[0])


def tag_ids(connection: Statements, names: Iterable[str]) -> dict[str, int]:
    """Return the ids of tags by folded name; those that do not exist yet are made."""
    names = list(names)
    keys = {name: fold_name(name) for name in set(names)}  # the articles of a source share most
    wanted = {keys[name]: name for name in names}
    wanted.pop("", None)
    if not wanted:
        return {}
    found = _tags_there(connection, wanted)
    if len(found) < len(wanted):
        connection.exec_driver_sql(
            f"INSERT OR IGNORE INTO tags (id, name, folded) VALUES ({_next('tags')}, ?, ?)",
            [(cut_name(name), key) for key, name in wanted.items() if key not in found],
        )
        found = _tags_there(connection, wanted)
    return found


def _tags_there(connection: Statements, keys: Iterable[str]) -> dict[str, int]:
    rows = connection.exec_driver_sql(
        "SELECT folded, id FROM tags WHERE folded IN (SELECT value FROM json_each(?))",
        (json.dumps(list(keys)),),
    )
    return {row[0]: row[1] for row in rows}


def find_tag(connection: Statements, name: str) -> int:
    """Return the id of the tag called `name`; raises `NotFoundError`."""
    row = connection.exec_driver_sql(
        "SELECT id FROM tags WHERE folded = ?", (fold_name(name),)
    ).first()
    if row is None:
        raise NotFoundError(f"There is no tag called {name!r}.")
    return int(row[0])
