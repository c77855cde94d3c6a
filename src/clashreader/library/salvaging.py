"""What can still be read of a library with damaged pages, carried into a new file.

Every table is read around its damaged pages: forward, backward, and from any key between that can
be reached. An index holds columns of rows that its table has lost; it is read as if it were a table
(SQLite's "Database File Format", 1.6 and 2.5: both are the same kind of tree), on a copy that is
thrown away. The damaged file itself is never written to: it is moved aside as it is.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from clashreader.errors import LibraryError, UnusableLibraryError
from clashreader.library import backups, piecing, rebuilding
from clashreader.library.connection import Connections
from clashreader.library.ddl import APPLICATION_ID, SCHEMA_VERSION
from clashreader.library.failures import failures_in_words, is_damage
from clashreader.library.files import become_wal, beside, clear_old, flush, fold_in, sqlite_uri
from clashreader.library.piecing import Loss
from clashreader.library.which_file import begin_anew, marks

log = logging.getLogger(__name__)

_BEYOND_LAST = 10_000
"""Keys behind the last known one that are tried, where nothing says which the last one is."""
_MOST_PROBES = 400_000
"""Places in a damaged table that are tried, some ten seconds."""
_INDEXES = (
    "SELECT name, tbl_name, rootpage FROM sqlite_schema WHERE type = 'index' "
    "AND tbl_name NOT LIKE 'article\\_search%' ESCAPE '\\'"
)
_SEEN_AS = "seen_"
"""Before the name of an index that is read as a table."""


def salvage(path: Path, connections: Connections | None = None) -> tuple[Path, list[Loss]]:
    """Put what can be read of the library at `path` in its place; return where the damaged file is
    kept, untouched, and what is lost.

    `connections` are those of this process, if it has the library open. Raises `LibraryError` where
    there is no room, or another program holds the library, and `UnusableLibraryError` where the
    beginning of the file is lost; nothing is changed then.
    """
    clear_old(path.parent, f"{path.name}.salvaged-*")
    scratch, fresh = (beside(path, f".salvaged-{os.getpid()}{end}") for end in ("", "-new"))
    try:
        with failures_in_words(path), _held(path):
            _check_room(path)
            _copy_aside(path, scratch)
            with closing(_open_damaged(scratch)) as old:
                _check_readable(old, path)
            losses = _carry(scratch, fresh)
            with closing(sqlite3.connect(fresh, isolation_level=None)) as raw:
                become_wal(raw)
                begin_anew(raw)
                fold_in(raw)
            flush(fresh)
            if connections is None:
                aside = backups.take_place(fresh, path)
            else:
                with connections.let_go():
                    aside = backups.take_place(fresh, path)
    finally:
        for one in (scratch, fresh):
            for ending in ("", "-wal", "-shm", "-journal"):
                beside(one, ending).unlink(missing_ok=True)
    if aside is None:  # it went away meanwhile
        raise UnusableLibraryError(f"The library {path} is not there any more.")
    log.warning("the library was salvaged; the damaged one is kept as %s", aside)
    return aside, losses


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Keep other programs from writing, where the file can be locked at all."""
    with closing(_open_damaged(path)) as raw:
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise
        yield


