"""What is missing offline, and the whole text of the open article, in the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot
from tests.sync.samples import png
from tests.sync.test_pages import PARAGRAPHS
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, NewSource, SourceKind
from clashreader.sync.pipeline import Syncer
from clashreader.ui.main_window import MainWindow
from clashreader.ui.offline_dialog import OfflineDialog

Settle = Callable[[MainWindow], None]
FEED = """<rss version="2.0"><channel><title>Harbour</title><item><title>Ferry &amp;amp; sea</title>
<link>{0}</link><guid>1</guid><description>&lt;p&gt;The ferry sailed again on Monday.&lt;/p&gt;
&lt;img src="{1}"&gt;</description></item></channel></rss>"""


@pytest.fixture
def window(
    library: Library, make_window: WindowMaker, settle: Settle, httpserver: HTTPServer
) -> MainWindow:
    feed = FEED.format(httpserver.url_for("/1"), httpserver.url_for("/a.png"))
    httpserver.expect_request("/feed").respond_with_data(feed, content_type="text/xml")
    url = httpserver.url_for("/feed")
    library.add_source(NewSource(SourceKind.FEED, url, "Harbour", full_text=True))
    Syncer(library).run()
    made = make_window()
    made.apply_changes(Changes(everything=True))
    settle(made)
    return made


def whole_page(server: HTTPServer) -> None:
    text = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
    text += f'<img src="{server.url_for("/a.png")}">'
    page = f"<html><body><article><h1>Ferry & sea</h1>{text}</article></body></html>"
    server.expect_request("/1").respond_with_data(page, content_type="text/html")


def dialog_of(window: MainWindow, qtbot: QtBot, settle: Settle) -> OfflineDialog:
    count = window.status.findChild(QPushButton, "offlineCount")
    assert isinstance(count, QPushButton)
    assert count.text() == "Offline: 0/1 texts, 0/1 images"
    qtbot.mouseClick(count, Qt.MouseButton.LeftButton)
    settle(window)
    found = window.findChild(OfflineDialog)
    assert isinstance(found, OfflineDialog)
    return found


def test_the_count_leads_to_what_is_missing_and_to_fetching_it(
    window: MainWindow, qtbot: QtBot, settle: Settle, httpserver: HTTPServer
) -> None:
    dialog = dialog_of(window, qtbot, settle)
    assert dialog.message.text().startswith("Missing: 1 whole text")
    rows = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert [row.split("\n")[0] for row in rows] == ["Ferry & sea", "Ferry & sea"]
    assert all("500" in row for row in rows)
    whole_page(httpserver)
    httpserver.expect_request("/a.png").respond_with_data(png(40, 30))
    qtbot.mouseClick(dialog.all, Qt.MouseButton.LeftButton)
    assert dialog.all.text() == "Stop"
    qtbot.waitUntil(lambda: "Nothing is missing" in dialog.message.text(), timeout=8000)
    settle(window)
    count = window.status.findChild(QPushButton, "offlineCount")
    assert isinstance(count, QPushButton)
    qtbot.waitUntil(lambda: count.text() == "Offline: 1/1 texts, 1/1 images", timeout=3000)
    assert not dialog.all.isEnabled()
    dialog.reject()


def test_a_row_opens_its_article_and_stopping_keeps_the_window_whole(
    window: MainWindow, qtbot: QtBot, settle: Settle, httpserver: HTTPServer
) -> None:
    dialog = dialog_of(window, qtbot, settle)
    dialog.prepare([])
    dialog.stop()
    settle(window)
    assert dialog.all.text() == "Prepare for offline"
    dialog.list.setFocus()
    dialog.list.setCurrentRow(0)
    dialog._open(dialog.list.item(0))
    settle(window)
    assert window.reading.article is not None
    assert window.reading.article.title == "Ferry & sea"


def test_l_fetches_the_whole_text_of_the_open_article(
    window: MainWindow, library: Library, qtbot: QtBot, settle: Settle, httpserver: HTTPServer
) -> None:
    [number] = library.ids(ArticleQuery())
    window.open_article(number)
    settle(window)
    window.commands["wholeTextAction"].trigger()
    assert "Fetching the whole text" in window.status.text
    settle(window)
    assert "500" in window.status.text
    assert "could not be fetched" in window.status.text
    whole_page(httpserver)
    assert window.commands["wholeTextAction"].shortcut().toString() == "L"
    window.commands["wholeTextAction"].trigger()
    settle(window)
    assert "stays as a version" in window.status.text
    assert "classroom on the mainland" in window.reader().view.toPlainText()
    assert library.article(number).versions == 2
