"""Building the full-text index anew: after a change of the folding, or where it was damaged.

The index is emptied in one short transaction and filled again in many, the newest articles first,
while the library is used: a search finds what is in it so far. An article that is stored or edited
meanwhile enters by itself, and is not entered twice. It can be broken off at any moment; what is
missing can be seen from the index itself.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from clashreader.library.ddl import DELETED
from clashreader.library.folding import FOLDING_VERSION, fold_words
from clashreader.library.index import FOR_NEW, LEARN
from clashreader.library.packing import DamagedTextError, unpack_text

if TYPE_CHECKING:
    from clashreader.library.index import Entry
    from clashreader.library.rows import Run

T = TypeVar("T")

BATCH = 100
"""Articles that are entered in one transaction, which takes some 50 ms."""
AT_ONCE = 1.0
"""Seconds that opening a library may take for the first of them: a small one is whole then."""
TOP = 2**62

_UNDER_WAY = "reindexing"
_MISSING = f"""
FROM articles a WHERE a.state <> {DELETED}
  AND NOT EXISTS (SELECT 1 FROM article_search_docsize d WHERE d.id = a.id)
"""
_WHOLE = "a.id, a.title, a.author, a.outlet, a.versions"


def note_other_folding(connection: sqlite3.Connection) -> None:
    """Empty the index of a library that was written with another `FOLDING_VERSION`."""
    if _folding(connection) == str(FOLDING_VERSION):
        return
    _in_one(connection, _begin_with_this_folding)
    end_by = time.monotonic() + AT_ONCE
    while time.monotonic() < end_by and _in_one(connection, _enter_some):
        pass


def _begin_with_this_folding(run: Run) -> None:
    if run("SELECT 1 FROM meta WHERE name = 'folding' AND value = ?", (str(FOLDING_VERSION),)):
        return  # another process was faster
    begin(run)
    run("INSERT OR REPLACE INTO meta VALUES ('folding', ?)", (str(FOLDING_VERSION),))


def _enter_some(run: Run) -> bool:
    """Enter the newest articles that are missing; return whether there may be more."""
    if not under_way(run):
        return False
    gathered = gather(run, TOP)
    enter(run, [entry for _, entry in gathered])
    return not end(run) if len(gathered) < BATCH else True


def _in_one(connection: sqlite3.Connection, work: Callable[[Run], T]) -> T:
    """Do `work` in a transaction of its own."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = work(lambda sql, parameters: connection.execute(sql, parameters).fetchall())
        connection.execute("COMMIT")
    except BaseException:  # a Ctrl+C half-way included
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return done


def _folding(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE name = 'folding'").fetchone()
    return None if row is None else str(row[0])


def begin(run: Run) -> None:
    """Throw the index away, and note that it is to be filled."""
    create = run("SELECT sql FROM sqlite_schema WHERE name = 'article_search'", ())[0][0]
    run("DROP TABLE article_search", ())
    run(create, ())
    for setting in FOR_NEW:
        run(setting, ())
    note(run)


def note(run: Run) -> None:
    """Note that the index lacks articles, which are to be entered."""
    run("INSERT OR REPLACE INTO meta VALUES (?, '')", (_UNDER_WAY,))


def under_way(run: Run) -> bool:
    """Whether the index is being built anew, and lacks articles."""
    return bool(run("SELECT 1 FROM meta WHERE name = ?", (_UNDER_WAY,)))


def missing(run: Run) -> int:
    """Return how many articles the index lacks; a second at a million."""
    return int(run(f"SELECT count(*) {_MISSING}", ())[0][0])


Gathered = list[tuple[tuple[Any, ...], "Entry"]]
"""Each article as it was read, and what is to be entered of it."""


def gather(run: Run, below: int) -> Gathered:
    """Return the next articles that the index lacks, of those with an id under `below`."""
    rows = run(
        f"SELECT {_WHOLE}, (SELECT v.id FROM versions v "
        f"WHERE v.article_id = a.id AND v.number = a.versions) {_MISSING} AND a.id < ? "
        "ORDER BY a.id DESC LIMIT ?", (below, BATCH),
    )  # fmt: skip
    return [(row[:5], _entry(run, row)) for row in rows]


def _entry(run: Run, row: tuple[Any, ...]) -> Entry:
    article_id, title, author, outlet, _, version = row
    body = run("SELECT body, text FROM bodies WHERE version_id = ?", (version,))
    try:
        text = unpack_text(*body[0]) if body else ""
    except DamagedTextError:
        text = ""  # its title can be found all the same
    return (
        article_id,
        fold_words(title),
        fold_words(author or ""),
        fold_words(outlet or ""),
        fold_words(text),
    )


def still_so(run: Run, gathered: Gathered) -> list[Entry]:
    """Return the entries of articles that have not changed, or entered, since they were read."""
    return [
        entry
        for row, entry in gathered
        if [tuple(now) for now in run(f"SELECT {_WHOLE} {_MISSING} AND a.id = ?", (row[0],))]
        == [tuple(row)]
    ]


def enter(run: Run, entries: list[Entry]) -> None:
    """Add articles to the index."""
    for entry in entries:
        run(LEARN, entry)


def end(run: Run) -> bool:
    """Note that the index is whole, if it is; return whether."""
    if missing(run):
        return False
    run("DELETE FROM meta WHERE name = ?", (_UNDER_WAY,))
    return True
