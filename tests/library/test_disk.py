"""A library that is locked or whose disk is full says so, and loses nothing."""

from __future__ import annotations

import inspect
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.fakes import NOON, feed, prepared

from clashreader.errors import LibraryError
from clashreader.library import migrations
from clashreader.library.carrying import CarriedSource, CarriedWhole
from clashreader.library.cleaning import CleanUp
from clashreader.library.library import Library
from clashreader.model import (
    ArticleQuery,
    BackupPlan,
    Changes,
    FetchRecord,
    Highlight,
    Insert,
    Marks,
    Revise,
    RuleActions,
    Sort,
    Term,
    Undo,
)
from clashreader.paths import Home
from clashreader.values import replace

FETCH = FetchRecord(NOON, "https://example.org/feed.xml", status=200, etag="x" * 90_000)
LONG = "word " * 4000

GONE = Highlight(7, 1, 1, "words", "Some ", " of news", 0, "long " * 15_000, NOON, NOON)

STORED = "https://i/2"
QUERY = "word " * 3_900
CARRIED: list[Any] = []
"""An article of another library with its texts, and the whole of that library."""
DONE: list[Undo] = []
"""What can be undone on the shelf."""
SEARCHES = json.dumps({
    "format": "clashreader searches",
    "searches": [{"name": str(n), "query": QUERY, "sort": "newest"} for n in range(3)],
})  # fmt: skip


def _lose_picture(library: Library) -> Library:
    image = library.image(STORED)
    assert image is not None
    library.image_path(image.hash or "").unlink(missing_ok=True)
    return library


