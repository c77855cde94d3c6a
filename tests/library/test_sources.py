"""Subscriptions: made, changed, left, taken up again; and how their fetches went."""

from __future__ import annotations

import pytest
from tests.conftest import FakeClock
from tests.fakes import NOON, feed, prepared

from clashreader.errors import NotFoundError, UsageError
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, FetchRecord, Insert

GOOD = FetchRecord(
    NOON, "https://example.org/feed.xml", status=200, etag='W/"1"', last_modified="Mon",
    content_hash="ab", next_check=NOON + 60,
)  # fmt: skip


def test_one_address_is_one_source(library: Library) -> None:
    source = library.add_source(feed())
    with pytest.raises(UsageError, match=f"source already .number {source.id}."):
        library.add_source(feed())


def test_a_source_is_found_by_number_address_and_title(library: Library) -> None:
    one = library.add_source(feed(title="Harbour Gazette"))
    library.add_source(feed("https://b/", title="Twin"))
    library.add_source(feed("https://c/", title="twin"))
    for text in (str(one.id), one.url, "harbour gazette"):
        assert library.find_source(text).id == one.id
    with pytest.raises(UsageError, match="Several"):
        library.find_source("Twin")
    with pytest.raises(NotFoundError, match="nobody"):
        library.find_source("nobody")


def test_leaving_a_source_keeps_its_articles(library: Library) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared())])
    library.remove_source(source, delete_articles=False)
    assert library.sources() == ()
    assert library.count(ArticleQuery()) == 1
    again = library.add_source(feed(title="Back"))
    assert (again.id, again.articles, again.title) == (source, 1, "Back")


def test_what_the_reader_put_work_into_outlives_its_source(library: Library) -> None:
    source = library.add_source(feed()).id
    own = ("theirs",)
    ids = library.apply(
        source, [Insert(prepared(str(n), tags=own, text="words to find")) for n in range(4)]
    ).inserted
    library.set_bookmarked(ids[:1], True)
    library.tag(ids[1:2], add=["mine"])
    library.remove_source(source, delete_articles=True)
    assert sorted(library.ids(ArticleQuery())) == list(ids[:2])
    assert library.check() == []
    # The others do not come back with the next sync, since their light rows are still known.
    library.add_source(feed())
    known = library.known(source)
    assert [known[str(n)].deleted for n in range(4)] == [False, False, True, True]


def test_validators_are_those_of_an_answer_that_was_stored_whole(library: Library) -> None:
    source = library.add_source(feed()).id
    library.record_fetch(source, GOOD)
    failed = FetchRecord(NOON + 9, GOOD.url, status=500, etag="no", error="It failed.")
    library.record_fetch(source, failed)
    now = library.source(source)
    assert (now.etag, now.last_modified, now.content_hash) == ('W/"1"', "Mon", "ab")
    assert (now.error, now.failures, now.last_sync) == ("It failed.", 1, NOON + 9)
    library.record_fetch(source, FetchRecord(NOON + 10, GOOD.url, status=304, not_modified=True))
    now = library.source(source)
    assert (now.error, now.failures, now.etag) == (None, 0, 'W/"1"')


def test_another_address_is_read_afresh(library: Library) -> None:
    source = library.add_source(feed()).id
    other = library.add_source(feed("https://b/"))
    library.record_fetch(source, GOOD)
    library.edit_source(source, url="https://new.example/feed")
    now = library.source(source)
    assert (now.url, now.etag, now.content_hash) == ("https://new.example/feed", None, None)
    with pytest.raises(UsageError, match="another source"):
        library.edit_source(source, url=other.url)


def test_a_title_that_the_reader_chose_stays(library: Library) -> None:
    source = library.add_source(feed()).id
    library.describe_source(source, title="From the feed", site_url=None, default_section=None)
    assert library.source(source).title == "From the feed"
    library.edit_source(source, title="Mine")
    library.describe_source(source, title="Feed again", site_url="https://s/", default_section="W")
    now = library.source(source)
    assert (now.title, now.site_url, now.default_section) == ("Mine", "https://s/", "W")


