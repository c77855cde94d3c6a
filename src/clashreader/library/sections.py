"""Sections as a whole: renamed, merged, put in order, hidden; names that they had once."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError, UsageError
from clashreader.library.folding import fold_name
from clashreader.library.names import clean_name, find_section, forget
from clashreader.library.undoing import IN_IDS, Journal, chunks
from clashreader.model import Changes, Deed

if TYPE_CHECKING:
    import sqlalchemy as sa


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


def _names(connection: sa.Connection, section: int) -> tuple[str, str]:
    """Return name and key of a section."""
    row = connection.exec_driver_sql(
        "SELECT name, folded FROM sections WHERE id = ?", (section,)
    ).one()
    return row[0], row[1]


def rename_section(connection: sa.Connection, name: str, new_name: str) -> Changes:
    """Give a section another name; the old one becomes an alias, so later articles follow."""
    section = _section(connection, name)
    plain = clean_name(new_name, "section")
    key = fold_name(plain)
    other = find_section(connection, plain)
    if other is not None and other != section:
        raise UsageError(f"There is a section called {plain!r} already. Merge them instead.")
    old, old_key = _names(connection, section)
    journal = Journal(connection)
    with (
        journal.watching("sections", "id = ?", (section,)),
        journal.watching("section_aliases", "folded IN (?, ?)", (key, old_key)),
    ):
        connection.exec_driver_sql("DELETE FROM section_aliases WHERE folded = ?", (key,))
        connection.exec_driver_sql(
            "UPDATE sections SET name = ?, folded = ? WHERE id = ?", (plain, key, section)
        )
        if old_key != key:
            _alias(connection, old_key, old, section)
    return journal.changes(Deed.RENAME_SECTION, (old, plain))


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
    old, old_key = _names(connection, source)
    journal = Journal(connection)
    with (
        journal.watching("sections", "id = ?", (source,)),
        # Its name may be an alias of a third one too, after an undo out of turn.
        journal.watching(
            "section_aliases", "section_id IN (?, ?) OR folded = ?", (source, target, old_key)
        ),
        journal.watching("sources", "section_id IN (?, ?)", (source, target)),
    ):
        for chunk in chunks(_articles(connection, source)):
            with journal.watching("articles", IN_IDS, (chunk,), ("section_id",)):
                connection.exec_driver_sql(
                    f"UPDATE articles SET section_id = ? WHERE {IN_IDS}", (target, chunk)
                )
        for table in ("sources", "section_aliases"):
            connection.exec_driver_sql(
                f"UPDATE {table} SET section_id = ? WHERE section_id = ?", (target, source)
            )
        forget(connection, "sections", source)
        connection.exec_driver_sql("DELETE FROM section_months WHERE section_id = ?", (source,))
        _alias(connection, old_key, old, target)
    return journal.changes(Deed.MERGE_SECTIONS, (old, _names(connection, target)[0]))


def _articles(connection: sa.Connection, section: int) -> array[int]:
    """Return every article of a section, tombstones too: none may point to one that is no more."""
    found = connection.exec_driver_sql("SELECT id FROM articles WHERE section_id = ?", (section,))
    return array("q", found.scalars())


def order_sections(connection: sa.Connection, names: Sequence[str]) -> Changes:
    """Put the named sections first, in this order; the others follow as they were."""
    first = [_section(connection, name) for name in names]
    if len(set(first)) != len(first):
        raise UsageError("A section is named twice.")
    rest = connection.exec_driver_sql("SELECT id FROM sections ORDER BY position, id").scalars()
    ordered = first + [section for section in rest.all() if section not in set(first)]
    journal = Journal(connection)
    with journal.watching("sections", "1", ()):
        connection.exec_driver_sql(
            "UPDATE sections SET position = ? WHERE id = ?",
            [(place, section) for place, section in enumerate(ordered, 1)],
        )
    return journal.changes(Deed.ORDER_SECTIONS, tuple(names))


def hide_section(connection: sa.Connection, name: str, hidden: bool) -> Changes:
    """Take a section out of the sidebar, or put it back; its articles stay in all other views."""
    section = _section(connection, name)
    journal = Journal(connection)
    with journal.watching("sections", "id = ?", (section,)):
        connection.exec_driver_sql(
            "UPDATE sections SET hidden = ? WHERE id = ?", (int(hidden), section)
        )
    deed = Deed.HIDE_SECTION if hidden else Deed.SHOW_SECTION
    return journal.changes(deed, (_names(connection, section)[0],))


def delete_alias(connection: sa.Connection, alias: str) -> Changes:
    """Forget a name that a section had once: later articles of that name make a section again."""
    row = connection.exec_driver_sql(
        "SELECT a.name, a.folded, s.name FROM section_aliases a "
        "JOIN sections s ON s.id = a.section_id WHERE a.folded = ?", (fold_name(alias),),
    ).first()  # fmt: skip
    if row is None:
        raise NotFoundError(f"No section was called {alias!r} once.")
    journal = Journal(connection)
    with journal.watching("section_aliases", "folded = ?", (row[1],)):
        connection.exec_driver_sql("DELETE FROM section_aliases WHERE folded = ?", (row[1],))
    return journal.changes(Deed.DELETE_ALIAS, (row[0], row[2]))
