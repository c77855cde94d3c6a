"""Small things that a reader comes to rely on: where a key acts, and what is there again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store
from tests.ui.reader.makers import paint_png

from clashreader.library.library import Library
from clashreader.model import Article, Sort
from clashreader.ui import reading
from clashreader.ui.layout import Mode
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]
Key = Qt.Key
LONG = "<p>" + "</p><p>".join("Grain left the harbour. " * 12 for _ in range(30)) + "</p>"
COLOUR = "#cc5500"


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    """Press a key wherever the focus is, as a keyboard does."""
    qtbot.keyClick(QApplication.focusWidget() or window.articles.view, key)


@pytest.fixture
def active(qtbot: QtBot) -> Callable[[MainWindow], None]:
    def activate(window: MainWindow) -> None:
        window.activateWindow()
        window.articles.view.setFocus()
        qtbot.waitUntil(window.isActiveWindow)

    return activate


Activate = Callable[[MainWindow], None]


# --- space -------------------------------------------------------------------------------------


def test_space_clicks_the_button_that_has_the_focus(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate
) -> None:
    ids = store(library, 3, body=LONG)
    window = make_window(mark_read="never")
    active(window)
    window.articles.select(ids[1])
    settle(window)
    button = window.toolbar.button("bookmarkAction")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() is button
    press(qtbot, window, Key.Key_Space)
    settle(window)
    assert library.article(ids[1]).bookmarked_at is not None
    assert window.reader().scroll_fraction() == 0, "and turns no page"
    press(qtbot, window, Key.Key_Space)
    settle(window)
    assert library.article(ids[1]).bookmarked_at is None
    assert window.articles.current_id == ids[1]


def test_space_goes_from_the_list_to_the_article_where_only_one_has_room(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate
) -> None:
    ids = store(library, 3, body=LONG)
    window = make_window(size=(600, 700), mark_read="never")
    active(window)
    qtbot.waitUntil(lambda: window.panes.mode is Mode.SINGLE)
    press(qtbot, window, Key.Key_J)
    settle(window)
    assert window.articles.view.isVisible(), "moving through the list stays in the list"
    press(qtbot, window, Key.Key_Space)
    settle(window)
    assert window.reader().isVisible()
    assert not window.articles.view.isVisible()
    assert window.reader().article_id == ids[0]
    assert window.reader().scroll_fraction() == 0.0, "the first page is seen first"
    press(qtbot, window, Key.Key_Space)
    qtbot.waitUntil(lambda: window.reader().scroll_fraction() > 0)
    for _ in range(80):
        press(qtbot, window, Key.Key_Space)
        if window.articles.current_id != ids[0]:
            break
    settle(window)
    assert window.reader().article_id == ids[1]
    assert window.reader().isVisible(), "the next unread is read, not listed"


# --- months ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "view"),
    [("Europe", View(ViewKind.SECTION, "Europe")), (None, View(ViewKind.NO_SECTION))],
)
def test_brackets_pass_over_the_months_of_other_sections(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate,
    section: str | None, view: View,
) -> None:  # fmt: skip
    for start, named in ((0, section), (20, "Asia-Pacific"), (45, section), (75, "Asia-Pacific")):
        store(library, 1, start=start, section=named)
    window = make_window()
    active(window)
    window.show_view(view)
    settle(window)
    seen = []
    for key in (Key.Key_BracketLeft,) * 3 + (Key.Key_BracketRight,):
        press(qtbot, window, key)
        settle(window)
        assert (window.listing.view.kind, window.listing.view.value) == (view.kind, view.value)
        assert window.articles.model.rowCount() == 1
        seen.append(window.listing.view.month)
    assert seen == ["2026-03", "2026-01", "2026-01", "2026-03"]
    press(qtbot, window, Key.Key_BracketRight)
    settle(window)
    assert window.listing.view == view, "from the newest month back to all of them"
    press(qtbot, window, Key.Key_BracketRight)
    assert window.listing.view == view
    assert window.status.text == "There is no other month in that direction."
    window.show_view(View())
    settle(window)
    for _ in range(2):
        press(qtbot, window, Key.Key_BracketLeft)
    assert window.listing.view == View(ViewKind.ALL, month="2026-02"), "of all there is"


# --- the next start ----------------------------------------------------------------------------


def test_the_view_before_a_search_is_there_at_the_next_start(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    store(library, 12)
    first = make_window()
    view = View(ViewKind.SECTION, "Europe")
    first.show_view(view)
    first.listing.set_sort(Sort.OLDEST)
    settle(first)
    for query in ("title:7", "harbour"):
        first.toolbar.search.setText(query)
        first.toolbar.search.ask_now()
        settle(first)
        assert first.listing.searching
    first.close()
    second = make_window()
    assert second.listing.view == view
    assert second.listing.sort is Sort.OLDEST
    assert second.toolbar.search.text() == ""
    assert second.articles.model.rowCount() == 4


# --- the open article --------------------------------------------------------------------------


@pytest.mark.parametrize("elsewhere", [False, True], ids=["own sync", "another process"])
def test_a_picture_that_arrives_appears_in_the_open_article(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, tmp_path: Path,
    elsewhere: bool,
) -> None:  # fmt: skip
    address = "https://gazette.example/quay.png"
    body = f'<p>The quay in the morning.</p><img src="{address}"><p>It was empty.</p>'
    ids = store(library, 2, body=body, images=[address])
    paint_png(tmp_path / "quay.png", 400, 300, COLOUR)
    window = make_window(mark_read="never")
    window.articles.select(ids[0])
    settle(window)
    qtbot.waitUntil(lambda: not window.reader().busy)
    assert not _painted(window)
    assert window.library is not None
    writer = library if elsewhere else window.library
    [wanted] = writer.wanted_images(5)
    picture = (wanted.id, (tmp_path / "quay.png").read_bytes(), "image/png", 400, 300)
    changes = writer.store_images([picture])
    if not elsewhere:
        window.apply_changes(changes)
    qtbot.waitUntil(lambda: _painted(window), timeout=4000)
    assert window.reader().article_id == ids[0]


def _painted(window: MainWindow) -> bool:
    """Return whether the picture's colour is to be seen in the reading pane."""
    image = window.reader().grab().toImage()
    return any(
        image.pixelColor(x, y).name() == COLOUR
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    )


