"""Copies of one report behind its first row: unfolded on request, and nothing else moves."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from tests.fakes import NOON, feed, prepared
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, Sort, Term
from clashreader.ui.article_model import ArticleModel
from clashreader.ui.fold_words import sources_text
from clashreader.ui.folds import Folds
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]
Key = Qt.Key
REPORT = " ".join(f"word{number} of the harbour report" for number in range(40))


@pytest.fixture
def copies(library: Library) -> list[int]:
    """A library in which three sources have one report: its copies, the newest first."""
    store(library, 12)
    found = []
    for number in range(3):
        source = library.add_source(feed(f"https://{number}.example/feed")).id
        ready = prepared(f"c{number}", REPORT, title="The bridge", published=NOON - 3600 * number)
        found += library.apply(source, [Insert(ready)]).inserted
    library.group_copies()
    return found


def fold_words(window: MainWindow, row: int) -> QPoint:
    """Return where in the list the words are that unfold a row."""
    view, model = window.articles.view, window.articles.model
    index = model.index(row, 0)
    rect = view.visualRect(index)
    for x in range(rect.left(), rect.right(), 3):
        for y in range(rect.top(), rect.bottom(), 3):
            if window.articles.delegate.on_fold(rect, index, QPoint(x, y)):
                return QPoint(x + 4, y + 2)
    raise AssertionError("no words that unfold it")


def test_copies_stand_behind_the_first_and_unfold_in_place(
    library: Library, copies: list[int], make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window()
    settle(window)
    view, model = window.articles.view, window.articles.model
    first = copies[0]
    row = model.position(first)
    assert model.rowCount() == 13
    assert not set(copies[1:]) & set(model.ids)
    assert window.articles._count.text() == "15"  # what is counted are articles
    assert "15 articles, in 13 rows" in window.articles._count.toolTip()
    spoken = model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("+2 sources, folded")

    below = model.id_at(row + 1)
    heads = dict(model.heads)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=fold_words(window, row))
    assert list(model.ids[row : row + 4]) == [*copies, below]
    assert window.articles.current_id is None, "nothing was chosen"
    assert {day: model.ids[at] for at, day in model.heads.items() if at <= row} == {
        day: model.ids[at] for at, day in heads.items() if at <= row
    }
    assert "unfolded" in model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "another source" in model.index(row + 1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert window.articles._count.text() == "15"
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=fold_words(window, row))
    assert model.rowCount() == 13
    assert dict(model.heads) == heads


def test_right_and_left_unfold_go_in_come_out_and_fold(
    library: Library, copies: list[int], make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window()
    settle(window)
    view, model = window.articles.view, window.articles.model
    window.articles.select(copies[0])
    seen = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Left):
        qtbot.keyClick(view, key)
        seen.append((model.rowCount(), window.articles.current_id))
    first, second, _ = copies
    assert seen == [(15, first), (15, second), (15, first), (13, first), (13, first)]
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    qtbot.keyClick(view, Key.Key_Left)
    assert model.rowCount() == 15
    window.articles.select(copies[2])
    view.toggle_fold(model.position(copies[2]))
    assert (model.rowCount(), window.articles.current_id) == (13, first)
    table = QAccessible.queryAccessibleInterface(view)
    assert table is not None


def test_an_unfolded_group_stays_so_when_the_list_is_read_anew(
    library: Library, copies: list[int], make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window()
    settle(window)
    model = window.articles.model
    window.articles.view.toggle_fold(model.position(copies[0]))
    window.articles.select(copies[1])
    source = library.sources()[0].id
    new = library.apply(
        source, [Insert(prepared("n", REPORT, title="The bridge", published=NOON + 60))]
    ).inserted[0]
    library.group_copies()
    window._look_abroad()
    qtbot.waitUntil(lambda: window.articles.announced)
    assert window.articles._new_button.text() == "1 new"
    assert model.rowCount() == 15, "nothing moves before it is asked for"
    with qtbot.waitSignal(window.listing.loaded):
        window.listing.bring_in_new()
    at = model.position(new)
    assert list(model.ids[at : at + 4]) == [new, *copies]
    assert window.articles.current_id == copies[1]
    with qtbot.waitSignal(window.listing.loaded):
        window.listing.set_sort(Sort.OLDEST)
    at = model.position(copies[2])
    assert list(model.ids[at : at + 4]) == [copies[2], copies[1], copies[0], new]
    with qtbot.waitSignal(window.listing.loaded):
        window.listing.show(View(ViewKind.UNREAD))
    assert model.position(copies[1]) >= 0, "the open article has a row in every view that has it"


def test_settings_fold_and_unfold_everything_and_months_count_articles(
    library: Library, copies: list[int], make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    from dataclasses import replace
    from datetime import UTC, datetime

    window = make_window(hide_duplicates=False)
    settle(window)
    model = window.articles.model
    assert model.rowCount() == 15
    with qtbot.waitSignal(window.listing.loaded):
        window.looks.show_settings(replace(window.settings, hide_duplicates=True))
    assert model.rowCount() == 13
    month = datetime.fromtimestamp(NOON, UTC).strftime("%Y-%m")
    with qtbot.waitSignal(window.listing.loaded):
        window.show_view(View(ViewKind.ALL, month=month))
    assert sum(window.articles.bars.counts) == model.total
    assert model.total > model.rowCount()
    with qtbot.waitSignal(window.listing.loaded):
        window.listing.search("harbour report")
    assert model.folds.of(model.ids[0]).others == 2 or model.folds.behind


def test_the_first_of_a_group_goes_and_the_next_takes_its_row(
    library: Library, copies: list[int], make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window(size=(1200, 500))
    settle(window)
    model, view = window.articles.model, window.articles.view
    row = model.position(copies[0])
    window.apply_changes(library.delete([copies[0]]))
    assert (model.id_at(row), model.rowCount(), model.total) == (copies[1], 13, 14)
    view.toggle_fold(row)
    window.apply_changes(library.delete([copies[2]]))
    assert (model.rowCount(), model.total) == (13, 13)
    assert not model.folds.behind
    window.apply_changes(library.restore([copies[0], copies[2]]))
    settle(window)
    assert model.total == 15


def test_deleted_by_another_program_leaves_the_list_and_nothing_jumps(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 60)
    window = make_window(size=(1200, 500))
    settle(window)
    model, view = window.articles.model, window.articles.view
    window.articles.select(ids[21])
    settle(window)
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() + 31)
    place = view.place()
    assert place is not None
    top = model.position(place[0])
    gone = [ids[2], ids[3], ids[top - 1], ids[21]]
    library.delete(gone)
    library.empty_bin()
    window._look_abroad()
    view.viewport().repaint()
    qtbot.waitUntil(lambda: model.rowCount() == 57)
    settle(window)
    assert view.place() == place
    assert window.articles.current_id == ids[21], "the open article stays until one moves on"
    assert model.index(model.position(ids[21]), 0).data() == "Report 21 on the harbour"
    qtbot.keyClick(view, Key.Key_Down)
    assert window.articles.current_id == ids[22]
    qtbot.waitUntil(lambda: model.rowCount() == 56)
    assert len(model.heads) == 56
    heights = {view.rowHeight(row) for row in range(56)}
    assert len(heights) == 1, "each row has the head of its day"


# --- without a window --------------------------------------------------------------------------


def test_the_model_tester_passes_all_of_it(
    library: Library, copies: list[int], qtmodeltester: ModelTester, qapp: object
) -> None:
    model = ArticleModel()
    model.attach(library.rows)
    qtmodeltester.check(model, force_py=False)
    model.show(array("q", [7, copies[0], 8]), folds=Folds({copies[0]: tuple(copies[1:])}, 2))
    assert not model.unfold(0)
    assert model.unfold(1)
    assert not model.unfold(1)
    assert (model.rowCount(), model.total) == (5, 5)
    model.remove({copies[0]})
    assert list(model.ids) == [7, copies[1], copies[2], 8]
    assert model.fold(1)
    model.remove({copies[1], 7})
    assert list(model.ids) == [copies[2], 8]
    assert model.total == 2


@given(st.data())
def test_what_is_folded_unfolded_and_taken_out_is_never_lost_or_doubled(
    data: st.DataObject,
) -> None:
    groups = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=6))
    ids, behind, number = array("q"), {}, 0
    for size in groups:
        ids.append(number)
        if size > 1:
            behind[number] = tuple(range(number + 1, number + size))
        number += size
    left = set(range(number))
    model = ArticleModel()
    model.show(ids, folds=Folds(behind, number - len(groups)))
    for _ in range(12):
        deed = data.draw(st.sampled_from(("unfold", "fold", "remove")))
        if deed == "remove":
            gone = set(data.draw(st.lists(st.integers(0, number - 1), max_size=3)))
            left -= gone
            model.remove(gone)
        elif model.rowCount():
            row = data.draw(st.integers(0, model.rowCount() - 1))
            getattr(model, deed)(row)
        shown = list(model.ids)
        assert len(set(shown)) == len(shown)
        hidden = list(model.folds.hidden_behind(shown))
        assert {*shown, *hidden} == left
        assert model.total == len(left)


def test_several_rows_are_marked_with_what_is_folded_behind_them_and_one_row_alone(
    library: Library, copies: list[int], make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window(mark_read="never")
    settle(window)
    view = window.articles.view

    def unread() -> set[int]:
        return set(library.ids(ArticleQuery(Term("unread", "is"))))

    every = unread()
    window.articles.select(copies[0])
    settle(window)
    window.deeds.do("readAction")
    settle(window)
    assert every - unread() == {copies[0]}, "one row is one article"
    window.deeds.do("undoAction")
    settle(window)
    assert unread() == every
    qtbot.keyClick(view, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    window.deeds.do("readAction")
    settle(window)
    assert unread() == set()
    assert window.status.text == "15 articles marked as read."
    window.deeds.do("readAction")
    settle(window)
    assert unread() == every
    for _ in range(2):
        window.deeds.do("undoAction")
        settle(window)
    assert unread() == every


def test_the_tip_over_the_copies_names_their_sources(
    library: Library, copies: list[int], make_window: WindowMaker, settle: Settle
) -> None:
    window = make_window()
    settle(window)
    view, model = window.articles.view, window.articles.model
    row = model.position(copies[0])
    outlets = [one.outlet for one in library.rows(copies[1:])]
    assert len(outlets) == 2
    assert all(name in view.sources_behind(row) for name in outlets)
    place = fold_words(window, row)
    tip = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), tip)
    assert QToolTip.text() == view.sources_behind(row)
    QToolTip.hideText()
    assert view.sources_behind(row + 1) == ""


def test_a_tip_names_eight_sources_and_counts_the_others(
    library: Library, copies: list[int]
) -> None:
    named = library.rows(copies)[0]
    rows = [replace(named, outlet=f"Outlet {number}") for number in range(12)]
    lines = sources_text(rows, 12).split("\n")
    assert lines == [*(f"Outlet {number}" for number in range(8)), "and 4 more"]
    assert sources_text([named, named, rows[0]], 3) == f"{named.outlet} × 2\nOutlet 0"
    assert sources_text([], 3) == ""
