"""Sockets under a clock: connecting, reading and writing that end in time or when asked to."""

from __future__ import annotations

import errno
import io
import os
import queue
import select
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from clashreader.errors import CancelledError
from clashreader.sync.reach import PrivateAddressError, carries_private, is_public, names_inner
from clashreader.values import dataclass, field

if TYPE_CHECKING:
    import ssl

MAX_HEAD: Final = 262_144
"""Bytes that the head of an answer may have, with all that is said before it."""

CONNECT_SECONDS: Final = 10.0
"""For one address of a host (it may have several), and for the handshake of a secure one."""

_ASIDE_SECONDS = 2.0  # for a name that a proxy is going to look up
_SLICE = 0.25  # seconds between two looks at the reader's wish to stop
_CONNECTING = frozenset(
    {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)}
)


class Wish(Protocol):
    """The reader's wish to stop: a `threading.Event`, or several of them."""

    def is_set(self) -> bool:
        """Return whether to stop."""


class HeadTooLargeError(Exception):
    """The head of an answer has no end in sight."""


class LateError(Exception):
    """The time for an exchange is over."""


@dataclass(slots=True)
class Watch:
    """The clock of one exchange, from the first look-up to the last byte."""

    seconds: float
    cancel: Wish | None
    start: float = field(default_factory=time.monotonic)
    answered: bool = False

    def left(self) -> float:
        """Return the seconds that remain; raises when they are over or the reader stops."""
        if self.cancel is not None and self.cancel.is_set():
            raise CancelledError("The download was stopped.")
        left = self.seconds - (time.monotonic() - self.start)
        if left <= 0:
            raise LateError
        return left


class Wire:
    """A connected socket whose every read and write runs against the clock of an exchange."""

    def __init__(self, sock: socket.socket, watch: Watch) -> None:
        self.sock = sock
        self.watch = watch
        self.used = False
        self.idle_since = 0.0
        self.surplus = False
        """Whether more came than the answer that was read."""
        self.room: int | None = None
        """Bytes that may still come before the body begins; None where it is bounded itself."""

    def send(self, data: bytes) -> None:
        """Write all of `data`."""
        self.sock.settimeout(self.watch.left())
        self.sock.sendall(data)

    def reader(self) -> io.BufferedReader:
        """Return what one answer is read from; closing it leaves the wire open."""
        return _Buffer(self)

    def silent(self) -> bool:
        """Return whether the other side has said nothing since the end of its answer.

        What it says unasked (or that it hung up) must not be taken for the next answer.
        """
        if self.surplus:
            return False
        pending = getattr(self.sock, "pending", None)  # that of a secure connection
        return not (pending and pending()) and not _is_ready(self.sock, 0, write=False)

    def shut(self) -> None:
        """Close the connection."""
        self.sock.close()


