"""Sections and tags by name: found without regard to case and accents, made at first use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError, UsageError
from clashreader.library.folding import cut_name, fold_name
from clashreader.model import Changes

if TYPE_CHECKING:
    import sqlalchemy as sa


def clean_name(name: str, what: str) -> str:
    """Return `name` on one line, cut at 200 characters; an empty one raises `UsageError`."""
    plain = cut_name(name)
    if not fold_name(plain):
        raise UsageError(f"A {what} needs a name.")
    return plain


class Sections:
    """Finds the section of an article: the reader's choice for the source, the item's own, the
    source's default, in this order.
    """

    def __init__(self, connection: sa.Connection, source_id: int) -> None:
        self._connection = connection
        self._cache: dict[str, int | None] = {}
        row = connection.exec_driver_sql(
            "SELECT section_id, default_section FROM sources WHERE id = ? AND removed_at IS NULL",
            (source_id,),
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


def find_section(connection: sa.Connection, name: str) -> int | None:
    """Return the id of the section called `name` now or once, or None."""
    key = fold_name(name)
    row = connection.exec_driver_sql(
        "SELECT id FROM sections WHERE folded = ? UNION ALL "
        "SELECT section_id FROM section_aliases WHERE folded = ?", (key, key),
    ).first()  # fmt: skip
    return int(row[0]) if row else None


def section_id(connection: sa.Connection, name: str) -> int | None:
    """Return the id of section `name`, made at the end of the order if it is new; None if empty."""
    if not fold_name(name):
        return None
    found = find_section(connection, name)
    if found is not None:
        return found
    plain = clean_name(name, "section")
    row = connection.exec_driver_sql(
        "INSERT INTO sections (name, folded, position) "
        "SELECT ?, ?, coalesce(max(position), 0) + 1 FROM sections RETURNING id",
        (plain, fold_name(plain)),
    ).one()
    return int(row[0])


def _section(connection: sa.Connection, name: str) -> int:
    """Return the id of the section that is called `name` now, since changing it by a name that it
    had once would surprise.
    """
    row = connection.exec_driver_sql(
        "SELECT id FROM sections WHERE folded = ?", (fold_name(name),)
    ).first()
    if row is not None:
        return int(row[0])
    current = connection.exec_driver_sql(
        "SELECT s.name FROM section_aliases a JOIN sections s ON s.id = a.section_id "
        "WHERE a.folded = ?",
        (fold_name(name),),
    ).scalar_one_or_none()
    if current is not None:
        raise UsageError(f"{name!r} is called {current!r} now. Use that name.")
    raise NotFoundError(f"There is no section called {name!r}.")


def rename_section(connection: sa.Connection, name: str, new_name: str) -> Changes:
    """Give a section another name; the old one becomes an alias, so later articles follow."""
    section = _section(connection, name)
    plain = clean_name(new_name, "section")
    key = fold_name(plain)
    other = find_section(connection, plain)
    if other is not None and other != section:
        raise UsageError(f"There is a section called {plain!r} already. Merge them instead.")
    old = connection.exec_driver_sql(
        "SELECT name, folded FROM sections WHERE id = ?", (section,)
    ).one()
    connection.exec_driver_sql("DELETE FROM section_aliases WHERE folded = ?", (key,))
    connection.exec_driver_sql(
        "UPDATE sections SET name = ?, folded = ? WHERE id = ?", (plain, key, section)
    )
    if old[1] != key:
        _alias(connection, old[1], old[0], section)
    return Changes(sections=True, everything=True)


def _alias(connection: sa.Connection, key: str, name: str, section: int) -> None:
    connection.exec_driver_sql(
        "INSERT INTO section_aliases VALUES (?, ?, ?) "
        "ON CONFLICT (folded) DO UPDATE SET section_id = excluded.section_id",
        (key, name, section),
    )


def merge_sections(connection: sa.Connection, name: str, into: str) -> Changes:
    """Move the articles of one section to another, and all later ones of that name too."""
    source, target = _section(connection, name), find_section(connection, into)
    if target is None:
        raise NotFoundError(
            f"There is no section called {into!r}. To give {name!r} that name, rename it."
        )
    if source == target:
        raise UsageError("A section cannot be merged with itself.")
    old = connection.exec_driver_sql(
        "SELECT name, folded FROM sections WHERE id = ?", (source,)
    ).one()
    for statement in (
        "UPDATE articles SET section_id = ? WHERE section_id = ?",
        "UPDATE sources SET section_id = ? WHERE section_id = ?",
        "UPDATE section_aliases SET section_id = ? WHERE section_id = ?",
    ):
        connection.exec_driver_sql(statement, (target, source))
    connection.exec_driver_sql("DELETE FROM sections WHERE id = ?", (source,))
    connection.exec_driver_sql("DELETE FROM section_months WHERE section_id = ?", (source,))
    _alias(connection, old[1], old[0], target)
    return Changes(sections=True, everything=True)


def order_sections(connection: sa.Connection, names: Sequence[str]) -> Changes:
    """Put the named sections first, in this order; the others follow as they were."""
    first = [_section(connection, name) for name in names]
    if len(set(first)) != len(first):
        raise UsageError("A section is named twice.")
    rest = connection.exec_driver_sql("SELECT id FROM sections ORDER BY position, id").scalars()
    ordered = first + [section for section in rest.all() if section not in set(first)]
    connection.exec_driver_sql(
        "UPDATE sections SET position = ? WHERE id = ?",
        [(place, section) for place, section in enumerate(ordered, 1)],
    )
    return Changes(sections=True)


def tag_ids(connection: sa.Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the ids of tags by folded name; those that do not exist yet are made."""
    wanted = {fold_name(plain): plain for plain in map(cut_name, names)}
    wanted.pop("", None)
    if not wanted:
        return {}
    connection.exec_driver_sql(
        "INSERT INTO tags (name, folded) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(name, key) for key, name in wanted.items()],
    )
    rows = connection.exec_driver_sql(
        "SELECT folded, id FROM tags WHERE folded IN (SELECT value FROM json_each(?))",
        (json.dumps(list(wanted)),),
    )
    return {row[0]: row[1] for row in rows}


