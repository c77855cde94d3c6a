"""The search box: what it offers, what it says of a query that cannot be read, and its order."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.ui.completion import CompletionList
from clashreader.ui.main_window import MainWindow
from clashreader.ui.utf16 import from_utf16, to_utf16

Key = Qt.Key


def rows(window: MainWindow) -> list[str]:
    """Return what is offered, or nothing."""
    offered = window.findChild(CompletionList)
    if offered is None or not offered.isVisible():
        return []
    return [offered.item(row).text() for row in range(offered.count())]


def test_fields_and_values_are_offered_and_taken_by_keys(
    make_window: WindowMaker, library: Library, qtbot: QtBot, settle: Callable[[MainWindow], None]
) -> None:
    store(library, 12, tags=("grain deal", "Odesa"))
    window = make_window()
    box = window.toolbar.search
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    box.setFocus()
    settle(window)
    QTest.keyClicks(box, "harbour se")
    assert rows(window) == ["section:"]
    QTest.keyClick(box, Key.Key_Tab)
    assert box.text() == "harbour section:"
    assert rows(window) == ["Europe", "Asia-Pacific"]
    assert box.hasFocus()
    QTest.keyClick(box, Key.Key_Down)
    QTest.keyClick(box, Key.Key_Down)
    QTest.keyClick(box, Key.Key_Return)
    assert box.text() == "harbour section:Asia-Pacific "
    assert rows(window) == []
    qtbot.waitUntil(lambda: window.listing.searching and window.articles.model.rowCount() == 4)
    QTest.keyClicks(box, "-tag:gr")
    offered = window.findChild(CompletionList)
    assert offered is not None
    assert offered.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "grain deal, 12"
    QTest.mouseClick(
        offered.viewport(), Qt.MouseButton.LeftButton,
        pos=offered.visualItemRect(offered.item(0)).center(),
    )  # fmt: skip
    assert box.text() == 'harbour section:Asia-Pacific -tag:"grain deal" '
    box.undo()
    assert box.text().endswith("-tag:gr")
    QTest.keyClick(box, Key.Key_Backspace)
    assert rows(window) == ["grain deal", "Odesa"]
    QTest.keyClick(box, Key.Key_Escape)  # the list goes, the text stays
    assert rows(window) == []
    assert box.text().endswith("-tag:")
    box.clear()
    QTest.keyClick(box, Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert rows(window)[0] == "title:"
    QTest.keyClick(box, Key.Key_Up)
    assert offered.currentRow() == offered.count() - 1
    QTest.keyClick(box, Key.Key_Down)
    QTest.keyClick(box, Key.Key_Down)
    assert offered.currentRow() == 0
    window.articles.view.setFocus()
    assert rows(window) == []
    settle(window)


def test_what_is_wrong_is_underlined_said_after_a_pause_and_mended_by_a_click(
    make_window: WindowMaker, library: Library, qtbot: QtBot, settle: Callable[[MainWindow], None]
) -> None:
    store(library, 3)
    window = make_window()
    box, message = window.toolbar.search, window.query_message
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    box.setFocus()
    QTest.keyClicks(box, "harbour sektion:Europe")
    box.ask_now()
    assert not message.isVisible()  # it may only be half typed
    qtbot.waitUntil(message.isVisible, timeout=3000)
    assert "section:" in message.text()
    assert box._underlined
    message.linkActivated.emit("#")
    assert box.text() == "harbour section:Europe"
    settle(window)
    assert window.articles.model.rowCount() == 1
    assert not message.isVisible()
    assert not box._underlined
    box.clear()
    QTest.keyClicks(box, "is:")
    QTest.keyClick(box, Key.Key_Escape)
    QTest.keyClick(box, Key.Key_Return)  # insisted on: it is said at once
    assert "needs a value" in message.text()
    assert box.hasFocus()
    box.take_back()
    settle(window)


def test_a_newer_key_breaks_the_older_search_off(
    make_window: WindowMaker, library: Library, settle: Callable[[MainWindow], None]
) -> None:
    store(library, 9)
    window = make_window()
    window.listing.search("harbour")
    first = window.jobs._latest["list"]
    window.listing.search("title:4")
    assert first.cancelled
    settle(window)
    assert window.articles.model.rowCount() == 1


def test_places_are_counted_in_units_of_qt() -> None:
    text = "a\N{GRINNING FACE}b"
    assert [from_utf16(text, units) for units in (0, 1, 3, 4)] == [0, 1, 2, 3]
    assert [to_utf16(text, place) for place in range(4)] == [0, 1, 3, 4]
    assert from_utf16("plain", 3) == to_utf16("plain", 3) == 3
