"""Heads above the days of the list, the bars of a month, and the shapes of rows."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.fakes import DAY, NOON
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import Sort
from clashreader.ui.article_delegate import HEAD_HEIGHT
from clashreader.ui.article_model import HEAD_ROLE, ROW_ROLE
from clashreader.ui.day_heads import day_of, find_heads
from clashreader.ui.main_window import MainWindow
from clashreader.ui.row_layout import COMPACT_HEIGHT, ROW_HEIGHT, RowLayouter, Shape
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]


@given(
    st.lists(st.integers(0, 400_000_000), max_size=300),
    st.booleans(),
    st.integers(0, 300),
    st.none() | st.integers(719_163, 724_000),
)
def test_heads_are_those_that_a_look_at_every_row_finds(
    times: list[int], newest: bool, start: int, last: int | None
) -> None:
    times = sorted((time - time % 3_600 for time in times), reverse=newest)
    ids = array("q", range(len(times)))
    expected: dict[int, int] = {}
    begun = last
    for row in range(start, len(times)):
        day = day_of(times[row])
        if begun is None or (day < begun if newest else day > begun):
            expected[row] = begun = day
    asked: list[int] = []

    def look(wanted: object) -> list[int]:
        asked.extend(wanted)  # type: ignore[call-overload]
        return [times[i] for i in wanted]  # type: ignore[attr-defined]

    assert find_heads(ids, look, start=start, last=last, newest=newest) == expected
    assert len(asked) == len(set(asked))


def test_few_rows_of_many_are_looked_at() -> None:
    ids = array("q", range(100_000))
    asked = 0

    def look(wanted: object) -> list[int]:
        nonlocal asked
        moments = [NOON - i for i in wanted]  # type: ignore[attr-defined]
        asked += len(moments)
        return moments

    assert len(find_heads(ids, look)) == 2
    assert asked < 100_000 / 30


def test_each_day_has_a_head_and_the_rows_below_it_the_time_alone(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    at = [NOON, NOON - 60, NOON - DAY, NOON - 3 * DAY]
    for number, moment in enumerate(at):
        store(library, 1, start=number, published=moment)
    window = make_window()
    settle(window)
    model = window.articles.model
    assert list(model.heads) == [0, 2, 3]
    heads = [model.index(row, 0).data(HEAD_ROLE) for row in range(4)]
    assert [head is not None for head in heads] == [True, False, True, True]
    row = model.index(1, 0).data(ROW_ROLE)
    clock = datetime.fromtimestamp(NOON - 60).astimezone().strftime("%H:%M")
    assert model.date_in_list(row, 1) == clock
    assert model.date_text(row) in model.spoken(row)  # whoever hears it hears the day
    heights = [window.articles.view.rowHeight(row) for row in range(4)]
    head = ROW_HEIGHT + HEAD_HEIGHT
    assert heights == [head, ROW_HEIGHT, head, head]


def test_the_head_stays_at_the_top_and_the_next_one_pushes_it_away(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    store(library, 40, published=NOON)
    store(library, 40, start=40, published=NOON - DAY)
    window = make_window(size=(1200, 600))
    settle(window)
    view = window.articles.view
    bar = view.verticalScrollBar()
    bar.setValue(500)
    first = view.head_at_top[0]
    assert view.head_at_top == (first, 0)
    border = HEAD_HEIGHT + 40 * ROW_HEIGHT
    bar.setValue(border - 10)
    assert view.head_at_top == (first, 10 - HEAD_HEIGHT)
    bar.setValue(border + 5)
    text, shift = view.head_at_top
    assert text != first
    assert shift == 0
    bar.setValue(border + 30 * ROW_HEIGHT)
    window.articles.view.select_row(45)
    assert view.visualRect(window.articles.model.index(45, 0)).top() >= HEAD_HEIGHT


def test_no_heads_where_the_list_is_not_in_the_order_of_days(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 4)
    window = make_window()
    settle(window)
    assert len(window.articles.model.heads) == 4
    for sort, count in ((Sort.TITLE, 0), (Sort.OLDEST, 4)):
        with qtbot.waitSignal(window.listing.loaded):
            window.listing.set_sort(sort)
        assert len(window.articles.model.heads) == count
    with qtbot.waitSignal(window.listing.loaded):
        window.looks.show_settings(replace(window.settings, day_headers=False, rows="compact"))
    assert not window.articles.model.heads
    assert window.articles.view.rowHeight(0) == COMPACT_HEIGHT


def test_the_bars_of_a_month_count_its_days_and_lead_to_them(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    def at(day: int) -> int:
        return int(datetime(2025, 6, day, 12, tzinfo=UTC).timestamp())

    store(library, 12, published=at(30))
    store(library, 30, start=12, published=at(12))
    store(library, 20, start=42, published=at(3))
    window = make_window(size=(1200, 500))
    assert window.articles.bars.isHidden()
    with qtbot.waitSignal(window.listing.loaded):
        window.show_view(View(ViewKind.ALL, month="2025-06"))
    bars = window.articles.bars
    assert bars.isVisible()
    counts = {day + 1: count for day, count in enumerate(bars.counts) if count}
    assert counts == {3: 20, 12: 30, 30: 12}
    bars.setFocus()
    for _ in range(9):
        qtbot.keyClick(bars, Qt.Key.Key_Right)
    assert "30 articles" in bars.accessibleDescription()
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert window.articles.view.rowAt(0) == 12
    place = bars._place(2).center().toPoint()
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=place)
    row = window.articles.view.rowAt(0)
    assert window.articles.model.heads.get(row) == date(2025, 6, 3).toordinal() or row > 12
    with qtbot.waitSignal(window.listing.loaded):
        window.show_view(View(ViewKind.ALL))
    assert bars.isHidden()


def test_a_mirrored_row_has_its_marks_at_the_other_side(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 1)
    row = replace(library.rows(ids)[0], lead_image="0" * 64)
    layouter = RowLayouter()
    for compact in (False, True):
        plain = layouter.lay_out(row, 400, Shape(compact=compact), "14:05")
        other = layouter.lay_out(row, 400, Shape(compact=compact, mirrored=True), "14:05")
        assert plain.picture is not None
        assert other.picture is not None
        assert other.picture.left() == 400 - plain.picture.right()
        assert other.dot.x() == 400 - plain.dot.x()
        text = [line.x + layouter.breadth(line) for line in other.lines]
        assert max(text) <= other.dot.x()
        assert min(line.x for line in other.lines) >= other.picture.right()


def test_tags_that_have_no_room_are_counted(library: Library, qapp: object) -> None:
    ids = store(library, 1)
    row = replace(library.rows(ids)[0], tags=tuple(f"tag number {n}" for n in range(30)))
    for compact in (False, True):
        chips = RowLayouter().lay_out(row, 400, Shape(compact=compact), "14:05").chips
        assert 2 <= len(chips) < 6
        assert chips[-1].text == f"+{30 - len(chips) + 1}"
        assert chips[-1].rect.right() <= 400
    few = replace(row, tags=("one", "two"))
    chips = RowLayouter().lay_out(few, 400, Shape(), "14:05").chips
    assert [chip.text for chip in chips] == ["one", "two"]
