"""Columns of rows kept in memory: what is the same in all of them once, numbers as numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

_NULL = -(2**63)
"""Stands for NULL among packed numbers; no time or id is that small."""


@dataclass(frozen=True, slots=True)
class Same:
    """A column that has one value in every row."""

    value: Any
    count: int

    def __iter__(self) -> Iterator[Any]:
        return repeat(self.value, self.count)


class Numbers:
    """A column of whole numbers or NULL."""

    __slots__ = ("_numbers",)

    def __init__(self, values: Sequence[int | None]) -> None:
        self._numbers = array("q", (_NULL if value is None else value for value in values))

    def __iter__(self) -> Iterator[int | None]:
        return (None if number == _NULL else number for number in self._numbers)


Column = Same | Numbers | tuple[Any, ...]


def pack(values: Sequence[Any]) -> Column:
    """Return values as a column that takes as little room as they need."""
    first = values[0]
    if all(value == first and type(value) is type(first) for value in values):
        return Same(first, len(values))
    if all(value is None or type(value) is int for value in values):
        return Numbers(values)
    return tuple(values)
