"""Articles dragged onto the sidebar, and sections dragged among the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store
from tests.ui.test_undo import choose

from clashreader.library.library import Library
from clashreader.ui import dragging
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]
_ACTION = Qt.DropAction.MoveAction
_LEFT = Qt.MouseButton.LeftButton
_NONE = Qt.KeyboardModifier.NoModifier


def place(window: MainWindow, view: View, share: float = 0.5) -> QPoint:
    rect = window.sidebar.visualRect(window.sidebar._find(view))
    return QPoint(rect.center().x(), round(rect.top() + share * rect.height()))


def drop(window: MainWindow, data: QMimeData, point: QPoint) -> bool:
    """Drag `data` over a point and let go; whether it was taken."""
    viewport = window.sidebar.viewport()
    enter = QDragEnterEvent(point, _ACTION, data, _LEFT, _NONE)
    QApplication.sendEvent(viewport, enter)
    move = QDragMoveEvent(point, _ACTION, data, _LEFT, _NONE)
    QApplication.sendEvent(viewport, move)
    if not move.isAccepted():
        QApplication.sendEvent(viewport, QDragLeaveEvent())
        return False
    assert window.sidebar._delegate.drop[0] is not None
    let_go = QDropEvent(QPointF(point), _ACTION, data, _LEFT, _NONE)
    QApplication.sendEvent(viewport, let_go)
    assert window.sidebar._delegate.drop[0] is None
    return let_go.isAccepted()


def test_articles_are_dropped_where_they_belong(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 6)
    library.tag(ids[5:], add=["grain"])
    library.delete([ids.pop()])
    library.tag(ids[4:], add=["oil"])
    window = make_window(mark_read="never", size=(1200, 1000))
    settle(window)
    data = dragging.articles_data(ids[:2])
    kinds = ViewKind
    assert drop(window, data, place(window, View(kinds.TAG, "oil")))
    assert drop(window, data, place(window, View(kinds.BOOKMARKS)))
    assert drop(window, data, place(window, View(kinds.SECTION, "Asia-Pacific")))
    settle(window)
    for one in map(library.article, ids[:2]):
        assert (one.tags, one.section) == (("oil",), "Asia-Pacific")
        assert one.bookmarked_at is not None
    for nowhere in (View(), View(kinds.UNREAD), View(kinds.TODAY), View(kinds.EDITED)):
        assert not drop(window, data, place(window, nowhere))
    assert not drop(window, QMimeData(), place(window, View(kinds.BOOKMARKS)))
    assert drop(window, data, place(window, View(kinds.NO_SECTION)))
    assert drop(window, data, place(window, View(kinds.BIN)))
    settle(window)
    assert list(window.articles.model.ids) == ids[2:]
    assert window.status.text == "2 articles are in the bin."
    window.deeds.do("undoAction")
    settle(window)
    assert library.article(ids[0]).section is None
    window.show_view(View(kinds.BIN))
    settle(window)
    gone = dragging.articles_data(window.articles.model.ids)
    assert not drop(window, gone, place(window, View(kinds.TAG, "oil")))
    assert drop(window, gone, place(window, View()))
    settle(window)
    assert len(library.binned()) == 0


def test_a_section_is_dropped_among_the_others(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for number, name in enumerate(("One", "Two", "Three")):
        store(library, 1, start=number, section=name)
    window = make_window(mark_read="never", size=(1200, 1000))
    settle(window)

    def order() -> list[str]:
        return [section.name for section in library.sections() if section.name]

    assert order() == ["One", "Two", "Three"]
    three = View(ViewKind.SECTION, "Three")
    assert drop(window, dragging.section_data("One"), place(window, three, 0.9)), "below the last"
    settle(window)
    assert order() == ["Two", "Three", "One"]
    two = View(ViewKind.SECTION, "Two")
    assert drop(window, dragging.section_data("One"), place(window, two, 0.1))
    settle(window)
    assert order() == ["One", "Two", "Three"]
    assert not drop(window, dragging.section_data("One"), place(window, View()))
    assert not drop(window, dragging.section_data("Two"), place(window, two))
    window.deeds.do("undoAction")
    settle(window)
    assert order() == ["Two", "Three", "One"]

    began: list[tuple[QMimeData, str]] = []
    monkeypatch.setattr(dragging, "start", lambda data, words, *_: began.append((data, words)))
    viewport, point = window.sidebar.viewport(), place(window, two)
    QTest.mousePress(viewport, _LEFT, _NONE, point)
    QTest.mouseMove(viewport, point + QPoint(0, 30))
    QTest.mouseRelease(viewport, _LEFT, _NONE, point)
    window.show_view(View())
    settle(window)
    ids = list(window.articles.model.ids)
    choose(window, qtbot, settle, ids[:2])
    window.articles.view.startDrag(_ACTION)
    data, words = began[-1]
    assert list(dragging.articles_of(data)) == ids[:2]
    assert words == "2 articles"
    assert not dragging.card(words, window.theme, 1.0).isNull()
    assert dragging.articles_words(1, "Grain " * 20).endswith("…")
