"""Groups of copies as lists use them: each group's first one alone, the others behind it.

Apart from `library.copies`, which finds them: the first screen needs this, and not that.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from clashreader.library.ddl import LIVE
from clashreader.model import FoldedIds

Run = Callable[[str, Sequence[object]], Sequence[Any]]

_FEW = 5_000
"""Ids whose groups are asked for by name; of more, all groups are read."""
_STEP = 20_000
"""Ids that are gone through in one go, so that no other thread waits for longer."""
_SPARSE = 16
"""Numbers of articles for each one in a group, beyond which a table of them all saves nothing."""
_PAGE = 5_000
"""Rows of groups that are held at a time."""


class Packed(Mapping[int, tuple[int, ...]]):
    """For each first one of several copies the others, in arrays: 20 bytes an article, not 200.

    It never changes, so that jobs may read it; `but` gives another one.
    """

    def __init__(
        self, low: int, numbers: array[int], first: array[int], starts: array[int],
        others: array[int],
    ) -> None:  # fmt: skip
        """`numbers` has the group of each article of the list, from the number `low` on, 0 for
        none; `first` has the first one of each group. The others of group n are `others` from
        `starts[n]` to `starts[n + 1]`.
        """
        self._low = low
        self._numbers = numbers
        self._first = first
        self._starts = starts
        self._others = others
        self._changed: dict[int, tuple[int, ...]] = {}
        """What is so no longer; nothing behind it means that it stands alone."""
        self._count = sum(a != b for a, b in pairwise(starts))

    def _number(self, article: int) -> int:
        place = article - self._low
        return self._numbers[place] if 0 <= place < len(self._numbers) else 0

    def leader_of(self, article: int) -> int:
        """Return the first one of the group of an article, or itself; changes are not regarded."""
        return self._first[self._number(article)] or article

    def _behind(self, leader: int) -> Sequence[int]:
        if leader in self._changed:
            return self._changed[leader]
        number = self._number(leader)
        if not number or self._first[number] != leader:
            return ()
        return self._others[self._starts[number] : self._starts[number + 1]]

    def __contains__(self, leader: object) -> bool:
        return isinstance(leader, int) and len(self._behind(leader)) > 0

    def __getitem__(self, leader: int) -> tuple[int, ...]:
        others = self._behind(leader)
        if not others:
            raise KeyError(leader)
        return tuple(others)

    def __iter__(self) -> Iterator[int]:
        starts, changed = self._starts, self._changed
        for number, leader in enumerate(self._first):
            if number and starts[number] != starts[number + 1] and leader not in changed:
                yield leader
        yield from (leader for leader, others in changed.items() if others)

    def __len__(self) -> int:
        return self._count

    def but(self, leader: int, others: Sequence[int]) -> Packed:
        """Return the same with these behind `leader`, or with it no longer there for none."""
        found = object.__new__(Packed)
        found.__dict__.update(self.__dict__)
        found._changed = {**self._changed, leader: tuple(others)}
        found._count += bool(others) - (leader in self)
        return found


def folded(run: Run, ids: array[int]) -> FoldedIds:
    """Return `ids` with each group's first one alone; 60 ms of a million ids."""
    if len(ids) > _FEW:
        [(low, high, count)] = run(
            "SELECT min(article_id), max(article_id), count(*) FROM duplicates", ()
        )
        if count > _FEW and high - low < _SPARSE * count:
            return _folded_tightly(run, ids, low, high)
    groups = _groups(run, ids)
    if not groups:
        return FoldedIds(ids, {})
    first: dict[int, int] = {}
    others: dict[int, list[int]] = {}
    kept = array("q")
    known = groups.keys()
    for start in range(0, len(ids), _STEP):
        part = ids[start : start + _STEP]
        if known.isdisjoint(part):
            kept.extend(part)
            continue
        for article in part:
            group = groups.get(article)
            leader = article if group is None else first.setdefault(group, article)
            if leader == article:
                kept.append(article)
            else:
                others.setdefault(leader, []).append(article)
    return FoldedIds(kept, {leader: tuple(behind) for leader, behind in others.items()})


def _folded_tightly(run: Run, ids: array[int], low: int, high: int) -> FoldedIds:
    """Return the same where most articles have copies, with no object for any of them."""
    numbers, count = _numbers(run, low, high)
    listed = _zeros("i", len(numbers))
    """The same, of what is in the list: a group's others may not be."""
    first = _zeros("q", count + 1)
    sizes = _zeros("q", count + 1)
    kept, rest = array("q"), array("q")
    for article in ids:
        number = numbers[article - low] if low <= article <= high else 0
        if number:
            listed[article - low] = number
            leader = first[number]
            if not leader:
                first[number] = article
            elif leader != article:
                rest.append(article)
                sizes[number] += 1
                continue
        kept.append(article)
    starts = array("q", accumulate(sizes, initial=0))
    free = starts[:]
    others = _zeros("q", len(rest))
    for article in rest:
        number = numbers[article - low]
        others[free[number]] = article
        free[number] += 1
    return FoldedIds(kept, Packed(low, listed, first, starts, others))


def _zeros(kind: str, count: int) -> array[int]:
    empty: array[int] = array(kind)
    return array(kind, bytes(empty.itemsize * count))


def _numbers(run: Run, low: int, high: int) -> tuple[array[int], int]:
    """Return the group of each article from `low` to `high`, counted from 1; and how many."""
    numbers = _zeros("i", high - low + 1)
    count, group, last = 0, None, -1
    while True:
        found = run(
            "SELECT group_id, article_id FROM duplicates WHERE (group_id, article_id) > (?, ?) "
            f"ORDER BY group_id, article_id LIMIT {_PAGE}", (-1 if group is None else group, last),
        )  # fmt: skip
        for now, article in found:
            count += now != group
            group, last = now, article
            if low <= article <= high:  # but for what came meanwhile
                numbers[article - low] = count
        if len(found) < _PAGE:
            return numbers, count


def _groups(run: Run, ids: Sequence[int]) -> Mapping[int, int]:
    if len(ids) > _FEW:
        found = run("SELECT article_id, group_id FROM duplicates", ())
    else:
        found = run(
            "SELECT article_id, group_id FROM duplicates "
            "WHERE article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
    return {row[0]: row[1] for row in found}


def members(run: Run, article: int) -> list[int]:
    """Return the other copies of an article, newest first; not those in the bin or hidden."""
    found = run(
        "SELECT a.id FROM duplicates d JOIN duplicates o ON o.group_id = d.group_id "
        f"JOIN articles a ON a.id = o.article_id AND a.state = {LIVE} "
        "WHERE d.article_id = ? AND o.article_id <> ? ORDER BY a.sort_time DESC, a.id DESC",
        (article, article),
    )
    return [row[0] for row in found]
