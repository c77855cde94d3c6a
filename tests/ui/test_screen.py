"""Whether there is a screen, by the sockets of display servers."""

from __future__ import annotations

import socket
import tempfile

import pytest

from clashreader.ui.screen import has_screen

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no such sockets here")


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": ":4999"},
        {"DISPLAY": "unix:4999.0"},
        {"DISPLAY": "127.0.0.1:59999"},
        {"DISPLAY": "nonsense"},
        {"DISPLAY": "/no/such/socket"},
        {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/no/such/folder"},
        {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4999"},
        {"QT_QPA_PLATFORM": "wayland;xcb"},
    ],
)
def test_a_server_that_is_not_there_is_no_screen(environment: dict[str, str]) -> None:
    assert not has_screen(environment, "linux")


def test_a_socket_that_answers_is_a_screen() -> None:
    # Not pytest's folder: the name of a socket has room for a hundred characters only.
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server,
    ):
        server.bind(f"{folder}/wayland-7")
        server.listen(8)
        place = {"XDG_RUNTIME_DIR": folder, "WAYLAND_DISPLAY": "wayland-7"}
        assert has_screen(place, "linux")
        assert has_screen({**place, "QT_QPA_PLATFORM": "wayland"}, "linux")
        assert has_screen({**place, "DISPLAY": ":4999"}, "linux"), "one of the two is enough"
        assert has_screen({"DISPLAY": f"{folder}/wayland-7"}, "linux"), "by its path"
        assert not has_screen({**place, "QT_QPA_PLATFORM": "xcb"}, "linux")


def test_a_server_that_is_reached_by_the_network_is_a_screen() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(8)
        number = server.getsockname()[1] - 6000
        assert has_screen({"DISPLAY": f"localhost:{number}.0"}, "linux")
        assert has_screen({"DISPLAY": f"127.0.0.1:{number}"}, "linux")


def test_what_needs_no_server_is_taken_at_its_word() -> None:
    assert has_screen({"QT_QPA_PLATFORM": "offscreen"}, "linux")
    assert has_screen({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "linux")
    assert has_screen({}, "win32")
    assert has_screen({}, "darwin")
