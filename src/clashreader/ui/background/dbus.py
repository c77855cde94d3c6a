"""A connection to the session's D-Bus that waits for nothing: calls, their answers, signals."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from clashreader.ui.background.dbus_wire import (
    CALL,
    ERROR,
    REPLY,
    SIGNAL,
    Message,
    decode,
    encode,
    length_of,
)

log = logging.getLogger(__name__)

PATIENCE = 5_000
"""Milliseconds after which an answer is no longer waited for."""
_DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_HELLO = "Hello"  # not shown

Answer = Callable[[tuple[Any, ...] | None], None]
"""Gets what a call returned, or None where it failed, or nobody answered."""


def addresses(environment: Mapping[str, str] = os.environ) -> Iterator[tuple[str, bool]]:
    """Give the sockets at which the session's bus may be, and whether they are abstract ones."""
    named = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    for address in named.split(";"):
        transport, _, keys = address.partition(":")
        if transport != "unix":
            continue
        for key, _, value in (one.partition("=") for one in keys.split(",")):
            if key in ("path", "abstract"):
                yield unquote(value), key == "abstract"
    folder = environment.get("XDG_RUNTIME_DIR")
    if not named and folder:
        yield f"{folder}/bus", False


class Bus(QObject):
    """One connection. What is called before it stands is sent when it does."""

    signalled = Signal(object)
    """A `Message` that is a signal."""

    lost = Signal()
    """There is no connection, or no longer."""

    def __init__(self, path: str, *, abstract: bool = False, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._socket = QLocalSocket(self)
        self._serial = 0
        self._waiting: dict[int, tuple[Answer, QTimer]] = {}
        self._unsent: list[bytes] = []
        self._data = b""
        self._open = False
        self.closed = False
        self._socket.connected.connect(self._greet)
        self._socket.readyRead.connect(self._read)
        self._socket.errorOccurred.connect(lambda _: self.close())
        self._socket.disconnected.connect(self.close)
        if abstract:
            self._socket.setSocketOptions(QLocalSocket.SocketOption.AbstractNamespaceOption)
        self._socket.connectToServer(path)

    def call(
        self,
        service: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        body: tuple[Any, ...] = (),
        done: Answer | None = None,
    ) -> None:
        """Call a method; `done` hears of its end, once, whatever that is."""
        if self.closed:
            if done is not None:
                done(None)
            return
        self._serial += 1
        if done is not None:
            timer = QTimer(self, singleShot=True, interval=PATIENCE)
            serial = self._serial
            timer.timeout.connect(lambda: self._answer(serial, None))
            timer.start()
            self._waiting[serial] = (done, timer)
        message = Message(
            CALL, self._serial, path, interface, member, service, signature=signature, body=body
        )
        self._send(encode(message))

    def listen(self, rule: str) -> None:
        """Have signals sent to us that fit a rule of the bus."""
        self.call(*_DAEMON, "AddMatch", "s", (rule,))

    def flush(self) -> None:
        """Hand over what is written, at the end, when no event loop does."""
        self._socket.flush()

    def close(self) -> None:
        """End it; whoever waits for an answer gets none."""
        if self.closed:
            return
        self.closed = True
        self._socket.abort()
        for serial in list(self._waiting):
            self._answer(serial, None)
        self.lost.emit()

    # --- the bytes ---

    def _greet(self) -> None:
        user = str(os.getuid()) if hasattr(os, "getuid") else ""
        self._socket.write(b"\0AUTH EXTERNAL " + user.encode().hex().encode() + b"\r\n")

    def _send(self, data: bytes) -> None:
        if self._open:
            self._socket.write(data)
        else:
            self._unsent.append(data)

    def _begin(self) -> None:
        self._socket.write(b"BEGIN\r\n")
        self._open = True
        self._serial += 1
        hello = Message(CALL, self._serial, _DAEMON[1], _DAEMON[2], _HELLO, _DAEMON[0])
        for data in (encode(hello), *self._unsent):
            self._socket.write(data)
        self._unsent.clear()

    def _read(self) -> None:
        self._data += bytes(self._socket.readAll().data())
        try:
            if not self._open and not self._admitted():
                return
            while (length := length_of(self._data[:16])) is not None and length <= len(self._data):
                data, self._data = self._data[:length], self._data[length:]
                self._take(decode(data))
        except ValueError as error:
            log.info("What came from the session's bus makes no sense: %s", error)
            self.close()

    def _admitted(self) -> bool:
        line, end, rest = self._data.partition(b"\r\n")
        if not end:
            if len(line) > 1024:
                raise ValueError("no answer")
            return False
        if not line.startswith(b"OK"):
            raise ValueError("not admitted")
        self._data = rest
        self._begin()
        return True

    def _take(self, message: Message) -> None:
        if message.kind in (REPLY, ERROR):
            self._answer(message.reply_to, message.body if message.kind == REPLY else None)
        elif message.kind == SIGNAL:
            self.signalled.emit(message)

    def _answer(self, serial: int, body: tuple[Any, ...] | None) -> None:
        waiting = self._waiting.pop(serial, None)
        if waiting is not None:
            done, timer = waiting
            timer.stop()
            timer.deleteLater()
            done(body)
