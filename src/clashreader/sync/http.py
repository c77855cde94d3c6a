"""Fetching bytes over HTTP/1.1: the only module that talks to the network.

Answers are read by ourselves (`answers`, `bodies`), over sockets of our own, because every wait
then runs against one clock and ends early when the reader stops it, the number of bytes is bounded,
and the address that is connected to is one that we looked up ourselves. Measured against other
clients on 3,000 small answers over loopback, CPU per request and for the import, when `http.client`
still read the answers: this way 0.18 ms and 16 ms, urllib3 0.25 and 39, httpcore2 0.30 and 52,
httpx2 0.42 and 93.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from clashreader import __version__
from clashreader.errors import FetchError
from clashreader.sync.addresses import Address, read_address
from clashreader.sync.bodies import read_body, skip_body
from clashreader.sync.gates import GATE
from clashreader.sync.heads import Answer, AnswerError, NotHttpError, read_head
from clashreader.sync.messages import (
    REDIRECTS,
    Chain,
    Fetched,
    basic,
    conditions,
    fetched,
    refused,
    request,
)
from clashreader.sync.reach import PrivateAddressError, names_private, same_place
from clashreader.sync.spool import NOTHING
from clashreader.sync.unpack import ACCEPTED, DamagedError, TooLargeError
from clashreader.sync.wire import (
    CONNECT_SECONDS,
    MAX_HEAD,
    HeadTooLargeError,
    LateError,
    Watch,
    Wire,
    Wish,
    open_socket,
    refuse_private,
    system_proxies,
    trust,
)
from clashreader.sync.wording import explain, size_words, status_words, too_late
from clashreader.values import replace

if TYPE_CHECKING:
    import socket
    import ssl

    from clashreader.sync.rests import Rests

__all__ = ["Fetched", "Fetcher"]

USER_AGENT: Final = f"ClashReader/{__version__} (desktop feed reader)"
ACCEPT_FEED: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)
ACCEPT_PAGE: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
ACCEPT_IMAGE: Final = "image/webp, image/png, image/jpeg, image/gif, */*;q=0.1"
"""What Qt shows everywhere. It has no AVIF, which a server that may choose would send first."""
MAX_BYTES: Final = 20_000_000

_IDLE = 16  # connections kept open without use
_IDLE_SECONDS = 20.0
_FULL = frozenset({200, 201, 202, 203, 226})
"""What brings a whole answer: 204 and 205 have none, and nobody asked for a part (206)."""

_UNWELCOME = frozenset({400, 412, 413, 416, 431})
"""With these some servers answer validators, their own among them."""

_BUSY = frozenset({429, 503})
"""With these a server speaks of itself, and not of one address."""

_Key = tuple[str, str, bool]
"""Scheme, authority, and whether the connection may lead into a private network."""


class Fetcher:
    """Fetches addresses; one object serves all threads, and keeps connections for the next fetch.

    No cookies are kept beyond a fetch and no referrer is sent. Proxies come from the environment
    (or, on Windows and macOS, the system), trusted certificates from the system.
    """

    def __init__(self, *, user_agent: str = USER_AGENT) -> None:
        self._agent = user_agent
        self._idle: deque[tuple[_Key, Wire]] = deque()
        self._lock = threading.Lock()
        self._tls: ssl.SSLContext | None = None
        self._proxies = system_proxies()
        self.rests: Rests | None = None
        """The hosts that asked to be left alone; told of those that do."""
        self.answered = False
        """Whether any server has answered anything: if not, this computer may be offline."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        with self._lock:
            wires = [wire for _, wire in self._idle]
            self._idle.clear()
        for wire in wires:
            wire.shut()

    def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        limit: int = MAX_BYTES,
        deadline: float = 30.0,
        accept: str = ACCEPT_FEED,
        cancel: Wish | None = None,
        typed: str | None = None,
        login: str | None = None,
    ) -> Fetched:
        """Return what is at `url`, at most `limit` bytes when unpacked, within `deadline` seconds.

        `etag` and `last_modified` are sent as they are; the answer may then be `not_modified`.
        Redirects are followed, at most 10. `typed` is the address that the reader typed, where
        that is not `url`: nothing but its host and port may lie in a private network. `login` is
        a percent-encoded ``name:password`` for the server of `url` alone. Raises `FetchError` with
        a sentence, and `CancelledError` soon after `cancel` was set.
        """
        watch = Watch(deadline, cancel)
        fields = {"User-Agent": self._agent, "Accept": accept, "Accept-Encoding": ACCEPTED}
        address = read_address(url)
        if login:
            address = replace(address, credentials=login)
        fields |= conditions(etag, last_modified)
        chain = Chain(address, fields, url if typed is None else typed)
        try:
            while True:  # `chain` sees to the end
                answer = self._exchange(address, chain, limit, watch)
                if isinstance(answer, Fetched):
                    return answer
                address = answer
        except (LateError, TimeoutError) as error:
            raise too_late(watch) from error
        except HeadTooLargeError as error:
            raise FetchError(
                f"The head of the server's answer has more than {size_words(MAX_HEAD)}."
            ) from error
        except (OSError, AnswerError) as error:
            raise FetchError(explain(error, address)) from error
        except TooLargeError as error:
            # The server was reached: three such pages are no reason to give up its others.
            raise FetchError(
                f"The answer has more than {size_words(limit)}.", status=200
            ) from error
        except DamagedError as error:
            raise FetchError(f"The server's answer is damaged. {error}") from error
        except ValueError as error:  # of the system's look-up, or of a field that is no number
            raise FetchError(f"The server {address.host} cannot be understood.") from error

    # --- one request and its answer ---------------------------------------------------------------

    def _exchange(
        self, address: Address, chain: Chain, limit: int, watch: Watch
    ) -> Fetched | Address:
        """Return the answer, or the address to ask next."""
        private = same_place(address, chain.typed)
        if not private and names_private(address.host):
            raise PrivateAddressError(address.host)
        if self.rests is not None:
            self.rests.check(address.authority)
        with GATE.through(address.authority, watch):
            return self._answer(address, private, chain, limit, watch)

    def _answer(
        self, address: Address, private: bool, chain: Chain, limit: int, watch: Watch
    ) -> Fetched | Address:
        proxy = self._proxy(address)
        sent = request(address, chain, proxy)
        key = (address.scheme, address.authority, private)
        wire, answer = self._ask(key, address, proxy, sent, watch)
        watch.answered = self.answered = True
        keep = False
        try:
            chain.cookies.take(address, answer.all("Set-Cookie"))
            if answer.status in REDIRECTS:
                keep = skip_body(answer, wire)
                return chain.follow(address, answer)
            if answer.status == 304 and chain.conditional:
                keep = skip_body(answer, wire)
                return fetched(address, answer, NOTHING, 0, chain, watch)
            if answer.status in _UNWELCOME and chain.conditional:
                keep = skip_body(answer, wire)
                chain.forget_conditions()
                return address
            if answer.status not in _FULL:
                keep = skip_body(answer, wire)
                raise self._told_to_wait(refused(answer, chain), address)
            body, size = read_body(answer, limit)
            keep = not answer.will_close
            return fetched(address, answer, body, size, chain, watch)
        finally:
            answer.close()
            self._give_back(key, wire, keep)

    def _told_to_wait(self, error: FetchError, address: Address) -> FetchError:
        if self.rests is not None and error.status in _BUSY and error.retry_after:
            self.rests.note(address.authority, error.retry_after)
        return error

    def _ask(
        self, key: _Key, address: Address, proxy: Address | None, sent: bytes, watch: Watch
    ) -> tuple[Wire, Answer]:
        """Send a request and read the head of the answer; a kept connection may have died."""
        while True:
            wire = self._kept(key, watch) or self._connect(address, proxy, key[2], watch)
            try:
                wire.send(sent)
                return wire, read_head(wire)
            except (ConnectionError, NotHttpError):
                wire.shut()
                if not wire.used:
                    raise
            except BaseException:
                wire.shut()
                raise

    def _kept(self, key: _Key, watch: Watch) -> Wire | None:
        stale: list[Wire] = []
        found = None
        with self._lock:
            for position in range(len(self._idle) - 1, -1, -1):
                kept, wire = self._idle[position]
                if time.monotonic() - wire.idle_since > _IDLE_SECONDS:
                    stale.append(wire)
                    del self._idle[position]
                elif kept == key:
                    del self._idle[position]
                    if wire.silent():
                        found = wire
                        break
                    stale.append(wire)
        for wire in stale:
            wire.shut()
        if found is not None:
            found.used, found.watch = True, watch
        return found

    def _give_back(self, key: _Key, wire: Wire, keep: bool) -> None:
        if not keep or not wire.silent():
            wire.shut()
            return
        wire.idle_since = time.monotonic()
        with self._lock:
            self._idle.append((key, wire))
            oldest = self._idle.popleft()[1] if len(self._idle) > _IDLE else None
        if oldest is not None:
            oldest.shut()

    # --- connecting -------------------------------------------------------------------------------

    def _connect(
        self, address: Address, proxy: Address | None, private: bool, watch: Watch
    ) -> Wire:
        sock = _open(address, proxy, private, watch)
        try:
            if proxy is not None and proxy.scheme == "https":
                sock = self._secure(sock, proxy.host, watch)
            if proxy is not None and address.scheme == "https":
                if proxy.scheme == "https":
                    raise FetchError("A secure address cannot be fetched through this proxy.")
                _tunnel(Wire(sock, watch), address, proxy)
            if address.scheme == "https":
                sock = self._secure(sock, address.host, watch)
            return Wire(sock, watch)
        except BaseException:
            sock.close()
            raise

    def _secure(self, sock: socket.socket, host: str, watch: Watch) -> socket.socket:
        with self._lock:
            if self._tls is None:
                self._tls = trust()
        sock.settimeout(min(CONNECT_SECONDS, watch.left()))
        return self._tls.wrap_socket(sock, server_hostname=host)

    def _proxy(self, address: Address) -> Address | None:
        if not self._proxies:
            return None
        from urllib.request import proxy_bypass

        found = self._proxies.get(address.scheme) or self._proxies.get("all")
        if not found or proxy_bypass(address.authority):
            return None
        if found.lower().startswith("socks"):
            raise FetchError(
                "This system names a SOCKS proxy, which cannot be used here: name an HTTP proxy"
                " in the variables http_proxy and https_proxy instead."
            )
        try:
            return read_address(found if "://" in found else f"http://{found}")
        except FetchError as error:
            raise FetchError("The proxy that this system names cannot be used.") from error


def _open(address: Address, proxy: Address | None, private: bool, watch: Watch) -> socket.socket:
    """Return a socket connected to the server, or to the proxy before it."""
    if proxy is None:
        return open_socket(address.host, address.port, watch, private=private)
    if not private:
        refuse_private(address.host, address.port, watch)
    try:
        # Where the system's proxy stands is the system's business.
        return open_socket(proxy.host, proxy.port, watch, private=True)
    except OSError as error:
        raise FetchError(
            f"The proxy that this system names cannot be reached: {proxy.authority}."
        ) from error


def _tunnel(wire: Wire, address: Address, proxy: Address) -> None:
    """Ask a proxy for a connection to `address` (RFC 9110, 9.3.6)."""
    shown = f"[{address.host}]" if ":" in address.host else address.host
    target = f"{shown}:{address.port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.credentials:
        lines.append(f"Proxy-Authorization: {basic(proxy.credentials)}")
    wire.send("\r\n".join([*lines, "", ""]).encode("ascii"))
    answer = read_head(wire)
    if answer.status != 200:
        raise FetchError(f"The proxy answers {status_words(answer.status)}.", status=None)
