"""doctor: what it says of a library that is sound, spoilt, damaged or lost; the log of a source."""

from __future__ import annotations

import gzip
import os
import sqlite3
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Feeds
from tests.cli.test_keeping import Terminal

from clashreader.cli import backing, context
from clashreader.library import backups, connection
from clashreader.library.library import Library
from clashreader.paths import Home


def _back_up(home: Home) -> Path:
    with Library.open(home.library, home.images) as library:
        return library.back_up().path


def test_doctor_mends_what_can_be_rebuilt(filled: Any, home: Home) -> None:
    with closing(sqlite3.connect(home.library, isolation_level=None)) as raw:
        raw.execute("UPDATE sources SET unread = 77")
    found = filled("doctor", "--json")
    assert found.code == 3
    assert found.json["problems"] == ["The counts of sources are wrong."]
    mended = filled("doctor", "--repair", "--json")
    assert mended.code == 0
    assert mended.json["sound"]
    assert len(mended.json["repaired"]) == 2
    assert filled("doctor").code == 0


def test_a_damaged_library_goes_back_to_its_backup_and_is_kept(filled: Any, home: Home) -> None:
    backup = _back_up(home)
    home.library.write_bytes(b"not a library any more " * 900)
    damaged = home.library.read_bytes()
    listed = filled("list", "--json")
    assert listed.code == 3
    assert "left untouched" in listed.json["error"]["message"]
    found = filled("doctor", "--json")
    assert found.code == 3
    assert [one["path"] for one in found.json["backups"]] == [str(backup)]
    told = filled("doctor")
    assert told.code == 3
    assert "--restore-backup" in told.out
    assert backup.name in told.out
    restored = filled("doctor", "--restore-backup")
    assert restored.code == 0, restored.err
    [aside] = home.data.glob("library.sqlite3.damaged-*")
    assert str(aside) in restored.err
    assert aside.read_bytes() == damaged
    assert filled("list", "--json").json["total"] == 4


def test_a_list_that_breaks_off_is_one_document_all_the_same(filled: Any, home: Home) -> None:
    with closing(sqlite3.connect(home.library)) as raw:
        [page] = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'article_tags'")
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    with home.library.open("rb+") as file:
        file.seek((page[0] - 1) * size)
        file.write(bytes(size))
    for call in (["list"], ["search", "harbour OR the"]):
        found = filled(*call, "--json")
        assert found.code == 3
        assert found.json["articles"] == []
        assert "is damaged" in found.json["error"]["message"]
        assert found.json["error"]["kind"] == "library"


def test_a_damaged_table_costs_what_was_on_the_page_and_no_more(filled: Any, home: Home) -> None:
    with closing(sqlite3.connect(home.library)) as raw:
        [page] = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'article_tags'")
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    with home.library.open("rb+") as file:
        file.seek((page[0] - 1) * size)
        file.write(bytes(size))
    damaged = home.library.read_bytes()
    found = filled("doctor", "--repair", "--json")
    assert found.code == 0, found.out + found.err
    assert found.json["lost"] == [{"table": "article_tags", "rows": 0, "pieced": 2}]
    [aside] = home.data.glob("library.sqlite3.damaged-*[0-9]")
    assert aside.read_bytes() == damaged
    assert filled("list", "--json").json["total"] == 4


