"""One window for each home: a lock file, and a local socket that hands over what was asked.

The lock is Qt's: it notices that the process which held it is gone, also after a kill.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

_PATIENCE = 3.0
"""Seconds for which a second start waits for a first one that is still starting."""

_LIMIT = 65_536


class Instance(QObject):
    """The claim of one process on one home."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)  # a window may be open for weeks
        digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
        self._name = f"clashreader-{digest}"
        self._server: QLocalServer | None = None
        self._wanted: Callable[[str], None] | None = None

    def claim(self) -> bool:
        """Take the home, unless a living process has it."""
        if self._lock.tryLock(0):
            return True
        # A home that is read-only, or on a full disk, cannot be locked; it can still be read. Only
        # a lock that is there is one that somebody holds.
        return self._lock.error() != QLockFile.LockError.LockFailedError

    def hand_over(self, target: str) -> bool:
        """Ask the window that has the home to come forward and to open `target`."""
        from PySide6.QtNetwork import QLocalSocket

        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(500):
                socket.write(target.encode() + b"\n")
                socket.flush()
                socket.waitForBytesWritten(1000)
                answered = socket.waitForReadyRead(2000)
                socket.disconnectFromServer()
                return answered
            time.sleep(0.1)
        return False

    def listen(self, wanted: Callable[[str], None]) -> None:
        """Call `wanted` with the target of each later start."""
        from PySide6.QtNetwork import QLocalServer

        self._wanted = wanted
        QLocalServer.removeServer(self._name)  # what a killed process left: the lock is ours
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(self._name):
            log.warning("A second start cannot reach this window: %s", server.errorString())
            return
        server.newConnection.connect(self._accept)
        self._server = server

    def _accept(self) -> None:
        server = self._server
        while server is not None and server.hasPendingConnections():
            socket = server.nextPendingConnection()
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LIMIT:
                socket.abort()
            return
        line = bytes(socket.readLine(_LIMIT).data()).decode("utf-8", "replace").strip()
        socket.write(b"ok\n")
        socket.flush()
        if self._wanted is not None:
            self._wanted(line)

    def release(self) -> None:
        """Let the next start have the home."""
        self._wanted = None
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()
