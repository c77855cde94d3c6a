"""What stays where it was: the offer to undo, the search's text, the open article's row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import Changes
from clashreader.paths import Home
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind
from clashreader.ui.window_state import WindowState

Settle = Callable[[MainWindow], None]
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window.articles.view, key, modifier)


@pytest.fixture
def active(qtbot: QtBot) -> Callable[[MainWindow], None]:
    def activate(window: MainWindow) -> None:
        window.activateWindow()
        window.articles.view.setFocus()
        qtbot.waitUntil(window.isActiveWindow)

    return activate


Activate = Callable[[MainWindow], None]


def title(window: MainWindow) -> str:
    """The sidebar's chosen row."""
    index = window.sidebar.currentIndex()
    return str(window.sidebar.model().data(index)) if index.isValid() else ""


# --- the offer to undo -------------------------------------------------------------------------


def test_the_offer_to_undo_goes_with_its_deed(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate
) -> None:
    ids = store(library, 4)
    window = make_window(mark_read="never")
    active(window)
    window.articles.select(ids[0])
    settle(window)
    press(qtbot, window, Key.Key_S)
    press(qtbot, window, Key.Key_A, Shift)
    settle(window)
    assert window.status._link.isVisible()
    press(qtbot, window, Key.Key_Z, Control)
    settle(window)
    assert not library.article(ids[0]).read
    assert not window.status._link.isVisible()
    assert window.status.text == "Undone: mark all as read."
    assert library.article(ids[0]).bookmarked_at is not None, "only the last deed is undone"


def test_another_deed_or_another_view_takes_the_offer_away(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate
) -> None:
    ids = store(library, 4)
    window = make_window(mark_read="never")
    active(window)
    window.articles.select(ids[0])
    settle(window)
    for deed in (
        lambda: press(qtbot, window, Key.Key_S),
        lambda: press(qtbot, window, Key.Key_M),
        lambda: window.show_view(View(ViewKind.SECTION, "Europe")),
    ):
        library.set_read(ids, False)
        press(qtbot, window, Key.Key_A, Shift)
        settle(window)
        assert window.status._link.isVisible()
        deed()
        assert not window.status._link.isVisible()
        settle(window)


def test_taking_away_an_offer_leaves_another_message_alone(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 4)
    window = make_window(mark_read="never")
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("markAllAction")
    settle(window)
    window.status.notice("Something else.")
    window.show_view(View(ViewKind.UNREAD))
    assert window.status.text == "Something else."


# --- search ------------------------------------------------------------------------------------


def test_return_on_a_query_that_cannot_be_read_stays_in_the_box(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate
) -> None:
    ids = store(library, 3)
    window = make_window()
    active(window)
    box = window.toolbar.search
    box.setFocus()
    qtbot.keyClicks(box, "harbour (")
    press(qtbot, window, Key.Key_Return)
    assert box.hasFocus()
    assert window.query_message.isVisible()
    press(qtbot, window, Key.Key_Return)
    assert box.hasFocus(), "nor at a second press"
    assert window.articles.current_id is None
    window.articles.view.setFocus()
    assert not window.query_message.isVisible(), "the sentence belongs to the box"
    box.setFocus()
    assert window.query_message.isVisible(), "and comes back with it"
    box.setText("harbour")
    press(qtbot, window, Key.Key_Return)
    settle(window)
    assert window.articles.view.hasFocus()
    assert window.articles.model.ids.count(ids[0]) == 1


@pytest.mark.parametrize("query", ["harbour", "harbour ("])
def test_escape_in_the_list_clears_the_search(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate,
    query: str,
) -> None:  # fmt: skip
    store(library, 3)
    window = make_window()
    active(window)
    window.show_view(View(ViewKind.SECTION, "Europe"))
    settle(window)
    box = window.toolbar.search
    box.setFocus()
    qtbot.keyClicks(box, query)
    box.ask_now()
    settle(window)
    window.articles.view.setFocus()
    press(qtbot, window, Key.Key_Escape)
    settle(window)
    assert box.text() == ""
    assert window.listing.view == View(ViewKind.SECTION, "Europe")


def test_leaving_a_search_comes_back_to_the_open_article(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate
) -> None:
    ids = store(library, 40)
    window = make_window(mark_read="at-once")
    active(window)
    window.articles.select(ids[30])
    settle(window)
    qtbot.waitUntil(lambda: library.article(ids[30]).read)
    press(qtbot, window, Key.Key_M)
    settle(window)
    opened: list[object] = []
    window.reader().set_scroll_fraction(0.0)
    window.reading.opened.connect(opened.append)
    box = window.toolbar.search
    box.setFocus()
    qtbot.keyClicks(box, "title:7")
    box.ask_now()
    settle(window)
    press(qtbot, window, Key.Key_Escape)
    settle(window)
    assert window.articles.current_id == ids[30]
    assert opened == [], "it is open already"
    qtbot.wait(30)
    assert not library.article(ids[30]).read, "and stays unread, as the reader said"
    window.articles.view.setFocus()
    press(qtbot, window, Key.Key_J)
    settle(window)
    assert window.articles.current_id == ids[31]


