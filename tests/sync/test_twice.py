"""The same feed or folder is followed once, however it is written; names that are nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import items, rss

from clashreader.errors import UsageError
from clashreader.library.library import Library
from clashreader.model import NewSource, SourceKind
from clashreader.sync.addresses import feed_address, same_feed_key
from clashreader.sync.pipeline import Syncer
from clashreader.sync.places import new_address
from clashreader.sync.subscribe import add, import_opml

Clock = Callable[[], float]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTP://Quay.Example:80/Feed?A=b#top", "http://quay.example/Feed?A=b"),
        ("https://quay.example:443", "https://quay.example/"),
        ("https://quay.example:8443/a%2Fb", "https://quay.example:8443/a%2Fb"),
        ("https://Ida:Se%40t@Quay.example/f", "https://Ida:Se%40t@quay.example/f"),
        ("http://[::1]:80/f", "http://[::1]/f"),
        ("https://müller.example/ä", "https://müller.example/ä"),
    ],
)
def test_an_address_is_kept_in_its_usual_form(written: str, kept: str) -> None:
    assert feed_address(written) == kept
    assert feed_address(kept) == kept
    assert same_feed_key(written) == same_feed_key(kept)


def test_what_tells_feeds_apart() -> None:
    addresses = [
        "https://quay.example/f",
        "https://quay.example/F",
        "https://quay.example/f/",
        "https://quay.example/f?x",
        "https://quay.example:8443/f",
        "https://ida@quay.example/f",
        "https://sea.quay.example/f",
    ]
    assert len({same_feed_key(address) for address in addresses}) == len(addresses)
    assert same_feed_key("http://xn--mller-kva.example/") == same_feed_key("https://müller.example")


def test_a_feed_is_followed_once_however_it_is_written(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/r2"] = Answer(rss(items(1)))
    number = add(library, f"{server.url}/r2", clock=clock).source.id
    host = server.url.removeprefix("http://")
    for other in (f"HTTP://{host}/r2", f"http://{host}/r2#x", f"https://{host}/r2", f"{host}/r2"):
        with pytest.raises(UsageError, match=rf"You follow this already \(number {number}\)"):
            add(library, other, clock=clock)
    assert len(library.sources()) == len(server.asked("/r2")) == 1
    with pytest.raises(UsageError, match="already"):
        new_address(library, library.add_source(NewSource(SourceKind.FEED, "http://a/", "A")),
                    f"HTTP://{host}/r2#y")  # fmt: skip


def test_an_address_that_leads_to_a_followed_feed_is_that_feed(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/r2"] = Answer(rss(items(1)))
    server.pages["/old"] = Answer(b"", 301, {"Location": "/r2"})
    add(library, f"{server.url}/r2", clock=clock)
    with pytest.raises(UsageError, match="already"):
        add(library, f"{server.url}/old", clock=clock)


def test_an_address_is_stored_in_its_usual_form(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/f"] = Answer(rss(items(1)))
    host = server.url.removeprefix("http://")
    assert add(library, f"HTTP://{host}/f#x", clock=clock).source.url == f"{server.url}/f"
    imported = import_opml(
        library,
        f'<opml version="2.0"><body><outline text="a" xmlUrl="https://{host}/f#y"/>'
        '<outline text="b" xmlUrl="HTTPS://Quay.example/f#y"/></body></opml>'.encode(),
    )
    assert (imported.known, [one.url for one in imported.added]) == (1, ["https://quay.example/f"])


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_a_followed_folder_is_that_folder(
    library: Library, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nText.\n")
    (tmp_path / "link").symlink_to(folder)
    add(library, str(folder), clock=clock)
    for other in (tmp_path / "link", folder / ".." / "stories", folder):
        with pytest.raises(UsageError, match=r"You follow this already \(number 1\)"):
            add(library, str(other), clock=clock)
    assert len(library.sources()) == 1


@pytest.mark.parametrize(
    "target",
    [
        "http://",
        "http://127.0.0.1:99999/",
        "http://[::1",
        "http://exa mple/",
        "example.org:99999",
        "http://127.0.0.1:9/\udcff",
        "exa\udcffmple.org",
        "\udcff",
    ],
)
def test_an_address_that_is_none_is_a_wrong_call(
    library: Library, clock: Clock, target: str
) -> None:
    for anyway in (False, True):
        with pytest.raises(UsageError) as caught:
            add(library, target, anyway=anyway, clock=clock)
        caught.value.message.encode()
    assert library.sources() == ()


@pytest.mark.parametrize("name", ["feed.xml", "letter.md", "list.OPML", "a.b.json", "page.htm"])
def test_the_name_of_a_file_that_is_not_there_is_not_looked_up(
    library: Library, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=f"There is no file {name} here"):
        add(library, name, clock=clock)


def test_a_folder_that_is_not_there_yet_can_be_followed(
    library: Library, tmp_path: Path, clock: Clock
) -> None:
    added = add(library, str(tmp_path / "nope"), anyway=True, clock=clock)
    assert added.report.error is not None
    assert "not there" in added.report.error
    (tmp_path / "nope").mkdir()
    (tmp_path / "nope" / "a.md").write_text("# A\n\nText.\n")
    assert Syncer(library, clock=clock).run(force=True).new == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_folder_with_a_name_that_is_not_utf8(
    library: Library, tmp_path: Path, clock: Clock
) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/100% d\xff\xfe"))
    folder.mkdir()
    (folder / "a.md").write_text("# A\n\nText.\n")
    added = add(library, str(folder), clock=clock)
    assert (added.report.new, added.report.error) == (1, None)
    added.source.title.encode()
    (folder / "b.md").write_text("# B\n\nText.\n")
    assert Syncer(library, clock=clock).run(force=True).new == 1
    with pytest.raises(UsageError, match="already"):
        add(library, str(folder), clock=clock)
    single = folder / "c\udcff.md"
    single.write_text("# C\n\nText.\n")
    assert add(library, str(single), clock=clock).report.new == 1


def test_a_feed_with_a_password_knows_when_it_was_read(
    library: Library, server: Loopback, clock: Clock, ring: object
) -> None:
    server.pages["/f"] = Answer(rss(items(1)), fields={"ETag": '"1"'})
    url = server.url.replace("//", "//ida:secret@") + "/f"
    source = add(library, url, clock=clock).source
    assert (source.url, source.etag) == (f"{server.url}/f", '"1"')
    assert source.last_sync is not None
    server.pages["/f"] = Answer(b"", 500)
    Syncer(library, clock=clock).run(force=True)
    assert library.source(source.id).error is not None
