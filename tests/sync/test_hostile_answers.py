"""Answers that no honest server gives: refused in a sentence, within bounds, and never taken."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.raw import Raw
from tests.sync.samples import items, rss

from clashreader.errors import FetchError, GoneError
from clashreader.sync import bodies
from clashreader.sync.http import Fetcher
from clashreader.sync.spool import IN_MEMORY
from clashreader.sync.unpack import MEMBERS

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PARTS = b"5\r\nhello\r\n0\r\n\r\n"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher() as made:
        yield made


def refused(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, deadline=5)
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("pieces", "times", "words"),
    [
        ((OK + b"X: " + b"x" * 4_000_000 + b"\r\n\r\nbody",), 1, "head"),
        ((OK, *(b"X-%d: %s\r\n" % (n, b"x" * 60_000) for n in range(70)), b"\r\n"), 1, "head"),
        ((OK, *(b"X-%d: x\r\n" % n for n in range(40_000)), b"\r\n"), 1, "head"),
        ((b"HTTP/1.1 100 Continue\r\n\r\n",), 20_000, "head"),
        ((b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n",), 20_000, "head"),
    ],
    ids=["one-line", "large-lines", "many-lines", "continue", "continue-with-fields"],
)
def test_a_head_without_end(
    fetcher: Fetcher, pieces: tuple[bytes, ...], times: int, words: str
) -> None:
    with Raw(*pieces, times=times) as server:
        assert words in refused(fetcher, server.url).message


@pytest.mark.parametrize(
    "answer",
    [
        CHUNKED + b"5\r\nhello\r\n",
        CHUNKED + b"5\r\nhel",
        CHUNKED + b"5\r\nhello\r\n0",
        CHUNKED + b"5\r\nhelloX\r\n0\r\n\r\n",
        CHUNKED + b"-5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"0x5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"five\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"FFFFFFFFFFFF\r\nhello",
        CHUNKED + b"5" + b";x" * 9000 + b"\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"5\r\nhello\r\n0\r\n" + b"T: x\r\n" * 5000 + b"\r\n",
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        OK + b"Content-Length: 9\r\n\r\nhello",
        OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        OK + b"Content-Length: -5\r\n\r\nhello",
        OK + b"Content-Length: five\r\n\r\nhello",
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        OK[:-1],
        OK + b"Content-Type: text/xml\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + OK + b"\r\nhello",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 10_000,
        b"SSH-2.0-server\r\n",
        b"",
    ],
)
def test_what_is_no_whole_answer_is_no_success(fetcher: Fetcher, answer: bytes) -> None:
    with Raw(answer) as server:
        refused(fetcher, server.url)


@pytest.mark.parametrize(
    "answer",
    [
        CHUNKED + b"5\r\nhel",
        OK + b"Content-Length: 9\r\n\r\nhello",
        OK,
    ],
)
def test_silence_in_the_middle_runs_out_of_time(fetcher: Fetcher, answer: bytes) -> None:
    with Raw(answer, hold=True) as server, pytest.raises(FetchError, match=r"within 0\.3 seconds"):
        fetcher.fetch(server.url, deadline=0.3)


@pytest.mark.parametrize(
    "answer",
    [
        CHUNKED + b"5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + b"5\r\nhello\r\n0\r\n",  # hung up where the trailer ends
        CHUNKED + b"005 ;x=y\r\nhello\r\n0\r\nX: y\r\n\r\n",
        CHUNKED + b"2\nhe\n3\nllo\n0\n\n",
        OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        OK + b"\r\nhello",
        OK + b"Content-Length: 5, 5\r\n\r\nhello",
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3 + OK + b"\r\nhello",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + CHUNKED + PARTS,
        OK + b"no field\r\nTransfer-Encoding: chunked\r\n\r\n" + PARTS,
        OK + b"From here on\r\nTransfer-Encoding : chunked\r\n\r\n" + PARTS,
        OK + b"X\xe9: 1\r\nTransfer-Encoding: chunked\r\n\r\n" + PARTS,
        OK + b"X: a\rb\r\nTransfer-Encoding:\r\n chunked\r\n\r\n" + PARTS,
        OK + b"X: a\r\n" * 9000 + b"Transfer-Encoding: chunked\r\n\r\n" + PARTS,
        OK + b"X: " + b"a" * 99_000 + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + PARTS,
        OK + b"Content-Encoding: none, utf-8\r\n\r\nhello",
    ],
)
def test_what_is_odd_but_whole_is_taken(fetcher: Fetcher, answer: bytes) -> None:
    with Raw(answer) as server:
        assert fetcher.fetch(server.url, deadline=5).body == b"hello"


def packed(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = gzip.compress(data)
    return data


def test_what_is_packed_more_than_once(server: Loopback, fetcher: Fetcher) -> None:
    body = rss(items(3))
    fields = {"Content-Encoding": "gzip"}
    server.pages["/twice"] = Answer(packed(body, 2), fields={"Content-Encoding": "gzip, gzip"})
    server.pages["/hidden"] = Answer(packed(body, 2), fields=fields)
    server.pages["/file.gz"] = Answer(packed(body, 1), fields={"Content-Type": "application/gzip"})
    server.pages["/short"] = Answer(packed(b"x", 1), fields=fields)
    for path in ("/twice", "/hidden", "/file.gz"):
        assert fetcher.fetch(server.url + path).body == body
    assert fetcher.fetch(f"{server.url}/short").body == b"x"
    server.pages["/deep"] = Answer(packed(body, 9), fields=fields)
    server.pages["/list"] = Answer(packed(body, 9), fields={"Content-Encoding": "gzip," * 9})
    for path in ("/deep", "/list"):
        assert "packed more than 3 times" in refused(fetcher, server.url + path).message


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("fields", [{}, {"Content-Encoding": "gzip"}])
def test_no_bomb_goes_off(
    server: Loopback, fetcher: Fetcher, layers: int, fields: dict[str, str]
) -> None:
    server.pages["/f"] = Answer(packed(bytes(40_000_000), layers), fields=fields)
    assert "more than 20 MB" in refused(fetcher, f"{server.url}/f").message


def test_what_comes_in_crumbs_is_not_put_together(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    crumbs = gzip.compress(b"") * (MEMBERS + 1)
    with Raw(OK + b"Content-Encoding: gzip\r\n\r\n" + crumbs) as server:
        assert "cannot be unpacked" in refused(fetcher, server.url).message
    monkeypatch.setattr(bodies, "_MOST_CHUNKS", 50)
    with Raw(CHUNKED + b"1\r\na\r\n" * 60, hold=True) as server:
        assert "too many parts" in refused(fetcher, server.url).message


def test_a_coding_that_was_not_asked_for_is_named(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/f"] = Answer(b"\x0b\x02\x80hi\x03", fields={"Content-Encoding": "br"})
    message = refused(fetcher, f"{server.url}/f").message
    assert message.endswith("It is packed as br, which was not asked for.")
    assert "br" not in server.requests[0].fields["Accept-Encoding"].split(", ")
    server.pages["/f"] = Answer(rss(items(3)), fields={"Content-Encoding": "br"})
    assert fetcher.fetch(f"{server.url}/f").body == rss(items(3))  # taken off on the way


def test_what_the_status_says_is_not_lost_with_the_body(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "_SKIP_SECONDS", 0.02)
    for status, told in ((b"410 Gone", 410), (b"429 Slow\r\nRetry-After: 60", 429)):
        with Raw(b"HTTP/1.1 " + status + b"\r\nContent-Length: 9\r\n\r\n", hold=True) as server:
            assert refused(fetcher, server.url).status == told


def test_a_server_that_refuses_its_own_validators_is_asked_plainly(
    server: Loopback, fetcher: Fetcher
) -> None:
    etag = '"' + "x" * 8192 + '"'
    for status in (400, 412, 431):
        server.pages["/f"] = lambda request, status=status: (  # type: ignore[misc]
            Answer(b"", status)
            if "If-None-Match" in request.fields
            else Answer(b"new", fields={"ETag": etag})
        )
        got = fetcher.fetch(f"{server.url}/f", etag=fetcher.fetch(f"{server.url}/f").etag)
        assert (got.body, got.etag) == (b"new", etag)
    assert [request.fields.get("If-None-Match") for request in server.requests[:3]] == [
        None, etag, None
    ]  # fmt: skip
    server.pages["/f"] = Answer(b"", 400)
    assert refused(fetcher, f"{server.url}/f").status == 400
    assert len(server.requests) == 10


def test_a_large_body_waits_in_a_file(server: Loopback, fetcher: Fetcher) -> None:
    body = bytes(range(256)) * (IN_MEMORY // 100)
    server.pages["/f"] = Answer(body, fields={"ETag": "x" * 12_000})
    got = fetcher.fetch(f"{server.url}/f")
    assert got.kept._data is None
    assert got.body == got.body == body
    assert got.etag is None  # no server takes back a field of that length


# --- redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "location",
    [None, "", "/start", "file:///etc/passwd", "ftp://x.example/", "javascript:alert(1)",
     "data:text/xml,<rss/>", "http://", "//", "http://[::1", "gopher://x/1"],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_that_lead_nowhere(
    server: Loopback, fetcher: Fetcher, status: int, location: str | None
) -> None:
    fields = {} if location is None else {"Location": location}
    server.pages["/start"] = Answer(b"", status, fields)
    refused(fetcher, f"{server.url}/start")
    assert len(server.requests) <= 3  # nobody walks in a circle ten times


@pytest.mark.parametrize(
    ("steps", "moved"),
    [
        ((301,), True), ((308,), True), ((301, 308, 301), True), ((302,), False), ((303,), False),
        ((307,), False), ((301, 302), False), ((302, 301), False), ((308, 307, 308), False),
    ],
)  # fmt: skip
def test_only_what_is_for_good_all_the_way_is_a_move(
    server: Loopback, fetcher: Fetcher, steps: tuple[int, ...], moved: bool
) -> None:
    for number, status in enumerate(steps):
        server.pages[f"/{number}"] = Answer(b"", status, {"Location": f"/{number + 1}"})
    server.pages[f"/{len(steps)}"] = Answer(b"here")
    there = f"{server.url}/{len(steps)}"
    got = fetcher.fetch(f"{server.url}/0")
    assert (got.url, got.moved_to) == (there, there if moved else None)


def test_a_move_is_read_whole_and_a_detour_is_asked_for_news(
    server: Loopback, fetcher: Fetcher
) -> None:
    server.pages["/moved"] = Answer(b"", 301, {"Location": "/new"})
    server.pages["/detour"] = Answer(b"", 302, {"Location": "/new"})
    server.pages["/new"] = Answer(b"here")
    for path in ("/moved", "/detour"):
        fetcher.fetch(server.url + path, etag='"1"', last_modified="Mon")
    first, second = server.asked("/new")
    assert "If-None-Match" not in first.fields
    assert "If-Modified-Since" not in first.fields
    assert second.fields["If-None-Match"] == '"1"'


def test_gone_for_good_is_said_by_the_address_itself(server: Loopback, fetcher: Fetcher) -> None:
    server.pages["/gone"] = Answer(b"", 410)
    server.pages["/detour"] = Answer(b"", 302, {"Location": "/gone"})
    assert isinstance(refused(fetcher, f"{server.url}/gone"), GoneError)
    assert not isinstance(refused(fetcher, f"{server.url}/detour"), GoneError)


def test_cookies_open_a_circle_and_stay_on_their_server(
    server: Loopback, fetcher: Fetcher, all_public: None
) -> None:
    with Loopback() as other:
        server.pages["/f"] = lambda request: (
            Answer(b"", 302, {"Location": f"{other.url}/x"})
            if "a=1" in request.fields.get("Cookie", "")
            else Answer(b"", 302, {"Location": "/f", "Set-Cookie": "a=1; Domain=127.0.0.1"})
        )
        other.pages["/x"] = Answer(b"done", fields={"Set-Cookie": "b=\x01; Path=/"})
        assert fetcher.fetch(f"{server.url}/f").body == b"done"
        assert "Cookie" not in other.requests[0].fields


def test_a_password_in_a_redirect_is_not_sent(server: Loopback, fetcher: Fetcher) -> None:
    target = server.url.replace("//", "//trap:door@") + "/b"
    server.pages["/a"] = Answer(b"", 302, {"Location": target})
    server.pages["/b"] = Answer(b"x")
    assert "trap" not in fetcher.fetch(f"{server.url}/a").url
    assert "Authorization" not in server.asked("/b")[0].fields
