"""The menu of rows, what it does with several, and how the list is chosen to look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Term
from clashreader.settings import load
from clashreader.ui.article_view import ArticleView
from clashreader.ui.main_window import MainWindow
from clashreader.ui.row_layout import COMPACT_HEIGHT

Settle = Callable[[MainWindow], None]


def unread(library: Library) -> int:
    return library.count(ArticleQuery(Term("unread", "is")))


def menu_of(window: MainWindow, row: int, *, key: bool = False) -> dict[str, QAction]:
    """Open the menu of a row as mouse or key do; return its entries by their words."""
    view: ArticleView = window.articles.view
    point = view.visualRect(window.articles.model.index(row, 0)).center()
    reason = QContextMenuEvent.Reason.Keyboard if key else QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, point, view.viewport().mapToGlobal(point))
    QApplication.sendEvent(view.viewport(), event)
    menus = [menu for menu in window.findChildren(QMenu, "rowMenu") if menu.isVisible()]
    assert len(menus) == 1
    entries = {action.text().split("\t")[0]: action for action in menus[0].actions()}
    menus[0].close()
    return entries


def test_the_menu_of_one_article_says_the_keys_and_does_what_it_says(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 6)
    library.set_read([ids[2]], True)
    window = make_window()
    settle(window)
    entries = menu_of(window, 1)
    assert list(window.articles.selected_ids) == [ids[1]]
    assert entries["Mark as read"].text().endswith("\tM")
    assert entries["Bookmark"].text().endswith("\tS")
    assert "Mark as unread" not in entries
    settle(window)
    menu_of(window, 1)["Bookmark"].trigger()
    assert library.rows([ids[1]])[0].bookmarked
    assert "Remove bookmark" in menu_of(window, 1, key=True)
    assert "Mark as unread" in menu_of(window, 2)
    menu_of(window, 1)["Copy link"].trigger()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "https://example.org/1")
    menu_of(window, 1)["Mark all below as read"].trigger()
    settle(window)
    assert unread(library) == 2
    assert window.status.text == "3 articles marked as read."
    assert not menu_of(window, 0)["Mark all above as read"].isEnabled()
    window.deeds.do("undoAction")
    settle(window)
    assert unread(library) == 5


def test_several_selected_are_counted_and_ctrl_a_takes_no_index_of_each(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 70)
    window = make_window()
    settle(window)
    view = window.articles.view
    window.articles.select(ids[0])
    settle(window)
    for _ in range(2):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert list(window.articles.selected_ids) == ids[:3]
    index = window.articles.model.index(4, 0)
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier,
        view.visualRect(index).center(),
    )  # fmt: skip
    assert list(window.articles.selected_ids) == [*ids[:3], ids[4]]
    entries = menu_of(window, 1)
    assert "4 articles" in entries
    assert "Open" not in entries
    entries["Copy links"].trigger()
    qtbot.waitUntil(lambda: window.status.text == "4 links were copied.")
    assert QGuiApplication.clipboard().text().count("\n") == 3
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert (view.selected_count, view.selected_ranges) == (70, [(0, 69)])
    menu_of(window, 2)["Mark as read"].trigger()
    settle(window)
    assert unread(library) == 0
    assert window.status.text == "70 articles marked as read."


def test_many_pages_are_opened_only_when_asked_again(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    store(library, 60)
    window = make_window()
    settle(window)
    opened: list[str] = []
    monkeypatch.setattr(window.moving, "open_outside", opened.append)
    view = window.articles.view
    view.select_row(0)
    for _ in range(5):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.deeds.do("browserAction")
    settle(window)
    assert (opened, window.status.text) == ([], "6 pages to be opened.")
    window.status._follow()
    qtbot.waitUntil(lambda: len(opened) == 6)
    view.selectAll()
    window.deeds.do("browserAction")
    settle(window)
    assert len(opened) == 6
    assert "too many" in window.status.text


def test_the_look_of_the_list_is_chosen_beside_its_order(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 40)
    window = make_window(size=(1200, 500))
    settle(window)
    view = window.articles.view
    window.articles.select(ids[20])
    settle(window)
    place = view.place()
    assert place is not None

    def choose(name: str) -> None:
        window.articles._open_sort_menu()
        menu = next(m for m in window.findChildren(QMenu, "orderMenu") if m.isVisible())
        action = menu.findChild(QAction, name)
        assert action is not None
        menu.close()
        with qtbot.waitSignal(window.listing.loaded):
            action.trigger()

    choose("list-day_headers")
    assert not window.articles.model.heads
    choose("list-rows")
    assert view.rowHeight(3) == COMPACT_HEIGHT
    now = view.place()
    assert now is not None
    assert now[0] == place[0], "what was at the top is at the top"
    assert window.articles.current_id == ids[20]
    settings = load(window.home.settings)
    assert (settings.rows, settings.day_headers) == ("compact", False)


def test_no_menu_where_there_is_no_row(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    window = make_window()
    settle(window)
    view = window.articles.view
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(view.viewport(), event)
    assert not window.findChildren(QMenu, "rowMenu")
