"""The shares of the panes at each size, what counts as seen, and what outlives a killed process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library.library import Library
from clashreader.paths import Home
from clashreader.settings import Settings
from clashreader.ui import state_keeper
from clashreader.ui.layout import Mode
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind
from clashreader.ui.window_state import WindowState

Settle = Callable[[MainWindow], None]


def test_the_first_frame_has_the_final_widths(home: Home, qtbot: QtBot) -> None:
    window = MainWindow(home, Settings(), WindowState(home.state))
    window.resize(1400, 900)
    window.show()
    assert window.panes.splitter.sizes()[:2] == [240, 380]
    window.reader()
    assert window.panes.splitter.sizes()[:2] == [240, 380]
    window.close()
    window.deleteLater()


@pytest.mark.parametrize("width", [1000, 1100, 1300, 1700])
def test_list_and_sidebar_give_way_before_the_text(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot, width: int
) -> None:
    ids = store(library, 2)
    window = make_window(size=(1700, 900))
    window.panes.set_widths((320, 700))
    window.articles.select(ids[0])
    settle(window)
    window.resize(width, 800)
    left, middle, right = window.panes.splitter.sizes()
    assert right >= 490
    assert left >= 180
    assert middle >= 300
    window.resize(1700, 900)
    assert window.panes.splitter.sizes()[:2] == [320, 700], "with room again, as the reader chose"


def test_only_what_is_on_the_screen_is_marked_as_read(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 4)
    window = make_window(size=(620, 700), mark_read="at-once")
    assert window.panes.mode is Mode.SINGLE
    for _ in range(3):
        window.deeds.do("nextAction")
        settle(window)
    qtbot.wait(60)
    assert not any(library.article(article).read for article in ids)
    qtbot.keyClick(window.articles.view, Qt.Key.Key_Return)
    assert window.reader().isVisible()
    qtbot.waitUntil(lambda: library.article(ids[2]).read, timeout=2000)
    assert not library.article(ids[0]).read


def test_what_the_reader_marked_unread_stays_so_when_the_window_changes(
    library: Library, make_window: WindowMaker, settle: Settle, qtbot: QtBot
) -> None:
    ids = store(library, 2)
    window = make_window(size=(1200, 700), mark_read="at-once")
    window.articles.select(ids[0])
    qtbot.waitUntil(lambda: library.article(ids[0]).read, timeout=2000)
    settle(window)
    window.deeds.do("readAction")
    window.resize(850, 700)
    window.resize(1200, 700)
    qtbot.wait(60)
    assert not library.article(ids[0]).read


def test_a_killed_window_has_written_its_state(
    library: Library, make_window: WindowMaker, settle: Settle, home: Home, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(state_keeper, "WRITE_AFTER", 40)
    store(library, 6)
    window = make_window(size=(1500, 800))
    window.panes.splitter.moveSplitter(300, 1)
    window.show_view(View(ViewKind.SECTION, "Europe"))
    sidebar = window.sidebar
    sidebar.expand(sidebar.currentIndex())
    settle(window)

    def written() -> bool:
        text = home.state.read_text(encoding="utf-8") if home.state.exists() else ""
        return "geometry" in text and "Europe" in text

    qtbot.waitUntil(written, timeout=3000)
    after = WindowState(home.state)
    assert after.view == View(ViewKind.SECTION, "Europe")
    assert after.widths == window.panes.widths
    assert View(ViewKind.SECTION, "Europe").key in (after.expanded or [])


def test_a_home_that_went_away_is_not_made_anew(
    home: Home, library: Library, make_window: WindowMaker
) -> None:
    window = make_window()
    window.looks.choose("dark")
    home.data.rename(home.data.with_name("away"))
    problems: list[object] = []
    window.looks.failed.connect(problems.append)
    window.looks.choose("light")
    window.close()
    assert not home.data.exists()
    assert len(problems) == 1, "and it is said"
    home.data.with_name("away").rename(home.data)


def test_one_pane_at_a_time_has_the_whole_width(make_window: WindowMaker, qtbot: QtBot) -> None:
    window = make_window(size=(420, 800))
    panes = window.panes
    qtbot.waitUntil(lambda: panes.mode is Mode.SINGLE)
    for reading in (False, True, False):
        panes.splitter.setSizes([0, 300, 0])  # as was right for three panes
        panes.show_reader(reading)
        qtbot.wait(1)
        shown = window.reader_area() if reading else window.articles
        assert shown.width() == panes.width(), reading
    window.resize(520, 800)
    qtbot.waitUntil(lambda: window.articles.width() == 520)
