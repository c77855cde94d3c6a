"""What is at a target, before any of it is kept; and that following it brings nothing twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, items, rss
from tests.sync.test_subscribe import page

from clashreader.errors import CancelledError, FollowedError, ParseError, UsageError
from clashreader.library.library import Library
from clashreader.model import NewSource, SourceKind
from clashreader.sync.http import Fetcher
from clashreader.sync.preview import UnreachableError, What, choose, import_list, look
from clashreader.sync.reach import PrivateAddressError
from clashreader.sync.subscribe import keep, take_in

Clock = Callable[[], float]
LONG = "<p>" + "Nine days of talks ended at the quay with an agreement. " * 40 + "</p>"


def test_a_feed_is_described_kept_and_read_with_one_request(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/f"] = Answer(rss([Item(1, text=LONG), Item(2, text=LONG)]))
    seen = look(library, f"{server.url}/f", clock=clock)
    assert (seen.what, seen.title, seen.count) == (What.FEED, "Harbour Gazette", 2)
    assert len(seen.titles) == 2
    assert seen.place == f"{server.url}/f"
    assert not seen.summaries
    assert library.sources() == ()
    assert seen.found is not None
    source = keep(library, seen.found, section="Ports")
    [report] = take_in(library, [(source, seen.found.downloaded)], clock=clock)
    assert (report.new, report.error) == (2, None)
    assert library.source(source.id).section == "Ports"
    assert len(server.asked("/f")) == 1
    with pytest.raises(FollowedError) as caught:
        look(library, f"{server.url}/f", clock=clock)
    assert caught.value.source_id == source.id
    with pytest.raises(FollowedError):
        keep(library, seen.found)


@pytest.mark.parametrize(
    ("text", "summaries"),
    [(LONG, False), ("<p>Short words.</p>", True), (f"{LONG[:2000]} […]</p>", True)],
)
def test_beginnings_are_told_from_whole_texts(
    library: Library, server: Loopback, clock: Clock, text: str, summaries: bool
) -> None:
    server.pages["/f"] = Answer(rss([Item(1, text=text), Item(2, text=text)]))
    assert look(library, f"{server.url}/f", clock=clock).summaries is summaries


def test_the_feeds_of_a_page_are_named_and_one_is_taken(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/"] = page(("News", "/news.xml"), ("Sport", "/sport.xml"))
    server.pages["/sport.xml"] = Answer(rss(items(1), "Sport"))
    seen = look(library, server.url, clock=clock)
    assert (seen.what, seen.count) == (What.PAGE, 2)
    assert seen.page is not None
    assert [title for title, _ in seen.page.choices] == ["News", "Sport"]
    found = choose(library, seen.page, 1, clock=clock)
    assert (found.new.title, found.new.typed) == ("Sport", f"{server.url}/")
    assert library.sources() == ()


def test_what_comes_from_outside_leads_into_no_private_network(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/f"] = Answer(rss(items(1)))
    with pytest.raises(PrivateAddressError):
        look(library, f"feed:{server.url}/f", clock=clock, trusted=False)
    assert server.asked("/f") == []
    assert look(library, f"feed:{server.url}/f", clock=clock).count == 1


def test_an_address_that_does_not_answer_can_be_followed_all_the_same(
    library: Library, server: Loopback, clock: Clock
) -> None:
    server.pages["/f"] = Answer(b"", status=503)
    with pytest.raises(UnreachableError) as caught:
        look(library, f"{server.url}/f", clock=clock)
    assert caught.value.status == 503
    source = keep(library, caught.value.found)
    [report] = take_in(library, [(source, caught.value.found.downloaded)], clock=clock)
    assert report.error
    assert library.source(source.id).error


def test_a_look_can_be_stopped(library: Library, server: Loopback, clock: Clock) -> None:
    stop = threading.Event()
    stop.set()
    server.pages["/f"] = Answer(rss(items(1)))
    with pytest.raises(CancelledError):
        look(library, f"{server.url}/f", clock=clock, cancel=stop)


def test_folders_and_files_are_what_they_hold(
    library: Library, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path / "Ports"
    folder.mkdir()
    for day in (3, 5, 4):
        text = f"---\ntitle: Day {day}\ndate: 2026-11-0{day}\nsection: Europe\n---\nWords."
        (folder / f"{day}.md").write_text(text, encoding="utf-8")
    (folder / "broken.md").write_bytes(b"\x00\x01\x02\x03" * 40)
    seen = look(library, str(folder), clock=clock)
    assert (seen.what, seen.title, seen.count) == (What.FOLDER, "Ports", 4)
    assert seen.titles == ("Day 5", "Day 4", "Day 3")
    assert seen.section == "Europe"
    assert seen.newest == 1793836800
    one = look(library, str(folder / "5.md"), clock=clock)
    assert (one.what, one.title, one.count) == (What.ARTICLE, "Day 5", 1)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no articles"):
        look(library, str(tmp_path / "empty"), clock=clock)


def test_a_list_says_what_of_it_is_followed(library: Library, tmp_path: Path, clock: Clock) -> None:
    library.add_source(NewSource(SourceKind.FEED, "https://a.example/f", "A"))
    path = tmp_path / "feeds.opml"
    rows = "".join(
        f'<outline text="{name}" xmlUrl="https://{name}.example/f"/>' for name in ("a", "b", "c")
    )
    path.write_text(f"<opml><body>{rows}</body></opml>", encoding="utf-8")
    seen = look(library, str(path), clock=clock)
    assert (seen.what, seen.count, seen.known) == (What.LIST, 3, 1)
    assert seen.titles == ("b", "c")
    assert seen.path is not None
    assert len(import_list(library, seen.path).added) == 2


def test_a_saved_feed_leads_to_where_it_came_from_or_says_that_it_cannot(
    library: Library, server: Loopback, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "saved.xml"
    path.write_bytes(rss(items(1)).replace(b"https://harbour-gazette.example/", b""))
    with pytest.raises(UsageError, match="does not say where it comes from"):
        look(library, str(path), clock=clock)

    class Renamed(Fetcher):
        def fetch(self, url: str, **options: object) -> object:  # type: ignore[override]
            here = url.replace("https://harbour-gazette.example", server.url)
            return super().fetch(here, **{**options, "typed": None})  # type: ignore[arg-type]

    path.write_bytes(rss(items(1)))
    home = b"""<title>Gazette</title><link rel="alternate" type="application/rss+xml" href="/f">"""
    server.pages["/"] = Answer(home, fields={"Content-Type": "text/html"})
    server.pages["/f"] = Answer(rss(items(2)))
    seen = look(library, str(path), clock=clock, fetcher=Renamed)
    assert (seen.what, seen.count) == (What.FEED, 2), "its site knows the feed"
    server.pages["/"] = Answer(
        b"<title>Gazette</title>No feed.", fields={"Content-Type": "text/html"}
    )
    del server.pages["/f"]
    with pytest.raises(UsageError, match=r"its site, https://harbour-gazette.example/, names no"):
        look(library, str(path), clock=clock, fetcher=Renamed)
    own = (
        f'<channel><a:link xmlns:a="http://www.w3.org/2005/Atom" rel="self" href="{server.url}/f"/>'
    )
    path.write_bytes(rss(items(1)).replace(b"<channel>", own.encode()))
    with pytest.raises(PrivateAddressError):
        look(library, str(path), clock=clock)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "feed:javascript:alert(1)",
        "ftp://x.example/f",
        "-rf",
        "two words",
        "a\x00b",
        "x" * 70_000,
    ],
)
def test_what_is_nothing_gets_a_sentence(library: Library, target: str) -> None:
    with pytest.raises((UsageError, ParseError)) as caught:
        look(library, target)
    assert caught.value.message.endswith(".")
    assert len(caught.value.message) < 300
