"""A missing picture, asked for in the reading pane of the real window."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot
from tests.sync.samples import png
from tests.ui.conftest import WindowMaker

from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, NewSource, SourceKind
from clashreader.sync.pipeline import Syncer
from clashreader.ui.main_window import MainWindow
from clashreader.ui.reader.objects import PictureObject
from clashreader.ui.reader.pictures import decode
from clashreader.ui.reader.saving import save_copy
from clashreader.ui.thumbnails import square

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


FEW = b"<html>Sign in to see this picture.</html>"


def stored_file(library: Library, server: HTTPServer, name: str) -> Path:
    image = library.image(server.url_for("/" + name))
    assert image is not None
    assert image.hash is not None
    return library.image_path(image.hash)


def spoil(path: Path, how: str, data: bytes, elsewhere: Path) -> None:
    """Put something else, or nothing, in the place of a stored picture."""
    path.unlink()
    if how == "page":
        path.write_bytes(FEW)
    elif how == "same size":
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif how == "link":
        elsewhere.write_bytes(data)
        path.symlink_to(elsewhere)
    elif how == "linked folder":
        elsewhere.mkdir()
        (elsewhere / path.name).write_bytes(data)
        for other in path.parent.iterdir():
            other.unlink()
        path.parent.rmdir()
        path.parent.symlink_to(elsewhere)
    elif how == "pipe":
        os.mkfifo(path)


@pytest.mark.skipif(os.name != "posix", reason="links and pipes")
@pytest.mark.parametrize("how", ["gone", "page", "same size", "link", "pipe"])
def test_a_damaged_picture_is_said_to_be_and_fetched_again(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
    tmp_path: Path,
    how: str,
) -> None:
    window = make_window()
    data = png(40, 30)
    httpserver.expect_request("/a.png").respond_with_data(data)
    (item,) = open_article(["a.png"], library, window, httpserver, settle)
    path = stored_file(library, httpserver, "a.png")
    spoil(path, how, data, tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: not window.reader()._loader.busy)
    window.reader()._loader._cache.clear()
    window.reader().grab()
    qtbot.waitUntil(lambda: item.missing)  # found by the pane itself, and wanted from then on
    settle(window)
    assert item._offer() == "Fetch now"
    assert library.overview(day_start=0).images_stored == 0
    assert [one.attempts for one in library.wanted_images(9)] == [0]
    window.reader()._pictures.activate(0)
    settle(window)
    assert window.status.text == ""
    window.reader().grab()
    qtbot.waitUntil(lambda: not window.reader()._loader.busy)
    assert not item.useless
    assert path.read_bytes() == data
    assert not path.is_symlink()
    assert library.overview(day_start=0).images_stored == 1


def test_files_of_pictures_that_are_gone_are_found_once_a_day_but_not_where_all_are_away(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:  # fmt: skip
    window = make_window()
    for name in ("a.png", "b.png"):
        height = 30 + ord(name[0]) % 9
        httpserver.expect_request("/" + name).respond_with_data(png(40, height))
    open_article(["a.png", "b.png"], library, window, httpserver, settle)
    care = window.care
    assert care is not None
    folder = window.home.images
    away = folder.rename(folder.with_name("another disk"))
    folder.mkdir()
    care._look_for_backup()
    window.reader()._loader._cache.clear()
    window.reader().grab()
    settle(window)
    assert library.wanted_images(9) == ()
    folder.rmdir()
    away.rename(folder)
    stored_file(library, httpserver, "b.png").unlink()
    care._look_for_backup()  # the same day
    settle(window)
    assert library.wanted_images(9) == ()
    care._looked_at_pictures -= 24 * 3600
    care._look_for_backup()
    settle(window)
    assert [one.url for one in library.wanted_images(9)] == [httpserver.url_for("/b.png")]
    assert window.status._offline.text().endswith("1/2 images")


def test_a_damaged_picture_that_cannot_be_had_any_more_is_missing_and_counted_so(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    window = make_window()
    httpserver.expect_oneshot_request("/a.png").respond_with_data(png(40, 30))
    (item,) = open_article(["a.png"], library, window, httpserver, settle)
    stored_file(library, httpserver, "a.png").write_bytes(FEW)
    window.reader()._pictures.fetch(item)
    settle(window)
    assert window.status.text.startswith("The picture could not be fetched.")
    (item,) = pictures(window)
    assert item.missing
    assert item.fetchable
    assert window.status._offline.text().endswith("0/1 images")


def test_what_is_stored_whole_is_not_lost_when_it_is_asked_for_again(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    qtbot: QtBot,
    httpserver: HTTPServer,
) -> None:
    window = make_window()
    httpserver.expect_oneshot_request("/a.png").respond_with_data(png(40, 30))
    (item,) = open_article(["a.png"], library, window, httpserver, settle)
    window.reader()._pictures.fetch(item)
    settle(window)
    assert window.status.text.startswith("The picture could not be fetched.")
    assert not item.missing
    assert stored_file(library, httpserver, "a.png").exists()


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_no_picture_comes_from_outside_of_the_library(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    httpserver: HTTPServer,
    tmp_path: Path,
) -> None:
    data = png(40, 30)
    httpserver.expect_request("/a.png").respond_with_data(data)
    open_article(["a.png"], library, make_window(), httpserver, settle)
    path = stored_file(library, httpserver, "a.png")
    assert decode(path, QSize(40, 30)) is not None
    assert square(path, 20) is not None
    spoil(path, "linked folder", data, tmp_path / "elsewhere")
    assert decode(path, QSize(40, 30)) is None
    assert square(path, 20) is None
    with pytest.raises(OSError, match="leads out"):
        save_copy(path, tmp_path / "copy.png")
    assert not (tmp_path / "copy.png").exists()


def test_a_drawing_is_not_offered_to_be_fetched(
    library: Library,
    make_window: WindowMaker,
    settle: Settle,
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request("/a.svg").respond_with_data(
        '<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml"
    )
    window = make_window()
    (item,) = open_article(["a.svg"], library, window, httpserver, settle)
    words = window.reader().view.toPlainText()
    assert "Drawings in SVG are not kept" in words
    assert "Fetch now" not in words
    menu = window.reader()._pictures
    assert menu.missing() == []
    menu.activate(0)
    assert not item.fetching
