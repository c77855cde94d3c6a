"""Automatic backups: made, checked, kept, and put back."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import threading
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.fakes import DAY, feed, prepared

from clashreader.errors import CancelledError, LibraryError, NotFoundError, UnusableLibraryError
from clashreader.library import backups
from clashreader.library.files import beside
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert
from clashreader.paths import Home


@pytest.fixture
def shelf(library: Library) -> Library:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared(str(n), f"text {n} " * 300)) for n in range(60)])
    library.set_bookmarked([1], True)
    return library


def _rename(backup: backups.Backup, stamp: str) -> None:
    backup.path.rename(backup.path.with_name(f"library-{stamp}.sqlite3"))


def test_a_backup_is_one_whole_file(shelf: Library, home: Home) -> None:
    backup = shelf.back_up()
    assert [path.name for path in backups.folder_of(home.library).iterdir()] == [backup.path.name]
    assert backups.existing(home.library) == [backup]
    backups.check(backup.path)
    with closing(sqlite3.connect(backup.path)) as raw:
        assert raw.execute("SELECT count(*) FROM articles").fetchone() == (60,)


def test_only_the_newest_are_kept(shelf: Library, home: Home) -> None:
    for day in range(1, 6):
        _rename(shelf.back_up(keep=10), f"2026010{day}-120000")
    newest = shelf.back_up(keep=3)
    names = [backup.path.name for backup in backups.existing(home.library)]
    assert names == [
        newest.path.name, "library-20260105-120000.sqlite3", "library-20260104-120000.sqlite3",
    ]  # fmt: skip


def test_a_backup_is_due_once_a_day_and_only_after_a_change(
    shelf: Library, home: Home, clock: Callable[[], float]
) -> None:
    assert shelf.backup_due()
    backup = shelf.back_up()

    def aged(of_backup: float, of_library: float) -> bool:
        os.utime(backup.path, (clock() - of_backup,) * 2)
        for path in (home.library, beside(home.library, "-wal")):
            os.utime(path, (clock() - of_library,) * 2)
        return shelf.backup_due()

    assert not aged(DAY - 60, 0)
    assert aged(DAY + 60, 0)
    assert not aged(DAY + 60, DAY + 120)
    assert aged(-9 * DAY, -10 * DAY), "a clock that was set back does not put it off for days"


def test_an_empty_library_needs_none(library: Library) -> None:
    assert not library.backup_due()


def test_others_write_while_a_backup_is_made(shelf: Library, home: Home) -> None:
    looks = []

    def write_meanwhile() -> bool:
        if not looks:
            shelf.set_note(1, "Written meanwhile.")
        looks.append(1)
        return False

    backup = shelf.back_up(stop=write_meanwhile)
    assert looks
    assert shelf.article(1).note == "Written meanwhile."
    with closing(sqlite3.connect(backup.path)) as raw:  # one view: that of its beginning
        assert raw.execute("SELECT count(*) FROM notes").fetchone() == (0,)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_that_is_stopped_leaves_nothing(shelf: Library, home: Home) -> None:
    with pytest.raises(CancelledError):
        shelf.back_up(stop=lambda: True)
    assert list(backups.folder_of(home.library).iterdir()) == []


def test_no_backup_where_there_is_no_room(
    shelf: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, 2 * 1024 * 1024))
    shelf.apply(1, [Insert(prepared("big", body=os.urandom(900_000).hex()))])
    with pytest.raises(LibraryError, match="no room"):
        shelf.back_up()
    assert backups.existing(home.library) == []


def test_a_damaged_library_does_not_push_out_its_good_backups(shelf: Library, home: Home) -> None:
    good = [shelf.back_up()]
    for day in (1, 2):
        _rename(shelf.back_up(), f"2026010{day}-120000")
    good = backups.existing(home.library)
    shelf.close()
    _tear(home.library)
    with Library.open(home.library, home.images) as torn, pytest.raises(UnusableLibraryError):
        torn.back_up()
    assert backups.existing(home.library) == good


def _tear(path: Path) -> None:
    """Fill every eighth page but the first few with something else."""
    data = bytearray(path.read_bytes())
    for page in range(4, len(data) // 16_384, 3):
        data[page * 16_384 : (page + 1) * 16_384] = b"torn" * 4096
    path.write_bytes(data)


def test_a_restored_library_is_as_it_was_and_the_damaged_one_is_kept(
    shelf: Library, home: Home
) -> None:
    backup = shelf.back_up()
    shelf.close()
    _tear(home.library)
    damaged = home.library.read_bytes()
    beside(home.library, "-wal").write_bytes(b"a log of that one" * 99)
    aside = backups.restore(home.library, backup.path)
    assert aside is not None
    assert aside.read_bytes() == damaged
    assert beside(aside, "-wal").read_bytes() == b"a log of that one" * 99
    assert backup.path.exists()
    with Library.open(home.library, home.images) as restored:
        assert restored.check() == []
        assert restored.count(ArticleQuery()) == 60
        assert restored.article(1).bookmarked_at
        assert any(aside.name in remark for remark in restored.remarks())
        restored.set_note(1, "Goes on.")
    with closing(sqlite3.connect(home.library)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_damaged_backup_takes_no_place(shelf: Library, home: Home) -> None:
    older = shelf.back_up()
    _rename(older, "20260101-120000")
    newest = shelf.back_up()
    _tear(newest.path)
    shelf.close()
    before = home.library.read_bytes()
    with pytest.raises(UnusableLibraryError):
        backups.restore(home.library, newest.path)
    assert home.library.read_bytes() == before
    assert backups.find(home.library, None).path.name == "library-20260101-120000.sqlite3"
    assert backups.find(home.library, newest.path.name) == newest
    with pytest.raises(NotFoundError):
        backups.find(home.library, "library-1.sqlite3")


def test_a_backup_put_in_place_by_hand_does_not_take_in_the_log_of_another(
    shelf: Library, home: Home
) -> None:
    backup = shelf.back_up()
    shelf.tag(list(range(1, 61)), add=["after the backup"])
    wal = beside(home.library, "-wal")
    log = wal.read_bytes()
    shelf.close()
    shutil.copyfile(backup.path, home.library)
    wal.write_bytes(log)
    with Library.open(home.library, home.images) as library:
        assert "not its own" in (library.warning or "")
        assert library.tags() == ()
        [problem] = library.check()
        assert "log" in problem
        library.set_note(1, "Goes on.")
    [kept] = home.data.glob("library.sqlite3.damaged-wal*")
    assert kept.read_bytes() == log
    with Library.open(home.library, home.images) as library:
        assert library.warning is None
        assert library.article(1).note == "Goes on."


def test_what_does_not_hold_together_is_never_offered(shelf: Library, home: Home) -> None:
    good = shelf.back_up()
    _rename(good, "20200101-000000")
    [good] = backups.existing(home.library)
    whole = good.path.read_bytes()
    page = int.from_bytes(whole[16:18])
    middle = len(whole) // page // 2 * page
    for day, content in enumerate((
        b"", b"a letter " * 900, whole[:-page],
        whole[:middle] + bytes(page) + whole[middle + page :],
    )):  # fmt: skip
        name = f"library-2026010{day + 1}-000000.sqlite3"
        backups.folder_of(home.library).joinpath(name).write_bytes(content)
    assert len(backups.existing(home.library)) <= 2  # the third looks whole until it is read
    assert backups.sound(home.library) == [good]
    assert backups.find(home.library, None) == good


@pytest.mark.parametrize("fails", ["library.sqlite3", "library.sqlite3.damaged"])
def test_a_restore_that_fails_half_way_leaves_everything_as_it_was(
    shelf: Library, home: Home, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    backup = shelf.back_up()
    shelf.set_note(1, "Newer than the backup.")
    before = {path.name: path.read_bytes() for path in home.data.glob("library*")}
    assert "library.sqlite3-wal" in before

    def stubborn(way: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def move(old: Path, new: Path) -> Path:
            wanted = new.name == fails or (old.suffix == ".sqlite3" and fails in new.name)
            if wanted and not (home.data / "refused").exists():
                (home.data / "refused").touch()
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return way(old, new)

        return move

    monkeypatch.setattr(Path, "replace", stubborn(Path.replace))
    monkeypatch.setattr(Path, "rename", stubborn(Path.rename))
    with pytest.raises(LibraryError, match="is full"):
        backups.restore(home.library, backup.path)
    assert (home.data / "refused").exists()
    assert {path.name: path.read_bytes() for path in home.data.glob("library*")} == before
    assert shelf.article(1).note == "Newer than the backup."


def test_an_open_library_goes_on_with_the_restored_file(shelf: Library, home: Home) -> None:
    backup = shelf.back_up()
    shelf.set_note(1, "Later than the backup.")
    shelf.go_back(backup.path)
    assert shelf.article(1).note is None
    shelf.set_note(2, "On the restored one.")
    with Library.open(home.library, home.images) as other:
        assert other.article(2).note == "On the restored one."
        assert other.check() == []


def test_what_a_kill_left_of_a_backup_is_cleared_away(shelf: Library, home: Home) -> None:
    folder = backups.folder_of(home.library)
    folder.mkdir()
    old, new = folder / "library-1.sqlite3.9.part", folder / "library-2.sqlite3.8.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    shelf.back_up()
    assert not old.exists()
    assert new.exists(), "another process may be at work on it"


def test_a_backup_put_in_place_by_hand_lets_readers_and_writers_in_at_once(
    shelf: Library, home: Home
) -> None:
    backup = shelf.back_up()
    shelf.close()
    shutil.copyfile(backup.path, home.library)
    with Library.open(home.library, home.images) as library:
        done = threading.Event()
        with library._connections.read() as run:
            run("SELECT count(*) FROM articles", ())
            writer = threading.Thread(
                target=lambda: (library.set_note(1, "x"), done.set()), daemon=True
            )
            writer.start()
            assert done.wait(5)
        writer.join()


def test_a_damaged_backup_pushes_out_no_sound_one(shelf: Library, home: Home) -> None:
    for day in range(1, 7):
        _rename(shelf.back_up(keep=10), f"2026010{day}-120000")
    folder = backups.folder_of(home.library)
    _tear(folder / "library-20260106-120000.sqlite3")
    (folder / "library-20260105-120000.sqlite3").write_bytes(b"cut off")
    newest = shelf.back_up(keep=3)
    assert sorted(path.name for path in folder.iterdir()) == [
        "library-20260103-120000.sqlite3", "library-20260104-120000.sqlite3",
        "library-20260105-120000.sqlite3", "library-20260106-120000.sqlite3", newest.path.name,
    ]  # fmt: skip
    assert len(backups.sound(home.library)) == 3


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_to_a_library_stays_one_when_it_is_restored(
    shelf: Library, home: Home, tmp_path: Path
) -> None:
    backup = shelf.back_up()
    shelf.close()
    real = tmp_path / "disk" / "kept.sqlite3"
    real.parent.mkdir()
    home.library.rename(real)
    home.library.symlink_to(real)
    before = real.read_bytes()
    aside = backups.restore(home.library, backup.path)
    assert home.library.readlink() == real
    assert aside is not None
    assert (aside.parent, aside.read_bytes()) == (real.parent, before)
    with Library.open(home.library, home.images) as restored:
        assert restored.count(ArticleQuery()) == 60
        assert any(aside.name in remark for remark in restored.remarks())
