"""The keys that people rely on: they act from each pane, and write where one writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.ui.key_choice import standard
from clashreader.ui.key_editor import KeyField
from clashreader.ui.keys import COMMANDS
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]

PROMISED = {
    "Space": "pageAction", "Shift+Space": "pageBackAction", "J": "nextAction",
    "K": "previousAction", "N": "nextUnreadAction", "P": "previousUnreadAction",
    "M": "readAction", "S": "bookmarkAction", "T": "tagAction", "B": "browserAction",
    "/": "searchAction", "Ctrl+F": "searchAction", "F5": "syncAction",
    "Shift+A": "markAllAction", "[": "previousMonthAction", "]": "nextMonthAction",
    "Ctrl++": "zoomInAction", "Ctrl+=": "zoomInAction", "Ctrl+-": "zoomOutAction",
    "Ctrl+0": "zoomResetAction", "F11": "fullScreenAction", "?": "keysAction",
    "Ctrl+Z": "undoAction", "Ctrl+R": "rulesAction", "Ctrl+,": "settingsAction",
    "Ctrl+Q": "quitAction",
}  # fmt: skip
"""What the guide says of keys, and what they carry out."""


def press(key: str) -> None:
    """Press a key wherever the focus is, as a keyboard does; a sign comes with its text."""
    one = QKeySequence(key)[0]
    target = QApplication.focusWidget()
    assert target is not None
    modifiers = one.keyboardModifiers()
    sign = chr(one.key()) if one.key() < 128 and not modifiers & CONTROL else ""
    QTest.sendKeyEvent(QTest.KeyAction.Click, target, one.key(), sign.lower(), modifiers)


CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def carried_out(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[MainWindow, list[str]]:  # fmt: skip
    """A window with an open article, and the names of the commands as they are asked for."""
    ids = store(library, 3)
    window = make_window(mark_read="never")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.articles.select(ids[1])
    settle(window)
    done: list[str] = []
    monkeypatch.setattr(window.deeds, "do", done.append)
    return window, done


def test_every_promised_key_acts_from_list_pane_and_sidebar(
    carried_out: tuple[MainWindow, list[str]],
) -> None:
    window, done = carried_out
    places: tuple[QWidget, ...] = (window.articles.view, window.reader().view, window.sidebar)
    for place in places:
        place.setFocus()
        assert QApplication.focusWidget() is place
        for key, command in PROMISED.items():
            done.clear()
            press(key)
            assert done == [command], f"{key} in {place.objectName()}"


def test_single_keys_write_where_one_writes(carried_out: tuple[MainWindow, list[str]]) -> None:
    window, done = carried_out
    field = window.toolbar.search
    field.setFocus()
    for command in COMMANDS:
        for key in command.keys:
            one = QKeySequence(key)[0]
            held = one.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if held or one.key() >= 128:
                continue
            field.clear()
            press(key)
            assert field.text(), f"{key} writes nothing"
            assert not done, f"{key} is off in the search box"
    field.setText("some words")
    for key in ("F5", "Ctrl+F", "F11", "Ctrl+,"):
        done.clear()
        press(key)
        assert done == [PROMISED[key]], key
    done.clear()
    press("Ctrl+Z")  # belongs to the text
    assert not done


def test_no_two_commands_share_a_key() -> None:
    seen: dict[str, str] = {}
    for command in COMMANDS:
        for key in command.keys:
            assert seen.setdefault(standard(key), command.name) == command.name, key


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "kept"),
    [
        (Qt.Key.Key_BracketLeft, "AltGr", "[", "["),  # German, French: AltGr is Ctrl+Alt there
        (Qt.Key.Key_BracketLeft, "Ctrl+Alt", "[", "["),
        (Qt.Key.Key_Question, "Shift", "?", "?"),
        (Qt.Key.Key_Slash, "Shift", "/", "/"),  # German
        (Qt.Key.Key_Odiaeresis, "", "ö", "Ö"),
        (Qt.Key.Key_Odiaeresis, "Shift", "Ö", "Shift+Ö"),
        (Qt.Key.Key_Eacute, "", "é", "É"),
        (0x0416, "", "ж", "Ж"),  # Cyrillic, where no Latin layout stands by
        (0x0416, "Ctrl", "", "Ctrl+Ж"),
        (Qt.Key.Key_5, "Keypad", "5", "5"),
        (Qt.Key.Key_Space, "Shift", " ", "Shift+Space"),
        (Qt.Key.Key_A, "Ctrl+Alt", "", "Ctrl+Alt+A"),  # no sign: then it is a combination
    ],
)
def test_the_settings_take_a_key_of_any_layout(
    qtbot: QtBot, key: int, modifiers: str, text: str, kept: str
) -> None:
    kinds = {
        "AltGr": Qt.KeyboardModifier.GroupSwitchModifier, "Ctrl": CONTROL,
        "Alt": Qt.KeyboardModifier.AltModifier, "Shift": Qt.KeyboardModifier.ShiftModifier,
        "Keypad": Qt.KeyboardModifier.KeypadModifier,
    }  # fmt: skip
    held = Qt.KeyboardModifier.NoModifier
    for name in filter(None, modifiers.split("+")):
        held |= kinds[name]
    field = KeyField()
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.pressed) as heard:
        field.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, held, text))
    assert heard.args == [kept]
    assert standard(kept) == kept
