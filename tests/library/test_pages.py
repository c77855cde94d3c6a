"""Pages behind articles: which are wanted when, and how one becomes the newest version."""

from __future__ import annotations

from typing import Any

import pytest
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.errors import NotFoundError
from clashreader.library.library import Library
from clashreader.library.search import select
from clashreader.model import (
    Article,
    ArticleQuery,
    FetchRecord,
    Insert,
    MediaType,
    NewSource,
    Prepared,
    Revise,
    SourceKind,
    Term,
    Touch,
)

FETCH = FetchRecord(NOON, "https://example.org/1", status=200)
LONG = "The whole story of the ferry, told at length, from the quay to the island. " * 3


def page(uid: str = "a", text: str = LONG, **fields: Any) -> Prepared:
    fields.setdefault("media_type", MediaType.PAGE)
    return prepared(uid, text, **fields)


def wanted(library: Library) -> list[tuple[int, int]]:
    return [(one.article_id, one.tries) for one in library.wanted_pages(99)]


@pytest.fixture
def source(library: Library) -> int:
    """A full-text source with one article that lies on the web, and one that lies nowhere."""
    number = library.add_source(feed(full_text=True)).id
    library.apply(
        number,
        [
            Insert(prepared("a", url="https://example.org/1", author=None)),
            Insert(prepared("b", url="tag:example.org,2026:b")),
            Insert(prepared("c")),
        ],
    )
    return number


def article(library: Library, number: int = 1) -> Article:
    return library.article(number)


def test_what_is_wanted(library: Library, source: int) -> None:
    assert wanted(library) == [(1, 0)]
    assert library.wanted_pages(99, source + 1) == ()
    library.apply(source, [Insert(prepared("d", url="HTTP://example.org/4", published=NOON + 60))])
    assert [number for number, _ in wanted(library)] == [4, 1]
    assert [one.article_id for one in library.wanted_pages(1, source)] == [4]
    library.remove_source(source, delete_articles=False)
    assert wanted(library) == []
    library.add_source(feed(full_text=True))
    assert len(wanted(library)) == 2


def test_folders_and_other_feeds_want_nothing(library: Library) -> None:
    plain = library.add_source(feed()).id
    folder = library.add_source(NewSource(SourceKind.FOLDER, "/x", "X", full_text=True)).id
    for number, uid in ((plain, "a"), (folder, "b")):
        library.apply(number, [Insert(prepared(uid, url="https://example.org/1"))])
        library.edit_source(number, title="Other")
    assert wanted(library) == []


def test_turning_it_on_and_off(library: Library, source: int) -> None:
    library.edit_source(source, full_text=False)
    assert wanted(library) == []
    library.edit_source(source, full_text=True)
    assert wanted(library) == [(1, 0)]
    library.fail_page(1, status=410, final=True)
    assert wanted(library) == []
    library.edit_source(source, full_text=True)
    assert wanted(library) == [(1, 0)]
    library.take_page(1, page(), FETCH)
    library.edit_source(source, full_text=False)
    library.edit_source(source, full_text=True)
    assert wanted(library) == []
    assert not library.known(source)["b"].page_words
    assert library.known(source)["a"].page_words == article(library).words
    assert library.known(source)["a"].asks_page


def test_a_taken_page_is_a_version_and_no_edit(library: Library, source: int) -> None:
    library.set_read([1], read=True)
    library.set_bookmarked([1], bookmarked=True)
    library.tag([1], add=["sea"])
    before = library.known(source)["a"]
    changes = library.take_page(
        1, page(author="Ida", section="Sea", published=NOON - DAY, images=["https://i/1"]), FETCH
    )
    assert changes.updated == (1,)
    now = article(library)
    assert (now.versions, now.version, now.edits) == (2, 2, 0)
    assert (now.author, now.section, now.published) == ("Ida", "Sea", NOON - DAY)
    assert (now.read, now.bookmarked_at is not None, now.tags) == (True, True, ("sea",))
    assert now.media_type is MediaType.PAGE
    assert article(library).summary == "Some words of news."
    assert library.article(1, version=1).body == "<p>Some words of news.</p>"
    assert [one.url for one in library.wanted_images(9)] == ["https://i/1"]
    after = library.known(source)["a"]
    assert (after.item_hash, after.uid) == (before.item_hash, before.uid)
    assert list(library.ids(ArticleQuery(Term("quay")))) == [1]
    assert list(library.ids(ArticleQuery(Term("edited", "is")))) == []
    assert wanted(library) == []
    assert library.check() == []


