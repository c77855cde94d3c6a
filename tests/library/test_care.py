"""Checking and mending: what can be rebuilt is, and nothing gets worse."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from tests.fakes import feed, prepared

from clashreader.errors import (
    BusyLibraryError,
    LibraryError,
    PictureFolderError,
)
from clashreader.library import backups, pictures, rebuilding, reindexing
from clashreader.library.library import Library
from clashreader.model import ArticleQuery, Changes, FetchRecord, Insert, Revise, Term, Touch
from clashreader.paths import Home

PNG = b"\x89PNG rest of the picture"


@pytest.fixture
def shelf(library: Library) -> Library:
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared(str(n), f"word number{n}", section="Europe", tags=("t",),
                        images=[f"https://i/{n}"]))
        for n in range(30)
    ])  # fmt: skip
    library.store_images([(1, PNG, "image/png", 1, 1), (2, PNG + b"2", "image/png", 1, 1)])
    library.set_note(3, "A note.")
    return library


def _spoil(home: Home, *statements: str) -> None:
    with closing(sqlite3.connect(home.library, isolation_level=None)) as raw:
        raw.create_function("fold_name", 1, str)
        for statement in statements:
            raw.execute(statement)


def _found(library: Library, word: str) -> int:
    return library.count(ArticleQuery(Term(word)))


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE section_months SET total = 7, unread = 9"], "counts of sections"),
        (["UPDATE sources SET articles = 1, unread = 5"], "counts of sources"),
        (["UPDATE tags SET total = 1"], "counts of tags"),
        (["UPDATE image_counts SET total = 99"], "counts of pictures"),
        (["UPDATE articles SET section_id = 99 WHERE id = 2"], "point to rows"),
        (["INSERT INTO article_tags VALUES (1, 88, 1)"], "point to rows"),
        (["DELETE FROM article_search_docsize WHERE id = 4"], "index"),
        (["DELETE FROM article_search_data WHERE id > 10"], "index is damaged"),
    ],
)  # fmt: skip
def test_what_can_be_rebuilt_is(
    shelf: Library, home: Home, statements: list[str], words: str
) -> None:
    _spoil(home, *statements)
    assert any(words in problem for problem in shelf.check())
    done = shelf.repair()
    assert "copied" in done[0]
    assert len(done) > 1
    assert shelf.check() == []
    assert shelf.article(3).note == "A note."
    assert _found(shelf, "word") == 30
    assert _found(shelf, "number7") == 1


def test_a_sound_library_is_left_alone(shelf: Library, home: Home) -> None:
    assert shelf.repair() == []
    assert not backups.folder_of(home.library).exists()


def test_the_copy_comes_first_and_is_no_backup_to_go_back_to(shelf: Library, home: Home) -> None:
    _spoil(home, "UPDATE tags SET total = 1")
    shelf.repair()
    [copy] = backups.folder_of(home.library).iterdir()
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("SELECT total FROM tags").fetchone() == (1,)
    assert backups.existing(home.library) == []


def test_without_room_for_the_copy_nothing_is_touched(
    shelf: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    _spoil(home, "UPDATE tags SET total = 1")

    def full(*_: object, **__: object) -> None:
        raise LibraryError("There is no room for a backup of the library.")

    monkeypatch.setattr(backups, "make", full)
    with pytest.raises(LibraryError, match="no room"):
        shelf.repair()
    assert shelf.check() == ["The counts of tags are wrong."]


def test_lost_pictures_are_wanted_again(shelf: Library) -> None:
    stored = shelf.image("https://i/0")
    assert stored is not None
    assert stored.hash is not None
    shelf.image_path(stored.hash).unlink()
    assert shelf.check() == ["The files of 1 pictures are missing or damaged."]
    shelf.repair()
    assert shelf.check() == []
    assert 1 in {wanted.id for wanted in shelf.wanted_images(99)}
    assert 2 not in {wanted.id for wanted in shelf.wanted_images(99)}


def test_files_without_a_row_are_told_and_left(shelf: Library, home: Home) -> None:
    stray = home.images / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(PNG)
    assert any("1 picture files" in remark for remark in shelf.remarks())
    assert shelf.check() == []
    shelf.repair()
    assert stray.exists()


def test_a_damaged_text_is_named_and_asked_for_again(shelf: Library, home: Home) -> None:
    _spoil(home, "UPDATE bodies SET body = zeroblob(40) WHERE version_id = 5")
    assert shelf.check() == ["The text of article 5, version 1, is damaged."]
    before = shelf.known(1)["4"]
    shelf.repair()
    assert shelf.known(1)["4"].item_hash != before.item_hash
    assert shelf.known(1)["5"].item_hash == prepared(
        "5", "word number5", section="Europe", tags=("t",), images=["https://i/5"]
    ).item_hash  # fmt: skip
    shelf.apply(1, [Revise(5, prepared("4", "word number4"))])
    assert "number4" in shelf.article(5).body


# --- another folding ---


@pytest.fixture
def old(shelf: Library, home: Home, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library whose index was made by other rules, opened by this program."""
    shelf.close()
    _spoil(home, "UPDATE meta SET value = '0' WHERE name = 'folding'")
    monkeypatch.setattr(reindexing, "BATCH", 7)
    monkeypatch.setattr(reindexing, "AT_ONCE", 0.0)  # as if it were too large for that
    return Library.open(home.library, home.images)


