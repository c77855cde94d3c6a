"""A backup in one file: what is in it, what is refused, and that nothing is ever lost by it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import prepared
from tests.library.test_verifying import PICTURE, fill

from clashreader.errors import (
    BusyLibraryError,
    CancelledError,
    LibraryError,
    ReaderError,
    UsageError,
    WriteError,
)
from clashreader.library import (
    archives,
    asides,
    backups,
    migrations,
    restoring,
    sole_use,
    unpacking,
)
from clashreader.library.failures import failures_in_words
from clashreader.library.files import JOURNAL, beside, held, sqlite_uri
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Insert, Verified
from clashreader.paths import Home, find_home

WHOLE = Verified(intact=4, pictures_intact=1)


@pytest.fixture
def full(library: Library, home: Home) -> Library:
    fill(library)
    home.settings.write_text('theme = "sepia"\n')
    home.places.write_text("{}\n")
    return library


@pytest.fixture
def backup(full: Library, home: Home, tmp_path: Path) -> Path:
    path = tmp_path / "kept.zip"
    full.write_backup(path, extras=home.beside_library)
    return path


def stage(file: Path, home: Home) -> restoring.Staged:
    return restoring.stage(
        file, home.library, home.images, extras=home.beside_library,
        progress=lambda _done, _total: None, stop=lambda: False,
    )  # fmt: skip


def restore(file: Path, home: Home) -> tuple[Path, ...]:
    staged = stage(file, home)
    try:
        return restoring.put_in_place(staged, home.library)
    finally:
        staged.drop()


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith("-shm")
    }


def test_a_backup_has_all_that_comes_back_to_an_empty_home(
    full: Library, home: Home, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    path = tmp_path / "kept.zip"
    made = full.write_backup(
        path, extras=home.beside_library, progress=lambda *both: told.append(both)
    )
    assert (made.articles, made.pictures, made.missing, made.bytes) == (
        3,
        1,
        0,
        path.stat().st_size,
    )
    assert made.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert told[-1][0] >= told[0][0]
    assert all(done <= total for done, total in told)
    with zipfile.ZipFile(path) as archive:
        picture = hashlib.sha256(PICTURE).hexdigest()
        assert sorted(archive.namelist()) == [
            f"images/{picture[:2]}/{picture}", "library.sqlite3", "manifest.json", "places.jsonl",
            "settings.toml",
        ]  # fmt: skip
        assert archive.testzip() is None
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir() if "part" in one.name] == []

    other = find_home(tmp_path / "other")
    assert restore(path, other) == ()
    assert other.settings.read_text() == 'theme = "sepia"\n'
    assert sorted(one.name for one in other.data.iterdir()) == [
        "images", "library.sqlite3", "places.jsonl", "settings.toml"
    ]  # fmt: skip
    with Library.open(other.library, other.images) as again:
        assert again.verify() == WHOLE
        assert again.check() == []
        assert again.article(1).versions == 2


def test_a_backup_is_whole_while_others_write(full: Library, home: Home, tmp_path: Path) -> None:
    begun, done = threading.Event(), threading.Event()

    def write() -> None:
        for number in range(30):
            full.apply(1, [Insert(prepared(f"n{number}", "words " * 500))])
            begun.set()
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait()
    made = full.write_backup(tmp_path / "kept.zip", extras={})
    writer.join()
    assert done.is_set()
    assert 4 <= made.articles <= 33
    other = find_home(tmp_path / "other")
    restore(tmp_path / "kept.zip", other)
    with Library.open(other.library, other.images) as again:
        assert again.count(ArticleQuery()) == made.articles
        assert again.check() == []


def test_pictures_that_are_gone_are_named(full: Library, tmp_path: Path) -> None:
    image = full.image("https://i/1")
    assert image is not None
    full.image_path(image.hash or "").write_bytes(b"other")
    made = full.write_backup(tmp_path / "kept.zip", extras={})
    assert (made.pictures, made.missing) == (0, 1)
    assert unpacking.listed_missing(tmp_path / "kept.zip") == {image.hash}
    restore(tmp_path / "kept.zip", find_home(tmp_path / "other"))


def test_what_is_there_is_not_replaced_unless_told(full: Library, tmp_path: Path) -> None:
    path = tmp_path / "kept.zip"
    path.write_text("mine")
    with pytest.raises(UsageError, match="there already"):
        full.write_backup(path, extras={})
    assert path.read_text() == "mine"
    full.write_backup(path, extras={}, overwrite=True)
    assert unpacking.facts_of(path).articles == 3
    with pytest.raises(UsageError, match="a folder"):
        full.write_backup(tmp_path, extras={}, overwrite=True)
    with pytest.raises(UsageError, match="no folder"):
        full.write_backup(tmp_path / "a" / "b", extras={})


def test_nothing_is_left_of_a_backup_that_fails(
    full: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(CancelledError):
        full.write_backup(folder / "kept.zip", extras={}, stop=lambda: True)
    with monkeypatch.context() as patch:
        patch.setattr(archives, "flush", _full_disk)
        with pytest.raises(WriteError, match="No space left"):
            full.write_backup(folder / "kept.zip", extras={})
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 1))
        with pytest.raises(WriteError, match="no room"):
            full.write_backup(folder / "kept.zip", extras={})
    with monkeypatch.context() as patch:  # what the disk gave back is not what was written

        def spoil(path: Path) -> None:
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)

        patch.setattr(archives, "flush", spoil)
        with pytest.raises(LibraryError, match="damaged"):
            full.write_backup(folder / "kept.zip", extras={})
    assert list(folder.iterdir()) == []


def _full_disk(_: Path) -> None:
    raise OSError(28, "No space left on device")


def test_the_library_that_was_there_is_kept_aside(backup: Path, full: Library, home: Home) -> None:
    full.set_note(1, "Written after the backup.")
    full.close()
    home.settings.write_text('theme = "dark"\n')
    (aside,) = restore(backup, home)
    assert aside.parent == home.data
    assert (aside / "settings.toml").read_text() == 'theme = "dark"\n'
    with Library.open(home.library, home.images) as new:
        assert new.article(1).note is None
        assert new.verify() == WHOLE
        assert any(aside.name in one for one in new.remarks())
        assert new.storage().aside >= (aside / "library.sqlite3").stat().st_size
    with Library.open(aside / "library.sqlite3", aside / "images") as old:
        assert old.article(1).note == "Written after the backup."
        assert old.verify() == WHOLE
    assert not list(home.data.glob(".restoring*")) + list(home.data.glob("restoring*"))


def test_a_copy_of_the_library_alone_leaves_its_pictures(full: Library, home: Home) -> None:
    kept = full.back_up().path
    full.set_note(1, "Later.")
    full.close()
    (aside,) = restore(kept, home)
    assert [one.name for one in aside.iterdir()] == ["library.sqlite3"]
    with Library.open(home.library, home.images) as new:
        assert (new.article(1).note, new.verify()) == (None, WHOLE)


@pytest.mark.parametrize("data", [b"\xff\x00 = [[[", b"a = " + b"[" * 50_000])
def test_settings_that_are_none_stay_in_the_backup(
    full: Library, home: Home, tmp_path: Path, data: bytes
) -> None:
    home.settings.write_bytes(data)
    full.write_backup(tmp_path / "kept.zip", extras=home.beside_library)
    full.close()
    home.settings.write_text('theme = "dark"\n')
    staged = stage(tmp_path / "kept.zip", home)
    assert "cannot be read" in staged.remarks[0]
    restoring.put_in_place(staged, home.library)
    assert home.settings.read_text() == 'theme = "dark"\n'


# --- what is refused ---


def _rewrite(path: Path, change: Callable[[dict[str, bytes]], None], comment: bool = True) -> None:
    """Write an archive anew with other contents, its manifest's hash made to fit."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        told = archive.comment
    change(parts)
    if comment:
        told = archives.COMMENT + hashlib.sha256(parts["manifest.json"]).hexdigest().encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.comment = told