class _Reader(io.RawIOBase):
    """The reading side of a wire for one answer; closing it leaves the wire open."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wire = self._wire
        while not self.ended:
            left = wire.watch.left()
            wire.sock.settimeout(left if wire.watch.cancel is None else min(left, _SLICE))
            try:
                count = wire.sock.recv_into(buffer)
            except TimeoutError:
                continue
            if wire.room is not None:
                wire.room -= count
                if wire.room < 0:
                    raise HeadTooLargeError
            return count
        return 0


class _Buffer(io.BufferedReader):
    """What was read ahead of one answer; closed at its end."""

    def __init__(self, wire: Wire) -> None:
        self._reader = _Reader(wire)
        self._wire = wire
        super().__init__(self._reader, 16_384)

    def close(self) -> None:
        if not self.closed:
            self._reader.ended = True  # so that looking into the buffer reads nothing more
            self._wire.surplus = bool(self.peek(1))
        super().close()


def system_proxies() -> dict[str, str]:
    """Return the proxies that the environment (or system) names, by scheme."""
    if sys.platform == "linux" and not any(name.lower().endswith("_proxy") for name in os.environ):
        return {}  # spares the import
    from urllib.request import getproxies

    return {name: value for name, value in getproxies().items() if name != "no" and value}


def trust() -> ssl.SSLContext:
    """Return a context that trusts what the system trusts."""
    import ssl  # a sync of plain addresses does without

    if sys.platform in {"win32", "darwin"}:
        # Python alone sees only a copy of the system's store there, or none.
        import truststore

        context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def open_socket(host: str, port: int, watch: Watch, *, private: bool) -> socket.socket:
    """Return a socket connected to one of the addresses of `host`, tried in turn.

    This is the one place where names become addresses: what may be connected to is decided here,
    over the very number that is then connected to, so that a name cannot mean another one a moment
    later. Without `private`, addresses that are not public raise `PrivateAddressError`.
    """
    problem: OSError | None = None
    found = _look_up(host, port, watch)
    if not private:
        allowed = [one for one in found if is_public(one[4][0])]
        if found and not allowed:
            raise PrivateAddressError(host)
        found = allowed
    for family, kind, protocol, _, where in found:
        sock = socket.socket(family, kind, protocol)
        try:
            _connect_socket(sock, where, watch)
            return sock
        except OSError as error:
            sock.close()
            problem = error
        except BaseException:
            sock.close()
            raise
    raise problem or OSError(errno.EHOSTUNREACH, "no address")


def refuse_private(host: str, port: int, watch: Watch) -> None:
    """Raise `PrivateAddressError` where `host` has a number that is not public, or an inner name.

    For what is fetched through a proxy, which looks names up itself: a name that cannot be found
    from here, or not soon, is left to it.
    """
    if names_inner(host):
        raise PrivateAddressError(host)
    try:
        found = _look_up(host, port, Watch(min(_ASIDE_SECONDS, watch.left()), watch.cancel))
    except (OSError, LateError, ValueError):
        watch.left()
        if carries_private(host):
            raise PrivateAddressError(host) from None
        return
    if not all(is_public(one[4][0]) for one in found):
        raise PrivateAddressError(host)


def _look_up(host: str, port: int, watch: Watch) -> list[Any]:
    """Return the addresses of `host`, as `socket.getaddrinfo` does, but against the clock.

    The system's look-up cannot be interrupted: it runs in a thread that is left behind where it
    takes too long, and ends there when the system gives up.
    """
    watch.left()
    stream = socket.SOCK_STREAM
    if ":" in host or host.replace(".", "").isdigit():
        return _of_number(host, port)
    answers: queue.SimpleQueue[list[Any] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(socket.getaddrinfo(host, port, type=stream)))
        except Exception as error:  # noqa: BLE001 - the thread that asked gets it
            answers.put(error)

    threading.Thread(target=ask, name="name", daemon=True).start()
    while True:
        try:
            answer = answers.get(timeout=min(_SLICE, watch.left()))
        except queue.Empty:
            continue
        if isinstance(answer, Exception):
            raise answer
        return answer


def _of_number(host: str, port: int) -> list[Any]:
    """Return what `host`, a number, means to the system; nobody has to be asked."""
    try:
        socket.inet_pton(socket.AF_INET, host)
    except OSError:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # As usually written: asking the system would first load what names in other scripts need.
    return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port))]


def _connect_socket(sock: socket.socket, where: object, watch: Watch) -> None:
    """Connect, in slices of time, so that the reader can stop it."""
    sock.setblocking(False)
    problem = sock.connect_ex(cast("tuple[str, int]", where))
    if problem not in _CONNECTING:
        raise OSError(problem, os.strerror(problem))
    until = time.monotonic() + CONNECT_SECONDS
    while not _is_ready(sock, min(_SLICE, watch.left()), write=True):
        if time.monotonic() > until:
            raise TimeoutError
    problem = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if problem:
        # OSError chooses the subclass by the number: ConnectionRefusedError and its like.
        raise OSError(problem, os.strerror(problem))


def _is_ready(sock: socket.socket, seconds: float, *, write: bool) -> bool:
    """Return whether `sock` can be read from, or written to, within `seconds`; or has failed."""
    if sys.platform == "win32":  # which tells there of a connection that failed in the third list
        return any(select.select([] if write else [sock], [sock] if write else [], [sock], seconds))
    poll = select.poll()  # unlike `select.select`, it takes sockets of any number
    poll.register(sock, select.POLLOUT if write else select.POLLIN)
    return bool(poll.poll(seconds * 1000))
