"""A damaged library: the window says so and offers to go back to a backup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader import app
from clashreader.library.library import Library
from clashreader.model import ArticleQuery
from clashreader.paths import Home
from clashreader.settings import Settings
from clashreader.ui.main_window import MainWindow
from clashreader.ui.request import Request
from clashreader.ui.rescue_dialog import RescueDialog
from clashreader.ui.window_state import WindowState

Settle = Callable[[MainWindow], None]


@pytest.fixture
def backed_up(library: Library) -> Path:
    store(library, 12)
    return library.back_up().path


@pytest.fixture
def start(qtbot: QtBot, home: Home) -> Iterator[Callable[[], MainWindow]]:
    """Start the window as the program does, on whatever library there is."""
    sessions: list[app._Session] = []

    def begin() -> MainWindow:
        running = QApplication.instance()
        assert isinstance(running, QApplication)
        session = app._Session(running, home, Request(), None, None, None)
        settings = Settings(sync_on_start=False, backups=False)
        window = MainWindow(home, settings, WindowState(home.state))
        session._window = window
        sessions.append(session)
        window.show()
        session._open_library(window)
        return window

    yield begin
    for session in sessions:
        session.end()


def _dialog(window: MainWindow) -> RescueDialog | None:
    return window.findChild(RescueDialog)


def test_at_the_start_a_backup_is_offered_and_taken(
    start: Callable[[], MainWindow], library: Library, home: Home, backed_up: Path, qtbot: QtBot,
    settle: Settle, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    library.close()
    home.library.write_bytes(b"what a disk gave back " * 2000)
    window = start()
    qtbot.waitUntil(lambda: _dialog(window) is not None)
    dialog = _dialog(window)
    assert dialog is not None
    assert "left untouched" in dialog.message.text()
    assert dialog.choices.count() == 1
    dialog.restore()
    qtbot.waitUntil(lambda: window.library is not None)
    settle(window)
    assert window.library is not None
    assert window.library.count(ArticleQuery()) == 12
    assert window.articles.model.rowCount() > 0
    [aside] = home.data.glob("library.sqlite3.damaged-*")
    assert aside.read_bytes() == b"what a disk gave back " * 2000


def test_without_a_backup_it_says_so(
    start: Callable[[], MainWindow], library: Library, home: Home, qtbot: QtBot
) -> None:
    library.close()
    home.library.write_bytes(b"")
    window = start()
    qtbot.waitUntil(lambda: _dialog(window) is not None)
    dialog = _dialog(window)
    assert dialog is not None
    assert not dialog.button.isVisible()
    dialog.restore()
    dialog.reject()
    assert home.library.read_bytes() == b""


def test_a_backup_that_is_damaged_too_is_said_in_the_dialog(
    start: Callable[[], MainWindow], library: Library, home: Home, backed_up: Path, qtbot: QtBot
) -> None:
    library.close()
    home.library.write_bytes(b"")
    backed_up.write_bytes(b"nothing either" * 99)
    window = start()
    qtbot.waitUntil(lambda: _dialog(window) is not None)
    dialog = _dialog(window)
    assert dialog is not None
    dialog.restore()
    qtbot.waitUntil(dialog.button.isEnabled)
    assert window.library is None
    assert home.library.read_bytes() == b""


def test_damage_that_shows_while_the_window_is_open(
    make_window: WindowMaker, library: Library, home: Home, backed_up: Path, qtbot: QtBot,
    settle: Settle,
) -> None:  # fmt: skip
    library.close()
    window = make_window()
    assert window.library is not None
    with window.library._connections.raw() as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with home.library.open("rb+") as file:
        file.seek(2 * 16_384)
        file.write(b"torn" * 4096 * 60)
    for connection in window.library._connections._idle:
        connection.close()
    window.library._connections._idle.clear()
    window.open_article(5)
    window._read_counts()
    qtbot.waitUntil(lambda: _dialog(window) is not None)
    dialog = _dialog(window)
    assert dialog is not None
    dialog.restore()
    qtbot.waitUntil(lambda: bool(list(home.data.glob("library.sqlite3.damaged-*"))))
    settle(window)
    assert window.library.count(ArticleQuery()) == 12
    assert window.library.check() == []
