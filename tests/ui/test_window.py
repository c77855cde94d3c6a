"""What a reader does with keys and mouse, in the real window over a real library."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.model import Changes, Sort
from clashreader.paths import Home
from clashreader.settings import load
from clashreader.ui.layout import Mode
from clashreader.ui.main_window import MainWindow
from clashreader.ui.theme import THEMES
from clashreader.ui.views import View, ViewKind

Settle = Callable[[MainWindow], None]
Key = Qt.Key


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key wherever the focus is, as a keyboard does."""
    target = QApplication.focusWidget() or window.articles.view
    combined = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        combined |= modifier
    qtbot.keyClick(target, key, combined)


def current(window: MainWindow) -> int | None:
    return window.articles.current_id


def external(window: MainWindow) -> None:
    """Let the window look, as its timer does, at what others wrote."""
    window._look_abroad()


@pytest.fixture
def active(qtbot: QtBot) -> Callable[[MainWindow], None]:
    def activate(window: MainWindow) -> None:
        window.activateWindow()
        window.articles.view.setFocus()
        qtbot.waitUntil(window.isActiveWindow)

    return activate


# --- what is where -----------------------------------------------------------------------------


def test_the_parts_have_the_names_that_others_rely_on(
    library: Library, make_window: WindowMaker
) -> None:
    window = make_window()
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    for name in ("sidebar", "articleList", "readerPane", "searchBox"):
        found = window.findChild(QWidget, name)
        assert found is not None, name
        assert found.accessibleName(), name
    for name in ("syncAction", "addAction"):
        assert window.findChild(QAction, name) is not None
    for button in window.toolbar.findChildren(QToolButton):
        if button.isVisible() and button.objectName() != "":
            assert button.accessibleName() or button.toolTip()


def test_an_empty_library_says_so_with_one_action(
    library: Library, make_window: WindowMaker
) -> None:
    window = make_window()
    empty = window.articles._empty
    assert empty is not None
    assert empty.isVisible()
    assert empty._sentence.text() == "There are no articles yet."


