"""Deleting, hiding, restoring, moving and tagging in the window, by keys as a reader does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store
from tests.ui.test_undo import choose, press

from clashreader.library.library import Library
from clashreader.ui.main_window import MainWindow
from clashreader.ui.name_picker import ALL, SOME, NamePicker
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


def shown(window: MainWindow) -> list[int]:
    return list(window.articles.model.ids)


def heads(window: MainWindow) -> list[int]:
    """The rows that begin a day, as they are painted: those with room for its head."""
    view = window.articles.view
    least = view.verticalHeader().defaultSectionSize()
    rows = [row for row in range(len(shown(window))) if view.rowHeight(row) > least]
    assert rows == list(window.articles.model.heads)
    return rows


def test_what_is_deleted_goes_and_comes_back_to_its_place(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 12)
    library.set_bookmarked(ids[4:5], True)
    window = make_window(mark_read="never")
    assert heads(window) == list(range(12))
    choose(window, qtbot, settle, [ids[3], ids[4], ids[6]])
    press(qtbot, window, Key.Key_Delete)
    settle(window)
    assert shown(window) == [*ids[:3], ids[5], *ids[7:]]
    assert heads(window) == list(range(9))
    assert len(library.binned()) == 3
    assert window.articles.current_id == ids[7], "the next is chosen"
    assert window.reading.article_id == ids[7]
    assert window.status.text == "3 articles are in the bin."
    assert window.overview is not None
    assert (window.overview.total, window.overview.binned) == (9, 3)
    choose(window, qtbot, settle, [ids[11]])
    press(qtbot, window, Key.Key_Delete)
    settle(window)
    assert window.articles.current_id == ids[10], "or the one before, at the end"
    press(qtbot, window, Key.Key_Z, Control)
    settle(window)
    press(qtbot, window, Key.Key_Z, Control)
    settle(window)
    assert shown(window) == ids
    assert heads(window) == list(range(12))
    assert window.articles.current_id == ids[6]
    assert library.article(ids[4]).bookmarked_at is not None
    assert window.status.text == "Undone: delete."


def test_the_day_begins_with_the_next_row_of_it(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    from tests.fakes import DAY, NOON

    ids = []
    for number, days in enumerate((0, 0, 0, 1, 1, 2)):
        published = NOON - days * DAY - number * 60
        ids += store(library, 1, start=number, published=published)
    window = make_window(mark_read="never")
    assert heads(window) == [0, 3, 5]
    choose(window, qtbot, settle, [ids[0], ids[3], ids[4]])
    press(qtbot, window, Key.Key_Delete)
    settle(window)
    assert shown(window) == [ids[1], ids[2], ids[5]]
    assert heads(window) == [0, 2]
    press(qtbot, window, Key.Key_Z, Control)
    settle(window)
    assert shown(window) == ids
    assert heads(window) == [0, 3, 5]


def test_the_bin_gives_back_and_is_emptied_after_a_question(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 5)
    library.delete(ids[:4])
    window = make_window(mark_read="never")
    window.show_view(View(ViewKind.BIN))
    settle(window)
    assert window.organising is not None
    line = window.organising.bin._line
    assert line is not None
    assert line.isVisible()
    choose(window, qtbot, settle, [ids[1]])
    press(qtbot, window, Key.Key_Delete)
    assert window.status.text == "It is in the bin already."
    line.restore.click()
    settle(window)
    assert library.article(ids[1]).id == ids[1]
    assert sorted(shown(window)) == sorted([ids[0], ids[2], ids[3]])
    press(qtbot, window, Key.Key_Z, Control)
    settle(window)
    assert sorted(shown(window)) == sorted(ids[:4])
    line.empty.click()
    dialog = window.organising.bin.dialog
    assert dialog is not None
    assert "4 articles" in dialog.findChildren(type(window.status._message).__mro__[1])[0].text()
    dialog.reject()
    settle(window)
    assert len(library.binned()) == 4
    line.empty.click()
    dialog = window.organising.bin.dialog
    assert dialog is not None
    dialog.go.click()
    settle(window)
    assert len(library.binned()) == 0
    assert shown(window) == []
    assert window.status.text == "4 articles deleted for good."
    assert not line.isVisible()
    window.deeds.do("emptyBinAction")
    assert window.status.text == "The bin is empty."


def test_what_is_hidden_is_in_its_own_view_and_can_be_shown_again(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3)
    window = make_window(mark_read="never")
    choose(window, qtbot, settle, [ids[0]])
    press(qtbot, window, Key.Key_X)
    settle(window)
    assert shown(window) == ids[1:]
    press(qtbot, window, Key.Key_R)
    assert window.status.text == "Only what is in the bin can be restored."
    window.show_view(View(ViewKind.HIDDEN))
    settle(window)
    assert shown(window) == ids[:1]
    choose(window, qtbot, settle, [ids[0]])
    press(qtbot, window, Key.Key_X)
    settle(window)
    assert shown(window) == []
    assert window.reading.article is None
    assert library.article(ids[0]).id == ids[0]
    assert window.status.text == "1 article is shown again."


def popup(name: str) -> NamePicker:
    found = [top for top in QApplication.topLevelWidgets() if top.objectName() == name]
    one = next(top for top in found if top.isVisible())
    assert isinstance(one, NamePicker)
    return one


def rows_of(picker: NamePicker) -> list[str]:
    return [picker.list.item(row).text() for row in range(picker.list.count())]


def test_several_articles_are_tagged_at_once(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3)
    library.tag(ids[:1], add=["grain", "Ökologie"])
    library.tag(ids, add=["war"])
    window = make_window(mark_read="never")
    choose(window, qtbot, settle, ids)
    press(qtbot, window, Key.Key_T)
    settle(window)
    editor = popup("tagEditor")
    states = {choice.name: choice.state for _, choice in editor._choices}
    assert states == {"grain": SOME, "Ökologie": SOME, "war": ALL}
    assert rows_of(editor)[0] == "war"
    spoken = editor.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "grain, set on some"
    qtbot.keyClicks(editor.field, "oko")
    assert rows_of(editor) == ["Ökologie", "New tag “oko”"]
    qtbot.keyClick(editor.field, Key.Key_Return)
    settle(window)
    assert all("Ökologie" in library.article(i).tags for i in ids), "one that some had, all get"
    press(qtbot, window, Key.Key_T)
    settle(window)
    editor = popup("tagEditor")
    qtbot.keyClicks(editor.field, "gra")
    qtbot.keyClick(editor.field, Key.Key_Up)
    qtbot.keyClick(editor.field, Key.Key_Return)
    settle(window)
    assert all("gra" in library.article(i).tags for i in ids), "a new one, though one fits"
    press(qtbot, window, Key.Key_T)
    settle(window)
    editor = popup("tagEditor")
    qtbot.keyClicks(editor.field, "war")
    qtbot.keyClick(editor.field, Key.Key_Return)
    settle(window)
    assert not any("war" in library.article(i).tags for i in ids), "one that all had goes"
    assert window.status.text == "Tag “war” taken off 3 articles."
    press(qtbot, window, Key.Key_Z, Control)
    settle(window)
    assert all("war" in library.article(i).tags for i in ids)


def test_articles_are_moved_by_hand_and_a_sync_leaves_them_there(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 4)
    window = make_window(mark_read="never")
    choose(window, qtbot, settle, ids[:2])
    press(qtbot, window, Key.Key_G)
    picker = popup("sectionPicker")
    assert isinstance(picker.field, QLineEdit)
    assert rows_of(picker)[-2:] == ["No section", "As its source says"]
    qtbot.keyClicks(picker.field, "Grain trade")
    qtbot.keyClick(picker.field, Key.Key_Return)
    settle(window)
    assert [library.article(i).section for i in ids[:2]] == ["Grain trade", "Grain trade"]
    assert window.status.text == "2 articles moved to “Grain trade”."
    store(library, 4)
    assert library.article(ids[0]).section == "Grain trade"
    for typed, section in (("no s", None), ("as", "Europe")):
        press(qtbot, window, Key.Key_G)
        picker = popup("sectionPicker")
        qtbot.keyClicks(picker.field, typed)
        if typed == "as":  # Asia-Pacific comes first
            qtbot.keyClick(picker.field, Key.Key_Down)
        qtbot.keyClick(picker.field, Key.Key_Return)
        settle(window)
        assert library.article(ids[0]).section == section