def test_changing_what_is_not_there_changes_nothing(library: Library) -> None:
    for change in (
        lambda: library.edit_source(9, title="x"),
        lambda: library.remove_source(9, delete_articles=True),
        lambda: library.describe_source(9, title="x", site_url=None, default_section=None),
        lambda: library.apply(9, [Insert(prepared())]),
        lambda: library.source(9),
    ):
        with pytest.raises(NotFoundError, match="no source 9"):
            change()
    assert library.count(ArticleQuery()) == 0


def test_the_log_of_fetches_does_not_grow_without_end(library: Library) -> None:
    source = library.add_source(feed()).id
    library.record_fetches([(source, GOOD)] * 120)
    with library._connections.read() as run:
        assert run("SELECT count(*) FROM fetch_log", ()) == [(50,)]


def test_pictures_are_wanted_stored_failed_and_ignored(library: Library, clock: FakeClock) -> None:
    source = library.add_source(feed()).id
    urls = [f"https://example.org/{n}.png" for n in range(3)]
    library.apply(source, [Insert(prepared(images=urls, lead_image=urls[2]))])
    wanted = {image.url: image.id for image in library.wanted_images(10)}
    assert set(wanted) == set(urls)
    library.store_images([(wanted[urls[0]], b"bytes", "image/png", 4, 3)])
    library.fail_images([(wanted[urls[1]], "It answers 404.")])
    library.ignore_images([(wanted[urls[2]], "It is a tracking pixel.")])
    assert library.wanted_images(10) == ()
    view = library.overview(day_start=NOON)
    assert (view.images_stored, view.images_missing) == (1, 1)
    article = library.article(library.known(source)["a"].id)
    assert [(image.url, image.error) for image in article.images] == [
        (urls[0], None), (urls[1], "It answers 404."),
    ]  # fmt: skip
    kept = article.images[0]
    assert kept.hash is not None
    assert library.image_path(kept.hash).read_bytes() == b"bytes"
    clock.advance(2 * 3600)
    assert [image.url for image in library.wanted_images(10)] == [urls[1]]
    assert library.check() == []


def test_pictures_of_a_source_without_pictures_are_not_wanted(library: Library) -> None:
    source = library.add_source(feed(images=False)).id
    library.apply(source, [Insert(prepared(images=["https://example.org/1.png"]))])
    assert library.wanted_images(10) == ()
    library.edit_source(source, images=True)
    assert len(library.wanted_images(10)) == 1
    assert library.wanted_images(10, source_id=source + 1) == ()


def test_a_source_moves_only_to_an_address_that_is_free(library: Library) -> None:
    here, there, new = "https://a/f", "https://b/f", "https://c/f"
    source = library.add_source(feed(here)).id
    other = library.add_source(feed(there)).id
    library.record_fetch(source, FetchRecord(NOON, here, source_url=here, moved_to=there))
    assert library.source(source).url == here
    library.record_fetch(
        source, FetchRecord(NOON, here, source_url=here, moved_to=new, etag='"1"', status=200)
    )
    moved = library.source(source)
    assert (moved.url, moved.typed, moved.etag, moved.validated) == (new, here, '"1"', NOON)
    library.edit_source(source, url="https://d/f")
    assert library.source(source).typed is None
    assert library.source(other).url == there


def test_updates_that_ended_can_be_taken_up_again(library: Library) -> None:
    source = library.add_source(feed("https://a/f")).id
    gone = FetchRecord(NOON, "https://a/f", error="It is gone.", stop=True, next_check=NOON + 9)
    library.record_fetch(source, gone)
    stopped = library.source(source)
    assert (stopped.paused, stopped.error) == (True, "It is gone.")
    library.edit_source(source, paused=False)
    again = library.source(source)
    assert (again.paused, again.error, again.next_sync, again.failures) == (False, None, None, 0)


def test_when_articles_arrived(library: Library, clock: FakeClock) -> None:
    source = library.add_source(feed("https://a/f")).id
    assert library.arrivals(source) == ()
    library.apply(source, [Insert(prepared("old", published=NOON - 9))])
    clock.advance(60)
    library.apply(source, [Insert(prepared("new", published=NOON - 900))])
    assert sorted(library.arrivals(source)) == [NOON, NOON + 60]