def test_a_page_that_reads_the_same_makes_no_version(library: Library, source: int) -> None:
    changes = library.take_page(1, page(text="SOME  words\nof news.", author="Ida"), FETCH)
    assert (changes.updated, changes.articles) == ((), (1,))
    now = article(library)
    assert (now.versions, now.author, now.media_type) == (1, "Ida", MediaType.HTML)
    assert list(library.ids(ArticleQuery(Term("ida", "author")))) == [1]
    assert wanted(library) == []
    assert library.check() == []


def test_what_the_feed_says_outranks_the_page(library: Library) -> None:
    number = library.add_source(feed(full_text=True)).id
    said = {"author": "Bob", "section": "Europe", "published": NOON}
    library.apply(number, [Insert(prepared("a", url="https://example.org/1", **said))])
    library.take_page(1, page(author="Ida", section="Sea", published=1), FETCH)
    now = article(library)
    assert (now.author, now.section, now.published) == ("Bob", "Europe", NOON)
    # A touched item asks again only where it says so; what a page filled in stays.
    library.apply(number, [Touch(1, prepared("a", "Other.", url="https://example.org/1"))])
    assert wanted(library) == []
    again = prepared("a", "Third.", url="https://example.org/1", section="Asia")
    library.apply(number, [Touch(1, again, page_again=True)])
    assert wanted(library) == [(1, 0)]
    assert (article(library).author, article(library).section) == ("Bob", "Asia")
    changed = library.take_page(1, page(text=LONG + "And back."), FETCH)
    assert changed.updated == (1,)
    assert article(library).edits == 1
    assert library.count(ArticleQuery(Term("edited", "is"))) == 1
    assert library.overview(day_start=0).edited == library.stats().edited == 1


def test_a_new_text_of_the_feed_asks_for_the_page_again(library: Library, source: int) -> None:
    library.fail_page(1, status=404, final=True)
    library.apply(source, [Revise(1, prepared("a", "Other words.", url="https://example.org/1"))])
    assert wanted(library) == [(1, 0)]
    assert article(library).edits == 1


def test_pauses_grow_and_end(library: Library, source: int, clock: Any) -> None:
    for tries in range(8):
        assert wanted(library) == [(1, tries)]
        library.fail_page(1, status=503)
        assert wanted(library) == []
        clock.advance(3600 * 2**tries - 1)
        assert wanted(library) == []
        clock.advance(1)
    assert wanted(library) == []


def test_a_page_can_be_put_off(library: Library, source: int, clock: Any) -> None:
    library.fail_page(1, status=None, retry_at=int(clock()) + 100, counts=False)
    assert wanted(library) == []
    clock.advance(100)
    assert wanted(library) == [(1, 0)]


def test_what_cannot_be_stored_is_left_out(library: Library, source: int) -> None:
    odd = page(text=LONG + "\0\ud800", author="Ida\ud800\0", published=10**15)
    library.take_page(1, odd, FETCH)
    assert article(library).author.strip("\ufffd? ") == "Ida"  # type: ignore[union-attr]
    assert library.check() == []


def test_articles_that_are_not_there(library: Library, source: int) -> None:
    with pytest.raises(NotFoundError):
        library.take_page(99, page(), FETCH)
    with pytest.raises(NotFoundError):
        library.fail_page(99, status=None)
    library.remove_source(source, delete_articles=True)
    with pytest.raises(NotFoundError):
        library.take_page(1, page(), FETCH)
    with pytest.raises(NotFoundError):
        library.fail_page(1, status=None)


def test_the_question_for_edited_articles_uses_its_index(library: Library, source: int) -> None:
    sql, parameters = select(ArticleQuery(Term("edited", "is")), NOON).statement("a.id")
    with library._connections.read() as run:
        plan = run(f"EXPLAIN QUERY PLAN {sql}", parameters)
        assert "articles_edited" in str(plan)
        plan = run(
            "EXPLAIN QUERY PLAN SELECT id FROM articles a WHERE a.state = 0 AND a.page_state = 1 "
            "AND source_id = 1", (),
        )  # fmt: skip
        assert "articles_page" in str(plan)
