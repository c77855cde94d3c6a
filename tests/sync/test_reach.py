"""What a stranger's feed may make this program connect to."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, png, rss

from clashreader.errors import FetchError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, NewSource, Source, SourceKind
from clashreader.sync import subscribe, wire
from clashreader.sync.http import Fetcher
from clashreader.sync.pipeline import Syncer
from clashreader.sync.reach import PrivateAddressError, is_public, names_private

Follow = Callable[[str], Source]


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255",
     "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255", "224.0.0.1",
     "255.255.255.255", "240.0.0.1", "192.0.0.1", "198.18.0.1", "203.0.113.5", "::", "::1",
     "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1",
     "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:c0a8:101::1",
     "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2001:0:4136:e378::1"],
)  # fmt: skip
def test_numbers_that_are_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number",
    ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8",
     "2002:808:808::1", "64:ff9b::808:808"],
)  # fmt: skip
def test_numbers_that_are_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "a.localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
     "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "localhost."],
)  # fmt: skip
def test_no_way_of_writing_leads_into_this_computer(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def look_up(name: str, port: int, **options: int) -> object:
        with suppress(OSError):  # as the system reads numbers; the tests' guard refuses these
            name = socket.inet_ntoa(socket.inet_aton(name))
        return real(name, port, **options)

    monkeypatch.setattr(wire.socket, "getaddrinfo", look_up)
    with Fetcher() as fetcher, pytest.raises(PrivateAddressError):
        fetcher.fetch(f"http://{host}:9/", typed="https://paper.example/feed", deadline=2)


@pytest.mark.parametrize(
    "host",
    ["127.1", "0x7f000001", "2130706433", "0177.0.0.1", "017700000001", "0x7f.1", "10.1", "0", "0x",
     "192.168.257", "012.1.1.1", "010.8.8.8", "127.0.0.08", "1.2.3.4.5", "256.1.1.1", "0x100000000",
     "9" * 40, "a.0x7f", "[::ffff:10.0.0.1]", "a.localhost"],
)  # fmt: skip
def test_no_way_of_writing_a_private_number_reaches_a_proxy(
    host: str, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    with Fetcher() as fetcher, pytest.raises(PrivateAddressError):
        fetcher.fetch(f"http://{host}/", typed="https://paper.example/feed", deadline=2)
    assert server.requests == []


@pytest.mark.parametrize("host", ["8.8.2056", "0x08080808", "134744072"])
def test_a_public_number_in_unusual_writing_is_one(host: str) -> None:
    assert not names_private(host)


def test_through_a_proxy_names_are_looked_up_as_far_as_they_can_be(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    known = {"inner.example": ["10.0.0.1"], "both.example": ["8.8.8.8", "10.0.0.1"],
             "outer.example": ["8.8.8.8"]}  # fmt: skip
    real = socket.getaddrinfo

    def look_up(host: str, port: int, **options: int) -> object:
        if host == "127.0.0.1":
            return real(host, port, **options)
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in known[host]
        ]

    monkeypatch.setattr(wire.socket, "getaddrinfo", look_up)
    for host in ("outer.example", "unknown.example", "inner.example", "8-8-8-8.nip.io"):
        server.pages[f"http://{host}/f"] = Answer(b"through the proxy")
    with Fetcher() as fetcher:
        for host in ("inner.example", "both.example", "intranet", "printer.local", "a.home.arpa",
                     "127.0.0.1.nip.io", "a.10-0-0-1.sslip.io", "8.8.10.0.0.1.nip.io"):  # fmt: skip
            with pytest.raises(PrivateAddressError):
                fetcher.fetch(f"http://{host}/f", typed="https://paper.example/")
        assert server.requests == []
        for host in (
            "outer.example",
            "unknown.example",
            "8-8-8-8.nip.io",
        ):
            assert fetcher.fetch(f"http://{host}/f", typed="https://paper.example/").body
        assert fetcher.fetch("http://inner.example/f").body  # typed


def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let names under .example have these addresses, one a question, the last one for ever."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: str, port: int, **options: int) -> object:
        if not host.endswith(".example"):
            return real(host, port, **options)
        number = answers[min(len(asked), len(answers) - 1)]
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

    monkeypatch.setattr(wire.socket, "getaddrinfo", look_up)
    return asked


def port(server: Loopback) -> str:
    return server.url.rpartition(":")[2]


def test_a_name_that_leads_into_this_computer(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = names(monkeypatch, "127.0.0.1")
    url = f"http://trap.example:{port(server)}/f"
    server.pages["/f"] = Answer(b"secret")
    with Fetcher() as fetcher:
        with pytest.raises(PrivateAddressError):
            fetcher.fetch(url, typed="https://paper.example/")
        assert fetcher.fetch(url).body == b"secret"  # typed: a host of the reader's own network
        with pytest.raises(PrivateAddressError):  # nor over the connection that is still open
            fetcher.fetch(url, typed="https://paper.example/")
    assert len(asked) == 3
    assert len(server.requests) == 1


def test_a_name_is_asked_once_for_a_connection(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked must not be another one when it is connected to."""
    asked = names(monkeypatch, "192.0.2.1", "127.0.0.1")
    monkeypatch.setattr(wire, "is_public", lambda number: number == "192.0.2.1")
    monkeypatch.setattr(wire, "CONNECT_SECONDS", 0.1)
    tried = []

    def refuse(_: socket.socket, where: object, __: object) -> None:
        tried.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(wire, "_connect_socket", refuse)
    with Fetcher() as fetcher, pytest.raises(FetchError, match="refuses"):
        fetcher.fetch(f"http://trap.example:{port(server)}/f", typed="https://paper.example/")
    assert tried == [("192.0.2.1", int(port(server)))]
    assert len(asked) == 1


