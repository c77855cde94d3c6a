"""Opening a library: new, ours, foreign, newer, damaged; alone and in company."""

from __future__ import annotations

import errno
import os
import socket
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.fakes import NOON, feed, prepared

from clashreader.errors import LibraryError, UnusableLibraryError
from clashreader.library import backups, ddl, migrations, schema
from clashreader.library.failures import failure
from clashreader.library.files import beside
from clashreader.library.glance import glance
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, Not, Term
from clashreader.paths import Home


def test_a_library_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "library.sqlite3"
    with Library.open(path, tmp_path / "images") as library:
        assert library.check() == []
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (ddl.APPLICATION_ID,)
        assert raw.execute("PRAGMA user_version").fetchone() == (ddl.SCHEMA_VERSION,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def _newer(path: Path) -> None:
    Library.open(path, path.parent / "images").close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA user_version = {ddl.SCHEMA_VERSION + 1}")


def _foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE t (a)")


def _text(path: Path) -> None:
    path.write_text("This is a letter to my aunt. " * 100)


def _cut(path: Path) -> None:
    Library.open(path, path.parent / "images").close()
    path.write_bytes(path.read_bytes()[:5000])


def _format(path: Path) -> None:
    Library.open(path, path.parent / "images").close()
    whole = path.read_bytes()
    path.write_bytes(whole[:44] + b"\xe1\x17\xaa\x90" + whole[48:])  # of the schema's format


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_newer, "newer Clash Reader"),
        (_foreign, "not a Clash Reader library"),
        (_text, "not a Clash Reader library"),
        (_cut, r"damaged\..*no backup of it\."),
        (_format, "damaged"),
    ],
)
def test_what_is_not_ours_is_refused_untouched(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "library.sqlite3"
    make(path)
    before = path.read_bytes()
    with pytest.raises(LibraryError, match=words):
        Library.open(path, tmp_path / "images").check()
    assert path.read_bytes() == before
    assert glance(path, ArticleQuery(), day_start=0) is None


def test_what_stops_a_library_from_being_made_is_named_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.sqlite3"
    full = OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))

    def refuse(*_: object) -> None:
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_bytes", refuse)
        path.touch()
        assert "is full" in failure(sqlite3.OperationalError("unable to open"), path).message
        path.unlink()
    old = [tmp_path / f"library.sqlite3.new-1-2{ending}" for ending in ("", "-journal")]
    for left in old:  # of a process that was killed
        left.touch()
        os.utime(left, (1, 1))
    Library.open(path, tmp_path / "images").close()
    assert list(tmp_path.iterdir()) == [path]


def test_the_log_of_a_lost_library_is_neither_written_over_nor_into_a_new_one(
    library: Library, home: Home
) -> None:
    library.add_source(feed())
    wal = beside(home.library, "-wal")
    kept = wal.read_bytes()
    assert kept
    for path in home.data.glob("library.sqlite3*"):
        path.unlink()
    wal.write_bytes(kept)
    with pytest.raises(UnusableLibraryError, match=r"is not there, but its log is"):
        Library.open(home.library, home.images)
    assert [path.name for path in home.data.glob("library.sqlite3*")] == [wal.name]
    assert wal.read_bytes() == kept
    wal.write_bytes(b"")
    with Library.open(home.library, home.images) as fresh:
        assert fresh.check() == []