def _manifest(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        told = json.loads(parts["manifest.json"])
        parts["manifest.json"] = json.dumps({**told, **values}).encode()

    return change


def _add(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: b"x"})


def _twice(parts: dict[str, bytes]) -> None:
    told = json.loads(parts["manifest.json"])
    parts["manifest.json"] = json.dumps({**told, "files": told["files"] * 2}).encode()


def _drop_picture(parts: dict[str, bytes]) -> None:
    del parts[next(name for name in parts if name.startswith("images/"))]


def _other_library(parts: dict[str, bytes]) -> None:
    parts["library.sqlite3"] = parts["library.sqlite3"][:-1] + b"\x01"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_add("../evil"), "does not belong"),
        (_add("/tmp/evil"), "does not belong"),
        (_add("images/ab/../../../evil"), "does not belong"),
        (_add("C:\\evil"), "does not belong"),
        (_drop_picture, "pictures are missing"),
        (_other_library, "library.sqlite3 has other bytes"),
        (_manifest(schema=99), "newer Clash Reader"),
        (_manifest(version=2), "newer Clash Reader"),
        (_manifest(files=[]), "cannot be read"),
        (_manifest(files=[{"name": "../evil", "sha256": ""}]), "cannot be read"),
        (_manifest(pictures=3), "cannot be read"),
        (_manifest(articles="many"), "cannot be read"),
        (_manifest(articles=10**400), "cannot be read"),
        (_manifest(made=10**30), "cannot be read"),
        (_manifest(made=-1), "cannot be read"),
        (_manifest(pictures={"count": 1, "sha256": "", "missing": [{}]}), "cannot be read"),
        (_manifest(files=[{"name": "library.sqlite3", "sha256": {}}]), "cannot be read"),
        (_twice, "cannot be read"),
        (_manifest(format="another"), "cannot be read"),
    ],
)  # fmt: skip
def test_a_backup_that_was_tampered_with_is_refused(
    backup: Path, full: Library, home: Home,
    change: Callable[[dict[str, bytes]], None], words: str,
) -> None:  # fmt: skip
    full.close()
    _rewrite(backup, change)
    before = tree(home.data.parent)
    with pytest.raises(LibraryError, match=words):
        restore(backup, home)
    assert tree(home.data.parent) == before


