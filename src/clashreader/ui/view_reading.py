"""Reading the ids of a view, in jobs: the first of them at once, the rest in one go."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from clashreader.model import ArticleQuery
from clashreader.ui.day_heads import Times, find_heads
from clashreader.ui.folds import Folds

if TYPE_CHECKING:
    from clashreader.library.library import Library
    from clashreader.library.stopping import Stop

FIRST = 500
"""Ids that are shown at once; the others follow in one go."""

_STEP = 20_000

Heads = Callable[["array[int]", int, int | None], Mapping[int, int]]
"""Finds the rows that begin a day, from a row on, below the head of a day."""


def no_heads(ids: array[int], start: int, last: int | None) -> Mapping[int, int]:
    """Find none: the list is not in the order of days."""
    return {}


def head_finder(times: Times, *, newest: bool) -> Heads:
    """Return what finds the heads of days in a list by date; to be called in a job."""
    return partial(_find, times, newest)


def _find(
    times: Times, newest: bool, ids: array[int], start: int, last: int | None
) -> Mapping[int, int]:
    return find_heads(ids, times, start=start, last=last, newest=newest)


@dataclass(frozen=True, slots=True)
class First:
    """The first ids of a view. `exact` tells whether a list begins with just these."""

    ids: array[int]
    exact: bool
    heads: Mapping[int, int]
    complete: bool
    """Whether there are no others."""
    folds: Folds
    """What stands behind them; known only where they are complete."""
    days: Mapping[int, int]
    """How many articles each day has, those behind others included."""
    unfold: tuple[int, ...] = ()
    """The first ones of the groups that are to be unfolded."""


@dataclass(frozen=True, slots=True)
class Rest:
    """All ids of a view, and those of them that are not shown yet; whether these just follow."""

    all: array[int]
    others: array[int]
    follows: bool
    heads: Mapping[int, int]
    """The rows of what is to be shown that begin a day."""
    whole: array[int]
    """What is shown when the others have been added."""
    heads_anew: Mapping[int, int]
    """The rows of `all` that begin a day."""
    folds: Folds
    """What stands behind the rows of `whole`."""
    folds_anew: Folds
    """What stands behind those of `all`."""
    days: Mapping[int, int]
    unfold: tuple[int, ...] = ()


def set_of(ids: array[int]) -> set[int]:
    """Return the ids as a set, in steps: a million in one would hold all other threads up."""
    found: set[int] = set()
    for start in range(0, len(ids), _STEP):
        found.update(ids[start : start + _STEP])
    return found


def count_days(heads: Mapping[int, int], count: int) -> dict[int, int]:
    """Return how many of `count` rows each day has whose first rows are `heads`."""
    rows = [*heads, count]
    return {day: after - row for (row, day), after in zip(heads.items(), rows[1:], strict=True)}


class ViewReading:
    """Reads one view once; made in the thread of the window, used in jobs."""

    def __init__(
        self,
        library: Library,
        query: ArticleQuery,
        find_heads: Heads,
        *,
        searching: bool,
        fold: bool,
        unfolded: Iterable[int],
        by_month: bool,
    ) -> None:
        """`fold` hides copies behind the first of each group, but for those of `unfolded`;
        `by_month` has the articles of each day counted.
        """
        self._by_month = by_month
        self._library = library
        self._query = query
        self._find_heads = find_heads
        self._searching = searching
        self._fold = fold
        self._unfolded = tuple(unfolded)

    def first(self, stop: Stop) -> First:
        """Return what can be shown at once."""
        exact = True
        if self._searching:
            ids, exact = self._library.first_ids(self._query, limit=FIRST, stop=stop)
        else:
            ids = self._library.ids(self._query, limit=FIRST, stop=stop)
        complete = exact and len(ids) < FIRST
        days = self._days(ids)
        ids, folds = self._folded(ids, stop)
        unfold = tuple(folds.leaders_among(self._unfolded)) if complete else ()
        heads = self._find_heads(ids, 0, None)
        return First(ids, exact, heads, complete, folds if complete else Folds(), days, unfold)

    def whole(self, stop: Stop) -> First:
        """Return all of it at once."""
        raw = self._library.ids(self._query, stop=stop)
        ids, folds = self._folded(raw, stop)
        unfold = tuple(folds.leaders_among(self._unfolded))
        heads = self._find_heads(ids, 0, None)
        return First(ids, True, heads, True, folds, self._days(raw), unfold)

    def rest(self, shown: array[int], last: int | None, stop: Stop) -> Rest:
        """Tell what is to be added to the ids that are `shown`.

        If something was written between the two, what is on the screen is left in its place. `last`
        is the day that is shown last.
        """
        count, find = len(shown), self._find_heads
        raw = self._library.ids(self._query, stop=stop)
        ids, folds = self._folded(raw, stop)
        unfold, days = tuple(folds.leaders_among(self._unfolded)), self._days(raw)
        if ids[:count] == shown:
            heads = find(ids, count, last)
            return Rest(ids, ids[count:], True, heads, ids, heads, folds, folds, days, unfold)
        known = set_of(shown)
        # Folded anew: what is on the screen stays there, and so comes first in its group.
        whole, behind = self._folded(shown + array("q", (i for i in raw if i not in known)), stop)
        return Rest(
            ids, whole[count:], False, find(whole, count, last), whole, find(ids, 0, None), behind,
            folds, days, tuple(behind.leaders_among(self._unfolded)),
        )  # fmt: skip

    def _days(self, ids: array[int]) -> Mapping[int, int]:
        return count_days(self._find_heads(ids, 0, None), len(ids)) if self._by_month else {}

    def _folded(self, ids: array[int], stop: Stop) -> tuple[array[int], Folds]:
        if not self._fold:
            return ids, Folds()
        found = self._library.fold(ids, stop=stop)
        return found.ids, Folds(found.others, len(ids) - len(found.ids))
