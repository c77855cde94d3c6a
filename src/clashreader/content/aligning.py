"""What two sequences have in common, in order: bounded in work, whatever they hold.

`difflib` compares each with each where much repeats itself. So it is asked about small stretches
only; in large ones what occurs once in either is matched first ("patience": those are the lines
that a human eye would hold on to), and what lies between is looked at for itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from clashreader.errors import CancelledError

SMALL: Final = 250_000
"""Items of one side times items of the other up to which each may be compared with each."""
_REPEATED: Final = 60_000
"""Pairs of equal items up to which `difflib` is quick."""
_DEEP: Final = 30
"""Stretches within stretches from which one is taken as replaced."""


class Stretch(NamedTuple):
    """`old` items `start` to `end` and those of `new`: equal one by one, or one in the stead of
    the other.
    """

    same: bool
    start: int
    end: int
    new_start: int
    new_end: int


Cancelled = Callable[[], bool]


def never() -> bool:
    """Say that nobody has lost interest."""
    return False


def align(
    old: Sequence[Hashable], new: Sequence[Hashable], cancelled: Cancelled = never
) -> list[Stretch]:
    """Return the stretches of two sequences in order; neighbours differ in `same`.

    Raises `CancelledError` once `cancelled` says so.
    """
    found: list[Stretch] = []
    _align(old, new, (0, len(old), 0, len(new)), found, cancelled, 0)
    return _joined(found)


def _align(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    where: tuple[int, int, int, int],
    found: list[Stretch],
    cancelled: Cancelled,
    depth: int,
) -> None:
    if cancelled():
        raise CancelledError("Stopped.")
    start, end, new_start, new_end = where
    first, new_first = start, new_start
    while first < end and new_first < new_end and old[first] == new[new_first]:
        first, new_first = first + 1, new_first + 1
    last, new_last = end, new_end
    while last > first and new_last > new_first and old[last - 1] == new[new_last - 1]:
        last, new_last = last - 1, new_last - 1
    found.append(Stretch(True, start, first, new_start, new_first))
    middle = (first, last, new_first, new_last)
    if first == last or new_first == new_last:
        found.append(Stretch(False, *middle))
    elif _is_small(old[first:last], new[new_first:new_last]):
        _compare_all(old, new, middle, found)
    else:
        anchors = _anchors(old, new, middle) if depth < _DEEP else []
        if not anchors:
            found.append(Stretch(False, *middle))
        here, new_here = first, new_first
        for place, new_place in [*anchors, (last, new_last)] if anchors else []:
            _align(old, new, (here, place, new_here, new_place), found, cancelled, depth + 1)
            here, new_here = place, new_place
    found.append(Stretch(True, last, end, new_last, new_end))


def _is_small(old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
    if len(old) * len(new) > SMALL:
        return False
    ours, theirs = Counter(old), Counter(new)
    return sum(count * theirs[item] for item, count in ours.items()) <= _REPEATED


def _compare_all(
    old: Sequence[Hashable],
    new: Sequence[Hashable],
    where: tuple[int, int, int, int],
    found: list[Stretch],
) -> None:
    first, last, new_first, new_last = where
    matcher = SequenceMatcher(None, old[first:last], new[new_first:new_last], autojunk=False)
    for name, i, j, k, m in matcher.get_opcodes():
        found.append(Stretch(name == "equal", first + i, first + j, new_first + k, new_first + m))


def _anchors(
    old: Sequence[Hashable], new: Sequence[Hashable], where: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Return the places of items that occur once in either, the most that keep their order."""
    first, last, new_first, new_last = where
    ours, theirs = Counter(old[first:last]), Counter(new[new_first:new_last])
    places = {item: at for at, item in enumerate(new[new_first:new_last], new_first)}
    pairs = [
        (at, places[item])
        for at, item in enumerate(old[first:last], first)
        if ours[item] == 1 and theirs[item] == 1
    ]
    return _longest_rise(pairs)


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest sub-sequence of `pairs` whose second numbers rise."""
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            ends.append(index)
        else:
            tops[pile] = place
            ends[pile] = index
    rise: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        rise.append(pairs[index])
        index = before[index]
    return rise[::-1]


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for one in stretches:
        if one.start == one.end and one.new_start == one.new_end:
            continue
        if joined and joined[-1].same == one.same:
            joined[-1] = joined[-1]._replace(end=one.end, new_end=one.new_end)
        else:
            joined.append(one)
    return joined