def test_held_keys_open_only_the_article_they_end_on(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, active: Activate,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(reading, "_HURRY", 1.0)  # a slow computer holds its keys down as well
    ids = store(library, 9)
    window = make_window(mark_read="at-once")
    active(window)
    press(qtbot, window, Key.Key_J)
    settle(window)
    opened: list[int] = []
    window.reading.opened.connect(lambda one: _note(opened, one))
    for _ in ids[1:]:
        press(qtbot, window, Key.Key_J)
        qtbot.wait(30)
        qtbot.waitUntil(lambda: not window.jobs.busy)
    assert window.articles.current_id == ids[-1]
    settle(window)
    qtbot.waitUntil(lambda: library.article(ids[-1]).read)
    settle(window)
    assert set(opened) - {ids[0]} == {ids[-1]}
    assert [library.article(one).read for one in ids] == [True, *[False] * 7, True]


def _note(opened: list[int], article: Article | None) -> None:
    if article is not None:
        opened.append(article.id)


# --- the open article --------------------------------------------------------------------------


def test_the_open_articles_row_is_chosen_in_every_view_that_has_it(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 9)
    window = make_window(mark_read="never")
    window.articles.select(ids[3])
    settle(window)
    for view, row in ((View(ViewKind.UNREAD), 3), (View(ViewKind.SECTION, "Europe"), 1)):
        window.show_view(view)
        settle(window)
        assert window.articles.current_id == ids[3]
        assert window.articles.view.currentIndex().row() == row
        assert window.articles.view.verticalScrollBar().value() == 0
    window.show_view(View(ViewKind.SECTION, "Asia-Pacific"))
    settle(window)
    assert window.articles.current_id is None
    assert window.reader().article_id == ids[3]
