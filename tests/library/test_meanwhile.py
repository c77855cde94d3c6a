"""What happens between deciding and storing: another process, the reader, odd input."""

from __future__ import annotations

import threading

import pytest
from tests.fakes import NOON, feed, prepared

from clashreader.errors import LibraryError, NotFoundError, QueryError
from clashreader.library.files import sqlite_uri
from clashreader.library.grammar import parse_query
from clashreader.library.library import Library
from clashreader.library.snippets import snippet
from clashreader.model import (
    ArticleQuery,
    Changes,
    FetchRecord,
    Insert,
    Move,
    Revise,
    SetGone,
    Stamp,
    Term,
    Touch,
)
from clashreader.paths import Home


@pytest.fixture
def source(library: Library) -> int:
    return library.add_source(feed()).id


def test_two_syncs_of_the_same_items_store_them_once(
    library: Library, home: Home, source: int
) -> None:
    items = [Insert(prepared(str(n))) for n in range(5)]
    with Library.open(home.library, home.images) as other:
        assert len(library.apply(source, items).inserted) == 5
        assert other.apply(source, items) == Changes()
        revised = [Revise(n + 1, prepared(str(n), "another text")) for n in range(5)]
        assert len(library.apply(source, revised).updated) == 5
        assert other.apply(source, revised).updated == ()
    assert {item.versions for item in library.known(source).values()} == {2}
    assert library.check() == []


def test_an_item_stored_meanwhile_with_another_text_becomes_a_version(
    library: Library, source: int
) -> None:
    library.apply(source, [Insert(prepared("a", "first"))])
    changes = library.apply(source, [Insert(prepared("a", "second"))])
    assert (changes.inserted, len(changes.updated)) == ((), 1)
    assert library.count(ArticleQuery(Term("second"))) == 1


def test_a_batch_with_one_name_twice_stores_it_once(library: Library, source: int) -> None:
    changes = library.apply(source, [Insert(prepared("a")), Insert(prepared("a", "other"))])
    assert len(changes.inserted) == 1


def test_a_source_removed_during_a_sync_stays_removed(library: Library, source: int) -> None:
    (article,) = library.apply(source, [Insert(prepared("a"))]).inserted
    library.remove_source(source, delete_articles=True)
    with pytest.raises(NotFoundError):
        library.apply(source, [Insert(prepared("b"))])
    library.record_fetch(source, FetchRecord(NOON, "https://example.org/feed.xml", etag="x"))
    library.add_source(feed())
    gone = prepared("a", "another text")
    for intent in (
        Revise(article, gone), Touch(article, gone), SetGone(article, False), Insert(gone),
        Move(article, "c", None), Stamp(article, "1", "00" * 32),
    ):  # fmt: skip
        assert library.apply(source, [intent]).updated == ()
    assert library.count(ArticleQuery()) == 0
    assert library.check() == []


def test_a_name_that_is_taken_is_not_taken_twice(library: Library, source: int) -> None:
    one, two = library.apply(source, [Insert(prepared("a")), Insert(prepared("b"))]).inserted
    library.apply(source, [Move(one, "b", None), Touch(two, prepared("a"))])
    assert {uid: known.id for uid, known in library.known(source).items()} == {"a": one, "b": two}


def test_a_stamp_leaves_the_good_copy_alone(library: Library, source: int) -> None:
    (article,) = library.apply(source, [Insert(prepared("a", author="Jane"))]).inserted
    before = library.article(article)
    library.apply(source, [Stamp(article, "9", "ab" * 32)])
    known = library.known(source)["a"]
    assert (known.fingerprint, known.item_hash) == ("9", "ab" * 32)
    assert library.article(article) == before


def test_an_old_address_says_nothing_of_the_new_one(library: Library, source: int) -> None:
    library.record_fetch(
        source,
        FetchRecord(
            NOON, "https://example.org/feed.xml", status=429, error="Wait.", retry_at=NOON + 999
        ),
    )
    library.edit_source(source, url="https://new.example/feed")
    now = library.source(source)
    assert (now.retry_at, now.failures, now.error) == (None, 0, None)
    late = FetchRecord(NOON, "https://example.org/feed.xml", status=200, etag="old", error=None)
    library.record_fetch(source, late)
    assert library.source(source).etag is None


def test_names_of_any_length_are_found_again(library: Library, source: int) -> None:
    long = "Ä" + "name " * 60
    for n in range(2):
        library.apply(source, [Insert(prepared(str(n), section=long, tags=(long,)))])
    (section,) = library.sections()
    assert section.total == 2
    (tag,) = library.tags()
    assert tag.total == 2
    library.edit_source(source, section=long)
    library.tag([1], remove=[long])
    library.delete_tag(long)
    assert library.tags() == ()


