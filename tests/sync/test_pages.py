"""Pages behind the items of full-text feeds, over a real server and a real library."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from tests.conftest import FakeClock
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, png, rss

from clashreader.library.library import Library
from clashreader.model import Article, ArticleQuery, NewSource, Source, SourceKind
from clashreader.sync import pages
from clashreader.sync.pipeline import Syncer
from clashreader.sync.report import SyncProgress, SyncReport
from clashreader.sync.subscribe import add

TEASER = "<p>The ferry to Norrholm sailed again on Monday, for the first time since May.</p>"
PARAGRAPHS = (
    "The ferry to Norrholm sailed again on Monday, for the first time since May.",
    "The captain said that the engines had been cleaned twice, and that the harbour office had "
    "closed the northern channel for nine weeks while divers lifted the old breakwater.",
    "Traders on the island counted their losses in crates of herring, and the school had opened a "
    "classroom on the mainland for children who could not cross the sound in winter.",
)
NAV = "<nav><a href='/'>Home</a> <a href='/sea'>Sea</a> <a href='/more'>More news</a></nav>"


def page(*paragraphs: str, head: str = "", inside: str = "") -> Answer:
    body = "".join(f"<p>{text}</p>" for text in paragraphs or PARAGRAPHS)
    html = (
        f"<!doctype html><html lang=en><head><title>Ferry</title>{head}</head><body>{NAV}"
        f"<main><article><h1>Ferry 1</h1>{inside}{body}</article></main>"
        "<footer>Imprint and contact</footer></body></html>"
    )
    return Answer(html.encode(), fields={"Content-Type": "text/html; charset=utf-8"})


class Gazette:
    """A full-text feed whose items lie on a server of the test."""

    def __init__(self, server: Loopback, library: Library, syncer: Syncer) -> None:
        self.server, self.library, self._syncer = server, library, syncer
        self.source: Source | None = None

    def offer(self, *items: Item) -> None:
        self.server.pages["/f"] = Answer(rss([self.at_home(item) for item in items]))

    def at_home(self, item: Item) -> Item:
        return replace(item, link=item.link or f"{self.server.url}/{item.number}")

    def follow(self, *, full_text: bool = True) -> None:
        url = f"{self.server.url}/f"
        new = NewSource(SourceKind.FEED, url, "Gazette", full_text=full_text)
        self.source = self.library.add_source(new)

    def turn(self, on: bool) -> None:
        assert self.source is not None
        self.library.edit_source(self.source.id, full_text=on)

    def sync(self, *, force: bool = True) -> SyncReport:
        return self._syncer.run(force=force)

    def articles(self) -> list[Article]:
        return [self.library.article(number) for number in self.library.ids(ArticleQuery())]

    def article(self) -> Article:
        [found] = self.articles()
        return found

    def asked(self) -> Sequence[str]:
        return [request.path for request in self.server.requests if request.path != "/f"]


@pytest.fixture
def gazette(server: Loopback, library: Library, syncer: Syncer) -> Gazette:
    return Gazette(server, library, syncer)


def shown(article: Article) -> str:
    from clashreader.content import Body, to_text

    return to_text(Body(article.body, article.media_type, article.base_url))


def test_the_page_becomes_the_text_and_the_summary_stays_a_version(gazette: Gazette) -> None:
    gazette.offer(Item(1, text=TEASER))
    gazette.server.pages["/1"] = page()
    gazette.follow()
    report = gazette.sync()
    assert (report.new, report.updated, report.failed) == (1, 0, 0)
    article = gazette.article()
    assert article.versions == 2
    text = shown(article)
    assert "classroom on the mainland" in text
    assert "Imprint" not in text
    assert gazette.library.article(article.id, version=1).body == TEASER
    # It is another version, but nobody edited anything.
    assert article.edits == 0
    assert gazette.library.overview(day_start=0).edited == 0
    assert gazette.library.search(ArticleQuery())[0].row.words == article.words
    # Nothing is asked twice, and nothing changes.
    again = gazette.sync()
    assert (again.new, again.updated) == (0, 0)
    assert gazette.asked() == ["/1"]
    assert gazette.library.check() == []


def test_a_source_of_the_usual_kind_asks_no_pages(gazette: Gazette) -> None:
    gazette.offer(Item(1, text=TEASER))
    gazette.follow(full_text=False)
    gazette.sync()
    assert gazette.asked() == []
    assert gazette.article().versions == 1


def test_the_page_fills_in_what_the_feed_leaves_out(gazette: Gazette) -> None:
    gazette.offer(Item(1, text=TEASER))
    gazette.server.pages["/quay.png"] = Answer(png(40, 30))
    gazette.server.pages["/lead.png"] = Answer(png(50, 30))
    gazette.server.pages["/1"] = page(
        head="<meta name=author content='Ida Ekdahl'><meta property=og:image content='/lead.png'>"
        "<meta property='article:published_time' content='2020-01-01T00:00:00Z'>"
        "<meta property='article:section' content='Sea'><link rel=canonical href='http://x.y/z'>",
        inside="<figure><img src='quay.png'><figcaption>The quay at dawn.</figcaption></figure>",
    )
    gazette.follow()
    report = gazette.sync()
    assert report.images_stored + report.images_failed >= 1
    article = gazette.article()
    assert (article.author, article.section) == ("Ida Ekdahl", "Sea")
    assert article.month == 202602  # the feed's date, not the page's
    assert article.title == "Ferry 1"
    assert f"{gazette.server.url}/quay.png" in {image.url for image in article.images}
    assert "/quay.png" in gazette.asked()
    # What the page said stays when the feed touches its item.
    gazette.offer(Item(1, text=TEASER + "<p>More.</p>"))
    gazette.server.pages["/1"] = Answer(b"", 503)
    gazette.sync()
    assert (gazette.article().author, gazette.article().section) == ("Ida Ekdahl", "Sea")


def test_a_changed_item_asks_its_page_again_and_keeps_the_text_meanwhile(gazette: Gazette) -> None:
    gazette.offer(Item(1, text=TEASER))
    gazette.server.pages["/1"] = page()
    gazette.follow()
    gazette.sync()
    article = gazette.article()
    gazette.library.set_read([article.id], read=True)
    gazette.library.set_bookmarked([article.id], bookmarked=True)
    gazette.library.tag([article.id], add=["sea"])
    gazette.offer(Item(1, text="<p>The ferry sails, says the harbour office.</p>"))
    gazette.server.pages["/1"] = Answer(b"", 500)
    assert gazette.sync().updated == 0
    assert "classroom on the mainland" in shown(gazette.article())
    assert gazette.article().versions == 2
    # The page is the same as before: no version.
    gazette.server.pages["/1"] = page()
    gazette.offer(Item(1, text="<p>The ferry sails, says the harbour's office.</p>"))
    assert gazette.sync().updated == 0
    assert gazette.article().versions == 2
    # The page was edited: a version, an edit, counted once.
    gazette.offer(Item(1, text="<p>The ferry sails, says the office of the harbour.</p>"))
    gazette.server.pages["/1"] = page(*PARAGRAPHS[:2], "The losses were lower than feared.")
    assert gazette.sync().updated == 1
    article = gazette.article()
    assert (article.versions, article.edits) == (3, 1)
    assert "lower than feared" in shown(article)
    assert (article.read, article.bookmarked_at is not None, article.tags) == (True, True, ("sea",))
    assert gazette.sync().updated == 0


@pytest.mark.parametrize(
    "answer",
    [
        page("We use cookies. Accept all cookies, or manage cookies, to continue."),
        page("You need to enable JavaScript to run this app."),
        Answer(b"<html><title>404</title><p>Page not found</p>"),
        Answer(b"<html><body></body></html>"),
        Answer(b"%PDF-1.7 binary", fields={"Content-Type": "text/html"}),
        Answer(b"gone", 410),
        Answer(b"no", 403),
        Answer(b"half", length=4000),
        Answer(b"", 302, {"Location": "/1"}),
    ],
    ids=["cookies", "scripts", "404", "empty", "pdf", "410", "403", "broken", "loop"],
)
def test_what_is_no_article_replaces_nothing(gazette: Gazette, answer: Answer) -> None:
    gazette.offer(Item(1, text=TEASER), Item(2, text=TEASER))
    gazette.server.pages["/1"] = answer
    gazette.server.pages["/2"] = page()
    gazette.follow()
    report = gazette.sync()
    assert (report.new, report.failed) == (2, 0)
    first, second = sorted(gazette.articles(), key=lambda one: one.title)
    assert first.body == TEASER
    assert second.versions == 2  # one bad page holds up nothing


def test_failures_are_tried_again_after_growing_pauses_and_then_no_more(
    gazette: Gazette, clock: FakeClock
) -> None:
    gazette.offer(Item(1, text=TEASER))
    gazette.server.pages["/1"] = Answer(b"", 503)
    gazette.follow()
    gazette.sync()
    gazette.sync()
    assert len(gazette.asked()) == 1
    for tries in range(1, 8):
        for step, asked in ((3600 * 2 ** (tries - 1) - 60, tries), (60, tries + 1)):
            clock.advance(step)
            gazette.sync()
            assert len(gazette.asked()) == asked
    for _ in range(3):
        clock.advance(30 * 86_400)
        gazette.sync()
    assert len(gazette.asked()) == 8
    # A change of the item is a reason to ask once more.
    gazette.offer(Item(1, text=TEASER + "<p>News.</p>"))
    gazette.server.pages["/1"] = page()
    gazette.sync()
    assert gazette.article().versions == 3


def test_a_server_that_asks_for_a_pause_gets_it_for_all_its_pages(
    gazette: Gazette, clock: Callable[[], float]
) -> None:
    gazette.offer(*[Item(number, text=TEASER) for number in range(1, 30)])
    for number in range(1, 30):
        gazette.server.pages[f"/{number}"] = Answer(b"", 429, {"Retry-After": "7200"})
    gazette.follow()
    gazette.sync()
    asked = len(gazette.asked())
    assert 1 <= asked < 29
    clock.advance(7000)  # type: ignore[attr-defined]
    gazette.sync()
    assert len(gazette.asked()) == asked
    clock.advance(400)  # type: ignore[attr-defined]
    for number in range(1, 30):
        gazette.server.pages[f"/{number}"] = page()
    gazette.sync()
    assert len(gazette.asked()) == asked + 29


def test_turning_it_on_and_off(gazette: Gazette) -> None:
    gazette.offer(Item(1, text=TEASER))
    gazette.server.pages["/1"] = page()
    gazette.follow(full_text=False)
    gazette.sync()
    gazette.turn(on=True)
    gazette.turn(on=False)
    assert gazette.sync().updated == 0
    assert gazette.asked() == []
    gazette.turn(on=True)
    report = gazette.sync(force=False)  # effective at the next sync, though the feed is not due
    assert [one.updated for one in report.sources] == [report.updated] == [1]
    assert gazette.asked() == ["/1"]
    gazette.turn(on=False)
    # A summary does not replace the page's text even now; a text of the feed's own does.
    gazette.offer(Item(1, text="<p>In short: it sails.</p>"))
    gazette.sync()
    assert gazette.article().versions == 2
    gazette.offer(Item(1, text="<p>" + " ".join(PARAGRAPHS).replace("Monday", "Tuesday") + "</p>"))
    assert gazette.sync().updated == 1
    assert "Tuesday" in shown(gazette.article())
    assert gazette.asked() == ["/1"]


def test_adding_a_source_brings_its_pages_at_once(library: Library, server: Loopback) -> None:
    server.pages["/f"] = Answer(rss([Item(1, text=TEASER, link=f"{server.url}/1")]))
    server.pages["/1"] = page()
    added = add(library, f"{server.url}/f", full_text=True)
    assert (added.report.new, added.report.updated) == (1, 0)
    [number] = library.ids(ArticleQuery())
    assert library.article(number).versions == 2


def test_a_feed_cannot_reach_into_the_readers_network(gazette: Gazette) -> None:
    with Loopback() as private:
        private.pages["/secret"] = page()
        gazette.offer(
            Item(1, text=TEASER, link=f"{private.url}/secret"),
            Item(2, text=TEASER, link="http://192.168.0.1/router"),
            Item(3, text=TEASER, link="ftp://paper.invalid/x"),
            Item(4, text=TEASER, link=gazette.server.url.replace("//", "//me:hush@") + "/4"),
        )
        gazette.server.pages["/4"] = page()
        gazette.follow()
        gazette.sync()
        assert private.requests == []
    assert gazette.asked() == ["/4"]
    # Nor may it have us log in, wherever that is.
    assert not any("Authorization" in one.fields for one in gazette.server.requests)


def test_a_run_is_bounded_and_goes_on_with_the_next(
    gazette: Gazette, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 3)
    gazette.offer(*[Item(number, text=TEASER) for number in range(1, 6)])
    for number in range(1, 6):
        gazette.server.pages[f"/{number}"] = page()
    gazette.follow()
    gazette.sync()
    assert sorted(gazette.asked()) == ["/3", "/4", "/5"]  # the newest first
    gazette.sync()
    assert sorted(gazette.asked()) == ["/1", "/2", "/3", "/4", "/5"]


def test_progress_and_stopping(gazette: Gazette, library: Library, syncer: Syncer) -> None:
    gazette.offer(*[Item(number, text=TEASER) for number in range(1, 12)])
    for number in range(1, 12):
        gazette.server.pages[f"/{number}"] = page()
    gazette.follow()
    cancel = threading.Event()
    seen: list[SyncProgress] = []

    def follow(now: SyncProgress) -> None:
        seen.append(now)
        if now.pages_done == 3:
            cancel.set()

    report = syncer.run(progress=follow, cancel=cancel)
    assert report.new == 11
    assert (seen[-1].pages_done, seen[-1].pages_total) == (3, 11)
    assert sum(article.versions == 2 for article in gazette.articles()) == 3
    syncer.run(force=True)
    assert all(article.versions == 2 for article in gazette.articles())


def test_a_fault_of_ours_over_one_page_costs_only_that_one(
    gazette: Gazette, monkeypatch: pytest.MonkeyPatch, logged_errors: list[logging.LogRecord]
) -> None:
    gazette.offer(Item(1, text=TEASER), Item(2, text=TEASER))
    gazette.server.pages["/1"] = gazette.server.pages["/2"] = page()
    gazette.follow()
    judge = pages.judge
    calls: list[object] = []

    def stumble(now: object, there: object) -> object:
        calls.append(now)
        if len(calls) == 1:
            raise RuntimeError("a bug")
        return judge(now, there)  # type: ignore[arg-type]

    monkeypatch.setattr(pages, "judge", stumble)
    assert gazette.sync().failed == 0
    assert sorted(article.versions for article in gazette.articles()) == [1, 2]
    assert len(logged_errors) == 1


def test_two_pages_come_at_once_from_the_same_host(gazette: Gazette) -> None:
    gazette.offer(*(Item(number, text=TEASER) for number in range(8)))
    for number in range(8):
        gazette.server.pages[f"/{number}"] = replace(page(), delay=0.1)
    gazette.follow()
    assert gazette.sync().failed == 0
    assert len(gazette.asked()) == 8
    assert gazette.server.most_at_once == 2
