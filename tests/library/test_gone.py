"""A home that goes away, a file that is damaged, another program that holds on: said, not lost."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.fakes import feed, prepared

from clashreader.errors import BusyLibraryError, LibraryError, UnusableLibraryError
from clashreader.library import backups
from clashreader.library.files import beside
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert
from clashreader.paths import Home


@pytest.fixture
def shelf(library: Library) -> Library:
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared(str(n), "word " * 900, images=[f"https://i/{n}"])) for n in range(40)
    ])  # fmt: skip
    return library


WRITES: tuple[Callable[[Library], object], ...] = (
    lambda one: one.set_bookmarked([1], True),
    lambda one: one.apply(1, [Insert(prepared("new"))]),
    lambda one: one.store_images([(1, b"x", "image/png", 1, 1)]),
    lambda one: one.overview(day_start=0),
    lambda one: one.article(1),
)


def test_a_home_that_goes_away_is_an_error_and_nothing_is_made_in_its_place(
    shelf: Library, home: Home
) -> None:
    elsewhere = home.data.with_name("elsewhere")
    home.data.rename(elsewhere)
    for use in WRITES:
        with pytest.raises(LibraryError, match="not there"):
            use(shelf)
    assert not home.data.exists()
    elsewhere.rename(home.data)
    for use in WRITES:
        use(shelf)
    assert shelf.check() == []


def test_a_home_that_was_connected_anew_is_used_on(shelf: Library, home: Home) -> None:
    shelf.set_bookmarked([1], True)
    copy = home.data.with_name("copy")
    shutil.copytree(home.data, copy)
    shutil.rmtree(home.data)
    with pytest.raises(LibraryError, match="not there"):
        shelf.set_bookmarked([2], True)
    copy.rename(home.data)  # the same files, but to the system others
    shelf.set_bookmarked([3], True)
    with Library.open(home.library, home.images) as other:
        marked = [i for i in (1, 2, 3) if other.article(i).bookmarked_at]
        assert marked == [1, 3]
        assert other.check() == []


def test_a_write_into_a_file_that_goes_away_meanwhile_is_not_acknowledged(
    shelf: Library, home: Home
) -> None:
    with pytest.raises(LibraryError, match="not there"), shelf._connections.write(durable=True):
        shutil.rmtree(home.data)


def test_another_library_in_its_place_is_not_taken_for_it(shelf: Library, home: Home) -> None:
    home.data.rename(home.data.with_name("elsewhere"))
    home.data.mkdir()
    with closing(sqlite3.connect(home.library)) as raw:
        raw.execute("CREATE TABLE t (a)")
    for use in (WRITES[0], WRITES[3]):
        with pytest.raises(LibraryError, match="taken the place"):
            use(shelf)


# --- damage ---


def _overwrite(path: Path, offset: int, size: int) -> None:
    with path.open("rb+") as file:
        file.seek(offset)
        file.write(b"\xa5" * size)


def _cut(path: Path, size: int) -> None:
    with path.open("rb+") as file:
        file.truncate(size)


DAMAGE: dict[str, Callable[[Path], None]] = {
    "header": lambda path: _overwrite(path, 0, 100),
    "first page": lambda path: _overwrite(path, 100, 16_000),
    "middle": lambda path: _overwrite(path, 3 * 16_384, path.stat().st_size - 5 * 16_384),
    "empty": lambda path: _cut(path, 0),
    "cut": lambda path: _cut(path, path.stat().st_size // 2),
    "cut within a page": lambda path: _cut(path, path.stat().st_size // 2 + 777),
    "cut to the header": lambda path: _cut(path, 100),
}


def _read_all(home: Home) -> None:
    with Library.open(home.library, home.images) as library:
        for article in range(1, 41):
            library.article(article)
        library.count(ArticleQuery())


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_said_and_the_file_is_left_as_it_is(
    shelf: Library, home: Home, kind: str
) -> None:
    shelf.close()
    DAMAGE[kind](home.library)
    damaged = home.library.read_bytes()
    with pytest.raises(UnusableLibraryError, match=r"left\s+untouched") as caught:
        _read_all(home)
    assert str(home.library) in caught.value.message
    assert home.library.read_bytes() == damaged


def test_a_backup_is_named_where_there_is_one_and_only_there(shelf: Library, home: Home) -> None:
    shelf.close()
    whole = home.library.read_bytes()
    for damage in ("empty", "header"):
        DAMAGE[damage](home.library)
        with pytest.raises(UnusableLibraryError, match="no backup"):
            _read_all(home)
        home.library.write_bytes(whole)
    with Library.open(home.library, home.images) as library:
        library.back_up()
    for damage in ("empty", "header"):
        DAMAGE[damage](home.library)
        with pytest.raises(UnusableLibraryError, match="--restore-backup"):
            _read_all(home)


def test_a_folder_in_its_place_is_named_and_goes_aside_for_a_backup(
    shelf: Library, home: Home
) -> None:
    backup = shelf.back_up()
    shelf.close()
    home.library.unlink()
    home.library.mkdir()
    with pytest.raises(UnusableLibraryError, match="there is a folder"):
        Library.open(home.library, home.images)
    assert home.library.is_dir()
    backups.restore(home.library, backup.path)
    with Library.open(home.library, home.images) as library:
        assert library.check() == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
@pytest.mark.parametrize("limit", [8_192, 400_000])
def test_a_limit_on_the_size_of_files_is_named(tmp_path: Path, limit: int) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(LibraryError, match="limit on the size"):
            Library.open(tmp_path / "new" / "library.sqlite3", tmp_path / "new" / "images")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    Library.open(tmp_path / "new" / "library.sqlite3", tmp_path / "new" / "images").close()


def test_a_library_that_was_lost_does_not_come_back_empty_while_there_are_backups(
    shelf: Library, home: Home
) -> None:
    shelf.back_up()
    shelf.close()
    home.library.unlink()
    with pytest.raises(UnusableLibraryError, match="backups"):
        Library.open(home.library, home.images)
    assert not home.library.exists()


def test_a_damaged_log_is_kept(shelf: Library, home: Home) -> None:
    copy = home.data.with_name("copy")
    shutil.copytree(home.data, copy)  # as a kill leaves it
    path = copy / "library.sqlite3"
    wal = beside(path, "-wal")
    beside(path, "-shm").unlink()
    _overwrite(wal, 0, 32)
    damaged = wal.read_bytes()
    with Library.open(path, copy / "images") as library:
        library.overview(day_start=0)
    assert beside(path, ".damaged-wal").read_bytes() == damaged


def _killed(home: Home, shelf: Library) -> Path:
    """A copy of the home as a kill leaves it after twenty tags, each a commit in the log."""
    for number in range(20):
        shelf.tag([1], add=[f"tag{number}"])
    copy = home.data.with_name("copy")
    shutil.copytree(home.data, copy)
    beside(copy / "library.sqlite3", "-shm").unlink()
    return copy / "library.sqlite3"


@pytest.mark.parametrize("kind", ["middle", "header", "checksum", "zeros"])
def test_what_a_damaged_log_loses_is_said_and_the_log_kept(
    shelf: Library, home: Home, kind: str
) -> None:
    path = _killed(home, shelf)
    wal = beside(path, "-wal")
    start, length = {"middle": (wal.stat().st_size * 3 // 4, 5000), "header": (0, 32),
                     "checksum": (24, 8), "zeros": (0, 0)}[kind]  # fmt: skip
    if kind == "zeros":
        wal.write_bytes(bytes(wal.stat().st_size))
    else:
        _overwrite(wal, start, length)
    damaged = wal.read_bytes()
    with Library.open(path, path.parent / "images") as library:
        assert library.warning is not None
        assert "damaged-wal" in library.warning
        [problem] = library.check()
        assert "may be lost" in problem
        library.set_read([1], True)
    assert beside(path, ".damaged-wal").read_bytes() == damaged
    with Library.open(path, path.parent / "images") as library:
        assert library.warning is None, "said once"
        assert library.check() == [problem], "but known until a repair took note"
        assert any("log" in one for one in library.repair())
        assert library.check() == []
    assert beside(path, ".damaged-wal").read_bytes() == damaged


def test_the_torn_end_of_a_log_is_no_damage(shelf: Library, home: Home) -> None:
    path = _killed(home, shelf)
    wal = beside(path, "-wal")
    with wal.open("rb+") as file:
        file.truncate(wal.stat().st_size - 3000)
    with Library.open(path, path.parent / "images") as library:
        assert library.warning is None
        assert library.check() == []
        assert len(library.tags()) >= 19


def test_a_log_that_others_write_is_no_damage(shelf: Library, home: Home) -> None:
    for number in range(20):
        shelf.tag([1], add=[f"tag{number}"])
        with Library.open(home.library, home.images) as library:
            assert library.warning is None
            library.tag([1], remove=[f"tag{number}"])


def test_an_empty_log_is_no_damage(shelf: Library, home: Home) -> None:
    shelf.close()
    beside(home.library, "-wal").write_bytes(b"")
    with Library.open(home.library, home.images) as library:
        assert library.check() == []


# --- others ---


def test_whoever_must_not_wait_is_told_at_once(shelf: Library, home: Home) -> None:
    with closing(sqlite3.connect(home.library, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = time.monotonic()
        with shelf.at_once(), pytest.raises(BusyLibraryError):
            shelf.set_bookmarked([1], True)
        assert time.monotonic() - before < 10, "not the minute that others wait"
        other.execute("ROLLBACK")
    with shelf.at_once():
        shelf.set_bookmarked([1], True)


def test_nor_does_it_wait_for_another_thread(shelf: Library) -> None:
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with shelf._connections.write_plainly(durable=False):
            inside.set()
            leave.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(5)
    with shelf.at_once(), pytest.raises(BusyLibraryError):
        shelf.set_bookmarked([1], True)
    leave.set()
    shelf.set_bookmarked([1], True)  # this one waits
    holder.join()


def test_a_write_waits_for_another_program_to_let_go(shelf: Library, home: Home) -> None:
    other = sqlite3.connect(home.library, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    letting_go.start()
    shelf.set_bookmarked([1], True)
    letting_go.join()
    other.close()


def test_at_the_end_of_the_program_nobody_waits_on(shelf: Library, home: Home) -> None:
    with closing(sqlite3.connect(home.library, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        hurrying = threading.Timer(0.1, shelf.hurry)
        hurrying.start()
        before = time.monotonic()
        with pytest.raises(BusyLibraryError):
            shelf.set_bookmarked([1], True)
        assert time.monotonic() - before < 30, "half of the minute that is waited else"
        hurrying.join()
