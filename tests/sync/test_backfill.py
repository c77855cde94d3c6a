"""Older articles of a feed: counted first, fetched page by page, stored as read."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence

import pytest
from tests.sync.conftest import Shelf
from tests.sync.loopback import Answer, Loopback, Request
from tests.sync.samples import Item, rss

from clashreader.errors import UsageError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Source
from clashreader.parse.paging import feed_paging
from clashreader.sync.backfill import BackfillProgress, fill_back, plan_backfill
from clashreader.sync.pipeline import Syncer

Follow = Callable[[str], Source]
URL = "https://gazette.example/feed"


def document(numbers: Sequence[int], *links: tuple[str, str], more: str = "") -> Answer:
    """A feed of the items `numbers`, with links of the kinds and to the addresses of `links`."""
    head = "".join(f'<atom:link rel="{rel}" href="{href}"/>' for rel, href in links)
    body = rss([Item(number) for number in numbers]).replace(
        b"<description>News", f"{head}{more}<description>News".encode(), 1
    )
    return Answer(body.replace(b"<rss ", b'<rss xmlns:atom="http://www.w3.org/2005/Atom" ', 1))


def wordpress(pages: int, each: int = 3) -> Callable[[Request], Answer]:
    def serve(request: Request) -> Answer:
        number = int(request.path.partition("paged=")[2] or 1)
        if number > pages:
            return Answer(status=404)
        first = 100 - (number - 1) * each
        made_by = "<generator>https://wordpress.org/?v=6.9</generator>"
        return document(range(first, first - each, -1), more=made_by)

    return serve


@pytest.mark.parametrize(
    ("links", "more", "found"),
    [
        ([("prev-archive", "/a/2")], "", ("https://gazette.example/a/2", None, None, None)),
        (
            [("next", "?page=2"), ("last", "?page=9")],
            "",
            (None, f"{URL}?page=2", f"{URL}?page=9", None),
        ),
        ([("next", "javascript:x")], "<os:totalResults>77</os:totalResults>", (None,) * 3 + (77,)),
        ([("self", "/feed")], "", (None,) * 4),
    ],
)
def test_what_a_feed_says_of_its_older_items(
    links: list[tuple[str, str]], more: str, found: tuple[object, ...]
) -> None:
    paging = feed_paging(document([1], *links, more=more).body, url=URL)
    assert (paging.previous, paging.following, paging.last, paging.total) == found


def test_links_of_items_are_none_of_the_feed() -> None:
    item = b'<entry><link rel="next" href="https://x.example/2"/></entry>'
    assert feed_paging(b"<feed>" + item + item + b"</feed>", url=URL).following is None
    after = b'<link rel="next" href="/2"/></feed>'
    found = feed_paging(b"<feed>" + item + after, url=URL)
    assert found.following == "https://gazette.example/2"


def test_json_feeds_name_their_next_page() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "next_url": "/2.json", "items": []}
    found = feed_paging(json.dumps(feed).encode(), url=URL)
    assert found.following == "https://gazette.example/2.json"
    assert feed_paging(b"{" * 9000, url=URL).following is None
    assert feed_paging(b"", url=URL).following is None


def test_archives_are_counted_then_fetched_as_read_and_change_nothing_that_is_here(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = document([9, 8], ("prev-archive", f"{server.url}/2"))
    older = document([8, 7, 6], ("prev-archive", f"{server.url}/1"))
    server.pages["/2"] = Answer(older.body.replace(b"number 8 left", b"number 8 has left"))
    server.pages["/1"] = document([5, 4], ("next-archive", f"{server.url}/2"))
    source = follow(f"{server.url}/f")
    syncer.run()
    plan = plan_backfill(library, source.id)
    assert (plan.start, plan.here, plan.pages, plan.articles) == (f"{server.url}/2", 2, None, None)
    assert plan.at_most(50) == 100
    assert server.asked("/2") == []
    steps: list[BackfillProgress] = []
    report = fill_back(library, source.id, start=plan.start, pause=0, progress=steps.append)
    assert (report.pages, report.new, report.done, report.reason) == (2, 4, True, "")
    assert [step.new for step in steps] == [2, 4]
    rows = library.rows(library.ids(ArticleQuery()))
    assert sorted(row.title for row in rows if row.read) == [
        "Ferry 4",
        "Ferry 5",
        "Ferry 6",
        "Ferry 7",
    ]
    assert all(row.versions == 1 for row in rows)
    # Nothing of it comes again, from here or from the feed.
    assert fill_back(library, source.id, pause=0).new == 0
    assert syncer.run(force=True).new == 0
    assert library.check() == []


def test_wordpress_has_pages_that_it_does_not_speak_of(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = wordpress(3)
    server.pages["/f?paged=2"] = server.pages["/f?paged=3"] = wordpress(3)
    server.pages["/f?paged=4"] = wordpress(3)
    source = follow(f"{server.url}/f")
    syncer.run()
    report = fill_back(library, source.id, pause=0)
    assert (report.new, report.done) == (6, True)


def test_it_goes_on_where_it_was_stopped_and_ends_where_pages_repeat(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    for number in range(1, 6):
        name = "/f" if number == 1 else f"/f?page={number}"
        following = ("next", f"{server.url}/f?page={number + 1}")
        last = ("last", f"{server.url}/f?page=5")
        server.pages[name] = document([100 - number], following, last)
    server.pages["/f?page=6"] = server.pages["/f?page=5"]
    source = follow(f"{server.url}/f")
    syncer.run()
    plan = plan_backfill(library, source.id)
    assert (plan.pages, plan.goes_on) == (4, False)
    assert plan.at_most(50) == 4
    first = fill_back(library, source.id, pages=2, pause=0)
    assert (first.new, first.done) == (2, False)
    again = plan_backfill(library, source.id)
    assert (again.goes_on, again.start) == (True, f"{server.url}/f?page=4")
    second = fill_back(library, source.id, pause=0)
    assert (second.new, second.done) == (2, True)
    assert not plan_backfill(library, source.id).goes_on


def test_a_page_that_fails_says_why_and_a_stop_stops(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = document([9], ("next", f"{server.url}/2"))
    server.pages["/2"] = Answer(status=503)
    source = follow(f"{server.url}/f")
    syncer.run()
    report = fill_back(library, source.id, pause=0)
    assert (report.done, report.new) == (False, 0)
    assert "503" in report.reason
    stop = threading.Event()
    stop.set()
    stopped = fill_back(library, source.id, start=f"{server.url}/2", pause=0, cancel=stop)
    assert not stopped.done


def test_a_feed_with_nothing_older_and_a_folder(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow, shelf: Shelf
) -> None:
    server.pages["/f"] = document([9])
    source = follow(f"{server.url}/f")
    syncer.run()
    assert plan_backfill(library, source.id).start is None
    assert fill_back(library, source.id, pause=0).done
    with pytest.raises(UsageError):
        plan_backfill(library, shelf.source.id)


def test_a_silent_month_is_not_the_end_but_a_long_silence_is(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    server.pages["/f"] = document([9], ("prev-archive", f"{server.url}/1"))
    for number in range(1, 40):
        older = ("prev-archive", f"{server.url}/{number + 1}")
        server.pages[f"/{number}"] = document([8] if number == 3 else [], older)
    source = follow(f"{server.url}/f")
    syncer.run()
    report = fill_back(library, source.id, pause=0)
    assert (report.new, report.done) == (1, True)
    assert report.pages == 3 + 24
    assert plan_backfill(library, source.id).at_most(10**9) == 1000


def test_a_page_that_breaks_off_is_fetched_again(
    library: Library, syncer: Syncer, server: Loopback, follow: Follow
) -> None:
    whole = document([8, 7], ("prev-archive", f"{server.url}/1"))
    server.pages["/f"] = document([9], ("prev-archive", f"{server.url}/2"))
    server.pages["/2"] = Answer(whole.body[:-60])
    server.pages["/1"] = document([6])
    source = follow(f"{server.url}/f")
    syncer.run()
    report = fill_back(library, source.id, pause=0)
    assert (report.pages, report.new, report.done) == (0, 1, False)
    assert "breaks off" in report.reason
    server.pages["/2"] = whole
    report = fill_back(library, source.id, pause=0)
    assert (report.pages, report.new, report.done) == (2, 2, True)
