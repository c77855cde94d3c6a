"""Older articles of a source, asked for from its menu."""

from __future__ import annotations

from collections.abc import Callable

from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot
from tests.sync.test_backfill import document
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, NewSource, SourceKind
from clashreader.ui.backfill_dialog import BackfillDialog
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


def test_the_reader_is_told_how_much_before_it_is_fetched(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    feed = document([9, 8], ("prev-archive", httpserver.url_for("/old")))
    httpserver.expect_request("/f").respond_with_data(feed.body, content_type="text/xml")
    old = document([7, 6, 5])
    httpserver.expect_request("/old").respond_with_data(old.body, content_type="text/xml")
    source = library.add_source(NewSource(SourceKind.FEED, httpserver.url_for("/f"), "Harbour"))
    window = make_window()
    dialog = BackfillDialog(window, library, source)
    dialog.show()
    settle(window)
    assert "about 100 articles, at most" in dialog.message.text()
    assert len(library.ids(ArticleQuery())) == 0
    dialog.fetch.click()
    qtbot.waitUntil(lambda: "3 older articles came in" in dialog.message.text(), timeout=5000)
    settle(window)
    assert [row.read for row in library.rows(library.ids(ArticleQuery()))] == [True] * 3
    dialog.reject()