def test_leaving_a_search_comes_back_to_an_article_just_read_in_unread(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 8)
    window = make_window(mark_read="at-once")
    window.show_view(View(ViewKind.UNREAD))
    settle(window)
    window.articles.select(ids[3])
    qtbot.waitUntil(lambda: library.article(ids[3]).read)
    window.listing.search("title:7")
    settle(window)
    window.listing.search("")
    settle(window)
    assert window.articles.current_id == ids[3]
    assert window.articles.step(1)
    assert window.articles.current_id == ids[4]


def test_leaving_a_search_brings_the_list_back_as_it_was_scrolled(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 60)
    window = make_window(mark_read="never")
    window.articles.select(ids[20])
    settle(window)
    bar = window.articles.view.verticalScrollBar()
    bar.setValue(bar.value() + 333)
    before = bar.value()
    window.listing.search("title:7")
    settle(window)
    window.listing.search("")
    settle(window)
    assert bar.value() == before
    assert window.articles.current_id == ids[20]


def test_the_months_begin_with_that_of_the_open_article(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 60)
    window = make_window(mark_read="never")
    window.articles.select(ids[40])
    settle(window)
    window.deeds.do("previousMonthAction")
    settle(window)
    assert window.listing.view.month == "2026-01"
    assert window.articles.current_id == ids[40]


def test_marking_as_read_can_be_undone(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 2)
    window = make_window(mark_read="never")
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("readAction")
    settle(window)
    assert library.article(ids[0]).read
    window.deeds.do("undoAction")
    settle(window)
    assert not library.article(ids[0]).read
    window.deeds.do("redoAction")
    assert library.article(ids[0]).read


# --- views -------------------------------------------------------------------------------------


def test_a_month_of_all_articles_keeps_the_sidebars_row_and_the_open_article(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate
) -> None:
    ids = store(library, 60)
    window = make_window()
    active(window)
    window.articles.select(ids[2])
    settle(window)
    press(qtbot, window, Key.Key_BracketLeft)
    settle(window)
    assert window.listing.view == View(ViewKind.ALL, "", "2026-03")
    assert title(window) == "All articles"
    assert window.articles.current_id == ids[2]
    row = window.sidebar.visualRect(window.sidebar.currentIndex())
    viewport = window.sidebar.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=row.center())
    settle(window)
    assert window.listing.view == View(), "a click on that row leaves the month"


def test_the_article_read_last_comes_back_in_unread_too(
    library: Library, make_window: WindowMaker, settle: Settle, home: Home, qtbot: QtBot
) -> None:
    ids = store(library, 6)
    state = WindowState(home.state)
    state.view = View(ViewKind.UNREAD)
    state.article = ids[2]
    state.save()
    library.set_read([ids[2]], True)
    window = make_window(mark_read="never")
    from clashreader.library.glance import glance
    from clashreader.ui.views import day_start

    window.listing.keep(ids[2])
    seen = glance(home.library, window.listing.query, day_start=day_start())
    window.show_glance(seen, article=ids[2])
    settle(window)
    assert list(window.articles.model.ids) == ids
    assert window.articles.current_id == ids[2]
    assert window.reader().article_id == ids[2]
    window.show_view(View())
    window.show_view(View(ViewKind.UNREAD))
    settle(window)
    assert ids[2] not in window.articles.model.ids, "once the view is left, it is gone"


def test_the_article_read_last_comes_back_where_the_list_does_not_have_it(
    library: Library, make_window: WindowMaker, settle: Settle, home: Home
) -> None:
    from clashreader.library.glance import glance
    from clashreader.ui.views import day_start

    ids = store(library, 6)
    window = make_window(mark_read="never")
    window.show_view(View(ViewKind.BOOKMARKS))
    settle(window)
    seen = glance(home.library, window.listing.query, day_start=day_start())
    window.show_glance(seen, article=ids[2])
    settle(window)
    assert window.reader().article_id == ids[2]


# --- what the pane says ------------------------------------------------------------------------


def test_a_tag_is_seen_in_the_open_article_at_once(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    words = "<p>" + "</p><p>".join("Grain left the harbour. " * 12 for _ in range(30)) + "</p>"
    ids = store(library, 2, body=words)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    reader = window.reader()
    reader.set_scroll_fraction(0.5)
    before = reader.scroll_fraction()
    window.deeds.set_tag("front line", True)
    settle(window)
    assert "front line" in reader.view.toPlainText()
    assert abs(reader.scroll_fraction() - before) < 0.03, "what is read stays in its place"
    window.apply_changes(Changes(articles=(ids[0],)))


# --- the list ----------------------------------------------------------------------------------


def test_home_and_end_go_to_the_first_and_the_last_row(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate
) -> None:
    ids = store(library, 40)
    window = make_window()
    active(window)
    press(qtbot, window, Key.Key_End)
    assert window.articles.current_id == ids[-1]
    press(qtbot, window, Key.Key_Home)
    assert window.articles.current_id == ids[0]
