"""Saved searches: kept in the reader's order, counted, carried from one library to another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clashreader.errors import NotFoundError, QueryError, UsageError
from clashreader.library import finding
from clashreader.library.connection import run_on
from clashreader.library.folding import fold_name
from clashreader.library.grammar import parse_query
from clashreader.library.names import clean_name
from clashreader.library.saved import all_searches
from clashreader.library.undoing import Journal
from clashreader.model import ArticleQuery, Changes, Deed, SavedSearch, SearchCount, Sort

if TYPE_CHECKING:
    import sqlalchemy as sa

    from clashreader.library.rows import Run

_FORMAT = "clashreader searches"
_MAX_IMPORTED = 1000
_MAX_QUERY = 20_000


def find(run: Run, text: str) -> SavedSearch:
    """Return the saved search of that name; raises `NotFoundError`."""
    for search in all_searches(run):
        if fold_name(search.name) == fold_name(text):
            return search
    raise NotFoundError(f"There is no saved search called {text!r}.")


def one(run: Run, search_id: int) -> SavedSearch:
    """Return a saved search by its number; raises `NotFoundError`."""
    for search in all_searches(run):
        if search.id == search_id:
            return search
    raise NotFoundError(f"There is no saved search {search_id}.")


def count(run: Run, query: str, now: int) -> SearchCount | None:
    """Count what a query finds; None where it cannot be read."""
    try:
        where = parse_query(query)
    except QueryError:
        return None
    return SearchCount(*finding.count_unread(run, ArticleQuery(where), now))


def _checked(run: Run, name: str, query: str, but: int | None = None) -> str:
    """Return a name that can be taken; raises `UsageError`, or `QueryError` for the query."""
    plain = clean_name(name, "saved search")
    parse_query(query)
    for search in all_searches(run):
        if fold_name(search.name) == fold_name(plain) and search.id != but:
            raise UsageError(f"There is a saved search called {search.name!r} already.")
    return plain


def add(connection: sa.Connection, name: str, query: str, sort: Sort) -> SavedSearch:
    """Save a search, at the end of the order."""
    plain = _checked(run_on(connection), name, query)
    row = connection.exec_driver_sql(
        "INSERT INTO saved_searches (name, query, sort, position) "
        "SELECT ?, ?, ?, coalesce(max(position), 0) + 1 FROM saved_searches RETURNING id",
        (plain, query.strip(), sort.value),
    ).one()
    return SavedSearch(row[0], plain, query.strip(), sort)


def edit(
    connection: sa.Connection, search_id: int, name: str | None, query: str | None,
    sort: Sort | None,
) -> Changes:  # fmt: skip
    """Change a saved search; None leaves a value as it is."""
    before = one(run_on(connection), search_id)
    name = before.name if name is None else name
    query = before.query if query is None else query.strip()
    plain = _checked(run_on(connection), name, query, search_id)
    journal = Journal(connection)
    with journal.watching("saved_searches", "id = ?", (search_id,)):
        connection.exec_driver_sql(
            "UPDATE saved_searches SET name = ?, query = ?, sort = ? WHERE id = ?",
            (plain, query, (sort or before.sort).value, search_id),
        )
    return journal.changes(Deed.EDIT_SEARCH, (plain,))


def delete(connection: sa.Connection, search_id: int) -> Changes:
    """Forget a saved search; what it found stays."""
    before = one(run_on(connection), search_id)
    journal = Journal(connection)
    with journal.watching("saved_searches", "id = ?", (search_id,)):
        connection.exec_driver_sql("DELETE FROM saved_searches WHERE id = ?", (search_id,))
    return journal.changes(Deed.DELETE_SEARCH, (before.name,))


def order(connection: sa.Connection, first: Sequence[int]) -> Changes:
    """Put the saved searches `first` first, in this order; the others follow as they were."""
    journal = Journal(connection)
    put_in_order(
        connection,
        journal,
        "saved_searches",
        [s.id for s in all_searches(run_on(connection))],
        first,
    )
    return journal.changes(Deed.ORDER_SEARCHES)


def put_in_order(
    connection: sa.Connection, journal: Journal, table: str, now: Sequence[int],
    first: Sequence[int],
) -> None:  # fmt: skip
    """Number the rows `now` of a short table anew, `first` first."""
    if len(set(first)) != len(first):
        raise UsageError("One is named twice.")
    if not set(first) <= set(now):
        raise NotFoundError("One of these is not there any more.")
    ordered = [*first, *(row for row in now if row not in set(first))]
    with journal.watching(table, "1", ()):
        connection.exec_driver_sql(
            f"UPDATE {table} SET position = ? WHERE id = ?",
            [(place, row) for place, row in enumerate(ordered, 1)],
        )


def as_text(searches: Sequence[SavedSearch]) -> str:
    """Return saved searches as a file's text (JSON), for `read_text`."""
    listed = [{"name": s.name, "query": s.query, "sort": s.sort.value} for s in searches]
    return json.dumps({"format": _FORMAT, "searches": listed}, ensure_ascii=False, indent=2) + "\n"


def read_text(text: str) -> tuple[tuple[str, str, Sort], ...]:
    """Return name, query and order of each search in a file; raises `UsageError`."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError("This is not a file of saved searches: it is no JSON.") from error
    listed = content.get("searches") if isinstance(content, dict) else None
    if not isinstance(listed, list) or content.get("format") != _FORMAT:
        raise UsageError("This is not a file of saved searches.")
    if len(listed) > _MAX_IMPORTED:
        raise UsageError(f"There are more than {_MAX_IMPORTED:,} saved searches in this file.")
    return tuple(_read_one(entry, place) for place, entry in enumerate(listed, 1))


def _read_one(entry: object, place: int) -> tuple[str, str, Sort]:
    if not isinstance(entry, dict):
        raise UsageError(f"Saved search {place} in this file is not one.")
    name, query, sort = entry.get("name"), entry.get("query"), entry.get("sort", "newest")
    if not isinstance(name, str) or not isinstance(query, str) or sort not in list(Sort):
        raise UsageError(f"Saved search {place} in this file is not whole.")
    try:
        parse_query(query)
    except QueryError as error:
        raise UsageError(f"The query of {name!r} in this file: {error.message}") from error
    return clean_name(name, "saved search"), query, Sort(sort)


def add_all(
    connection: sa.Connection, found: Sequence[tuple[str, str, Sort]]
) -> tuple[SavedSearch, ...]:
    """Save the searches of a file. One that is there already, name and query, is left out; one
    whose name is another's gets a number behind it.
    """
    added = []
    for name, query, sort in found:
        there = {fold_name(s.name): s.query for s in all_searches(run_on(connection))}
        free, number = name, 2
        while there.get(fold_name(free), query.strip()) != query.strip():
            free, number = f"{name[:190]} {number}", number + 1
        if fold_name(free) not in there:
            added.append(add(connection, free, query, sort))
    return tuple(added)