WRITES: dict[str, Callable[[Library], object]] = {
    "add_source": lambda one: one.add_source(feed("https://b/" + LONG)),
    "add_sources": lambda one: one.add_sources([feed(f"https://b{n}/{LONG}") for n in range(3)]),
    "edit_source": lambda one: one.edit_source(1, url="https://c/" + LONG),
    "describe_source": lambda one: one.describe_source(
        1, title=LONG, site_url="s", default_section="d"
    ),
    "set_login": lambda one: one.set_login(1, True),
    "remove_source": lambda one: one.remove_source(1, delete_articles=False),
    "apply": lambda one: one.apply(1, [Insert(prepared(f"new{n}", LONG)) for n in range(9)]),
    "record_fetch": lambda one: one.record_fetch(1, FETCH),
    "record_fetches": lambda one: one.record_fetches([(1, FETCH)] * 3),
    "keep_backfill_place": lambda one: one.keep_backfill_place(1, "https://b/" + LONG * 9),
    "keep_rests": lambda one: one.keep_rests({LONG * 9: 2_000_000_000}),
    "take_page": lambda one: one.take_page(1, prepared("a", LONG + "page", body=LONG * 9), FETCH),
    "fail_page": lambda one: one.fail_page(1, status=503),
    "record_presence": lambda one: one.record_presence(1, status=410, gone=True),
    "store_images": lambda one: one.store_images([(1, b"x", "image/" + LONG, 1, 1)]),
    "fail_images": lambda one: one.fail_images([(1, LONG)]),
    "ignore_images": lambda one: one.ignore_images([(1, LONG)]),
    "want_missing_images": lambda one: _lose_picture(one).want_missing_images(),
    "want_damaged_images": lambda one: _lose_picture(one).want_damaged_images(1),
    "set_read": lambda one: one.set_read([1], True),
    "set_bookmarked": lambda one: one.set_bookmarked([1], True),
    "tag": lambda one: one.tag([1], add=[f"{n} {'t' * 180}" for n in range(200)]),
    "rename_tag": lambda one: one.rename_tag("own", "other"),
    "delete_tag": lambda one: one.delete_tag("own"),
    "rename_section": lambda one: one.rename_section("Europe", "E"),
    "merge_sections": lambda one: one.merge_sections("Europe", "Asia"),
    "order_sections": lambda one: one.order_sections(["Asia"]),
    "set_section_hidden": lambda one: one.set_section_hidden("Asia", True),
    "delete_alias": lambda one: one.delete_alias("Old"),
    "merge_tags": lambda one: one.merge_tags("own", "seen"),
    "set_tag_colour": lambda one: one.set_tag_colour("own", "teal"),
    "move": lambda one: one.move([1], "Asia"),
    "set_hidden": lambda one: one.set_hidden([1], True),
    "delete": lambda one: one.delete([1]),
    "restore": lambda one: one.restore([3]),
    "empty_bin": lambda one: one.empty_bin(),
    "clean_up": lambda one: one.clean_up([1]),
    "collect_pictures": lambda one: one.collect_pictures(),
    "undo": lambda one: one.undo(DONE[0]),
    "add_search": lambda one: one.add_search("New", QUERY),
    "edit_search": lambda one: one.edit_search(1, query=QUERY),
    "order_searches": lambda one: one.order_searches([2]),
    "delete_search": lambda one: one.delete_search(1),
    "import_searches": lambda one: one.import_searches(SEARCHES),
    "add_rule": lambda one: one.add_rule("New", QUERY, RuleActions(tags=("t",))),
    "edit_rule": lambda one: one.edit_rule(1, query=QUERY),
    "order_rules": lambda one: one.order_rules([2]),
    "delete_rule": lambda one: one.delete_rule(1),
    "apply_rule": lambda one: one.apply_rule(2),
    "set_note": lambda one: one.set_note(1, "long " * 15_000),
    "add_highlight": lambda one: one.add_highlight(1, "words", note="long " * 15_000),
    "edit_highlight": lambda one: one.edit_highlight(1, note="long " * 15_000),
    "delete_highlight": lambda one: one.delete_highlight(1),
    "restore_highlight": lambda one: one.restore_highlight(GONE),
    "add_marks": lambda one: one.add_marks([Marks(1, ("new",), note="long " * 15_000)]),
    "carry_in": lambda one: one.carry_in([CARRIED[0]], lambda _: None),
    "carry_in_whole": lambda one: one.carry_in_whole(CARRIED[1]),
    "leave_mirror": lambda one: one.leave_mirror("a" * 16, LONG * 9),
    "know_mirror": lambda one: one.know_mirror("0123456789abcdef"),
    "group_copies": lambda one: one.group_copies(),
    "check": lambda one: one.check(),
}
CARE: dict[str, Callable[[Library], object]] = {
    "repair": lambda one: one.repair(),
    "build_index": lambda one: one.build_index(),
    "back_up": lambda one: one.back_up(),
    "back_up_by": lambda one: one.back_up_by(BackupPlan(0, 3), extras={}),
    "delete_kept_aside": lambda one: one.delete_kept_aside(()),
    "make_room": lambda one: one.make_room([1]),
    "compact": lambda one: one.compact(),
    "write_backup": lambda one: one.write_backup(Path("never"), extras={}),
    "go_back": lambda one: one.go_back(Path("never")),
    "stage_backup": lambda one: one.stage_backup(Path("never")),
    "take_staged": lambda one: one.take_staged(one.stage_backup(Path("never"))),
}
"""Tried in test_care.py, test_backups.py, test_cleaning.py and test_archives.py."""
READS: dict[str, Callable[[Library], object]] = {
    "plan_clean_up": lambda one: one.plan_clean_up(CleanUp(where=Term("words"))),
    "storage": lambda one: one.storage(),
    "verify": lambda one: one.verify(),
    "backup_size": lambda one: one.backup_size(BackupPlan(0, 3, pictures=True)),
    "every_id": lambda one: one.every_id(),
    "manifest": lambda one: list(one.manifest([1])),
    "compare": lambda one: one.compare([]),
    "provenance": lambda one: one.provenance(1),
    "kept_aside": lambda one: one.kept_aside(),
    "gone": lambda one: one.gone([1, 99]),
    "sources": lambda one: one.sources(),
    "sources_of": lambda one: one.sources_of([1]),
    "source": lambda one: one.source(1),
    "find_source": lambda one: one.find_source("1"),
    "arrivals": lambda one: one.arrivals(1),
    "known": lambda one: one.known(1),
    "wanted_images": lambda one: one.wanted_images(5),
    "missing_images": lambda one: one.missing_images(1),
    "wanted_pages": lambda one: one.wanted_pages(5),
    "presence_wanted": lambda one: one.presence_wanted(5, due_only=True),
    "rests": lambda one: one.rests(),
    "backfill_place": lambda one: one.backfill_place(1),
    "text_gaps": lambda one: one.text_gaps(5),
    "image_gaps": lambda one: one.image_gaps(5, [1]),
    "image_path": lambda one: one.image_path("ab" * 32),
    "image": lambda one: one.image("https://i/1"),
    "ids": lambda one: one.ids(ArticleQuery()),
    "in_order": lambda one: one.in_order([1], Sort.TITLE),
    "languages": lambda one: one.languages(),
    "excerpts": lambda one: one.excerpts([1], Term("words")),
    "first_ids": lambda one: one.first_ids(ArticleQuery(Term("words"))),
    "count": lambda one: one.count(ArticleQuery()),
    "rows": lambda one: one.rows([1]),
    "sort_times": lambda one: one.sort_times([1]),
    "details": lambda one: one.details([1]),
    "search": lambda one: one.search(ArticleQuery(Term("words"))),
    "article": lambda one: one.article(1),
    "versions": lambda one: one.versions(1),
    "carried": lambda one: one.carried([1]),
    "carried_texts": lambda one: one.carried_texts(CARRIED[0][0].versions),
    "carried_whole": lambda one: one.carried_whole(),
    "carried_keys": lambda one: one.carried_keys(),
    "mirror_left": lambda one: one.mirror_left("a" * 16),
    "mirrors": lambda one: one.mirrors(),
    "find_article": lambda one: one.find_article("https://example.org/a"),
    "related": lambda one: one.related(1),
    "nearby": lambda one: one.nearby(1),
    "overview": lambda one: one.overview(day_start=0),
    "sections": lambda one: one.sections(),
    "tags": lambda one: one.tags(),
    "folded_ids": lambda one: one.folded_ids(ArticleQuery()),
    "fold": lambda one: one.fold(one.ids(ArticleQuery())),
    "copies": lambda one: one.copies(1),
    "binned": lambda one: one.binned(),
    "searches": lambda one: one.searches(),
    "find_search": lambda one: one.find_search("news"),
    "count_searches": lambda one: one.count_searches(),
    "export_searches": lambda one: one.export_searches(),
    "rules": lambda one: one.rules(),
    "find_rule": lambda one: one.find_rule("news"),
    "try_rule": lambda one: one.try_rule("words"),
    "check_ids": lambda one: one.check_ids([1]),
    "highlights": lambda one: one.highlights(),
    "highlight": lambda one: one.highlight(1),
    "annotated": lambda one: one.annotated(),
    "annotations": lambda one: one.annotations([1, 2]),
    "place_highlight": lambda one: one.place_highlight(1),
    "place_highlights": lambda one: one.place_highlights(one.highlights()),
    "stats": lambda one: one.stats(),
    "foreign_changes": lambda one: one.foreign_changes(),
    "fetches": lambda one: one.fetches(1),
    "remarks": lambda one: one.remarks(),
    "backup_due": lambda one: one.backup_due(),
}
READERS_OWN = {
    "add_source", "add_sources", "edit_source", "set_login", "remove_source", "set_read",
    "set_bookmarked", "tag", "rename_tag", "delete_tag", "rename_section", "merge_sections",
    "order_sections", "set_section_hidden", "delete_alias", "merge_tags", "set_tag_colour", "move",
    "set_hidden", "delete", "restore", "empty_bin", "clean_up", "undo", "add_search", "edit_search",
    "order_searches", "delete_search", "import_searches", "add_rule", "edit_rule", "order_rules",
    "delete_rule", "apply_rule", "set_note", "add_highlight", "edit_highlight", "delete_highlight",
    "restore_highlight", "add_marks", "carry_in", "carry_in_whole",
}  # fmt: skip
"""What the reader did: unlike what can be fetched again, it must not be lost."""
_NORMAL, _FULL = 1, 2  # as SQLite numbers them for PRAGMA synchronous
_NOT_METHODS_OF_THE_DISK = {
    "open",
    "close",
    "path",
    "only_read",
    "has_written",
    "ready_to_write",
    "at_once",
    "hurry",
    "tell_waiting",
}
_MAY_FIT = {"check", "set_login", "fail_page", "record_presence", "set_read", "set_bookmarked",
            "rename_tag", "delete_tag", "order_sections", "remove_source", "rename_section",
            "merge_sections", "delete_highlight", "want_damaged_images", "set_section_hidden",
            "want_missing_images",
            "delete_alias", "merge_tags", "set_tag_colour", "move", "set_hidden", "delete",
            "restore", "empty_bin", "clean_up", "collect_pictures", "undo", "order_searches",
            "delete_search", "order_rules", "delete_rule", "apply_rule",
            "group_copies", "know_mirror"}  # fmt: skip