def _open_damaged(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(sqlite_uri(path, "rw"), uri=True, isolation_level=None)
    # Without this SQLite reads nothing of a file that is shorter than its header says.
    raw.execute("PRAGMA writable_schema = ON")
    return raw


def _check_room(path: Path) -> None:
    if shutil.disk_usage(path.parent).free < 2 * backups.size_of(path) + 1_000_000:
        raise LibraryError(
            f"There is no room beside {path} for what can be saved of it. Make room and try again."
        )


def _copy_aside(path: Path, scratch: Path) -> None:
    """Copy a library and its log, and make one file of the copy that SQLite can add to."""
    shutil.copyfile(path, scratch)
    log_there = beside(path, "-wal")
    if log_there.exists():
        shutil.copyfile(log_there, beside(scratch, "-wal"))
        with suppress(sqlite3.DatabaseError), closing(_open_damaged(scratch)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if beside(scratch, "-wal").exists() and beside(scratch, "-wal").stat().st_size:
        return  # read with its log; nothing may be written behind SQLite's back then
    with scratch.open("rb+") as file:
        head = bytearray(file.read(100))
        if head[:15] != b"SQLite format 3" or len(head) < 100:
            return
        size = (int.from_bytes(head[16:18]) or 1) % 65536
        page = 65536 if size == 1 else size
        pages = max(int.from_bytes(head[28:32]), -(-scratch.stat().st_size // page))
        file.truncate(pages * page)  # the pages that are cut off are empty ones
        head[28:32] = pages.to_bytes(4)
        head[92:96] = head[24:28]  # that count is to be believed
        head[32:40] = bytes(8)  # no free pages: their list may be damaged
        file.seek(0)
        file.write(head)


def _check_readable(old: sqlite3.Connection, path: Path) -> None:
    try:
        application, version, _ = marks(old)
        tables = old.execute("SELECT name, sql FROM sqlite_schema").fetchall()
        if not any(name == "articles" for name, _ in tables):
            raise sqlite3.DatabaseError("malformed schema")
    except sqlite3.DatabaseError as error:
        raise UnusableLibraryError(
            f"The beginning of the library {path}, which says where everything lies, is lost: "
            "nothing can be read of it without a backup. It was left untouched."
        ) from error
    if application != APPLICATION_ID or not 0 < version <= SCHEMA_VERSION:
        raise UnusableLibraryError(f"{path} is no library that can be repaired.")


def _carry(scratch: Path, fresh: Path) -> list[Loss]:
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh, isolation_level=None)) as new:
        with closing(_open_damaged(scratch)) as old:
            rebuilding.begin_like(old, new)
            tables = old.execute(rebuilding.TABLES).fetchall()
            later = old.execute(rebuilding.LATER).fetchall()
            keys = {name: key_columns(old, name) for name, _ in tables}
            seen = _see_indexes(old)
        with closing(_open_damaged(scratch)) as old:
            indexes = piecing.Indexes(
                {one.name: _rows_of_index(old, one) for one in seen}, {o.name: o for o in seen}
            )
            damaged = []
            for name, sql in tables:
                new.execute(sql)
                if not _carry_table(old, new, name, keys[name], indexes):
                    damaged.append(name)
        losses = piecing.piece_together(new, damaged, indexes)
        rebuilding.end_like(new, [sql for (sql,) in later])
    return losses


def key_columns(old: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table's key, in their order; its row id where it has none."""
    columns = [(row[5], row[1]) for row in old.execute(f"PRAGMA table_info({table})") if row[5]]
    return [name for _, name in sorted(columns)] or ["rowid"]


def _see_indexes(old: sqlite3.Connection) -> list[piecing.Index]:
    """Enter each index of the copy as a table of its own, as far as that can be done."""
    found = []
    with suppress(sqlite3.DatabaseError):
        for name, table, root in old.execute(_INDEXES).fetchall():
            facts = old.execute(f"PRAGMA index_xinfo({name})").fetchall()
            key = key_columns(old, table)
            columns = list(dict.fromkeys(fact[2] or key[0] for fact in facts))
            found.append(piecing.Index(name, table, tuple(columns), len(facts), key[0]))
            names = _distinct([fact[2] or key[0] for fact in facts])
            old.execute(
                "INSERT INTO sqlite_schema VALUES ('table', ?, ?, ?, ?)",
                (f"{_SEEN_AS}{name}", f"{_SEEN_AS}{name}", root,
                 f"CREATE TABLE {_SEEN_AS}{name} ({', '.join(names)}, "
                 f"PRIMARY KEY ({', '.join(names)})) WITHOUT ROWID"),
            )  # fmt: skip
    return found


def _distinct(names: Sequence[str]) -> list[str]:
    return [f"{name}_{number}" for number, name in enumerate(names)]


def _rows_of_index(old: sqlite3.Connection, index: piecing.Index) -> tuple[list[Any], bool]:
    """Return the rows of an index that can be read, and whether those are all."""
    rows: list[Any] = []
    name, whole = f"{_SEEN_AS}{index.name}", True
    order = [row[1] for row in _asked(old, f"PRAGMA table_info({name})")]
    if not order:
        return [], False
    for way in ("", " DESC"):
        by = ", ".join(column + way for column in order)
        try:
            rows.extend(old.execute(f"SELECT * FROM {name} ORDER BY {by}"))  # those before, too
        except sqlite3.DatabaseError:
            whole = False
            continue
        break
    return list(dict.fromkeys(rows)), whole


def _asked(old: sqlite3.Connection, sql: str) -> list[Any]:
    try:
        return old.execute(sql).fetchall()
    except sqlite3.DatabaseError:
        return []


def _carry_table(
    old: sqlite3.Connection, new: sqlite3.Connection, name: str, key: list[str],
    indexes: piecing.Indexes,
) -> bool:  # fmt: skip
    """Copy what can be read of a table; return whether that is all."""
    columns = [row[1] for row in new.execute(f"PRAGMA table_info({name})")]
    insert = f"INSERT OR IGNORE INTO {name} VALUES ({', '.join('?' * len(columns))})"
    reading = _Reading(old, name, columns, key, indexes.highest(name))
    for row in reading.rows():
        with suppress(sqlite3.IntegrityError):  # a damaged cell may hold anything
            new.execute(insert, row)
    return reading.whole


class _Reading:
    """Reads a table around its damaged pages."""

    def __init__(
        self, old: sqlite3.Connection, table: str, columns: list[str], key: list[str], top: int
    ) -> None:
        self.whole = True
        self._old, self._table, self._key = old, table, key
        self._top = top
        self._place = columns.index(key[0]) if key[0] in columns else None
        self._probes = 0

    def rows(self) -> Iterator[tuple[Any, ...]]:
        first = last = None
        for row in self._run("", "", ()):
            last = row
            yield row
        if self.whole:
            return
        for row in self._run("", " DESC", ()):
            first = row
            yield row
        if self._place is None:
            return
        low = 0 if last is None else last[self._place]
        high = self._top if first is None else first[self._place]
        if isinstance(low, int) and isinstance(high, int):
            yield from self._between(low, high or low + _BEYOND_LAST)

    def _between(self, low: int, high: int) -> Iterator[tuple[Any, ...]]:
        """Read the keys from `low` to `high`, halving what cannot be read from either end."""
        spans = [(low, high)]
        where = f"WHERE {self._key[0]} BETWEEN ? AND ?"
        while spans and self._probes < _MOST_PROBES:
            low, high = spans.pop()
            for way in ("", " DESC"):
                broken = False
                before = self.whole
                self.whole = True
                for row in self._run(where, way, (low, high)):
                    yield row
                    at = row[self._place or 0]
                    low, high = (max(low, at), high) if not way else (low, min(high, at))
                broken, self.whole = not self.whole, before and self.whole
                if not broken:
                    break
            else:
                middle = (low + high) // 2
                if low < high:
                    spans += [(middle + 1, high), (low, middle)]

    def _run(self, where: str, way: str, limits: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
        """Yield rows until a damaged page is met."""
        self._probes += 1
        by = ", ".join(column + way for column in self._key)
        try:
            yield from self._old.execute(
                f"SELECT * FROM {self._table} NOT INDEXED {where} ORDER BY {by}", limits
            )
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self.whole = False


def in_words(aside: Path, losses: list[Loss]) -> list[str]:
    """Say what was done, and exactly what is lost."""
    done = [
        f"The damaged library is kept, untouched, as {aside}.",
        "What can be read of it was written into a new file.",
    ]
    for loss in losses:
        done += loss.sentences()
    return done
