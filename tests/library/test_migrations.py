"""Libraries that older programs wrote: brought up to date with everything that is in them."""

from __future__ import annotations

import gzip
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.fakes import feed

from clashreader.errors import LibraryError
from clashreader.library import ddl, migrations
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, RuleActions, SearchCount, Sort, Term

STORED = Path(__file__).parents[1] / "data" / "libraries"


def old(tmp_path: Path, version: int) -> Path:
    """A library as the program of that schema left it: three articles with what a reader did."""
    path = tmp_path / "library.sqlite3"
    path.write_bytes(gzip.decompress((STORED / f"schema-{version}.sqlite3.gz").read_bytes()))
    return path


@pytest.mark.parametrize("version", range(1, ddl.SCHEMA_VERSION))
def test_an_older_library_keeps_everything(tmp_path: Path, version: int) -> None:
    with Library.open(old(tmp_path, version), tmp_path / "images") as library:
        assert library.check() == []
        [source] = library.sources()
        assert (source.etag, source.typed, source.login) == ('"one"', None, False)
        assert library.count(ArticleQuery()) == 3
        assert library.count(ArticleQuery(Term("bookmarked", "is"))) == 1
        assert library.count(ArticleQuery(Term("own", "tag"))) == 1
        assert library.article(3).note == "A note."
        made = library.add_highlight(3, "Headline", earlier=2)
        assert library.highlight(made.id).earlier == 2
        assert library.count(ArticleQuery(Term("headline"))) == 3
        library.add_source(feed("https://b.example/", typed="https://typed.example/"))


def test_older_highlights_are_kept_and_know_no_count(tmp_path: Path) -> None:
    with Library.open(old(tmp_path, 2), tmp_path / "images") as library:
        [kept] = library.highlights()
        assert (kept.article_id, kept.exact, kept.suffix) == (3, "Headline", " 2")
        assert (kept.colour, kept.note, kept.earlier) == (1, "Kept.", None)
        assert library.place_highlight(kept.id).current


def test_an_older_library_gets_rules_and_a_bin_and_keeps_its_searches(tmp_path: Path) -> None:
    with Library.open(old(tmp_path, 3), tmp_path / "images") as library:
        (search,) = library.searches()
        assert (search.name, search.query, search.sort) == (
            "Kharkiv", "headline is:unread", Sort.OLDEST,
        )  # fmt: skip
        assert library.count_searches() == {search.id: SearchCount(2, 2)}
        (europe,) = library.sections()
        assert (europe.name, europe.total, europe.aliases) == ("Europe", 3, ("Old",))
        rule = library.add_rule("All", "", RuleActions(tags=("seen",)))
        assert library.apply_rule(rule.id).undo is not None
        library.delete([1])
        assert (library.count(ArticleQuery()), list(library.binned())) == (2, [1])
        assert library.check() == []


@pytest.mark.parametrize("version", range(1, ddl.SCHEMA_VERSION))
def test_a_migration_that_breaks_off_changes_nothing(
    tmp_path: Path, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old(tmp_path, version)
    steps = (*ddl.MIGRATIONS[:version], (*ddl.MIGRATIONS[version], "this is no SQL"))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*steps, *ddl.MIGRATIONS[version + 1 :]))
    with pytest.raises(LibraryError):
        Library.open(path, tmp_path / "images")
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (version,)
        columns = raw.execute("SELECT name FROM pragma_table_info('sources')").fetchall()
        assert (("typed",) in columns) == (version > 1)
        columns = raw.execute("SELECT name FROM pragma_table_info('highlights')").fetchall()
        assert (("earlier",) in columns) == (version > 2)
        there = raw.execute("SELECT 1 FROM sqlite_schema WHERE name = 'rules'").fetchall()
        assert bool(there) == (version > 3)
        columns = raw.execute("SELECT name FROM pragma_table_info('versions')").fetchall()
        assert ("body_hash",) not in columns
        assert raw.execute("SELECT count(*) FROM articles").fetchone() == (3,)


def test_many_may_bring_it_up_to_date_at_once(tmp_path: Path) -> None:
    path = old(tmp_path, 1)
    gate = threading.Barrier(4)
    problems: list[Exception] = []

    def bring() -> None:
        gate.wait()
        try:
            Library.open(path, tmp_path / "images").close()
        except LibraryError as error:
            problems.append(error)

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert [one.name for one in tmp_path.glob("*.part")] == []
