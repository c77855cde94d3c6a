"""One window a home: the lock, the socket, and what is handed over."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from clashreader.cli.running import exit_code
from clashreader.ui import coming_forward, instance
from clashreader.ui.instance import Instance, SilentWindowError
from clashreader.ui.plain_message import PlainMessage, is_wanted
from clashreader.ui.request import (
    LONGEST_TARGET,
    MOST_TARGETS,
    Request,
    make_request,
    packed,
    unpacked,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the sockets are files here")

EVERYTHING = Request(("7", "/a b", "/\udcff.md", "日本", "x\ny"), True, True, "t", "s_TIME5", True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A home with a short name, as homes have: a socket's path has at most 107 bytes."""
    made = Path(tempfile.mkdtemp(prefix="cr"))
    yield made
    shutil.rmtree(made)


def meanwhile(work: Callable[[], Any]) -> Any:
    """Run `work` in a thread while this one goes on with Qt's events; return its result."""
    result: list[Any] = []

    def run() -> None:
        try:
            result.append(work())
        except Exception as error:  # noqa: BLE001 - handed on
            result.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    deadline = time.monotonic() + 20
    while thread.is_alive() and time.monotonic() < deadline:
        QApplication.processEvents()
        thread.join(0.001)
    thread.join(1)
    if isinstance(result[0], Exception):
        raise result[0]
    return result[0]


def test_a_request_is_carried_out_by_the_first(
    qapp: QApplication, folder: Path, tmp_path: Path
) -> None:
    first, second = Instance(folder), Instance(folder)
    assert first.claim_or_hand_over(Request())
    assert second.is_held()
    got: list[Request] = []
    first.listen(lambda request: got.append(request) or True)  # type: ignore[func-returns-value]
    most = make_request(["\U0001f4f0" * 9_000] * 300)
    for request in (EVERYTHING, Request(), most):
        assert meanwhile(lambda request=request: second.claim_or_hand_over(request)) is False
    assert got == [EVERYTHING, Request(), most]
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert meanwhile(lambda: Instance(link).claim_or_hand_over(EVERYTHING)) is False
    assert len(got) == 4, "another name of the same home"
    first.release()
    assert not second.is_held()
    assert second.claim_or_hand_over(Request())
    second.release()


def test_whoever_comes_while_the_first_is_closing_has_the_home_next(
    qapp: QApplication, folder: Path
) -> None:
    first, second = Instance(folder), Instance(folder)
    assert first.claim()
    asked = []

    def refuse(request: Request) -> bool:
        asked.append(request)
        if len(asked) == 2:
            first.release()
        return False

    first.listen(refuse)
    assert meanwhile(lambda: second.claim_or_hand_over(Request())) is True
    assert len(asked) == 2
    second.release()


def test_races(qapp: QApplication, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two starts at the same instant: one has the home, the other's request is never lost."""
    monkeypatch.setattr(instance, "_AGAIN", 0.002)
    monkeypatch.setattr(instance, "_TURN", 1)
    for number in range(30):
        both = Instance(folder), Instance(folder)
        barrier = threading.Barrier(2)
        results: dict[int, bool] = {}

        def start(
            place: int, both: Any = both, barrier: Any = barrier, results: Any = results
        ) -> None:
            barrier.wait(10)
            results[place] = both[place].claim_or_hand_over(Request((str(place),)))

        threads = [threading.Thread(target=start, args=(place,)) for place in (0, 1)]
        for thread in threads:
            thread.start()
        got: list[Request] = []
        listening = False
        while any(thread.is_alive() for thread in threads):
            if not listening and True in results.values():
                winner = next(place for place, won in dict(results).items() if won)
                both[winner].listen(lambda request, got=got: got.append(request) or True)
                listening = True
            QApplication.processEvents()
            time.sleep(0)
        assert sorted(results.values()) == [False, True], number
        [request] = got
        assert results[int(request.targets[0])] is False
        for one in both:
            one.release()


def test_what_a_killed_process_left_is_in_nobodys_way(qapp: QApplication, folder: Path) -> None:
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(folder / "window.socket"))
    stale.close()
    (folder / "window.lock").write_text("1\nclashreader\nhost\n", encoding="utf-8")
    first = Instance(folder)
    assert not first.is_held(), "a number in a file is no lock, whoever has that number now"
    assert first.claim_or_hand_over(Request())
    got: list[Request] = []
    first.listen(lambda request: got.append(request) or True)  # type: ignore[func-returns-value]
    assert meanwhile(lambda: Instance(folder).claim_or_hand_over(EVERYTHING)) is False
    assert got == [EVERYTHING]
    first.release()
    assert not (folder / "window.socket").exists()


def test_a_silent_window_is_named_in_a_sentence(
    qapp: QApplication, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "PATIENCE", 0.1)
    first = Instance(folder)
    assert first.claim()
    number = os.getpid()
    with pytest.raises(SilentWindowError, match=rf"process {number}.*kill {number}") as caught:
        Instance(folder).claim_or_hand_over(Request())
    assert exit_code(caught.value) == 3
    assert f"process {number}" in caught.value.on_screen
    assert "kill" not in caught.value.on_screen, "for a mouse, not for a terminal"
    first.listen(lambda _: True)  # there, but it answers nobody: no events are handled
    with pytest.raises(SilentWindowError):
        Instance(folder).claim_or_hand_over(Request(), claims=False)
    first.release()
    assert Instance(folder).claim_or_hand_over(Request(), claims=False)
    assert not Instance(folder).is_held(), "it was asked for nothing but a hand-over"


