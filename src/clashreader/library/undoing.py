"""What the reader does, kept so that it can be taken back.

A `Journal` looks at rows before and after a deed wrote them, and keeps those that differ, column by
column: a million read marks take 8 MB, since what is the same for all of them is kept once. Taking
back goes through the same rows in the opposite order and leaves alone what is no longer as the deed
left it: somebody else, or a later deed, has changed it since.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from clashreader.library.columns import Column, Same, pack
from clashreader.library.ddl import DELETED, LIVE
from clashreader.library.names import forget
from clashreader.model import Changes, Deed, Undo
from clashreader.values import dataclass

if TYPE_CHECKING:
    import sqlalchemy as sa

CHUNK = 10_000
"""Articles that are looked at and written at a time."""
IN_IDS = "id IN (SELECT value FROM json_each(?))"
"""For the ids of a chunk."""

_UNUSED = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {table} WHERE section_id = sections.id)"
    for table in ("articles", "sources", "section_aliases")
)

_LOST = object()
"""Stands for the id of a section or tag that is no more."""


@dataclass(frozen=True, slots=True)
class _Table:
    """How rows are told apart, what is kept of them, and which columns name rows of another."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    points: tuple[tuple[str, str], ...] = ()


_TABLES = {
    "articles": _Table(
        ("id",),
        ("read", "read_at", "bookmarked_at", "state", "hidden", "deleted_at", "section_id",
         "section_fixed"),
        (("section_id", "sections"),),
    ),
    "article_tags": _Table(("article_id", "tag_id"), ("by_reader",), (("tag_id", "tags"),)),
    "tags": _Table(("id",), ("name", "folded", "colour")),
    "sections": _Table(("id",), ("name", "folded", "position", "hidden")),
    "section_aliases": _Table(("folded",), ("name", "section_id"), (("section_id", "sections"),)),
    "sources": _Table(("id",), ("section_id",), (("section_id", "sections"),)),
    "saved_searches": _Table(("id",), ("name", "query", "sort", "position")),
    "rules": _Table(("id",), ("name", "query", "actions", "enabled", "position", "error")),
}  # fmt: skip
_UNIQUE = {"tags": "folded", "sections": "folded", "saved_searches": "name", "rules": "name"}
"""What no two rows of a table share; a row of that name is what a deleted one comes back as."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows that a deed added (`before` None), took away (`after` None) or changed."""

    table: str
    columns: tuple[str, ...]
    keys: tuple[Column, ...]
    before: tuple[Column, ...] | None
    after: tuple[Column, ...] | None
    count: int


_Row = tuple[Any, ...]
_Rows = dict[_Row, _Row]


def chunks(ids: Sequence[int]) -> Iterator[str]:
    """Yield `ids` some thousands at a time, as JSON to be bound to `IN_IDS`.

    Many come in their own order and not in that of a list: so each page of the file is met once.
    """
    ordered = ids if len(ids) <= CHUNK else array("q", sorted(ids))
    for start in range(0, len(ordered), CHUNK):
        yield json.dumps(list(ordered[start : start + CHUNK]))