def test_every_public_method_is_tried_here() -> None:
    public = {
        name for name, _ in inspect.getmembers(Library)
        if not name.startswith("_") and name not in _NOT_METHODS_OF_THE_DISK
    }  # fmt: skip
    assert public == WRITES.keys() | READS.keys() | CARE.keys()


@pytest.fixture
def shelf(library: Library) -> Library:
    """A library with an article of everything."""
    source = library.add_source(feed()).id
    library.apply(source, [
        Insert(prepared("a", section="Europe", tags=("own",), images=["https://i/1", STORED])),
        Insert(prepared("b", section="Asia")), Insert(prepared("c", section="Old")),
    ])  # fmt: skip
    undo = library.tag([2], add=["seen"]).undo
    assert undo is not None
    DONE[:] = [undo]
    [own] = library.carried([1])
    texts = library.carried_texts(own.versions)
    long = CarriedSource("https://z/" + LONG, None, {"kind": "feed", "title": LONG, "added_at": 1})
    CARRIED[:] = [
        (replace(own, uid="z", note="long " * 15_000, note_changed=1), texts),
        CarriedWhole(sources=(long,)),
    ]
    library.merge_sections("Old", "Asia")
    library.delete([3])
    for name in ("news", "other"):
        library.add_search(name, "words")
        library.add_rule(name, "words", RuleActions(tags=("seen",)))
    library.store_images([(2, b"x", "image/png", 1, 1)])
    library.set_note(2, "A note.")
    library.add_highlight(1, "words of")
    return library