def test_a_home_whose_name_is_too_long_for_a_socket(
    qapp: QApplication, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    home = tmp_path / ("long" * 30)
    home.mkdir()
    first = Instance(home)
    assert first.claim()
    first.listen(lambda _: True)
    assert list(runtime.iterdir()), "the socket is with the session's"
    assert meanwhile(lambda: Instance(home).claim_or_hand_over(EVERYTHING)) is False
    first.release()
    assert list(runtime.iterdir()) == []
    runtime.chmod(0o755)
    assert str(runtime) not in str(instance._names(home)), "others could read along"


def test_nonsense_at_the_socket_does_no_harm(qapp: QApplication, folder: Path) -> None:
    first = Instance(folder)
    assert first.claim()
    got: list[Request] = []
    first.listen(lambda request: got.append(request) or True)  # type: ignore[func-returns-value]

    def send(data: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(str(folder / "window.socket"))
            line.sendall(data)
            return line.recv(100)

    for data in (b"\n", b"\xff\0\n", b"key []\n", b'key {"targets": [1]}\n', b"key 7\n"):
        assert meanwhile(lambda data=data: send(data)) == b"taken\n"
    assert got == []
    for _ in range(2):
        meanwhile(lambda: send(b"key " + packed(EVERYTHING)))
    assert got == [EVERYTHING], "who asks again, for want of an answer, gets it once"
    first.release()


def test_a_home_that_cannot_be_written_can_still_be_read(
    qapp: QApplication, tmp_path: Path
) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))  # as on a disk that is full
    try:
        first = Instance(tmp_path)
        assert first.claim()
        assert not Instance(tmp_path).claim(), "a lock takes no room"
        first.release()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    gone = Instance(tmp_path / "no" / "such" / "folder")
    assert gone.claim()
    assert not gone.is_held()
    gone.release()


def test_who_started_from_a_menu_reads_it_in_a_dialog(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_wanted(), "nobody looks at this screen"
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert is_wanted() != sys.stderr.isatty()
    dialog = PlainMessage("It does not answer.")
    qtbot.addWidget(dialog)
    dialog.show()
    assert "It does not answer." in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.findChildren(QPushButton)[0].click()
    assert not dialog.isVisible()


# --- requests ----------------------------------------------------------------------------------


def test_what_is_asked_for_means_the_same_in_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "letter").write_text("x", encoding="utf-8")
    (tmp_path / "12").write_text("x", encoding="utf-8")
    here = str(tmp_path)
    made = make_request(
        ["letter", "12", "./gone.md", "~/x", "../y", "feed:z.org", "z.org", f"file://{here}/a"],
        environment={"XDG_ACTIVATION_TOKEN": "t", "DESKTOP_STARTUP_ID": "s"},
    )
    parent = str(tmp_path.parent)
    assert made.targets == (
        *(f"{here}/letter", "12", f"{here}/gone.md", f"{here}/x", f"{parent}/y", "feed:z.org"),
        *("z.org", f"file://{here}/a"),
    )
    assert (made.token, made.startup, made.cut) == ("t", "s", False)
    assert make_request(["x"] * (MOST_TARGETS + 1)).cut
    [long] = make_request(["x" * 70_000]).targets
    assert len(long) == LONGEST_TARGET + 1, "too long, and seen to be"
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert make_request(["./x", "z.org"]).targets == ("./x", "z.org")


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"null", b'{"targets": "x"}', b"\xff"])
def test_what_is_no_request_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever JSON says
        unpacked(line)
    assert unpacked(packed(EVERYTHING)) == EVERYTHING


# --- coming forward ----------------------------------------------------------------------------


def test_the_window_comes_forward_as_it_was(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(coming_forward.TOKEN, raising=False)
    seen: list[str | None] = []

    class Window(QWidget):
        def activateWindow(self) -> None:
            seen.append(os.environ.get(coming_forward.TOKEN))
            super().activateWindow()

    window = Window()
    qtbot.addWidget(window)
    window.showMaximized()
    window.setWindowState(window.windowState() | Qt.WindowState.WindowMinimized)
    coming_forward.come_forward(window, token="from the desktop")
    assert seen == ["from the desktop"]
    assert coming_forward.TOKEN not in os.environ
    assert window.isMaximized()
    assert not window.isMinimized()
    window.hide()
    coming_forward.come_forward(window)
    assert window.isVisible()


def test_the_words_of_startup_notification() -> None:
    assert coming_forward.startup_time("host-1-app_TIME123456") == 123_456
    assert coming_forward.startup_time("host") == 0
    parts = list(coming_forward.removal('a "quoted" name_TIME5'))
    assert {len(part) for part in parts} == {20}
    assert b"".join(parts).rstrip(b"\0") == b'remove: ID="a \\"quoted\\" name_TIME5"'