class Journal:
    """What one deed changes, within its transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._blocks: list[_Block] = []

    @contextmanager
    def watching(
        self, table: str, where: str, parameters: Sequence[object],
        columns: tuple[str, ...] | None = None,
    ) -> Iterator[None]:  # fmt: skip
        """Keep what happens meanwhile to the rows of `where`, which must mean the same before and
        after; `columns` are those that can change, all unless told.
        """
        of = _TABLES[table]
        columns = columns or of.columns
        before = self._rows(of, table, columns, where, parameters)
        yield
        after = self._rows(of, table, columns, where, parameters)
        self._keep(table, columns, before, after)

    def _rows(
        self, of: _Table, table: str, columns: tuple[str, ...], where: str,
        parameters: Sequence[object],
    ) -> _Rows:  # fmt: skip
        width = len(of.key)
        found = self._connection.exec_driver_sql(
            f"SELECT {', '.join((*of.key, *columns))} FROM {table} WHERE {where}", tuple(parameters)
        )
        return {tuple(row[:width]): tuple(row[width:]) for row in found}

    def _keep(self, table: str, columns: tuple[str, ...], before: _Rows, after: _Rows) -> None:
        gone = {key: row for key, row in before.items() if key not in after}
        come = {key: row for key, row in after.items() if key not in before}
        changed = [key for key, row in before.items() if key in after and after[key] != row]
        if gone:
            self._blocks.append(
                _Block(table, columns, _packed(gone), _packed(gone.values()), None, len(gone))
            )
        if come:
            self._blocks.append(
                _Block(table, columns, _packed(come), None, _packed(come.values()), len(come))
            )
        if changed:
            old, new = [before[key] for key in changed], [after[key] for key in changed]
            places = [
                place for place in range(len(columns))
                if any(a[place] != b[place] for a, b in zip(old, new, strict=True))
            ]  # fmt: skip
            self._blocks.append(
                _Block(
                    table, tuple(columns[place] for place in places), _packed(changed),
                    _packed([tuple(row[place] for place in places) for row in old]),
                    _packed([tuple(row[place] for place in places) for row in new]), len(changed),
                )
            )  # fmt: skip

    def articles(self) -> tuple[int, ...]:
        """Return the articles that were changed, or had a tag put on or taken off; each once."""
        blocks = [one for one in self._blocks if one.table in ("articles", "article_tags")]
        ids: Iterable[Any] = chain.from_iterable(block.keys[0] for block in blocks)
        if len({(block.table, block.columns) for block in blocks}) > 1 or any(
            block.table == "article_tags" for block in blocks
        ):  # else no article is in two of them, and a million need not be held twice
            ids = dict.fromkeys(ids)
        return tuple(ids)

    def changes(self, deed: Deed, names: Sequence[str] = ()) -> Changes:
        """Return what is to be announced of it, with what takes it back."""
        if not self._blocks:
            return Changes()
        tables = {block.table for block in self._blocks}
        articles = self.articles()
        removed, returned = self._moved()
        counted = bool(removed or returned) or self._touches("read")
        return Changes(
            articles=articles, removed=removed, returned=returned,
            sources=counted or "sources" in tables,
            sections=counted or self._touches("section_id")
            or bool(tables & {"sections", "section_aliases"}),
            tags=counted or bool(tables & {"tags", "article_tags"}),
            everything="sources" in tables or any(map(_renames, self._blocks)),
            searches="saved_searches" in tables,
            rules="rules" in tables,
            undo=Undo(deed, len(articles), tuple(names), tuple(self._blocks)),
        )  # fmt: skip

    def removed(self) -> tuple[int, ...]:
        """Return the articles that left all views."""
        return self._moved()[0]

    def _touches(self, column: str) -> bool:
        return any(b.table == "articles" and column in b.columns for b in self._blocks)

    def _moved(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the articles that left all views, and those that are back in them."""
        removed: dict[int, None] = {}
        returned: dict[int, None] = {}
        for block in self._blocks:
            if block.table == "articles" and "state" in block.columns and block.after is not None:
                states = block.after[block.columns.index("state")]
                for article_id, state in zip(block.keys[0], states, strict=True):
                    to, other = (returned, removed) if state == LIVE else (removed, returned)
                    other.pop(article_id, None)
                    to[article_id] = None
        return tuple(removed), tuple(returned)


def _renames(block: _Block) -> bool:
    """Whether rows all over the library show something else now."""
    return block.table in ("tags", "sections") and (
        block.before is None or block.after is None or "name" in block.columns
    )


def _packed(rows: Any) -> tuple[Column, ...]:
    return tuple(pack(column) for column in zip(*rows, strict=True))


def take_back(connection: sa.Connection, undo: Undo) -> Changes:
    """Take a deed back; what was changed since stays. `Changes.undo` does it again."""
    return _Reversal(connection).of(undo)


def _sides(block: _Block) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    return block.before or (), block.after or ()


