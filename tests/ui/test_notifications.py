"""Notifications: what is told, to whom, and what a click does; over a real session bus."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytest_httpserver import HTTPServer
from pytestqt.qtbot import QtBot
from tests.conftest import FakeClock
from tests.fakes import feed
from tests.ui.conftest import WindowMaker
from tests.ui.test_background import FakeNetwork

from clashreader.library.library import Library
from clashreader.model import ArticleRow, RuleActions
from clashreader.ui.background import dbus_wire as wire
from clashreader.ui.background import tray as trays
from clashreader.ui.background.background import Background
from clashreader.ui.background.dbus import Bus, addresses
from clashreader.ui.background.dbus_wire import Message, Variant
from clashreader.ui.background.notes import MOST_NOTES, Note, notes_of
from clashreader.ui.background.notifier import Notifier
from clashreader.ui.main_window import MainWindow
from clashreader.ui.views import View, ViewKind

pytestmark = pytest.mark.qt_log_ignore("No such signal QPlatformNativeInterface")

SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"


def row(number: int, section: str | None = "Europe", **fields: Any) -> ArticleRow:
    values: dict[str, Any] = {
        "id": number, "source_id": 1, "title": f"Report {number}", "outlet": "Gazette",
        "author": None, "section": section, "published": None, "first_seen": 0,
        "sort_time": number, "summary": "", "read": False, "bookmarked": False, "versions": 1,
        "gone": False, "words": 10, "language": None, "lead_image": None,
    }  # fmt: skip
    return ArticleRow(**{**values, **fields})


# --- what is told --------------------------------------------------------------------------------


def test_one_note_a_section_the_newest_titles_first() -> None:
    rows = [row(1), row(2), row(3), row(4), row(5, "Asia-Pacific"), row(6, None)]
    rows.append(row(10, "Asia-Pacific"))
    rows += [row(7, read=True), row(8, hidden=True), row(9, binned=True)]
    europe, other, none = notes_of(rows, {}, only_announced=False)
    assert europe.title == "Europe: 4 new articles"
    assert europe.body == "Report 4\nReport 3\nReport 2"
    assert europe.view == View(ViewKind.SECTION, "Europe")
    assert (none.title, none.view.kind) == ("No section: 1 new article", ViewKind.NO_SECTION)
    assert other.ids == (10, 5)
    assert (none.action, europe.action) == ("Open", "Show them")
    assert notes_of(rows, {}, only_announced=True) == []


def test_what_a_rule_announces_is_told_apart_and_first() -> None:
    rows = [row(1), row(2), row(3)]
    rule, europe = notes_of(rows, {2: "Grain", 3: "Grain"}, only_announced=False)
    assert (rule.title, rule.ids, rule.announced) == ("Grain: 2 new articles", (3, 2), True)
    assert rule.view == View(ViewKind.ANNOUNCED, "3,2\nGrain")
    assert europe.ids == (1,)
    [alone] = notes_of(rows, {2: "Grain"}, only_announced=True)
    assert alone.ids == (2,)


def test_more_than_four_groups_are_summed_up() -> None:
    rows = [row(n, f"Section {n % 9}") for n in range(40)]
    [note] = notes_of(rows, {}, only_announced=False)
    assert note.title == "40 new articles"
    assert note.view.kind is ViewKind.UNREAD
    assert note.body == (
        "Section 0 5, Section 1 5, Section 2 5, Section 3 5, Section 4 4, Section 5 4 …"
    )
    notes = notes_of(rows, {n: f"Rule {n}" for n in range(8)}, only_announced=False)
    assert len(notes) == MOST_NOTES
    assert [note.announced for note in notes] == [True] * 4
    assert notes[-1].title == "37 new articles"


def test_a_newer_note_says_what_the_older_did() -> None:
    [old] = notes_of([row(1), row(2)], {2: "x"}, only_announced=True)
    [new] = notes_of([row(3)], {3: "x"}, only_announced=True, earlier={"rule x": old}.get)
    assert new.ids == (3, 2)
    assert new.view.value == "3,2\nx"
    assert new.body == "Report 3\nReport 2"
    long = row(1, "S" * 500, title="word " * 500)
    [note] = notes_of([long], {}, only_announced=False)
    assert max(len(note.body), len(note.title)) < 160


# --- the bus -------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.integers(0, 2**32 - 1).map(lambda value: ("u", value)),
    st.integers(-(2**31), 2**31 - 1).map(lambda value: ("i", value)),
    st.booleans().map(lambda value: ("b", value)),
    st.floats(allow_nan=False).map(lambda value: ("d", value)),
    st.text(st.characters(blacklist_characters="\0", codec="utf-8")).map(
        lambda value: ("s", value)
    ),
    st.lists(st.text("abcä")).map(lambda value: ("as", value)),
    st.dictionaries(st.text("abc"), st.integers(0, 255).map(lambda n: Variant("y", n))).map(
        lambda value: ("a{sv}", value)
    ),
    st.tuples(st.integers(0, 9), st.text("ab")).map(lambda value: ("(xs)", value)),
)


@given(st.lists(VALUES, max_size=6))
def test_what_is_written_can_be_read(values: list[tuple[str, Any]]) -> None:
    signature = "".join(kind for kind, _ in values)
    sent = Message(
        wire.SIGNAL, 7, "/a/b", "a.b", "C", signature=signature, body=tuple(v for _, v in values)
    )
    data = wire.encode(sent)
    assert wire.length_of(data) == len(data)
    assert wire.decode(data) == sent


@given(st.binary(max_size=200), st.integers(0, 80), st.binary(max_size=4))
def test_any_bytes_are_a_message_or_none(noise: bytes, place: int, put: bytes) -> None:
    good = wire.encode(
        Message(
            wire.CALL, 1, "/a", "b", "C", signature="sa{sv}", body=("x", {"k": Variant("u", 1)})
        )
    )
    for data in (noise, b"l" + noise, good[:place] + put + good[place + len(put) :]):
        try:
            length = wire.length_of(data)
            if length is not None:
                wire.decode(data[:length])
        except ValueError:
            continue


def test_where_the_bus_is() -> None:
    named = {"DBUS_SESSION_BUS_ADDRESS": "tcp:host=x;unix:path=/tmp/a%20b,guid=1;unix:abstract=c"}
    assert list(addresses(named)) == [("/tmp/a b", False), ("c", True)]
    assert list(addresses({"XDG_RUNTIME_DIR": "/run/user/7"})) == [("/run/user/7/bus", False)]
    assert list(addresses({})) == []


@pytest.fixture(scope="module")
def session_bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bus of our own, which refuses every message that is not as it has to be."""
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("there is no dbus-daemon here (Debian: dbus)")
    path = tmp_path_factory.mktemp("bus") / "socket"
    address = f"unix:path={path}"
    with subprocess.Popen(
        [program, "--session", "--nofork", "--print-address", f"--address={address}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as daemon:  # fmt: skip
        assert daemon.stdout is not None
        daemon.stdout.readline()
        yield str(path)
        daemon.terminate()


class Desktop(Bus):
    """The desktop's service of notifications, as the specification has it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.shown: list[tuple[Any, ...]] = []
        self.taken_back: list[int] = []
        self.inhibited: bool | None = None
        self.refuses = False
        self.asked = 0
        self._serials = 1000
        self.named = False

        def named(_: object) -> None:
            self.named = True

        bus = "org.freedesktop.DBus"
        self.call(bus, "/org/freedesktop/DBus", bus, "RequestName", "su", (SERVICE, 4), named)

    def _take(self, message: Message) -> None:
        if message.kind != wire.CALL:
            super()._take(message)
        elif message.member == "GetCapabilities":
            self.answer(message, "as", (["body", "body-markup", "actions"],))
        elif message.member == "Get" and self.inhibited is not None:
            self.asked += 1
            self.answer(message, "v", (Variant("b", self.inhibited),))
        elif message.member == "Notify" and not self.refuses:
            self.shown.append(message.body)
            self.answer(message, "u", (message.body[1] or len(self.shown),))
        elif message.member == "CloseNotification":
            self.taken_back.append(message.body[0])
            self.answer(message, "", ())
        else:
            self._say(wire.ERROR, message, error="org.freedesktop.DBus.Error.UnknownMethod")

    def answer(self, call: Message, signature: str, body: tuple[Any, ...]) -> None:
        self._say(wire.REPLY, call, signature=signature, body=body)

    def _say(self, kind: int, call: Message, **values: Any) -> None:
        self._serials += 1
        self._send(
            wire.encode(
                Message(
                    kind, self._serials, destination=call.sender, reply_to=call.serial, **values
                )
            )
        )

    def click(self, number: int, member: str = "ActionInvoked") -> None:
        self._serials += 1
        body = (number, "default") if member == "ActionInvoked" else (number, 2)
        kinds = "us" if member == "ActionInvoked" else "uu"
        self._send(
            wire.encode(
                Message(
                    wire.SIGNAL, self._serials, PATH, SERVICE, member, signature=kinds, body=body
                )
            )
        )


@pytest.fixture
def desktop(
    session_bus: str, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desktop]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={session_bus}")
    made = Desktop(session_bus)
    qtbot.waitUntil(lambda: made.named, timeout=5000)
    yield made
    made.close()


EUROPE = Note("section Europe", "Europe", (4, 5), ("Rye & <wheat>",), View())
ASIA = Note("section Asia", "Asia", (6,), ("Rice",), View())


def test_a_note_is_shown_replaced_clicked_and_taken_back(desktop: Desktop, qtbot: QtBot) -> None:
    fell_back: list[Note] = []
    notifier = Notifier(lambda note: fell_back.append(note) is None)
    chosen: list[Note] = []
    notifier.chosen.connect(lambda note, _: chosen.append(note))
    notifier.show([])
    notifier.show([EUROPE])
    qtbot.waitUntil(lambda: notifier.still_shown(EUROPE.key) is not None, timeout=5000)
    name, before, icon, title, body, actions, hints, _ = desktop.shown[0]
    assert (name, before, title) == ("Clash Reader", 0, "Europe: 2 new articles")
    assert icon == "io.github.clashreader.clashreader"
    assert body == "Rye &amp; &lt;wheat&gt;", "it is no format"
    assert actions == ["default", "Show them"]
    assert hints["desktop-entry"] == Variant("s", "io.github.clashreader.clashreader")

    notifier.show([EUROPE, ASIA])
    qtbot.waitUntil(lambda: notifier.still_shown(ASIA.key) is not None, timeout=5000)
    assert [one[1] for one in desktop.shown] == [0, 1, 0], "the first takes its own place"
    desktop.click(1)
    desktop.click(99)
    qtbot.waitUntil(lambda: chosen == [EUROPE], timeout=5000)
    qtbot.waitUntil(lambda: desktop.taken_back == [1], timeout=5000)
    desktop.click(3, "NotificationClosed")
    qtbot.waitUntil(lambda: notifier.still_shown(ASIA.key) is None, timeout=5000)

    desktop.inhibited = True
    notifier.show([EUROPE])
    qtbot.waitUntil(lambda: desktop.asked == 1, timeout=5000)
    desktop.inhibited = False
    notifier.show([ASIA])
    qtbot.waitUntil(lambda: notifier.still_shown(ASIA.key) is not None, timeout=5000)
    assert len(desktop.shown) == 4, "not while it is not to be disturbed"

    desktop.refuses = True
    notifier.show([EUROPE])
    qtbot.waitUntil(lambda: fell_back == [EUROPE], timeout=5000)
    notifier.close()
    qtbot.waitUntil(lambda: desktop.taken_back == [1, 4], timeout=5000)


def test_without_a_bus_the_tray_says_it(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Note] = []
    notifier = Notifier(lambda note: said.append(note) is None)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    notifier.show([EUROPE])
    assert said == [EUROPE]
    (tmp_path / "none").write_text("no socket")
    notifier.show([ASIA])
    qtbot.waitUntil(lambda: said == [EUROPE, ASIA], timeout=5000)


# --- from the sync to the article ----------------------------------------------------------------


def items(*names: tuple[str, str]) -> str:
    told = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><category>{section}</category>"
        f"<link>https://example.org/{number}</link><description>Text.</description></item>"
        for number, (title, section) in enumerate(names)
    )
    return f'<rss version="2.0"><channel><title>Gazette</title>{told}</channel></rss>'


def test_a_sync_in_the_background_is_told_of_and_a_click_opens_it(
    library: Library, make_window: WindowMaker, desktop: Desktop, qtbot: QtBot,
    httpserver: HTTPServer, clock: FakeClock, monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[MainWindow], None],
) -> None:  # fmt: skip
    monkeypatch.setattr(trays, "is_there", lambda: True)
    library.add_rule("Grain", "rye", RuleActions(notify=True))
    library.add_source(replace(feed(), url=httpserver.url_for("/feed"), default_section="Europe"))
    library.close()
    window = make_window(notifications="announced", tray=True, close_to_tray=True)
    assert window.syncing is not None
    window.background = Background(window, window.syncing, network=FakeNetwork(window), clock=clock)
    announcing = window.background.announcing
    assert announcing is not None

    def sync(*names: str) -> None:
        httpserver.clear()
        text = items(*((name, "Europe") for name in names))
        httpserver.expect_request("/feed").respond_with_data(text, content_type="text/xml")
        assert window.syncing is not None
        with qtbot.waitSignal(window.syncing.finished, timeout=10_000):
            window.syncing.sync(force=True)
        settle(window)

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=3000)
    sync("Rye is sown")
    assert announcing.notifier._bus is None, "the window is in front"
    window.close()
    sync("Rye is sown", "Rye ripens", "Wheat ripens")
    qtbot.waitUntil(lambda: len(desktop.shown) == 1, timeout=5000)
    assert desktop.shown[0][3:5] == ("Grain: 1 new article", "Rye ripens")
    qtbot.waitUntil(lambda: announcing.notifier.still_shown("rule Grain") is not None)
    desktop.click(1)
    qtbot.waitUntil(window.isVisible, timeout=5000)
    qtbot.waitUntil(lambda: window.reading.article is not None, timeout=5000)
    assert window.reading.article is not None
    assert window.reading.article.title == "Rye ripens"

    window.close()
    everything = replace(window.settings, notifications="all", quiet_hours=True)
    window.looks.show_settings(replace(everything, quiet_from=0, quiet_to=0))
    sync("Oats fall")
    window.looks.show_settings(replace(everything, quiet_hours=False))
    sync("Oats rise", "Barley rises")
    qtbot.waitUntil(lambda: len(desktop.shown) == 2, timeout=5000)
    assert desktop.shown[1][3] == "Europe: 2 new articles"
    qtbot.waitUntil(lambda: announcing.notifier.still_shown("section Europe") is not None)
    desktop.click(2)
    qtbot.waitUntil(lambda: window.listing.view == View(ViewKind.SECTION, "Europe"), timeout=5000)
    settle(window)

    desktop.refuses = True
    said: list[str] = []
    tray = window.background.tray
    assert tray is not None
    monkeypatch.setattr(tray.sign, "showMessage", lambda title, *_: said.append(title))
    window.close()
    sync("Hops climb")
    qtbot.waitUntil(lambda: said == ["Europe: 1 new article"], timeout=5000)
    tray.sign.messageClicked.emit()
    assert window.isVisible()
    qtbot.waitUntil(lambda: window.reading.article is not None)
    settle(window)
    assert window.reading.article.title == "Hops climb"
    assert window.articles.current_id == window.reading.article_id, "its row came in for it"
    assert window.listing.view == View(ViewKind.SECTION, "Europe")
    window.looks.show_settings(replace(window.settings, close_to_tray=False))
