"""Showing a notification: by the desktop's own service where there is one, else by the tray.

freedesktop.org, "Desktop Notifications Specification": the service is asked whether it is inhibited
("do not disturb"); where it does not say, it sees to that by itself, as other systems do.
"""

from __future__ import annotations

import html
import os
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from clashreader.ui.background.dbus import Bus, addresses
from clashreader.ui.background.dbus_wire import Message, Variant
from clashreader.ui.background.notes import Note

DESKTOP_ID = "io.github.clashreader.clashreader"
_SERVICE = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_GET, _INHIBITED, _NOTIFY = "Get", "Inhibited", "Notify"  # not shown
_CLOSE = "CloseNotification"  # not shown
_OWN_TIME = -1
"""How long it is shown is the desktop's business."""

Fallback = Callable[[Note], bool]
"""Shows a note in another way; whether it could."""


class Notifier(QObject):
    """Shows notes; a newer one with the same key takes the place of the older."""

    chosen = Signal(object, str)
    """The reader clicked a `Note`; and what lets a window come to the front (xdg-activation)."""

    def __init__(self, fallback: Fallback, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fallback = fallback
        self._bus: Bus | None = None
        self._formatted = False
        self._token = ""
        self._shown: dict[int, Note] = {}

    def still_shown(self, key: str) -> Note | None:
        """Return the note of that key which is still there, neither clicked nor closed."""
        return next((note for note in self._shown.values() if note.key == key), None)

    def show(self, notes: list[Note]) -> None:
        """Show `notes`, unless the desktop does not want to be disturbed."""
        if not notes:
            return
        bus = self._connected()
        if bus is None:
            self._fall_back(notes)
            return

        def asked(answer: tuple[Any, ...] | None) -> None:
            inhibited = answer[0].value if answer and isinstance(answer[0], Variant) else False
            if inhibited is not True:
                for note in notes:
                    self._send(bus, note)

        bus.call(_SERVICE, _PATH, _PROPERTIES, _GET, "ss", (_SERVICE, _INHIBITED), asked)

    def _connected(self) -> Bus | None:
        if self._bus is not None and not self._bus.closed:
            return self._bus
        for path, abstract in addresses():
            if not abstract and not os.path.exists(path):  # noqa: PTH110  # may be any text
                continue
            self._bus = bus = Bus(path, abstract=abstract, parent=self)
            bus.signalled.connect(self._heard)
            bus.lost.connect(self._shown.clear)
            bus.listen(f"type='signal',sender='{_SERVICE}',interface='{_SERVICE}',path='{_PATH}'")
            bus.call(_SERVICE, _PATH, _SERVICE, "GetCapabilities", done=self._capable)
            return bus
        return None

    def _capable(self, answer: tuple[Any, ...] | None) -> None:
        able = answer[0] if answer and isinstance(answer[0], list) else []
        self._formatted = "body-markup" in able

    def _send(self, bus: Bus, note: Note) -> None:
        before = next((n for n, old in self._shown.items() if old.key == note.key), 0)
        # Words with signs that mean a format would be taken for one.
        words = html.escape(note.body, quote=False) if self._formatted else note.body
        hints = {
            "desktop-entry": Variant("s", DESKTOP_ID),
            "urgency": Variant("y", 0 if not note.announced else 1),
        }
        body = (
            "Clash Reader", before, DESKTOP_ID, note.title, words,
            ["default", note.action], hints, _OWN_TIME,
        )  # fmt: skip

        def shown(answer: tuple[Any, ...] | None) -> None:
            if answer and isinstance(answer[0], int):
                self._shown.pop(before, None)
                self._shown[answer[0]] = note
            else:
                self._fall_back([note])

        bus.call(_SERVICE, _PATH, _SERVICE, _NOTIFY, "susssasa{sv}i", body, shown)

    def _fall_back(self, notes: list[Note]) -> None:
        for note in notes:
            self._fallback(note)

    def _heard(self, message: Message) -> None:
        number = message.body[0] if message.body else 0
        if message.member == "ActivationToken":
            self._token = str(message.body[-1])
        elif message.member == "ActionInvoked":
            note = self._shown.pop(number, None)
            token, self._token = self._token, ""
            if note is not None:
                if self._bus is not None:  # some services leave it on the screen
                    self._bus.call(_SERVICE, _PATH, _SERVICE, _CLOSE, "u", (number,))
                self.chosen.emit(note, token)
        elif message.member == "NotificationClosed":
            self._shown.pop(number, None)

    def close(self) -> None:
        """Take back what is still shown: nobody would answer a click any more."""
        bus, self._bus = self._bus, None
        if bus is None or bus.closed:
            return
        for number in list(self._shown):
            bus.call(_SERVICE, _PATH, _SERVICE, _CLOSE, "u", (number,))
        bus.flush()
        bus.close()