def test_of_a_name_with_both_kinds_of_numbers_only_the_public_ones_are_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = ["10.0.0.1", "8.8.8.8", "127.0.0.1", "1.1.1.1", "169.254.169.254"]
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 80)) for number in numbers]
    monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *_, **__: answer)
    tried = []

    def refuse(_: socket.socket, where: tuple[str, int], __: object) -> None:
        tried.append(where[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(wire, "_connect_socket", refuse)
    with Fetcher() as fetcher, pytest.raises(FetchError, match="refuses"):
        fetcher.fetch("http://both.example/f", typed="https://paper.example/")
    assert tried == ["8.8.8.8", "1.1.1.1"]


def test_a_redirect_leads_to_no_other_place_in_here(
    server: Loopback, syncer: Syncer, follow: Follow
) -> None:
    with Loopback() as other:
        other.pages["/f"] = Answer(rss([Item(1)]))
        server.pages["/f"] = Answer(b"", 301, {"Location": f"{other.url}/f"})
        source = follow(f"{server.url}/f")
        [report] = syncer.run().sources
        assert "private network" in (report.error or "")
        assert other.requests == []
        assert source.url == f"{server.url}/f"


def test_pictures_and_pages_come_from_the_reader_s_own_place_only(
    library: Library, server: Loopback, syncer: Syncer
) -> None:
    with Loopback() as other:
        server.pages["/quay.png"] = other.pages["/crane.png"] = Answer(png())
        other.pages["/page"] = Answer(b"<p>Page</p>" * 50)
        pictures = f'<img src="{server.url}/quay.png"><p>X</p><img src="{other.url}/crane.png">'
        server.pages["/f"] = Answer(
            rss([Item(1, text=f"<p>Quay.</p>{pictures}", link=f"{other.url}/page")])
        )
        library.add_source(NewSource(SourceKind.FEED, f"{server.url}/f", "Quay", full_text=True))
        report = syncer.run()
        assert (report.images_stored, report.images_failed) == (1, 1)
        assert len(server.asked("/quay.png")) == 1
        assert other.requests == []
        [article] = library.ids(ArticleQuery())
        failed = [one for one in library.article(article).images if one.hash is None]
        assert "private network" in (failed[0].error or "")


def test_another_feed_s_pictures_gain_nothing_from_a_feed_in_here(
    library: Library, server: Loopback, syncer: Syncer, follow: Follow
) -> None:
    with Loopback() as router:
        router.pages["/f"] = Answer(rss([Item(1)]))
        router.pages["/reboot.png"] = Answer(png())
        server.pages["/f"] = Answer(
            rss([Item(2, text=f'<p>Quay.</p><img src="{router.url}/reboot.png">')])
        )
        follow(f"{router.url}/f")
        follow(f"{server.url}/f")
        syncer.run()
        assert router.asked("/reboot.png") == []


def test_a_feed_that_moved_does_not_take_the_reader_s_trust_along(
    library: Library, server: Loopback, syncer: Syncer, all_public: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with Loopback() as other:
        other.pages["/f"] = Answer(rss([Item(1)]))
        server.pages["/f"] = Answer(b"", 301, {"Location": f"{other.url}/f"})
        source = library.add_source(NewSource(SourceKind.FEED, f"{server.url}/f", "Quay"))
        assert syncer.run().failed == 0
        moved = library.source(source.id)
        assert (moved.url, moved.typed) == (f"{other.url}/f", f"{server.url}/f")
        monkeypatch.setattr(wire, "is_public", is_public)  # the name now leads in here
        [report] = syncer.run(force=True).sources
        assert "private network" in (report.error or "")


def test_a_page_names_no_feed_elsewhere_in_here(
    library: Library, server: Loopback, clock: Callable[[], float]
) -> None:
    with Loopback() as other:
        other.pages["/f"] = Answer(rss([Item(1)]))
        link = f'<link rel="alternate" type="application/rss+xml" href="{other.url}/f">'
        server.pages["/"] = Answer(f"<html><head>{link}</head></html>".encode())
        with pytest.raises(FetchError, match="private network"):
            subscribe.add(library, f"{server.url}/", clock=clock)
        assert other.requests == []
        assert library.sources() == ()