def _everything(library: Library) -> tuple[object, ...]:
    rows = library.rows(library.ids(ArticleQuery()))
    return (
        rows, library.sources(), library.sections(), library.tags(), library.wanted_images(9),
        [library.article(row.id) for row in rows], library.highlights(), library.annotated(),
    )  # fmt: skip


@pytest.mark.parametrize("name", sorted(WRITES))
def test_what_the_reader_did_is_on_the_disk_even_if_the_power_fails(
    shelf: Library, name: str
) -> None:
    shelf.set_read([2], read=True)
    if name in READERS_OWN:  # in either case the other kind of write comes right before
        shelf.record_fetch(1, FETCH)
    seen = _how_it_commits(shelf)
    WRITES[name](shelf)
    assert seen == {_FULL if name in READERS_OWN else _NORMAL}


def test_no_crash_of_the_computer_damages_a_library_just_opened(shelf: Library, home: Home) -> None:
    shelf.close()
    with Library.open(home.library, home.images, clock=lambda: NOON) as library:
        seen = _how_it_commits(library)
        library.record_fetch(1, FETCH)
        assert seen == {_NORMAL}


def _how_it_commits(library: Library) -> set[int]:
    """Return a set into which each commit from now on puts its PRAGMA synchronous."""
    writer = library._connections._plain
    state = [writer.execute("PRAGMA synchronous").fetchone()[0]]
    seen: set[int] = set()

    def look(statement: str) -> None:
        if statement.startswith("PRAGMA synchronous ="):
            state[0] = {"FULL": _FULL, "NORMAL": _NORMAL}[statement.rsplit(maxsplit=1)[-1]]
        elif statement == "COMMIT":
            seen.add(state[0])

    writer.set_trace_callback(look)
    return seen


