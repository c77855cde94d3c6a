from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from email.utils import formatdate

import pytest
from tests.sync.loopback import Answer, Loopback, Request, conditional

from clashreader.errors import CancelledError, FetchError
from clashreader.sync.http import Fetched, Fetcher
from clashreader.sync.unpack import unpacker


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher() as made:
        yield made


def failure(fetcher: Fetcher, url: str, **options: float) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, **options)  # type: ignore[arg-type]
    return caught.value


def test_an_answer_comes_with_its_validators_and_type(server: Loopback, fetcher: Fetcher) -> None:
    etag, modified = 'W/"a b;c, \xe9"', "Sun, 1 Mar 2026 9:00:00 +0100 (odd)"
    server.pages["/f"] = Answer(
        b"<rss/>",
        fields={
            "ETag": etag,
            "Last-Modified": modified,
            "Content-Type": "text/xml; charset=x",
            "Cache-Control": "public, max-age=1800",
        },
    )
    got = fetcher.fetch(f"{server.url}/f")
    assert (got.status, got.body, got.not_modified) == (200, b"<rss/>", False)
    assert (got.etag, got.last_modified) == (etag, modified)
    assert (got.content_type, got.max_age, got.size) == ("text/xml; charset=x", 1800, 6)


def test_validators_go_back_byte_for_byte(server: Loopback, fetcher: Fetcher) -> None:
    etag, modified = 'W/"a b;c, \xe9"', "Sun, 1 Mar 2026 9:00:00 +0100 (odd)"
    server.pages["/f"] = conditional(b"news", etag, modified)
    first = fetcher.fetch(f"{server.url}/f")
    again = fetcher.fetch(f"{server.url}/f", etag=first.etag, last_modified=first.last_modified)
    assert again.not_modified
    assert again.body == b""