def test_a_library_that_could_not_be_made_whole_is_not_put_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What closing it cannot fold into the file is in a log that stays behind."""
    path = tmp_path / "library.sqlite3"
    readers: list[sqlite3.Connection] = []
    migrate = migrations._migrate

    def migrate_and_hold(connection: sqlite3.Connection, fresh: Path) -> None:
        migrate(connection, fresh)
        readers.append(sqlite3.connect(fresh, isolation_level=None))
        readers[-1].execute("BEGIN")
        readers[-1].execute("SELECT count(*) FROM meta").fetchone()
        connection.execute("PRAGMA busy_timeout = 0")

    monkeypatch.setattr(migrations, "_migrate", migrate_and_hold)
    with pytest.raises(LibraryError):
        Library.open(path, tmp_path / "images")
    readers.pop().close()
    assert not path.exists()
    monkeypatch.undo()
    with Library.open(path, tmp_path / "images") as library:
        assert library.check() == []


def test_a_migration_that_fails_leaves_everything_as_it_was(
    library: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared())])
    library.close()
    broken = (*ddl.MIGRATIONS, ("CREATE TABLE half_way (a)", "this is no SQL"))
    monkeypatch.setattr(migrations, "MIGRATIONS", broken)
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", len(broken))
    with pytest.raises(LibraryError):
        Library.open(home.library, home.images)
    [backup] = backups.existing(home.library)
    assert backup.kind == f"schema-{len(broken)}"
    for path in (home.library, backup.path):
        with closing(sqlite3.connect(path)) as raw:
            assert raw.execute("PRAGMA user_version").fetchone() == (ddl.SCHEMA_VERSION,)
            assert raw.execute("SELECT count(*) FROM articles").fetchone() == (1,)
            tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema")}
            assert "half_way" not in tables


def test_many_may_make_it_at_once(tmp_path: Path) -> None:
    path, opened = tmp_path / "library.sqlite3", []
    gate = threading.Barrier(6)

    def make() -> None:
        gate.wait()
        opened.append(Library.open(path, tmp_path / "images"))

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    for number, library in enumerate(opened):
        library.add_source(feed(f"https://{number}/"))
    assert len(opened[0].sources()) == 6
    for library in opened:
        library.close()


def test_the_tables_of_the_code_are_those_of_the_file(library: Library) -> None:
    with library._connections.read() as run:
        for table, columns in schema.COLUMNS.items():
            found = run(f"PRAGMA table_info({table})", ())
            assert {row[1] for row in found} == set(columns.split()), table


def test_each_notices_what_the_other_wrote(library: Library, home: Home) -> None:
    with Library.open(home.library, home.images) as other:
        library.add_source(feed())
        assert not library.foreign_changes()
        assert other.foreign_changes()
        assert not other.foreign_changes()
        other.add_source(feed("https://b/"))
        assert library.foreign_changes()


def test_a_closed_library_says_so(library: Library) -> None:
    library.close()
    library.close()
    with pytest.raises(LibraryError, match="closed"):
        library.add_source(feed())


def test_a_library_that_has_gone_does_not_come_back_empty(library: Library, home: Home) -> None:
    library.close()
    reopened = Library.open(home.library, home.images)
    home.data.rename(home.data.with_name("elsewhere"))
    with pytest.raises(LibraryError):
        reopened.overview(day_start=0)
    assert not home.library.exists()
    home.data.with_name("elsewhere").rename(home.data)
    reopened.close()


@pytest.mark.parametrize(
    "query",
    [ArticleQuery(), ArticleQuery(Term("unread", "is")), ArticleQuery(Term("word")),
     ArticleQuery(Term("Example", "source")), ArticleQuery(Not(Term("section", "has")))],
)  # fmt: skip
def test_a_glance_shows_what_the_library_shows(
    library: Library, home: Home, query: ArticleQuery
) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared(str(n), "word" if n % 2 else "other", published=NOON - n, tags=("t",)))
        for n in range(100)
    ])  # fmt: skip
    seen = glance(home.library, query, day_start=NOON, rows=20, ids=50)
    assert seen is not None
    assert seen.ids == library.ids(query, limit=50)
    assert list(seen.rows) == library.rows(seen.ids[:20])
    assert seen.overview == library.overview(day_start=NOON)


@pytest.mark.skipif(os.name != "posix", reason="pipes and sockets that lie in a folder")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(words: str) -> None:
        with pytest.raises(LibraryError, match=words):
            Library.open(path, tmp_path / "images")
        path.unlink()

    monkeypatch.chdir(tmp_path)
    path = tmp_path / "library.sqlite3"
    os.mkfifo(path)
    refused(r"there is a named pipe, not a file\. It was left untouched")
    with closing(socket.socket(socket.AF_UNIX)) as ear:
        ear.bind(path.name)  # the whole path may be too long for one
        refused("there is a socket, not a file")
    path.symlink_to(os.devnull)
    refused("there is a device, not a file")
    path.symlink_to(path)
    refused("the link in its place leads back to itself")
    real = tmp_path / "elsewhere.sqlite3"
    Library.open(real, tmp_path / "images").close()
    path.symlink_to(real)
    Library.open(path, tmp_path / "images").close()
