"""The article alone: what goes, what still works, and that everything comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]
Key = Qt.Key


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key)


@pytest.mark.parametrize("width", [1300, 900, 600])
def test_f11_shows_the_article_alone_and_brings_everything_back(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, width: int
) -> None:
    ids = store(library, 5)
    window = make_window(size=(width, 700), mark_read="never")
    window.activateWindow()
    window.articles.view.setFocus()
    window.articles.select(ids[0])
    settle(window)
    parts = (window.sidebar, window.articles.view, window.toolbar, window.reader())
    before = [part.isVisible() for part in parts]
    state, widths = window.windowState(), window.panes.widths
    window.deeds.do("fullScreenAction")
    qtbot.waitUntil(window.isFullScreen)
    assert [part.isVisible() for part in parts] == [False, False, False, True]
    qtbot.waitUntil(window.reader().view.hasFocus)
    press(qtbot, window, Key.Key_J)
    settle(window)
    assert window.reader().article_id == ids[1]
    press(qtbot, window, Key.Key_Space)
    settle(window)
    assert window.reader().article_id == ids[2], "a short one: on to the next unread"
    assert window.reader().isVisible()
    press(qtbot, window, Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    window.resize(width, 700)
    qtbot.waitUntil(lambda: [part.isVisible() for part in parts] == before)
    assert window.windowState() == state
    assert window.panes.widths == widths
    assert not window.reading_mode.active


def test_the_side_panes_go_in_the_window_as_it_is(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 2)
    window = make_window(mark_read="never")
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("panesAction")
    assert not window.isFullScreen()
    assert window.toolbar.isVisible()
    assert not window.articles.view.isVisible()
    window.resize(650, 700)
    assert window.reader().isVisible()
    window.resize(1200, 700)
    assert not window.articles.view.isVisible()
    window.deeds.do("panesAction")
    assert window.articles.view.isVisible()
    assert window.sidebar.isVisible()


@pytest.mark.parametrize("how", ["search", "sidebar", "view"])
def test_what_needs_the_panes_brings_them_back(
    library: Library, make_window: WindowMaker, settle: Settle, how: str
) -> None:
    ids = store(library, 2)
    window = make_window(mark_read="never")
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("fullScreenAction")
    if how == "view":
        window.show_view(View(ViewKind.SECTION, "Europe"))
    else:
        window.commands[f"{how}Action"].trigger()
    assert not window.reading_mode.active
    assert window.toolbar.isVisible()
    assert window.articles.view.isVisible()


def test_the_toolbar_comes_to_the_pointer_at_the_upper_edge(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 1)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("fullScreenAction")
    viewport = window.reader().view.viewport()

    def point(y: int) -> None:
        at = QPointF(300, y)
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(viewport.mapFrom(window, at.toPoint())),
            QPointF(window.mapToGlobal(at.toPoint())), Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(viewport, event)

    top = viewport.geometry().top()
    point(1)
    assert window.toolbar.isVisible()
    assert viewport.geometry().top() == top, "the text does not move"
    point(300)
    assert not window.toolbar.isVisible()
    window.reading_mode.leave()
    assert window.toolbar.isVisible()


def test_the_next_start_is_a_window_again(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 1)
    window = make_window(size=(1100, 700))
    window.articles.select(ids[0])
    settle(window)
    window.keeper._write()
    kept = window.state.blob("geometry")
    window.deeds.do("fullScreenAction")
    qtbot.waitUntil(window.isFullScreen)
    window.close()
    assert window.state.blob("geometry") == kept
    other = make_window()
    other.restoreGeometry(kept)
    assert not other.isFullScreen()
    assert other.articles.view.isVisible()


def test_a_desktop_that_ends_the_full_screen_brings_the_panes_back(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 1)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("fullScreenAction")
    qtbot.waitUntil(window.isFullScreen)
    window.showNormal()
    qtbot.waitUntil(lambda: not window.reading_mode.active)
    assert window.toolbar.isVisible()
