"""Empty views, tips, what is dropped on the window: what a reader meets in the first minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store
from tests.ui.test_bringing_in import articles_in

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, FetchRecord, NewSource, SourceKind
from clashreader.ui.keys import COMMANDS
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]


def said(window: MainWindow) -> tuple[str, str]:
    empty = window.articles._empty
    assert empty is not None
    assert empty.isVisible()
    return empty._sentence.text(), empty._button.text()


def test_each_empty_view_says_why_and_offers_a_way_on(
    library: Library, make_window: WindowMaker, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(keys={"tagAction": ""})
    for kind in (ViewKind.ALL, ViewKind.UNREAD, ViewKind.TODAY, ViewKind.EDITED):
        window.show_view(View(kind))
        settle(window)
        assert said(window) == ("There are no articles yet.", "Add a source …")
    store(library, 1)
    silent = library.add_source(NewSource(SourceKind.FEED, "http://127.0.0.1:9/f", "Silent"))
    window.apply_changes(Changes(everything=True))
    settle(window)
    source = View(ViewKind.SOURCE, str(silent.id))
    expected = {
        View(ViewKind.TODAY): ("Nothing has come in today.", "Sync now"),
        View(ViewKind.BOOKMARKS): ("Press S on an article to keep it at hand here.",
                                   "Show all articles"),
        View(ViewKind.TAG, "grain"): ("No article has this tag.", "Show all articles"),
        View(ViewKind.BIN): ("The bin is empty.", "Show all articles"),
        View(ViewKind.HIDDEN): ("No article is hidden.", "Show all articles"),
        View(ViewKind.SECTION, "Nowhere"): ("There are no articles here.", "Show all articles"),
        source: ("It has not been read yet.", "Sync now"),
    }  # fmt: skip
    for view, words in expected.items():
        window.show_view(view)
        settle(window)
        assert said(window) == words
    broken = FetchRecord(at=1, url=silent.url, error="The server answers 404 (not found).")
    library.record_fetch(silent.id, broken)
    window.apply_changes(Changes(sources=True))
    settle(window)  # the same view, told anew by the counts
    assert said(window) == ("The server answers 404 (not found).", "Look at this source …")
    done: list[str] = []
    monkeypatch.setattr(window.deeds, "do", done.append)
    window.articles.empty_action.emit()
    assert done == ["sourceAction"]
    window.show_view(View(ViewKind.BIN))
    settle(window)
    window.articles.empty_action.emit()
    settle(window)
    assert window.listing.view == View()
    assert not window.articles._empty.isVisible()  # type: ignore[union-attr]


def test_what_is_dropped_is_offered_to_be_followed(
    library: Library, make_window: WindowMaker, qtbot: QtBot, tmp_path: Path
) -> None:
    articles_in(tmp_path / "in", "one")
    window = make_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "in"))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    place = QPoint(600, 400)
    enter = QDragEnterEvent(place, actions, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    assert enter.dropAction() == Qt.DropAction.CopyAction, "never moved away"
    assert window.findChild(QWidget, "dropVeil").isVisible()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert window._deeds is None or window.deeds._dialog is None
    QApplication.sendEvent(window, QDragEnterEvent(place, actions, data, buttons, keys))
    QApplication.sendEvent(window, QDropEvent(place.toPointF(), actions, data, buttons, keys))
    dialog = window.deeds._dialog
    qtbot.waitUntil(dialog.card.isVisible, timeout=10_000)
    assert dialog.card.facts.text() == "Folder · 1 article"
    assert library.sources() == ()
    words = QMimeData()
    words.setText("some words of an article")
    other = QDragEnterEvent(place, actions, words, buttons, keys)
    QApplication.sendEvent(window, other)
    assert not other.isAccepted()


# --- tips ---------------------------------------------------------------------------------------


def buttons_of(widget: QWidget) -> Iterator[QAbstractButton]:
    for button in widget.findChildren(QAbstractButton):
        if not (button.isHidden() or button.objectName().startswith("qt_")):
            yield button


DIALOGS = (
    *("addAction", "settingsAction", "keysAction", "aboutAction", "rulesAction"),
    *("backupsAction", "offlineAction", "sourceAction"),
)


def test_each_button_has_a_name_and_each_tool_a_tip_with_its_key(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    """Words on a button are its name; a button with none, an icon, is explained by its tip."""
    store(library, 3)
    window = make_window()
    window.articles.select(library.ids(ArticleQuery())[0])
    settle(window)
    keys = {command.name: command.keys for command in COMMANDS}
    for button in buttons_of(window):
        name = f"{button.objectName()} {button.text()} {button} in {button.parent()}"
        assert button.accessibleName() or button.text(), name
        if not button.text() or button.objectName() in keys:
            assert button.toolTip(), name
        if keys.get(button.objectName()):
            assert button.toolTip().endswith(")"), f"{name}: {button.toolTip()}"
    window.show_view(View(ViewKind.SOURCE, str(library.sources()[0].id)))
    settle(window)
    for name in DIALOGS:
        window.deeds.do(name)
        settle(window)
        dialog = window.deeds._dialog or window.findChild(QDialog)
        assert dialog is not None, name
        for button in buttons_of(dialog):
            what = f"{name}: {button.objectName() or type(button).__name__}"
            assert button.accessibleName() or button.text(), what
            if not button.text():
                assert button.toolTip(), what
        dialog.close()
    search = window.toolbar.search
    assert search.toolTip() == window.commands["searchAction"].toolTip()
    assert "/" in search.toolTip()