class _Reversal:
    """One deed being taken back, in its transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._journal = Journal(connection)
        self._now_called: dict[tuple[str, int], int] = {}
        """The ids of rows that had to come back under another one."""

    def of(self, undo: Undo) -> Changes:
        for block in reversed(undo.journal):
            assert isinstance(block, _Block)
            where, parameters = self._where(block)
            with self._journal.watching(block.table, where, parameters):
                if block.before is None:
                    self._take_away(block)
                elif block.after is None:
                    self._put_back(block)
                else:
                    self._change_back(block)
        return self._journal.changes(undo.deed, undo.names)

    def _where(self, block: _Block) -> tuple[str, tuple[object, ...]]:
        """Return what means the rows of a block, and beside them at most others like them."""
        key = _TABLES[block.table].key[0]
        if block.table in _UNIQUE:  # short tables; a row may come back under another id
            return "1", ()
        where = f"{key} IN (SELECT value FROM json_each(?))"
        keys = json.dumps(list(block.keys[0]))
        if block.table != "article_tags":
            return where, (keys,)
        tags = {self._now("tag_id", block.table, tag) for tag in block.keys[1]}
        return f"{where} AND tag_id IN (SELECT value FROM json_each(?))", (
            keys, json.dumps(sorted(tags)),
        )  # fmt: skip

    def _now(self, column: str, table: str, value: Any) -> Any:
        """Return the id that the row has now to which `column` points."""
        target = dict(_TABLES[table].points).get(column)
        return value if target is None else self._now_called.get((target, value), value)

    def _rows(self, block: _Block, columns: tuple[Column, ...]) -> Iterator[_Row]:
        """Yield the values of `columns`, then the key, of each row."""
        names = (*block.columns, *_TABLES[block.table].key)
        packed = [
            self._pointed(name, block.table, column)
            for name, column in zip(names, (*columns, *block.keys), strict=True)
        ]
        yield from zip(*packed, strict=True)

    def _pointed(self, name: str, table: str, column: Column) -> Iterable[Any]:
        """Return a column with the ids that its rows have now, `_LOST` where one has gone."""
        target = dict(_TABLES[table].points).get(name)
        if target is None:
            return column
        values = [self._now(name, table, value) for value in column]
        found = self._connection.exec_driver_sql(
            f"SELECT id FROM {target} WHERE {IN_IDS}", (json.dumps(list(set(values))),)
        )
        there = {None, *found.scalars()}
        return [value if value in there else _LOST for value in values]

    def _many(self, sql: str, rows: Iterable[_Row]) -> None:
        """Run `sql` for each row that points to nothing that has gone."""
        whole = [row for row in rows if _LOST not in row]
        if whole:
            self._connection.exec_driver_sql(sql, whole)

    def _take_away(self, block: _Block) -> None:
        assert block.after is not None
        of = _TABLES[block.table]
        as_left = " AND ".join(f"{name} IS ?" for name in (*block.columns, *of.key))
        rows = self._rows(block, block.after)
        if block.table == "sections":
            self._take_away_sections(as_left, rows)
        else:
            self._many(f"DELETE FROM {block.table} WHERE {as_left}", rows)

    def _take_away_sections(self, as_left: str, rows: Iterable[_Row]) -> None:
        """Delete sections that nothing else uses by now; no other will get their numbers."""
        for row in rows:
            found = self._connection.exec_driver_sql(
                f"SELECT id FROM sections WHERE {as_left} AND {_UNUSED}", row
            ).scalar_one_or_none()
            if found is not None:
                forget(self._connection, "sections", found)

    def _put_back(self, block: _Block) -> None:
        assert block.before is not None
        of = _TABLES[block.table]
        names = (*block.columns, *of.key)
        rows = list(self._rows(block, block.before))
        if block.table in _UNIQUE:
            for row in rows:
                self._put_back_named(block.table, dict(zip(names, row, strict=True)))
            return
        marks = ", ".join("?" * len(names))
        sql = f"INSERT OR IGNORE INTO {block.table} ({', '.join(names)}) "
        if block.table == "article_tags":  # one that has been deleted for good wants no tags
            place = names.index("article_id")
            rows = [(*row, row[place]) for row in rows]
            sql += f"SELECT {marks} FROM articles WHERE id = ? AND state <> {DELETED}"
        else:
            sql += f"VALUES ({marks})"
        self._many(sql, rows)

    def _put_back_named(self, table: str, row: dict[str, Any]) -> None:
        """Insert a row under its own id unless that was given to another since; where one of its
        name is there, that one stands for it.
        """
        old, name = row["id"], _UNIQUE[table]
        there = self._connection.exec_driver_sql(
            f"SELECT id FROM {table} WHERE {name} = ?", (row[name],)
        ).first()
        if there is None:
            taken = self._connection.exec_driver_sql(
                f"SELECT 1 FROM {table} WHERE id = ?", (old,)
            ).first()
            if taken is not None:
                del row["id"]
            there = self._connection.exec_driver_sql(
                f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))}) "
                "RETURNING id", tuple(row.values()),
            ).one()  # fmt: skip
        if there[0] != old:
            self._now_called[table, old] = there[0]

    def _is_uniform(self, block: _Block) -> bool:
        """Whether all rows were the same and became the same, and point to nothing."""
        points = dict(_TABLES[block.table].points)
        return (
            block.table == "articles"
            and points.keys().isdisjoint(block.columns)
            and all(isinstance(column, Same) for side in _sides(block) for column in side)
        )

    def _change_back(self, block: _Block) -> None:
        assert block.before is not None
        assert block.after is not None
        of = _TABLES[block.table]
        setting = ", ".join(f"{name} = ?" for name in block.columns)
        as_left = " AND ".join(f"{name} IS ?" for name in (*block.columns, *of.key))
        if self._is_uniform(block):  # a mark of very many: one statement does
            self._change_all_back(block, setting)
            return
        width = len(block.columns)
        rows = [
            (*old[:width], *new)
            for old, new in zip(
                self._rows(block, block.before), self._rows(block, block.after), strict=True
            )
        ]
        # OR IGNORE: its old name may be another's now.
        self._many(f"UPDATE OR IGNORE {block.table} SET {setting} WHERE {as_left}", rows)

    def _change_all_back(self, block: _Block, setting: str) -> None:
        old, new = ([column.value for column in side] for side in _sides(block))
        where, parameters = self._where(block)
        as_left = " AND ".join(f"{name} IS ?" for name in block.columns)
        self._connection.exec_driver_sql(
            f"UPDATE articles SET {setting} WHERE {where} AND {as_left}", (*old, *parameters, *new)
        )
