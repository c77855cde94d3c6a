"""What runs statements in a transaction: SQLAlchemy, or what does as much of it without it.

A sync stores thousands of articles with a dozen kinds of statement. These need no more than a
connection of `sqlite3`, and neither the time nor the memory that importing SQLAlchemy takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import sqlite3


class Statements(Protocol):
    """A transaction of the writer: a `sqlalchemy.Connection`, or `PlainStatements`."""

    def exec_driver_sql(self, statement: str, parameters: Any = None, /) -> Any:
        """Run a statement with a tuple of values; with a list of tuples, once for each."""


class PlainStatements:
    """Runs statements on a connection of `sqlite3` within the transaction that it is in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def exec_driver_sql(self, statement: str, parameters: Any = None, /) -> PlainRows:
        """Run a statement with a tuple of values; with a list of tuples, once for each."""
        if isinstance(parameters, list):
            self._connection.executemany(statement, parameters)
            return PlainRows(None)
        cursor = self._connection.execute(statement, parameters or ())
        return PlainRows(cursor.fetchall() if cursor.description else None)


class PlainRows:
    """What a statement found, as SQLAlchemy would hand it over; rows are plain tuples."""

    def __init__(self, rows: list[Any] | None) -> None:
        self.returns_rows = rows is not None
        self._rows = rows or []

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def fetchall(self) -> Sequence[Any]:
        """Return the rows."""
        return self._rows

    all = fetchall

    def first(self) -> Any:
        """Return the first row, or None."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """Return the one row; `LookupError` where there is another number of them."""
        if len(self._rows) != 1:
            raise LookupError(f"{len(self._rows)} rows, not one")
        return self._rows[0]

    def one_or_none(self) -> Any:
        """Return the one row, or None where there is none; `LookupError` where there are more."""
        return self.one() if self._rows else None

    def scalar_one(self) -> Any:
        """Return the first value of the one row."""
        return self.one()[0]
