"""Damaged tables: what can be read is carried into a new file, and what is lost is said."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.fakes import feed, prepared

from clashreader.errors import UnusableLibraryError
from clashreader.library import backups, salvaging
from clashreader.library.library import Library
from clashreader.library.piecing import LOST_TEXT, Loss
from clashreader.model import ArticleQuery, Insert, Term
from clashreader.paths import Home, find_home

COUNT = 600
LOST_HASH = "00" * 32


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose tables have several pages each."""
    home = find_home(tmp_path_factory.mktemp("model"))
    home.data.mkdir(exist_ok=True)
    with Library.open(home.library, home.images) as library:
        source = library.add_source(feed()).id
        library.apply(source, [
            Insert(prepared(str(n), f"word number{n} " + os.urandom(300).hex(), title=f"Title {n}",
                            section="Europe", tags=("t", f"u{n % 7}"),
                            images=[f"https://i.example.org/{n}.png"]))
            for n in range(COUNT)
        ])  # fmt: skip
        library.set_read([7, 300], True)
        library.set_bookmarked([8, 301], True)
        library.set_note(3, "A note.")
        library.set_note(400, "Another note. " * 3000)
    return home.data


@pytest.fixture
def home(model: Path, tmp_path: Path) -> Home:
    shutil.copytree(model, tmp_path / "home")
    return find_home(tmp_path / "home")


def _pages(path: Path, tree: str) -> list[int]:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return [
            row[0]
            for row in raw.execute(
                "SELECT pageno FROM dbstat WHERE name = ? AND pagetype <> 'overflow' "
                "ORDER BY path", (tree,),
            )
        ]  # fmt: skip


def _zero(path: Path, *pages: int) -> bytes:
    with closing(sqlite3.connect(path)) as raw:
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    with path.open("rb+") as file:
        for page in pages:
            file.seek((page - 1) * size)
            file.write(bytes(size))
    return path.read_bytes()


def _repaired(home: Home) -> tuple[Library, dict[str, Loss], list[str]]:
    library = Library.open(home.library, home.images)
    losses: list[Loss] = []
    done = library.repair(losses)
    assert library.check() == []
    assert not list(home.data.glob("*salvaged*"))
    return library, {loss.table: loss for loss in losses}, done


def _kept(home: Home) -> list[Path]:
    found = home.data.glob("library.sqlite3.damaged-*")
    return [path for path in found if path.name[-4:] not in ("-wal", "-shm")]


def _middle(pages: list[int]) -> int:
    return pages[len(pages) // 2] if len(pages) > 1 else pages[0]


TREES = ["articles", "versions", "bodies", "article_tags", "article_images", "images", "notes",
         "sources", "sections", "tags"]  # fmt: skip


@pytest.mark.parametrize("tree", TREES)
def test_one_damaged_page_costs_no_more_than_what_was_on_it(home: Home, tree: str) -> None:
    damaged = _zero(home.library, _middle(_pages(home.library, tree)))
    library, losses, done = _repaired(home)
    with library:
        assert list(losses) == [tree]
        [aside] = _kept(home)
        assert aside.read_bytes() == damaged, "kept, untouched"
        assert any(aside.name in sentence for sentence in done)
        assert not list(backups.folder_of(home.library).glob("*")), "one copy is enough"
        assert library.count(ArticleQuery()) == COUNT
        assert len(library.ids(ArticleQuery(Term("title")))) == COUNT
        for number in (7, 300):
            assert library.article(number).read
        for number in (8, 301):
            assert library.article(number).bookmarked_at
        assert library.count(ArticleQuery()) - 2 == sum(one.unread for one in library.sources())
        if tree != "notes":
            assert library.article(3).note == "A note."
        if tree != "bodies":
            assert library.count(ArticleQuery(Term("number300"))) == 1
            assert losses[tree].rows in (0, None)
        library.set_bookmarked([1], True)


def test_a_lost_text_leaves_the_title_and_a_sentence_and_is_asked_for_again(home: Home) -> None:
    _zero(home.library, *_pages(home.library, "bodies")[1:4])
    library, losses, done = _repaired(home)
    with library:
        rows = losses["bodies"].rows
        assert rows
        assert 0 < rows < COUNT
        lost = [
            one for one in library.ids(ArticleQuery()) if LOST_TEXT in library.article(one).body
        ]
        assert len(lost) == rows
        assert library.article(lost[0]).title.startswith("Title ")
        assert any(f"Lost: {rows} texts" in sentence for sentence in done)
        assert any("“Title " in sentence for sentence in done)
        known = library.known(1)
        assert all(known[str(one - 1)].item_hash == LOST_HASH for one in lost)
        kept = next(one for one in (2, 599) if one not in lost)
        assert known[str(kept - 1)].item_hash != LOST_HASH


def test_the_root_of_a_table_and_the_articles_of_its_indexes(home: Home) -> None:
    """Nothing of the table itself is left: its indexes know what there was, and what was read."""
    _zero(home.library, _pages(home.library, "articles")[0])
    library, losses, done = _repaired(home)
    with library:
        assert losses["articles"] == Loss("articles", 0, COUNT)
        assert library.article(300).title == "Title 299"
        assert library.article(300).read
        assert not library.article(299).read
        assert library.article(301).bookmarked_at
        assert library.article(300).source_id == 1
        assert any("600 articles were put together again" in sentence for sentence in done)


def test_a_library_that_was_cut_off_is_read_as_far_as_it_goes(home: Home) -> None:
    os.truncate(home.library, home.library.stat().st_size * 2 // 3 - 100)
    with pytest.raises(UnusableLibraryError, match="doctor --repair"):
        Library.open(home.library, home.images)
    damaged = home.library.read_bytes()
    aside, losses = salvaging.salvage(home.library)
    assert aside.read_bytes() == damaged
    assert losses
    with Library.open(home.library, home.images) as library:
        library.repair()
        assert library.check() == []
        assert library.count(ArticleQuery()) > 0


def test_without_its_beginning_nothing_is_tried_and_nothing_advised(home: Home) -> None:
    with home.library.open("rb+") as file:
        file.seek(100)
        file.write(bytes(5000))
    damaged = home.library.read_bytes()
    with pytest.raises(UnusableLibraryError) as told:
        Library.open(home.library, home.images)
    assert "--repair" not in told.value.message
    with pytest.raises(UnusableLibraryError, match="without a backup"):
        salvaging.salvage(home.library)
    assert home.library.read_bytes() == damaged
    assert sorted(path.name for path in home.data.glob("library*")) == ["library.sqlite3"]
