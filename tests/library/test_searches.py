"""Saved searches: kept in order, counted when asked, carried from one library to another."""

from __future__ import annotations

import json

import pytest
from tests.conftest import FakeClock
from tests.fakes import NOON, feed, prepared

from clashreader.errors import NotFoundError, QueryError, UsageError
from clashreader.library.library import Library
from clashreader.model import Insert, SavedSearch, SearchCount, Sort


def names(library: Library) -> list[str]:
    return [search.name for search in library.searches()]


def test_saved_searches_are_kept_in_order_and_checked(library: Library) -> None:
    one = library.add_search("  One ", " harbour  ", Sort.OLDEST)
    two = library.add_search("Two", "")
    assert library.searches() == (SavedSearch(one.id, "One", "harbour", Sort.OLDEST), two)
    library.order_searches([two.id])
    assert names(library) == ["Two", "One"]
    library.edit_search(one.id, name="Uno", sort=Sort.RELEVANCE)
    assert library.find_search("UNO") == SavedSearch(one.id, "Uno", "harbour", Sort.RELEVANCE)
    assert library.overview(day_start=0).searches == library.searches()
    with pytest.raises(UsageError, match="'Two' already"):
        library.add_search("two", "x")
    with pytest.raises(UsageError, match="'Two' already"):
        library.edit_search(one.id, name="TWO")
    with pytest.raises(UsageError, match="needs a name"):
        library.add_search(" ", "x")
    with pytest.raises(QueryError):
        library.add_search("Three", 'quote "')
    with pytest.raises(QueryError):
        library.edit_search(one.id, query="(")
    for what in (
        lambda: library.edit_search(99, name="x"), lambda: library.delete_search(99),
        lambda: library.order_searches([99]), lambda: library.find_search("x"),
    ):  # fmt: skip
        with pytest.raises(NotFoundError):
            what()
    with pytest.raises(UsageError, match="twice"):
        library.order_searches([one.id, one.id])
    library.delete_search(two.id)
    assert names(library) == ["Uno"]


def test_counts_follow_what_changes_here_and_elsewhere(library: Library, clock: FakeClock) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared(str(n), ("harbour", "coast")[n % 2], published=NOON)) for n in range(6)
    ])  # fmt: skip
    harbour = library.add_search("Harbour", "harbour").id
    new = library.add_search("New", "newer:1h").id
    assert library.count_searches() == {harbour: SearchCount(3, 3), new: SearchCount(6, 6)}
    library.set_read([1, 2], True)
    assert library.count_searches() == {harbour: SearchCount(3, 2), new: SearchCount(6, 4)}
    clock.advance(7200)
    assert library.count_searches()[new] == SearchCount(0, 0)
    library.edit_search(harbour, query="coast")
    assert library.count_searches()[harbour] == SearchCount(3, 2)
    with Library.open(library.path, library.path.parent, clock=clock) as other:
        other.delete([2])
        other.add_search("Bin", "is:deleted")
    assert list(library.count_searches().values()) == [
        SearchCount(2, 2), SearchCount(0, 0), SearchCount(1, 0),
    ]  # fmt: skip
    with library._connections.write(durable=False) as connection:
        connection.exec_driver_sql("UPDATE saved_searches SET query = 'was:sound'")
    assert set(library.count_searches().values()) == {None}


def test_counting_again_costs_nothing_while_nothing_changes(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clashreader.library import searches

    library.add_search("One", "harbour")
    first = library.count_searches()
    monkeypatch.setattr(searches, "count", None)
    assert library.count_searches() == first


def test_searches_are_carried_to_another_library(library: Library) -> None:
    library.add_search("One", 'title:"ё" OR harbour', Sort.OLDEST)
    library.add_search("Two", "is:unread")
    text = library.export_searches()
    assert library.import_searches(text) == ()
    library.edit_search(1, query="other")
    library.delete_search(2)
    assert [search.name for search in library.import_searches(text)] == ["One 2", "Two"]
    assert names(library) == ["One", "One 2", "Two"]
    assert library.searches()[1].sort is Sort.OLDEST
    assert library.import_searches(text) == (), "however often it is read"


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ("", "no JSON"), ("[]", "not a file"), ('{"searches": 1}', "not a file"),
        (["x"], "search 1 .* is not one"), ([{"name": "n"}], "not whole"),
        ([{"name": "n", "query": "q"}, {"name": "n", "query": "(", "sort": "newest"}], "'n'"),
        ([{"name": "n", "query": "q", "sort": "odd"}], "not whole"),
        ([{"name": " ", "query": "q"}], "needs a name"),
        ([{"name": "n", "query": "q"}] * 1001, "more than 1,000"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_saves_nothing(library: Library, content: object, wrong: str) -> None:
    if not isinstance(content, str):
        content = json.dumps({"format": "clashreader searches", "searches": content})
    with pytest.raises(UsageError, match=wrong):
        library.import_searches(content)
    assert library.searches() == ()
