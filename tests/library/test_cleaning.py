"""Cleaning up: what goes, what stays, and what takes how much room."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import FakeClock
from tests.fakes import DAY, feed, prepared

from clashreader.errors import BusyLibraryError, CancelledError, FullDiskError, LibraryError
from clashreader.library import burying, cleaning, collecting, pictures
from clashreader.library.cleaning import CleanUp
from clashreader.library.connection import Connections
from clashreader.library.library import Library
from clashreader.library.rows import Run
from clashreader.library.stopping import Stop
from clashreader.model import ArticleQuery, Insert, Revise, Term

PICTURE = b"\x89PNG picture number %d" + b"." * 5000


def stored(library: Library, *names: str, source: int | None = None, **fields: object) -> list[int]:
    """Store articles, a picture each; return their ids."""
    if source is None:
        source = library.add_source(feed(f"https://{names[0]}.example/")).id
    ids = []
    for name in names:
        url = f"https://pictures.example/{name}"
        article = prepared(name, f"Words of {name}.", images=(url,), **fields)
        ids += library.apply(source, [Insert(article)]).inserted
    wanted = library.wanted_images(100)
    library.store_images(
        [(one.id, PICTURE.replace(b"%d", one.url.encode()), "image/png", 1, 1) for one in wanted]
    )
    return ids


def pictures_of(library: Library) -> list[Path]:
    folder = library.image_path("ab" * 32).parent.parent
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_readers_own_work_stays(library: Library) -> None:
    bookmarked, tagged, noted, marked, *others = stored(library, *"abcdef", tags=("own",))
    library.set_bookmarked([bookmarked], True)
    library.tag([tagged], add=["mine"])
    library.set_note(noted, "Look again.")
    library.add_highlight(marked, "Words of d")
    plan = library.plan_clean_up(CleanUp())
    assert list(plan.ids) == others
    assert (plan.bookmarked, plan.tagged, plan.annotated) == (1, 1, 2)
    assert plan.kept == 4
    # what the reader does between the plan and the deed counts, too
    library.set_bookmarked(others[:1], True)
    assert library.clean_up(plan.ids) == 1
    assert sorted(library.ids(ArticleQuery())) == [bookmarked, tagged, noted, marked, others[0]]


@pytest.mark.parametrize("tagged_by_source", [True, False])
def test_tags_of_the_source_protect_nothing(library: Library, tagged_by_source: bool) -> None:
    stored(library, "a", tags=("theirs",) if tagged_by_source else ())
    assert len(library.plan_clean_up(CleanUp()).ids) == 1


def test_what_is_asked_for_is_what_goes(library: Library, clock: FakeClock) -> None:
    old, read = stored(library, "old", "read", published=1)
    source = library.article(old).source_id
    library.set_read([read], True)
    clock.advance(10 * DAY)
    (new,) = stored(library, "new", published=1)
    (large,) = stored(library, "large", body="<p>" + os.urandom(60_000).hex() + "</p>")

    def ids(wish: CleanUp) -> list[int]:
        return list(library.plan_clean_up(wish).ids)

    assert ids(CleanUp(older=9 * DAY)) == [old, read]  # by arrival: `new` says it is from 1970
    assert ids(CleanUp(older=11 * DAY)) == []
    assert ids(CleanUp(sources=(source,))) == [old, read]
    assert ids(CleanUp(read=True)) == [read]
    assert ids(CleanUp(read=False, sources=(source,))) == [old]
    assert ids(CleanUp(larger=50_000)) == [large]
    assert ids(CleanUp(where=Term("new", "title"))) == [new]
    assert ids(CleanUp(where=Term("1970", "month"), read=True)) == [read]


def test_the_preview_counts_what_is_freed(library: Library) -> None:
    first, second = stored(library, "a", "b")
    library.apply(
        library.article(first).source_id,
        [Revise(first, prepared("a", "Other words.", images=("https://pictures.example/a",)))],
    )
    plan = library.plan_clean_up(CleanUp(where=Term("other")))
    assert list(plan.ids) == [first]
    assert (plan.pictures, plan.edited, plan.unread, plan.gone) == (1, 1, 1, 0)
    assert plan.picture_bytes > 5000
    assert plan.text_bytes > 50
    assert plan.bytes == plan.picture_bytes + plan.text_bytes
    assert len(library.plan_clean_up(CleanUp()).ids) == len([first, second])


def test_a_picture_that_another_article_shows_is_not_freed(library: Library) -> None:
    url = "https://pictures.example/both"
    source = library.add_source(feed()).id
    first = library.apply(source, [Insert(prepared("a", "one", images=(url,)))]).inserted[0]
    library.apply(source, [Insert(prepared("b", "two", images=(url,)))])
    wanted = library.wanted_images(9)
    library.store_images([(one.id, PICTURE, "image/png", 1, 1) for one in wanted])
    plan = library.plan_clean_up(CleanUp(where=Term("one")))
    assert (plan.pictures, plan.picture_bytes) == (0, 0)
    library.clean_up([first])
    assert library.collect_pictures().pictures == 0
    assert len(pictures_of(library)) == 1


def test_pictures_that_nothing_shows_go_and_nothing_else(library: Library) -> None:
    first, _ = stored(library, "a", "b")
    folder = library.image_path("ab" * 32).parent.parent
    foreign = folder / "holiday.png"
    foreign.write_bytes(b"somebody's own")
    library.clean_up([first])
    idle = library.storage()
    assert idle.unused_count == 1
    told: list[tuple[int, int]] = []
    gone = library.collect_pictures(lambda done, total: told.append((done, total)))
    assert (gone.pictures, gone.bytes) == (1, idle.unused_pictures)
    assert told == [(1, 1)]
    assert len(pictures_of(library)) == 2
    assert foreign.exists()
    assert library.storage().unused_count == 0


def test_a_picture_that_comes_again_meanwhile_is_written_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync finds its file there; a clean-up takes it; then the sync writes the row."""
    (first,) = stored(library, "a")
    library.clean_up([first])
    source = library.add_source(feed()).id
    library.apply(source, [Insert(prepared("c", "c", images=("https://pictures.example/c",)))])
    image = library.wanted_images(1)[0]
    (path,) = pictures_of(library)
    data = path.read_bytes()
    record = pictures.write_files

    def then_cleaned(folder: Path, found: Sequence[pictures.Picture]) -> list[str]:
        hashes = record(folder, found)
        monkeypatch.undo()
        assert library.collect_pictures().pictures == 1
        return hashes

    monkeypatch.setattr(pictures, "write_files", then_cleaned)
    library.store_images([(image.id, data, "image/png", 1, 1)])
    assert path.read_bytes() == data
    assert library.collect_pictures().pictures == 0


