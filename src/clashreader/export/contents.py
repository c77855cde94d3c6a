"""The order of a document: sections as the reader has them, in each its months, then articles."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from clashreader.export.articles import check
from clashreader.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clashreader.library.library import Library

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Month:
    """The articles of one section and month (202506, or None: undated), in their order."""

    month: int | None
    ids: array[int]


@dataclass(frozen=True, slots=True)
class Section:
    """One section (None: without one) and its months."""

    name: str | None
    months: tuple[Month, ...]

    @property
    def count(self) -> int:
        """How many articles it has."""
        return sum(len(month.ids) for month in self.months)


def contents(
    library: Library, ids: Sequence[int], stop: Callable[[], bool] = lambda: False
) -> tuple[Section, ...]:
    """Return `ids` by section and month; some bytes an article.

    Months go the way in which the articles do: from the newest on, or, where the first dated
    article of each is older than the next one's, from the oldest. The undated come last. Articles
    that are not there any more are left out.
    """
    found: dict[str | None, dict[int | None, array[int]]] = {}
    first: list[int] = []
    for start in range(0, len(ids), _PAGE):
        check(stop)
        for detail in library.details(ids[start : start + _PAGE]):
            months = found.setdefault(detail.row.section, {})
            months.setdefault(detail.month, array("q")).append(detail.row.id)
            if detail.month is not None and len(first) < 2 and detail.month not in first:
                first.append(detail.month)
    rising = len(first) == 2 and first[0] < first[1]
    order = {section.name: place for place, section in enumerate(library.sections(hidden=True))}
    return tuple(
        Section(name, _months(found[name], rising=rising))
        for name in sorted(found, key=lambda name: (name is None, order.get(name, len(order))))
    )


def _months(found: dict[int | None, array[int]], *, rising: bool) -> tuple[Month, ...]:
    dated = sorted((month for month in found if month is not None), reverse=not rising)
    undated: list[int | None] = [None] if None in found else []
    return tuple(Month(month, found[month]) for month in (*dated, *undated))
