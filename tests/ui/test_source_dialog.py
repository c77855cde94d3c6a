"""The dialog of a source: what it shows, what it writes, and leaving the source."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from tests.fakes import NOON, feed
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, FetchRecord
from clashreader.ui.fetch_table import RESULT, FetchModel
from clashreader.ui.main_window import MainWindow
from clashreader.ui.source_dialog import SourceDialog, UnsubscribeDialog

Settle = Callable[[MainWindow], None]
URL = "https://example.org/feed.xml"


@pytest.fixture
def window(make_window: WindowMaker, library: Library) -> MainWindow:
    library.add_source(feed())
    store(library, 4)
    for number in range(3):
        library.record_fetch(
            1, FetchRecord(NOON + number, URL, status=200, size=5000 + number, new=number)
        )
    library.record_fetch(1, FetchRecord(NOON + 9, URL, status=503, error="The server is busy."))
    return make_window(mark_read="never")


@pytest.fixture
def dialog(window: MainWindow, settle: Settle) -> SourceDialog:
    opened = window.sources.open(1)
    assert opened is not None
    settle(window)
    return opened


def _button(dialog: object, name: str) -> QAbstractButton:
    found = dialog.findChild(QAbstractButton, name)  # type: ignore[attr-defined]
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_the_model_keeps_to_the_rules(qtbot: QtBot) -> None:
    model = FetchModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show([FetchRecord(NOON, URL, status=304, not_modified=True)] * 3)
    model.show([FetchRecord(NOON, URL, error="a\ttab\nand a line")])
    assert model.index(0, RESULT).data() == "a\ttab\nand a line"
    assert model.as_text().splitlines()[1].endswith("\ta tab and a line")
    model.show([])


def test_it_tells_how_the_fetches_went(dialog: SourceDialog, window: MainWindow) -> None:
    assert dialog.message.text() == "The server is busy."
    model = dialog.table.fetches
    assert model.rowCount() == 4
    assert [model.index(0, column).data() for column in (1, 5)] == ["503", "The server is busy."]
    assert [model.index(1, column).data() for column in (2, 3)] == ["5002", "2"]
    _button(dialog, "copyFetches").click()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 5
    assert "503" in copied[1]


def test_what_is_changed_is_written_and_nothing_else(
    dialog: SourceDialog, window: MainWindow, library: Library, settle: Settle
) -> None:
    before = library.source(1)
    dialog.name.setText("Harbour News")
    dialog.section.setText("Ports")
    dialog.every.setCurrentIndex(dialog.every.findData(3600))
    dialog.full_text.setChecked(True)
    dialog.paused.setChecked(True)
    dialog.save.click()
    settle(window)
    after = library.source(1)
    assert (after.title, after.section, after.interval) == ("Harbour News", "Ports", 3600)
    assert (after.full_text, after.paused, after.images) == (True, True, before.images)
    assert after.url == before.url
    assert {row.section for row in library.rows(library.ids(ArticleQuery()))} == {"Ports"}
    assert window.findChild(SourceDialog) is None or not dialog.isVisible()


def test_an_address_that_is_none_is_refused_in_the_dialog(
    dialog: SourceDialog, window: MainWindow, library: Library, settle: Settle
) -> None:
    dialog.address.setText("ftp://example.org/feed")
    dialog.save.click()
    settle(window)
    assert dialog.isVisible()
    assert dialog.message.text() != "The server is busy."
    assert dialog.save.isEnabled()
    assert library.source(1).url == URL


def test_saving_nothing_changes_nothing(
    dialog: SourceDialog, library: Library, window: MainWindow, settle: Settle
) -> None:
    before = library.source(1)
    dialog.save.click()
    settle(window)
    assert library.source(1) == before


@pytest.mark.parametrize(("name", "left"), [("keepArticles", 4), ("deleteArticles", 1)])
def test_leaving_asks_what_to_do_with_the_articles(
    dialog: SourceDialog, window: MainWindow, library: Library, settle: Settle, qtbot: QtBot,
    name: str, left: int,
) -> None:  # fmt: skip
    library.set_bookmarked([1], True)
    _button(dialog, "unsubscribe").click()
    asking = dialog.findChild(UnsubscribeDialog)
    assert asking is not None
    assert len(library.sources()) == 1
    _button(asking, name).click()
    settle(window)
    assert library.sources() == ()
    assert library.count(ArticleQuery()) == left


def test_the_mark_of_a_failed_fetch_opens_it(
    window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    sidebar = window.sidebar
    index = sidebar._model.find("source\t1\t")
    if not index.isValid():
        index = next(
            sidebar._model.find(key) for key, entry in sidebar._model._by_key.items()
            if entry.failed
        )  # fmt: skip
    sidebar.scrollTo(index)
    row = sidebar.visualRect(index)
    mark = QPoint(row.right() - 40, row.center().y())
    assert sidebar.on_error_mark(mark)
    assert not sidebar.on_error_mark(QPoint(60, row.center().y()))
    qtbot.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=mark)
    settle(window)
    assert window.findChild(SourceDialog) is not None


def test_the_menu_of_a_source(window: MainWindow, settle: Settle) -> None:
    menu = window.sources.make_menu(1)
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Source …", "Sync now", "Section …", "Older articles …", "Unsubscribe …",
    ]  # fmt: skip
    menu.actions()[0].trigger()
    settle(window)
    assert window.findChild(SourceDialog) is not None
    menu.close()
    assert window.sources.open(99) is None
