"""Names and passwords: in the keyring, sent to their own server, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.sync.conftest import FakeRing
from tests.sync.loopback import Answer, Loopback, Request
from tests.sync.samples import items, rss

from clashreader.errors import UsageError
from clashreader.library.library import Library
from clashreader.model import NewSource, Source, SourceKind
from clashreader.paths import Home
from clashreader.sync import logins, subscribe
from clashreader.sync.pipeline import Syncer
from clashreader.sync.places import new_address

Clock = Callable[[], float]
RIGHT = "Basic bWU6aHVzaC9odXNo"  # me:hush/hush


def guarded(request: Request) -> Answer:
    right = request.fields.get("Authorization") == RIGHT
    return Answer(rss(items(2))) if right else Answer(b"hush", 401)


def private(server: Loopback) -> str:
    return server.url.replace("//", "//me:hush%2Fhush@") + "/f"


def nowhere_on_disk(home: Home) -> bool:
    files = [path for path in home.data.rglob("*") if path.is_file()]
    return bool(files) and not any(b"hush" in path.read_bytes() for path in files)


def add(library: Library, server: Loopback, clock: Clock) -> Source:
    server.pages["/f"] = guarded
    return subscribe.add(library, private(server), clock=clock, images=False).source


def test_a_password_goes_to_the_keyring_and_its_server_only(
    library: Library, server: Loopback, syncer: Syncer, clock: Clock, ring: FakeRing, home: Home,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    source = add(library, server, clock)
    assert (source.url, source.login, source.articles) == (f"{server.url}/f", True, 2)
    assert ring.kept == {(logins.SERVICE, source.url): "me:hush%2Fhush"}
    assert syncer.run([source.id], force=True).failed == 0
    with Loopback() as other:
        server.pages["/f"] = Answer(b"", 302, {"Location": f"{other.url}/f"})
        syncer.run([source.id], force=True)
        assert all("Authorization" not in request.fields for request in other.requests)
    server.pages["/f"] = Answer(b"no", 403)
    syncer.run([source.id], force=True)
    assert "hush" not in caplog.text
    assert nowhere_on_disk(home)


def test_without_a_keyring_a_password_is_refused(
    library: Library, server: Loopback, clock: Clock, no_ring: None, home: Home,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with pytest.raises(UsageError, match="secrets") as caught:
        add(library, server, clock)
    assert "hush" not in caught.value.message
    assert (library.sources(), server.requests) == ((), [])
    assert nowhere_on_disk(home)
    assert "pipx inject clashreader keyring" in caught.value.message
    monkeypatch.setattr("sys.frozen", True, raising=False)
    with pytest.raises(UsageError, match="this package of Clash Reader comes without") as caught:
        logins.require()
    assert "inject" not in caught.value.message, "nothing can be put into a bundle"


def test_a_keyring_that_keeps_nothing_is_none(
    library: Library, server: Loopback, clock: Clock, ring: FakeRing,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(FakeRing, "priority", 0)
    with pytest.raises(UsageError, match="no keyring"):
        add(library, server, clock)


def test_what_asks_for_a_password_says_so(
    library: Library, server: Loopback, syncer: Syncer, follow: Callable[[str], Source],
    ring: FakeRing,
) -> None:  # fmt: skip
    server.pages["/f"] = guarded
    source = follow(f"{server.url}/f")
    assert "--password-stdin" in (syncer.run(force=True).sources[0].error or "")
    logins.keep(source.url, logins.encoded("me", "wrong"))
    library.set_login(source.id, True)
    assert "does not accept" in (syncer.run(force=True).sources[0].error or "")
    logins.keep(source.url, logins.encoded("me", "hush/hush"))
    library.set_login(source.id, True)
    assert syncer.run(force=True).new == 2
    logins.forget(source.url)
    assert "keyring no longer" in (syncer.run(force=True).sources[0].error or "")


def test_a_source_that_moved_keeps_its_password_on_its_server_only(
    library: Library, server: Loopback, syncer: Syncer, clock: Clock, ring: FakeRing,
    all_public: None,
) -> None:  # fmt: skip
    source = add(library, server, clock)
    server.pages["/f"] = Answer(b"", 301, {"Location": "/g"})
    server.pages["/g"] = guarded
    assert syncer.run(force=True).failed == 0
    assert library.source(source.id).url == f"{server.url}/g"
    assert syncer.run(force=True).failed == 0
    with Loopback() as other:
        server.pages["/g"] = Answer(b"", 301, {"Location": f"{other.url}/f"})
        other.pages["/f"] = Answer(rss(items(3)))
        assert syncer.run(force=True).new == 1
        assert syncer.run(force=True).failed == 0
        assert library.source(source.id).url == f"{other.url}/f"
        assert all("Authorization" not in request.fields for request in other.requests)


def test_no_password_goes_over_an_open_line_that_was_typed_for_a_secure_one(
    library: Library, ring: FakeRing
) -> None:
    source = library.add_source(NewSource(SourceKind.FEED, "https://a.example/f", "A", login=True))
    logins.keep(source.url, "me:hush")
    moved = replace(source, typed=source.url, url="http://a.example/f")
    assert (logins.of_source(source), logins.of_source(moved)) == ("me:hush", None)
    secured = replace(source, typed="http://a.example/f")
    logins.keep("http://a.example/f", "me:hush")
    assert logins.of_source(secured) == "me:hush"


def test_a_password_of_an_older_library_is_put_away(
    library: Library, server: Loopback, syncer: Syncer, ring: FakeRing
) -> None:
    server.pages["/f"] = guarded
    source = library.add_source(NewSource(SourceKind.FEED, private(server), "Old"))
    assert syncer.run(force=True).new == 2
    now = library.source(source.id)
    assert (now.url, now.login) == (f"{server.url}/f", True)


def test_other_ways_in(library: Library, server: Loopback, tmp_path: Path) -> None:
    opml = f'<opml><body><outline xmlUrl="{private(server)}"/></body></opml>'
    [source] = subscribe.import_opml(library, opml.encode()).added
    assert source.url == f"{server.url}/f"
    with pytest.raises(UsageError, match="--password-stdin"):
        new_address(library, source, private(server))