def test_damaged_and_foreign_files_are_refused(backup: Path, full: Library, home: Home) -> None:
    full.close()
    whole = backup.read_bytes()
    before = tree(home.data)

    def refused(data: bytes, kind: type[ReaderError] = LibraryError) -> None:
        backup.write_bytes(data)
        with pytest.raises(kind):
            restore(backup, home)
        assert tree(home.data) == before

    for size in (len(whole) - 1, len(whole) - 200, len(whole) // 2, 60):
        refused(whole[:size])
    for place in range(100, len(whole) - 20_000, len(whole) // 60):
        refused(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :], ReaderError)
    refused(b"", UsageError)
    refused(b"no backup at all" * 99, UsageError)
    refused(b"SQLite format 3\0" + bytes(200))
    with zipfile.ZipFile(backup, "w") as archive:
        archive.writestr("a", "b")
    refused(backup.read_bytes(), UsageError)
    backup.unlink()
    with pytest.raises(UsageError, match="There is no backup"):
        restore(backup, home)


def test_a_compressed_bomb_is_refused(backup: Path, full: Library, home: Home) -> None:
    full.close()
    with zipfile.ZipFile(backup, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"images/ab/{'ab' * 32}", bytes(30_000_000))
    with pytest.raises(LibraryError, match="not stored as it should be"):
        restore(backup, home)


def test_a_library_that_is_being_written_to_is_left(
    backup: Path, full: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    staged = stage(backup, home)
    real = sqlite3.connect
    monkeypatch.setattr(
        sole_use.sqlite3, "connect", lambda *args, **named: real(*args, **{**named, "timeout": 0})
    )
    with closing(real(home.library, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyLibraryError):
            restoring.put_in_place(staged, home.library)
        other.execute("ROLLBACK")
    assert not (home.data / restoring.JOURNAL).exists()
    staged.drop()


# --- broken off ---


class Killed(BaseException):
    """The end of the process."""


@pytest.mark.parametrize("after", [0, 1, 4, 8, 9])
def test_killed_at_any_point_it_is_the_old_or_the_new(
    backup: Path, full: Library, home: Home, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.set_note(1, "Old.")
    full.close()
    staged = stage(backup, home)
    real, count = Path.rename, 0

    def rename(path: Path, target: Any) -> Path:
        nonlocal count
        count += 1
        if count > after:
            raise Killed
        return real(path, target)

    with monkeypatch.context() as patch, pytest.raises(Killed) if after < 9 else _nothing():
        patch.setattr(Path, "rename", rename)
        restoring.put_in_place(staged, home.library)
    assert restoring.resume(home.data) == (after < 9)
    assert not restoring.resume(home.data)
    with Library.open(home.library, home.images) as new:
        assert (new.article(1).note, new.verify()) == (None, WHOLE)
    (aside,) = home.data.glob("before-restore-*")
    with Library.open(aside / "library.sqlite3", aside / "images") as old:
        assert (old.article(1).note, old.verify()) == ("Old.", WHOLE)
    assert not list(home.data.glob(".restoring*")) + list(home.data.glob("restoring*"))


class _nothing:  # noqa: N801 - stands for a context
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.mark.parametrize("after", [0, 1, 6])
def test_what_cannot_be_moved_leaves_everything_as_it_was(
    backup: Path, full: Library, home: Home, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    staged = stage(backup, home)
    real, count = Path.rename, 0

    def rename(path: Path, target: Any) -> Path:
        nonlocal count
        count += 1
        if count == after + 1:
            raise OSError(16, "Device or resource busy")
        return real(path, target)

    before = {name for name in tree(home.data) if not name.startswith(".restoring")}
    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(LibraryError, match="as it was"):
        restoring.put_in_place(staged, home.library)
    staged.drop()
    assert set(tree(home.data)) == before
    with Library.open(home.library, home.images) as same:
        assert same.verify() == WHOLE


def test_what_a_kill_left_goes_with_the_next_restore(
    backup: Path, full: Library, home: Home
) -> None:
    full.close()
    stage(backup, home)  # never put in place, nor dropped
    (home.data / "restoring.lock").touch()
    assert len(restore(backup, home)) == 1
    assert not list(home.data.glob(".restoring*")) + list(home.data.glob("restoring*"))


def test_what_a_kill_left_is_counted_and_goes_with_the_next_backup(
    backup: Path, full: Library, home: Home
) -> None:
    mine = stage(backup, home).stages[0]
    left = mine.with_name(".restoring-20260101-000000-999999999")
    mine.rename(left)
    mine.mkdir()
    assert full.storage().aside >= (left / "library.sqlite3").stat().st_size
    journal = home.data / "restoring.json"
    journal.touch()
    full.back_up()
    assert left.exists(), "it is being exchanged"
    journal.unlink()
    full.back_up()
    assert not left.exists()
    assert mine.exists(), "its process is at work on it"


def test_a_journal_of_nothing_changes_nothing(home: Home) -> None:
    home.data.mkdir(parents=True)
    (home.data / restoring.JOURNAL).write_text("{")
    assert not restoring.resume(home.data)
    assert list(home.data.iterdir()) == []


def test_an_open_library_goes_on_with_what_came_back(
    backup: Path, full: Library, home: Home
) -> None:
    full.set_note(1, "Later.")
    staged = full.stage_backup(backup)
    (aside,) = full.take_staged(staged)
    assert full.article(1).note is None
    full.set_note(1, "Written to the new one.")
    assert full.check() == []
    assert {one.name for one in aside.iterdir()} == {"library.sqlite3", "images"}
    assert backups.existing(home.library) == []


# --- others who have the library open ---


def test_nothing_is_restored_while_another_program_has_the_library_open(
    backup: Path, full: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.set_note(1, "Later.")
    monkeypatch.setattr(sole_use, "_IN_USE", 0.0)
    with pytest.raises(BusyLibraryError, match="a sync, for instance"):
        sole_use.check_free(home.library)
    with pytest.raises(BusyLibraryError, match="Nothing was changed"):
        restore(backup, home)
    assert full.article(1).note == "Later."
    full.set_note(1, "Still the same.")
    full.close()
    assert len(restore(backup, home)) == 1


def test_who_had_the_library_before_does_not_go_on_in_the_restored_one(
    backup: Path, full: Library, home: Home
) -> None:
    """A lock may be of no use, as on some network drives: numbers mean other articles now."""
    kept = full.back_up().path
    with Library.open(home.library, home.images) as other:
        other.set_note(1, "Of the one before.")
        full.go_back(kept)
        for use in (
            lambda: other.article(1),
            lambda: other.set_note(1, "Of another article."),
            lambda: other.store_images([(1, b"other", "image/png", 1, 1)]),
        ):
            with pytest.raises(LibraryError, match="A backup has taken the place"):
                use()
    assert full.article(1).note is None
    assert full.verify() == WHOLE
    full.set_note(1, "This one goes on.")


def test_an_exchange_is_waited_for(backup: Path, full: Library, home: Home) -> None:
    full.close()
    staged = stage(backup, home)
    half, told = threading.Event(), []

    def read() -> None:
        half.wait()
        with Library.open(home.library, home.images) as opened:
            told.append(opened.article(1).versions)

    reader = threading.Thread(target=read)
    reader.start()
    renamed = Path.rename

    def rename(path: Path, target: Any) -> Path:
        moved = renamed(path, target)
        if path == home.library:  # gone, and the other is not there yet
            half.set()
            reader.join(0.2)
        return moved

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        restoring.put_in_place(staged, home.library)
    reader.join()
    assert told == [2]


def test_what_a_killed_backup_left_goes_with_the_next_and_no_other(
    full: Library, tmp_path: Path
) -> None:
    for name in ("kept [1].zip", "\u4e2d" * 80 + ".zip"):  # 244 bytes, and no room for more
        target = tmp_path / name
        stem = "." + name.encode()[:120].decode(errors="ignore")
        part = tmp_path / f"{stem}.77-1.part"
        left = [part, beside(part, "-library"), beside(part, "-library-journal")]
        other = tmp_path / ".another.zip.77-1.part"
        for one in (*left, other):
            one.write_bytes(b"half")
        busy = tmp_path / f"{stem}.78-1.part"
        with held(busy):
            beside(busy, "-library").write_bytes(b"half")
            full.write_backup(target, extras={})
            assert busy.exists()
            assert beside(busy, "-library").exists()
        assert not any(one.exists() for one in left)
        assert other.exists()
        full.write_backup(target, extras={}, overwrite=True)
        assert not busy.exists()
        assert not beside(busy, "-library").exists()
    assert len([one for one in tmp_path.iterdir() if ".part" in one.name]) == 1


def test_what_was_kept_aside_is_found_counted_and_deleted_when_asked(
    backup: Path, full: Library, home: Home, tmp_path: Path
) -> None:
    full.close()
    restore(backup, home)
    for ending, size in (("", 500), ("-wal", 77)):
        damaged = beside(home.library, f".damaged-20260101-000000{ending}")
        damaged.write_bytes(b"x" * size)
        os.utime(damaged, (10**9, 10**9))
    beside(home.library, ".rebuilt-1").write_bytes(b"somebody is at work on it")
    (home.data / "before-restore-linked").symlink_to(tmp_path)
    with Library.open(home.library, home.images) as library:
        kept = library.kept_aside(path.parent for path in home.beside_library.values())
        assert [(one.restored, len(one.paths)) for one in kept] == [(True, 1), (False, 2)]
        assert kept[1].bytes == 577
        assert library.storage().aside >= kept[0].bytes + kept[1].bytes
        (home.data / JOURNAL).write_text("{}")
        with pytest.raises(BusyLibraryError, match="is being restored"):
            library.delete_kept_aside(kept)
        (home.data / JOURNAL).unlink()
        assert library.delete_kept_aside(kept[1:]) == 577
        foreign = asides.Aside((backup,), False, 1, 1)
        assert library.delete_kept_aside([*kept, foreign]) == kept[0].bytes
        assert library.kept_aside() == ()
        assert library.verify() == WHOLE
    assert backup.exists()


def test_who_opens_between_the_two_renames_tries_again(
    full: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    real, away = migrations.prepare, home.library.with_name("moved")

    def prepare(path: Path) -> str | None:
        if not away.exists():
            home.library.rename(away)
            with failures_in_words(path):
                try:
                    sqlite3.connect(sqlite_uri(path, "rw"), uri=True)
                finally:
                    shutil.copyfile(away, path)
        return real(path)

    monkeypatch.setattr(migrations, "prepare", prepare)
    with Library.open(home.library, home.images) as opened:
        assert opened.article(1).versions == 2
