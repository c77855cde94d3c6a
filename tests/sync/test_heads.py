"""Heads of answers: read as `http.client` reads them where they are right, strictly where not."""

from __future__ import annotations

import http.client
import io

import pytest

from clashreader.sync.heads import (
    Answer,
    AnswerError,
    BrokenOffError,
    NotHttpError,
)


class Sent(io.BytesIO):
    """What a server sends, for both readers."""

    def makefile(self, *_: object) -> io.BufferedReader:
        return io.BufferedReader(io.BytesIO(self.getvalue()))


def read(head: bytes) -> Answer:
    return Answer(Sent(head).makefile())


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
        b'HTTP/1.1 200\r\ncontent-length:5\r\nETag:   "x, y"\r\n\r\n',
        b"HTTP/1.1 200 All is well\nSet-Cookie: a=1\nSet-Cookie: b=2\n\n",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n",
        b"HTTP/1.1 204 Nothing\r\nConnection: Close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nProxy-Connection: keep-alive\r\nContent-Length: 5\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\nDate: y\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Föund\r\nLocation: /ä\r\nContent-Length: 0\r\n\r\n".encode(),
    ],
)
def test_a_right_head_means_what_it_means_to_others(head: bytes) -> None:
    theirs = http.client.HTTPResponse(Sent(head))  # type: ignore[arg-type]
    theirs.begin()
    ours = read(head)
    assert (ours.status, ours.length, ours.will_close) == (
        theirs.status, theirs.length, theirs.will_close,
    )  # fmt: skip
    for name in ("Content-Length", "etag", "Set-Cookie", "Location", "Date"):
        assert ours.get(name) == theirs.headers.get(name)
        assert ours.all(name) == theirs.headers.get_all(name, [])
    theirs.close()


def test_a_field_may_go_on_in_the_next_line_and_what_is_none_is_passed_over() -> None:
    answer = read(
        b"HTTP/1.1 200 OK\r\nETag: one\r\n\t two \r\n nonsense \r\nNo field at all\r\n more\r\n"
        b"Date : now\r\n: none\r\nX: y\r\nContent-Length: 3\r\nLocation: a\rb\r\n\r\nabcdef"
    )
    assert answer.get("ETag") == "one two nonsense"
    assert (answer.get("Date"), answer.get("X")) == ("now", None)
    assert answer.get("Location") == "a b"
    assert [answer.read1(2), answer.read1(2), answer.read1(2)] == [b"ab", b"c", b""]
    answer.close()


@pytest.mark.parametrize(
    ("head", "error"),
    [
        (b"", ConnectionError),
        (b"220 mail.example ESMTP\r\n", NotHttpError),
        (b"HTTP/2 200\r\n\r\n", NotHttpError),
        (b"HTTP/1.1 20 OK\r\n\r\n", NotHttpError),
        (b"HTTP/1.1 2000 OK\r\n\r\n", NotHttpError),
        (b"HTTP/1.1\r\n\r\n", NotHttpError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", BrokenOffError),
        (b"HTTP/1.1 304 Not Modified\r\nETa", BrokenOffError),
        (b"HTTP/1.1 100 Continue\r\n\r\n", ConnectionError),
    ],
)
def test_what_is_no_head_is_not_taken_for_one(head: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read(head)
    assert issubclass(error, AnswerError | ConnectionError)
