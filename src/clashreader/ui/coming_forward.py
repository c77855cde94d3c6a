"""Bringing the window to the front for another program, as far as the desktop allows it.

Desktops keep programs from taking the focus by themselves. What started us was given a token for
that by the desktop, and handed it over: on Wayland by XDG_ACTIVATION_TOKEN (xdg-activation), on X11
by DESKTOP_STARTUP_ID (Startup Notification, Extended Window Manager Hints).
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import logging
import os
import re
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

log = logging.getLogger(__name__)

TOKEN = "XDG_ACTIVATION_TOKEN"

_CLIENT_MESSAGE = 33
_SUBSTRUCTURE = (1 << 19) | (1 << 20)
_BY_THE_READER = 2
"""The source of a request to be activated: one of the reader's, not of the program's own."""


def come_forward(window: QWidget, *, token: str = "", startup: str = "") -> None:
    """Show `window` above the others, from an icon or the tray too, and give it the focus."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    with _environment(TOKEN, token):  # from where Qt takes it
        window.raise_()
        window.activateWindow()
    if QGuiApplication.platformName() == "xcb":
        try:
            _ask_on_x11(int(window.winId()), startup)
        except (OSError, AttributeError, ValueError) as error:
            log.info("The window manager was not asked: %s", error)
    if not window.isActiveWindow():
        QApplication.alert(window)


@contextlib.contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    if not value or "\0" in value:
        yield
        return
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name, None)


class _Message(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_char * 40),  # 5 longs, or 20 bytes
    )


class _Event(ctypes.Union):
    _fields_ = (("message", _Message), ("room", ctypes.c_long * 24))


def _ask_on_x11(window: int, startup: str) -> None:
    """Ask the window manager, and tell the launcher that its waiting is over."""
    x11: Any = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
    for function in (x11.XDefaultRootWindow, x11.XFlush, x11.XCloseDisplay):
        function.argtypes = (ctypes.c_void_p,)
    x11.XInternAtom.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
    x11.XSendEvent.argtypes = (
        *(ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long),
        ctypes.POINTER(_Event),
    )
    display = x11.XOpenDisplay(None)
    if not display:
        return
    try:
        root = x11.XDefaultRootWindow(display)

        def send(kind: bytes, form: int, data: bytes, mask: int) -> None:
            event = _Event()
            message = event.message
            message.type, message.window, message.format = _CLIENT_MESSAGE, window, form
            message.message_type = x11.XInternAtom(display, kind, 0)
            ctypes.memmove(ctypes.addressof(message) + _Message.data.offset, data, len(data))
            x11.XSendEvent(display, root, 0, mask, ctypes.byref(event))

        numbers = (ctypes.c_long * 5)(_BY_THE_READER, startup_time(startup), 0, 0, 0)
        send(b"_NET_ACTIVE_WINDOW", 32, bytes(numbers), _SUBSTRUCTURE)
        if startup:
            kind = b"_NET_STARTUP_INFO_BEGIN"
            for part in removal(startup):
                send(kind, 8, part, 1 << 22)  # PropertyChangeMask: to whoever listens at the root
                kind = b"_NET_STARTUP_INFO"
        x11.XFlush(display)
    finally:
        x11.XCloseDisplay(display)


def startup_time(startup: str) -> int:
    """Return when the reader clicked, in the server's milliseconds; 0 where it is not told."""
    found = re.search(r"_TIME([0-9]{1,10})$", startup)
    return int(found[1]) & 0xFFFFFFFF if found else 0


def removal(startup: str) -> Iterator[bytes]:
    """Yield the message that a start is over, in parts of 20 bytes, zeros at its end."""
    quoted = startup.replace("\\", "\\\\").replace('"', '\\"')
    whole = f'remove: ID="{quoted}"'.encode() + b"\0"  # not shown
    for start in range(0, len(whole), 20):
        yield whole[start : start + 20].ljust(20, b"\0")
