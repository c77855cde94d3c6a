"""What the reader does is taken back exactly, with the words of what it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.errors import LibraryError
from clashreader.library.library import Library
from clashreader.model import Changes, Undo
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier
Plain = Qt.KeyboardModifier.NoModifier


def choose(window: MainWindow, qtbot: QtBot, settle: Settle, ids: list[int]) -> None:
    """Select articles as the reader does, by Ctrl and click; the last one is opened."""
    window.activateWindow()
    window.articles.view.setFocus()
    for place, article_id in enumerate(ids):
        row = window.articles.model.position(article_id)
        index = window.articles.model.index(row, 0)
        window.articles.view.scrollTo(index)
        middle = window.articles.view.visualRect(index).center()
        qtbot.mouseClick(
            window.articles.view.viewport(), Qt.MouseButton.LeftButton,
            Control if place else Plain, middle,
        )  # fmt: skip
    settle(window)


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: object = Plain) -> None:
    assert isinstance(modifier, Qt.KeyboardModifier)
    if QApplication.focusWidget() is None:  # a popup has closed, and there is no window manager
        window.activateWindow()
        window.articles.view.setFocus()
        qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(QApplication.focusWidget() or window.articles.view, key, modifier)


def test_what_was_is_restored_with_the_words_of_what_it_was(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 5)
    library.set_bookmarked(ids[:1], True)
    before = library.article(ids[0]).bookmarked_at
    library.tag(ids[:1], add=["grain & oil"])
    window = make_window(mark_read="never")
    undo = window.commands["undoAction"]
    choose(window, qtbot, settle, [ids[2], ids[1], ids[0]])
    press(qtbot, window, Key.Key_S)
    settle(window)
    assert library.article(ids[0]).bookmarked_at is None
    press(qtbot, window, Key.Key_Z, Control)
    settle(window)
    assert library.article(ids[0]).bookmarked_at == before, "with the time of the bookmark"
    assert window.status.text == "Undone: remove bookmark."
    assert undo.text() == "Undo"
    assert window.commands["redoAction"].text() == "Redo: remove bookmark"

    window.deeds.set_tag("grain & oil", True)
    settle(window)
    assert undo.text() == "Undo: tag “grain && oil”"
    assert window.status.text == "2 articles tagged “grain & oil”.", "one had it already"
    window.status._link.click()
    settle(window)
    assert [library.article(i).tags for i in ids[:3]] == [("grain & oil",), (), ()]
    press(qtbot, window, Key.Key_Z, Control | Shift)
    settle(window)
    assert window.status.text == "Done again: tag “grain & oil”."
    assert all(library.article(i).tags == ("grain & oil",) for i in ids[:3])

    window.deeds.set_tag("grain & oil", True)
    settle(window)
    press(qtbot, window, Key.Key_Z, Control)
    settle(window)
    assert [library.article(i).tags for i in ids[:3]] == [("grain & oil",), (), ()], (
        "a deed that changed nothing is none"
    )
    for _ in range(3):
        press(qtbot, window, Key.Key_Z, Control)
    assert window.status.text == "There is nothing to undo."
    press(qtbot, window, Key.Key_M)
    settle(window)
    press(qtbot, window, Key.Key_Z, Control | Shift)
    assert window.status.text == "There is nothing to do again."


def test_what_cannot_be_undone_says_so_and_can_be_tried_again(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ids = store(library, 3)
    window = make_window(mark_read="never")
    assert window.library is not None
    real, full = window.library.undo, [True]

    def undo(token: Undo) -> Changes:
        if full:
            raise LibraryError("The disk is full.") from sqlite3.OperationalError("full")
        return real(token)

    monkeypatch.setattr(window.library, "undo", undo)
    choose(window, qtbot, settle, ids[:2])
    press(qtbot, window, Key.Key_S)
    settle(window)
    window.deeds.do("undoAction")
    settle(window)
    assert window.status.text == "Not undone: bookmark. The disk is full."
    assert window.commands["undoAction"].text() == "Undo: bookmark"
    full.clear()
    window.deeds.do("undoAction")
    settle(window)
    assert library.article(ids[0]).bookmarked_at is None
    window.deeds.do("readAction")
    settle(window)
    library.set_read(ids[:1], False)
    window.deeds.do("undoAction")
    settle(window)
    assert window.status.text == "Undone, but for what has been changed since: mark as read."


def test_a_key_right_after_the_next_article_is_about_that_one(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    first, second, third = store(library, 3)
    library.set_bookmarked([first], True)
    library.set_read([first], True)
    window = make_window(mark_read="never")
    window.articles.select(first)
    settle(window)
    window.activateWindow()
    window.articles.view.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    for key in (Qt.Key.Key_J, Qt.Key.Key_S, Qt.Key.Key_M, Qt.Key.Key_J, Qt.Key.Key_S):
        qtbot.keyClick(window.articles.view, key)
    settle(window)
    marked = [(row.bookmarked, row.read) for row in library.rows([first, second, third])]
    assert marked == [(True, True), (True, True), (True, False)]