def test_a_validator_cannot_smuggle_a_field(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/f"] = Answer(b"x")
    fetcher.fetch(f"{server.url}/f", etag='"a"\r\nX-Evil: 1')
    assert "X-Evil" not in server.requests[0].fields


def test_cookies_last_for_one_fetch_and_no_referrer_is_ever_sent(
    server: Loopback, fetcher: Fetcher
) -> None:
    server.pages["/a"] = Answer(status=302, fields={"Location": "/b", "Set-Cookie": "who=you; X"})
    server.pages["/b"] = Answer(b"here", fields={"Set-Cookie": "who=you"})
    fetcher.fetch(f"{server.url}/a")
    fetcher.fetch(f"{server.url}/b")
    cookies = [request.fields.get("Cookie") for request in server.requests]
    assert cookies == [None, "who=you", None]
    for request in server.requests:
        assert "Referer" not in request.fields
        assert request.fields["User-Agent"].startswith("ClashReader/")


def test_connections_are_used_again(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/f"] = Answer(b"x" * 100_000)
    for _ in range(5):
        assert len(fetcher.fetch(f"{server.url}/f").body) == 100_000
    assert server.connections == 1


def test_a_kept_connection_that_died_is_replaced(server: Loopback, fetcher: Fetcher) -> None:
    # It promises to stay and then closes: the next request finds a dead connection.
    def closing(request: Request) -> Answer:
        return Answer(b"once", length=4)

    server.pages["/f"] = closing
    assert fetcher.fetch(f"{server.url}/f").body == b"once"
    time.sleep(0.05)
    assert fetcher.fetch(f"{server.url}/f").body == b"once"
    assert server.connections == 2


def deflate(body: bytes) -> bytes:
    raw = zlib.compressobj(wbits=-15)
    return raw.compress(body) + raw.flush()


BODY = b"<p>A long word repeated.</p>" * 90_000


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("gzip", gzip.compress(BODY[:1000]) + gzip.compress(BODY[1000:])),
        ("gzip", gzip.compress(BODY) + b"\0" * 40),
        ("x-gzip", gzip.compress(BODY)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", deflate(BODY)),
        ("gzip", BODY),
        ("identity", BODY),
        ("", BODY),
    ],
    ids=["gzip", "members", "padded", "x-gzip", "zlib", "raw", "mislabelled", "identity", "none"],
)
def test_packed_answers(server: Loopback, fetcher: Fetcher, coding: str, packed: bytes) -> None:
    server.pages["/f"] = Answer(packed, fields={"Content-Encoding": coding} if coding else {})
    assert fetcher.fetch(f"{server.url}/f").body == BODY


def test_a_member_may_begin_anywhere_in_what_arrives() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two ") + gzip.compress(b"three")
    for size in range(1, 30):
        body = unpacker("gzip", 1000)
        for start in range(0, len(packed), size):
            body.feed(packed[start : start + size])
        assert body.finish().read() == b"one two three"


def test_damaged_and_unknown_codings_are_named(server: Loopback, fetcher: Fetcher) -> None:
    half = gzip.compress(bytes(range(256)) * 50)[:-30]
    server.pages["/half"] = Answer(half, fields={"Content-Encoding": "gzip"})
    server.pages["/br"] = Answer(b"\x0b\x02\x80hi\x03", fields={"Content-Encoding": "br"})
    assert "damaged" in failure(fetcher, f"{server.url}/half").message
    assert "damaged" in failure(fetcher, f"{server.url}/br").message


def test_a_bomb_is_refused_when_unpacked(server: Loopback, fetcher: Fetcher) -> None:
    bomb = gzip.compress(bytes(60_000_000))
    server.pages["/f"] = Answer(bomb, fields={"Content-Encoding": "gzip"})
    too_large = failure(fetcher, f"{server.url}/f")
    assert too_large.message == "The answer has more than 20 MB."
    assert too_large.status == 200, "the host is there: nothing else of it is given up"


def test_a_big_body_is_refused_before_and_while_it_comes(
    server: Loopback, fetcher: Fetcher
) -> None:
    server.pages["/told"] = Answer(b"", length=30_000_000)
    server.pages["/untold"] = Answer(pieces=[b"x" * 400_000] * 10)
    assert "more than 20 MB" in failure(fetcher, f"{server.url}/told").message
    message = failure(fetcher, f"{server.url}/untold", limit=1_000_000).message
    assert message == "The answer has more than 1 MB."


def test_chunks_come_together(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/f"] = Answer(
        pieces=[b"3\r\nabc\r\n", b"4;x=y\r\ndefg\r\n", b"0\r\n\r\n"],
        fields={"Transfer-Encoding": "chunked"},
    )
    assert fetcher.fetch(f"{server.url}/f").body == b"abcdefg"


def test_a_body_that_breaks_off_is_an_error(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/f"] = Answer(b"half", length=400)
    server.pages["/c"] = Answer(pieces=[b"9\r\nabc"], fields={"Transfer-Encoding": "chunked"})
    assert "breaks off" in failure(fetcher, f"{server.url}/f").message
    assert "breaks off" in failure(fetcher, f"{server.url}/c").message


def test_redirects_are_followed_to_the_end(server: Loopback, fetcher: Fetcher) -> None:
    as_utf8 = "ä".encode().decode("latin-1")
    server.pages["/0"] = Answer(b"moved", 308, {"Location": f"/1?{as_utf8}"})
    server.pages["/1?%C3%A4"] = Answer(b"moved", 301, {"Location": "/2?x=ä"})
    server.pages["/2?x=%C3%A4"] = Answer(b"", 307, {"Location": f"{server.url}/3#top"})
    server.pages["/3"] = Answer(b"here")
    got = fetcher.fetch(f"{server.url}/0")
    assert (got.url, got.body) == (f"{server.url}/3", b"here")
    assert server.connections == 1


def test_redirects_end(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/round"] = Answer(b"", 302, {"Location": "/round"})
    server.pages["/file"] = Answer(b"", 302, {"Location": "file:///etc/passwd"})
    for step in range(12):
        server.pages[f"/{step}"] = Answer(b"", 302, {"Location": f"/{step + 1}"})
    server.pages["/11"] = Answer(b"here")
    message = failure(fetcher, f"{server.url}/round").message
    assert message == "The address redirects in a circle."
    assert len(server.asked("/round")) == 3
    message = failure(fetcher, f"{server.url}/0").message
    assert message == "The address redirects more than 10 times."
    assert fetcher.fetch(f"{server.url}/1").body == b"here"
    assert "Only http and https" in failure(fetcher, f"{server.url}/file").message


def test_statuses_become_sentences(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/gone"] = Answer(b"", 410)
    server.pages["/odd"] = Answer(b"", 799)
    server.pages["/304"] = Answer(b"", 304)
    error = failure(fetcher, f"{server.url}/missing")
    assert (error.message, error.status) == ("The server answers 404 (not found).", 404)
    assert failure(fetcher, f"{server.url}/gone").message == "The server answers 410 (gone)."
    assert failure(fetcher, f"{server.url}/odd").message == "The server answers 799."
    assert failure(fetcher, f"{server.url}/304").status == 304


def test_a_wish_to_be_left_alone_is_reported(server: Loopback, fetcher: Fetcher) -> None:
    later = formatdate(time.time() + 600, usegmt=True)
    server.pages["/s"] = Answer(b"", 429, {"Retry-After": "120"})
    server.pages["/d"] = Answer(b"", 503, {"Retry-After": later})
    server.pages["/long"] = Answer(b"", 503, {"Retry-After": "99999999999999"})
    server.pages["/odd"] = Answer(b"", 503, {"Retry-After": "soon"})
    assert failure(fetcher, f"{server.url}/s").retry_after == 120
    assert 590 <= (failure(fetcher, f"{server.url}/d").retry_after or 0) <= 600
    assert failure(fetcher, f"{server.url}/long").retry_after == 86_400
    assert failure(fetcher, f"{server.url}/odd").retry_after is None


def test_a_server_that_is_silent_runs_out_of_time(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/f"] = Answer(b"late", delay=5)
    start = time.monotonic()
    message = failure(fetcher, f"{server.url}/f", deadline=0.5).message
    assert message == "The server did not answer within 0.5 seconds."
    assert time.monotonic() - start < 2


def test_a_server_that_drips_runs_out_of_time(server: Loopback, fetcher: Fetcher) -> None:
    # Each piece comes in time; only the clock of the whole exchange ends it.
    server.pages["/f"] = Answer(pieces=[b"x"] * 100, pause=0.1)
    start = time.monotonic()
    message = failure(fetcher, f"{server.url}/f", deadline=0.6).message
    assert message == "The server did not finish its answer within 0.6 seconds."
    assert time.monotonic() - start < 2


def test_stopping_ends_a_fetch_soon(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/f"] = Answer(b"late", delay=20)
    cancel = threading.Event()
    threading.Timer(0.2, cancel.set).start()
    start = time.monotonic()
    with pytest.raises(CancelledError):
        fetcher.fetch(f"{server.url}/f", cancel=cancel)
    assert time.monotonic() - start < 2


def test_servers_that_are_not_there_or_speak_something_else(
    server: Loopback, fetcher: Fetcher
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    refused = failure(fetcher, f"http://127.0.0.1:{port}/")
    assert refused.message == "The server refuses connections: 127.0.0.1."
    with socket.create_server(("127.0.0.1", 0)) as strange, ThreadPoolExecutor(1) as pool:

        def greet() -> None:
            peer, _ = strange.accept()
            with peer:
                peer.sendall(b"220 mail.example ESMTP\r\n")
                peer.recv(4096)

        pool.submit(greet)
        port = strange.getsockname()[1]
        message = failure(fetcher, f"http://127.0.0.1:{port}/").message
    assert message == "The answer of 127.0.0.1 is not HTTP."


@pytest.mark.tries_network
def test_a_name_that_nobody_knows(fetcher: Fetcher) -> None:
    message = failure(fetcher, "http://nowhere.invalid/feed").message
    assert message == "The address could not be found: nowhere.invalid."


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "http://", "x", "http://a b/", "http://x:99999/"]
)
def test_what_is_no_web_address_is_refused(fetcher: Fetcher, url: str) -> None:
    assert failure(fetcher, url).message.endswith(".")


def test_an_environment_proxy_is_used(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url.replace("//", "//me:p%40ss@"))
    monkeypatch.setenv("no_proxy", "direct.example")
    server.pages["http://paper.example/f"] = Answer(b"through the proxy")
    with Fetcher() as fetcher:
        assert fetcher.fetch("http://paper.example/f").body == b"through the proxy"
    request = server.requests[0]
    assert request.fields["Host"] == "paper.example"
    assert request.fields["Proxy-Authorization"] == "Basic bWU6cEBzcw=="


def test_credentials_of_an_address_are_sent_there_and_nowhere_else(
    server: Loopback, all_public: None
) -> None:
    with Loopback() as other, Fetcher() as fetcher:
        server.pages["/a"] = Answer(b"", 302, {"Location": "/b"})
        server.pages["/b"] = Answer(b"", 302, {"Location": f"{other.url}/c"})
        other.pages["/c"] = Answer(b"x")
        got = fetcher.fetch(server.url.replace("//", "//me:secret@") + "/a")
        assert [request.fields.get("Authorization") for request in server.requests] == [
            "Basic bWU6c2VjcmV0"
        ] * 2
        assert "Authorization" not in other.requests[0].fields
        assert "secret" not in got.url


def test_many_threads_share_a_fetcher(server: Loopback, fetcher: Fetcher) -> None:
    for number in range(40):
        server.pages[f"/{number}"] = Answer(str(number).encode() * 1000)

    def get(number: int) -> Fetched:
        return fetcher.fetch(f"{server.url}/{number}")

    with ThreadPoolExecutor(8) as pool:
        for number, got in enumerate(pool.map(get, range(40))):
            assert got.body == str(number).encode() * 1000
    assert server.connections <= 8


@pytest.fixture
def hanging_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let the system's look-up of names hang, as it does where a name server is silent."""
    released = threading.Event()
    look_up = socket.getaddrinfo

    def hang(host: str, *arguments: object, **options: object) -> object:
        if host.endswith(".invalid"):
            released.wait(20)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return look_up(host, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    yield released
    released.set()


def test_a_name_server_that_is_silent_runs_out_of_time(
    fetcher: Fetcher, hanging_names: threading.Event
) -> None:
    start = time.monotonic()
    message = failure(fetcher, "http://slow.invalid/", deadline=0.4).message
    assert message == "The server did not answer within 0.4 seconds."
    assert time.monotonic() - start < 2


def test_stopping_does_not_wait_for_a_name(
    fetcher: Fetcher, hanging_names: threading.Event
) -> None:
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    start = time.monotonic()
    with pytest.raises(CancelledError):
        fetcher.fetch("http://slow.invalid/", cancel=cancel)
    assert time.monotonic() - start < 2


def test_names_are_found(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/f"] = Answer(b"here")
    assert fetcher.fetch(server.url.replace("127.0.0.1", "localhost") + "/f").body == b"here"


class Chatty:
    """A server that sends more than its answer: at once, and a moment later."""

    def __init__(self, extra: bytes, later: bytes) -> None:
        self.connections = 0
        self._extra, self._later = extra, later
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(peer,), daemon=True).start()

    def _talk(self, peer: socket.socket) -> None:
        good = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood"
        with peer, suppress(OSError):
            while peer.recv(65_536):
                peer.sendall(good + self._extra)
                time.sleep(0.05)
                peer.sendall(self._later)

    def close(self) -> None:
        self._listener.close()


@pytest.mark.parametrize("later", [False, True], ids=["at once", "later"])
def test_bytes_after_an_answer_answer_no_other_request(fetcher: Fetcher, later: bool) -> None:
    evil = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL"
    server = Chatty(b"" if later else evil, evil if later else b"")
    try:
        for _ in range(3):
            assert fetcher.fetch(server.url).body == b"good"
            time.sleep(0.15)
        assert server.connections == 3
    finally:
        server.close()


@pytest.mark.parametrize(
    "location", ["//", "http://", "", " ", "http:", "///", "https://?x", "\\\\"]
)
def test_a_redirect_to_nowhere_is_said_to_be_one(
    server: Loopback, fetcher: Fetcher, location: str
) -> None:
    server.pages["/a"] = Answer(b"", 302, {"Location": location})
    message = failure(fetcher, f"{server.url}/a").message
    assert message == "The server redirects to what is no web address."


def test_a_redirect_is_read_as_browsers_do(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/plain"] = Answer(b"here")
    host = server.url.partition("//")[2]
    for location in ("\\plain", "/plain", f"http:\\\\{host}\\plain", f"\\\\{host}/plain",
                     f"///{host}/plain", "plain"):  # fmt: skip
        server.pages["/a"] = Answer(b"", 302, {"Location": location})
        assert fetcher.fetch(f"{server.url}/a").body == b"here"
