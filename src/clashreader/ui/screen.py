"""Is there a screen? Asked before Qt, which ends the process without a word where there is none.

A display server is known by a socket that answers: that takes no time and starts no process.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping

_DISPLAY = re.compile(
    r"(?:(?P<protocol>[a-z]+)/)?(?P<host>.*):(?P<number>[0-9]{1,5})(?:\.[0-9]+)?\Z"
)
"""As X(7) writes it: ``[protocol/][host]:display[.screen]``."""

_X_FOLDER = "/tmp/.X11-unix"
_X_PORT = 6000
_PATIENCE = 2.0
"""Seconds for a display server on another machine."""


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
    if host in {"", "unix"}:
        path = f"{_X_FOLDER}/X{number}"
        return (
            _unix_answers(path) or _unix_answers(f"\0{path}") or _tcp_answers("localhost", number)
        )
    return _tcp_answers(host, number)


def _unix_answers(path: str) -> bool:
    if not hasattr(socket, "AF_UNIX"):
        return True
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_PATIENCE)
        try:
            line.connect(path)
        except (OSError, ValueError):  # a name of a hundred characters is no socket's
            return False
    return True


def _tcp_answers(host: str, number: int) -> bool:
    port = _X_PORT + number
    if port > 65_535:
        return False
    try:
        socket.create_connection((host, port), _PATIENCE).close()
    except (OSError, ValueError):
        return False
    return True
