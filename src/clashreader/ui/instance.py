"""One window for each home: a lock on it, and a local socket that takes what others ask for.

The socket lies in the home: whoever comes to it by another name, over a link or a mount, finds the
same one, and nobody else can put one there. It is elsewhere only where a home can hold none.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from clashreader.errors import BusyLibraryError
from clashreader.ui.home_lock import HomeLock
from clashreader.ui.request import Request, packed, unpacked

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

log = logging.getLogger(__name__)

PATIENCE = 15.0
"""Seconds for which a second start waits: the first may still be starting, or be busy."""

_AGAIN = 0.05
"""Seconds between two tries."""

_TURN = 10
"""Milliseconds of waiting at a time."""

_SPEAKING = 60.0
"""Seconds after which somebody who says nothing is left alone."""

_LONGEST = 6_000_000
"""Bytes of a request: the most that `make_request` makes, in the longest writing."""

_LONGEST_NAME = 80
"""Bytes of a socket's path: the system takes 107, and Qt makes one beside it, a little longer."""

_TAKEN = b"taken\n"
_CLOSING = b"closing\n"


class SilentWindowError(BusyLibraryError):
    """The window that has the home does not answer.

    `on_screen` is the sentence without a command, for who has no terminal before them.
    """

    def __init__(self, message: str, command: str) -> None:
        super().__init__(message)
        self.on_screen = message.replace(command, "") if command else message


class Instance(QObject):
    """The claim of one process on one home."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._lock = HomeLock(folder / "window.lock")
        self._names = _names(folder)
        self._server: QLocalServer | None = None
        self._wanted: Callable[[Request], bool] | None = None
        self._seen: deque[bytes] = deque(maxlen=100)
        self._asked = 0
        self._lines: list[tuple[QLocalSocket, float]] = []
        self._turn = QTimer(self, interval=_TURN)
        self._turn.timeout.connect(self._look)

    def claim(self) -> bool:
        """Take the home, unless a living process has it."""
        return self._lock.take()

    def is_held(self) -> bool:
        """Whether a living process has the home."""
        return self._lock.is_held()

    def claim_or_hand_over(self, request: Request, *, claims: bool = True) -> bool:
        """Take the home (True), or have the window that has it carry out `request` (False).

        One that is closing lets go of the home in a moment; one that is starting answers in a
        moment. Without `claims` the home is left alone. Raises `SilentWindowError`.
        """
        self._asked += 1
        key = b"%d.%d.%d " % (os.getpid(), self._asked, time.monotonic_ns())
        deadline = time.monotonic() + PATIENCE
        while True:
            if claims and self.claim():
                return True
            if self._hand_over(key + packed(request), deadline):
                return False
            if not claims and not self.is_held():
                return True
            if time.monotonic() >= deadline:
                raise self._silent()
            time.sleep(_AGAIN)

    def _hand_over(self, message: bytes, deadline: float) -> bool:
        """Return whether the request was taken."""
        from PySide6.QtNetwork import QLocalSocket

        for name in self._names:
            if Path(name).parent == _own_folder() and not _is_own(_own_folder()):
                continue  # another's: it shall not learn what is asked for
            socket = QLocalSocket()
            socket.connectToServer(name)
            if not socket.waitForConnected(500):
                continue
            socket.write(message)
            connected = socket.state()
            while socket.state() == connected and not socket.canReadLine():
                if time.monotonic() >= deadline:
                    break
                # In small turns: Qt may keep all of Python waiting meanwhile.
                socket.waitForReadyRead(_TURN)
            answer = bytes(socket.readLine(100).data())
            socket.abort()
            if answer:
                return answer == _TAKEN
        return False

    def _silent(self) -> SilentWindowError:
        number = self._lock.holder()
        which = f" (process {number})" if number is not None else ""
        how = f" (`kill {number}`)" if number is not None and sys.platform != "win32" else ""
        return SilentWindowError(
            f"Another Clash Reader{which} has this library open and does not answer. Wait a moment,"
            f" or end it{how}, and start again: what it had stored is safe.",
            how,
        )

    def listen(self, wanted: Callable[[Request], bool]) -> None:
        """Call `wanted` with what each later start asks for; it returns whether it can do that."""
        from PySide6.QtNetwork import QLocalServer

        self._wanted = wanted
        for name in self._names:
            if Path(name).parent == _own_folder():
                with suppress(OSError):
                    _own_folder().mkdir(mode=0o700)
                if not _is_own(_own_folder()):
                    continue
            QLocalServer.removeServer(name)  # what a killed process left: the home is ours
            server = QLocalServer(self)
            server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
            if server.listen(name):
                server.newConnection.connect(self._accept)
                self._server = server
                return
            log.info("No socket at %s: %s", name, server.errorString())
        log.warning("A second start cannot reach this window")

    def _accept(self) -> None:
        server = self._server
        while server is not None and server.hasPendingConnections():
            self._lines.append((server.nextPendingConnection(), time.monotonic()))
        self._turn.start()
        self._look()

    def _look(self) -> None:
        """Read whoever has finished speaking; runs a few times a second while there is anybody.

        Signals of each socket would call Python while Qt destroys it.
        """
        lines, self._lines = self._lines, []
        for line, since in lines:
            if self._wanted is not None and self._is_open(line, since):
                self._lines.append((line, since))
            else:
                line.abort()
                line.deleteLater()
        if not self._lines:
            self._turn.stop()

    def _is_open(self, line: QLocalSocket, since: float) -> bool:
        """Read what there is; return whether there may come more."""
        if line.canReadLine():
            key, _, words = bytes(line.readLine(_LONGEST).data()).partition(b" ")
            line.write(_TAKEN if self._take(key, words) else _CLOSING)
            line.flush()
        too_much = line.bytesAvailable() > _LONGEST
        too_long = time.monotonic() - since > _SPEAKING
        return line.isValid() and not too_much and not too_long

    def _take(self, key: bytes, line: bytes) -> bool:
        """Have a request carried out, once: who got no answer in time asks again."""
        if key in self._seen:
            return True
        try:
            request = unpacked(line)
        except ValueError:
            log.warning("A request that is none")
            return True  # to ask again would not help
        if self._wanted is None or not self._wanted(request):
            return False
        self._seen.append(key)
        return True

    def release(self) -> None:
        """Let the next start have the home."""
        self._wanted = None
        self._turn.stop()
        for line, _ in self._lines:
            line.abort()
            line.deleteLater()
        self._lines = []
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        self._lock.release()


def _names(folder: Path) -> list[str]:
    """Return where the socket may be, best first."""
    real = os.path.realpath(folder)
    digest = hashlib.sha256(os.fsencode(real)).hexdigest()[:24]
    if sys.platform == "win32":
        return [f"clashreader-{digest}"]
    places = [f"{real}/window.socket"]
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if Path(runtime).is_absolute() and _is_own(Path(runtime)):
        places.append(f"{runtime}/clashreader-{digest}")
    places.append(f"{_own_folder()}/{digest}")
    return [place for place in places if _is_socket_path(place)]


def _own_folder() -> Path:
    """Return the folder in which a socket lies that can lie nowhere else."""
    return Path(f"/tmp/clashreader-{os.getuid()}")


def _is_own(folder: Path) -> bool:
    """Whether nobody else can put anything into a folder."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return status.st_uid == os.getuid() and status.st_mode & 0o170077 == 0o040000


def _is_socket_path(place: str) -> bool:
    """Whether the system, and Qt, take a socket by this name."""
    try:
        return len(place.encode()) <= _LONGEST_NAME
    except UnicodeEncodeError:
        return False
