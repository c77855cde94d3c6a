"""A server that says exactly the bytes it is told to, however wrong they are."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Raw:
    """Answers every request with `pieces`, and then hangs up (or stays silent, with `hold`)."""

    def __init__(self, *pieces: bytes, times: int = 1, hold: bool = False) -> None:
        self._pieces = pieces
        self._times = times
        self._hold = hold
        self._over = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.sent = 0
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}/f"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._over.set()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(5)
                connection.recv(65_536)
                for piece in self._pieces:
                    for _ in range(self._times):
                        connection.sendall(piece)
                        self.sent += len(piece)
                if self._hold:
                    self._over.wait(60)
                connection.shutdown(socket.SHUT_WR)