def test_a_long_list_has_an_exact_scroll_bar(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    store(library, 900)
    window = make_window()
    settle(window)
    view = window.articles.view
    assert view.model().rowCount() == 900
    bar = view.verticalScrollBar()
    heads = 24 * len(window.articles.model.heads)
    assert heads
    assert bar.maximum() == 900 * 96 + heads - view.viewport().height()
    bar.setValue(bar.maximum())
    assert view.indexAt(QPoint(50, view.viewport().height() - 5)).row() == 899


# --- moving and reading ------------------------------------------------------------------------


def test_keys_move_through_the_list_and_open_articles(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    active: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    ids = store(library, 10)
    library.set_read([ids[2], ids[3]], True)
    window = make_window()
    active(window)
    press(qtbot, window, Key.Key_J)
    assert current(window) == ids[0]
    press(qtbot, window, Key.Key_J)
    settle(window)
    assert current(window) == ids[1]
    assert window.reader().article_id == ids[1]
    assert window.windowTitle() == "Report 1 on the harbour - Clash Reader"
    press(qtbot, window, Key.Key_N)
    assert current(window) == ids[4], "N passes over what is read"
    press(qtbot, window, Key.Key_P)
    assert current(window) == ids[1]
    press(qtbot, window, Key.Key_K)
    assert current(window) == ids[0]
    press(qtbot, window, Key.Key_Down)
    settle(window)
    assert window.reader().article_id == ids[1]


def test_space_pages_and_then_goes_on_to_the_next_unread(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    active: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    words = "<p>" + "</p><p>".join("Grain left the harbour. " * 12 for _ in range(30)) + "</p>"
    ids = store(library, 3, body=words)
    window = make_window()
    active(window)
    window.articles.select(ids[0])
    settle(window)
    press(qtbot, window, Key.Key_Space)
    assert window.reader().scroll_fraction() > 0
    for _ in range(60):
        press(qtbot, window, Key.Key_Space)
        if current(window) != ids[0]:
            break
    assert current(window) == ids[1]
    settle(window)
    press(qtbot, window, Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert current(window) == ids[0]


def test_an_article_is_read_after_a_while_of_looking_at_it(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3)
    window = make_window(mark_read_delay=0.2)
    window.articles.select(ids[1])
    settle(window)
    assert not library.article(ids[1]).read
    qtbot.waitUntil(lambda: library.article(ids[1]).read, timeout=3000)
    settle(window)
    row = window.articles.model.row_at(1)
    assert row is not None
    assert row.read
    assert window.commands["readAction"].text() == "Mark as unread"


def test_walking_through_the_list_marks_nothing(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 8)
    window = make_window(mark_read_delay=0.4)
    for article in ids:
        window.articles.select(article)
        qtbot.wait(30)
    settle(window)
    assert not any(library.article(article).read for article in ids)
    qtbot.waitUntil(lambda: library.article(ids[-1]).read, timeout=3000)
    assert not any(library.article(article).read for article in ids[:-1])


def test_never_is_never_and_m_is_at_once(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    active: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    ids = store(library, 2)
    window = make_window(mark_read="never", mark_read_delay=0.2)
    active(window)
    window.articles.select(ids[0])
    settle(window)
    qtbot.wait(350)
    assert not library.article(ids[0]).read
    press(qtbot, window, Key.Key_M)
    assert library.article(ids[0]).read
    press(qtbot, window, Key.Key_M)
    assert not library.article(ids[0]).read


def test_what_was_just_read_stays_in_unread_until_the_view_is_left(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 4)
    window = make_window(mark_read="at-once")
    window.show_view(View(ViewKind.UNREAD))
    settle(window)
    window.articles.select(ids[1])
    qtbot.waitUntil(lambda: library.article(ids[1]).read)
    settle(window)
    assert window.articles.model.rowCount() == 4
    assert current(window) == ids[1]
    window.show_view(View())
    settle(window)
    window.show_view(View(ViewKind.UNREAD))
    settle(window)
    assert ids[1] not in window.articles.model.ids
    assert window.articles.model.rowCount() == 3


# --- states and undo ---------------------------------------------------------------------------


def test_a_bookmark_is_set_shown_and_undone(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    active: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    ids = store(library, 3)
    window = make_window()
    active(window)
    window.articles.select(ids[0])
    settle(window)
    press(qtbot, window, Key.Key_S)
    assert library.article(ids[0]).bookmarked_at is not None
    row = window.articles.model.row_at(0)
    assert row is not None
    assert row.bookmarked
    settle(window)
    assert window.overview is not None
    assert window.overview.bookmarked == 1
    press(qtbot, window, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert library.article(ids[0]).bookmarked_at is None


def test_mark_all_read_can_be_undone_and_leaves_what_was_read_before(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    active: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    ids = store(library, 6)
    library.set_read([ids[0]], True)
    window = make_window()
    active(window)
    press(qtbot, window, Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    settle(window)
    assert all(library.article(article).read for article in ids)
    assert window.status.text == "5 articles marked as read."
    qtbot.mouseClick(window.status._link, Qt.MouseButton.LeftButton)
    settle(window)
    assert [library.article(article).read for article in ids] == [True] + [False] * 5


def test_a_tag_is_typed_and_undone(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 2)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    window.deeds.do("tagAction")
    field = next(
        child
        for top in QApplication.topLevelWidgets()
        for child in top.findChildren(QLineEdit, "tagField")
        if top.isVisible()
    )
    qtbot.keyClicks(field, "front line")
    qtbot.keyClick(field, Key.Key_Return)
    assert library.article(ids[0]).tags == ("front line",)
    settle(window)
    assert window.sidebar.model().rowCount() == 8, "a head for tags, and the source's"
    window.deeds.do("undoAction")
    assert library.article(ids[0]).tags == ()


def test_letters_are_letters_while_a_field_has_the_focus(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    active: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    ids = store(library, 3)
    window = make_window()
    active(window)
    window.articles.select(ids[1])
    settle(window)
    press(qtbot, window, Key.Key_Slash)
    box = window.toolbar.search
    assert box.hasFocus()
    qtbot.keyClicks(box, "jams n?")
    assert box.text() == "jams n?"
    assert current(window) == ids[1]
    article = library.article(ids[1])
    assert article.bookmarked_at is None
    assert not article.read


# --- search ------------------------------------------------------------------------------------


def test_typing_searches_and_escape_takes_it_back(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    active: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    ids = store(library, 12)
    window = make_window()
    active(window)
    window.show_view(View(ViewKind.SECTION, "Europe"))
    settle(window)
    box = window.toolbar.search
    box.setFocus()
    qtbot.keyClicks(box, "title:7")
    qtbot.waitUntil(lambda: window.listing.searching)
    settle(window)
    assert list(window.articles.model.ids) == [ids[7]]
    assert window.listing.sort is Sort.RELEVANCE
    qtbot.keyClick(box, Key.Key_Escape)
    settle(window)
    assert window.listing.view == View(ViewKind.SECTION, "Europe")
    assert window.listing.sort is Sort.NEWEST
    assert box.text() == ""


def test_a_query_that_cannot_be_read_points_at_the_place(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    store(library, 3)
    window = make_window()
    box = window.toolbar.search
    box.setText("harbour (ferry")
    box.ask_now()
    message = window.query_message
    assert message.isVisible()
    assert message.accessibleName() == "This parenthesis is never closed."
    assert "<u>(</u>" in message.text()
    assert window.articles.model.rowCount() == 3, "the list stays"
    box.take_back()
    assert not message.isVisible()


# --- nothing jumps -----------------------------------------------------------------------------


def test_new_articles_are_announced_and_move_nothing(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 60)
    window = make_window()
    view = window.articles.view
    window.articles.select(ids[30])
    settle(window)
    view.verticalScrollBar().setValue(25 * 96 + 13)
    place = view.mapTo(window, view.rect().topLeft())
    store(library, 3, start=-3)
    external(window)
    settle(window)
    assert view.verticalScrollBar().value() == 25 * 96 + 13
    assert current(window) == ids[30]
    assert window.reader().article_id == ids[30]
    assert window.articles.model.rowCount() == 60
    assert window.articles.announced
    assert window.articles._new_button.text() == "3 new"
    assert view.mapTo(window, view.rect().topLeft()) == place, "no row moves on the screen"
    assert window.overview is not None
    assert window.overview.total == 63
    qtbot.mouseClick(window.articles._new_button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.articles.model.rowCount() == 63
    assert not window.articles.announced
    assert current(window) == ids[30], "the open article stays selected"
    assert window.reader().article_id == ids[30]


def test_what_another_process_marks_is_seen_within_two_seconds(
    library: Library, make_window: WindowMaker, qtbot: QtBot
) -> None:
    ids = store(library, 5)
    window = make_window()
    library.set_read(ids[:2], True)

    def seen() -> bool:
        row = window.articles.model.row_at(0)
        return bool(row and row.read and window.overview and window.overview.unread == 3)

    qtbot.waitUntil(seen, timeout=2000)


def test_the_sidebar_keeps_what_is_open_and_chosen_through_refreshes(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    store(library, 9)
    window = make_window()
    view = View(ViewKind.SECTION, "Europe", "2026-03")
    window.show_view(view)
    settle(window)
    sidebar = window.sidebar
    chosen = sidebar.model().data(sidebar.currentIndex())
    assert chosen == "March"
    store(library, 5, start=400, section="Africa", tags=("new",))
    external(window)
    settle(window)
    assert sidebar.model().data(sidebar.currentIndex()) == "March"
    year = sidebar.currentIndex().parent()
    assert sidebar.isExpanded(year)
    assert sidebar.isExpanded(year.parent())
    assert window.listing.view == view


def test_months_are_stepped_within_the_section(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    active: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    store(library, 90, section="Europe")
    window = make_window()
    window.show_view(View(ViewKind.SECTION, "Europe"))
    settle(window)
    active(window)
    press(qtbot, window, Key.Key_BracketLeft)
    assert window.listing.view == View(ViewKind.SECTION, "Europe", "2026-03")
    press(qtbot, window, Key.Key_BracketLeft)
    press(qtbot, window, Key.Key_BracketLeft)
    assert window.listing.view.month == "2026-01"
    press(qtbot, window, Key.Key_BracketRight)
    settle(window)
    assert window.listing.view.month == "2026-02"
    assert window.articles.model.rowCount() == library.count(window.listing.query) == 28


# --- looks and sizes ---------------------------------------------------------------------------


def test_the_theme_changes_everywhere_and_is_kept(
    library: Library, make_window: WindowMaker, home: Home, settle: Settle
) -> None:
    ids = store(library, 2)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)
    for name in ("dark", "sepia", "light"):
        window.looks.choose(name)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        assert app.palette().window().color() == THEMES[name].window
        settle(window)
        picture = window.grab().toImage()
        assert picture.pixelColor(6, 400) == THEMES[name].window
        assert load(home.settings).theme == name


def test_the_menu_opens_at_the_first_click_and_changes_the_theme(
    library: Library, make_window: WindowMaker, qtbot: QtBot
) -> None:
    window = make_window()
    qtbot.mouseClick(window.toolbar.menu_button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    from PySide6.QtGui import QAction

    dark = menu.findChild(QAction, "theme-dark")
    assert dark is not None
    assert not dark.isChecked()
    dark.trigger()
    menu.close()
    assert window.theme is THEMES["dark"]


def test_narrow_windows_show_less_at_a_time(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 3)
    window = make_window(size=(1200, 800))
    panes = window.panes
    assert panes.mode is Mode.WIDE
    assert window.sidebar.isVisible()
    window.commands["sidebarAction"].trigger()
    assert not window.sidebar.isVisible()
    window.commands["sidebarAction"].trigger()
    assert window.sidebar.isVisible()
    window.resize(900, 700)
    qtbot.waitUntil(lambda: panes.mode is Mode.OVERLAY)
    assert not window.sidebar.isVisible()
    window.deeds.do("sidebarAction")
    assert window.sidebar.isVisible()
    window.show_view(View(ViewKind.UNREAD))
    assert not window.sidebar.isVisible(), "choosing puts the overlay away"
    window.resize(600, 700)
    qtbot.waitUntil(lambda: panes.mode is Mode.SINGLE)
    settle(window)
    assert window.articles.view.isVisible()
    assert not window.reader().isVisible()
    row = window.articles.view.visualRect(window.articles.model.index(0, 0))
    viewport = window.articles.view.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=row.center())
    settle(window)
    assert window.reader().isVisible()
    assert not window.articles.view.isVisible()
    assert window.reader().article_id == ids[0]
    window.commands["backAction"].trigger()
    assert window.articles.view.isVisible()
    window.resize(1200, 800)
    qtbot.waitUntil(lambda: panes.mode is Mode.WIDE)
    assert window.sidebar.isVisible()
    assert window.reader().isVisible()


def test_a_restart_comes_back_to_the_same_place(
    library: Library, make_window: WindowMaker, settle: Settle
) -> None:
    ids = store(library, 12)
    first = make_window(size=(1300, 820))
    first.show_view(View(ViewKind.SECTION, "Europe"))
    first.listing.set_sort(Sort.OLDEST)
    settle(first)
    first.articles.select(ids[3])
    settle(first)
    first.panes.splitter.moveSplitter(300, 1)
    widths = first.panes.widths
    expanded = first.sidebar.expanded_keys
    first.close()
    second = make_window()
    assert second.listing.view == View(ViewKind.SECTION, "Europe")
    assert second.listing.sort is Sort.OLDEST
    assert second.panes.widths == widths
    assert second.state.article == ids[3]
    assert second.sidebar.expanded_keys == expanded


def test_a_broken_state_file_is_no_obstacle(
    library: Library, make_window: WindowMaker, home: Home
) -> None:
    home.state.parent.mkdir(parents=True, exist_ok=True)
    home.state.write_bytes(b"\x00\xff[General]\nview=@Invalid()\nwidths=axb\nsort=9\narticle=x\n")
    window = make_window()
    assert window.listing.view == View()


# --- errors ------------------------------------------------------------------------------------


def test_an_error_is_one_quiet_line_with_details(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from clashreader.errors import LibraryError

    ids = store(library, 2)
    window = make_window()
    window.articles.select(ids[0])
    settle(window)

    def full(*_: object) -> Changes:
        raise LibraryError("The disk is full.") from OSError(28, "No space left on device")

    assert window.library is not None
    monkeypatch.setattr(window.library, "set_bookmarked", full)
    window.deeds.do("bookmarkAction")
    assert window.status.text == "The disk is full."
    assert not window.deeds.undo_stack.canUndo()
    qtbot.mouseClick(window.status._link, Qt.MouseButton.LeftButton)
    from PySide6.QtWidgets import QDialog, QPlainTextEdit

    dialog = window.findChild(QDialog, "errorDetails")
    assert dialog is not None
    text = dialog.findChild(QPlainTextEdit)
    assert text is not None
    assert "No space left" in text.toPlainText()
    dialog.close()


def test_only_web_and_mail_addresses_are_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from PySide6.QtGui import QDesktopServices

    from clashreader.ui.addresses import open_address

    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    for address in ("https://example.org/a", "mailto:a@example.org", "file:///etc/passwd", "x:y"):
        open_address(address)
    assert opened == ["https://example.org/a", "mailto:a@example.org"]


def test_closing_during_a_sync_joins_everything(
    library: Library, make_window: WindowMaker, qtbot: QtBot, tmp_path: object
) -> None:
    from pathlib import Path

    from clashreader.model import NewSource, SourceKind

    folder = Path(str(tmp_path)) / "articles"
    folder.mkdir()
    for number in range(400):
        text = f"# Article {number}\n\n" + "Grain left the harbour. " * 40
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    library.add_source(NewSource(SourceKind.FOLDER, str(folder), "Folder"))
    window = make_window()
    assert window.syncing is not None
    progress: list[object] = []
    window.syncing.progressed.connect(progress.append)
    window.deeds.do("syncAction")
    assert window.syncing.running
    assert window.commands["syncAction"].text() == "Stop"
    qtbot.wait(60)
    started = time.monotonic()
    window.close()
    assert time.monotonic() - started < 10
    alive = [t.name for t in threading.enumerate() if t.name.startswith("clashreader-")]
    assert alive == []
    assert library.check() == []
