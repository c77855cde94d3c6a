"""The window of the guide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.ui.guide.window import BASE, NAME, GuideWindow
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


def shown_titles(guide: GuideWindow) -> list[str]:
    items = (guide.chapters.item(row) for row in range(guide.chapters.count()))
    return [item.text() for item in items if not item.isHidden()]


def text_of(guide: GuideWindow) -> str:
    return guide.pane.view.document().toPlainText()


def test_the_guide_is_read_followed_and_searched(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    window = make_window()
    settle(window)
    window.commands["guideAction"].trigger()
    guide = window.findChild(GuideWindow, NAME)
    assert isinstance(guide, GuideWindow)
    assert guide.shown == "index.md"
    assert text_of(guide).startswith("Clash Reader")
    assert "min" not in text_of(guide).splitlines()[1], "a page of the guide is no article"

    # a link to a heading of another page, and back
    guide.pane.linkActivated.emit(f"{BASE}finding.md#sections-and-months")
    assert guide.shown == "finding.md"
    assert guide.chapters.currentItem().text() == "Finding and organising"
    qtbot.waitUntil(lambda: not guide.pane.busy)
    assert guide.pane.view.verticalScrollBar().value() > 100
    guide.go_back()
    assert guide.shown == "index.md"

    # Space at the end of a page goes on
    guide.pane.spacePressedAtEnd.emit()
    assert guide.shown == "install.md"

    # words leave the pages that say them, and are marked there
    guide.search.setText("EXTRACTOR zeppelin")
    assert shown_titles(guide) == []
    assert guide._nothing.isVisibleTo(guide)
    guide.search.setText("pipx")
    assert "Install" in shown_titles(guide)
    assert "Reading" not in shown_titles(guide)
    assert guide.pane.find_position == 1
    guide.search.clear()
    assert len(shown_titles(guide)) == guide.chapters.count()

    # a second call brings the same window forward, at the page asked for
    window.deeds.show_guide("privacy.md")
    assert window.findChildren(GuideWindow, NAME) == [guide]
    assert guide.shown == "privacy.md"
    qtbot.keyClick(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()
