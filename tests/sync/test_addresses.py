from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clashreader.errors import FetchError, UsageError
from clashreader.sync.addresses import read_address, without_credentials
from clashreader.sync.http import Fetcher
from clashreader.sync.places import web_candidates


@pytest.mark.parametrize(
    "url",
    [
        "http://a..b/x.png",
        "http://.paper.example/",
        "http://paper.example../",
        "http://ä..b/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 127 + "example/",
        "http://paper\ud800.example/",
        "http://paper.example/\ud800",
        "http://paper.example/?q=\udfff",
        "http://me\ud800:secret@paper.example/",
        "http://[x/",
        "http://./",
    ],
)
def test_a_name_that_no_host_can_have_is_no_address(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        read_address(url)
    caught.value.message.encode()  # it can be stored and printed
    with Fetcher() as fetcher, pytest.raises(FetchError):
        fetcher.fetch(url)


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://Paper.example./a", "paper.example"),
        ("https://" + "a" * 63 + ".example/", "a" * 63 + ".example"),
        ("http://büro.example/", "xn--bro-hoa.example"),
        ("http://[::1]:8080/", "[::1]:8080"),
        ("http://under_score.example:80/", "under_score.example"),
    ],
)
def test_names_that_hosts_have(url: str, authority: str) -> None:
    assert read_address(url).authority == authority


@given(st.text(), st.text())
def test_any_text_is_an_address_or_refused(host: str, path: str) -> None:
    for text in (host, f"http://{host}/{path}", f"http://{host}@example.org/{path}"):
        try:
            address = read_address(text)
        except FetchError as error:
            error.message.encode()
        else:
            assert address.url.isascii()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://me:secret@paper.example/a", "http://paper.example/a"),
        ("ftp://me:secret@x/", "ftp://x/"),
        ("HTTP://me:se@cret@x/?q=1", "HTTP://x/?q=1"),
        ("me:secret@paper.example/a", "paper.example/a"),
        ("http://paper.example/@writer/1", "http://paper.example/@writer/1"),
        ("http://paper.example/?mail=me@x", "http://paper.example/?mail=me@x"),
        ("mailto:me@x.example", "mailto:me@x.example"),
        ("/shelf/@mine", "/shelf/@mine"),
    ],
)
def test_a_password_is_not_repeated(text: str, shown: str) -> None:
    assert without_credentials(text) == shown


@pytest.mark.parametrize(
    "url", ["ftp://me:secret@x/", "http://me:secret@ex[ample/", "http://me:secret@exa mple.com/"]
)
def test_an_error_does_not_repeat_a_password(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        read_address(url)
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    "typed",
    ["http://me:hu sh/x@a.example/", "me:hush@a.example:1/f", "ftp://me:hu/sh@a.example/",
     "http://me:hu@sh:@a..example/", "http:/me:hush@a.example/f", "http:me:hush@a.example/f",
     "http:\\\\me:hush@a.example/f", "feed:http:/me:hu/sh@a.example/f",
     "https//me:hush@a.example/f", "http:///me:hush@a.example/f", "feed:me:hush@a.example:/f"],
)  # fmt: skip
def test_what_is_no_address_is_named_without_its_password(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        web_candidates(typed)
    assert "hu" not in caught.value.message
    assert "a." in caught.value.message