@pytest.mark.parametrize("name", sorted(WRITES))
def test_a_locked_library_says_so(shelf: Library, home: Home, name: str) -> None:
    before = _everything(shelf)
    shelf.close()
    with (
        Library.open(home.library, home.images, clock=lambda: NOON, busy_seconds=0.02) as library,
        closing(sqlite3.connect(home.library, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryError, match="held by another program"):
            WRITES[name](library)
        for read in READS.values():
            read(library)
        other.execute("ROLLBACK")
        assert _everything(library) == before
        WRITES[name](library)


@pytest.mark.parametrize("name", sorted(WRITES))
def test_a_full_disk_says_so_and_loses_nothing(shelf: Library, name: str) -> None:
    before = _everything(shelf)
    raw = shelf._connections._plain
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages}")
    try:
        WRITES[name](shelf)
    except LibraryError as error:
        assert "full" in error.message  # noqa: PT017 - what fits into the last page may pass
        assert _everything(shelf) == before
    else:
        assert name in _MAY_FIT
    raw.execute("PRAGMA max_page_count = 1073741823")
    assert shelf.check() == []
    assert isinstance(shelf.set_read([1], read=True), Changes)


@pytest.mark.parametrize("error", ["attempt to write a readonly database", "disk I/O error"])
def test_where_nothing_can_be_written_one_can_still_read(
    shelf: Library, home: Home, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _everything(shelf)
    shelf.close()
    settled = home.library.read_bytes()

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError(error)

    monkeypatch.setattr(migrations, "_check_for_writing", refuse)
    with Library.open(home.library, home.images, clock=lambda: NOON) as library:
        assert library.only_read
        assert _everything(library) == before
        assert library.check() == []
        for name, write in WRITES.items():
            if name != "check":
                with pytest.raises(LibraryError, match=re.escape(library.only_read)):
                    write(library)
    assert home.library.read_bytes() == settled


def test_one_damaged_text_costs_no_other_article(shelf: Library) -> None:
    with shelf._connections.write(durable=False) as connection:
        connection.exec_driver_sql("UPDATE bodies SET body = zeroblob(40) WHERE version_id = 1")
    with pytest.raises(LibraryError, match="text of this article is damaged"):
        shelf.article(1)
    assert shelf.article(2).title == "Title of b"
    assert len(shelf.search(ArticleQuery(Term("words")))) == 2
    assert shelf.check() == ["The text of article 1, version 1, is damaged."]
    shelf.apply(1, [Revise(1, prepared("a", "whole again")), Insert(prepared("c"))])
    assert "whole again" in shelf.article(1).body
    assert [hit.row.id for hit in shelf.search(ArticleQuery(Term("again")))] == [1]


def test_a_library_with_a_log_beside_it_is_read_where_nothing_can_be_written(
    shelf: Library, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _everything(shelf)
    copy = tmp_path / "copy"
    shutil.copytree(home.data, copy)  # as a kill leaves it: with the log that was not folded in
    assert (copy / "library.sqlite3-wal").stat().st_size > 0

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(migrations, "_check_for_writing", refuse)
    with Library.open(copy / "library.sqlite3", copy / "images", clock=lambda: NOON) as library:
        assert library.only_read
        assert _everything(library) == before


def test_a_picture_is_on_the_disk_before_its_name_is(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    flush, rename = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (done.append("flush"), flush(handle))[1])
    monkeypatch.setattr(os, "replace", lambda a, b: (done.append("rename"), rename(a, b))[1])
    shelf.store_images([(1, b"bytes of its own", "image/png", 1, 1)])
    assert done[:2] == ["flush", "rename"]
