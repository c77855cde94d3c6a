"""Articles go in once, change by versions, move, disappear and come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import FakeClock
from tests.fakes import DAY, NOON, feed, prepared

from clashreader.errors import NotFoundError
from clashreader.library.grammar import parse_query
from clashreader.library.library import Library
from clashreader.library.packing import pack, unpack_body, unpack_text
from clashreader.library.store import month_of, url_key
from clashreader.model import (
    ArticleQuery,
    Enclosure,
    FetchRecord,
    Insert,
    MediaType,
    Move,
    Related,
    Revise,
    SetGone,
    Sort,
    Stamp,
    Touch,
)


@pytest.fixture
def source(library: Library) -> int:
    return library.add_source(feed()).id


def found(library: Library, query: str = "", sort: Sort = Sort.NEWEST) -> list[str]:
    ids = library.ids(ArticleQuery(parse_query(query), sort))
    return [row.title for row in library.rows(ids)]


def test_an_article_is_kept_as_it_was_received(library: Library, source: int) -> None:
    article = prepared(
        "u1", "Ships leave. Nobody waves.", title="Ships leave", body="<p>Ships <b>leave</b>",
        url="https://example.org/1", base_url="https://example.org/", author="Ann Bell",
        outlet="Harbour Gazette", published=NOON - DAY, section="Europe", tags=("sea", "Ports"),
        language="en", related=(Related("Europe", 202603), Related("Asia", None, "T", "https://x/")),
        enclosures=(Enclosure("https://example.org/a.mp3", "audio/mpeg", 12),),
        notices=("The encoding was guessed.",), title_derived=True, body_span=(0, 21),
        images=("https://example.org/i.png",), lead_image="https://example.org/i.png",
    )  # fmt: skip
    (article_id,) = library.apply(source, [Insert(article)]).inserted
    kept = library.article(article_id)
    assert kept.body == "<p>Ships <b>leave</b>"
    assert kept.body_span == (0, 21)
    assert (kept.title, kept.author, kept.outlet) == ("Ships leave", "Ann Bell", "Harbour Gazette")
    assert (kept.section, kept.month, kept.published) == ("Europe", 202603, NOON - DAY)
    assert kept.tags == ("Ports", "sea")
    assert kept.related == article.parsed.related
    assert kept.enclosures == article.parsed.enclosures
    assert kept.notices == article.parsed.notices
    assert kept.title_derived
    assert kept.media_type is MediaType.HTML
    assert [image.url for image in kept.images] == ["https://example.org/i.png"]
    assert not kept.read
    assert kept.bookmarked_at is None


def test_a_new_text_is_a_new_version_and_the_old_one_stays(library: Library, source: int) -> None:
    (article_id,) = library.apply(source, [Insert(prepared(text="Ten were rescued."))]).inserted
    library.set_read([article_id], True)
    library.set_bookmarked([article_id], True)
    library.tag([article_id], add=["mine"])
    changes = library.apply(source, [Revise(article_id, prepared(text="Twelve were rescued."))])
    assert changes.updated == (article_id,)
    assert [version.number for version in library.versions(article_id)] == [1, 2]
    assert "Twelve" in library.article(article_id).body
    assert "Ten" in library.article(article_id, version=1).body
    kept = library.article(article_id)
    assert (kept.read, kept.bookmarked_at is not None, kept.tags) == (True, True, ("mine",))
    assert found(library, "twelve") == ["Title of a"]
    assert found(library, "ten") == []
    assert found(library, "is:edited") == ["Title of a"]
    assert library.check() == []


def test_a_touch_changes_what_is_said_about_the_text_only(library: Library, source: int) -> None:
    (article_id,) = library.apply(source, [Insert(prepared(author="Ann"))]).inserted
    library.apply(source, [Touch(article_id, prepared(author="Bob", published=NOON))])
    kept = library.article(article_id)
    assert (kept.author, kept.versions, kept.published) == ("Bob", 1, NOON)
    assert found(library, "author:bob") == ["Title of a"]
    assert found(library, "author:ann") == []
    assert library.check() == []


def test_a_date_that_a_source_leaves_out_later_stays(library: Library, source: int) -> None:
    (article_id,) = library.apply(source, [Insert(prepared(published=NOON - DAY))]).inserted
    library.apply(source, [Touch(article_id, prepared())])
    assert library.article(article_id).published == NOON - DAY
    library.apply(source, [Touch(article_id, prepared(updated=NOON))])
    assert library.article(article_id).published == NOON - DAY


def test_undated_articles_have_no_month_and_future_ones_do_not_stay_on_top(
    library: Library, source: int
) -> None:
    library.apply(source, [
        Insert(prepared("old", published=NOON - DAY)),
        Insert(prepared("undated")),
        Insert(prepared("future", published=NOON + 400 * DAY)),
    ])  # fmt: skip
    assert found(library, "month:none") == ["Title of undated"]
    rows = library.rows(library.ids(ArticleQuery()))
    assert {row.sort_time for row in rows} == {NOON, NOON - DAY}
    assert rows[-1].title == "Title of old"
    assert library.article(rows[0].id).published == NOON + 400 * DAY


def test_own_tags_follow_the_source_and_the_readers_stay(library: Library, source: int) -> None:
    (article_id,) = library.apply(source, [Insert(prepared(tags=("a", "b")))]).inserted
    library.tag([article_id], add=["mine"], remove=["a"])
    library.apply(source, [Touch(article_id, prepared(tags=("a", "c")))])
    assert library.article(article_id).tags == ("c", "mine")


def test_moves_stamps_and_disappearances(library: Library, source: int) -> None:
    (article_id,) = library.apply(source, [Insert(prepared("old/a.md"))]).inserted
    library.apply(source, [SetGone(article_id, True)])
    assert found(library, "is:gone") == ["Title of old/a.md"]
    library.apply(source, [Move(article_id, "new/a.md", "2:2")])
    known = library.known(source)
    assert set(known) == {"new/a.md"}
    assert not known["new/a.md"].gone
    library.apply(source, [Stamp(article_id, "3:3")])
    assert library.known(source)["new/a.md"].fingerprint == "3:3"


def test_the_provenance_of_a_version_is_kept_once_a_fetch(library: Library, source: int) -> None:
    fetch = FetchRecord(NOON, "https://example.org/feed.xml", status=200, etag='"x"')
    library.apply(source, [Insert(prepared("a")), Insert(prepared("b"))], fetch=fetch)
    with library._connections.read() as run:
        rows = run(
            "SELECT c.id, c.url, c.status, c.etag FROM versions v "
            "JOIN captures c ON c.id = v.capture_id", (),
        )  # fmt: skip
    assert len(rows) == 2
    assert len(set(rows)) == 1
    assert tuple(rows[0])[1:] == ("https://example.org/feed.xml", 200, '"x"')


def test_what_does_not_exist_is_named(library: Library, source: int) -> None:
    with pytest.raises(NotFoundError, match="no article 5"):
        library.article(5)
    (article_id,) = library.apply(source, [Insert(prepared())]).inserted
    with pytest.raises(NotFoundError, match="no version 2; it has 1"):
        library.article(article_id, version=2)
    with pytest.raises(NotFoundError, match="no article 77"):
        library.check_ids([article_id, 77])
    assert library.rows([77, article_id, 78])[0].id == article_id


def test_an_article_is_found_by_its_address_however_that_is_written(
    library: Library, source: int
) -> None:
    urls = {
        "old": "https://www.example.org/ports/grain/?utm_source=feed&page=2",
        "new": "http://example.org/ports/grain?page=2#end",
        "site": "https://example.org/",
        "other": "https://example.org/ports/grain?page=3",
    }
    library.apply(source, [
        Insert(prepared(uid, url=url, published=NOON + number))
        for number, (uid, url) in enumerate(urls.items())
    ])  # fmt: skip
    ids = {row.title.removeprefix("Title of "): row.id for row in library.rows(
        library.ids(ArticleQuery()))}  # fmt: skip
    for written in (urls["old"], "HTTPS://EXAMPLE.org/ports/grain?page=2&fbclid=x", urls["new"]):
        assert library.find_article(written) == ids["new"], "of two the newest"
    assert library.find_article(urls["other"]) == ids["other"]
    for none in ("https://example.org/", "https://example.org", "https://example.org/else",
                 "mailto:desk@example.org", "https://[", "", "#end"):  # fmt: skip
        assert library.find_article(none) is None


def test_an_article_of_a_source_that_was_left_with_its_articles_is_not_found(
    library: Library, source: int
) -> None:
    library.apply(source, [Insert(prepared(url="https://example.org/ports/grain"))])
    assert library.find_article("https://example.org/ports/grain") is not None
    library.remove_source(source, delete_articles=True)
    assert library.find_article("https://example.org/ports/grain") is None


def test_pages_of_ids_make_up_the_list(library: Library, source: int) -> None:
    library.apply(source, [Insert(prepared(str(n), published=NOON - n % 7)) for n in range(60)])
    whole = list(library.ids(ArticleQuery()))
    assert len(set(whole)) == 60
    for sort in Sort:
        query = ArticleQuery(None, sort)
        pages = [list(library.ids(query, limit=7, offset=n)) for n in range(0, 60, 7)]
        assert [one for page in pages for one in page] == list(library.ids(query))


@given(st.text(max_size=300), st.text(max_size=300))
def test_bodies_and_texts_come_back_whole(body: str, text: str) -> None:
    packed_body, packed_text = pack(body, text)
    assert unpack_body(packed_body) == body
    assert unpack_text(packed_body, packed_text) == text


def test_a_text_costs_little_beside_its_body() -> None:
    words = " ".join(f"word{n * 7919 % 1000}" for n in range(800))
    body, text = pack(f"<p>{words}</p>", words)
    assert len(text) * 10 < len(body)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.example.org/a/", "http://example.org/a", True),
        ("https://example.org/a?utm_source=x&id=1", "https://example.org/a?id=1", True),
        ("https://example.org/a#part", "https://example.org/a", True),
        ("https://example.org/a?id=1", "https://example.org/a?id=2", False),
        ("https://example.org/a", "https://example.org/b", False),
    ],
)
def test_links_are_compared_without_what_does_not_count(one: str, other: str, same: bool) -> None:
    assert (url_key(one) == url_key(other)) is same


def test_odd_links_and_times_have_no_key_or_month() -> None:
    assert url_key("http://[broken") is None
    assert month_of(None) is None
    assert month_of(10**20) is None
    assert month_of(0) == 197001


def test_versions_tell_edits_from_the_page_behind_the_item(
    library: Library, clock: FakeClock
) -> None:
    source = library.add_source(feed(full_text=True))
    link = {"url": "https://example.org/1"}
    (article_id,) = library.apply(source.id, [Insert(prepared("a", "Short.", **link))]).inserted
    fetch = FetchRecord(at=NOON, url="https://example.org/1", status=200)
    clock.advance(60)
    for text in ("The whole page.", "The whole page, edited."):
        page = prepared("a", text, media_type=MediaType.PAGE, **link)
        library.take_page(article_id, page, fetch)
    clock.advance(60)
    library.apply(source.id, [Revise(article_id, prepared("a", "Another text.", **link))])
    versions = library.versions(article_id)
    assert [version.page for version in versions] == [False, True, True, False]
    assert [version.edit for version in versions] == [False, False, True, True]
    assert sum(version.edit for version in versions) == library.article(article_id).edits
    assert [version.seen for version in versions] == [NOON, NOON + 60, NOON + 60, NOON + 120]
    assert library.article(article_id, version=2).seen == NOON + 60


def test_what_was_edited_last_comes_first_whenever_it_was_published(
    library: Library, clock: FakeClock
) -> None:
    source = library.add_source(feed())
    days = {"old": NOON - 90 * DAY, "new": NOON - DAY, "between": NOON - 9 * DAY}
    library.apply(
        source.id,
        [Insert(prepared(uid, title=uid, published=day)) for uid, day in days.items()],
    )
    known = library.known(source.id)
    for uid in ("new", "old"):
        clock.advance(60)
        edited = prepared(uid, "Edited.", title=uid, published=days[uid])
        library.apply(source.id, [Revise(known[uid].id, edited)])
    assert found(library, "is:edited", Sort.EDITED) == ["old", "new"]
    assert found(library, "is:edited") == ["new", "old"]
    assert found(library, "", Sort.EDITED) == ["old", "new", "between"]
