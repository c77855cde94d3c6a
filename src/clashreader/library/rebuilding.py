"""Writing a damaged library anew from what can be read of it.

SQLite walks an index to empty it, so one with damaged pages can be neither rebuilt nor dropped.
The tables are therefore copied into a file of their own, which makes their indexes anew, and that
is written over the library in one transaction. The full-text index begins empty.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

from clashreader.errors import BusyLibraryError, UnusableLibraryError
from clashreader.library import reindexing
from clashreader.library.connection import BUSY_SECONDS, Connections
from clashreader.library.ddl import APPLICATION_ID
from clashreader.library.failures import is_damage
from clashreader.library.files import beside, clear_old, folded_name
from clashreader.library.folding import FOLDING_VERSION
from clashreader.library.rows import Run

EXPENDABLE = ("section_months", "image_counts", "fetch_log", "meta")
"""Tables that may be lost: counts, how fetches went, and what was under way."""
TABLES = (
    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
    "ESCAPE '\\' AND name NOT LIKE 'article\\_search%' ESCAPE '\\'"
)
LATER = (
    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND "
    "(type IN ('index', 'trigger') OR name = 'article_search') ORDER BY type = 'trigger'"
)


def unreadable(run: Run) -> list[str]:
    """Return the names of the tables that cannot be read whole."""
    return [name for name, _ in run(TABLES, ()) if not _is_readable(run, name)]


def _is_readable(run: Run, table: str) -> bool:
    try:
        run(f"SELECT count(*) FROM {table} NOT INDEXED", ())
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return False
    return True


def rebuild(connections: Connections) -> None:
    """Write the library anew, with all that its tables hold, and note that it wants an index.

    Raises `UnusableLibraryError` where a table cannot be read, `BusyLibraryError` where another
    program writes meanwhile; nothing is changed then.
    """
    clear_old(connections.path.parent, f"{connections.path.name}.rebuilt-*")
    part = beside(connections.path, f".rebuilt-{os.getpid()}")
    try:
        with connections.raw() as watch, connections.raw() as old:
            before = _changes(watch)
            with closing(sqlite3.connect(part, isolation_level=None)) as fresh:
                _copy(old, fresh)
                with connections.alone() as library:
                    _write_over(fresh, library, watch, before)
    finally:
        for ending in ("", "-journal"):
            beside(part, ending).unlink(missing_ok=True)


COPIED = "The library was copied to {} first."
WRITTEN_ANEW = "The file was written anew from its tables, with all their indexes."


def _changes(watch: sqlite3.Connection) -> int:
    return int(watch.execute("PRAGMA data_version").fetchone()[0])


def _copy(old: sqlite3.Connection, fresh: sqlite3.Connection) -> None:
    old.execute("BEGIN")
    begin_like(old, fresh)
    for name, sql in old.execute(TABLES).fetchall():
        fresh.execute(sql)
        with _named(name):
            _copy_table(old, fresh, name)
    end_like(fresh, [sql for (sql,) in old.execute(LATER).fetchall()])
    old.execute("ROLLBACK")


def begin_like(old: sqlite3.Connection, fresh: sqlite3.Connection) -> None:
    """Begin a file of the kind and schema that `old` is of, in a transaction."""
    fresh.create_function("fold_name", 1, folded_name, deterministic=True)
    size = old.execute("PRAGMA page_size").fetchone()[0]
    version = old.execute("PRAGMA user_version").fetchone()[0]
    for pragma in (f"page_size = {size}", "journal_mode = OFF", "synchronous = OFF",
                   f"application_id = {APPLICATION_ID}", f"user_version = {version}"):  # fmt: skip
        fresh.execute(f"PRAGMA {pragma}")
    fresh.execute("BEGIN")


def end_like(fresh: sqlite3.Connection, later: list[str]) -> None:
    """Make what comes after the tables (the statements `later`), with an index that is empty."""
    for sql in later:
        fresh.execute(sql)
    reindexing.begin(lambda sql, parameters: fresh.execute(sql, parameters).fetchall())
    fresh.execute("COMMIT")


def _copy_table(old: sqlite3.Connection, fresh: sqlite3.Connection, name: str) -> None:
    try:
        rows = old.execute(f"SELECT * FROM {name} NOT INDEXED ORDER BY {_key(old, name)}")
        marks = ", ".join("?" * len(rows.description))
        fresh.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    except sqlite3.DatabaseError as error:
        if name not in EXPENDABLE or not is_damage(error):
            raise
        fresh.execute(f"DELETE FROM {name}")
        if name == "meta":  # the index begins empty, so it is of this folding
            fresh.execute("INSERT INTO meta VALUES ('folding', ?)", (str(FOLDING_VERSION),))
        if name == "image_counts":
            fresh.execute("INSERT INTO image_counts VALUES (0, 0), (1, 0), (2, 0), (3, 0)")


def _key(old: sqlite3.Connection, table: str) -> str:
    """Return the columns of a table's key: by these it is read itself, never an index that has all
    of its columns, as one of a table without row ids may.
    """
    columns = [(row[5], row[1]) for row in old.execute(f"PRAGMA table_info({table})") if row[5]]
    return ", ".join(name for _, name in sorted(columns)) or "rowid"


@contextmanager
def _named(table: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        if not is_damage(error) and not isinstance(error, sqlite3.IntegrityError):
            raise
        raise UnusableLibraryError(
            f"The table “{table}” is damaged: not everything in it can be read."
        ) from error


def _write_over(
    fresh: sqlite3.Connection, library: sqlite3.Connection, watch: sqlite3.Connection, before: int
) -> None:
    deadline = time.monotonic() + BUSY_SECONDS

    def look(_status: int, left: int, _total: int) -> None:
        # From its first step on the copy has the lock: what was written until then can be seen.
        # With nothing left it is our own commit that is seen.
        if (left and _changes(watch) != before) or time.monotonic() > deadline:
            raise BusyLibraryError(
                "Another program writes to the library. Close that program and try again."
            )

    pages = fresh.execute("PRAGMA page_count").fetchone()[0]
    fresh.backup(library, pages=max(pages // 2, 1), progress=look)
