"""The window while another program holds the library: it goes on, and nothing is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import WindowMaker, store

from clashreader.library import backups, reindexing
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, Term
from clashreader.paths import Home
from clashreader.ui import caring, writing
from clashreader.ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


@pytest.fixture
def other(home: Home, library: Library) -> Iterator[sqlite3.Connection]:
    """Another program, such as a backup tool, that can take hold of the library."""
    with closing(
        sqlite3.connect(home.library, isolation_level=None, check_same_thread=False)
    ) as connection:
        yield connection


def _bookmarked(library: Library) -> list[int]:
    return list(library.ids(ArticleQuery(Term("bookmarked", "is"))))


def test_marks_wait_in_their_order_and_the_window_goes_on(
    make_window: WindowMaker, library: Library, other: sqlite3.Connection, qtbot: QtBot,
    settle: Settle, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(writing, "SAY_AFTER", 1)
    first, second = store(library, 2)
    window = make_window(mark_read="never")
    window.open_article(first)
    settle(window)
    other.execute("BEGIN IMMEDIATE")
    window.deeds.do("bookmarkAction")
    window.deeds.do("readAction")
    window.deeds.set_tag("kept", True)
    assert window.care is not None
    assert window.care.writing.pending == 3
    qtbot.waitUntil(lambda: "holds the library" in window.status.text)
    window.open_article(second)  # reading goes on
    qtbot.waitUntil(lambda: window.reading.article is not None and window.reading.article.id
                    == second)  # fmt: skip
    assert _bookmarked(library) == []
    other.execute("ROLLBACK")
    settle(window)
    assert _bookmarked(library) == [first]
    [row] = library.rows([first])
    assert (row.read, row.tags, row.bookmarked) == (True, ("kept",), True)
    assert "holds" not in window.status.text
    window.deeds.do("undoAction")
    settle(window)
    assert library.rows([first])[0].tags == ()


def test_what_is_undone_while_it_waits_is_undone(
    make_window: WindowMaker, library: Library, other: sqlite3.Connection, settle: Settle
) -> None:
    [article] = store(library, 1)
    window = make_window(mark_read="never")
    window.open_article(article)
    settle(window)
    other.execute("BEGIN IMMEDIATE")
    window.deeds.do("bookmarkAction")
    window.deeds.do("undoAction")
    window.deeds.do("redoAction")
    window.deeds.do("undoAction")
    other.execute("ROLLBACK")
    settle(window)
    assert _bookmarked(library) == []


def test_a_write_begins_when_it_is_known_what_came_of_the_one_before(
    make_window: WindowMaker, library: Library, settle: Settle, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    store(library, 1)
    window = make_window(mark_read="never")
    assert window.care is not None
    begun: list[str] = []
    submit = window.jobs.submit

    def counted(*given: Any, **named: Any) -> Any:
        begun.append(named["lane"])
        return submit(*given, **named)

    monkeypatch.setattr(window.jobs, "submit", counted)
    known: list[int] = []
    for _ in range(3):
        window.care.writing.write(
            Changes, lambda _: known.append(len(begun)), lambda _: known.append(-1), behind=True
        )
    settle(window)
    assert known == [1, 2, 3]


def test_a_read_mark_and_a_note_wait_too(
    make_window: WindowMaker, library: Library, other: sqlite3.Connection, qtbot: QtBot,
    settle: Settle,
) -> None:  # fmt: skip
    [article] = store(library, 1)
    window = make_window(mark_read="at-once")
    other.execute("BEGIN IMMEDIATE")
    window.open_article(article)
    assert window.care is not None
    care = window.care
    qtbot.waitUntil(lambda: care.writing.pending == 1)
    assert window.annotations is not None
    assert window.annotations.writes.set_note(article, "Kept.", "")
    other.execute("ROLLBACK")
    settle(window)
    assert library.article(article).note == "Kept."
    assert library.article(article).read


def test_the_window_closes_when_all_is_written(
    make_window: WindowMaker, library: Library, other: sqlite3.Connection, qtbot: QtBot,
    settle: Settle,
) -> None:  # fmt: skip
    [article] = store(library, 1)
    window = make_window(mark_read="never")
    window.open_article(article)
    settle(window)
    other.execute("BEGIN IMMEDIATE")
    window.deeds.do("bookmarkAction")
    assert not window.close()
    assert window.isVisible()
    assert "closes when" in window.status.text
    other.execute("ROLLBACK")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=5000)
    assert _bookmarked(library) == [article]


def test_the_end_of_the_program_waits_too(
    make_window: WindowMaker, library: Library, other: sqlite3.Connection, settle: Settle
) -> None:
    [article] = store(library, 1)
    window = make_window(mark_read="never")
    window.open_article(article)
    settle(window)
    other.execute("BEGIN IMMEDIATE")
    window.deeds.do("bookmarkAction")
    window.deeds.do("readAction")
    window.deeds.do("undoAction")
    letting_go = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    letting_go.start()
    window.shut_down()  # as at logout: nobody can be asked to wait
    letting_go.join()
    assert _bookmarked(library) == [article]
    assert not library.article(article).read


@pytest.mark.parametrize("wanted", [True, False])
def test_a_backup_is_made_when_the_window_closes(
    make_window: WindowMaker, library: Library, home: Home, wanted: bool
) -> None:
    store(library, 3)
    window = make_window(backups=wanted)
    window.close()
    assert len(backups.existing(home.library)) == wanted
    if wanted:
        again = make_window(backups=True)
        again.close()
        assert len(backups.existing(home.library)) == 1, "once a day"


def test_a_large_library_is_backed_up_beside_the_reading_only(
    make_window: WindowMaker, library: Library, home: Home, settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(caring, "_QUIT_BYTES", 100)
    store(library, 3)
    window = make_window(backups=True)
    assert window.care is not None
    window.care.back_up()
    settle(window)
    assert len(backups.existing(home.library)) == 1
    for backup in backups.existing(home.library):
        backup.path.unlink()
    window.close()
    assert backups.existing(home.library) == []


def test_the_index_is_built_anew_in_the_background(
    make_window: WindowMaker,
    library: Library,
    home: Home,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store(library, 5)
    library.close()
    with closing(sqlite3.connect(home.library)) as raw, raw:
        raw.execute("UPDATE meta SET value = 'another' WHERE name = 'folding'")
    monkeypatch.setattr(reindexing, "AT_ONCE", 0)  # as if it were a large one
    window = make_window()
    assert window.library is not None
    assert window.library.count(ArticleQuery(Term("harbour"))) == 0
    assert window.care is not None
    window.care.build_index()
    settle(window)
    assert window.library.count(ArticleQuery(Term("harbour"))) == 5
    assert "index" not in window.status.text


def test_a_home_that_goes_away_is_said_and_comes_back(
    make_window: WindowMaker, library: Library, home: Home, qtbot: QtBot, settle: Settle
) -> None:
    first, second = store(library, 2)
    library.close()
    window = make_window(mark_read="never")
    window.open_article(first)
    settle(window)
    window.keeper._write()
    elsewhere = home.data.with_name("elsewhere")
    home.data.rename(elsewhere)
    window.deeds.do("bookmarkAction")
    assert "not there" in window.status.text
    window.state.article = second
    window.keeper._write()
    window.open_article(second)
    settle(window)
    assert not home.data.exists(), "nothing is made in its place"
    elsewhere.rename(home.data)
    window.open_article(second)
    settle(window)
    window.deeds.do("bookmarkAction")
    settle(window)
    assert window.library is not None
    assert _bookmarked(window.library) == [second]


def test_marking_all_waits_too_and_can_be_taken_back(
    make_window: WindowMaker, library: Library, other: sqlite3.Connection, settle: Settle,
) -> None:  # fmt: skip
    store(library, 9)
    window = make_window(mark_read="never")
    other.execute("BEGIN IMMEDIATE")
    window.deeds.do("markAllAction")
    assert window.care is not None
    assert window.care.writing.pending == 1
    other.execute("ROLLBACK")
    settle(window)
    unread = ArticleQuery(Term("unread", "is"))
    assert library.count(unread) == 0
    window.deeds.do("undoAction")
    settle(window)
    assert library.count(unread) == 9