def test_titles_in_any_script_are_found(library: Library) -> None:
    source = library.add_source(feed("https://a/", title="中国新闻")).id
    library.add_source(feed("https://b/", title="Two  Blanks"))
    library.apply(source, [Insert(prepared())])
    assert library.find_source("中国新闻").id == source
    assert library.find_source("two blanks").title == "Two  Blanks"
    assert library.count(ArticleQuery(parse_query("source:中国"))) == 1


def test_a_source_taken_up_again_follows_its_new_section(library: Library) -> None:
    source = library.add_source(feed(section="Chosen")).id
    library.apply(source, [Insert(prepared("a", section="Own"))])
    library.remove_source(source, delete_articles=False)
    library.add_source(feed())
    assert library.article(1).section == "Own"


def test_a_picture_that_was_cut_short_is_written_again(library: Library, source: int) -> None:
    library.apply(source, [Insert(prepared(images=["https://i/1"]))])
    (wanted,) = library.wanted_images(9)
    picture = (wanted.id, b"all of it", "image/png", 2, 2)
    library.store_images([picture])
    path = library.image_path(library.article(1).images[0].hash or "")
    path.write_bytes(b"")
    library.store_images([picture])
    assert path.read_bytes() == b"all of it"
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_pictures_are_paged_and_told_apart(library: Library, source: int) -> None:
    urls = [f"https://i/{n}" for n in range(4)] + ["file:///x/1.png"]
    library.apply(source, [Insert(prepared(images=urls))])
    first = library.wanted_images(3, web=True)
    rest = library.wanted_images(9, web=True, before=first[-1].id)
    assert {image.url for image in (*first, *rest)} == set(urls[:4])
    assert [image.url for image in library.wanted_images(9, web=False)] == urls[4:]


def test_what_cannot_be_stored_is_cleaned_and_costs_no_batch(library: Library, source: int) -> None:
    odd = prepared(
        "u\0\ud800", "text \ud800 and \0", title="T\0\udc00", tags=("a\0b", "\0"), author="\ud800",
        images=["https://i/\0"], published=2**70, body="<p>\0\ud800</p>", section="S\0",
    )  # fmt: skip
    same = prepared("u\ufffd", title="The same name, once it is cleaned")
    ids = library.apply(source, [Insert(odd), Insert(prepared("fine")), Insert(same)]).inserted
    assert len(ids) == 2
    article = library.article(ids[0])
    assert article.published is None
    assert "\0" not in article.title + article.uid + "".join(article.tags)
    assert article.body == "<p>\0\ud800</p>"
    assert library.check() == []
    library.apply(source, [Touch(ids[0], odd), Revise(ids[0], prepared("x", "\ud800 new"))])
    assert library.check() == []


def test_a_closed_library_is_not_opened_again_by_reading(library: Library) -> None:
    library.sources()
    library.close()
    for read in (library.sources, lambda: library.overview(day_start=0)):
        with pytest.raises(LibraryError, match="closed"):
            read()
    assert not library.foreign_changes()


def test_reading_goes_on_while_a_batch_is_written(library: Library, source: int) -> None:
    with library._connections.write(durable=False):
        done: list[int] = []
        thread = threading.Thread(target=lambda: done.append(library.count(ArticleQuery())))
        thread.start()
        thread.join(5)
        assert done == [0]


def test_many_conditions_are_refused_in_words_and_as_many_as_allowed_work(
    library: Library,
) -> None:
    for between in (" ", " OR "):
        many = between.join(f"tag:t{n}" for n in range(1_000))
        assert library.count(ArticleQuery(parse_query(many))) == 0
    most = " ".join("-a" for _ in range(5_000))
    assert library.count(ArticleQuery(parse_query(most))) == 0
    with pytest.raises(QueryError, match="more than 5,000"):
        parse_query(f"{most} -a")
    assert library.count(ArticleQuery(parse_query(" ".join(f"-w{n}" for n in range(400))))) == 0


def test_a_hit_far_inside_a_text_without_breaks_is_shown() -> None:
    text = "ж " * 60_000 + "ёлка горит " + "ж " * 60_000
    assert "ёлка" in snippet(text, [Term("елка")])
    edge = "ж" * 19_998 + " ёлка"
    assert "ёлка" in snippet(edge, [Term("елка")])


def test_a_network_share_has_no_host_for_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    class Share:
        def absolute(self) -> Share:
            return self

        def as_uri(self) -> str:
            return "file://server/share/a%20b.sqlite3"

    assert sqlite_uri(Share(), "ro") == "file:////server/share/a%20b.sqlite3?mode=ro"  # type: ignore[arg-type]