def find_tag(connection: sa.Connection, name: str) -> int:
    """Return the id of the tag called `name`; raises `NotFoundError`."""
    row = connection.exec_driver_sql(
        "SELECT id FROM tags WHERE folded = ?", (fold_name(name),)
    ).first()
    if row is None:
        raise NotFoundError(f"There is no tag called {name!r}.")
    return int(row[0])


def rename_tag(connection: sa.Connection, name: str, new_name: str) -> Changes:
    """Rename a tag; a name that another tag has already merges the two."""
    tag = find_tag(connection, name)
    plain = clean_name(new_name, "tag")
    other = connection.exec_driver_sql(
        "SELECT id FROM tags WHERE folded = ? AND id <> ?", (fold_name(plain), tag)
    ).first()
    if other is None:
        connection.exec_driver_sql(
            "UPDATE tags SET name = ?, folded = ? WHERE id = ?", (plain, fold_name(plain), tag)
        )
    else:
        connection.exec_driver_sql(
            "INSERT INTO article_tags SELECT article_id, ?, by_reader FROM article_tags "
            "WHERE tag_id = ? ON CONFLICT (article_id, tag_id) "
            "DO UPDATE SET by_reader = max(by_reader, excluded.by_reader)",
            (other[0], tag),
        )
        _remove_tag(connection, tag)
    return Changes(tags=True, everything=True)


def delete_tag(connection: sa.Connection, name: str) -> Changes:
    """Take a tag off all its articles and forget it."""
    _remove_tag(connection, find_tag(connection, name))
    return Changes(tags=True, everything=True)


def _remove_tag(connection: sa.Connection, tag: int) -> None:
    connection.exec_driver_sql("DELETE FROM article_tags WHERE tag_id = ?", (tag,))
    connection.exec_driver_sql("DELETE FROM tags WHERE id = ?", (tag,))