class Crowded:
    """A disk that is full until a picture's file has gone: no write gets through before."""

    def __init__(self, library: Library, patch: pytest.MonkeyPatch) -> None:
        self.library = library
        self.before = len(pictures_of(library))
        plainly, buried = Connections.write_plainly, burying.bury

        @contextmanager
        def write_plainly(connections: Connections, *, durable: bool) -> Iterator[Run]:
            with plainly(connections, durable=durable) as run:

                def limited(sql: str, values: Sequence[object]) -> Sequence[Any]:
                    if sql.startswith("DELETE"):
                        self.check()
                    return run(sql, values)

                yield limited

        def bury(*given: Any) -> None:
            buried(*given)
            self.check()

        patch.setattr(Connections, "write_plainly", write_plainly)
        patch.setattr(cleaning, "bury", bury)

    def check(self) -> None:
        if len(pictures_of(self.library)) >= self.before:
            raise sqlite3.OperationalError("database or disk is full")


def rows_of_pictures(library: Library) -> int:
    with closing(sqlite3.connect(library.path)) as raw:
        return int(raw.execute("SELECT count(*) FROM images").fetchone()[0])


def test_on_a_full_disk_the_files_of_pictures_go_first(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = stored(library, *"abcd")
    with library._connections.write(durable=False) as connection:
        connection.exec_driver_sql("DELETE FROM article_images WHERE article_id = ?", (first,))
        connection.exec_driver_sql("UPDATE articles SET lead_image = NULL WHERE id = ?", (first,))
    with monkeypatch.context() as patch:
        Crowded(library, patch)
        assert library.collect_pictures().pictures == 1
    assert (len(pictures_of(library)), rows_of_pictures(library)) == (3, 3)

    # nothing is idle any more: the pictures of what goes anyhow make the room for it
    library.set_bookmarked(others[:1], True)
    with monkeypatch.context() as patch:
        Crowded(library, patch)
        assert library.clean_up(others) == 2
    assert (len(pictures_of(library)), rows_of_pictures(library)) == (1, 1)
    assert library.verify().pictures_intact == 1

    # and where there is none to make room by, it is said, and nothing is gone
    with monkeypatch.context() as patch:
        Crowded(library, patch).before = 0
        with pytest.raises(FullDiskError, match="is full"):
            library.clean_up(stored(library, "e"))
        with pytest.raises(FullDiskError, match="is full"):
            library.collect_pictures()
    assert len(library.ids(ArticleQuery())) == 3


def test_what_cannot_even_be_opened_for_writing_gets_room(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle, going, kept, shared = stored(library, *"abcd")
    library.clean_up([idle])
    library.set_note(kept, "Mine.")
    url = "https://pictures.example/d"
    source = library.article(shared).source_id
    library.apply(source, [Insert(prepared("e", "e", images=(url,)))])
    path, images = library.path, library.image_path("ab" * 32).parent.parent
    monkeypatch.setattr(collecting, "_PATIENCE", 0.05)
    with pytest.raises(BusyLibraryError):  # as long as anybody has it open: that one has room
        library.make_room()
    library.close()
    assert library.make_room().pictures == 1
    assert library.make_room([going, kept, shared]).pictures == 1
    assert not path.with_name(path.name + "-shm").exists()
    with Library.open(path, images) as again:
        assert len(again.ids(ArticleQuery())) == 4, "only files went"
        assert again.clean_up([going]) == 1
        assert again.verify().pictures_missing == 0


def test_what_went_does_not_come_back(library: Library) -> None:
    (article,) = stored(library, "a")
    source = library.article(article).source_id
    library.clean_up([article])
    assert library.known(source)["a"].deleted
    assert library.stats().tombstones == 1
    assert library.stats().versions == 0


def test_a_clean_up_can_be_stopped(library: Library) -> None:
    ids = stored(library, *(f"n{number}" for number in range(5)))
    assert library.clean_up(ids, cancelled=lambda: True) == 0
    stop = Stop()
    stop.set()
    with pytest.raises(CancelledError):
        library.plan_clean_up(CleanUp(), stop=stop)
    with pytest.raises(CancelledError):
        library.compact(stop=stop)
    assert len(library.ids(ArticleQuery())) == 5


def test_storage_adds_up(library: Library) -> None:
    first = stored(library, "a", "b")[0]
    source = library.article(first).source_id
    library.apply(source, [Revise(first, prepared("a", "Quite other words."))])
    stored(library, "c")
    library.back_up()
    room = library.storage()
    assert room.total == (
        room.library + room.pictures + room.unused_pictures + room.backups + room.aside
    )
    assert room.library == room.texts + room.free + room.index
    assert 0 < room.older_versions < room.texts
    assert room.backups > 10_000
    assert room.aside == 0
    assert room.picture_count == 3
    largest, smaller = room.sources
    assert (largest.id, largest.articles, largest.versions) == (source, 2, 3)
    assert largest.bytes > smaller.bytes
    assert sum(one.text_bytes for one in room.sources) == room.texts
    assert sum(one.picture_bytes for one in room.sources) == room.pictures
    library.path.with_name(library.path.name + ".damaged-1").write_bytes(b"x" * 777)
    assert library.storage().aside == 777


def test_free_room_is_given_back(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = stored(library, *(f"n{n}" for n in range(9)), body=f"<p>{os.urandom(90_000).hex()}</p>")
    library.clean_up(ids)
    before = library.storage()
    assert before.free > 500_000
    freed = library.compact()
    assert freed > 500_000
    after = library.storage()
    assert after.free < 50_000
    assert after.library < before.library - 500_000
    assert library.check() == []
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("D", (), {"free": 10})())
    with pytest.raises(LibraryError, match="not enough room on the disk"):
        library.compact()


def test_a_library_that_is_locked_cannot_be_written_anew(library: Library) -> None:
    stored(library, "a")
    with closing(sqlite3.connect(library.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        library.hurry()
        with pytest.raises(LibraryError, match="program"):
            library.compact()
    assert library.check() == []
