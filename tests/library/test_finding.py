"""Finding: the first screen at once, ranks among many, and breaking off what nobody waits for."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.fakes import NOON, feed, prepared

from clashreader.errors import CancelledError
from clashreader.library import finding
from clashreader.library.connection import Connections
from clashreader.library.grammar import parse_query
from clashreader.library.library import Library
from clashreader.library.stopping import Stop
from clashreader.model import ArticleQuery, Insert, Sort

COUNT = 130


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """130 articles: all have "harbour", every third "grain", every fortieth "lock" in its title."""
    folder = tmp_path_factory.mktemp("shelf")
    library = Library.open(folder / "l.sqlite3", folder / "images", clock=lambda: NOON)
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared(
            str(n), f"In the harbour {'of grain' if n % 3 == 0 else 'of the town'}, number {n}.",
            title="The lock" if n % 40 == 0 else "A report", published=NOON - (n * 37 % 101) * 60,
        )) for n in range(1, COUNT + 1)
    ])  # fmt: skip
    library.set_read(list(library.ids(ArticleQuery(), limit=20)), True)
    return library


def asked(text: str, sort: Sort = Sort.NEWEST) -> ArticleQuery:
    return ArticleQuery(parse_query(text), sort)


QUERIES = (
    "harbour", "har*", "grain", "-grain", "grain OR lock", "lock", "title:lock", '"the harbour"',
    "is:unread harbour", "is:read harbour", "nothing", "", "-harbour", "grain is:unread -lock",
    '"of the town"', "(grain OR town) num*", "is:unread OR grain",
)  # fmt: skip


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.RELEVANCE])
@pytest.mark.parametrize("text", QUERIES)
def test_the_first_screen_is_the_beginning_of_the_list(
    shelf: Library, monkeypatch: pytest.MonkeyPatch, text: str, sort: Sort
) -> None:
    monkeypatch.setattr(finding, "patience", lambda run: 60.0)  # however busy the machine is
    whole = shelf.ids(asked(text, sort))
    found, exact = shelf.first_ids(asked(text, sort), limit=50)
    assert exact or sort is not Sort.RELEVANCE  # few words are ranked at once
    assert found == whole[: 50 if exact else len(found)]
    assert len(found) >= min(len(whole), 12)


@pytest.mark.parametrize("text", QUERIES)
def test_reading_articles_through_finds_what_the_index_finds(shelf: Library, text: str) -> None:
    query = asked(text)
    with Connections(shelf.path).read() as run:
        found = finding.read_through(run, query, NOON, most=1_000, enough=1_000)
    mixed = text in ("", "is:unread OR grain")  # no words, or words among other conditions
    assert list(found) == ([] if mixed else list(shelf.ids(query)))


def test_of_many_hits_those_stored_last_are_ranked(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = shelf.ids(asked("harbour OR lock", Sort.RELEVANCE))
    monkeypatch.setattr(finding, "RANKED", 30)
    found = list(shelf.ids(asked("harbour OR lock", Sort.RELEVANCE)))
    assert sorted(found) == sorted(everything)
    assert sorted(found[:30]) == list(range(COUNT - 29, COUNT + 1))
    assert found[0] == 120  # the word in the title is what ranks
    newest = [number for number in shelf.ids(asked("")) if number <= COUNT - 30]
    assert found[30:] == newest
    hits = shelf.search(asked("harbour OR lock", Sort.RELEVANCE), limit=COUNT)
    assert [hit.row.id for hit in hits] == found
    assert hits[0].score > hits[29].score > 0 == hits[30].score


def test_a_search_that_nobody_waits_for_is_broken_off(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Stop()
    stop.set()
    with pytest.raises(CancelledError):
        library.ids(asked("harbour"), stop=stop)
    with pytest.raises(CancelledError):
        library.first_ids(asked("harbour"), stop=stop)
    assert len(library.ids(asked("harbour"))) == 0  # the next one finds a sound connection


def test_a_statement_under_way_is_interrupted(library: Library, home: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    connections = Connections(library.path)
    stop = Stop()
    timer = threading.Timer(0.02, stop.set)
    timer.start()
    with pytest.raises(CancelledError), connections.read(stop) as run:
        run(endless, ())
    timer.join()
    late = Stop()
    with pytest.raises(CancelledError), late.within(0.01), connections.read(late) as run:
        run(endless, ())
    with connections.read(Stop()) as run:
        assert run("SELECT 1", ()) == [(1,)]
    connections.close()


def test_where_the_index_is_late_articles_are_read_through(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "patience", lambda run: 60.0)  # however busy the machine is

    def late(*_: object) -> None:
        raise CancelledError("Stopped.")

    monkeypatch.setattr(finding, "query_ids", late)
    found, exact = shelf.first_ids(asked("grain", Sort.RELEVANCE))
    assert (list(found), exact) == ([], False)
    monkeypatch.undo()
    monkeypatch.setattr(finding, "patience", lambda run: 60.0)
    whole = shelf.ids(asked("grain"))
    calls = iter([late])
    real = finding.query_ids
    monkeypatch.setattr(finding, "query_ids", lambda *a: next(calls, real)(*a))  # noqa: PLW0108
    found, exact = shelf.first_ids(asked("grain", Sort.RELEVANCE))
    assert not exact
    assert found == whole[: len(found)]
    assert len(found) >= 12


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.TITLE, Sort.RELEVANCE])
def test_any_number_of_ids_is_put_in_order(shelf: Library, sort: Sort) -> None:
    assert shelf.in_order(range(5_000, 0, -1), sort) == shelf.ids(asked("", sort))
    assert sorted(shelf.in_order([3, 999, 1], sort)) == [1, 3]
    assert not shelf.in_order([], sort)
    everything = shelf.ids(asked("", sort))
    hidden = [everything[4], everything[90]]
    shelf.set_hidden(hidden, True)
    try:
        assert shelf.in_order(range(1, COUNT + 1), sort) == everything
    finally:
        shelf.set_hidden(hidden, False)
