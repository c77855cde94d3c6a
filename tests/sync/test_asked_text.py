"""The page behind one article, and all that is missing, fetched because the reader asks."""

from __future__ import annotations

import threading

import pytest
from tests.sync.loopback import Answer, Loopback
from tests.sync.samples import Item, png
from tests.sync.test_pages import PARAGRAPHS, TEASER, Gazette, page, shown

from clashreader.errors import NotFoundError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery
from clashreader.sync.asked import fetch_text
from clashreader.sync.offline import OfflineProgress, prepare_offline, reason_of
from clashreader.sync.pipeline import Syncer


@pytest.fixture
def gazette(server: Loopback, library: Library, syncer: Syncer) -> Gazette:
    return Gazette(server, library, syncer)


def with_teaser(gazette: Gazette, *, text: str = TEASER) -> int:
    gazette.offer(Item(1, text=text))
    gazette.follow(full_text=False)
    gazette.sync()
    return gazette.article().id


def test_a_page_that_is_asked_for_becomes_the_text_of_an_article(gazette: Gazette) -> None:
    number = with_teaser(gazette)
    gazette.server.pages["/1"] = page()
    report = fetch_text(gazette.library, number)
    assert (report.taken, report.same, report.reason) == (True, False, "")
    assert report.changes.updated == (number,)
    article = gazette.article()
    assert PARAGRAPHS[2] in shown(article)
    assert (article.versions, article.edits) == (2, 0)
    assert gazette.library.article(number, version=1).body == TEASER
    # A sync of the very same feed leaves it alone, and asking again makes no version.
    gazette.sync()
    again = fetch_text(gazette.library, number)
    assert (again.taken, again.same) == (True, True)
    assert gazette.article().versions == 2
    assert gazette.library.check() == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=404), "404"),
        (Answer(b"<html><body><p>Please enable JavaScript to continue.</p></body></html>"), "show"),
        (Answer(b"<html><body><form>Log in to continue reading</form></body></html>"), "show"),
        (Answer(png()), "picture"),
    ],
)
def test_what_is_no_article_changes_nothing_and_has_a_reason(
    gazette: Gazette, answer: Answer, words: str
) -> None:
    number = with_teaser(gazette)
    gazette.server.pages["/1"] = answer
    report = fetch_text(gazette.library, number)
    assert not report.taken
    assert report.reason.endswith(".")
    assert words in report.reason or answer.body.startswith(b"\x89")
    assert gazette.article().body == TEASER
    assert gazette.article().versions == 1


def test_a_shorter_page_keeps_the_text_that_is_there(gazette: Gazette) -> None:
    number = with_teaser(gazette, text="".join(f"<p>{one}</p>" for one in PARAGRAPHS))
    gazette.server.pages["/1"] = page(PARAGRAPHS[0])
    assert "more of the article" in fetch_text(gazette.library, number).reason


def test_an_article_without_an_address_has_no_page(gazette: Gazette) -> None:
    gazette.server.pages["/f"] = Answer(
        b"<rss version='2.0'><channel><title>G</title><item><title>One</title>"
        b"<description>Words of the port.</description></item></channel></rss>"
    )
    gazette.follow(full_text=False)
    gazette.sync()
    assert "no address" in fetch_text(gazette.library, gazette.article().id).reason
    with pytest.raises(NotFoundError):
        fetch_text(gazette.library, 77)


@pytest.mark.tries_network
def test_what_is_missing_is_listed_with_reasons_and_fetched(gazette: Gazette) -> None:
    server, library = gazette.server, gazette.library
    picture = f'<img src="{server.url}/a.png"><img src="{server.url}/b.png">'
    gazette.offer(Item(1, text=TEASER + picture), Item(2, text=TEASER))
    server.pages["/2"] = Answer(status=503)
    server.pages["/1"] = Answer(status=500)
    gazette.follow()
    gazette.sync()
    assert library.overview(day_start=0).pages_missing == 2
    texts, images = library.text_gaps(9), library.image_gaps(9)
    assert [reason_of(gap) for gap in texts] == [
        "The server answers 503 (service unavailable).",
        "The server answers 500 (internal server error).",
    ]
    assert [gap.url[-5:] for gap in images] == ["b.png", "a.png"]
    assert all(reason_of(gap) == "The server answers 404 (not found)." for gap in images)
    server.pages["/1"] = page(inside=picture)
    server.pages["/a.png"] = Answer(png(40, 30))
    steps: list[OfflineProgress] = []
    report = prepare_offline(library, progress=steps.append)
    assert (report.texts, report.texts_failed) == (1, 1)
    assert (report.images, report.images_failed, report.stopped) == (1, 1, False)
    assert steps[-1].done == steps[-1].total == 4
    assert library.overview(day_start=0).pages_missing == 1
    [left] = library.image_gaps(9)
    assert left.url.endswith("b.png")
    # Of one article only.
    [second] = [gap.article_id for gap in library.text_gaps(9)]
    assert library.image_gaps(9, [second]) == ()
    assert [gap.article_id for gap in library.text_gaps(9, [second])] == [second]
    assert library.text_gaps(9, []) == ()


def test_preparing_can_be_stopped(gazette: Gazette) -> None:
    gazette.offer(Item(1, text=TEASER), Item(2, text=TEASER))
    gazette.follow()
    gazette.sync()
    gazette.server.pages["/1"] = gazette.server.pages["/2"] = page()
    stop = threading.Event()
    stop.set()
    assert prepare_offline(gazette.library, cancel=stop).stopped
    assert len(gazette.library.text_gaps(9)) == 2
    assert len(gazette.library.ids(ArticleQuery())) == 2
