"""Tables whose cells fit together: what a source says of spans need not.

After the table model of HTML (https://html.spec.whatwg.org/multipage/tables.html#table-processing-model).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clashreader.values import dataclass

if TYPE_CHECKING:
    from clashreader.content.blocks import Cell, Table


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell and over how many columns and rows it really goes; `cell` None fills a gap."""

    cell: Cell | None
    columns: int = 1
    rows: int = 1


def grid(table: Table) -> list[list[Placed]]:
    """Return the rows of a table: no cell covers another or reaches out of it, every row is as
    wide as the others, and there is no row or column in which no cell begins.
    """
    laid = _laid(table)
    starts = sorted({column for row in laid for column, *_ in row})
    place = {column: number for number, column in enumerate(starts)}
    kept = [number for number, row in enumerate(laid) if row]
    below = _counts_below(len(laid), kept)
    rows: list[list[Placed]] = []
    free = [0] * len(starts)
    """For each column the number of the first row that nothing from above covers."""
    for number in kept:
        here = len(rows)
        found: list[tuple[int, Placed]] = []
        for column, cell, wide, high in laid[number]:
            first = place[column]
            columns = sum(1 for one in starts[first : first + wide] if one < column + wide)
            height = below[number] - below[number + high]
            found.append((first, Placed(cell, columns, height)))
            free[first : first + columns] = [here + height] * columns
        gaps = [(column, Placed(None)) for column, end in enumerate(free) if end <= here]
        for column, _ in gaps:
            free[column] = here + 1
        rows.append([one for _, one in sorted(found + gaps, key=lambda pair: pair[0])])
    return rows


def _laid(table: Table) -> list[list[tuple[int, Cell, int, int]]]:
    """Return for each row the column, cell, width and height of what begins in it."""
    rows: list[list[tuple[int, Cell, int, int]]] = []
    free: list[int] = []
    for number, row in enumerate(table.rows):
        column = 0
        laid = []
        for cell in row:
            while column < len(free) and free[column] > number:
                column += 1
            wide = 1
            most = max(1, cell.columns)
            while wide < most and (column + wide >= len(free) or free[column + wide] <= number):
                wide += 1
            high = max(1, min(cell.rows, len(table.rows) - number))
            free.extend([0] * (column + wide - len(free)))
            free[column : column + wide] = [number + high] * wide
            laid.append((column, cell, wide, high))
            column += wide
        rows.append(laid)
    return rows


def _counts_below(rows: int, kept: list[int]) -> list[int]:
    """Return for each row how many of the kept ones are it or come after it."""
    kept_set = set(kept)
    counts = [0] * (rows + 1)
    for number in range(rows - 1, -1, -1):
        counts[number] = counts[number + 1] + (number in kept_set)
    return counts
