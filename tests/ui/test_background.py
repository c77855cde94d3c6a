"""What goes on without the reader: the rhythm and its pause, the network, the tray, the way out."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QTime
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from tests.conftest import FakeClock
from tests.fakes import feed
from tests.ui.conftest import WindowMaker, store

from clashreader.autostart import NAME
from clashreader.library.library import Library
from clashreader.model import NewSource, SourceKind
from clashreader.paths import Home
from clashreader.settings import Settings
from clashreader.sync.schedule import is_local
from clashreader.ui.background import tray as trays
from clashreader.ui.background import tray_icon
from clashreader.ui.background.background import Background
from clashreader.ui.background.hours import tomorrow, within
from clashreader.ui.background.network import Net, Network, state_of
from clashreader.ui.background.pausing import Pausing
from clashreader.ui.background.sign import PauseSign
from clashreader.ui.main_window import MainWindow
from clashreader.ui.settings_dialog import SettingsDialog
from clashreader.ui.sync_controller import Held
from clashreader.ui.window_state import WindowState

# Of the offscreen platform, which knows no trays.
pytestmark = pytest.mark.qt_log_ignore("No such signal QPlatformNativeInterface")


class FakeNetwork(Network):
    """A network that is as a test says."""

    now = Net.FINE

    @property
    def state(self) -> Net:
        return self.now


BackgroundMaker = Callable[[MainWindow], Background]


@pytest.fixture
def begin(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> BackgroundMaker:
    """Give a window its background, on a desktop that has a tray."""
    monkeypatch.setattr(trays, "is_there", lambda: True)

    def make(window: MainWindow) -> Background:
        assert window.syncing is not None
        made = Background(window, window.syncing, network=FakeNetwork(window), clock=clock)
        window.background = made
        return made

    return make


# --- times and networks --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begin_at", "end", "quiet", "loud"),
    [
        (22 * 60, 7 * 60, (22 * 60, 1439, 0, 7 * 60 - 1), (7 * 60, 12 * 60, 22 * 60 - 1)),
        (13 * 60, 14 * 60, (13 * 60, 13 * 60 + 59), (0, 14 * 60, 1439)),
        (0, 0, (0, 720, 1439), ()),
    ],
)
def test_quiet_hours_go_over_midnight(
    begin_at: int, end: int, quiet: tuple[int, ...], loud: tuple[int, ...]
) -> None:
    assert all(within(minute, begin_at, end) for minute in quiet)
    assert not any(within(minute, begin_at, end) for minute in loud)


def test_a_pause_ends_at_its_time_and_outlasts_a_start(
    qapp: QApplication, home: Home, clock: FakeClock
) -> None:
    home.data.mkdir(parents=True)
    state = WindowState(home.state)
    pausing = Pausing(state, clock)
    assert (pausing.on, pausing.words) == (False, "")
    pausing.for_an_hour()
    assert pausing.on
    assert "until" in pausing.words
    assert Pausing(WindowState(home.state), clock).on, "remembered"
    clock.advance(3601)
    pausing.look()
    assert not pausing.on
    assert not Pausing(WindowState(home.state), clock).on

    pausing.until_tomorrow()
    assert "tomorrow" in pausing.words
    assert 6 * 3600 <= tomorrow(clock()) - clock() <= 30 * 3600
    clock.now -= 5 * 86_400
    assert not pausing.on, "the clock had been wrong"
    pausing.for_good()
    assert pausing.words == "Sync is paused"
    clock.advance(9e8)
    assert pausing.on
    assert math.isinf(WindowState(home.state).paused_until)
    pausing.toggle()
    assert not pausing.on
    for nonsense in ("soon", "nan", "-1"):
        state._keep("pausedUntil", nonsense)
        assert not Pausing(state, clock).on


def test_what_is_not_known_of_the_network_counts_as_fine() -> None:
    fine = {"interface": True, "disconnected": False, "route": True}
    fine |= {"portal": False, "metered": False}
    assert state_of(**fine) is Net.FINE
    assert state_of(**{**fine, "disconnected": True}) is Net.FINE, "another manages the network"
    assert state_of(**{**fine, "disconnected": True, "route": False}) is Net.ABSENT
    assert state_of(**{**fine, "interface": False}) is Net.ABSENT
    assert state_of(**{**fine, "portal": True, "metered": True}) is Net.PORTAL
    assert state_of(**{**fine, "metered": True}) is Net.METERED


def test_the_real_network_can_be_asked_and_outlives_who_asks(qapp: QApplication) -> None:
    network = Network()
    assert network.state in Net
    information = network._information
    shiboken6.delete(network)
    if information is not None:  # the system has something to ask
        information.isMeteredChanged.emit(True)


# --- the rhythm ----------------------------------------------------------------------------------


def test_what_is_held_and_what_goes_on_all_the_same(
    library: Library, make_window: WindowMaker, begin: BackgroundMaker, qtbot: QtBot,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FakeClock,
) -> None:  # fmt: skip
    (tmp_path / "papers").mkdir()
    far = library.add_source(feed())
    near = library.add_source(
        NewSource(kind=SourceKind.FOLDER, url=(tmp_path / "papers").as_uri(), title="Papers")
    )
    own = library.add_source(replace(feed(), url="http://127.0.0.1:9/feed"))
    library.close()
    assert [is_local(one) for one in (far, near, own)] == [False, True, True]
    assert not is_local(replace(far, url="http://[127/"))
    window = make_window()
    syncing = window.syncing
    assert syncing is not None
    background = begin(window)
    network = background.network
    assert isinstance(network, FakeNetwork)
    asked: list[tuple[list[int], bool]] = []

    def sync(ids: Any = None, *, force: bool = False, images: bool = True) -> None:
        asked.append((sorted(ids), images))

    monkeypatch.setattr(syncing, "sync", sync)

    def due() -> list[tuple[list[int], bool]]:
        asked.clear()
        syncing.sync_due()
        qtbot.waitUntil(lambda: not window.jobs.busy, timeout=3000)
        return list(asked)

    everything = sorted((far.id, near.id, own.id))
    assert due() == [(everything, True)]
    for state in (Net.ABSENT, Net.PORTAL, Net.METERED):
        network.now = state
        assert due() == [(sorted((near.id, own.id)), False)], state
    window.looks.show_settings(replace(window.settings, sync_metered=True))
    assert due() == [(everything, True)]

    network.now = Net.ABSENT
    due()
    asked.clear()
    network.now = Net.FINE
    network.changed.emit()  # it is there again
    qtbot.waitUntil(lambda: asked == [(everything, True)], timeout=3000)

    background.pausing.for_an_hour()
    assert background.held() is Held.ALL
    assert due() == []
    syncing._watched = {tmp_path: near.id}
    syncing._sync_folder(near.id)
    assert asked == []
    clock.advance(3601)
    background.pausing.look()
    qtbot.waitUntil(lambda: asked == [(everything, True)], timeout=3000)

    asked.clear()
    window.looks.show_settings(replace(window.settings, sync_on_schedule=False))
    syncing._look_at_time()
    network.changed.emit()
    qtbot.waitUntil(lambda: not window.jobs.busy, timeout=3000)
    assert asked == []


def test_the_pause_is_in_the_menu_the_status_bar_and_among_the_commands(
    library: Library, make_window: WindowMaker, begin: BackgroundMaker
) -> None:
    window = make_window()
    background = begin(window)
    sign = window.status.findChild(PauseSign)
    assert sign is not None
    assert sign.isHidden()

    def action(name: str) -> QAction:
        found = window.deeds.make_menu().findChild(QAction, name)
        assert found is not None
        return found

    assert not action("pauseEnd").isVisible()
    shiboken6.delete(window.deeds.make_menu())
    action("pauseHour").trigger()  # of a menu that is no longer there nothing is asked
    assert background.pausing.on
    assert sign.isVisible()
    assert sign.text() == sign.accessibleName() == background.pausing.words
    assert background.pausing.words in action("pauseEnd").text()
    assert not window.deeds.make_menu().findChild(QMenu, "pauseMenu").menuAction().isVisible()  # type: ignore[union-attr]
    sign.click()
    assert not background.pausing.on
    assert sign.isHidden()
    window.commands["pauseAction"].trigger()
    assert background.pausing.words == "Sync is paused"
    window.commands["pauseAction"].trigger()
    assert not background.pausing.on


# --- the tray ------------------------------------------------------------------------------------


def test_the_number_in_the_icon() -> None:
    texts = [tray_icon.number_text(n) for n in (-1, 0, 1, 47, 999, 1000, 9999, 10_000)]
    assert texts == ["", "", "1", "47", "999", "1k", "9k", "9k+"]


@pytest.mark.parametrize("text", ["1", "47", "888", "9k+"])
def test_the_number_fits_at_every_size_and_stands_out(qapp: QApplication, text: str) -> None:
    for side in (16, 22, 24, 32):
        plain = tray_icon.icon("").pixmap(side, side).toImage()
        shown = tray_icon.icon(text).pixmap(side, side).toImage()
        assert shown.width() == side
        bright = [
            (x, y)
            for x in range(side)
            for y in range(side)
            if QColor(shown.pixel(x, y)).lightness() > 200
            and shown.pixel(x, y) != plain.pixel(x, y)
        ]
        assert bright, (text, side)
        ground = QColor("#9C2F24").rgb()
        assert all(shown.pixel(x, side - 1) != 0xFFFFFEFB for x in range(side)), "cut below"
        assert any(shown.pixel(x, y) == ground for x in range(side) for y in range(side))


def test_the_tray_shows_what_is_unread_and_does_what_its_menu_says(
    library: Library, make_window: WindowMaker, begin: BackgroundMaker, qtbot: QtBot,
    settle: Callable[[MainWindow], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ids = store(library, 12)
    library.close()
    window = make_window(tray=True, close_to_tray=True)
    background = begin(window)
    tray = background.tray
    assert tray is not None
    assert not QApplication.quitOnLastWindowClosed()
    assert "12 unread articles" in tray.sign.toolTip()
    assert window.library is not None
    window.apply_changes(window.library.set_read(ids[:11], True))
    settle(window)
    assert "1 unread article" in tray.sign.toolTip()
    background.pausing.for_good()
    assert "Sync is paused" in tray.sign.toolTip()
    assert tray.menu.findChild(QAction, "pauseEnd").isVisible()  # type: ignore[union-attr]

    window.close()
    assert not window.isVisible(), "it is in the tray"
    assert window.library is not None, "and goes on"
    tray.sign.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    qtbot.waitUntil(window.isActiveWindow, timeout=3000)
    tray.sign.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert not window.isVisible()
    tray.menu.findChild(QAction, "trayOpen").trigger()  # type: ignore[union-attr]
    assert window.isVisible()
    asked: list[bool] = []
    assert window.syncing is not None
    monkeypatch.setattr(window.syncing, "sync", lambda **options: asked.append(options["force"]))
    tray.menu.findChild(QAction, "traySync").trigger()  # type: ignore[union-attr]
    assert asked == [True]

    window.looks.show_settings(replace(window.settings, tray=False))
    assert background.tray is None
    assert QApplication.quitOnLastWindowClosed()
    window.looks.show_settings(replace(window.settings, tray=True))
    window.close()
    assert not window.isVisible()
    ended: list[bool] = []
    monkeypatch.setattr(QCoreApplication, "quit", lambda: ended.append(True))
    assert background.tray is not None
    background.tray.menu.findChild(QAction, "trayQuit").trigger()  # type: ignore[union-attr]
    assert window.library is None, "closed for good"
    qtbot.waitUntil(lambda: ended == [True], timeout=3000)
    assert QApplication.quitOnLastWindowClosed()


@pytest.mark.parametrize("why", ["no tray", "not chosen", "asked to end", "session", "command"])
def test_what_closes_all_the_same(
    library: Library, make_window: WindowMaker, begin: BackgroundMaker,
    monkeypatch: pytest.MonkeyPatch, why: str,
) -> None:  # fmt: skip
    window = make_window(tray=True, close_to_tray=why != "not chosen")
    background = begin(window)
    if why == "no tray":
        monkeypatch.setattr(trays, "is_there", lambda: False)
    elif why == "asked to end":
        background.ending = lambda: True
    elif why == "session":
        background._session_ends(None)
    if why == "command":
        window.commands["quitAction"].trigger()
    else:
        window.close()
    assert window.library is None


def test_a_window_that_began_in_the_tray_comes_where_there_is_none(
    library: Library, make_window: WindowMaker, begin: BackgroundMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    window = make_window(tray=True)
    window.hide()
    background = begin(window)
    background._drop_tray()
    window.hide()
    monkeypatch.setattr(trays, "is_there", lambda: False)
    for _ in range(30):
        background._look_for_tray()
    assert window.isVisible()
    assert window.isMinimized()
    monkeypatch.setattr(trays, "is_there", lambda: True)
    background._look_for_tray()
    assert background.tray is not None


def test_a_window_in_a_tray_that_goes_comes_back(
    library: Library, make_window: WindowMaker, begin: BackgroundMaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    window = make_window(tray=True, close_to_tray=True)
    background = begin(window)
    watch = background._watch_timer
    assert not watch.isActive()
    window.close()
    assert watch.isActive()

    def look(times: int) -> None:
        for _ in range(times):
            watch.timeout.emit()

    look(20)
    assert not window.isVisible()
    monkeypatch.setattr(trays, "is_there", lambda: False)
    look(3)
    monkeypatch.setattr(trays, "is_there", lambda: True)
    look(3)
    assert not window.isVisible(), "the panel began anew"
    monkeypatch.setattr(trays, "is_there", lambda: False)
    look(6)
    assert window.isVisible()
    assert window.isMinimized()
    assert not watch.isActive()
    window.close()
    assert window.library is None, "there is no tray to go into"


# --- the settings --------------------------------------------------------------------------------


def test_the_settings_of_the_background(
    library: Library, make_window: WindowMaker, begin: BackgroundMaker, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    window = make_window()
    begin(window)
    dialog = SettingsDialog(window)
    rows = {row.spec.name: row for page in dialog._rows.values() for row in page}

    def usable() -> set[str]:
        names = ("close_to_tray", "start_in_tray", "quiet_hours", "quiet_from", "quiet_to")
        return {name for name in names if rows[name].isEnabled()}

    assert usable() == set()
    window.looks.show_settings(replace(window.settings, tray=True, notifications="all"))
    assert usable() == {"close_to_tray", "start_in_tray", "quiet_hours"}
    window.looks.show_settings(replace(window.settings, quiet_hours=True))
    assert {"quiet_from", "quiet_to"} <= usable()
    assert window.locale().toString(QTime(22, 0), window.locale().FormatType.ShortFormat) in (
        rows["quiet_from"]._value.text()  # type: ignore[union-attr]
    )

    entry = tmp_path / "config" / "autostart" / f"{NAME}.desktop"
    box = dialog.autostart.box
    assert not box.isChecked()
    box.click()
    assert f"--home {window.home.data}" in entry.read_text(encoding="utf-8")
    entry.unlink()  # by another program
    dialog.autostart.look()
    assert not box.isChecked()
    entry.parent.rmdir()
    entry.parent.write_text("in its place")
    box.click()
    assert not box.isChecked()
    assert "could not be changed" in dialog.autostart._trouble.text()
    dialog.search.setText("session")
    assert not dialog.autostart.isHidden()
    dialog.search.setText("sepia")
    assert dialog.autostart.isHidden()


def test_the_limits_of_the_hours() -> None:
    odd = Settings(quiet_from=-5, quiet_to=5000, notifications="some")
    assert (odd.quiet_from, odd.quiet_to, odd.notifications) == (0, 1439, "off")
