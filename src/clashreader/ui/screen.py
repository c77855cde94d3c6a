"""Is there a screen? Asked before Qt, which ends the process without a word where there is none.

A display server is known by a socket that answers: that takes no time and starts no process.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping

_DISPLAY = re.compile(
    r"(?:(?P<protocol>[a-z]+)/)?(?P<host>.*):(?P<number>[0-9]{1,5})(?:\.[0-9]+)?\Z"
)
"""As X(7) writes it: ``[protocol/][host]:display[.screen]``."""

_X_FOLDER = "/tmp/.X11-unix"
_X_PORT = 6000
_THIS_MACHINE = "127.0.0.1"
_LAST_PORT = 65_535
_PATIENCE = 2_000
"""Milliseconds for a display server on another machine."""


def has_screen(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Return whether a window can be shown with these environment variables."""
    if platform in {"win32", "darwin"}:
        return True
    chosen = environment.get("QT_QPA_PLATFORM", "")
    names = [name.partition(":")[0] for name in chosen.split(";") if name]
    return any(_answers(name, environment) for name in names or ("wayland", "xcb"))


def _answers(plugin: str, environment: Mapping[str, str]) -> bool:
    if plugin == "xcb":
        return _x_answers(environment.get("DISPLAY", ""))
    if plugin.startswith("wayland"):
        return _wayland_answers(environment)
    return True  # offscreen, vnc and the like need no server


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    if environment.get("WAYLAND_SOCKET"):
        return True  # a connection that was made already
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    # An absolute name counts as it is; join leaves it alone.
    return _unix_answers(os.path.join(environment.get("XDG_RUNTIME_DIR", ""), name))  # noqa: PTH118


def _x_answers(display: str) -> bool:
    if display.startswith("/"):
        return _unix_answers(display)
    parts = _DISPLAY.match(display)
    if parts is None:
        return False
    host, number = parts["host"].strip("[]"), int(parts["number"])
    path = f"{_X_FOLDER}/X{number}"
    if host in {"", "unix"} and (_unix_answers(path) or _unix_answers(path, abstract=True)):
        return True
    return _tcp_answers(_THIS_MACHINE if host in {"", "unix", "localhost"} else host, number)


def _unix_answers(path: str, *, abstract: bool = False) -> bool:
    from PySide6.QtNetwork import QLocalSocket

    line = QLocalSocket()
    if abstract:
        line.setSocketOptions(QLocalSocket.SocketOption.AbstractNamespaceOption)
    line.connectToServer(path)
    answered = line.waitForConnected(_PATIENCE)
    line.abort()
    return answered


def _tcp_answers(host: str, number: int) -> bool:
    port = _X_PORT + number
    if port > _LAST_PORT:
        return False
    from PySide6.QtNetwork import QHostAddress, QTcpSocket

    if QHostAddress(host).isNull():
        return True  # Qt looks names up only once the application is there: take its word for it
    line = QTcpSocket()
    line.connectToHost(host, port)
    answered = line.waitForConnected(_PATIENCE)
    line.abort()
    return answered