def test_who_has_to_wait_for_the_library_is_told(
    filled: Any, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TELL_AFTER", 0.0)
    monkeypatch.setattr(context, "_SOON", 0.05)

    def while_held(*call: str, alone: str) -> Any:
        other = sqlite3.connect(home.library, isolation_level=None, check_same_thread=False)
        other.execute(f"PRAGMA locking_mode = {alone}")
        other.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(0.5, other.close)
        release.start()
        try:
            return filled(*call)
        finally:
            release.join()

    marked = while_held("mark", "bookmark", "1", "--json", alone="NORMAL")
    assert (marked.code, marked.json["changed"]) == (0, 1)
    assert marked.err.count("Waiting for another program") == 1
    # One that shares with nobody keeps even readers out.
    listed = while_held("list", "--json", alone="EXCLUSIVE")
    assert (listed.code, listed.json["total"]) == (0, 4)
    assert listed.err.count("Waiting for another program") == 1


@pytest.mark.parametrize("how", ["empty", "lost", "newer"])
def test_what_cannot_be_opened_is_said_and_left(filled: Any, home: Home, how: str) -> None:
    _back_up(home)
    if how == "empty":
        home.library.write_bytes(b"")
    elif how == "lost":
        home.library.unlink()
    else:
        with closing(sqlite3.connect(home.library)) as raw:
            raw.execute("PRAGMA user_version = 99")
    found = filled("list", "--json")
    assert found.code == 3
    assert found.json["error"]["kind"] == "library"
    assert home.library.exists() == (how != "lost")
    assert filled("doctor", "--restore-backup").code == 0
    assert filled("list", "--json").json["total"] == 4


def test_without_a_backup_there_is_nothing_to_restore(filled: Any, home: Home) -> None:
    before = home.library.read_bytes()
    assert filled("doctor", "--restore-backup").code == 2
    assert filled("doctor", "--restore-backup", "library-9.sqlite3").code == 2
    assert filled("doctor", "--restore-backup", "--repair").code == 2
    assert home.library.read_bytes() == before


def test_a_sound_library_gives_way_to_a_backup_on_request_only(
    filled: Any, ids: dict[str, int], home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = str(min(ids.values()))
    backup = _back_up(home)
    filled("note", number, "Written since.")
    refused = filled("doctor", "--restore-backup")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert backup.name in refused.err
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    declined = filled("doctor", "--restore-backup")
    assert (declined.code, "Nothing was changed." in declined.err) == (1, True)
    assert filled("show", number, "--json").json["note"] == "Written since."
    assert not list(home.data.glob("library.sqlite3.damaged-*"))
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    assert filled("doctor", "--restore-backup").code == 0
    assert not filled("show", number, "--json").json["note"]
    filled("note", number, "Written since.")
    monkeypatch.setattr(sys, "stdin", None)
    assert filled("doctor", "--restore-backup", backup.name, "--yes").code == 0
    assert not filled("show", number, "--json").json["note"]


def test_the_log_of_a_source(run: Any, feeds: Feeds) -> None:
    address = feeds.feed("/feed", one="Text one.")
    run("add", address)
    feeds.feed("/feed", one="Text one.", two="Text two.")
    run("sync", "--now")
    del feeds.pages["/feed"]
    run("sync", "--now")
    log = run("sources", "--log", "1", "--json").json
    assert [(one["status"], one["new"]) for one in log["fetches"]] == [(404, 0), (200, 1), (200, 1)]
    assert log["fetches"][0]["error"]
    assert log["fetches"][1]["bytes"] > 300
    assert log["source"]["id"] == 1
    told = run("sources", "--log", "1")
    assert "404" in told.out
    assert run("sources", "--log", "nine").code == 2


def test_an_old_library_with_a_damaged_index_is_left_until_it_is_repaired(
    run: Any, home: Home
) -> None:
    """It cannot be brought to the schema of now: the copy made first does not hold together."""
    stored = Path(__file__).parents[1] / "data" / "libraries" / "schema-2.sqlite3.gz"
    home.data.mkdir(exist_ok=True)
    home.library.write_bytes(gzip.decompress(stored.read_bytes()))
    with closing(sqlite3.connect(home.library)) as raw:
        articles = raw.execute("SELECT count(*) FROM articles WHERE state = 0").fetchone()[0]
        [page] = raw.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'articles_newest'")
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    with home.library.open("rb+") as file:
        file.seek((page[0] - 1) * size)
        file.write(bytes(size))
    damaged = home.library.read_bytes()
    for call in ("list", "doctor"):
        found = run(call, "--json")
        assert found.code == 3
        assert "no backup of it. `clashreader doctor --repair`" in found.out
    assert home.library.read_bytes() == damaged
    repaired = run("doctor", "--repair", "--json")
    assert repaired.code == 0, repaired.out + repaired.err
    assert "kept, untouched" in repaired.json["repaired"][0]
    assert repaired.json["lost"] == []
    assert run("list", "--json", "--limit", "0").json["total"] == articles


def test_a_day_of_commands_leaves_one_backup_that_is_whole(
    run: Any, folder: Path, home: Home
) -> None:
    def kept() -> list[Path]:
        return [one.path for one in backups.existing(home.library)]

    settings = home.settings
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("backups = false\n")
    assert run("add", str(folder)).code == 0
    assert run("mark", "read", "1").code == 0
    assert kept() == []
    settings.write_text("backups = true\nbackups_kept = 2\n")
    assert run("list").code == 0  # which writes nothing
    assert run("sync", "--now").code == 0  # which finds nothing new
    assert kept() == []
    assert run("tag", "1", "--add", "quay").code == 0
    [made] = kept()
    backups.check(made)
    assert run("mark", "unread", "1").code == 0
    assert kept() == [made]
    for name in ("20260101", "20260102"):
        made.rename(made.with_name(f"library-{name}-120000.sqlite3"))
        os.utime(made.with_name(f"library-{name}-120000.sqlite3"), (1, 1))
        made = made.with_name(f"library-{name}-120000.sqlite3")
        assert run("note", "1", "The quay again.").code == 0
        assert made in kept()
        [made] = [one for one in kept() if one != made]
    assert len(kept()) == 2


def test_a_first_reading_makes_no_backup_and_a_failing_one_costs_nothing(
    run: Any, folder: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("add", str(folder)).code == 0
    assert backups.existing(home.library) == []
    place = backups.folder_of(home.library)
    place.write_bytes(b"not a folder")
    marked = run("mark", "read", "1", "--json")
    assert marked.code == 0
    assert marked.json
    assert marked.err == ""
    place.unlink()
    monkeypatch.setattr(backing, "MOST_BYTES", 1)  # the first is made of a large library too
    assert run("mark", "unread", "1").code == 0
    [made] = backups.existing(home.library)
    os.utime(made.path, (1, 1))
    assert run("mark", "read", "1").code == 0
    assert [one.path for one in backups.existing(home.library)] == [made.path]


def test_an_interrupted_backup_leaves_the_command_done(
    filled: Any, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def strike(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "back_up_by", strike)
    marked = filled("mark", "read", "1", "--json")
    assert marked.code == 0
    assert marked.json
    assert backups.existing(home.library) == []
