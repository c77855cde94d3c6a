"""The real window over a real library, on Qt's offscreen screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.library.library import Library
from clashreader.model import Insert
from clashreader.paths import Home
from clashreader.settings import Settings
from clashreader.ui import theme as themes
from clashreader.ui.main_window import MainWindow
from clashreader.ui.window_state import WindowState

SECTIONS = ("Europe", "Asia-Pacific", None)


def store(library: Library, count: int, *, start: int = 0, **fields: Any) -> list[int]:
    """Store `count` articles, the first of them the newest; return their ids in that order."""
    sources = library.sources()
    source = sources[0] if sources else library.add_source(feed())
    before = set(library.ids(_all()))
    intents = []
    for number in range(start, start + count):
        values = {
            "published": NOON - number * DAY,
            "section": SECTIONS[number % 3],
            "title": f"Report {number} on the harbour",
            "url": f"https://example.org/{number}",
            **fields,
        }
        intents.append(Insert(prepared(f"a{number}", f"Text of number {number}.", **values)))
    for place in range(0, count, 100):
        library.apply(source.id, intents[place : place + 100])
    return [i for i in library.ids(_all()) if i not in before]


def _all() -> Any:
    from clashreader.model import ArticleQuery

    return ArticleQuery()


WindowMaker = Callable[..., MainWindow]


@pytest.fixture
def make_window(qtbot: QtBot, home: Home) -> Iterator[WindowMaker]:
    """Make a window on `home` with a library of its own, loaded and shown."""
    made: list[MainWindow] = []

    def make(*, size: tuple[int, int] = (1200, 800), **settings: Any) -> MainWindow:
        settings.setdefault("sync_on_start", False)
        settings.setdefault("backups", False)
        values = Settings(**settings)
        window = MainWindow(home, values, WindowState(home.state))
        made.append(window)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        themes.apply(app, window.theme)
        window.resize(*size)
        window.show()
        with qtbot.waitSignal(window.listing.loaded, timeout=5000):
            window.attach(Library.open(home.library, home.images))
        qtbot.waitUntil(lambda: not window.jobs.busy, timeout=5000)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()


@pytest.fixture
def settle(qtbot: QtBot) -> Callable[[MainWindow], None]:
    """Wait until a window has nothing more to do."""

    def wait(window: MainWindow) -> None:
        def calm() -> bool:
            pending = window._counts_timer.isActive() or window.listing.newcomers.waiting
            opening = window.reading._open_timer.isActive()
            return not (window.jobs.busy or pending or opening)

        qtbot.waitUntil(calm, timeout=8000)
        qtbot.wait(1)
        qtbot.waitUntil(calm, timeout=8000)

    return wait
