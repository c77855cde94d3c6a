"""The way back, without a window."""

from __future__ import annotations

from clashreader.ui.reader.returning import Place
from clashreader.ui.trail import MOST, Step, Trail
from clashreader.ui.views import View, ViewKind

VIEW = View(ViewKind.UNREAD)


def walked(*articles: int) -> Trail:
    trail = Trail()
    for number in articles:
        trail.visit(Step(number, VIEW))
    return trail


def test_back_and_forward_and_a_new_way() -> None:
    trail = walked(1, 2, 3)
    trail.leave_mark(Place("words", 1, 0.1))
    assert trail.go(-1, bool) == Step(2, VIEW)
    assert trail.go(-1, bool) == Step(1, VIEW)
    assert trail.go(-1, bool) is None
    trail.go(1, bool)
    assert trail.go(1, bool) == Step(3, VIEW, Place("words", 1, 0.1)), "with its place"
    assert not trail.can(1)
    trail.go(-1, bool)
    trail.visit(Step(9, VIEW))
    assert not trail.can(1), "what lay ahead is forgotten"
    assert trail.go(-1, bool) == Step(2, VIEW)


def test_what_was_deleted_is_passed_over() -> None:
    trail = walked(1, 2, 3, 4)
    gone = {2, 3}
    assert trail.go(-1, lambda number: number not in gone) == Step(1, VIEW)
    assert trail.go(1, lambda number: number not in gone) == Step(4, VIEW)
    trail = walked(1, 2)
    assert trail.go(-1, lambda _: False) is None
    assert trail.here == Step(2, VIEW)
    trail.leave_mark(None)


def test_it_has_an_end() -> None:
    trail = walked(*range(3 * MOST))
    steps = 0
    while trail.go(-1, lambda _: True):
        steps += 1
    assert steps == MOST - 1
    assert Trail().go(-1, bool) is None
    assert Trail().here is None
