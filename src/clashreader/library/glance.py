"""The first screen, read before SQLAlchemy is imported.

Importing SQLAlchemy costs more than opening an empty window. So the first rows and counts come
from here, over the standard library alone, with the same statements that `Library` runs; the
window then opens the real library behind what is already on the screen.
"""

from __future__ import annotations

import os
import sqlite3
import time
from array import array
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from clashreader.errors import QueryError
from clashreader.library.ddl import APPLICATION_ID, SCHEMA_VERSION
from clashreader.library.files import folded_name, sqlite_uri
from clashreader.library.finding import query_ids
from clashreader.library.groups import folded
from clashreader.library.rows import article_rows, overview
from clashreader.model import ArticleQuery, ArticleRow, Overview
from clashreader.values import dataclass


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first screen shows: counts, the first ids of the view, and its first rows."""

    overview: Overview
    ids: array[int]
    rows: tuple[ArticleRow, ...]


def glance(
    path: Path, query: ArticleQuery, *, day_start: int, rows: int = 64, ids: int = 500,
    fold: bool = False,
) -> Glance | None:  # fmt: skip
    """Read the first screen of the library at `path`, or return None where that cannot be done.

    `ids` are read at most; with `fold` those that are copies of one before are left out.

    None means: there is no library, it is of another schema, or it cannot be read right now. The
    file is opened read-only and never changed; what is wrong with it `Library.open` will say.
    """
    if not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises where it may not look
        return None
    try:
        with closing(sqlite3.connect(sqlite_uri(path, "ro"), uri=True, timeout=0.5)) as connection:
            return _read(connection, query, day_start, rows, ids, fold=fold)
    except (sqlite3.Error, QueryError):
        return None


def _read(
    connection: sqlite3.Connection, query: ArticleQuery, day_start: int, rows: int, ids: int,
    *, fold: bool,
) -> Glance | None:  # fmt: skip
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if (application, version) != (APPLICATION_ID, SCHEMA_VERSION):
        return None
    connection.create_function("fold_name", 1, folded_name, deterministic=True)

    def run(sql: str, parameters: Sequence[object]) -> list[Any]:
        return connection.execute(sql, tuple(parameters)).fetchall()

    connection.execute("BEGIN")
    first = query_ids(run, query, int(time.time()), ids)
    if fold:
        first = folded(run, first).ids
    return Glance(overview(run, day_start), first, tuple(article_rows(run, first[:rows])))
