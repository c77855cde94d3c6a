"""A missing picture, asked for in the reading pane of the real window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot
from tests.sync.samples import png
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, NewSource, SourceKind
from clashreader.sync.pipeline import Syncer
from clashreader.ui.main_window import MainWindow
from clashreader.ui.reader.objects import PictureObject

Settle = Callable[[MainWindow], None]
FEED = """<rss version="2.0"><channel><title>Harbour</title><item><title>Ferry</title><guid>1</guid>
<description>&lt;p&gt;Boats.&lt;/p&gt;{}</description></item></channel></rss>"""


def open_article(
    names: list[str], library: Library, window: MainWindow, server: HTTPServer, settle: Settle
) -> list[PictureObject]:
    """Follow a feed whose one article shows pictures that cannot be had, and open that."""
    tags = "".join(
        f'&lt;img src="{server.url_for("/" + name)}" alt="Boat {name}"/&gt;' for name in names
    )
    server.expect_request("/feed").respond_with_data(FEED.format(tags), content_type="text/xml")
    library.add_source(NewSource(SourceKind.FEED, server.url_for("/feed"), "Harbour"))
    Syncer(library).run()
    window.apply_changes(Changes(everything=True))
    settle(window)
    [number] = library.ids(ArticleQuery())
    window.open_article(number)
    settle(window)
    return pictures(window)


def pictures(window: MainWindow) -> list[PictureObject]:
    return window.reader()._pictures._pictures()


def test_a_click_on_the_placeholder_fetches_the_picture(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    window = make_window()
    (item,) = open_article(["a.png"], library, window, httpserver, settle)
    view = window.reader().view
    words = view.toPlainText()
    assert "Boat a.png" in words
    assert "500" in words  # why it is missing
    assert "Fetch now" in words
    httpserver.expect_request("/a.png").respond_with_data(png(40, 30))
    place = view.cursorRect(view.document().find("\ufffc")).center() - QPoint(60, 40)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert item.fetching
    assert "Fetching" in window.status.text
    qtbot.waitUntil(lambda: not item.missing, timeout=5000)
    settle(window)
    assert not item.fetching
    assert window.status.text == ""
    assert "Fetch now" not in view.toPlainText()


def test_all_pictures_of_the_article_are_fetched_from_the_menu(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    window = make_window()
    items = open_article(["a.png", "b.png", "c.png"], library, window, httpserver, settle)
    httpserver.expect_request("/a.png").respond_with_data(png(40, 30))
    httpserver.expect_request("/b.png").respond_with_data(png(50, 30))
    menu = window.reader().make_menu(QPoint(2, 2))
    (every,) = [a for a in menu.actions() if a.text() == "Fetch all pictures of this article"]
    every.trigger()
    settle(window)
    assert [item.missing for item in items] == [False, False, True]
    assert not any(item.fetching for item in items)
    assert window.status.text.startswith("1 of 3 pictures could not be fetched. The server answers")


def test_offline_a_sentence_says_so(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    window = make_window()
    (item,) = open_article(["a.png"], library, window, httpserver, settle)
    httpserver.stop()
    try:
        window.reader()._pictures.fetch(item)
        settle(window)
        assert window.status.text.startswith("The picture could not be fetched. ")
        assert item.missing
        assert not item.fetching
    finally:
        httpserver.start()


def test_the_placeholder_is_reached_by_the_keyboard(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    window = make_window()
    (item,) = open_article(["a.png"], library, window, httpserver, settle)
    httpserver.expect_request("/a.png").respond_with_data(png(40, 30))
    view = window.reader().view
    view.setFocus()
    for _ in range(8):
        qtbot.keyClick(view, Qt.Key.Key_Tab)
        if "\ufffc" in view.textCursor().selectedText():
            break
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not item.missing, timeout=5000)
    settle(window)