def test_a_small_library_of_another_folding_is_whole_when_it_is_open(
    shelf: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = _found(shelf, "word")
    shelf.close()
    _spoil(home, "UPDATE meta SET value = '0' WHERE name = 'folding'")
    monkeypatch.setattr(reindexing, "BATCH", 7)
    monkeypatch.setattr(reindexing, "AT_ONCE", 60.0)
    with Library.open(home.library, home.images) as library:
        assert _found(library, "word") == count > 7
        assert library.build_index() == 0
        assert library.check() == []


def test_an_index_of_another_folding_is_built_anew_newest_first(old: Library, home: Home) -> None:
    with old:
        assert _found(old, "word") == 0
        assert any("built anew" in remark for remark in old.remarks())
        assert old.check() == [], "under way is no problem"
        steps: list[tuple[int, int]] = []
        enough = threading.Event()

        def stop_after_two(done: int, total: int) -> None:
            steps.append((done, total))
            if len(steps) == 2:
                enough.set()

        assert old.build_index(stop_after_two, enough) == 14
        assert steps == [(7, 30), (14, 30)]
        assert _found(old, "number29") == 1
        assert _found(old, "number0") == 0
    with Library.open(home.library, home.images) as again:  # it goes on where it was broken off
        assert _found(again, "word") == 14
        assert again.build_index() == 16
        assert _found(again, "word") == 30
        assert again.build_index() == 0
        assert again.check() == []
        assert again.remarks() == []


def test_what_changes_while_the_index_is_built_is_neither_lost_nor_entered_twice(
    old: Library,
) -> None:
    with old:

        def meanwhile(done: int, total: int) -> None:
            if done == 7:
                old.apply(1, [
                    Insert(prepared("new", "fresh")),
                    Revise(2, prepared("1", "changed early")),
                    Revise(28, prepared("27", "changed late")),
                    Touch(3, prepared("2", "word number2", title="Renamed")),
                ])  # fmt: skip

        old.build_index(meanwhile)
        assert old.check() == []
        for word in ("fresh", "early", "late", "renamed", "number2"):
            assert _found(old, word) == 1, word
        assert _found(old, "number1") == 0
        assert _found(old, "number27") == 0
        for article in (2, 3, 28, 31):  # the index can forget what it was told
            uid = {2: "1", 3: "2", 28: "27", 31: "new"}[article]
            old.apply(1, [Revise(article, prepared(uid, "once more"))])
        assert old.check() == []
        assert _found(old, "early") == 0


def test_fetches_are_told_newest_first(shelf: Library, tmp_path: Path) -> None:
    from clashreader.model import FetchRecord

    for number in range(60):
        shelf.record_fetch(1, FetchRecord(number, "https://x/", status=200, size=9, new=number))
    told = shelf.fetches(1)
    assert [fetch.new for fetch in told] == list(range(59, 9, -1))
    assert len(shelf.fetches(1, 3)) == 3
    assert told[0] == FetchRecord(59, "https://x/", status=200, size=9, new=59)


def test_a_library_that_is_held_says_so_and_is_mended_later(shelf: Library, home: Home) -> None:
    _spoil(home, "UPDATE tags SET total = 1", "INSERT INTO meta VALUES ('reindexing', '')")
    with closing(sqlite3.connect(home.library, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with shelf.at_once():
            for deed in (shelf.repair, shelf.build_index):
                with pytest.raises(BusyLibraryError):
                    deed()
        shelf.back_up()  # which only reads
        other.execute("ROLLBACK")
    shelf.repair()
    assert shelf.check() == []
    assert shelf.remarks() == []


# --- damaged pages ---


def _trees(path: Path) -> dict[str, list[int]]:
    """Pages by the table or index they belong to, where each b-tree has them."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages: dict[str, list[int]] = {}
        for name, page in raw.execute("SELECT name, pageno FROM dbstat ORDER BY pageno"):
            pages.setdefault(name, []).append(page)
    return pages


def _zero(path: Path, page: int) -> None:
    with closing(sqlite3.connect(path)) as raw:
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    with path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))


_REBUILT = ["article_search_data", "article_search_docsize", "articles_newest", "articles_url",
            "article_tags_tag", "images_hash", "article_images_image", "section_months",
            "image_counts", "sqlite_autoindex_articles_1", "meta", "fetch_log"]  # fmt: skip


@pytest.mark.parametrize("tree", _REBUILT)
def test_a_damaged_page_of_what_can_be_rebuilt_is_mended(
    shelf: Library, home: Home, tree: str
) -> None:
    shelf.record_fetch(1, FetchRecord(1, "https://example.org/feed.xml"))
    shelf.close()
    _zero(home.library, _trees(home.library)[tree][-1])
    with Library.open(home.library, home.images) as library:
        assert library.check()
        library.remarks()
        done = library.repair()
        assert "copied" in done[0]
        assert library.check() == []
        assert _found(library, "word") == 30
        assert _found(library, "number7") == 1
        assert library.article(3).note == "A note."
        assert [one.total for one in library.tags()] == [30]
        library.tag([1], add=["after"])
    assert not list(home.data.glob("*.rebuilt-*"))


def test_a_repair_that_is_refused_leaves_no_copy(
    shelf: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.close()
    _zero(home.library, _trees(home.library)["articles_newest"][-1])
    damaged = home.library.read_bytes()

    def busy(_: object) -> None:
        raise BusyLibraryError("Another program writes to the library.")

    monkeypatch.setattr(rebuilding, "rebuild", busy)
    with Library.open(home.library, home.images) as library, pytest.raises(BusyLibraryError):
        library.repair()
    assert not list(backups.folder_of(home.library).iterdir())
    assert home.library.read_bytes() == damaged


def test_damaged_articles_are_named_and_without_room_nothing_is_changed(
    shelf: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.close()
    _zero(home.library, _trees(home.library)["articles"][-1])
    damaged = home.library.read_bytes()
    monkeypatch.setattr(backups, "size_of", lambda _: 2**60)
    with Library.open(home.library, home.images) as library:
        assert any("“articles”" in problem for problem in library.check())
        with pytest.raises(LibraryError, match="no room"):
            library.repair()
    assert home.library.read_bytes() == damaged
    assert sorted(path.name for path in home.data.iterdir()) == ["images", home.library.name]


def test_what_stands_for_a_hash_on_a_damaged_page_is_a_lost_picture(
    shelf: Library, home: Home
) -> None:
    _spoil(home, "UPDATE images SET hash = char(0) || 'x' WHERE id = 1")
    assert any("1 pictures" in problem for problem in shelf.check())
    assert any("fetched again" in sentence for sentence in shelf.repair())
    assert shelf.check() == []


def test_a_file_in_the_place_of_the_pictures_is_named(shelf: Library, home: Home) -> None:
    shutil.rmtree(home.images)
    home.images.write_text("a letter")
    assert any("is no folder" in problem for problem in shelf.check())
    with pytest.raises(PictureFolderError, match="no folder"):
        shelf.store_images([(3, PNG, "image/png", 1, 1)])
    shelf.repair()
    assert home.images.read_text() == "a letter"


def test_pictures_whose_files_are_gone_are_wanted_again(shelf: Library, home: Home) -> None:
    assert shelf.want_missing_images() == Changes()
    shutil.rmtree(home.images)
    assert shelf.want_missing_images().images
    assert {1, 2} <= {wanted.id for wanted in shelf.wanted_images(99)}
    assert shelf.want_missing_images() == Changes()
    home.images.symlink_to(home.data / "a disk that is away")
    shelf_has = shelf.stats().images_stored
    with pytest.raises(PictureFolderError):
        shelf.want_missing_images()
    assert shelf.stats().images_stored == shelf_has == 0


def test_folders_of_pictures_are_flushed_before_the_pictures_count(
    library: Library, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared("1", "word", images=["https://i/0", "https://i/1"]))])
    flushed: list[Path] = []

    def note(folder: Path) -> None:
        assert library.stats().images_stored == 0
        flushed.append(folder)

    monkeypatch.setattr(pictures, "sync_folder", note)
    library.store_images([(1, PNG, "image/png", 1, 1), (2, PNG + b"2", "image/png", 1, 1)])
    assert len(flushed) == len(set(flushed)) == 4
    assert {home.images, home.data} < set(flushed)
    assert library.stats().images_stored == 2
